"""Tables whose head is lost: rows that name a commitment, and a column of words of one scale."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Cell, RawValue, Table, TableRow
from pipeline.parsers.irm.naming import Naming, read_naming
from pipeline.parsers.irm.rating_rows import Rated
from pipeline.parsers.irm.rating_values import printed_or_code, read_rating
from pipeline.parsers.irm.ratings import Rating
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.stream import piece, stream

FEWEST_ROWS = 2
SCALES = ("completion", "did_it_open_government", "potential_impact", "potential_for_results")
"""Scales that a column of words may have; a column that fits several is not read."""


def read_headless_rows(table: Table) -> tuple[Rated, ...] | None:
    """Return the rows of a table without a head; None where its words do not show what is rated."""
    named = [(row, naming) for row in table.rows if (naming := _name(row)) is not None]
    if len(named) < FEWEST_ROWS or len(named) < len(table.rows) - 1:
        return None
    count = min(len(row.cells) for row, _ in named)
    found = [(column, name) for column in range(1, count) for name in SCALES if _fits(named, column, name)]
    if len(found) != 1:
        return None
    return tuple(_rated_rows(named, *found[0]))


def _name(row: TableRow) -> Naming | None:
    if len(row.cells) < 2 or not text_of(row.cells[0]):
        return None
    naming = read_naming(lines_of(row.cells[0]), "column")
    return naming if naming.numbers and naming.marked else None


def _fits(named: list[tuple[TableRow, Naming]], column: int, indicator: str) -> bool:
    return all(read_rating(indicator, text_of(row.cells[column])) for row, _ in named)


def _rated_rows(named: list[tuple[TableRow, Naming]], column: int, indicator: str) -> Iterator[Rated]:
    for row, naming in named:
        rating = _rating(indicator, row.cells[column])
        page = next((anchor.page for cell in row.cells for anchor in cell.anchors), None)
        yield Rated(naming, (rating,) if rating else (), page=page)


def _rating(indicator: str, cell: Cell) -> Rating | None:
    whole = stream(lines_of(cell))
    found = read_rating(indicator, whole.text)
    if found is None:
        return None
    coded, end = found
    printed = RawValue(printed_or_code(indicator, whole.text[:end], coded), "column", piece(whole, 0, end))
    return Rating(indicator, printed, coded)
