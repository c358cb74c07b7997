"""Build tables from HTML: spans, background colors, check boxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from selectolax.lexbor import LexborNode

from pipeline.model import Anchor, Block, Cell, Table, TableRow
from pipeline.readers.html.elements import StyleRules, find_style, find_unnamed_picture, read_attribute, read_number
from pipeline.readers.marks import find_dot_color, mark_cells_with_pictures, parse_color, read_check_box

ReadBlocks = Callable[[LexborNode, str], tuple[Block, ...]]
"""Gives the blocks of a cell, from its element and path."""

Occupied = tuple[int, int, int]
"""Columns that a cell holds in the rows below its own: the first, that after the last, and the last row."""

MakeCell = Callable[[LexborNode, str, tuple[int, int], tuple[int, int]], Cell]
"""Makes a cell of its element, path, place (row, column) and spans (rows, columns)."""

_GROUPS = ("thead", "tbody", "tfoot")


def iterate_captions(table: LexborNode, path: str) -> Iterator[tuple[LexborNode, str]]:
    """Yield the captions of a table with their paths."""
    return ((node, below) for node, below in _iterate_children(table, path) if node.tag == "caption")


def build_table(table: LexborNode, path: str, rules: StyleRules, read_blocks: ReadBlocks) -> Table:
    """Build a table; merged cells appear once with their spans, `left` and `right` count columns."""
    row_nodes = list(_iterate_rows(table, path))
    occupied: list[Occupied] = []
    make_cell = partial(_build_cell, rules, read_blocks)
    rows = tuple(
        _build_row(index, node, below, len(row_nodes), occupied, make_cell)
        for index, (node, below) in enumerate(row_nodes)
    )
    return Table(tuple(row for row in rows if row.cells), (Anchor(path=path),))


def _iterate_children(node: LexborNode, path: str) -> Iterator[tuple[LexborNode, str]]:
    tag_counts: Counter[str] = Counter()
    for child in node.iter():
        tag = child.tag or ""
        tag_counts[tag] += 1
        yield child, f"{path}/{tag}[{tag_counts[tag]}]"


def _iterate_rows(node: LexborNode, path: str) -> Iterator[tuple[LexborNode, str]]:
    for child, below in _iterate_children(node, path):
        if child.tag in _GROUPS:
            yield from _iterate_rows(child, below)
        elif child.tag == "tr":
            yield child, below


def _build_row(
    index: int, row: LexborNode, path: str, height: int, occupied: list[Occupied], make_cell: MakeCell
) -> TableRow:
    occupied[:] = sorted(span for span in occupied if span[2] >= index)
    cells: list[Cell] = []
    nodes: list[LexborNode] = []
    column = 0
    for node, below in _iterate_children(row, path):
        if node.tag not in ("td", "th"):
            continue
        column = _next_free_column(column, index, occupied)
        columns = max(read_number(node, "colspan", 1), 1)
        rows = min(read_number(node, "rowspan", 1, 65_534) or height, height - index)
        if rows > 1:
            occupied.append((column, column + columns, index + rows - 1))
        cells.append(make_cell(node, below, (index, column), (rows, columns)))
        nodes.append(node)
        column += columns
    pictures = [
        find_unnamed_picture(node) if not make_cell.blocks else "" for make_cell, node in zip(cells, nodes, strict=True)
    ]
    return TableRow(mark_cells_with_pictures(cells, pictures))


def _next_free_column(column: int, row: int, occupied: Sequence[Occupied]) -> int:
    """Return the first column from this one on that no cell of a row above reaches into.

    >>> _next_free_column(0, 1, [(0, 2, 1), (2, 3, 5)]), _next_free_column(0, 2, [(0, 2, 1), (2, 3, 5)])
    (3, 0)
    """
    for start, end, last in occupied:
        if last >= row and start <= column < end:
            column = end
    return column


def _build_cell(
    rules: StyleRules,
    read_blocks: ReadBlocks,
    node: LexborNode,
    path: str,
    place: tuple[int, int],
    spans: tuple[int, int],
) -> Cell:
    content = read_blocks(node, path)
    fill = _find_fill(node, rules)
    dot = None if fill else find_dot_color(content, _letter_colors(node, rules))
    if dot:
        content, fill = (), dot
    return Cell(
        row=place[0],
        column=place[1],
        left=float(place[1]),
        right=float(place[1] + spans[1]),
        blocks=content,
        anchors=(Anchor(path=path),),
        row_span=spans[0],
        column_span=spans[1],
        fill=fill,
        marked=read_check_box(content),
    )


def _letter_colors(cell: LexborNode, rules: StyleRules) -> list[str | None]:
    """Return the colors of the letters in a cell, as its elements set them, and of shapes drawn in it."""
    inner = [node for node in cell.css("[style], [class], font[color]") if node.text().strip()]
    letters = [find_style(node, rules).get("color") or read_attribute(node, "color") for node in inner]
    shapes = [find_style(node, rules).get("fill") or read_attribute(node, "fill") for node in cell.css("svg, svg *")]
    return [parse_color(value) for value in (*letters, *filter(None, shapes))]


def _find_fill(cell: LexborNode, rules: StyleRules) -> str | None:
    """Return the color behind a cell: its own, else that of an element that holds all its text, else its row's."""
    fill = _own_fill(cell, rules) or _fill_of_text(cell, rules)
    if not fill and cell.parent is not None:
        fill = _own_fill(cell.parent, rules)
    return fill if fill != "FFFFFF" else None


def _fill_of_text(cell: LexborNode, rules: StyleRules) -> str | None:
    text = cell.text().split()
    for inner in cell.css("[style], [bgcolor], [class]"):
        fill = _own_fill(inner, rules)
        if fill and inner.text().split() == text:
            return fill
    return None


def _own_fill(node: LexborNode, rules: StyleRules) -> str | None:
    style = find_style(node, rules)
    return parse_color(style.get("background-color") or style.get("background") or read_attribute(node, "bgcolor"))
