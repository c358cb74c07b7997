"""From grids to tables: cells with their text, nested grids in the cell that holds them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

import numpy as np

from pipeline.model import Anchor, Block, Cell, Table, TableRow, TextBlock
from pipeline.readers.marks import read_check_box
from pipeline.readers.pdf.chars.geometry import Rect, as_box
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.typography import Typography
from pipeline.readers.pdf.chars.words import turn_boxes
from pipeline.readers.pdf.layout.label_columns import split_at_labels
from pipeline.readers.pdf.layout.paragraphs import Area, make_blocks, split_paragraphs
from pipeline.readers.pdf.tables.cells import SNAP, Grid

MOST_APART = 4.5
"""Points between grids that belong to one table: a title box is drawn right above its form."""
MOST_PADDING = 12.0
"""Points between a cell's side and its text; a larger distance is an indent."""


@dataclass(frozen=True, slots=True)
class GridText:
    """A grid on a page with the lines and the color of each of its cells, and the grids within its cells.

    `reach` says how far the lines of each cell may go, where no ruling line does.
    """

    page: int
    grid: Grid
    lines: tuple[tuple[PrintedLine, ...], ...]
    fills: tuple[str | None, ...]
    nested: Mapping[int, tuple[GridText, ...]]
    reach: tuple[float, ...] = ()


def limit_to_shading(grid: GridText, shadings: Sequence[Rect]) -> GridText:
    """Return a grid whose lines reach no further than the shading behind a cell of their column, less its padding.

    Columns with a gap between them are narrower than their distance: a full line of them shows it by no other sign.
    """
    limits: dict[tuple[float, float], float] = {}
    longest: dict[tuple[float, float], float] = {}
    for cell, lines in zip(grid.grid.cells, grid.lines, strict=True):
        sides = cell.box[0], cell.box[2]
        for line in lines:
            longest[sides] = max(longest.get(sides, 0.0), line.end)
            behind = (shading for shading in shadings if _is_around(shading, line, cell.box))
            ends = (shading[2] - (line.start - shading[0]) for shading in behind)
            limits[sides] = min([limits.get(sides, cell.box[2]), *ends])
    columns = [(cell.box[0], cell.box[2]) for cell in grid.grid.cells]
    reach = [
        max(min(end, limits.get(sides, end)), longest.get(sides, 0.0))
        for sides, end in zip(columns, grid.reach, strict=False)
    ]
    return replace(grid, reach=tuple(reach))


def _is_around(shading: Rect, line: PrintedLine, cell: Rect) -> bool:
    """Return whether a shading is that of a line's cell: it ends in the cell, and is no wider to the left."""
    is_behind = shading[0] <= line.start and line.end <= shading[2] and shading[1] <= line.base <= shading[3]
    return is_behind and shading[0] >= cell[0] - MOST_PADDING and shading[2] <= cell[2]


def _is_within(inner: Rect, outer: Rect) -> bool:
    return (
        inner[0] >= outer[0] - 1
        and inner[1] >= outer[1] - 1
        and inner[2] <= outer[2] + 1
        and inner[3] <= outer[3] + 1
        and (inner[2] - inner[0]) * (inner[3] - inner[1]) < 0.98 * (outer[2] - outer[0]) * (outer[3] - outer[1])
    )


def _find_parent(grid: Grid, grids: Sequence[Grid]) -> tuple[int, int] | None:
    """Return the grid and cell that a grid is in: the smallest such cell."""
    holders = [
        ((cell.box[2] - cell.box[0]) * (cell.box[3] - cell.box[1]), number, index)
        for number, other in enumerate(grids)
        if other is not grid
        for index, cell in enumerate(other.cells)
        if _is_within(grid.box, cell.box)
    ]
    return min(holders)[1:] if holders else None


def nest_grids(
    page: int, grids: Sequence[Grid], lines: Sequence[tuple[PrintedLine, ...]], fills: Sequence[str | None]
) -> list[GridText]:
    """Put each grid with its text into the cell that holds it; return the outermost ones.

    `lines` and `fills` run over the cells of all grids in order.
    """
    offsets = np.cumsum([0, *(len(grid.cells) for grid in grids)]).tolist()
    parents = [_find_parent(grid, grids) for grid in grids]

    def build(number: int) -> GridText:
        start, end = offsets[number], offsets[number + 1]
        children: dict[int, tuple[GridText, ...]] = {}
        for child, parent in enumerate(parents):
            if parent and parent[0] == number:
                children[parent[1]] = (*children.get(parent[1], ()), build(child))
        return GridText(page, grids[number], tuple(lines[start:end]), tuple(fills[start:end]), children)

    return [build(number) for number, parent in enumerate(parents) if parent is None]


def is_blank(grid: GridText) -> bool:
    """Return whether a grid holds neither text nor color: a drawing, no table."""
    return (
        not any(grid.lines)
        and not any(grid.fills)
        and all(is_blank(g) for children in grid.nested.values() for g in children)
    )


