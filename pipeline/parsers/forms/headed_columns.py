"""Tables with headings: which column answers which field, whatever their order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.lexicon import match_label
from pipeline.model import Cell, TableRow
from pipeline.structure.lines import text_of

REACH = 6
"""Rows from the top among which the heading row is looked for: a title or legend may be above it."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The heading row's index and its cells by the field that they ask for; unknown headings are kept apart."""

    row: int
    headings: Mapping[str, Cell]
    unknown: tuple[Cell, ...] = ()


def find_columns(rows: Sequence[TableRow], fields: Collection[str]) -> Columns | None:
    """Return the columns of a table by the row that holds the most headings of the fields; None below two."""
    found = [_find_headings(index, row, fields) for index, row in enumerate(rows[:REACH])]
    best = max(found, key=lambda columns: len(columns.headings), default=None)
    return best if best and len(best.headings) > 1 else None


def _find_headings(index: int, row: TableRow, fields: Collection[str]) -> Columns:
    headings: dict[str, Cell] = {}
    unknown: list[Cell] = []
    for cell in row.cells:
        text = text_of(cell)
        match = match_label(text, fields=fields) if text else None
        if match and match.field not in headings:
            headings[match.field] = cell
        elif text:
            unknown.append(cell)
    return Columns(index, headings, tuple(unknown))


def find_cell_under(heading: Cell | None, row: TableRow) -> Cell | None:
    """Return the cell of a row that is under a heading, by horizontal overlap; None where none does."""
    if heading is None:
        return None
    overlaps = [(min(c.right, heading.right) - max(c.left, heading.left), -i) for i, c in enumerate(row.cells)]
    best = max(overlaps, default=(0.0, 0))
    return row.cells[-best[1]] if best[0] > 0 else None


def is_heading_again(columns: Columns, row: TableRow) -> bool:
    """Return whether a row repeats the heading row, as at the top of a new page."""
    cells = {field: find_cell_under(heading, row) for field, heading in columns.headings.items()}
    same = [c for f, c in cells.items() if c is not None and text_of(c) == text_of(columns.headings[f]) != ""]
    return len(same) == len(cells)
