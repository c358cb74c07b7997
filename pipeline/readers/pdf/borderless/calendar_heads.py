"""Headings of calendars without rules: periods at even steps, with larger periods above them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from pipeline.readers.pdf.borderless.columns import ColumnPiece, find_column_starts, parts_columns, split_line
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.tables.cells import GridCell

LEAST_PERIODS = 3
"""Columns at even steps: two have no step to compare."""
LONGEST_PERIOD = 12
"""Characters of a heading: 'Q1 2024', 'Trim. 1 2024'; a longer one heads text."""
UNEVEN = 2.0
"""Points by which steps differ at most: headings are centered, or begin at one place in their columns."""
MOST_STEP = 2.5
"""Sizes from line to line of one head."""
MARGIN = 2.0
"""Points between a heading at the left of its column and the edge of it."""


@dataclass(frozen=True, slots=True)
class CalendarHeads:
    """The periods with the edges of their columns, the labels of the columns before them, the larger periods above.

    Of the latter each comes with its first column of periods and the one after its last.
    """

    periods: tuple[ColumnPiece, ...]
    edges: tuple[float, ...]
    labels: tuple[ColumnPiece, ...]
    larger: tuple[tuple[ColumnPiece, int, int], ...] = ()

    @property
    def left(self) -> float:
        """Where the first period begins."""
        return self.edges[0]

    @property
    def step(self) -> float:
        """The width of a column of periods."""
        return self.edges[1] - self.edges[0]

    @property
    def base(self) -> float:
        """The baseline of the periods."""
        return self.periods[0].words[0].base

    @property
    def top(self) -> float:
        """The upper edge of the first row."""
        return min(word.box[1] for word in self._words) - MARGIN

    @property
    def bottom(self) -> float:
        """The lower edge of the text."""
        return max(word.box[3] for word in self._words)

    @property
    def row_count(self) -> int:
        """Rows of headings."""
        return 2 if self.larger else 1

    @property
    def _words(self) -> list[Word]:
        pieces = (*self.periods, *self.labels, *(piece for piece, _, _ in self.larger))
        return [word for piece in pieces for word in piece.words]

    def find_places(self, lines: Sequence[PrintedLine]) -> list[float]:
        """Return where the columns of names after the first begin: below labels, else behind the gaps of all lines."""
        names = [[word for word in line.words if word.start < self.left] for line in lines]
        starts = [label.words[0].start for label in self.labels[1:]]
        places = [start - MARGIN for start in starts]
        if not self.labels or not all(_is_free(words, place) for words in names for place in places):
            places = [start - MARGIN for start in find_column_starts(names)]
        return places

    def make_cells(self, edges: Sequence[float], bottom: float) -> tuple[list[GridCell], list[tuple[Word, ...]]]:
        """Return the cells of the headings with their words; `edges` are those of all columns."""
        middle = (min(word.box[1] for word in self.periods[0].words) - MARGIN) if self.larger else self.top
        first = len(edges) - len(self.edges)
        cells: list[GridCell] = []
        words: list[tuple[Word, ...]] = []
        for column, (x0, x1) in enumerate(pairwise(edges[: first + 1])):
            cells.append(GridCell((x0, self.top, x1, bottom), 0, column, row_span=self.row_count))
            inside = (label for label in self.labels if x0 <= label.start + MARGIN / 2 < x1)
            words.append(tuple(word for label in inside for word in label.words))
        for piece, start, end in self.larger:
            box = (self.edges[start], self.top, self.edges[end], middle)
            cells.append(GridCell(box, 0, first + start, column_span=end - start))
            words.append(piece.words)
        for column, (piece, (x0, x1)) in enumerate(zip(self.periods, pairwise(self.edges), strict=True)):
            cells.append(GridCell((x0, middle, x1, bottom), self.row_count - 1, first + column))
            words.append(piece.words)
        return cells, words


def _is_free(words: Sequence[Word], place: float) -> bool:
    return all(word.end <= place + MARGIN or word.start >= place for word in words)


def find_calendar_heads(lines: Sequence[PrintedLine], index: int) -> CalendarHeads | None:
    """Return the heads whose periods are on a line of a page, None if it has none; `lines` are from the top."""
    # Hardly a line has so many gaps, and the others need no look.
    pieces = split_line(lines[index], parts_columns) if len(lines[index].gaps) + 1 >= LEAST_PERIODS else ()
    if len(pieces) < LEAST_PERIODS:
        return None
    edges: tuple[float, ...] = ()
    short = sum(1 for _ in takewhile(lambda piece: len(piece.text) <= LONGEST_PERIOD, reversed(pieces)))
    for first in range(len(pieces) - short, len(pieces) - LEAST_PERIODS + 1):
        edges = _find_edges(pieces[first:])
        if edges:
            break
    if not edges:
        return None
    labels, periods = pieces[: -(len(edges) - 1)], pieces[-(len(edges) - 1) :]
    above = lines[index - 1] if index else None
    if above is None or lines[index].base - above.base > MOST_STEP * lines[index].size:
        return CalendarHeads(periods, edges, labels)
    over = split_line(above, parts_columns)
    larger = _find_spans([piece for piece in over if piece.start >= edges[0]], edges)
    if not larger:
        return CalendarHeads(periods, edges, labels)
    return CalendarHeads(periods, edges, labels or tuple(piece for piece in over if piece.start < edges[0]), larger)


def _find_edges(pieces: Sequence[ColumnPiece]) -> tuple[float, ...]:
    """Return the edges of the columns of headings at even steps; none where they are uneven."""
    middles = [(piece.start + piece.end) / 2 for piece in pieces]
    for places, before in ((middles, 0.5), ([piece.start for piece in pieces], 0.0)):
        step = (places[-1] - places[0]) / (len(places) - 1)
        if all(abs(places[0] + step * at - place) <= UNEVEN for at, place in enumerate(places)):
            left = places[0] - before * step - (0.0 if before else MARGIN)
            return tuple(left + step * at for at in range(len(places) + 1))
    return ()


def _find_spans(pieces: Sequence[ColumnPiece], edges: Sequence[float]) -> tuple[tuple[ColumnPiece, int, int], ...]:
    """Return over which columns each larger period is: in their middle, else from where it begins; none in doubt."""
    if not pieces or len(pieces) >= len(edges) - 1:
        return ()
    step, count = edges[1] - edges[0], len(edges) - 1
    stops = [0]
    for piece in pieces:
        width = ((piece.start + piece.end) - 2 * edges[stops[-1]]) / step
        stops.append(stops[-1] + round(width) if abs(width - round(width)) * step <= 2 * UNEVEN else -1)
        if not stops[-2] < stops[-1] <= count:
            stops = []
            break
    if not stops or stops[-1] != count:
        begins = [(piece.start - edges[0]) / step for piece in pieces]
        stops = [int(begin) for begin in begins] + [count]
        if stops[0] or len(set(stops)) < len(stops):
            return ()
    return tuple((piece, start, end) for piece, (start, end) in zip(pieces, pairwise(stops), strict=True))
