"""Registers whose records are groups of rows: a row across names a commitment, the rows in columns below are its steps.

The heads over the columns ask for steps. Rows across that are no commitments are themes above them, or say below the
title what the commitment is; so do rows of a label and its answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from pipeline.files.csv_dialect import is_numbering
from pipeline.lexicon import match_label, split_label
from pipeline.model import Cell, TableRow
from pipeline.structure.lines import text_of
from pipeline.structure.milestones.columns import cells_under, column_field, find_numbered_head
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.surfaces.registers import is_bar
from pipeline.structure.surfaces.table_heads import (
    FEWEST_COLUMNS,
    NUMBER,
    has_other_columns,
    head_fields,
    is_label_row,
    is_milestone_head,
)


@dataclass(slots=True)
class RowGroup:
    """The rows of one commitment: those across above it, its title, what is said of it, its steps.

    `end` is the index behind the rows of all commitments below the same heads.
    """

    title: TableRow
    above: Sequence[TableRow]
    end: int
    said: list[TableRow] = field(default_factory=list)
    steps: list[TableRow] = field(default_factory=list)

    @property
    def name(self) -> Cell:
        """The cell of the title."""
        return _widest(self.title)


def without_numbering(rows: Sequence[TableRow]) -> list[TableRow]:
    """Return the rows without those that number the columns below their heads: '1 | 2 | 3'."""
    return [row for at, row in enumerate(rows) if not at or not is_numbering([text_of(cell) for cell in row.cells])]


def find_row_groups(rows: Sequence[TableRow]) -> list[RowGroup]:
    """Return the commitments that rows across name below the heads of their steps in the first row; none elsewhere."""
    head = rows[0]
    if len(head.cells) < FEWEST_COLUMNS or not any(column_field(text_of(cell)) for cell in head.cells):
        return []
    rows = [head, *takewhile(lambda row: _is_across(head, row) or not has_other_columns(head, row), rows[1:])]
    printed = [text_of(cell) for cell in head.cells]
    body = [row for row in rows[1:] if [text_of(cell) for cell in row.cells] != printed]
    steps = [row for row in body if not _is_across(head, row)]
    titles = _find_titles(head, body) if steps and _heads_steps(head, steps) else set()
    groups: list[RowGroup] = []
    above: list[TableRow] = []
    for row in body:
        if id(row) in titles:
            groups.append(RowGroup(row, above, len(rows)))
            above = []
        elif not _is_across(head, row):
            if not groups or above:
                return []
            groups[-1].steps.append(row)
        elif groups and not above and not groups[-1].steps and (_is_label(row) or _is_prose(row)):
            groups[-1].said.append(row)
        else:
            above.append(row)
    return groups if not above else []


def _heads_steps(head: TableRow, steps: Sequence[TableRow]) -> bool:
    if is_milestone_head(head, steps):
        return True
    return "commitment" not in head_fields(head).values() and bool(find_numbered_head(head, steps))


def _widest(row: TableRow) -> Cell:
    return max(row.cells, key=lambda cell: cell.right - cell.left if text_of(cell) else 0)


def _is_across(head: TableRow, row: TableRow) -> bool:
    """Return whether a row is none in the columns: one text, a label and its answer, a number and a wide title.

    Next to a title over two columns may be what its own label asks for: 'Lead: Ministry'.
    """
    filled = [cell for cell in row.cells if text_of(cell)]
    if is_bar(row) or (len(filled) == 2 and is_label_row(TableRow(tuple(filled)))):
        return True
    is_numbered = len(filled) > 1 and NUMBER.fullmatch(text_of(filled[0])) is not None
    over = [cell for cell in head.cells if cells_under(TableRow((cell,)), filled[1])] if is_numbered else []
    return 2 * len(over) > len(head.cells) or (len(over) > 1 and _has_labelled_facts(row))


def _has_labelled_facts(row: TableRow) -> bool:
    """Return whether all that is behind a number and a title has labels of its own."""
    facts = [text for cell in row.cells if (text := text_of(cell))][2:]
    return bool(facts) and all(map(split_label, facts))


def _is_label(row: TableRow) -> bool:
    if not is_bar(row):
        return is_label_row(TableRow(tuple(cell for cell in row.cells if text_of(cell))))
    text = text_of(_widest(row))
    known = split_label(text) or ((match, "") if (match := match_label(text)) else None)
    return known is not None and not is_named(text)


def _is_prose(row: TableRow) -> bool:
    return is_bar(row) and text_of(_widest(row)).rstrip().endswith((".", "!", "?"))


def _find_titles(head: TableRow, body: Sequence[TableRow]) -> set[int]:
    """Return the rows that name a commitment: by its word, or as the last above what is said of it.

    A number that the steps below go on with shows it where other rows are above them. Else rows across are themes.
    """
    across = [at for at, row in enumerate(body) if _is_across(head, row) and not (_is_label(row) or _is_prose(row))]
    last = [at for at in across if at + 1 < len(body) and at + 1 not in across]
    if named := [at for at in across if is_named(_title_of(body[at]))]:
        # One of them may have its number alone.
        return {id(body[at]) for at in {*named, *(at for at in last if _numbers_steps(head, body, at))}}
    told = [
        at
        for at in last
        if _is_across(head, body[at + 1]) or len(_widest(body[at]).blocks) > 1 or _has_labelled_facts(body[at])
    ]
    numbered = [at for at in last if _numbers_steps(head, body, at)]
    if 2 * len(told) > len(last) or len(numbered) == len(last) < len(across):
        return {id(body[at]) for at in last}
    return set()


def _title_of(row: TableRow) -> str:
    return " ".join(text_of(cell) for cell in row.cells if text_of(cell))


def _numbers_steps(head: TableRow, body: Sequence[TableRow], at: int) -> bool:
    number = split_number(_title_of(body[at]))[0]
    step = next((row for row in body[at + 1 :] if not _is_across(head, row)), None)
    own = split_number(_title_of(step))[0] if step is not None else None
    return number is not None and own is not None and own != number and own.startswith(number)
