"""Build tables from `w:tbl`: one cell per printed cell, spans and horizontal extents from the table's grid."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

from pipeline.model import Anchor, Block, Cell, Table, TableRow
from pipeline.readers.docx.package import Element, W, children_by_tag, find_child, read_number, read_value
from pipeline.readers.docx.styles import Styles
from pipeline.readers.marks import mark_cells_with_pictures, read_check_box


class CellContent(NamedTuple):
    """The blocks of a cell; the color of the dot, or the file of the picture, that it consists of."""

    blocks: tuple[Block, ...]
    color: str | None = None
    picture: str = ""


ReadCell = Callable[[Element, str], CellContent]
"""Gives what a cell holds, from its element and path."""

_WRAPPERS = frozenset([W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"])
_DELETED, _SPAN, _ACROSS, _DOWN, _SHADING = (W + name for name in ("cellDel", "gridSpan", "hMerge", "vMerge", "shd"))
_WIDEST = 1000
"""Columns: a span beyond it is a broken file's."""


@dataclass(frozen=True, slots=True)
class _PlacedCell:
    """A `w:tc` in the grid: its path, row, first column and columns, and what its properties say.

    `merged` says that it is part of a vertical merge, `continues` that the merge starts above; `shading` is `w:shd`.
    """

    element: Element
    path: str
    row: int
    column: int
    span: int
    merged: bool
    continues: bool
    shading: Element | None


def build_table(table: Element, path: str, styles: Styles, read_cell: ReadCell) -> Table:
    """Build a table; `left` and `right` of its cells are in points, else in columns."""
    rows = [
        (row, below)
        for row, below in _iterate_descendants(table, path, W + "tr")
        if find_child(row, "trPr", "del") is None
    ]
    places = [list(_iterate_places(row, below, index)) for index, (row, below) in enumerate(rows)]
    edges = _column_edges(table, max((p.column + p.span for row in places for p in row), default=0))
    heights = _count_row_spans(places)
    table_shades = find_table_shades(table, styles)
    table_rows = []
    for (row, _), row_cells in zip(rows, places, strict=True):
        cells: list[Cell] = []
        pictures: list[str] = []
        outer_shades = (find_child(row, "tblPrEx", "shd"), *table_shades)
        for place in row_cells:
            height = heights.get((place.row, place.column))
            if height:
                content = read_cell(place.element, place.path)
                cells.append(
                    _build_cell(place, height, edges, find_fill(place.element, place.shading, outer_shades), content)
                )
                pictures.append(content.picture)
        table_rows.append(TableRow(mark_cells_with_pictures(cells, pictures)))
    return Table(tuple(row for row in table_rows if row.cells), (Anchor(path=path),))


def _iterate_descendants(parent: Element, path: str, tag_wanted: str) -> Iterator[tuple[Element, str]]:
    """Yield rows of a table or cells of a row with their paths, those within content controls too."""
    tag_counts: Counter[str] = Counter()
    for element in parent:
        tag = element.tag
        if tag != tag_wanted and tag not in _WRAPPERS:
            continue
        tag_counts[tag] += 1
        below = f"{path}/w:{tag.removeprefix(W)}[{tag_counts[tag]}]"
        if tag == tag_wanted:
            yield element, below
        else:
            yield from _iterate_descendants(element, below, tag_wanted)


def _iterate_places(row: Element, path: str, index: int) -> Iterator[_PlacedCell]:
    column = min(read_number(find_child(row, "trPr", "gridBefore")) or 0, _WIDEST)
    pending: _PlacedCell | None = None
    for cell, below in _iterate_descendants(row, path, W + "tc"):
        properties = children_by_tag(find_child(cell, "tcPr"))
        if _DELETED in properties:
            continue
        span = min(max(read_number(properties.get(_SPAN)) or 1, 1), _WIDEST)
        across = properties.get(_ACROSS)
        if across is not None and (read_value(across) or "continue") == "continue" and pending:
            pending = replace(pending, span=pending.span + span)
        else:
            if pending:
                yield pending
            down = properties.get(_DOWN)
            continues = down is not None and (read_value(down) or "continue") == "continue"
            pending = _PlacedCell(
                cell, below, index, column, span, down is not None, continues, properties.get(_SHADING)
            )
        column += span
    if pending:
        yield pending


