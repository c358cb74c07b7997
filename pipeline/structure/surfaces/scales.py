"""Scales in tables: a row that names levels or OGP's values, and the rows of marks below or next to the names."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.lexicon import match_label
from pipeline.model import Cell, TableRow
from pipeline.structure.completion import is_level
from pipeline.structure.grids import innermost_cells, is_empty, is_tick, read_parts
from pipeline.structure.lines import text_of
from pipeline.structure.ogp_values import is_value

FEWEST_NAMES = 2
"""Names of one scale that make a row its heading: one alone is an answer."""


def names_scale(row: TableRow) -> bool:
    """Return whether a row names two or more levels, or two or more of OGP's values, each in a cell of its own."""
    texts = [text_of(inner) for cell in row.cells for inner in innermost_cells(cell)]
    return any(sum(map(is_name, texts)) >= FEWEST_NAMES for is_name in (is_level, is_value))


def end_of_scale(rows: Sequence[TableRow], at: int) -> int:
    """Return the index behind a scale that begins at a row: its names and the marks; `at` where none begins."""
    if names_scale(rows[at]):
        end = at + 1
        while end < len(rows) and _is_of_marks(rows[end]):
            end += 1
        return end
    end = at
    while end < len(rows) and _is_name_beside_mark(rows[end], labelled=end == at):
        end += 1
    return end if end >= at + FEWEST_NAMES else at


def is_scale_label(cell: Cell) -> bool:
    """Return whether a cell of a scale's first row is its label: a text that is no name of the scale."""
    texts = [text_of(inner) for inner in innermost_cells(cell)]
    return any(texts) and not any(is_level(text) or is_value(text) or _is_mark(text) for text in texts)


def _is_of_marks(row: TableRow) -> bool:
    texts = [text_of(inner) for cell in row.cells for inner in innermost_cells(cell)]
    return all(is_empty(text) or _is_mark(text) for text in texts)


def _is_name_beside_mark(row: TableRow, labelled: bool) -> bool:
    """Return whether a row holds one value and at most a mark; the first row may hold the label of all."""
    cells = row.cells[1:] if labelled and row.cells and is_scale_label(row.cells[0]) else row.cells
    texts = [text_of(cell) for cell in cells]
    named = sum(map(is_value, texts))
    return named == 1 and len(texts) > 1 and all(is_value(t) or is_empty(t) or _is_mark(t) for t in texts)


def _is_mark(text: str) -> bool:
    return is_tick(text) or (bool(read_parts(text)) and match_label(text) is None)