def _area_of_cell(box: Rect, angle: int, padding: float, lines: Sequence[PrintedLine]) -> Area:
    left, _, right, _ = turn_boxes(np.array([box], dtype=np.float64), np.array([angle]))[0].tolist() if angle else box
    return Area(left + padding, max(right - padding, *(line.end for line in lines)))


def _usual_padding(grid: GridText) -> float:
    """Return how far text is off its cell's side: the usual distance, not that of lists or overhanging letters."""
    distances = [
        round((min(starts) - cell.box[0]) * 4) / 4
        for cell, lines in zip(grid.grid.cells, grid.lines, strict=True)
        if (starts := [line.start for line in lines if line.angle == 0])
    ]
    usual = max(set(distances), key=lambda distance: (distances.count(distance), distance), default=0.0)
    return min(max(usual, 0.0), MOST_PADDING)


_ANGLE = attrgetter("angle")


def _text_blocks(
    box: Rect, lines: Sequence[PrintedLine], padding: float, typography: Typography
) -> tuple[TextBlock, ...]:
    blocks: list[TextBlock] = []
    for angle, group in groupby(lines, key=_ANGLE):
        run = list(group)
        area = _area_of_cell(box, angle, padding, run)
        for part in split_at_labels(run):
            blocks += make_blocks(split_paragraphs(part, area, typography), typography, headings=False)
    return tuple(blocks)


def _cell_blocks(grid: GridText, index: int, padding: float, typography: Typography) -> tuple[Block, ...]:
    box, lines = grid.grid.cells[index].box, grid.lines[index]
    if grid.reach:
        box = (box[0], box[1], grid.reach[index] + padding, box[3])
    nested = sorted(grid.nested.get(index, ()), key=lambda child: child.grid.box[1])
    blocks: list[Block] = []
    remaining = list(lines)
    for child in nested:
        above = [line for line in remaining if (line.box[1] + line.box[3]) / 2 < child.grid.box[1]]
        remaining = [line for line in remaining if line not in above]
        blocks += _text_blocks(box, above, padding, typography)
        if not is_blank(child):
            blocks.append(build_table([child], typography))
    blocks += _text_blocks(box, remaining, padding, typography)
    return tuple(blocks)


def join_edges(values: Sequence[float]) -> list[float]:
    """Join coordinates that differ by less than a line's snap.

    >>> join_edges([10.0, 0.0, 11.0, 50.0])
    [0.0, 10.0, 50.0]
    """
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > SNAP:
            edges.append(value)
    return edges


def nearest_edge(edges: Sequence[float], value: float) -> int:
    """Return the index of the edge nearest to a coordinate.

    >>> nearest_edge([0.0, 10.0, 50.0], 11.2)
    1
    """
    at = bisect_left(edges, value)
    if at == len(edges) or (at and value - edges[at - 1] <= edges[at] - value):
        return at - 1
    return at


def _build_cell(grid: GridText, index: int, edges: tuple[list[float], list[float]], blocks: tuple[Block, ...]) -> Cell:
    x0, top, x1, bottom = grid.grid.cells[index].box
    xs, ys = edges
    row, column = nearest_edge(ys, top), nearest_edge(xs, x0)
    return Cell(
        row=row,
        column=column,
        left=round(x0, 2),
        right=round(x1, 2),
        blocks=blocks,
        anchors=(Anchor(grid.page, as_box((x0, top, x1, bottom))),),
        row_span=max(nearest_edge(ys, bottom) - row, 1),
        column_span=max(nearest_edge(xs, x1) - column, 1),
        fill=grid.fills[index],
        marked=read_check_box(blocks),
    )


def build_table(grids: Sequence[GridText], typography: Typography) -> Table:
    """Make one table of grids of a page that touch."""
    boxes = [cell.box for grid in grids for cell in grid.grid.cells]
    edges = (
        join_edges([x for box in boxes for x in (box[0], box[2])]),
        join_edges([y for box in boxes for y in (box[1], box[3])]),
    )
    cells = []
    for grid in grids:
        padding = _usual_padding(grid)
        cells += [
            _build_cell(grid, index, edges, _cell_blocks(grid, index, padding, typography))
            for index in range(len(grid.grid.cells))
        ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    rows = tuple(TableRow(tuple(row)) for _, row in groupby(cells, key=lambda cell: cell.row))
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    outline = as_box((min(lefts), min(tops), max(rights), max(bottoms)))
    return Table(rows, (Anchor(grids[0].page, outline),), grids[0].grid.ruled)


def group_touching(grids: Sequence[GridText]) -> list[list[GridText]]:
    """Group grids that are directly one above the other with the same sides: a title box over its form."""
    groups: list[list[GridText]] = []
    for grid in sorted(grids, key=lambda grid: (grid.grid.box[1], grid.grid.box[0])):
        box = grid.grid.box
        for group in groups:
            above = group[-1].grid.box
            close = -MOST_APART <= box[1] - above[3] <= MOST_APART
            if close and abs(box[0] - above[0]) <= MOST_APART and abs(box[2] - above[2]) <= MOST_APART:
                group.append(grid)
                break
        else:
            groups.append([grid])
    return groups
