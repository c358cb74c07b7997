"""Grids of levels with a row for each part: names of levels over columns of marks, a label in front of each mark.

Scales in tables: a row that names levels or OGP's values, and the rows of marks below or next to the names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.lexicon import match_label
from pipeline.model import Cell, TableRow
from pipeline.structure.commitments.completion import is_level
from pipeline.structure.commitments.ogp_values import is_value
from pipeline.structure.grids import innermost_cells, is_empty, is_tick, read_parts
from pipeline.structure.lines import text_of
from pipeline.structure.milestones.columns import (
    cells_under,
    column_field,
    find_level_heads,
    find_milestone_head,
)
from pipeline.structure.milestones.numbering import split_milestone_number

FEWEST_NAMES = 2
"""Names of one scale that make a row its heading: one alone is an answer."""


def names_scale(row: TableRow) -> bool:
    """Return whether a row names two or more levels, or two or more of OGP's values, each in a cell of its own."""
    texts = [text_of(inner) for cell in row.cells for inner in innermost_cells(cell)]
    return any(sum(map(is_name, texts)) >= FEWEST_NAMES for is_name in (is_level, is_value))


def end_of_scale(rows: Sequence[TableRow], at: int) -> int:
    """Return the index behind a scale that begins at a row: its names and the marks; `at` where none begins."""
    if not names_scale(rows[at]):
        return at
    end = at + 1
    while end < len(rows) and _is_of_marks(rows[end]):
        end += 1
    return end


def is_scale_label(cell: Cell) -> bool:
    """Return whether a cell of a scale's first row is its label: a text that is no name of the scale."""
    texts = [text_of(inner) for inner in innermost_cells(cell)]
    return any(texts) and not any(is_level(text) or is_value(text) or _is_mark(text) for text in texts)


def _is_of_marks(row: TableRow) -> bool:
    texts = [text_of(inner) for cell in row.cells for inner in innermost_cells(cell)]
    return all(is_empty(text) or _is_mark(text) for text in texts)


def _is_mark(text: str) -> bool:
    return is_tick(text) or (bool(read_parts(text)) and match_label(text) is None)


FEWEST_STEPS = 2
"""Rows with numbers from which one without any among them is of the whole commitment."""

COMPLETION = "completion"


@dataclass(frozen=True, slots=True)
class LevelGrid:
    """A grid of levels: its label, the names and marks of the whole commitment, and the table of its milestones.

    `asks` is the field of the label where a row of the whole has its own name below the head of the milestones.
    """

    label: Cell
    whole: tuple[Cell, ...]
    milestones: tuple[TableRow, ...]
    end: int
    asks: str | None = None


def find_level_grid(rows: Sequence[TableRow], at: int) -> LevelGrid | None:
    """Return the grid that begins at a row, None where none does.

    A row is of the whole commitment in front of a row across that announces milestones, and where no number opens it;
    the others are milestones. Below a head that asks for milestones, a single row without a number is of the whole.
    """
    levels = find_level_heads(rows[at])
    first = rows[at].cells.index(levels[0]) if levels else 0
    if first == 0 or len(rows[at].cells) > first + len(levels):
        return None
    label = rows[at].cells[first - 1]
    heads = find_milestone_head(rows[at], rows[at + 1 :])
    whole, steps, bar, end = _read_rows(rows, at, label, levels)
    marks = tuple(cell for row in whole for cell in row.cells if cell.left >= label.right)
    if heads:
        is_told = len(whole) == 1 and len(steps) >= FEWEST_STEPS and set(heads) <= {"milestones", "number"}
        name = next((cell for cell in whole[0].cells if text_of(cell)), None) if is_told else None
        return LevelGrid(name, (*levels, *marks), (rows[at], *steps), end, COMPLETION) if name else None
    if len(whole) > 1 or not (whole or steps) or not text_of(label):
        return None
    corner = replace(label, blocks=bar.blocks if bar else ())
    table = (TableRow((corner, *levels)), *steps) if steps else ()
    return LevelGrid(label, (*levels, *marks) if whole else (), table, end)


def _read_rows(
    rows: Sequence[TableRow], at: int, label: Cell, levels: Sequence[Cell]
) -> tuple[list[TableRow], list[TableRow], Cell | None, int]:
    """Return the rows of the whole and of milestones, the cell that announces the latter, and where the grid ends."""
    whole: list[TableRow] = []
    steps: list[TableRow] = []
    bar: Cell | None = None
    end = at + 1
    while end < len(rows):
        row = rows[end]
        if _is_marked_row(row, label, levels):
            is_step = bar is not None or split_milestone_number(_label_text(row, label))[0] is not None
            (steps if is_step else whole).append(row)
        elif bar is None and (opened := _find_announced_label(row)) is not None and end + 1 < len(rows):
            if not _is_marked_row(rows[end + 1], label, levels):
                break
            bar = opened
        elif [text_of(cell) for cell in row.cells] != [text_of(cell) for cell in rows[at].cells]:
            break
        end += 1
    return whole, steps, bar, end


def _is_marked_row(row: TableRow, label: Cell, levels: Sequence[Cell]) -> bool:
    """Return whether a row holds a text below the grid's label and nothing but marks below the names of levels."""
    below = {id(cell) for level in levels for cell in cells_under(row, level)}
    marks = [text_of(inner) for cell in row.cells if id(cell) in below for inner in innermost_cells(cell)]
    is_apart = all(cell.left >= label.right for cell in row.cells if id(cell) in below)
    are_marks = all(is_empty(text) or is_tick(text) for text in marks)
    return len(below) > 1 and is_apart and are_marks and bool(_label_text(row, label))


def _label_text(row: TableRow, label: Cell) -> str:
    return " ".join(text for cell in row.cells if cell.left < label.right and (text := text_of(cell)))


def _find_announced_label(row: TableRow) -> Cell | None:
    """Return the cell of a row across that announces milestones."""
    filled = [cell for cell in row.cells if text_of(cell)]
    return filled[0] if len(filled) == 1 and column_field(text_of(filled[0])) == "milestones" else None
