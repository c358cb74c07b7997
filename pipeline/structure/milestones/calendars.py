"""Calendars of milestones, rewritten as tables with dates: a row for each milestone, a column for each period.

The marked or shaded cells of a row say from when until when: 'X' under 'Q2' to 'Q4' of '2024' is 'Q2 2024' to 'Q4
2024'.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.model import Anchor, Block, Cell, Line, Table, TableRow, TextBlock
from pipeline.structure.dates import is_date
from pipeline.structure.grids import is_tick, measure_overlap
from pipeline.structure.lines import text_of

LEAST_PERIODS = 3
"""Columns of periods that are a calendar: two dates over marks may be two rounds of one rating."""
MOST_HEAD_ROWS = 3
"""Rows of headings: years over halves over quarters."""
LEAST_MARKED = 0.8
"""Share of the rows with a mark: rows without any are headings of groups."""
YEAR = 4
"""Figures of a year."""
_SHORT_YEAR = re.compile(r"(?P<period>\w{0,20}[^\W\d_]\w{0,20}\.?)(?:\s{0,9}[/’'-]\s{0,9}|\s{1,9}[’']?)(?P<year>\d{2})")
START, END = "Start date", "End date"
"""Headings of the columns of dates; the lexicon looks up English labels in documents of all languages."""

Periods = Mapping[int, str]
"""What each column of a calendar stands for, by its place in the table."""


def rewrite_calendars(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks whose tables that are calendars of milestones have columns of dates instead."""
    return tuple(_rewrite(block) if isinstance(block, Table) else block for block in blocks)


def _rewrite(table: Table) -> Table:
    for count in range(1, min(MOST_HEAD_ROWS, len(table.rows) - 1) + 1):
        heads, rows = table.rows[:count], table.rows[count:]
        periods = _read_periods(heads)
        if len(periods) >= LEAST_PERIODS:
            return _with_dates(table, heads, rows, periods) or table
    return table


def _read_periods(heads: Sequence[TableRow]) -> Periods:
    """Return the periods of the columns below heading rows, each with the larger periods above it: 'Q1 2024'."""
    periods: dict[int, str] = {}
    texts = _write_years([text_of(cell).strip() for cell in heads[-1].cells])
    for cell, own in zip(heads[-1].cells, texts, strict=True):
        above = [text_of(head).strip() for row in heads[:-1] for head in row.cells if _is_over(head, cell)]
        text = " ".join(filter(None, [own, *reversed(above)]))
        # A figure alone may be a quarter, a month or a week.
        is_named = any(map(str.isalpha, own)) or len(own) == YEAR
        if is_named and cell.column_span == 1 and any(map(str.isdigit, text)) and is_date(text):
            periods[cell.column] = text
    return periods


def _write_years(texts: Sequence[str]) -> list[str]:
    """Write years of two figures in four where they return and rise over the periods of a row: 'Q1 24' to 'Q4 25'."""
    matches = [_SHORT_YEAR.fullmatch(text) for text in texts]
    years = [int(match["year"]) for match in matches if match]
    are_years = len(years) >= LEAST_PERIODS and len(set(years)) < len(years) and max(years) - min(years) < len(years)
    if not are_years or years != sorted(years):
        return list(texts)
    return [
        f"{match['period']} 20{match['year']}" if match else text for match, text in zip(matches, texts, strict=True)
    ]


def _is_over(head: Cell, cell: Cell) -> bool:
    return measure_overlap(head, cell) > 0.5 * (cell.right - cell.left)


def _with_dates(table: Table, heads: Sequence[TableRow], rows: Sequence[TableRow], periods: Periods) -> Table | None:
    """Return a calendar as a table of texts and dates; None where its cells hold anything but marks."""
    cells = [cell for row in rows for cell in row.cells if cell.column in periods]
    if not all(is_tick(text_of(cell)) for cell in cells if text_of(cell).strip()):
        return None
    ground = _ground_color(cells)
    marked = [[cell for cell in row.cells if cell.column in periods and _is_marked(cell, ground)] for row in rows]
    if sum(map(bool, marked)) < LEAST_MARKED * len(rows):
        return None
    columns = {cell.column: cell for cell in heads[-1].cells}
    first, last = columns[min(periods)], columns[max(periods)]
    middle = (first.left + last.right) / 2
    start, end = replace(first, right=middle), replace(last, left=middle, column=first.column + 1)
    top = [cell for row in heads for cell in row.cells if text_of(cell) and cell.right <= first.left + 1]
    head_row = TableRow((*top, _write(start, START, first.anchors), _write(end, END, last.anchors)))
    written = [
        replace(row, cells=_date_row(row, [columns[cell.column] for cell in marks], periods, start, end))
        for row, marks in zip(rows, marked, strict=True)
    ]
    return replace(table, rows=(head_row, *written))


def _date_row(row: TableRow, marks: Sequence[Cell], periods: Periods, start: Cell, end: Cell) -> tuple[Cell, ...]:
    """Return the cells of a row with its first and last period instead of its marks."""
    others = [cell for cell in row.cells if cell.column not in periods]
    if not marks:
        return tuple(others)
    dates = [
        replace(_write(place, periods[head.column], head.anchors), row=row.cells[0].row)
        for place, head in ((start, marks[0]), (end, marks[-1]))
    ]
    return tuple(sorted((*others, *dates), key=lambda cell: cell.left))


def _write(place: Cell, text: str, anchors: tuple[Anchor, ...]) -> Cell:
    line = Line(text, anchors[0])
    return replace(place, blocks=(TextBlock("paragraph", (line,)),), anchors=anchors, fill=None, marked=None)


def _ground_color(cells: Sequence[Cell]) -> str | None:
    """Return the color of most of the cells without text: that of the paper, or of a table that is tinted all over."""
    fills = Counter(cell.fill for cell in cells if not text_of(cell).strip())
    return max(fills, key=lambda fill: (fills[fill], fill is None)) if fills else None


def _is_marked(cell: Cell, ground: str | None) -> bool:
    text = text_of(cell).strip()
    return bool(text) or cell.marked is True or (cell.fill is not None and cell.fill != ground)
