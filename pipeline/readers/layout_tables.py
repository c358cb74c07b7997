"""Unwrap tables that only lay out a page: their cells hold text and tables of their own."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Block, Cell, Table, TextBlock
from pipeline.readers.markers import BULLETS
from pipeline.readers.marks import read_check_box
from pipeline.structure.lines import own_lines

_LEAST_ROWS = 3
"""Rows of a table that is on its own; smaller grids (a row of boxes or marks) belong to the cell they are in."""
_LEAST_SHARE = 0.5
"""Share of the text of a page's layout that is in the cell of its content: menus and footers are short."""
_BANNER_CELLS = 2
"""Cells of a banner: an icon and the title."""
_MOST_PROMINENT = 2
"""Level of a heading that opens a page or chapter; a cell of a form may hold smaller ones."""


def unwrap_layout_table(table: Table) -> tuple[Block, ...] | None:
    """Return the content of a table that only lays out a page, in reading order; None for a table of data.

    Such a table has one row, or one cell a row among empty ones that keep distance, or one cell with most of the text
    under a heading. It holds whole tables, headings, or frames around text. A table of one-row tables is their rows.
    """
    rows = [[cell for cell in row.cells if cell.blocks or cell.fill or cell.marked is not None] for row in table.rows]
    if stack := _join_stack(table, rows):
        return (stack,)
    if banner := _find_banner(rows):
        return (banner,)
    if items := _read_list(rows):
        return items
    is_single = all(len(cells) <= 1 for cells in rows)
    content = [block for cells in rows for cell in cells for block in cell.blocks]
    if not (is_single or len(rows) == 1):
        is_page = _lays_out_page([cell for cells in rows for cell in cells])
        return tuple(inner for block in content for inner in _unwrap_block(block)) if is_page else None
    if not any(
        _is_page_content(block) or (is_single and len(rows) > 1 and find_single_cell(block)) for block in content
    ):
        return None
    return tuple(inner for block in content for inner in _unwrap_block(block))


def _find_banner(rows: Sequence[Sequence[Cell]]) -> TextBlock | None:
    """Return the bold line that is next to a sign in the one row of a table: the heading of a chapter with its icon."""
    cells = rows[0] if len(rows) == 1 else ()
    blocks = [block for cell in cells for block in cell.blocks if isinstance(block, TextBlock)]
    if len(cells) != _BANNER_CELLS or len(blocks) != len(cells) or any(cell.marked is not None for cell in cells):
        return None
    sign, line = blocks
    is_icon = _text_length(sign) == 1 and unicodedata.category(sign.lines[0].text) == "So"
    is_icon = is_icon and read_check_box([sign]) is None
    return line if is_icon and len(line.lines) == 1 and line.lines[0].bold else None


def _join_stack(table: Table, rows: Sequence[Sequence[Cell]]) -> Table | None:
    """Return a table whose rows are tables of one row and as many columns each as one table; None for another one."""
    blocks = [block for cells in rows for cell in cells for block in cell.blocks]
    inner = [block for block in blocks if isinstance(block, Table) and len(block.rows) == 1]
    widths = {len(block.rows[0].cells) for block in inner}
    if len(inner) < _LEAST_ROWS or len(inner) != len(blocks) or len(widths) != 1 or widths == {1}:
        return None
    joined = [
        replace(row, cells=tuple(replace(_unwrap_frames(cell), row=index) for cell in row.cells))
        for index, row in enumerate(row for block in inner for row in block.rows)
    ]
    return replace(table, rows=tuple(joined))


def _read_list(rows: Sequence[Sequence[Cell]]) -> tuple[TextBlock, ...]:
    """Return the items of a list whose bullets have a column of their own; nothing for another table."""
    items: list[TextBlock] = []
    for cells in filter(None, rows):
        bullets, *texts = ([line for block in cell.blocks for line in own_lines(block)] for cell in cells)
        lines = texts[0] if len(texts) == 1 else []
        if not lines or not bullets or not all(line.text in BULLETS for line in bullets):
            return ()
        if len(bullets) not in (1, len(lines)):
            return ()
        groups = [lines] if len(bullets) == 1 else [[replace(line, glue="paragraph")] for line in lines]
        items += [
            TextBlock("list_item", tuple(group), marker=bullet.text)
            for bullet, group in zip(bullets, groups, strict=True)
        ]
    return tuple(items)


def _unwrap_frames(cell: Cell) -> Cell:
    """Return a cell with the text of the frames in it."""
    return replace(cell, blocks=tuple(inner for block in cell.blocks for inner in _unwrap_block(block)))


def _lays_out_page(cells: Sequence[Cell]) -> bool:
    """Return whether a cell holds most of the text, under a heading of a page, with more than that heading."""
    total = sum(_text_length(block) for cell in cells for block in cell.blocks)
    return any(
        sum(map(_text_length, cell.blocks)) >= _LEAST_SHARE * total
        and any(_is_page_heading(block) for block in cell.blocks)
        and not all(_is_page_heading(block) for block in cell.blocks)
        for cell in cells
    )


def _is_page_heading(block: Block) -> bool:
    return isinstance(block, TextBlock) and block.kind == "heading" and block.level <= _MOST_PROMINENT


def _text_length(block: Block) -> int:
    if isinstance(block, TextBlock):
        return sum(len(line.text) for line in block.lines)
    return sum(_text_length(inner) for row in block.rows for cell in row.cells for inner in cell.blocks)


def _unwrap_block(block: Block) -> tuple[Block, ...]:
    if not isinstance(block, Table):
        return (block,)
    if find_single_cell(block):
        return tuple(inner for part in unwrap_frame(block) for inner in _unwrap_block(part))
    return unwrap_layout_table(block) or (block,)


def unwrap_frame(block: Block) -> tuple[Block, ...]:
    """Return the text of a table of one cell as blocks: a frame is no table."""
    cell = find_single_cell(block)
    return cell.blocks if cell else (block,)


def find_single_cell(block: Block) -> Cell | None:
    """Return the cell of a table of one cell: a frame around text rather than a table."""
    is_single = isinstance(block, Table) and len(block.rows) == 1 and len(block.rows[0].cells) == 1
    return block.rows[0].cells[0] if isinstance(block, Table) and is_single else None


def _is_page_content(block: Block) -> bool:
    """Return whether a block is one that no cell of a form holds: a table of several rows and columns, or a heading."""
    if not isinstance(block, Table):
        return block.kind == "heading"
    return len(block.rows) >= _LEAST_ROWS and max(len(row.cells) for row in block.rows) > 1
