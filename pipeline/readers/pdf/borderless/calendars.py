"""Calendars without rules: names of rows at the left, and under evenly spaced headings a mark or a bar for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.readers.pdf.borderless.calendar_heads import CalendarHeads, find_calendar_heads
from pipeline.readers.pdf.borderless.columns import ROW_GAP, ColumnPiece, is_item
from pipeline.readers.pdf.borderless.level_lines import LevelLines, find_level_lines, is_covered
from pipeline.readers.pdf.borderless.rows import reach_of_cells
from pipeline.readers.pdf.chars.drawing import Drawing
from pipeline.readers.pdf.chars.geometry import Rect
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.tables.cells import Grid, GridCell, WordGrid
from pipeline.structure.grids import is_tick

LEAST_ROWS = 2
"""Rows with a mark: one alone may be anything."""
LEAST_MARKED = 0.8
"""Share of the rows with a mark: others are headings of groups."""
MOST_STEP = 4.0
"""A step beyond this many sizes ends a calendar: bars leave more room than text."""
LEAST_BAR, HIGHEST_BAR = 3.0, 40.0
"""Height of a bar in points: less is a rule, more a panel."""
BAR_SHARE = 0.5
"""Share of a column's width that a bar covers at least."""
MARGIN = 2.0
"""Points between the text and the edges of the grid around it."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Marks of a row at one height."""

    top: float
    bottom: float
    bars: tuple[Rect, ...] = ()
    words: tuple[Word, ...] = ()

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class _Row:
    """Lines of names, and the marks next to them."""

    lines: tuple[PrintedLine, ...]
    mark: _Mark | None

    @property
    def box(self) -> tuple[float, float]:
        """From where to where it reaches down the page."""
        boxes = [(line.box[1], line.box[3]) for line in self.lines]
        boxes += [(self.mark.top, self.mark.bottom)] if self.mark else []
        return min(top for top, _ in boxes), max(bottom for _, bottom in boxes)


def find_calendars(lines: Sequence[PrintedLine], drawing: Drawing) -> list[WordGrid]:
    """Find the calendars among lines of a page; where it is unclear which row a mark is of, there is none."""
    level = sorted((line for line in lines if line.angle == 0 and line.runs_rightwards), key=lambda line: line.base)
    calendars = []
    base = 0.0
    for index, line in enumerate(level):
        heads = find_calendar_heads(level, index) if line.base > base else None
        if heads and not any(is_tick(period.text) for period in heads.periods):
            body = _take_body(level[index + 1 :], heads)
            rows = _find_rows(body, heads, drawing)
            calendars += [_build_grid(heads, rows)] if rows else []
            base = rows[-1].lines[-1].base if rows else base
    return calendars


def _take_body(lines: Sequence[PrintedLine], heads: CalendarHeads) -> list[PrintedLine]:
    """Return the lines below headings that hold names at the left, and nothing but marks under the headings."""
    body: list[PrintedLine] = []
    base = heads.base
    for line in lines:
        names, marks = _split(line, heads)
        is_name = all(word.end <= heads.left + MARGIN for word in names)
        if not is_name or not all(is_tick(word.text) for word in marks) or line.base - base > MOST_STEP * line.size:
            break
        body.append(line)
        base = line.base
    return body


def _split(line: PrintedLine, heads: CalendarHeads) -> tuple[list[Word], list[Word]]:
    return (
        [word for word in line.words if word.start < heads.left],
        [word for word in line.words if word.start >= heads.left],
    )


def _find_rows(body: Sequence[PrintedLine], heads: CalendarHeads, drawing: Drawing) -> list[_Row]:
    """Return the rows: lines between rules, from number to number, between gaps, or from mark to mark.

    The first way counts that gives each row one height of marks at most.
    """
    names = [line for line in body if _split(line, heads)[0]]
    if not names:
        return []
    marks = [mark for mark in _find_marks(body, heads, drawing) if mark.top <= names[-1].box[3] + MARGIN]
    bounds = find_level_lines(Drawing(drawing.strokes, ()))
    for opens in _ways_to_open(names, marks, bounds, heads):
        starts = [0, *(at for at in range(1, len(names)) if opens(at)), len(names)]
        rows = _match_marks([names[a:b] for a, b in pairwise(starts)], marks)
        while rows and not rows[-1].mark:
            rows.pop()
        marked = sum(row.mark is not None for row in rows)
        if marked == len(marks) and marked >= max(LEAST_ROWS, LEAST_MARKED * len(rows)):
            return rows
    return []


