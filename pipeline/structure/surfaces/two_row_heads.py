"""Two rows of heads read as one: 'Start' and 'End' below a merged 'Timeline', next to heads over both rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.lexicon import match_exact_label, match_label
from pipeline.model import Cell, TableRow, TextBlock
from pipeline.structure.commitments.completion import is_level
from pipeline.structure.dates import is_date
from pipeline.structure.grids import covers
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.milestones.columns import TEXTS, column_field
from pipeline.structure.surfaces.registers import is_register_head
from pipeline.structure.surfaces.table_heads import head_fields, is_milestone_head

LONGEST_HEAD = 8
"""Words of a head over or below others: 'Responsible implementing agency or department' has five."""


def join_heads(rows: Sequence[TableRow]) -> list[TableRow]:
    """Return the rows with those of two heads joined, each time that a page prints them."""
    joined: list[TableRow] = []
    at = 0
    while at < len(rows):
        head = _join_pair(rows, at)
        is_head = head is not None and _is_column_head(head, rows[at + 2 :])
        joined.append(head if head is not None and is_head else rows[at])
        at += 2 if is_head else 1
    return joined


def _join_pair(rows: Sequence[TableRow], at: int) -> TableRow | None:
    """Return two rows of heads as one: 'Start' and 'End' below 'Timeline', next to heads over both; None for others."""
    if at + 2 >= len(rows):
        return None
    upper, lower = rows[at], rows[at + 1]
    wide = [cell for cell in upper.cells if cell.column_span > 1 and text_of(cell)]
    names = [cell for cell in lower.cells if text_of(cell)]
    over = {id(name): cell for name in names for cell in wide if covers(cell, name)}
    texts = [text_of(cell) for cell in (*upper.cells, *names) if text_of(cell)]
    is_parted = bool(wide) and len(over) == len(names) >= 2 * len(wide)
    if not is_parted or len(wide) == len([cell for cell in upper.cells if text_of(cell)]):
        return None
    if any(is_level(text) or is_date(text) or len(text.split()) > LONGEST_HEAD for text in texts):
        return None
    below = [_name_under(over[id(name)], name) for name in names]
    cells = sorted([*(cell for cell in upper.cells if cell not in wide), *below], key=lambda cell: cell.left)
    joined = TableRow(tuple(cells), upper.after_break)
    fields = [column_field(text_of(cell)) or match_label(text_of(cell)) for cell in joined.cells if text_of(cell)]
    return joined if 2 * sum(map(bool, fields)) > len(fields) else None


def _name_under(upper: Cell, lower: Cell) -> Cell:
    """Return a lower head, with the words of the upper one where both together ask for something known."""
    own, name = text_of(lower), text_of(upper)
    if column_field(own) in TEXTS and column_field(name) == "milestones":
        return replace(lower, blocks=upper.blocks)  # 'Description' below 'Activity'
    if column_field(own) or match_exact_label(own):
        return lower
    if match_label(f"{own} {name}") is None and match_label(f"{name} {own}") is None:
        return lower
    first, second = (lower, upper) if match_label(f"{own} {name}") else (upper, lower)
    joined = (*lines_of(first), *(replace(line, glue="space") for line in lines_of(second)))
    return replace(lower, blocks=(TextBlock("paragraph", joined),))


def _is_column_head(row: TableRow, below: Sequence[TableRow]) -> bool:
    """Return whether a row heads the columns of a register or of a table of milestones."""
    return is_milestone_head(row, below) or is_register_head(head_fields(row), (row, *below), 0)
