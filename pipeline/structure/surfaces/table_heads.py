"""The fields that the heads of a table's columns ask for, and the heads of milestone tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.lexicon import match_exact_label, match_label
from pipeline.model import Cell, TableRow
from pipeline.structure.grids import find_cell_under
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.milestones.columns import cells_under, find_milestone_head

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


def is_milestone_head(row: TableRow, below: Sequence[TableRow], labels: int = 0) -> bool:
    """Return whether a row heads a table of milestones and not one of commitments.

    Below the rows of a form, of which `labels` have known labels, it does, whatever it calls them: 'Measure'.
    """
    in_form = labels >= FEWEST_LABELS
    return bool(find_milestone_head(row, below, in_form)) and (in_form or "commitment" not in head_fields(row).values())


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
    return first.rstrip().endswith(("?", "？")) and match_label(first) is not None


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
    return text.endswith(("?", "？")) or (len(text.split()) <= LONGEST_LABEL and match_label(text) is not None)


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
