"""`ogp query`: answers in every format, and nothing but the tables can be reached."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.query import QueryError, ask
from tests.query.folder import LONG, made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("query") / "the reader's tables")


def query(*words: object) -> Result:
    return CliRunner().invoke(main, ["query", *map(str, words)])


def test_an_answer_has_the_types_of_the_tables(folder: Path) -> None:
    (first, *_) = ask(folder, "SELECT * FROM commitments ORDER BY number").to_pylist()
    assert first["policy_areas"] == ["Health", 'Water, "clean"']
    assert first["plan_number"] == 1
    assert ask(folder, 'SELECT count(*) AS n FROM "references"').to_pylist() == [{"n": 0}]


def test_columns_of_one_name_are_told_apart(folder: Path) -> None:
    answer = ask(folder, "SELECT a.title, b.title FROM commitments a JOIN commitments b USING (commitment_key)")
    assert answer.column_names == ["title", "title_2"]


FORBIDDEN = [
    "COPY commitments TO '{other}'",
    "COPY (SELECT 1) TO '{table}'",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{table}'",
    "SELECT * FROM read_text('{secret}')",
    "SELECT * FROM read_csv('{secret}')",
    "FROM '{secret}'",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM 'https://example.org/a.parquet'",
    "ATTACH '{other}'",
    "SET enable_external_access = true",
    "INSTALL httpfs",
    "CREATE TABLE a AS SELECT 1",
    "DROP VIEW commitments",
    "SELECT 1; SELECT 2",
    "SELECT * FROM secret",
    "",
]


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_nothing_but_the_tables_is_reached(sql: str, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("password\n1234\n")
    table = folder / "commitments.parquet"
    before, files = table.read_bytes(), sorted(folder.parent.rglob("*"))
    other = tmp_path / "other"
    places = {"secret": secret, "table": table, "other": other, "folder": tmp_path}
    words = {name: str(path).replace("'", "''") for name, path in places.items()}
    with pytest.raises(QueryError):
        ask(folder, sql.format(**words))
    assert table.read_bytes() == before
    assert sorted(folder.parent.rglob("*")) == files
    assert not other.exists()


def test_variables_of_the_program_are_no_tables(folder: Path) -> None:
    files = pa.table({"a": [1]})
    assert files.num_rows == 1
    with pytest.raises(QueryError, match="no table files"):
        ask(folder, "SELECT * FROM files")


def test_an_unknown_table_lists_the_tables(folder: Path) -> None:
    done = query("SELECT * FROM milestone", "--from", folder)
    assert done.exit_code == 1
    assert "Did you mean milestones?" in done.stderr
    assert "assessments" in done.stderr


def test_a_fault_is_shown_at_its_place(folder: Path) -> None:
    done = query("SELECT titel FROM commitments", "--from", folder)
    assert done.exit_code == 1
    line, mark = done.stderr.splitlines()[-2:]
    assert line[mark.index("^") :].startswith("titel")
    assert "title" in done.stderr


def test_a_folder_without_tables_says_what_to_run(tmp_path: Path) -> None:
    done = query("SELECT 1", "--from", tmp_path)
    assert done.exit_code == 2
    assert "ogp extract" in done.stderr


def test_the_formats_tell_the_same(folder: Path, tmp_path: Path) -> None:
    sql = "SELECT number, title, policy_areas, end_date, description FROM commitments ORDER BY number"
    wanted = ask(folder, sql).to_pylist()
    read = json.loads(query(sql, "--from", folder, "--format", "json").stdout)
    assert [row["title"] for row in read] == [row["title"] for row in wanted]
    assert read[0]["policy_areas"] == wanted[0]["policy_areas"]
    assert read[1]["end_date"] == "2015-07-31"
    cells = list(csv.DictReader(io.StringIO(query(sql, "--from", folder, "--format", "csv").stdout)))
    assert json.loads(cells[0]["policy_areas"]) == wanted[0]["policy_areas"]
    assert [row["title"] for row in cells] == [row["title"] for row in wanted]
    assert cells[0]["description"] == "Two\nlines"
    target = tmp_path / "new" / "answer.parquet"
    assert query(sql, "--from", folder, "--out", target).exit_code == 0
    assert pq.read_table(target).to_pylist() == wanted


def test_wide_answers_are_shown_record_by_record(folder: Path) -> None:
    done = query("SELECT * FROM commitments", "--from", folder, "--limit", 2)
    assert "completion" in done.stdout
    assert done.stdout.count("— ") == 2
    assert "1 more" in done.stderr
    assert "Zölle" not in done.stdout


def test_a_narrow_answer_is_a_table_with_long_texts_cut(folder: Path) -> None:
    done = query("SELECT number, results FROM commitments", "--from", folder)
    assert done.stdout.split("\n")[0].split() == ["number", "results"]
    assert "…" in done.stdout
    assert len(done.stdout) < len(LONG)
    assert "No rows" in query("SELECT number FROM commitments WHERE false", "--from", folder).stdout


def test_sql_comes_from_a_file_or_from_standard_input(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "question.sql").write_text("-- how many\nSELECT count(*) AS n FROM commitments;\n")
    done = query("--file", tmp_path / "question.sql", "--from", folder, "--format", "json")
    assert json.loads(done.stdout) == [{"n": 3}]
    words = ["query", "--file", "-", "--from", str(folder), "--format", "json"]
    assert json.loads(CliRunner().invoke(main, words, input="SELECT 1 AS n").stdout) == [{"n": 1}]
    assert query().exit_code == 2
    assert query("SELECT 1", "--file", "x.sql").exit_code == 2
    assert query("--file", tmp_path / "none.sql").exit_code == 2


def test_parquet_wants_a_file(folder: Path, tmp_path: Path) -> None:
    assert query("SELECT 1", "--from", folder, "--format", "parquet").exit_code == 2
    done = query("SELECT * FROM nothing", "--from", folder, "--out", tmp_path / "a.csv")
    assert done.exit_code == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("moment", "printed"),
    [
        ("DATE '999999-02-28'", "999999-02-28"),
        ("DATE '0044-03-15 (BC)'", "-0043-03-15"),
        ("TIMESTAMP '290000-01-01 12:00:00'", "290000-01-01 12:00:00.000000"),
        ("'-infinity'::TIMESTAMP", "-infinity"),
        ("{'x': ['infinity'::DATE, DATE '2015-07-31']}", {"x": ["infinity", "2015-07-31"]}),
        ("['nan'::DOUBLE, 1.5]", [None, 1.5]),
    ],
)
def test_moments_that_python_does_not_have_are_shown_as_they_are(moment: str, printed: object, folder: Path) -> None:
    found = CliRunner().invoke(main, ["query", f"SELECT {moment} AS a", "--from", str(folder), "--format", "json"])
    assert json.loads(found.output, parse_constant=pytest.fail) == [{"a": printed}]
