"""The tables of an action plan's forms: rows of labels and answers, grids of values, tables of milestones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.model import Cell, Line, Table, TableRow
from pipeline.parsers.forms import plan_values as values
from pipeline.parsers.forms.plan_answers import Reading, give, give_list, give_sections, give_ticks, tell
from pipeline.parsers.forms.plan_lines import wrapped
from pipeline.parsers.forms.plan_milestones import PUBLISHED, Rows, add_row, covered, guessed, milestones_of
from pipeline.parsers.forms.plan_rows import (
    ends,
    headings,
    joined_rows,
    label,
    labels_over,
    only_cell,
    pairs,
    sub_headings,
)
from pipeline.structure.forms import Entry, entry_of
from pipeline.structure.lines import join, lines_of, text_of
from pipeline.structure.segments import Section, segment_answer
from pipeline.structure.stream import row_lines


@dataclass(slots=True)
class _Walk:
    """Where the walk over a table's rows stands: in a milestone table, in a grid of values, in rows without heads."""

    rows: Rows | None = None
    grid: list[Sequence[Cell]] = field(default_factory=list)
    loose: list[TableRow] = field(default_factory=list)


def read_table(reading: Reading, rows: Sequence[TableRow]) -> None:
    """Read a table: rows of labels and answers, and the milestones below a heading row."""
    _forget(reading)
    walk = _Walk(grid=reading.grid)
    answered: TableRow | None = None
    for row, following in zip(rows, (*rows[1:], None), strict=True):
        if row is answered or _in_milestones(reading, walk, row) or _in_grid(reading, walk, row):
            continue
        if following is not None and (over := labels_over(row, following)):
            _below(reading, over, following)
            answered = following
        elif reading.last == "milestones" and entry_of(row.cells, label).field is None:
            walk.loose.append(row)
        else:
            _loose(reading, walk)
            _row(reading, row)
    _closed(reading, walk)
    _ticks(reading, walk)
    _loose(reading, walk)


def _forget(reading: Reading) -> None:
    """Let no row without a label add to the field above."""
    reading.last = None


def _in_milestones(reading: Reading, walk: _Walk, row: TableRow) -> bool:
    """Read a row as the heads of a milestone table or as a row below them; say whether it is either."""
    if head := headings(row):
        _closed(reading, walk)
        walk.rows = Rows(head)
        return True
    if walk.rows is None:
        return False
    if ends(row) and not covered(walk.rows, row):
        _closed(reading, walk)
        return False
    below = sub_headings(row, walk.rows.columns) if not walk.rows.found else {}
    if below:
        kept = {name: cell for name, cell in walk.rows.columns.items() if name != "timeline"}
        walk.rows.columns = {**kept, **below}
    else:
        add_row(walk.rows, row)
    return True


def _closed(reading: Reading, walk: _Walk) -> None:
    if walk.rows is not None:
        reading.milestones += milestones_of(walk.rows)
        reading.unpublished |= walk.rows.columns.keys() - PUBLISHED
        walk.rows = None
        _forget(reading)


def _in_grid(reading: Reading, walk: _Walk, row: TableRow) -> bool:
    """Say whether a row belongs to a grid of OGP's values; the grid is read when it ends."""
    if values.is_values_row(row.cells) or (walk.grid and entry_of(row.cells, label).field is None):
        walk.grid.append(row.cells)
        return True
    _ticks(reading, walk)
    return False


def _ticks(reading: Reading, walk: _Walk) -> None:
    reading.grid = []
    if walk.grid:
        lines = [line for row in walk.grid for cell in row for line in lines_of(cell)]
        found = values.ticked(walk.grid)
        if found == values.Ticks() and len(walk.grid) == 1:
            reading.grid = walk.grid
        give_ticks(reading, found, lines)
        walk.grid = []


def _loose(reading: Reading, walk: _Walk) -> None:
    """Read milestone rows below a label without headings over their columns."""
    if not walk.loose:
        return
    if columns := guessed(walk.loose):
        rows = Rows(columns)
        for row in walk.loose:
            add_row(rows, row)
        reading.milestones += milestones_of(rows)
    else:
        give_list(reading, tuple(row_lines(Table(tuple(walk.loose), ()))))
    walk.loose = []


def _below(reading: Reading, heads: Sequence[tuple[str, Cell]], row: TableRow) -> None:
    for name, heading in heads:
        cells = [c for c in row.cells if min(c.right, heading.right) > max(c.left, heading.left)]
        _give_cells(reading, name, cells[:1])


def _row(reading: Reading, row: TableRow) -> None:
    for group in pairs(row.cells):
        entry = entry_of(group, label)
        if entry.field is None:
            _unlabelled(reading, entry, row)
        else:
            reading.last = entry.field
            _give_cells(reading, entry.field, entry.values)


def _give_cells(reading: Reading, name: str, cells: Sequence[Cell]) -> None:
    nested = [block for cell in cells for block in cell.blocks if isinstance(block, Table)]
    if name == "milestones" and nested:
        for block in nested:
            read_table(reading, joined_rows(block))
        return
    lines = wrapped(lines_of([block for cell in cells for block in cell.blocks]))
    if lines:
        give(reading, name, lines)


def _unlabelled(reading: Reading, entry: Entry, row: TableRow) -> None:
    """Read a row without a label cell: a label with its answer in one cell, or more of the answer above."""
    cell = only_cell(row)
    lines = wrapped(lines_of([block for part in entry.values for block in part.blocks]))
    if not lines:
        return
    if cell is not None:
        sections = segment_answer(lines).sections
        if sections and _is_labelled(sections[0], reading.last, lines):
            give_sections(reading, sections)
            reading.last = sections[-1].field
            return
    if reading.last and (cell is not None or not text_of(entry.values[0])):
        give(reading, reading.last, lines)
    elif cell is None:
        printed = text_of(entry.values[0])[:120]
        text = f"A row of the form has a label that is not known: '{printed}'. Add it to schemas/lexicon."
        tell(reading, "unmapped-label", text, lines)


def _is_labelled(section: Section, last: str | None, lines: Sequence[Line]) -> bool:
    """Say whether a cell opens with a label of its own.

    An answer may open with words that are a label too: 'Civic participation: ...' behind the relevance.
    """
    if section.field is None or section.field != last:
        return section.field is not None
    below = bool(section.value) and any(line.text.startswith(section.value[0].text) for line in lines)
    return below or join(section.label).rstrip().endswith("?")
