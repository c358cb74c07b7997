"""Unwrap tables that only lay out a page: their cells hold text and tables of their own."""

from __future__ import annotations

from pipeline.model import Block, Table

_LEAST_ROWS = 3
"""Rows of a table that is on its own; smaller grids (a row of boxes or marks) belong to the cell they are in."""


def unwrap_layout_table(table: Table) -> tuple[Block, ...] | None:
    """Return the content of a table that only lays out a page, in reading order; None for a table of data.

    Such a table has one row, or one cell a row among empty ones that keep distance. It holds whole tables, headings, or
    frames around text.
    """
    rows = [[cell for cell in row.cells if cell.blocks or cell.fill or cell.marked is not None] for row in table.rows]
    is_single = all(len(cells) <= 1 for cells in rows)
    content = [block for cells in rows for cell in cells for block in cell.blocks]
    if not (is_single or len(rows) == 1):
        return None
    if not any(_is_page_content(block) or (is_single and len(rows) > 1 and _is_frame(block)) for block in content):
        return None
    return tuple(inner for block in content for inner in _unwrap_block(block))


def _unwrap_block(block: Block) -> tuple[Block, ...]:
    if not isinstance(block, Table):
        return (block,)
    if _is_frame(block):
        return tuple(inner for part in block.rows[0].cells[0].blocks for inner in _unwrap_block(part))
    return unwrap_layout_table(block) or (block,)


def _is_frame(block: Block) -> bool:
    """Return whether a block is a table of one cell."""
    return isinstance(block, Table) and len(block.rows) == 1 and len(block.rows[0].cells) == 1


def _is_page_content(block: Block) -> bool:
    """Return whether a block is one that no cell of a form holds: a table of several rows and columns, or a heading."""
    if not isinstance(block, Table):
        return block.kind == "heading"
    return len(block.rows) >= _LEAST_ROWS and max(len(row.cells) for row in block.rows) > 1
