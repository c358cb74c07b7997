"""Grids of marks without rules whose columns have upright headings: names at the left, a mark in some columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from pipeline.readers.pdf.borderless.bounds import Bounds, bounds_of, covers
from pipeline.readers.pdf.borderless.zones import Piece, fits, is_item, opens_small
from pipeline.readers.pdf.chars.drawing import Drawing
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.layout.typography import Facts
from pipeline.readers.pdf.tables.cells import Grid, GridCell, Rect
from pipeline.readers.pdf.tables.rotated_headers import GAP, Groups, Heads, by_group, groups_of, heads_of, pieces_of

FAR = 3.2
"""A step beyond this many usual ones ends a grid."""
MARK = 2
"""Characters: words no longer than this are marks."""
CLEAR = 0.35
"""A mark stands under a heading where its middle is at most this share of the room to the next one beside it."""
MARGIN = 2.0
LEAST_HEIGHT = 4.0
"""A row is at least this high, in points: sides nearer to each other are one."""

Begun = Literal["row", "half", "goes on"]


@dataclass(frozen=True, slots=True)
class UprightTable:
    """A grid, the words of each of its cells, and how far the lines of each may reach."""

    grid: Grid
    words: tuple[tuple[Word, ...], ...]
    reach: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line below upright headings: its box, its name, and its marks by column."""

    line: PrintedLine
    name: Piece | None
    marks: dict[int, Piece]


@dataclass(slots=True)
class _Row:
    """Lines of a row: `half` tells that its name is that of the row above, `sure` that what begins it is no guess."""

    lines: list[_Line]
    half: bool = False
    sure: bool = True

    @property
    def marked(self) -> bool:
        """Tell whether it has a mark."""
        return any(found.marks for found in self.lines)


def find_upright(lines: Sequence[PrintedLine], facts: Facts, drawing: Drawing) -> list[UprightTable]:
    """Find the grids among lines of a page; what is not certain to be one is left out."""
    found: list[UprightTable] = []
    bands = heads_of(lines)
    level = sorted((line for line in lines if bands and line.angle == 0), key=lambda line: line.base)
    bounds = bounds_of(drawing) if bands else Bounds(())
    for index, heads in enumerate(bands):
        floor = bands[index + 1].top if index + 1 < len(bands) else float("inf")
        groups = groups_of(heads, level, facts)
        below = _body(heads, [line for line in level if heads.bottom < line.base < floor], facts) if groups else []
        rows = _rows(below, facts, bounds, heads)
        while rows and not rows[-1].marked:
            rows.pop()
        if groups and rows:
            found.append(_table(heads, groups, rows))
    return found


def _body(heads: Heads, lines: Sequence[PrintedLine], facts: Facts) -> list[_Line]:
    """Return the lines of names and marks below headings; of those behind the last mark the rest of its name alone.

    It is none where other text stands right below them: then nobody knows where the grid ends.
    """
    found: list[_Line] = []
    base, after = heads.bottom, float("inf")
    for line in lines:
        read = _read(heads, line)
        if read is None or line.base - base > FAR * facts.pitch(line.size):
            after = line.base - GAP * facts.pitch(line.size)
            break
        found.append(read)
        base = line.base
    last = max((k for k, line in enumerate(found) if line.marks), default=-1)
    while 0 <= last < len(found) - 1 and _same_row(found[last], found[last + 1], facts):
        last += 1
    return found[: last + 1] if last >= 0 and found[last].line.base < after else []


def _same_row(above: _Line, below: _Line, facts: Facts) -> bool:
    near = below.line.base - above.line.base <= GAP * facts.pitch(below.line.size)
    return near and below.name is not None and not is_item(below.name)


def _read(heads: Heads, line: PrintedLine) -> _Line | None:
    """Return a line as a name and marks; None where it is more than that."""
    found = pieces_of(heads, line)
    name = found.pop(-1, None)
    if name is not None and name.end > heads.edges[0]:
        return None
    if any(not _is_mark(heads, column, piece) for column, piece in found.items()):
        return None
    return _Line(line, name, found)


def _is_mark(heads: Heads, column: int, piece: Piece) -> bool:
    """Tell whether a piece is a mark that surely stands in its column."""
    if len(piece.words) > 1 or len(piece.text) > MARK or column >= len(heads.sides):
        return False
    left, right = heads.sides[column]
    before = left - heads.sides[column - 1][1] if column else heads.sides[1][0] - heads.sides[0][1]
    after = heads.sides[column + 1][0] - right if column + 1 < len(heads.sides) else before
    middle = (piece.start + piece.end) / 2
    return left - CLEAR * before <= middle <= right + CLEAR * after


