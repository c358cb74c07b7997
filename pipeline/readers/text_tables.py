"""Find the tables in plain text that a word processor's text export lays out by tabs.

Such an export writes every cell as a line that starts with a tab, a blank line after each row, and the further
paragraphs of a cell as lines of their own:

    <tab>Commitment            <tab>1                    <tab>2
    <tab>Evidence              <tab>First evidence       ...
    (blank line)               Second paragraph of it
                               (blank line)

What is certain is taken: a stretch is a table only if at least two of its rows have the same number of two or more
cells and most rows agree. A row ends at a blank line before a line that starts with a tab; the table ends at a blank
line before other text, once its row has all its cells. A row that a blank line within a cell broke in two is joined
again where the two halves have just the cells of a row. Colors and column widths are not in the text: cells have unit
widths.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Anchor, Block, Cell, Table, TableRow

_AGREEING_SHARE = 0.8
"""Share of the rows of two or more cells that must have the same number of cells."""


RowSpans = Sequence[tuple[int, int]]
"""A row: for each cell the index of its first line and that after its last."""


@dataclass(frozen=True, slots=True)
class TableRegion:
    """A table's lines: from index `start` to before `end`; `rows` holds where each cell's lines begin and end."""

    start: int
    end: int
    rows: tuple[RowSpans, ...]
    columns: int


def find_table_regions(lines: Sequence[str]) -> Iterator[TableRegion]:
    r"""Yield the tables in lines of text.

    >>> lines = ["Text", "\tCountry", "\tArcadia", "", "\tPeriod", "\t2021", "", "Rest"]
    >>> [region.columns for region in find_table_regions(lines)]
    [2]
    """
    position = 0
    while position < len(lines):
        if not lines[position].startswith("\t"):
            position += 1
            continue
        rows, position = _collect_rows(lines, position)
        region = _make_region(rows)
        if region:
            yield region


def _collect_rows(lines: Sequence[str], start: int) -> tuple[list[list[tuple[int, int]]], int]:
    """Collect rows of cells from a line that starts with a tab; return them and the index after the last."""
    rows: list[list[tuple[int, int]]] = []
    expected = 2
    for position in range(start, len(lines)):
        # A line of a tab alone is an empty cell, not a blank line.
        after_blank = position == start or not lines[position - 1].strip(" \r\n\u00a0")
        if lines[position].startswith("\t"):
            if after_blank:
                expected = max(expected, len(rows[-1]) if rows else 0)
                rows.append([])
            rows[-1].append((position, position + 1))
        elif lines[position].strip():
            if after_blank and (len(rows[-1]) == 1 or len(rows[-1]) >= expected):
                return rows, position
            rows[-1][-1] = (rows[-1][-1][0], position + 1)
    return rows, len(lines)


def _make_region(rows: Sequence[RowSpans]) -> TableRegion | None:
    counts = Counter(len(row) for row in rows if len(row) > 1)
    if not counts:
        return None
    columns = max(counts, key=lambda count: (counts[count], count))
    joined = tuple(_join_broken_rows(rows, columns))
    agreeing = sum(1 for row in joined if len(row) == columns)
    if agreeing < 2 or agreeing < _AGREEING_SHARE * sum(1 for row in joined if len(row) > 1):
        return None
    return TableRegion(rows[0][0][0], rows[-1][-1][1], joined, max(map(len, joined)))


def _join_broken_rows(rows: Sequence[RowSpans], columns: int) -> Iterator[RowSpans]:
    """Join neighboring rows that a blank line within a cell broke in two."""
    position = 0
    while position < len(rows):
        row = tuple(rows[position])
        position += 1
        if 1 < len(row) < columns and position < len(rows) and len(row) + len(rows[position]) == columns:
            row = (*row, *rows[position])
            position += 1
        yield row


def build_table(region: TableRegion, read_blocks: Callable[[int, int], tuple[Block, ...]]) -> Table:
    """Make the table of a region; `read_blocks` gives the blocks of the lines from one index to before another."""
    rows = tuple(_make_row(index, row, region.columns, read_blocks) for index, row in enumerate(region.rows))
    return Table(rows, (Anchor(path=f"line[{region.start + 1}]"),), ruled=False)


def _make_row(
    index: int, spans: RowSpans, columns: int, read_blocks: Callable[[int, int], tuple[Block, ...]]
) -> TableRow:
    cells = []
    for column, (start, end) in enumerate(spans):
        is_last = column == len(spans) - 1
        right = columns if is_last else column + 1
        cells.append(
            Cell(
                row=index,
                column=column,
                left=float(column),
                right=float(right),
                blocks=read_blocks(start, end),
                anchors=(Anchor(path=f"line[{start + 1}]"),),
                column_span=right - column,
            )
        )
    return TableRow(tuple(cells))
