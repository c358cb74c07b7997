"""Build tables from HTML: spans, background colours, check boxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from selectolax.lexbor import LexborNode

from pipeline.model import Anchor, Block, Cell, Table, TableRow
from pipeline.readers.colours import rgb
from pipeline.readers.html.elements import attribute, number
from pipeline.readers.html.icons import unnamed_picture
from pipeline.readers.html.stylesheet import Sheet, style_of
from pipeline.readers.marks import dot_colour, marked
from pipeline.readers.picture_marks import with_pictures

Blocks = Callable[[LexborNode, str], tuple[Block, ...]]
"""Gives the blocks of a cell, from its element and path."""

Held = tuple[int, int, int]
"""Columns that a cell holds in the rows below its own: the first, that after the last, and the last row."""

Make = Callable[[LexborNode, str, tuple[int, int], tuple[int, int]], Cell]
"""Makes a cell of its element, path, place (row, column) and spans (rows, columns)."""

_GROUPS = ("thead", "tbody", "tfoot")


def captions(table: LexborNode, path: str) -> Iterator[tuple[LexborNode, str]]:
    """Yield the captions of a table with their paths."""
    return ((node, below) for node, below in _below(table, path) if node.tag == "caption")


def build(table: LexborNode, path: str, rules: Sheet, blocks: Blocks) -> Table:
    """Build a table; merged cells appear once with their spans, `left` and `right` count columns."""
    found = list(_rows(table, path))
    held: list[Held] = []
    cell = partial(_cell, rules, blocks)
    rows = tuple(_row(index, node, below, len(found), held, cell) for index, (node, below) in enumerate(found))
    return Table(tuple(row for row in rows if row.cells), (Anchor(path=path),))


def _below(node: LexborNode, path: str) -> Iterator[tuple[LexborNode, str]]:
    seen: Counter[str] = Counter()
    for child in node.iter():
        tag = child.tag or ""
        seen[tag] += 1
        yield child, f"{path}/{tag}[{seen[tag]}]"


def _rows(node: LexborNode, path: str) -> Iterator[tuple[LexborNode, str]]:
    for child, below in _below(node, path):
        if child.tag in _GROUPS:
            yield from _rows(child, below)
        elif child.tag == "tr":
            yield child, below


def _row(index: int, row: LexborNode, path: str, height: int, held: list[Held], cell: Make) -> TableRow:
    held[:] = sorted(span for span in held if span[2] >= index)
    cells: list[Cell] = []
    nodes: list[LexborNode] = []
    column = 0
    for node, below in _below(row, path):
        if node.tag not in ("td", "th"):
            continue
        column = _free(column, index, held)
        columns = max(number(node, "colspan", 1), 1)
        rows = min(number(node, "rowspan", 1, 65_534) or height, height - index)
        if rows > 1:
            held.append((column, column + columns, index + rows - 1))
        cells.append(cell(node, below, (index, column), (rows, columns)))
        nodes.append(node)
        column += columns
    pictures = [unnamed_picture(node) if not cell.blocks else "" for cell, node in zip(cells, nodes, strict=True)]
    return TableRow(with_pictures(cells, pictures))


def _free(column: int, row: int, held: Sequence[Held]) -> int:
    """Return the first column from this one on that no cell of a row above reaches into.

    >>> _free(0, 1, [(0, 2, 1), (2, 3, 5)]), _free(0, 2, [(0, 2, 1), (2, 3, 5)])
    (3, 0)
    """
    for start, end, last in held:
        if last >= row and start <= column < end:
            column = end
    return column


def _cell(
    rules: Sheet, blocks: Blocks, node: LexborNode, path: str, place: tuple[int, int], spans: tuple[int, int]
) -> Cell:
    content = blocks(node, path)
    fill = _fill(node, rules)
    dot = None if fill else dot_colour(content, _inks(node, rules))
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
        marked=marked(content),
    )


def _inks(cell: LexborNode, rules: Sheet) -> list[str | None]:
    """Return the colours of the letters in a cell, as its elements set them."""
    inner = [node for node in cell.css("[style], [class], font[color]") if node.text().strip()]
    return [rgb(style_of(node, rules).get("color") or attribute(node, "color")) for node in inner]


def _fill(cell: LexborNode, rules: Sheet) -> str | None:
    """Return the colour behind a cell: its own, else that of an element that holds all its text, else its row's."""
    found = _background(cell, rules) or _of_text(cell, rules)
    if not found and cell.parent is not None:
        found = _background(cell.parent, rules)
    return found if found != "FFFFFF" else None


def _of_text(cell: LexborNode, rules: Sheet) -> str | None:
    text = cell.text().split()
    for inner in cell.css("[style], [bgcolor], [class]"):
        found = _background(inner, rules)
        if found and inner.text().split() == text:
            return found
    return None


def _background(node: LexborNode, rules: Sheet) -> str | None:
    style = style_of(node, rules)
    return rgb(style.get("background-color") or style.get("background") or attribute(node, "bgcolor"))
