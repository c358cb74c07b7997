"""Milestones of a commitment, whatever shape they are printed in: tables, lists, dated lines or prose.

`listed.milestones_of` takes the blocks that are under a commitment's milestone label, `read_milestone_lines` the lines
of one text. Both give `RawMilestone`s; `milestone_records` turns them into raw records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.lexicon.text_folding import fold_to_words
from pipeline.model import Cell, Line, RawRecord, Table, TableRow
from pipeline.structure.dates import is_date
from pipeline.structure.lines import lines_of, make_value, row_lines, text_of
from pipeline.structure.milestones.columns import (
    REACH,
    cells_under,
    find_columns,
    find_level_heads,
    find_line_of_time,
    find_milestone_head,
    find_numbered_head,
    is_milestone_table,
)
from pipeline.structure.milestones.item_parts import RawMilestone
from pipeline.structure.milestones.lists import read_list
from pipeline.structure.milestones.numbering import is_milestone_number, split_milestone_number
from pipeline.structure.milestones.table_rows import read_rows, rows_below

__all__ = [
    "RawMilestone",
    "drop_repeated",
    "find_columns",
    "find_milestone_head",
    "is_milestone_number",
    "is_milestone_table",
    "join_tables",
    "milestone_records",
    "read_milestone_lines",
    "read_milestone_table",
    "read_rows",
    "split_milestone_number",
]


def read_milestone_table(table: Table) -> list[RawMilestone]:
    """Read the milestones of one table: by its heading row, else by what its columns hold, else line by line."""
    for at, row in enumerate(table.rows[:REACH]):
        if any(is_date(text_of(cell)) for cell in row.cells):
            # The first milestone, not a heading.
            break
        if head := find_milestone_head(row, table.rows[at + 1 :], in_form=True, asked=at == 0):
            return list(read_rows(rows_below(table, row), head, find_level_heads(row)))
    if across := _read_across(table.rows):
        return across
    if numbered := find_numbered_head(table.rows[0], table.rows[1:]) if table.rows else {}:
        return list(read_rows(table.rows[1:], numbered))
    if bound := find_columns(table.rows):
        return list(read_rows(table.rows, bound))
    return read_milestone_lines(tuple(row_lines(table)))


def _read_across(rows: Sequence[TableRow]) -> list[RawMilestone]:
    """Read a line of time: a row of dates with a milestone under or over each; nothing where there is none."""
    dates = find_line_of_time(rows)
    below = [row for row in rows if row is not dates]
    return [found for date in dates.cells if (found := _read_column(date, below))] if dates else []


def _read_column(date: Cell, rows: Sequence[TableRow]) -> RawMilestone | None:
    """Return the milestone of a column whose date this is; its text may go on over several rows."""
    lines = [line for row in rows for cell in cells_under(row, date) for line in lines_of(cell.blocks)]
    if not lines:
        return None
    text = make_value((lines[0], *(replace(line, glue="space") for line in lines[1:])), "column")
    return RawMilestone(text, timeline=make_value(lines_of(date.blocks), "column"))


def read_milestone_lines(lines: Sequence[Line], columns: Sequence[str] = ()) -> list[RawMilestone]:
    """Read the milestones of lines: numbered, lettered, dated or bulleted items, cells parted by bars, paragraphs.

    >>> from pipeline.model import Anchor
    >>> text = "Law drafted | May 2023 - June 2023", "Law passed | 2024"
    >>> rows = read_milestone_lines([Line(row, Anchor()) for row in text])
    >>> [{name: part.text for name, part in row.fields().items()} for row in rows]
    [{'text': 'Law drafted', 'start_date': 'May 2023', 'end_date': 'June 2023'}, {'text': 'Law passed'}]
    """
    return list(read_list(lines, columns))


def drop_repeated(groups: Sequence[Sequence[RawMilestone]]) -> list[RawMilestone]:
    """Join groups of milestones in their order; a group that repeats numbers of a longer one is left out."""
    unique: dict[str, RawMilestone] = {}
    chosen: list[Sequence[RawMilestone]] = []
    for group in sorted(groups, key=len, reverse=True):
        numbers = {m.number.text for g in chosen for m in g if m.number}
        if not any(m.number and m.number.text in numbers for m in group):
            chosen.append(group)
    for group in groups:
        if group in chosen:
            for milestone in group:
                unique.setdefault(milestone.text.text.casefold(), milestone)
    return list(unique.values())


def join_tables(tables: Sequence[Sequence[RawMilestone]]) -> list[RawMilestone]:
    """Join the milestones of several tables: what a later one says of a milestone with the same text is added to it.

    A number within the commitment's own, 2.1, names one milestone: where the texts differ, the first one counts.
    """
    joined: list[RawMilestone] = []
    for table in tables:
        above = {key: index for index, one in enumerate(joined) for key in _names_of(one)}
        for one in table:
            at = next((above[key] for key in _names_of(one) if key in above), None)
            if at is None:
                joined.append(one)
            elif fold_to_words(one.text.text) == fold_to_words(joined[at].text.text):
                joined[at] = RawMilestone(**{**one.fields(), **joined[at].fields()})
    return joined


def _names_of(one: RawMilestone) -> list[str]:
    """Return what tells that two tables have the same milestone: its text, and a number with the commitment's own."""
    number = one.number.text if one.number else ""
    return [*([number] if "." in number else []), fold_to_words(one.text.text)]


def milestone_records(milestones: Sequence[RawMilestone], place: str) -> Iterator[RawRecord]:
    """Yield the raw records of a commitment's milestones; place `c1` gives `c1.m1`, `c1.m2`."""
    for index, milestone in enumerate(milestones, start=1):
        yield RawRecord("milestones", f"{place}.m{index}", milestone.fields(), commitment=place)
