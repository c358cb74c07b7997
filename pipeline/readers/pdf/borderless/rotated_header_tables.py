"""Tables of marks without rules under rotated headers: names at the left, a mark in some columns."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from pipeline.readers.pdf.borderless.columns import ColumnPiece, has_room_above, is_continuation_start, is_item
from pipeline.readers.pdf.borderless.level_lines import LevelLines, find_level_lines, is_covered
from pipeline.readers.pdf.borderless.rotated_headers import (
    GAP,
    HeaderGroups,
    RotatedHeaders,
    find_header_groups,
    find_rotated_headers,
    split_at_gaps,
    split_by_columns,
    split_words_by_group,
)
from pipeline.readers.pdf.chars.drawing import Drawing
from pipeline.readers.pdf.chars.geometry import Rect
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.typography import Typography
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.tables.cells import Grid, GridCell, WordGrid

MOST_STEP = 3.2
"""A step beyond this many usual ones ends a grid."""
MARK = 2
"""Characters: words no longer than this are marks."""
CENTERED_SHARE = 0.15
"""Words are in the middle of a column whose middle they miss by at most this share of its width."""
PUNCTUATION = "?!:;,."
"""Signs behind words that French sets off by a blank: no marks."""
MOST_OFF_HEADING = 0.35
"""A mark is under a heading where its middle is at most this share of the room to the next one next to it."""
MARGIN = 2.0
"""Points between the text and the edges of the grid around it."""
LEAST_HEIGHT = 4.0
"""A row is at least this high, in points: sides nearer to each other are one."""

RowPart = Literal["row", "half", "goes on"]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line below upright headings: its box, its name, its marks by column, words over several columns."""

    line: PrintedLine
    name: ColumnPiece | None
    marks: dict[int, ColumnPiece]
    spans: tuple[ColumnPiece, ...] = ()

    @property
    def rated(self) -> bool:
        """Return whether it has a mark or words in place of marks."""
        return bool(self.marks or self.spans)


@dataclass(slots=True)
class _Row:
    """Lines of a row: `half` says that its name is that of the row above, `sure` that what begins it is no guess."""

    lines: list[_Line]
    half: bool = False
    sure: bool = True

    @property
    def marked(self) -> bool:
        """Return whether it has a mark, or words in place of marks."""
        return any(found.rated for found in self.lines)


def find_rotated_header_tables(
    lines: Sequence[PrintedLine], typography: Typography, drawing: Drawing
) -> list[WordGrid]:
    """Find the grids among lines of a page; what is not certain to be one is left out."""
    tables: list[WordGrid] = []
    headers = find_rotated_headers(lines)
    level = sorted((line for line in lines if headers and line.angle == 0), key=lambda line: line.base)
    bounds = find_level_lines(drawing) if headers else LevelLines(())
    for index, header in enumerate(headers):
        floor = headers[index + 1].top if index + 1 < len(headers) else float("inf")
        # Where it is unclear which columns a heading above is of, the columns' own headings make the head.
        groups = find_header_groups(header, level, typography) or HeaderGroups()
        below = _body_lines(header, [line for line in level if header.bottom < line.base < floor], typography)
        rows = _split_rows(below, typography, bounds, header)
        while rows and not rows[-1].marked:
            rows.pop()
        if rows:
            tables.append(_build_table(header, groups, rows))
    return tables


def _body_lines(heads: RotatedHeaders, lines: Sequence[PrintedLine], typography: Typography) -> list[_Line]:
    """Return the lines of names and marks below headings; of those behind the last mark the rest of its name alone.

    None are returned if other text is right below them: then it is unclear where the grid ends.
    """
    body: list[_Line] = []
    base, after = heads.bottom, float("inf")
    for line in lines:
        body_line = _read_line(heads, line)
        if body_line is None or line.base - base > MOST_STEP * typography.pitch(line.size):
            after = line.base - GAP * typography.pitch(line.size)
            break
        body.append(body_line)
        base = line.base
    last = max((k for k, line in enumerate(body) if line.rated), default=-1)
    while 0 <= last < len(body) - 1 and _is_same_row(body[last], body[last + 1], typography):
        last += 1
    return body[: last + 1] if last >= 0 and body[last].line.base < after else []


def _is_same_row(above: _Line, below: _Line, typography: Typography) -> bool:
    near = below.line.base - above.line.base <= GAP * typography.pitch(below.line.size)
    return near and below.name is not None and not is_item(below.name)


