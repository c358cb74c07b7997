"""Views with names: no row is lost or doubled, and titles, countries and plans stand beside the keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import open_tables
from pipeline.query import ask
from pipeline.query.views import SUFFIX, view_names
from tests.query.folder import made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("views") / "extracted")


def test_a_view_has_the_rows_of_its_table(folder: Path) -> None:
    tables = open_tables(folder)
    for name in view_names(tables.names()):
        if name.endswith(SUFFIX):
            assert len(tables.table(name)) == len(tables.table(name.removesuffix(SUFFIX))), name


def test_a_view_names_commitment_country_and_document(folder: Path) -> None:
    rows = (
        ask(folder, "SELECT * FROM assessments_named").to_pylist()
        or ask(folder, "SELECT * FROM commitments_named WHERE commitment_id = 'QN0001'").to_pylist()
    )
    assert rows[0]["country"] == "Norlandia"
    assert rows[0]["source_path"] == "a.txt"
    assert rows[0]["is_duplicate"] is False


def test_citations_need_no_quotes(folder: Path) -> None:
    assert ask(folder, "SELECT label, text, country FROM references_named").num_rows == (
        ask(folder, "SELECT * FROM citations").num_rows
    )