def _ways_to_open(
    names: Sequence[PrintedLine], marks: Sequence[_Mark], bounds: LevelLines, heads: CalendarHeads
) -> Iterator[Callable[[int], bool]]:
    """Yield the ways to tell whether a line opens a row, by its place among the names."""
    yield lambda at: is_covered(bounds.between(names[at - 1], names[at]), names[at].start, heads.left)
    yield lambda at: is_item(ColumnPiece(names[at].words))
    steps = [below.base - above.base for above, below in pairwise(names)]
    least = min(steps, default=0.0)
    yield lambda at: steps[at - 1] > ROW_GAP * least
    if marks and names[0].box[1] <= marks[0].middle <= names[0].box[3]:
        yield lambda at: any(names[at].box[1] <= mark.middle <= names[at].box[3] for mark in marks)


def _find_marks(body: Sequence[PrintedLine], heads: CalendarHeads, drawing: Drawing) -> list[_Mark]:
    """Return the marks of the rows from the top: ticks on a line, or bars at one height."""
    ticks = [(line, _split(line, heads)[1]) for line in body]
    marks = [
        _Mark(min(w.box[1] for w in words), max(w.box[3] for w in words), (), tuple(words))
        for _, words in ticks
        if words
    ]
    top, bottom = heads.base, body[-1].box[3] + MARGIN
    bars = [
        fill.box
        for fill in drawing.fills
        if LEAST_BAR <= fill.box[3] - fill.box[1] <= HIGHEST_BAR
        and fill.box[0] >= heads.left - MARGIN
        and fill.box[2] - fill.box[0] >= BAR_SHARE * heads.step
        and top < (fill.box[1] + fill.box[3]) / 2 < bottom
        and fill.color.casefold() != "ffffff"
    ]
    groups: list[list[Rect]] = []
    for bar in sorted(bars, key=lambda box: box[1] + box[3]):
        if groups and (bar[1] + bar[3]) / 2 < groups[-1][0][3]:
            groups[-1].append(bar)
        else:
            groups.append([bar])
    marks += [_Mark(min(b[1] for b in group), max(b[3] for b in group), tuple(group)) for group in groups]
    return sorted(marks, key=lambda mark: mark.middle)


def _match_marks(blocks: Sequence[Sequence[PrintedLine]], marks: Sequence[_Mark]) -> list[_Row]:
    """Return the blocks of names as rows with the marks at their height; none if two marks are next to one block."""
    rows = []
    for block in blocks:
        top, bottom = block[0].box[1], block[-1].box[3]
        beside = [mark for mark in marks if top <= mark.middle <= bottom]
        if len(beside) > 1:
            return []
        rows.append(_Row(tuple(block), beside[0] if beside else None))
    return rows


def _build_grid(heads: CalendarHeads, rows: Sequence[_Row]) -> WordGrid:
    places = heads.find_places([line for row in rows for line in row.lines])
    left = min(line.start for row in rows for line in row.lines) - MARGIN
    left = min([left, *(word.start - MARGIN for label in heads.labels for word in label.words)])
    edges = [left, *places, *heads.edges]
    heights = [box for row in rows for box in row.box]
    tops = [(heights[2 * k - 1] + heights[2 * k]) / 2 for k in range(1, len(rows))]
    floors = [(heads.bottom + heights[0]) / 2, *tops, heights[-1] + MARGIN]
    cells, words = heads.make_cells(edges, floors[0])
    colored = list(cells)
    first = heads.row_count
    for number, (row, (top, bottom)) in enumerate(zip(rows, pairwise(floors), strict=True)):
        row_words = [word for line in row.lines for word in line.words if word.start < heads.left]
        row_words += row.mark.words if row.mark else ()
        for column, (x0, x1) in enumerate(pairwise(edges)):
            bars = row.mark.bars if row.mark and column > len(places) else ()
            bar = next((box for box in bars if min(box[2], x1) - max(box[0], x0) >= BAR_SHARE * (x1 - x0)), None)
            cells.append(GridCell((x0, top, x1, bottom), first + number, column))
            colored.append(replace(cells[-1], box=(x0, bar[1], x1, bar[3])) if bar else cells[-1])
            words.append(tuple(word for word in row_words if x0 <= _place_of(word, heads) < x1))
    box = (edges[0], heads.top, edges[-1], floors[-1])
    reach = reach_of_cells(cells, words)
    return WordGrid(Grid(box, tuple(cells), ruled=False), tuple(words), reach, tuple(colored))


def _place_of(word: Word, heads: CalendarHeads) -> float:
    """Return where a word is looked for: names begin in their column, marks are in its middle."""
    return word.start + MARGIN / 2 if word.start < heads.left else (word.start + word.end) / 2
