"""The researchers' face."""

from __future__ import annotations

import copy
import inspect
from pathlib import Path

import pandas as pd
import pytest

from pipeline import open_tables
from pipeline.api import Tables
from pipeline.tables import collect_tables, publish_tables
from tests.tables.samples import REPORT, extractions


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    # A name that means something in patterns of file names and in SQL.
    folder = tmp_path_factory.mktemp("face") / "it's [1] *"
    publish_tables(folder, collect_tables(extractions()))
    return open_tables(folder)


def test_tables_are_data_frames(tables: Tables) -> None:
    assert isinstance(tables.commitments, pd.DataFrame)
    assert len(tables.commitments) == 11
    assert tables.commitments is tables.table("commitments")


def test_types_survive(tables: Tables) -> None:
    last = tables.commitments.iloc[-1]
    assert last.end_date == pd.Timestamp("2016-06-30")
    assert tables.commitments.end_date.dt.year.notna().sum() == 1
    assert tables.commitments.ogp_values.iloc[0] == ["civic_participation"]
    assert last.ogp_values is None
    assert tables.documents.page_count.tolist() == [3, pd.NA]
    assert tables.registry.starred.tolist() == [True, False]
    assert tables.registry.cycle_year.dtype == "Int64"


def test_empty_tables_have_their_columns(tables: Tables) -> None:
    assert len(tables.links) == 0
    assert "evidence_page" in tables.links
    assert tables.recommendations.commitments.tolist() == []


def test_provenance_of_a_value(tables: Tables) -> None:
    rows = tables.provenance_of(f"{REPORT}:c11.m1", "text")
    assert rows.page.tolist() == [1, 2]
    assert len(tables.provenance_of(f"{REPORT}:c11.m1")) == 3


def test_duckdb_has_a_view_for_each_table(tables: Tables) -> None:
    with tables.duckdb() as connection:
        assert connection.execute("SELECT count(*) FROM commitments WHERE completion = 'limited'").fetchone() == (1,)
        assert connection.execute('SELECT count(*) FROM "references"').fetchone() == (0,)


def test_columns_are_described(tables: Tables) -> None:
    described = tables.describe("commitments").set_index("column")
    assert "carried out" in described.meaning["completion"]
    assert "substantial" in described.codes["completion"]


def test_every_table_is_typed_for_editors(tables: Tables) -> None:
    source = inspect.getsource(Tables)
    assert [name for name in tables.names() if f"        {name}: pd.DataFrame\n" not in source] == []


def test_completion_in_a_shell(tables: Tables) -> None:
    assert {"commitments", "provenance_of", "names"} <= set(dir(tables))
    assert "commitments" in repr(tables)
    assert tables.names()[0] == "documents"


def test_names_that_are_no_tables(tables: Tables) -> None:
    with pytest.raises(AttributeError, match="no table 'commitment'"):
        _ = tables.commitment
    assert len(copy.copy(tables).commitments) == 11


def test_missing_folders_and_tables(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no folder .*run `ogp extract"):
        open_tables(tmp_path / "none")
    with pytest.raises(FileNotFoundError, match="holds no tables"):
        open_tables(tmp_path)
    publish_tables(tmp_path / "extracted", collect_tables([]))
    (tmp_path / "extracted" / "links.parquet").unlink()
    with pytest.raises(FileNotFoundError, match=r"links\.parquet is missing"):
        _ = open_tables(str(tmp_path / "extracted")).links