def _read_line(heads: RotatedHeaders, line: PrintedLine) -> _Line | None:
    """Return a line as a name and marks; None where it is more than that."""
    pieces = split_by_columns(heads, line)
    name = pieces.pop(-1, None)
    if name is not None and name.end > heads.edges[0]:
        return None
    if all(_is_mark(heads, column, piece) for column, piece in pieces.items()):
        return _Line(line, name, pieces)
    return _read_words(heads, line, name)


def _read_words(heads: RotatedHeaders, line: PrintedLine, name: ColumnPiece | None) -> _Line | None:
    """Return a line in which words are over several columns ('Unclear') in place of marks."""
    pieces = [piece for piece in split_at_gaps(line) if piece.end > heads.edges[0]]
    marks: dict[int, ColumnPiece] = {}
    spans: list[ColumnPiece] = []
    for piece in pieces:
        column = bisect(heads.edges, (piece.start + piece.end) / 2) - 1
        if piece.start < heads.edges[0] or piece.end > heads.edges[-1]:
            return None
        if _is_mark(heads, column, piece):
            marks[column] = piece
        elif len(piece.text) > MARK:
            spans.append(piece)
        else:
            return None
    return _Line(line, name, marks, tuple(spans))


def _is_mark(heads: RotatedHeaders, column: int, piece: ColumnPiece) -> bool:
    """Return whether a piece is a mark that is certainly in its column."""
    is_sign = len(piece.words) == 1 and len(piece.text) <= MARK and piece.text not in PUNCTUATION
    if not is_sign or column >= len(heads.sides):
        return False
    left, right = heads.sides[column]
    before = left - heads.sides[column - 1][1] if column else heads.sides[1][0] - heads.sides[0][1]
    after = heads.sides[column + 1][0] - right if column + 1 < len(heads.sides) else before
    middle = (piece.start + piece.end) / 2
    return left - MOST_OFF_HEADING * before <= middle <= right + MOST_OFF_HEADING * after


def _split_rows(
    lines: Sequence[_Line], typography: Typography, bounds: LevelLines, heads: RotatedHeaders
) -> list[_Row]:
    """Split lines into rows; into none where a name or a mark may belong to one row or another."""
    if not lines or lines[0].name is None:
        return []
    limit = max(line.name.end for line in lines if line.name)
    rows = [_Row([lines[0]])]
    for above, below in pairwise(lines):
        gap = below.line.base - above.line.base > GAP * typography.pitch(below.line.size)
        is_separated = gap or is_covered(bounds.between(above.line, below.line), below.line.start, heads.edges[-1])
        part = _row_part(rows[-1], below, is_separated, limit)
        if part is None:
            return []
        if part == "goes on":
            rows[-1].lines.append(below)
        else:
            sure = is_separated or (below.name is not None and is_item(below.name))
            rows.append(_Row([below], part == "half", sure))
    # If marks are next to the middle of their names, only gaps, rules and numbers separate rows.
    beside_middle = any(row.marked and not row.lines[0].marks for row in rows)
    return rows if rows[0].marked and (not beside_middle or all(row.sure for row in rows)) else []


def _row_part(row: _Row, below: _Line, is_separated: bool, limit: float) -> RowPart | None:
    """Return whether a line continues a row, begins one or the second half of one; None where it isn't certain."""
    if below.name is None and not below.marks:
        return "goes on"
    if below.name is None:
        return "half" if row.marked and not row.half else None
    names = [line.name for line in row.lines if line.name]
    is_new = is_item(below.name) or (bool(names) and has_room_above(names[-1], below.name, limit))
    if is_new and (below.marks or not is_separated):
        return "row" if row.marked or not below.marks or is_item(below.name) else None
    if is_separated:
        return None if is_continuation_start(below.name) else "row"
    if not names or (below.marks and row.marked):
        return None
    return "goes on"


@dataclass(slots=True)
class _Cells:
    """The cells of a grid in the making and their words."""

    cells: list[GridCell] = field(default_factory=list)
    words: list[tuple[Word, ...]] = field(default_factory=list)

    def add(self, box: Rect, words: Iterable[Word]) -> None:
        """Add a cell; its row and column follow later from its box."""
        self.cells.append(GridCell(box, 0, 0))
        self.words.append(tuple(words))


