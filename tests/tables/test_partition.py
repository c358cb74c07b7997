"""Tables in parts: the same rows, types and columns for every reader, and nothing stale when a run changes its mind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipeline import open_tables, schema
from pipeline.cli import main
from pipeline.quality import validate_folder
from pipeline.query import ask
from pipeline.tables import PublishError, collect_tables, publish_tables
from tests.query.folder import commitment
from tests.tables.samples import extractions

ODD = "QX/ü=1 %"
TABLES: dict[str, Any] = {
    **collect_tables(extractions()),
    "commitments": [
        commitment(1),
        commitment(2, country_code="QO", plan_id=None, policy_areas=["Health"]),
        commitment(3, country_code=None),
        commitment(10, country_code=ODD),
        commitment(4, plan_id="QN-2016", plan_number=2),
    ],
}
BY = ("country_code", "plan_id", "record_table")


@pytest.fixture
def both(tmp_path: Path) -> tuple[Path, Path]:
    """The same rows as one file a table, and in parts; in a folder whose own name looks like a part's."""
    one, parts = tmp_path / "x=1" / "one", tmp_path / "x=1" / "parts"
    publish_tables(one, TABLES)
    publish_tables(parts, TABLES, partition_by=BY)
    return one, parts


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def rel(sql: str) -> duckdb.DuckDBPyRelation:
    found = duckdb.sql(sql)
    assert found is not None
    return found


def plain(table: pa.Table) -> list[str]:
    return sorted(map(repr, table.to_pylist()))


def test_parts_are_named_by_column_and_value(both: tuple[Path, Path]) -> None:
    found = {path for path in files(both[1]) if path.startswith("commitments")}
    assert "commitments/country_code-QN/plan_id-QN-2016/part-0.parquet" in found
    assert "commitments/country_code-QO/no-plan_id/part-0.parquet" in found
    assert "commitments/no-country_code/plan_id-QN-2014/part-0.parquet" in found
    assert len(found) == 5
    assert "milestones.parquet" in files(both[1]), "a table without the columns stays one file"
    assert "provenance/record_table-commitments/part-0.parquet" in files(both[1])


@pytest.mark.parametrize("name", ["commitments", "registry", "provenance"])
def test_every_reader_has_the_same_rows_types_and_columns(both: tuple[Path, Path], name: str) -> None:
    whole, folder = pq.read_table(both[0] / f"{name}.parquet", partitioning=None), both[1] / name
    hive = ds.dataset(folder, partitioning="hive")
    for found in (
        pq.read_table(folder),
        pq.read_table(folder, partitioning=None),
        hive.to_table(),
        ds.dataset(folder).to_table(),
    ):
        assert [(field.name, field.type) for field in found.schema] == [(f.name, f.type) for f in whole.schema]
        assert plain(found) == plain(whole)
    said = rel(f"SELECT * FROM read_parquet('{both[0]}/{name}.parquet', hive_partitioning = false)")
    for options in ("", ", hive_partitioning = true", ", hive_partitioning = false"):
        parted = rel(f"SELECT * FROM read_parquet('{folder}/**/*.parquet'{options})")
        columns = [column for column in parted.columns if column != "x"]
        assert columns == said.columns
        assert [kind for column, kind in zip(parted.columns, parted.types, strict=True) if column != "x"] == said.types
        assert sorted(map(repr, parted.project(", ".join(f'"{c}"' for c in columns)).fetchall())) == sorted(
            map(repr, said.fetchall())
        )
    key = schema.find_table(name).primary_key or "text_raw"
    frames = [pd.read_parquet(both[0] / f"{name}.parquet", partitioning=None), pd.read_parquet(folder)]
    first, second = (frame.sort_values(list(frame.columns[:4]), ignore_index=True) for frame in frames)
    assert key in first.columns
    pd.testing.assert_frame_equal(first, second)


def test_our_own_readers_see_no_difference(both: tuple[Path, Path]) -> None:
    for name in ("commitments", "provenance", "registry", "links"):
        one, parts = (schema.read_table(name, schema.table_files(folder, name)) for folder in both)
        assert one.equals(parts), "rows in the same order"
        pd.testing.assert_frame_equal(open_tables(both[0]).table(name), open_tables(both[1]).table(name))
    question = "SELECT country_code, count(*) AS n FROM commitments GROUP BY ALL ORDER BY ALL"
    assert ask(both[0], question).equals(ask(both[1], question))
    columns = ["title"]
    found = [schema.read_table("commitments", schema.table_files(f, "commitments"), columns) for f in both]
    assert found[0].equals(found[1])


