"""The time for a table grows with its rows, also where no row of many is a head."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.structure.surfaces.tables import table_pieces
from tests.building import table
from tests.growth import grows_less_than


def read_form(rows: int) -> int:
    labels = [["Lead agency", "Ministry"] if at % 2 else [f"Question {at}", f"Answer {at}"] for at in range(rows)]
    return len(list(table_pieces(table(*labels), 0)))


def read_columns(rows: int) -> int:
    form = [["Lead agency", "Ministry"], ["Problem", "None"]]
    columns = [[f"Word {at} here", f"thing {at}", f"more {at}", f"text {at * 7}"] for at in range(rows)]
    return len(list(table_pieces(table(*form, *columns), 0)))


@pytest.mark.parametrize("read", [read_form, read_columns])
def test_rows_are_not_compared_with_all_others(read: Callable[[int], int]) -> None:
    read(20)  # the lexicon is loaded
    assert grows_less_than(9, read, 80, 320)