def _build_table(heads: RotatedHeaders, groups: HeaderGroups, rows: Sequence[_Row]) -> WordGrid:
    """Lay a grid over headings and rows."""
    left = min(line.start for line in (*groups.lines, *(line.line for row in rows for line in row.lines))) - MARGIN
    tops, edges, cells = _row_edges(heads, groups, rows), heads.edges, _Cells()
    above = split_words_by_group(heads, groups)
    for group, (first, end) in enumerate(pairwise((*groups.firsts, len(heads.sides))) if groups.firsts else ()):
        cells.add((edges[first], tops[0], edges[end], tops[1]), above.get(group, ()))
    cells.add((left, tops[0], edges[0], tops[2]), above.get(-1, ()))
    for column, header_words in enumerate(heads.words):
        cells.add((edges[column], tops[1], edges[column + 1], tops[2]), header_words)
    for index, row in enumerate(rows):
        top, bottom = tops[index + 2], tops[index + 3]
        if not row.half:
            over = index + 1 < len(rows) and rows[index + 1].half
            names = (word for line in row.lines if line.name for word in line.name.words)
            cells.add((left, top, edges[0], tops[index + 3 + over]), names)
        merged = _merge_spans(row, edges)
        for first, last, words in merged:
            cells.add((edges[first], top, edges[last + 1], bottom), words)
        covered = {column for first, last, _ in merged for column in range(first, last + 1)}
        for column, (x0, x1) in enumerate(pairwise(edges)):
            if column in covered:
                continue
            marks = (line.marks[column] for line in row.lines if column in line.marks)
            cells.add((x0, top, x1, bottom), (word for mark in marks for word in mark.words))
    grid = Grid((left, tops[0], edges[-1], tops[-1]), tuple(cells.cells), ruled=False)
    limit = max(line.name.end for row in rows for line in row.lines if line.name)
    reach = (limit if cell.box[0] == left and cell.box[1] >= tops[2] else cell.box[2] - MARGIN for cell in cells.cells)
    return WordGrid(grid, tuple(cells.words), tuple(reach))


def _merge_spans(row: _Row, edges: Sequence[float]) -> list[tuple[int, int, list[Word]]]:
    """Return the columns that words of a row are over, and the words, lines that are below each other together."""
    merged: list[tuple[int, int, list[Word]]] = []
    marked = {column for line in row.lines for column in line.marks}
    for piece in (piece for line in row.lines for piece in line.spans):
        first, last = bisect(edges, piece.start) - 1, min(bisect(edges, piece.end) - 1, len(edges) - 2)
        if first == last:
            # Short words over several columns: in the middle of them, or flush left in the first.
            middle = (edges[first] + edges[first + 1]) / 2
            is_centered = abs((piece.start + piece.end) / 2 - middle) <= CENTERED_SHARE * (
                edges[first + 1] - edges[first]
            )
            first, last = max(first - is_centered, 0), min(last + 1, len(edges) - 2)
        if any(column in marked for column in range(first, last + 1)):
            first, last = (column := bisect(edges, (piece.start + piece.end) / 2) - 1), column
        same = next((at for at, (a, b, _) in enumerate(merged) if a <= last and first <= b), None)
        if same is None:
            merged.append((first, last, list(piece.words)))
        else:
            a, b, words = merged[same]
            merged[same] = (min(a, first), max(b, last), [*words, *piece.words])
    return merged


def _row_edges(heads: RotatedHeaders, groups: HeaderGroups, rows: Sequence[_Row]) -> list[float]:
    """Return where the two rows of headings and those below begin, and where the last one ends."""
    top = min((line.box[1] for line in groups.lines), default=heads.top)
    over = [word.box[3] for group, words in split_words_by_group(heads, groups).items() for word in words if group >= 0]
    tops = [top - MARGIN, max((max(over, default=heads.top) + heads.top) / 2, top + MARGIN), heads.bottom + MARGIN / 2]
    for above, below in pairwise(rows):
        foot = max(row_line.line.box[3] for row_line in above.lines)
        middle = (foot + min(row_line.line.box[1] for row_line in below.lines)) / 2
        tops.append(max(middle, tops[-1] + LEAST_HEIGHT))
    return [*tops, max(row_line.line.box[3] for row_line in rows[-1].lines) + MARGIN]
