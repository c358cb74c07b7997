"""Rows of lines that columns part: the division into rows that the least speaks against.

A row is a run of lines. What speaks for and against one is how its cells are aligned with each other (they begin on one
line, have one middle or end on one line), gaps and drawing, whether texts begin or go on, and the order of writing: a
word processor and a browser write a cell whole before the next one, and a row before the next row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import NamedTuple

from pipeline.readers.pdf.borderless.columns import (
    ROW_GAP,
    ColumnPiece,
    continues_text,
    has_room_above,
    is_continuation_start,
    is_figure,
    is_item,
)
from pipeline.readers.pdf.chars.words import Word

TOP, MIDDLE, FOOT = 0, 1, 2
"""What of the cells of a row is at one height."""
TOLERANCE = 0.28
"""Font sizes by which the middles of two cells differ: a line more or less shifts one by 0.55 or more."""
OVERHANG = 2.0
"""Points beyond the end of its column from which a text runs over several columns."""
HALF_HEIGHT = 0.33
"""Font sizes from the baseline up to the middle of a line."""
MOST_ROW_LINES = 60
"""Lines of one row; a page has no more, and the time of the search grows with them."""
LEAST_RETURNS = 2
"""Rows that the file begins to write behind the end of another one, from which its order says what a row is."""
WRITTEN_SHARE = 0.9
"""Share of these rows whose cells are written from left to right."""
MOST_EXCESS = 12.0
"""What may speak against a row that is looked at: the best ones have less in all tables drawn."""
# What speaks against a row, in units of one text that begins where the line above it had room.
COST_OF_GAP, COST_OF_PARAGRAPH, COST_OF_RULE, COST_OF_WRITING = 3.0, 1.5, 3.0, 6.0
COST_OF_BEGINNING, COST_OF_ITEM = 1.0, 0.3
COST_OF_CONTINUED, COST_WITHOUT_GAP = 1.5, 0.75
COST_OF_NUMBER, COST_OF_EQUAL = 1.5, 2.4
COST_OF_SHIFT, COST_OF_CUT, COST_OF_EMPTY, COST_WITHOUT_LABEL = 2.0, 0.5, 0.2, 1.6

Cells = Sequence[Mapping[int, ColumnPiece]]


@dataclass(frozen=True, slots=True)
class RowLines:
    """Lines of a table: their pieces by column, how far each column reaches, and what is seen above each line.

    `pitch` is the step to a line of such words in points; the lines `across` are headings over all columns.
    """

    cells: Cells
    limits: Sequence[float]
    gaps: Sequence[bool]
    rules: Sequence[bool]
    pitch: Callable[[Sequence[Word]], float]
    across: frozenset[int] = frozenset()


class Division(NamedTuple):
    """The lines that begin rows, what speaks against these rows, and whether the file writes them cell by cell."""

    cost: float
    starts: list[int]
    is_written: bool


@dataclass(frozen=True, slots=True)
class _Span:
    """The lines of one column within a row: baselines of the first and the last one, and their size."""

    first: float
    last: float
    size: float
    lines: int

    def at(self, alignment: int) -> float:
        """Return the height that cells of this alignment have in common."""
        if alignment == TOP:
            return self.first
        if alignment == FOOT:
            return self.last
        return (self.first + self.last) / 2 - HALF_HEIGHT * self.size


def divide_rows(table: RowLines) -> Division:
    """Return the rows of a table: those that the least speaks against if all its cells have one alignment."""
    writing = weigh_writing(table.cells)
    begun, inside = _weigh_lines(table)
    return min((_divide(table, alignment, begun, inside, writing) for alignment in (TOP, MIDDLE, FOOT)), key=_COST)


_COST = attrgetter("cost")


def weigh_writing(cells: Cells) -> list[float]:
    """Return for each line what the order of writing says against a row that begins there; below 0 it is for one.

    Zeros where the file does not write cell by cell.
    """
    written = [sorted((word.first, column) for column, piece in line.items() for word in piece.words) for line in cells]
    weights = [0.0] * len(cells)
    lasts = list(accumulate((line[-1] for line in written), max))
    firsts = list(accumulate((line[0] for line in reversed(written)), min))[::-1]
    for index, (last, following) in enumerate(zip(lasts, firsts[1:], strict=False), 1):
        if last > following:
            weights[index] = COST_OF_WRITING
        elif following[1] < last[1]:
            weights[index] = -COST_OF_WRITING
    returns = [index for index, weight in enumerate(weights) if weight < 0]
    rows = [sorted(word for line in written[a:b] for word in line) for a, b in pairwise([0, *returns, len(cells)])]
    ordered = sum(all(a[1] <= b[1] for a, b in pairwise(row)) for row in rows)
    is_by_cell = max(weights) > 0 and len(returns) >= LEAST_RETURNS and ordered >= WRITTEN_SHARE * len(rows)
    return weights if is_by_cell else [0.0] * len(cells)


def _weigh_lines(table: RowLines) -> tuple[list[float], list[dict[int, tuple[int, float]]]]:
    """Return what speaks against a row that begins at each line, and against each piece being in the row of that above.

    The latter is column -> index of the line above that has text in the column, and the cost.
    """
    begun = [0.0] * len(table.cells)
    inside: list[dict[int, tuple[int, float]]] = []
    last: dict[int, int] = {}
    for index, pieces in enumerate(table.cells):
        is_parted = table.gaps[index] or table.rules[index] or bool({index, index - 1} & table.across)
        is_open = index > 0 and not is_parted
        begun[index] = COST_WITHOUT_GAP if is_open else 0.0
        costs: dict[int, tuple[int, float]] = {}
        for column, piece in pieces.items() if index not in table.across else ():
            if column in last:
                above = table.cells[last[column]][column]
                is_close = _base(piece) - _base(above) <= ROW_GAP * table.pitch(piece.words)
                costs[column] = last[column], _cost_inside(column, above, piece, table.limits[column], is_close)
                if is_close and is_open and continues_text(above, piece, table.limits[column]):
                    begun[index] += COST_OF_CONTINUED
            last[column] = index
        inside.append(costs)
    return begun, inside


def _cost_inside(column: int, above: ColumnPiece, below: ColumnPiece, limit: float, is_close: bool) -> float:
    if not is_close:
        return COST_OF_PARAGRAPH if column else COST_OF_GAP
    if (above.end > limit + OVERHANG) != (below.end > limit + OVERHANG):
        return COST_OF_BEGINNING
    if is_item(below):
        return COST_OF_ITEM if column else COST_OF_NUMBER
    if is_figure(above.text) and is_figure(below.text):
        return COST_OF_BEGINNING
    begins = not is_continuation_start(below) and has_room_above(above, below, limit)
    return COST_OF_BEGINNING * (begins + (above.bold != below.bold))


def _base(piece: ColumnPiece) -> float:
    return max(word.base for word in piece.words)


def _divide(
    table: RowLines,
    alignment: int,
    begun: Sequence[float],
    inside: Sequence[Mapping[int, tuple[int, float]]],
    writing: Sequence[float],
) -> Division:
    """Return the division into rows of one alignment that the least speaks against."""
    count = len(table.cells)
    best: list[tuple[float, int]] = [(0.0, -1), *[(float("inf"), -1)] * count]
    columns = len(table.limits)
    most = float("inf") if any(writing) else MOST_EXCESS
    for start in range(count):
        cost = best[start][0] + begun[start] + max(writing[start], 0.0)
        spans: dict[int, _Span] = {}
        for index in range(start, min(count, start + MOST_ROW_LINES)):
            if index > start:
                cost += COST_OF_RULE * table.rules[index] + max(-writing[index], 0.0)
                goes_on = any(above >= start for above, _ in inside[index].values())
                cost += COST_OF_GAP if table.gaps[index] and not goes_on else 0.0
            if cost > best[start][0] + most or (index > start and {start, index} & table.across):
                break
            for column, piece in table.cells[index].items():
                above, own = inside[index].get(column, (-1, 0.0))
                cost += own if above >= start else 0.0
                base, size = _base(piece), piece.words[0].size
                begin = spans.get(column)
                spans[column] = _Span(begin.first if begin else base, base, size, begin.lines + 1 if begin else 1)
            if start in table.across:
                total = cost
            else:
                total = (
                    cost
                    + _cost_of_cells(spans, columns, start == 0)
                    + _cost_of_shifts(spans, alignment, start == 0, index == count - 1)
                )
            if total < best[index + 1][0]:
                best[index + 1] = (total, start)
    starts = []
    at = count
    while at > 0:
        at = best[at][1]
        starts.append(at)
    return Division(best[count][0], starts[::-1], any(writing))


def _cost_of_cells(spans: Mapping[int, _Span], columns: int, is_first: bool) -> float:
    """Return what speaks against these cells being a row: empty ones, and lines that are as many in each.

    The first row may be one of headings, with none over the labels.
    """
    without_label = 0 not in spans and not is_first
    return (
        _cost_of_wraps(spans) + COST_OF_EMPTY * (columns - len(spans)) + (COST_WITHOUT_LABEL if without_label else 0.0)
    )


def _cost_of_shifts(spans: Mapping[int, _Span], alignment: int, is_first: bool, is_last: bool) -> float:
    """Return what speaks against cells being of one alignment.

    The others are in the middle of a cell of which a page end cuts off the rest: above the first row, below the last.
    """
    tallest = max(spans.values(), key=lambda span: span.last - span.first)
    cost = 0.0
    for span in spans.values():
        lower = span.at(alignment) - tallest.at(alignment)
        if abs(lower) > TOLERANCE * max(span.size, tallest.size):
            is_cut = alignment == MIDDLE and (is_last if lower > 0 else is_first)
            cost += COST_OF_CUT if is_cut else COST_OF_SHIFT
    return cost


def _cost_of_wraps(spans: Mapping[int, _Span]) -> float:
    """Return what speaks against a row with as many lines in each of its columns: wrapped texts end at other places."""
    lines = {span.lines for span in spans.values()}
    return COST_OF_EQUAL * (len(spans) - 1) * (min(lines) - 1) if len(lines) == 1 else 0.0
