"""Read the milestones of one commitment from the blocks or lines that hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Line, RawRecord, Table
from pipeline.structure.milestones.columns import REACH, find_columns, find_level_heads, find_milestone_head
from pipeline.structure.milestones.lists import read_list
from pipeline.structure.milestones.table_rows import read_rows, rows_below
from pipeline.structure.milestones.values import Milestone
from pipeline.structure.stream import row_lines


def read_milestone_table(table: Table, columns: Sequence[str] = ()) -> list[Milestone]:
    """Read the milestones of one table: by its heading row, else by what its columns hold, else line by line."""
    for at, row in enumerate(table.rows[:REACH]):
        if head := find_milestone_head(row, table.rows[at + 1 :]):
            return list(read_rows(rows_below(table, row), head, find_level_heads(row)))
    if bound := find_columns(table.rows):
        return list(read_rows(table.rows, bound))
    return read_milestone_lines(tuple(row_lines(table)), columns)


def read_milestone_lines(lines: Sequence[Line], columns: Sequence[str] = ()) -> list[Milestone]:
    """Read the milestones of lines: numbered, lettered, dated or bulleted items, cells parted by bars, paragraphs.

    >>> from pipeline.model import Anchor
    >>> text = "Law drafted | May 2023 - June 2023", "Law passed | 2024"
    >>> rows = read_milestone_lines([Line(row, Anchor()) for row in text])
    >>> [{name: part.text for name, part in row.fields().items()} for row in rows]
    [{'text': 'Law drafted', 'start_date': 'May 2023', 'end_date': 'June 2023'}, {'text': 'Law passed'}]
    """
    return list(read_list(lines, columns))


def drop_repeated(groups: Sequence[Sequence[Milestone]]) -> list[Milestone]:
    """Join groups of milestones in their order; a group that repeats numbers of a longer one is left out."""
    unique: dict[str, Milestone] = {}
    chosen: list[Sequence[Milestone]] = []
    for group in sorted(groups, key=len, reverse=True):
        numbers = {m.number.text for g in chosen for m in g if m.number}
        if not any(m.number and m.number.text in numbers for m in group):
            chosen.append(group)
    for group in groups:
        if group in chosen:
            for milestone in group:
                unique.setdefault(milestone.text.text.casefold(), milestone)
    return list(unique.values())


def milestone_records(milestones: Sequence[Milestone], place: str) -> Iterator[RawRecord]:
    """Yield the raw records of a commitment's milestones; place `c1` gives `c1.m1`, `c1.m2`."""
    for index, milestone in enumerate(milestones, start=1):
        yield RawRecord("milestones", f"{place}.m{index}", milestone.fields(), commitment=place)
