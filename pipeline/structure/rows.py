"""Rows that a page end breaks in two, joined again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from pipeline.model import Block, Cell, Table, TableRow, TextBlock
from pipeline.structure.lines import text_of

Continues = Callable[[TableRow, TableRow], bool]
"""Says whether the second row is the rest of the first."""


def opens_empty(above: TableRow, below: TableRow) -> bool:
    """Return whether the row below goes on with the one above: same columns, first cell empty, another not.

    That is how a broken row looks where the first column holds a label or a number, the usual case.
    """
    if not above.cells or not below.cells or len(above.cells) != len(below.cells):
        return False
    return not text_of(below.cells[0]) and any(text_of(cell) for cell in below.cells)


def merged(table: Table, continues: Continues = opens_empty) -> tuple[TableRow, ...]:
    """Return the table's rows with those that go on behind a page end put back into the row that they belong to."""
    return whole(table.rows, continues)


def whole(told: Iterable[TableRow], continues: Continues) -> tuple[TableRow, ...]:
    """Return rows with those that go on behind a page end put back into the row that they belong to."""
    rows: list[TableRow] = []
    for row in told:
        if rows and row.after_break and continues(rows[-1], row):
            rows[-1] = join_rows(rows[-1], row)
        else:
            rows.append(row)
    return tuple(rows)


def join_rows(above: TableRow, below: TableRow) -> TableRow:
    """Put the cells of the row below into the cells above that they stand under, by horizontal overlap."""
    cells = list(above.cells)
    for cell in below.cells:
        index = _under(cells, cell)
        if index is not None:
            cells[index] = _joined(cells[index], cell)
    return replace(above, cells=tuple(cells))


def _under(cells: list[Cell], cell: Cell) -> int | None:
    overlaps = [min(c.right, cell.right) - max(c.left, cell.left) for c in cells]
    best = max(range(len(cells)), key=overlaps.__getitem__, default=None)
    return best if best is not None and overlaps[best] > 0 else None


def _joined(above: Cell, below: Cell) -> Cell:
    return replace(
        above,
        blocks=join_blocks(above.blocks, below.blocks),
        anchors=(*above.anchors, *below.anchors),
        fill=above.fill or below.fill,
    )


def join_blocks(above: tuple[Block, ...], below: tuple[Block, ...]) -> tuple[Block, ...]:
    """Put blocks of one cell that a page end parts behind each other; a sentence that goes on stays one paragraph."""
    if not above or not below:
        return above or below
    last, first = above[-1], below[0]
    if isinstance(last, TextBlock) and isinstance(first, TextBlock) and _goes_on(last, first):
        opened = replace(first.lines[0], glue="space")
        whole = replace(last, lines=(*last.lines, opened, *first.lines[1:]))
        return (*above[:-1], whole, *below[1:])
    return above + below


def _goes_on(last: TextBlock, first: TextBlock) -> bool:
    # A page end is no paragraph end: only a closed sentence before it, or a list marker behind it, makes one.
    if first.kind != "paragraph" or first.marker or not last.lines or not first.lines:
        return False
    return (
        not last.lines[-1].text.endswith((".", "!", "?", ":", ";", "”", '"', ")")) or first.lines[0].text[0].islower()
    )