def _count_row_spans(rows: Sequence[Sequence[_PlacedCell]]) -> dict[tuple[int, int], int]:
    """Return the height of every printed cell by row and column; a cell that continues the one above has none."""
    heights: dict[tuple[int, int], int] = {}
    above: dict[int, tuple[int, int]] = {}
    for row in rows:
        merged: dict[int, tuple[int, int]] = {}
        for place in row:
            owner = above.get(place.column) if place.continues else None
            key = owner or (place.row, place.column)
            heights[key] = heights.get(key, 0) + 1
            if place.merged:
                merged[place.column] = key
        above = merged
    return heights


def _column_edges(table: Element, columns: int) -> list[float]:
    """Return the left edge of every column and the right edge of the last: from the grid's widths, else counted."""
    grid = find_child(table, "tblGrid")
    widths = [
        (read_number(column, "w") or 0) / 20 for column in (grid.findall(W + "gridCol") if grid is not None else ())
    ]
    if not widths or min(widths) < 0 or sum(widths) <= 0:
        widths = [1.0] * columns
    widths += [sum(widths) / max(len(widths), 1) or 1.0] * (columns - len(widths))
    return [0.0, *accumulate(widths)]


def _build_cell(
    place: _PlacedCell, height: int, edges: Sequence[float], color: str | None, content: CellContent
) -> Cell:
    return Cell(
        row=place.row,
        column=place.column,
        left=edges[place.column],
        right=edges[place.column + place.span],
        blocks=content.blocks,
        anchors=(Anchor(path=place.path),),
        row_span=height,
        column_span=place.span,
        fill=content.color or color,
        marked=read_check_box(content.blocks),
    )


_RGB = re.compile(r"[0-9A-Fa-f]{6}")
_PERCENT = re.compile(r"pct(\d{1,2})")
_WHITE = "FFFFFF"

_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "darkBlue": "00008B",
    "darkCyan": "008B8B",
    "darkGreen": "006400",
    "darkMagenta": "800080",
    "darkRed": "8B0000",
    "darkYellow": "808000",
    "darkGray": "A9A9A9",
    "lightGray": "D3D3D3",
}


def find_fill(cell: Element, own: Element | None, around: Sequence[Element | None]) -> str | None:
    """Return the color of a cell as RRGGBB, None for none and white.

    The cell's own shading (`own`) counts first, then one that all its text has, then those around it: the row's, the
    table's and its style's (`find_table_shades`).
    """
    fill = read_shade(own) or _fill_of_text(cell) or next(filter(None, map(read_shade, around)), None)
    return None if fill == _WHITE else fill


def find_table_shades(table: Element, styles: Styles) -> tuple[Element | None, Element | None]:
    """Return the shading of a table and that of its style."""
    properties = find_child(table, "tblPr")
    return find_child(properties, "shd"), styles.get(read_value(find_child(properties, "tblStyle"))).shading


def read_shade(element: Element | None) -> str | None:
    """Return what a `w:shd` element shows as RRGGBB; None where it shows nothing."""
    if element is None:
        return None
    pattern = read_value(element) or "clear"
    ground, ink = read_value(element, "fill") or "auto", read_value(element, "color") or "auto"
    if pattern == "nil":
        return None
    if pattern == "solid":
        return ink.upper() if _RGB.fullmatch(ink) else None
    percent = _PERCENT.match(pattern)
    if percent:
        return _mix_colors(ground, ink, int(percent.group(1)))
    return ground.upper() if _RGB.fullmatch(ground) else None


def _mix_colors(ground: str, ink: str, percent: int) -> str:
    below = ground if _RGB.fullmatch(ground) else _WHITE
    above = ink if _RGB.fullmatch(ink) else "000000"
    channels = ((int(below[i : i + 2], 16), int(above[i : i + 2], 16)) for i in (0, 2, 4))
    return "".join(f"{round(b + (a - b) * percent / 100):02X}" for b, a in channels)


def _fill_of_text(cell: Element) -> str | None:
    """Return the one color behind all text of a cell (shaded paragraphs, shaded or highlighted runs)."""
    colors: set[str | None] = set()
    for paragraph in cell.iterchildren(W + "p"):
        paragraph_fill = read_shade(find_child(paragraph, "pPr", "shd"))
        runs = [run for run in paragraph.iter(W + "r") if any((t.text or "").strip() for t in run.iter(W + "t"))]
        colors.update(_fill_of_run(find_child(run, "rPr")) or paragraph_fill for run in runs)
        if not runs and paragraph_fill:
            colors.add(paragraph_fill)
    return colors.pop() if len(colors) == 1 else None


def _fill_of_run(properties: Element | None) -> str | None:
    highlight = _HIGHLIGHTS.get(read_value(find_child(properties, "highlight")) or "")
    return highlight or read_shade(find_child(properties, "shd"))
