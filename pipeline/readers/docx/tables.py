"""Build tables from `w:tbl`: one cell per printed cell, spans and horizontal extents from the table's grid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

from pipeline.model import Anchor, Block, Cell, Table, TableRow
from pipeline.readers.docx.names import Element, W, child, children, number, value
from pipeline.readers.docx.shading import fill, of_table
from pipeline.readers.docx.styles import Styles
from pipeline.readers.marks import marked
from pipeline.readers.picture_marks import with_pictures


class CellContent(NamedTuple):
    """The blocks of a cell; the colour of the dot, or the file of the picture, that it consists of."""

    blocks: tuple[Block, ...]
    colour: str | None = None
    picture: str = ""


Blocks = Callable[[Element, str], CellContent]
"""Gives what a cell holds, from its element and path."""

_WRAPPERS = frozenset([W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"])
_DELETED, _SPAN, _ACROSS, _DOWN, _SHADING = (W + name for name in ("cellDel", "gridSpan", "hMerge", "vMerge", "shd"))
_WIDEST = 1000
"""Columns: a span beyond it is a broken file's."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A `w:tc` in the grid: its path, row, first column and columns, and what its properties say.

    `merged` tells of a vertical merge, `continues` that it continues with the cell above, `shading` is its `w:shd`.
    """

    element: Element
    path: str
    row: int
    column: int
    span: int
    merged: bool
    continues: bool
    shading: Element | None


def build(table: Element, path: str, styles: Styles, blocks: Blocks) -> Table:
    """Build a table; `left` and `right` of its cells are in twentieths of a point, else in columns."""
    rows = [(row, below) for row, below in _descend(table, path, W + "tr") if child(row, "trPr", "del") is None]
    places = [list(_places(row, below, index)) for index, (row, below) in enumerate(rows)]
    edges = _edges(table, max((p.column + p.span for row in places for p in row), default=0))
    heights = _heights(places)
    behind = of_table(table, styles)
    made = []
    for (row, _), placed in zip(rows, places, strict=True):
        cells: list[Cell] = []
        pictures: list[str] = []
        around = (child(row, "tblPrEx", "shd"), *behind)
        for place in placed:
            height = heights.get((place.row, place.column))
            if height:
                content = blocks(place.element, place.path)
                cells.append(_cell(place, height, edges, fill(place.element, place.shading, around), content))
                pictures.append(content.picture)
        made.append(TableRow(with_pictures(cells, pictures)))
    return Table(tuple(row for row in made if row.cells), (Anchor(path=path),))


def _descend(parent: Element, path: str, wanted: str) -> Iterator[tuple[Element, str]]:
    """Yield rows of a table or cells of a row with their paths, those within content controls too."""
    seen: Counter[str] = Counter()
    for element in parent:
        tag = element.tag
        if tag != wanted and tag not in _WRAPPERS:
            continue
        seen[tag] += 1
        below = f"{path}/w:{tag.removeprefix(W)}[{seen[tag]}]"
        if tag == wanted:
            yield element, below
        else:
            yield from _descend(element, below, wanted)


def _places(row: Element, path: str, index: int) -> Iterator[_Place]:
    column = min(number(child(row, "trPr", "gridBefore")) or 0, _WIDEST)
    pending: _Place | None = None
    for cell, below in _descend(row, path, W + "tc"):
        said = children(child(cell, "tcPr"))
        if _DELETED in said:
            continue
        span = min(max(number(said.get(_SPAN)) or 1, 1), _WIDEST)
        across = said.get(_ACROSS)
        if across is not None and (value(across) or "continue") == "continue" and pending:
            pending = replace(pending, span=pending.span + span)
        else:
            if pending:
                yield pending
            down = said.get(_DOWN)
            continues = down is not None and (value(down) or "continue") == "continue"
            pending = _Place(cell, below, index, column, span, down is not None, continues, said.get(_SHADING))
        column += span
    if pending:
        yield pending


def _heights(rows: Sequence[Sequence[_Place]]) -> dict[tuple[int, int], int]:
    """Return the height of every printed cell by row and column; a cell that continues the one above has none."""
    heights: dict[tuple[int, int], int] = {}
    above: dict[int, tuple[int, int]] = {}
    for row in rows:
        begun: dict[int, tuple[int, int]] = {}
        for place in row:
            owner = above.get(place.column) if place.continues else None
            key = owner or (place.row, place.column)
            heights[key] = heights.get(key, 0) + 1
            if place.merged:
                begun[place.column] = key
        above = begun
    return heights


def _edges(table: Element, columns: int) -> list[float]:
    """Return the left edge of every column and the right edge of the last: from the grid's widths, else counted."""
    grid = child(table, "tblGrid")
    widths = [float(number(column, "w") or 0) for column in (grid.findall(W + "gridCol") if grid is not None else ())]
    if not widths or min(widths) < 0 or sum(widths) <= 0:
        widths = [1.0] * columns
    widths += [sum(widths) / max(len(widths), 1) or 1.0] * (columns - len(widths))
    return [0.0, *accumulate(widths)]


def _cell(place: _Place, height: int, edges: Sequence[float], colour: str | None, content: CellContent) -> Cell:
    return Cell(
        row=place.row,
        column=place.column,
        left=edges[place.column],
        right=edges[place.column + place.span],
        blocks=content.blocks,
        anchors=(Anchor(path=place.path),),
        row_span=height,
        column_span=place.span,
        fill=content.colour or colour,
        marked=marked(content.blocks),
    )