def test_exports_are_the_same(both: tuple[Path, Path], tmp_path: Path) -> None:
    for number, folder in enumerate(both):
        done = CliRunner().invoke(
            main, ["export", "--to", "csv", "--from", str(folder), "--out", str(tmp_path / f"{number}")]
        )
        assert done.exit_code == 0, done.output
    contents = [{path.name: path.read_bytes() for path in sorted((tmp_path / n).glob("*.csv"))} for n in "01"]
    assert contents[0] == contents[1]
    done = CliRunner().invoke(main, ["export", "--to", "duckdb", "--from", str(both[1]), "--out", str(tmp_path / "d")])
    assert done.exit_code == 0, done.output


def test_a_table_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    publish_tables(tmp_path / "out", {}, partition_by=["country_code"])
    found = pq.read_table(tmp_path / "out" / "commitments")
    assert found.schema.equals(schema.arrow_schema("commitments"))
    assert found.num_rows == 0
    assert rel(f"FROM '{tmp_path}/out/commitments/**/*.parquet'").fetchall() == []


def test_the_descriptor_names_every_part_with_its_hash(both: tuple[Path, Path]) -> None:
    package = json.loads((both[1] / "datapackage.json").read_bytes())
    resource = next(r for r in package["resources"] if r["name"] == "commitments")
    assert resource["ogp:partition"] == ["country_code", "plan_id"]
    assert resource["path"] == [file["path"] for file in resource["ogp:files"]]
    assert {file["path"] for file in resource["ogp:files"]} <= files(both[1])


def test_validate_looks_at_every_part(both: tuple[Path, Path]) -> None:
    codes = {issue.code for issue in validate_folder(both[0])}
    assert {issue.code for issue in validate_folder(both[1])} == codes
    part = both[1] / "commitments" / "country_code-QO" / "no-plan_id" / "part-0.parquet"
    (part.parent / "part-1.parquet").write_bytes(part.read_bytes())
    assert "file-changed" in {issue.code for issue in validate_folder(both[1])}
    (part.parent / "part-1.parquet").unlink()
    part.unlink()
    assert "part-missing" in {issue.code for issue in validate_folder(both[1])}


def test_changing_ones_mind_leaves_nothing_stale_and_what_is_the_users(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish_tables(out, TABLES)
    whole = files(out)
    publish_tables(out, TABLES, partition_by=["country_code"])
    assert "commitments.parquet" not in files(out)
    (out / "commitments" / "notes.txt").write_text("mine")
    (out / "commitments" / "country_code-QO" / "deep.txt").write_text("mine too")
    parted = files(out)
    publish_tables(out, TABLES, partition_by=["plan_id"])
    assert not any("country_code-" in path and path.endswith(".parquet") for path in files(out))
    publish_tables(out, TABLES, partition_by=["country_code"])
    assert files(out) == parted
    publish_tables(out, TABLES)
    assert files(out) == whole | {"commitments/notes.txt", "commitments/country_code-QO/deep.txt"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        tables = TABLES if name == "one" else {**TABLES, "commitments": TABLES["commitments"][::-1]}
        publish_tables(tmp_path / name, tables, partition_by=BY)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    for path in files(tmp_path / "one"):
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()


def test_a_value_that_no_folder_can_be_named_by_is_told(tmp_path: Path) -> None:
    publish_tables(tmp_path / "out", TABLES)
    long = {**TABLES, "commitments": [commitment(1, country_code="Q" * 300)]}
    with pytest.raises(PublishError, match="too long"):
        publish_tables(tmp_path / "out", long, partition_by=["country_code"])
    assert "commitments.parquet" in files(tmp_path / "out")


def test_columns_that_part_tables_are_texts_that_look_like_no_number() -> None:
    for column, names in schema.partition_choices().items():
        assert names, column
        for name in names:
            field = schema.find_table(name).field(column)
            assert field.type == "string"
            assert not any(code.replace("-", "").isdigit() for code in field.codes)


def test_the_command_takes_columns_and_refuses_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "note.txt").write_text("Nothing of note.")
    call = ["extract", "raw", "--out", "out", "--workers", "1", "--quiet"]
    done = CliRunner().invoke(main, [*call, "--partition-by", "title"])
    assert done.exit_code == 2
    assert "country_code (documents, commitments" in done.output
    assert not (tmp_path / "out").exists()
    done = CliRunner().invoke(main, [*call, "--partition-by", "country_code,record_table"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out" / "provenance" / "no-record_table").is_dir()
    (tmp_path / "ogp.toml").write_text('[extract]\npartition = ["plan_id"]\n')
    assert CliRunner().invoke(main, call).exit_code == 0
    assert not (tmp_path / "out" / "provenance").exists()
    assert (tmp_path / "out" / "commitments" / "no-plan_id").is_dir()
    before = files(tmp_path / "out")
    done = CliRunner().invoke(main, [*call[:-1], "--json"])
    assert json.loads(done.stdout)["unchanged"] is True
    assert CliRunner().invoke(main, call, env={"OGP_EXTRACT_PARTITION": "plan_id"}).exit_code == 0
    assert files(tmp_path / "out") == before