def _rows(lines: Sequence[_Line], facts: Facts, bounds: Bounds, heads: Heads) -> list[_Row]:
    """Part lines into rows; into none where a name or a mark may belong to one row or another."""
    if not lines or lines[0].name is None:
        return []
    limit = max(line.name.end for line in lines if line.name)
    rows = [_Row([lines[0]])]
    for above, below in pairwise(lines):
        gap = below.line.base - above.line.base > GAP * facts.pitch(below.line.size)
        parted = gap or covers(bounds.between(above.line, below.line), below.line.start, heads.edges[-1])
        begun = _begins(rows[-1], below, parted, limit)
        if begun is None:
            return []
        if begun == "goes on":
            rows[-1].lines.append(below)
        else:
            sure = parted or (below.name is not None and is_item(below.name))
            rows.append(_Row([below], begun == "half", sure))
    # Where marks stand beside the middle of their names, nothing but gaps, rules and numbers tells rows.
    beside_middle = any(row.marked and not row.lines[0].marks for row in rows)
    return rows if rows[0].marked and (not beside_middle or all(row.sure for row in rows)) else []


def _begins(row: _Row, below: _Line, parted: bool, limit: float) -> Begun | None:
    """Say whether a line goes on with a row, begins one or the second half of one; None where it isn't certain."""
    if below.name is None:
        return "half" if row.marked and not row.half else None
    names = [line.name for line in row.lines if line.name]
    new = is_item(below.name) or (bool(names) and fits(names[-1], below.name, limit))
    if new and (below.marks or not parted):
        return "row" if row.marked or not below.marks or is_item(below.name) else None
    if parted:
        return None if opens_small(below.name) else "row"
    if not names or (below.marks and row.marked):
        return None
    return "goes on"


@dataclass(slots=True)
class _Cells:
    """The cells of a grid in the making and their words."""

    cells: list[GridCell] = field(default_factory=list)
    words: list[tuple[Word, ...]] = field(default_factory=list)

    def add(self, box: Rect, words: Iterable[Word]) -> None:
        """Add a cell; tables tell its row and column by its box."""
        self.cells.append(GridCell(box, 0, 0))
        self.words.append(tuple(words))


def _table(heads: Heads, groups: Groups, rows: Sequence[_Row]) -> UprightTable:
    """Lay a grid over headings and rows."""
    left = min(line.start for line in (*groups.lines, *(found.line for row in rows for found in row.lines))) - MARGIN
    tops, edges, made = _heights(heads, groups, rows), heads.edges, _Cells()
    above = by_group(heads, groups)
    for group, (first, end) in enumerate(pairwise((*groups.firsts, len(heads.sides)))):
        made.add((edges[first], tops[0], edges[end], tops[1]), above.get(group, ()))
    made.add((left, tops[0], edges[0], tops[2]), above.get(-1, ()))
    for column, found in enumerate(heads.words):
        made.add((edges[column], tops[1], edges[column + 1], tops[2]), found)
    for index, row in enumerate(rows):
        top, bottom = tops[index + 2], tops[index + 3]
        if not row.half:
            over = index + 1 < len(rows) and rows[index + 1].half
            names = (word for line in row.lines if line.name for word in line.name.words)
            made.add((left, top, edges[0], tops[index + 3 + over]), names)
        for column, (x0, x1) in enumerate(pairwise(edges)):
            marks = (line.marks[column] for line in row.lines if column in line.marks)
            made.add((x0, top, x1, bottom), (word for mark in marks for word in mark.words))
    grid = Grid((left, tops[0], edges[-1], tops[-1]), tuple(made.cells), ruled=False)
    limit = max(line.name.end for row in rows for line in row.lines if line.name)
    reach = (limit if cell.box[0] == left and cell.box[1] >= tops[2] else cell.box[2] - MARGIN for cell in made.cells)
    return UprightTable(grid, tuple(made.words), tuple(reach))


def _heights(heads: Heads, groups: Groups, rows: Sequence[_Row]) -> list[float]:
    """Return where the two rows of headings and those below begin, and where the last one ends."""
    top = min(line.box[1] for line in groups.lines)
    over = [word.box[3] for group, words in by_group(heads, groups).items() for word in words if group >= 0]
    tops = [top - MARGIN, max((max(over) + heads.top) / 2, top + MARGIN), heads.bottom + MARGIN / 2]
    for above, below in pairwise(rows):
        foot = max(found.line.box[3] for found in above.lines)
        middle = (foot + min(found.line.box[1] for found in below.lines)) / 2
        tops.append(max(middle, tops[-1] + LEAST_HEIGHT))
    return [*tops, max(found.line.box[3] for found in rows[-1].lines) + MARGIN]
