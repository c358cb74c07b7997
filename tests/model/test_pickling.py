"""Frozen dataclasses of documents come back whole from their bytes."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

import pytest

from pipeline.model import Anchor, Box, Cell, Line, Provenance, Row, TableRow, TextBlock
from pipeline.model.records import pickle_by_position

ANCHOR = Anchor(3, Box(1.5, 2.0, 3.0, 4.0), None, 0, 7)
LINE = Line("Results", ANCHOR, "space", True, 11.0)
BLOCK = TextBlock("paragraph", (LINE,), 2, "a.")
CELL = Cell(0, 1, 0.0, 9.5, (BLOCK,), (ANCHOR,), 2, 1, "FF0000", True)
ROW = Row("contacts", "d:c1.k1", {"name": "B. Dorj"}, (Provenance("name", ANCHOR, "B. Dorj", "label", "x", 0.5),))


@pytest.mark.parametrize(
    "value", [ANCHOR, LINE, BLOCK, CELL, TableRow((CELL,), True), ROW], ids=lambda v: type(v).__name__
)
def test_every_value_comes_back(value: object) -> None:
    found = pickle.loads(pickle.dumps(value))
    assert found == value
    assert type(found) is type(value)


def test_a_class_of_other_fields_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        Box.__new__(Box).__setstate__((1.0, 2.0))  # type: ignore[attr-defined]


def test_classes_of_a_library_user_do_as_well() -> None:
    @pickle_by_position
    @dataclass(frozen=True, slots=True)
    class Pair:
        one: int
        other: str

    found = Pair.__new__(Pair)
    found.__setstate__(Pair(1, "a").__getstate__())  # type: ignore[attr-defined]
    assert found == Pair(1, "a")
