"""`ogp export`: the same values in every form, valid for other programs, and nothing that could run."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from pipeline import schema
from pipeline.cli import main
from pipeline.export import excel, export
from tests.query.folder import FORMULA, LONG, made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("export") / "the reader's tables")


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, words)])


def parquet(folder: Path, name: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return rows


def test_the_csv_folder_is_a_valid_data_package(folder: Path, tmp_path: Path) -> None:
    done = run("--to", "csv", "--from", folder, "--out", tmp_path / "csv", "--json")
    assert json.loads(done.stdout)["rows"]["commitments"] == 3
    from frictionless import Package  # it takes seconds to import

    package = Package(str(tmp_path / "csv" / "datapackage.json"))
    assert [resource.name for resource in package.resources] == [table.name for table in schema.all_tables()]
    report = package.validate()
    assert report.valid, report.flatten(["name", "message"])
    with package.get_resource("commitments") as resource:
        read = [dict(row) for row in resource.row_stream]
    assert read == parquet(folder, "commitments")


def test_the_same_tables_give_the_same_csv_and_workbook(folder: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        export(folder, "csv", tmp_path / name / "csv")
        export(folder, "excel", tmp_path / name / "book.xlsx")
    for path in (tmp_path / "one").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes(), path


def test_the_duckdb_file_holds_tables_meanings_and_metadata(folder: Path, tmp_path: Path) -> None:
    assert run("--to", "duckdb", "--from", folder, "--out", tmp_path / "a.duckdb").exit_code == 0
    with duckdb.connect(str(tmp_path / "a.duckdb"), read_only=True) as connection:
        for table in schema.all_tables():
            found = connection.sql(f'SELECT * FROM "{table.name}"')
            assert found is not None
            assert found.to_arrow_table().to_pylist() == parquet(folder, table.name)
        comments = connection.sql("SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'links'")
        assert comments is not None
        assert dict(comments.fetchall())["score"] == schema.find_table("links").field("score").description
        facts = connection.sql("SELECT name, value FROM datapackage")
        assert facts is not None
        assert dict(facts.fetchall())["ogp:schema_version"] == schema.load("package")["ogp:schema_version"]


@pytest.fixture(scope="module")
def book(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("excel") / "book.xlsx"
    done = run("--to", "excel", "--from", folder, "--out", path)
    assert "1 cells are cut" in done.stdout
    return openpyxl.load_workbook(path)


def test_the_workbook_has_a_typed_sheet_for_each_table(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["about", *(table.name for table in schema.all_tables()), "columns"]
    sheet = book["commitments"]
    assert sheet.freeze_panes == "B2"
    head = [cell.value for cell in sheet[1]]
    assert head == list(schema.find_table("commitments").columns)
    first, second = (dict(zip(head, sheet[row], strict=True)) for row in (2, 3))
    assert first["plan_number"].value == 1
    assert first["policy_areas"].value == 'Health; Water, "clean"'
    assert first["description"].value == "Two\nlines"
    assert second["end_date"].value == datetime.datetime(2015, 7, 31)
    assert second["results"].value == LONG[: excel.MAX_CELL_LENGTH - 1] + "…"


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(book: openpyxl.Workbook) -> None:
    risky = [cell for sheet in book for line in sheet.iter_rows() for cell in line if str(cell.value).startswith("=")]
    assert [cell.value for cell in risky] == [FORMULA]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in risky)
    assert not any(cell.hyperlink for sheet in book for line in sheet.iter_rows() for cell in line)


def test_a_table_of_too_many_rows_goes_on_in_a_second_sheet(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "MAX_SHEET_ROWS", 2)
    export(folder, "excel", tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert [book[name].max_row for name in ("commitments", "commitments (2)")] == [3, 2]


def test_errors_say_what_to_do(folder: Path, tmp_path: Path) -> None:
    empty = run("--to", "csv", "--from", tmp_path, "--out", tmp_path / "x")
    assert (empty.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "ogp extract" in empty.stderr
    (tmp_path / "file").write_text("")
    blocked = run("--to", "csv", "--from", folder, "--out", tmp_path / "file" / "below")
    assert blocked.exit_code == 1
    assert "can't be written" in blocked.stderr
    assert run("--to", "word").exit_code == 2


def test_a_damaged_table_leaves_the_old_export(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "documents.parquet").write_bytes(b"no parquet")
    (tmp_path / "a.xlsx").write_text("old")
    for kind in ("excel", "duckdb"):
        assert run("--to", kind, "--from", bad, "--out", tmp_path / "a.xlsx").exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] in (["bad", "a.xlsx"], ["a.xlsx", "bad"])
    assert (tmp_path / "a.xlsx").read_text() == "old"


def test_csv_cells_are_read_back_by_any_csv_reader(folder: Path, tmp_path: Path) -> None:
    export(folder, "csv", tmp_path)
    with (tmp_path / "commitments.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[1]["title"] == FORMULA
    assert rows[0]["description"] == "Two\nlines"
