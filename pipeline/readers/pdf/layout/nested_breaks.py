"""The rest of a nested table's row that a page end leaves alone: it goes back into the columns that it belongs to.

On the new page no ruling line may close around it, so that it reads as text of the outer cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Block, Cell, Line, Table, TableRow, TextBlock

SLACK = 3.0
"""Points by which text may stand out of its column."""


def return_rest(above: TableRow, below: TableRow) -> tuple[TableRow, TableRow]:
    """Return the last row above a page end and the first below it, text moved into the table that it belongs to.

    A row with a label begins something new.
    """
    if below.cells and below.cells[0].blocks:
        return above, below
    uppers, lowers = list(above.cells), list(below.cells)
    for place, lower in enumerate(lowers):
        at = next((k for k, cell in enumerate(uppers) if _same_column(cell, lower)), None)
        table = uppers[at].blocks[-1] if at is not None and uppers[at].blocks else None
        if at is None or not isinstance(table, Table) or not lower.blocks:
            continue
        filled = _filled(table, lower.blocks)
        if filled:
            uppers[at] = replace(uppers[at], blocks=(*uppers[at].blocks[:-1], filled))
            lowers[place] = replace(lower, blocks=())
    return replace(above, cells=tuple(uppers)), replace(below, cells=tuple(lowers))


def _same_column(one: Cell, other: Cell) -> bool:
    return abs(one.left - other.left) <= SLACK and abs(one.right - other.right) <= SLACK


def _filled(table: Table, blocks: Sequence[Block]) -> Table | None:
    """Return a table with the text in the cells of its last row; None where some of it fits no one column."""
    row = table.rows[-1]
    if len(row.cells) < 2:
        return None
    cells = list(row.cells)
    for block in blocks:
        if isinstance(block, Table):
            return None
        for line in block.lines:
            at = _column(cells, line)
            if at is None:
                return None
            cells[at] = _with_line(cells[at], line)
    return replace(table, rows=(*table.rows[:-1], replace(row, cells=tuple(cells))))


def _column(cells: Sequence[Cell], line: Line) -> int | None:
    box = line.anchor.box
    if box is None:
        return None
    return next(
        (k for k, cell in enumerate(cells) if cell.left - SLACK <= box.x0 and box.x1 <= cell.right + SLACK), None
    )


def _with_line(cell: Cell, line: Line) -> Cell:
    """Return a cell whose last paragraph goes on with a line."""
    last = cell.blocks[-1] if cell.blocks else None
    if not isinstance(last, TextBlock):
        return replace(cell, blocks=(*cell.blocks, TextBlock("paragraph", (line,))))
    joined = replace(last, lines=(*last.lines, replace(line, glue="space")))
    return replace(cell, blocks=(*cell.blocks[:-1], joined))
