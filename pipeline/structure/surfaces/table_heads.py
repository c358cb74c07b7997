"""The fields that the heads of a table's columns ask for, the heads of milestone tables, and of grids of levels.

A grid has a row for each part: names of levels, or OGP's values, over columns of marks or next to their marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.lexicon import match_exact_label, match_label
from pipeline.lexicon.text_folding import ends_question
from pipeline.model import Cell, TableRow
from pipeline.structure.commitments.answers import is_value
from pipeline.structure.commitments.completion import is_level
from pipeline.structure.grids import find_cell_under, innermost_cells, is_empty, is_tick, read_parts
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.milestones.columns import (
    OWNER,
    cells_under,
    column_field,
    find_level_heads,
    find_milestone_head,
)
from pipeline.structure.milestones.numbering import split_milestone_number

FEWEST_COLUMNS = 3
"""Columns of a register: two columns are a form."""

FEWEST_LABELS = 2
"""Rows of a label and its answer that make what is above a row a form."""

NUMBER = re.compile(r"[A-Z]{0,2}\s?\d{1,3}(?:\.\d{1,3})*[.)]?")
"""A commitment's number in a cell of its own."""

LONGEST_LABEL = 60
"""Words: a longer first cell is an answer; a question with its guidance has up to 55."""

LONGEST_BAND = 12
"""Words of a label in a shaded row over the answers, of which the lexicon knows most."""

SUBJECT = frozenset({"commitment", "title", "description", "brief_description"})
"""Fields of which a register has a column: what the commitment is."""


def head_fields(row: TableRow, sure: bool = False) -> dict[int, str]:
    """Return the fields that the cells of a row ask for, by their place in the row; `sure`: by exact wordings alone."""
    found: dict[int, str] = {}
    for place, cell in enumerate(row.cells):
        text = text_of(cell)
        match = match_label(text) if text and len(text.split()) <= LONGEST_LABEL else None
        if match is not None and (match.method == "exact" or not sure):
            found[place] = match.field
    return found


def is_milestone_head(row: TableRow, below: Sequence[TableRow], labels: int = 0, asked: bool = False) -> bool:
    """Return whether a row heads a table of milestones and not one of commitments.

    Below the rows of a form, of which `labels` have known labels, it does, whatever it calls them: 'Measure'. So it
    does where the label above the table `asked` for milestones.
    """
    in_form = asked or labels >= FEWEST_LABELS
    head = find_milestone_head(row, below, in_form, asked)
    asks_commitments = any(
        field == OWNER and row.cells[place] is not head.get(OWNER) for place, field in head_fields(row).items()
    )
    return bool(head) and (in_form or not asks_commitments)


def is_label_row(row: TableRow) -> bool:
    """Return whether a row of a form opens with a label that the lexicon knows exactly."""
    text = text_of(row.cells[0])
    return bool(text) and len(row.cells) <= 2 and match_exact_label(text) is not None


def is_band(row: TableRow, below: TableRow) -> bool:
    """Return whether a row of short texts is set apart from the row below it: by its shading, else by bold type."""
    if any(len(text_of(cell).split()) > LONGEST_BAND for cell in row.cells):
        return False
    fills = {cell.fill for cell in row.cells if text_of(cell)}
    if None not in fills:
        return len(fills) == 1 and fills.isdisjoint(cell.fill for cell in below.cells)
    bold, plain = ([line.bold for cell in part.cells for line in lines_of(cell)] for part in (row, below))
    return all(bold) and not any(plain)


def opens_with_question(cell: Cell) -> bool:
    """Return whether the first line of a cell is a question that the lexicon knows."""
    first = lines_of(cell)[0].text
    return ends_question(first) and match_label(first) is not None


def is_grid(rows: Sequence[TableRow]) -> bool:
    """Return whether a table has columns rather than labels and answers, and no row opens with a known label."""
    wide = sum(sum(bool(text_of(cell)) for cell in row.cells) >= FEWEST_COLUMNS for row in rows)
    known = sum(bool(row.cells) and match_label(text_of(row.cells[0])) is not None for row in rows)
    return wide * 2 > len(rows) and known < 2


def without_group_names(rows: Sequence[TableRow]) -> list[TableRow]:
    """Return the rows of a form without the names of groups of labels: cells next to several labels and answers.

    The labels are questions or known; what they ask for is more than what the group is called.
    """
    kept: list[TableRow] = []
    at = 0
    while at < len(rows):
        name = rows[at].cells[0] if rows[at].cells else None
        until = name.row + name.row_span if name else 0
        end = at + 1
        while end < len(rows) and rows[end].cells and rows[end].cells[0].row < until:
            end += 1
        pairs = [row.cells[1:] if row is rows[at] else row.cells for row in rows[at:end]]
        is_group = end - at > 1 and all(len(pair) == 2 for pair in pairs)
        if is_group and all(_asks_something(pair[0]) for pair in pairs):
            kept += [replace(row, cells=pair) for row, pair in zip(rows[at:end], pairs, strict=True)]
        else:
            kept += rows[at:end]
        at = end
    return kept


def _asks_something(cell: Cell) -> bool:
    text = text_of(cell)
    return ends_question(text) or (len(text.split()) <= LONGEST_LABEL and match_label(text) is not None)


def subject_column(head: Mapping[int, str], row: TableRow, below: Sequence[TableRow]) -> Cell | None:
    """Return the heading of the column that names the commitments where no heading says so: the one behind numbers."""
    if set(head.values()) & {"commitment", "title"} or len(row.cells) < FEWEST_COLUMNS:
        return None
    numbers = [cell for after in below if (cell := find_cell_under(row.cells[0], after))]
    numbered = len(numbers) == len(below) and all(NUMBER.fullmatch(text_of(cell)) for cell in numbers)
    second = row.cells[1]
    asked = head.get(1)
    free = asked is None or asked in ("milestones", "text")
    return second if numbered and free and text_of(second) else None


def heads_merged_cells(row: TableRow, below: Sequence[TableRow]) -> bool:
    """Return whether the first heading, in words not known, is over texts that most reach down over several rows.

    Above steps such a text is the commitment that they belong to.
    """
    texts = [cell for after in below for cell in cells_under(after, row.cells[0]) if text_of(cell)]
    merged = sum(cell.row_span > 1 for cell in texts)
    return len(row.cells) >= FEWEST_COLUMNS and merged > 1 and 2 * merged > len(texts)


def has_other_columns(head: TableRow, row: TableRow) -> bool:
    """Return whether a row is parted at other places than the head above: a cell under two heads, two under one."""
    filled = TableRow(tuple(cell for cell in row.cells if text_of(cell)))
    is_wide = any(len(cells_under(head, cell)) > 1 for cell in filled.cells)
    return is_wide and any(len(cells_under(filled, cell)) > 1 for cell in head.cells)


def end_of_answer(rows: Sequence[TableRow], at: int) -> int:
    """Return the index behind a row of answers: the rest of it follows on the next page."""
    end = at + 1
    while end < len(rows) and rows[end].after_break and len(rows[end].cells) == len(rows[at].cells):
        if head_fields(rows[end]):
            break
        end += 1
    return end


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
