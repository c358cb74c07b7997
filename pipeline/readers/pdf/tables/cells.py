"""Find ruled cells: the smallest rectangles that ruling lines close, in separate grids."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.readers.pdf.chars.drawing import Stroke
from pipeline.readers.pdf.chars.geometry import Rect
from pipeline.readers.pdf.chars.words import Word

SNAP = 3.0
"""Lines closer than this (points) are one line; ends that miss by less than this meet."""
STRIP_GAP, STRIP_HEIGHT = 16.0, 160.0
"""Points between the rules over and under a strip and the short rules that part its cells, and the height of these:
rules between columns of a page are longer."""
FEWEST_SIDES = 2
"""Rules that part a strip: one alone is between two columns of text."""
MAX_LINES = 1500
"""Lines of one direction; more are a chart or a map, and comparing all pairs takes memory for each pair."""

Spans = dict[float, list[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A closed rectangle: its box and its place in its grid, with spans."""

    box: Rect
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells whose lines hang together, or that gaps alone part (`ruled` false). `box` is their outline."""

    box: Rect
    cells: tuple[GridCell, ...]
    ruled: bool = True


@dataclass(frozen=True, slots=True)
class WordGrid:
    """A grid laid over lines, the words of each of its cells, and how far the lines of each may reach.

    `reach` is empty where the sides of cells are their limits. `colored` are the parts of the cells that give them
    their color, such as bars lower than their rows; empty where that is all of each cell.
    """

    grid: Grid
    words: tuple[tuple[Word, ...], ...]
    reach: tuple[float, ...] = ()
    colored: tuple[GridCell, ...] = ()


def join_strokes(strokes: Iterable[Stroke], snap: float) -> list[Stroke]:
    """Join lines of one direction that lie on each other or end to end.

    >>> join_strokes([Stroke(10, 0, 5, True), Stroke(10.5, 6, 9, True)], 3)
    [Stroke(at=10.188, start=0, end=9, level=True)]
    """
    joined: list[Stroke] = []
    group: list[Stroke] = []
    for stroke in sorted(strokes):
        if group and (stroke.at - group[-1].at > snap or stroke.at - group[0].at > 1.6 * snap):
            joined.extend(_join_group(group, snap))
            group = []
        group.append(stroke)
    return joined + (_join_group(group, snap) if group else [])


def _join_group(group: list[Stroke], snap: float) -> list[Stroke]:
    if len(group) == 1:
        at, start, end, level = group[0]
        weight = max(end - start, 0.1)
        return [Stroke(round(at * weight / weight, 3), start, end, level)] if end - start >= snap else []
    weights = [max(stroke.end - stroke.start, 0.1) for stroke in group]
    at = round(sum(stroke.at * weight for stroke, weight in zip(group, weights, strict=True)) / sum(weights), 3)
    spans: list[list[float]] = []
    for start, end in sorted((stroke.start, stroke.end) for stroke in group):
        if spans and start <= spans[-1][1] + snap:
            spans[-1][1] = max(spans[-1][1], end)
        else:
            spans.append([start, end])
    return [Stroke(at, start, end, group[0].level) for start, end in spans if end - start >= snap]


def _connected_sets(level: list[Stroke], upright: list[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Split the lines into sets that cross or touch each other."""
    level_numbers = np.array([(s.at, s.start, s.end) for s in level]).reshape(-1, 3)
    upright_numbers = np.array([(s.at, s.start, s.end) for s in upright]).reshape(-1, 3)
    meets = (
        (upright_numbers[None, :, 0] >= level_numbers[:, None, 1] - SNAP)
        & (upright_numbers[None, :, 0] <= level_numbers[:, None, 2] + SNAP)
        & (level_numbers[:, None, 0] >= upright_numbers[None, :, 1] - SNAP)
        & (level_numbers[:, None, 0] <= upright_numbers[None, :, 2] + SNAP)
    )
    sets = []
    is_free = np.ones(len(level), dtype=bool)
    for start in range(len(level)):
        if not is_free[start]:
            continue
        rows = np.zeros(len(level), dtype=bool)
        rows[start] = True
        columns = meets[start]
        while True:
            grown = meets[:, columns].any(axis=1) | rows
            if (grown == rows).all():
                break
            rows, columns = grown, meets[grown].any(axis=0)
        is_free &= ~rows
        if rows.sum() > 1 and columns.sum() > 1:
            sets.append(([level[i] for i in np.flatnonzero(rows)], [upright[i] for i in np.flatnonzero(columns)]))
    return sets


def _spans_by_coordinate(strokes: list[Stroke]) -> Spans:
    spans: Spans = {}
    for stroke in join_strokes(strokes, SNAP):
        spans.setdefault(stroke.at, []).append((stroke.start, stroke.end))
    return dict(sorted(spans.items()))


def _find_covered(spans: Spans, stops: list[float]) -> npt.NDArray[np.bool_]:
    """Return for each line whether it runs from each stop to the next: shape (lines, stops - 1)."""
    covered = np.zeros((len(spans), len(stops) - 1), dtype=bool)
    for row, extents in enumerate(spans.values()):
        for start, end in extents:
            covered[row, bisect_left(stops, start - SNAP) : max(bisect_right(stops, end + SNAP) - 1, 0)] = True
    return covered


