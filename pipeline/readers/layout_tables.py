"""Unwrap tables that only lay out a page: their cells hold text and tables of their own."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Block, Table

_LEAST_ROWS = 3
"""Rows of a table that is on its own; smaller grids (a row of boxes or marks) belong to the cell they are in."""


def unwrap_layout_table(table: Table) -> tuple[Block, ...] | None:
    """Return the content of a table that only lays out a page, in reading order; None for a table of data.

    Such a table has one cell a row, or one row, and holds whole tables or headings.
    """
    single = all(len(row.cells) == 1 for row in table.rows)
    if not (single or len(table.rows) == 1) or not any(_is_page_content(block) for block in _iterate_content(table)):
        return None
    return tuple(inner for block in _iterate_content(table) for inner in _unwrap_block(block))


def _unwrap_block(block: Block) -> tuple[Block, ...]:
    return (unwrap_layout_table(block) if isinstance(block, Table) else None) or (block,)


def _iterate_content(table: Table) -> Iterator[Block]:
    return (block for row in table.rows for cell in row.cells for block in cell.blocks)


def _is_page_content(block: Block) -> bool:
    """Return whether a block is one that no cell of a form holds: a table of several rows and columns, or a heading."""
    if not isinstance(block, Table):
        return block.kind == "heading"
    return len(block.rows) >= _LEAST_ROWS and max(len(row.cells) for row in block.rows) > 1
