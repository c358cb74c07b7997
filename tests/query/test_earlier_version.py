"""A folder of an earlier version stays readable: columns and tables that it lacks are null and absent."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from pipeline import review, schema
from pipeline.cli import main
from pipeline.query import ask
from tests.review import small


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    _, folder, _ = small.publish(tmp_path_factory.mktemp("old"))
    for name, columns in {
        "commitments": ["position", "plan_commitment_key"],
        "documents": ["is_draft", "relation"],
    }.items():
        table = pq.read_table(folder / f"{name}.parquet")
        pq.write_table(table.drop_columns(columns), folder / f"{name}.parquet")
    for name in ("plan_commitments", "threads"):
        (folder / f"{name}.parquet").unlink(missing_ok=True)
    return folder


def ogp(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_missing_columns_are_null(old: Path) -> None:
    rows = schema.read_rows("commitments", schema.table_files(old, "commitments"))
    assert {row["position"] for row in rows} == {None}
    answer = ask(old, "SELECT count(*) AS n, count(position) AS positions FROM commitments").to_pylist()
    assert answer == [{"n": 3, "positions": 0}]
    assert ask(old, "SELECT count(*) AS n FROM milestones_named").to_pylist() == [{"n": 1}]


def test_commands_and_site_work(old: Path, tmp_path: Path) -> None:
    assert ogp("find", "water", "--from", old).stdout.startswith("QN0001")
    assert "plan_commitments" not in ogp("tables", "--from", old).stdout
    assert ogp("export", "--to", "duckdb", "--from", old, "-o", tmp_path / "a.duckdb").exit_code == 0
    assert review.build_site(old, tmp_path / "site").documents == 3


def test_a_folder_without_keys_is_refused(old: Path, tmp_path: Path) -> None:
    table = pq.read_table(old / "commitments.parquet").drop_columns(["commitment_key"])
    pq.write_table(table, tmp_path / "commitments.parquet")
    with pytest.raises(OSError, match="commitment_key"):
        schema.read_table("commitments", [tmp_path / "commitments.parquet"], ["commitment_key"])