def _close_open_ends(level: Spans, upright: Spans) -> None:
    """Draw the side that a page end leaves open: where two or more lines end together beyond the last crossing one."""
    for lines, across in ((upright, level), (level, upright)):
        positions = sorted(across)
        for end, sign, index in ((positions[-1], 1, 1), (positions[0], -1, 0)):
            ends = sorted(
                (
                    (span[index], at)
                    for at, spans in lines.items()
                    for span in spans
                    if (span[index] - end) * sign > 2 * SNAP
                )
            )
            if len(ends) < (2 if lines is upright else 3) or ends[-1][0] - ends[0][0] > SNAP:
                continue
            positions_of_lines = [at for _, at in ends]
            across[sum(stop for stop, _ in ends) / len(ends)] = [(min(positions_of_lines), max(positions_of_lines))]


def _find_rectangles(level: Spans, upright: Spans) -> list[Rect]:
    """Return the smallest closed rectangles of one component of lines."""
    ys, xs = sorted(level), sorted(upright)
    if len(ys) < 2 or len(xs) < 2:
        return []
    tops = _find_covered({y: level[y] for y in ys}, xs)
    sides = _find_covered({x: upright[x] for x in xs}, ys).T
    return [
        rectangle
        for j in range(len(ys) - 1)
        for i in range(len(xs) - 1)
        if tops[j, i] and sides[j, i] and (rectangle := _close_rectangle(j, i, ys, xs, tops, sides))
    ]


def _close_rectangle(
    j: int, i: int, ys: list[float], xs: list[float], tops: npt.NDArray[np.bool_], sides: npt.NDArray[np.bool_]
) -> Rect | None:
    """Grow right along the top edge until a side closes, then down until a bottom closes."""
    for right in range(i + 1, len(xs)):
        if not tops[j, right - 1]:
            return None
        if not sides[j, right]:
            continue
        for down in range(j + 1, len(ys)):
            if not (sides[down - 1, i] and sides[down - 1, right]):
                break
            if tops[down, i:right].all():
                return (xs[i], ys[j], xs[right], ys[down])
    return None


def _number_cells(rectangles: list[Rect]) -> tuple[GridCell, ...]:
    xs = sorted({x for box in rectangles for x in (box[0], box[2])})
    ys = sorted({y for box in rectangles for y in (box[1], box[3])})
    column, row = {x: k for k, x in enumerate(xs)}, {y: k for k, y in enumerate(ys)}
    return tuple(
        GridCell(box, row[box[1]], column[box[0]], row[box[3]] - row[box[1]], column[box[2]] - column[box[0]])
        for box in sorted(rectangles, key=lambda rectangle: (rectangle[1], rectangle[0]))
    )


def _outline(rectangles: list[Rect]) -> Rect:
    lefts, tops, rights, bottoms = zip(*rectangles, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def find_grids(strokes: Iterable[Stroke]) -> list[Grid]:
    """Find the grids of a page, from the top; a single closed box counts as a grid of one cell.

    >>> sides = [Stroke(0, 0, 20, True), Stroke(10, 0, 20, True), Stroke(0, 0, 10, False), Stroke(20, 0, 10, False)]
    >>> find_grids(sides)[0].cells
    (GridCell(box=(0.0, 0.0, 20.0, 10.0), row=0, column=0, row_span=1, column_span=1),)
    """
    strokes = list(strokes)
    level = join_strokes((stroke for stroke in strokes if stroke.level), 1.0)
    upright = join_strokes((stroke for stroke in strokes if not stroke.level), 1.0)
    if not level or not upright or len(level) + len(upright) > MAX_LINES:
        return []
    grids = []
    for rows, columns in _connected_sets(level, upright):
        spans_h, spans_v = _spans_by_coordinate(rows), _spans_by_coordinate(columns)
        if not spans_h or not spans_v:
            continue
        _close_open_ends(spans_h, spans_v)
        rectangles = _find_rectangles(spans_h, spans_v)
        if rectangles:
            grids.append(Grid(_outline(rectangles), _number_cells(rectangles)))
    grids += _find_strips(level, upright)
    return sorted(grids, key=lambda grid: (grid.box[1], grid.box[0]))


def _find_strips(level: list[Stroke], upright: list[Stroke]) -> Iterator[Grid]:
    """Yield the strips of cells between a rule above and one below that short rules part without touching either."""
    by_extent: dict[tuple[int, int], list[Stroke]] = {}
    for stroke in upright:
        if stroke.end - stroke.start <= STRIP_HEIGHT:
            by_extent.setdefault((round(stroke.start / SNAP), round(stroke.end / SNAP)), []).append(stroke)
    for group in (strokes for strokes in by_extent.values() if len(strokes) >= FEWEST_SIDES):
        start, end, sides = group[0].start, group[0].end, sorted(stroke.at for stroke in group)
        across = [rule for rule in level if rule.start < sides[0] - SNAP and rule.end > sides[-1] + SNAP]
        above = [rule for rule in across if 0 < start - rule.at <= STRIP_GAP]
        below = [rule for rule in across if 0 < rule.at - end <= STRIP_GAP]
        touched = any(
            start - SNAP <= rule.at <= end + SNAP and rule.start <= sides[-1] and rule.end >= sides[0] for rule in level
        )
        if above and below and not touched:
            top, bottom = above[-1], below[0]
            xs = [min(top.start, bottom.start), *sides, max(top.end, bottom.end)]
            boxes = [(left, top.at, right, bottom.at) for left, right in pairwise(xs)]
            yield Grid(_outline(boxes), _number_cells(boxes))
