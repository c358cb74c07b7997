"""Join what a page end divides: tables whose columns agree, paragraphs that continue, rows of nested tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from pipeline.model import Block, Box, Cell, Glue, Line, Table, TableRow, TextBlock
from pipeline.readers.cleaning import load_phrases
from pipeline.readers.layout_tables import find_single_cell
from pipeline.readers.pdf.chars.typography import Typography
from pipeline.readers.pdf.layout.markers import find_rank
from pipeline.readers.pdf.layout.paragraphs import find_glue_over_page
from pipeline.readers.pdf.layout.table_assembly import join_edges, nearest_edge
from pipeline.structure.lines import text_of
from pipeline.structure.rows import join_blocks

SAME_EDGE = 4.0
"""Points by which the edges of one table differ between pages: word processors move tables on odd pages."""
SENTENCE_ENDS = (".", "!", "?", ":", ";", "。", "…")
MOST_HEADER_ROWS = 4
"""Rows that a table may repeat on a new page: a form's title, its number, and a header row of two lines."""


@dataclass(frozen=True, slots=True)
class Element:
    """A block in reading order with its page, its box, and the free height below it down to the body's foot."""

    page: int
    box: Box
    block: Block
    free: float = 0.0


def _row_text(row: TableRow) -> str:
    return " | ".join(text_of(cell) for cell in row.cells).casefold()


def _column_edges(rows: Sequence[TableRow]) -> list[float]:
    return join_edges([x for row in rows for cell in row.cells for x in (cell.left, cell.right)])


def _are_among(edges: Sequence[float], others: Sequence[float]) -> bool:
    return all(any(abs(edge - other) <= SAME_EDGE for other in others) for edge in edges)


def _columns_agree(above: Sequence[float], last: TableRow, second: Table) -> bool:
    """Return whether a table has the sides of what is above it, and inner edges of one row in the other."""
    below = _column_edges(second.rows)
    if abs(above[0] - below[0]) > SAME_EDGE:
        return False
    if abs(above[-1] - below[-1]) > SAME_EDGE:
        return False
    return _are_among(_column_edges(second.rows[:1]), above) or _are_among(_column_edges([last]), below)


def _columns_begin_alike(above: Sequence[float], last: TableRow, second: Table) -> bool:
    """Return the same for tables without rules, whose right edge is unknown."""
    below = _column_edges(second.rows)
    if abs(above[0] - below[0]) > SAME_EDGE:
        return False
    return _are_among(_column_lefts(second.rows[0]), above) or _are_among(_column_lefts(last), below)


def _column_lefts(row: TableRow) -> list[float]:
    return [cell.left for cell in row.cells]


def _spans_all(row: TableRow, table: Table) -> bool:
    edges = _column_edges(table.rows)
    return (
        len(row.cells) == 1
        and len(edges) > 2
        and row.cells[0].right - row.cells[0].left >= edges[-1] - edges[0] - SAME_EDGE
    )


def count_repeated_headers(first: Table, second: Table) -> int:
    """Return how many rows at the head of the second table repeat rows of the first one's head, in their order.

    A page may repeat only the last of them, a form's title, with a word that says that it continues.
    """
    count = row_index = 0
    for below in second.rows[:MOST_HEADER_ROWS]:
        text = _row_text(below)
        texts = (text, _drop_continued(text))
        head = enumerate(first.rows[row_index:MOST_HEADER_ROWS], start=row_index + 1)
        match = next((k for k, above in head if _is_repeated(above, below, texts)), None)
        if match is None or (match > row_index + 1 and not _spans_all(below, second)):
            break
        count, row_index = count + 1, match
    return count if count < len(second.rows) or count < len(first.rows) else 0


def _is_repeated(above: TableRow, below: TableRow, texts: tuple[str, str]) -> bool:
    text = _row_text(above)
    return bool(text.strip(" |")) and text in texts and len(above.cells) == len(below.cells)


@cache
def _continued_pattern() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(load_phrases("continued"), key=len, reverse=True)))
    return re.compile(rf"\s*[-–—,:]?\s*[(\[]?\s*(?:{words})\.?\s*[)\]]?\s*$")


def _drop_continued(text: str) -> str:
    """Drop the word that says that a table continues from the page above ('Title (continued)')."""
    return _continued_pattern().sub("", text) or text


def _first_number(row: TableRow) -> tuple[str, int] | None:
    text = text_of(row.cells[0]) if row.cells else ""
    return find_rank(text.split()[0]) if text.split() else None


def starts_new_table(first: Table, second: Table, titles: frozenset[str]) -> bool:
    """Return whether the second table is a new one, with a title row like the first one's, known or numbered later.

    `titles` are the title rows that open tables within pages.
    """
    above, below = first.rows[0], second.rows[0]
    if not _spans_all(above, first) or len(below.cells) != 1:
        return False
    if _row_text(above) == _row_text(below):
        return count_repeated_headers(first, second) < 2 and (_row_text(below) in titles or len(second.rows) > 1)
    number_above, number_below = _first_number(above), _first_number(below)
    return (
        number_above is not None
        and number_below is not None
        and number_above[0] == number_below[0]
        and number_below[1] > number_above[1]
    )


def _move_cell(cell: Cell, row: int, column: int, span: int) -> Cell:
    """Return a cell at another place of its table: what `replace` does, in half the time."""
    return Cell(
        row=row,
        column=column,
        left=cell.left,
        right=cell.right,
        blocks=cell.blocks,
        anchors=cell.anchors,
        row_span=cell.row_span,
        column_span=span,
        fill=cell.fill,
        marked=cell.marked,
    )


def _shift_row(row: TableRow, number: int, edges: Sequence[float], is_after_break: bool) -> TableRow:
    cells = []
    for cell in row.cells:
        column = nearest_edge(edges, cell.left)
        span = max(nearest_edge(edges, cell.right) - column, 1)
        is_unmoved = (cell.row, cell.column, cell.column_span) == (number, column, span)
        cells.append(cell if is_unmoved else _move_cell(cell, number, column, span))
    return TableRow(tuple(cells), after_break=is_after_break or row.after_break)


def join_tables(parts: Sequence[Table], skips: Sequence[int]) -> Table:
    """Put tables behind each other; of each its first rows (`skips`, repeated headers) are left out."""
    rows_by_part = [part.rows[skip:] for part, skip in zip(parts, skips, strict=True)]
    for number, (upper, lower) in enumerate(pairwise(rows_by_part)):
        if len(upper) > 1 and lower and not parts[number].ruled and _opens_above_label(upper[-1], lower[0]):
            rows_by_part[number], rows_by_part[number + 1] = upper[:-1], (_put_above(upper[-1], lower[0]), *lower[1:])
        elif upper and lower:
            last, first = move_rest_into_nested_table(upper[-1], lower[0])
            rows_by_part[number], rows_by_part[number + 1] = (*upper[:-1], last), (first, *lower[1:])
    edges = _column_edges([row for rows in rows_by_part for row in rows])
    rows_joined: list[TableRow] = []
    start = 0
    for number, rows in enumerate(rows_by_part):
        shift = start - (rows[0].cells[0].row if rows else 0)
        rows_joined += [
            _shift_row(row, row.cells[0].row + shift, edges, number > 0 and k == 0) for k, row in enumerate(rows)
        ]
        start = max((cell.row + cell.row_span for row in rows_joined for cell in row.cells), default=0)
    anchors = tuple(anchor for part in parts for anchor in part.anchors)
    return Table(tuple(rows_joined), anchors, parts[0].ruled)


def _opens_above_label(last: TableRow, first: TableRow) -> bool:
    """Return whether the last row above a page end has text and no label, and the first one below it a label.

    A label in the middle of its answer, or at its foot, is behind the page end that cuts off the first lines.
    """
    return len(last.cells) == len(first.cells) and not last.cells[0].blocks and bool(first.cells[0].blocks)


def _put_above(last: TableRow, first: TableRow) -> TableRow:
    """Return a row with the cells of the row above it in front of its own."""
    cells = (
        replace(cell, blocks=join_blocks(above.blocks, cell.blocks), anchors=(*above.anchors, *cell.anchors))
        for above, cell in zip(last.cells, first.cells, strict=True)
    )
    return replace(first, cells=tuple(cells))


def _row_height(row: TableRow) -> float:
    return max((a.box.bottom - a.box.top for cell in row.cells for a in cell.anchors if a.box), default=0.0)


def _find_titles(elements: Sequence[Element]) -> frozenset[str]:
    """Return the first rows of tables that begin within a page."""
    titles = set()
    for before, element in pairwise(elements):
        if isinstance(element.block, Table) and element.page == before.page:
            titles.add(_row_text(element.block.rows[0]))
    return frozenset(titles)


def is_text_continued(first: TextBlock, second: TextBlock) -> bool:
    """Return whether a paragraph continues in the next: it ends without a period, and a small letter follows."""
    if first.kind not in ("paragraph", "list_item") or second.kind != "paragraph":
        return False
    last, begin = first.lines[-1].text, second.lines[0].text
    return not last.endswith(SENTENCE_ENDS) and begin[0].islower()


def join_text(first: TextBlock, second: TextBlock, typography: Typography) -> TextBlock:
    """Return a text with the one that continues it."""
    glue: Glue = find_glue_over_page(first.lines[-1].text, second.lines[0].text, typography)
    first_line = replace(second.lines[0], glue=glue)
    return replace(first, lines=(*first.lines, first_line, *second.lines[1:]))


@dataclass(slots=True)
class _Chain:
    """A table that continues from page to page: its parts, how many header rows each repeats, and its edges so far."""

    parts: list[Table]
    skips: list[int]
    last: Element
    edges: list[float]

    def takes(self, element: Element, titles: frozenset[str]) -> bool:
        table = element.block
        if not isinstance(table, Table) or element.page != self.last.page + 1:
            return False
        if all(find_single_cell(part) for part in (*self.parts, table)):
            return False  # frames around text, such as cards
        agree = _columns_agree if self.parts[0].ruled or table.ruled else _columns_begin_alike
        if not agree(self.edges, self.parts[-1].rows[-1], table) or starts_new_table(self.parts[0], table, titles):
            return False
        return self.last.free <= max(90.0, _row_height(table.rows[0]) + 24.0)

    def add(self, element: Element, table: Table) -> None:
        self.skips.append(count_repeated_headers(self.parts[0], table))
        self.parts.append(table)
        self.last = element
        self.edges = join_edges([*self.edges, *_column_edges(table.rows)])

    def element(self) -> Element:
        return replace(self.last, block=join_tables(self.parts, self.skips)) if len(self.parts) > 1 else self.last


def join_elements(elements: Sequence[Element], typography: Typography) -> list[Element]:
    """Join the last element of each page with the first of the next where one continues in the other."""
    titles = _find_titles(elements)
    joined: list[Element] = []
    chain: _Chain | None = None
    for before, element in zip([None, *elements], elements, strict=False):
        if chain and chain.takes(element, titles) and isinstance(element.block, Table):
            chain.add(element, element.block)
            continue
        if chain:
            joined.append(chain.element())
        chain = None
        if isinstance(element.block, Table):
            chain = _Chain([element.block], [0], element, _column_edges(element.block.rows))
        elif before and before.page == joined[-1].page == element.page - 1 and isinstance(joined[-1].block, TextBlock):
            at = _find_foot(joined)
            first, *rest = _join_if_continued(joined[at], element, typography)
            # A text that is not the last one read keeps its place.
            joined[at] = first if at == len(joined) - 1 else replace(joined[at], block=first.block)
            joined += rest
        else:
            joined.append(element)
    return joined + ([chain.element()] if chain else [])


def _find_foot(elements: Sequence[Element]) -> int:
    """Return the place of the last text of a page: the lowest one below the element that is read last.

    A box is read after the text beside and below it.
    """
    last = elements[-1]
    place = len(elements) - 1
    for index in range(len(elements) - 2, -1, -1):
        element = elements[index]
        if element.page != last.page:
            break
        is_below = element.box.top >= elements[place].box.bottom and isinstance(element.block, TextBlock)
        if is_below and element.box.x0 < last.box.x1 and element.box.x1 > last.box.x0:
            place = index
    return place


def _join_if_continued(last: Element, element: Element, typography: Typography) -> list[Element]:
    above, below = last.block, element.block
    if isinstance(above, TextBlock) and isinstance(below, TextBlock) and is_text_continued(above, below):
        return [replace(element, block=join_text(above, below, typography))]
    return [last, element]


SLACK = 3.0
"""Points by which text may reach over the edges of its column."""


def move_rest_into_nested_table(above: TableRow, below: TableRow) -> tuple[TableRow, TableRow]:
    """Return the last row above a page end and the first below it, text moved into the table that it belongs to.

    A row with a label begins something new.
    """
    if below.cells and below.cells[0].blocks:
        return above, below
    uppers, lowers = list(above.cells), list(below.cells)
    for index, lower in enumerate(lowers):
        at = next((k for k, cell in enumerate(uppers) if _same_column(cell, lower)), None)
        table = uppers[at].blocks[-1] if at is not None and uppers[at].blocks else None
        if at is None or not isinstance(table, Table) or not lower.blocks:
            continue
        nested = _fill_nested_row(table, lower.blocks)
        if nested:
            uppers[at] = replace(uppers[at], blocks=(*uppers[at].blocks[:-1], nested))
            lowers[index] = replace(lower, blocks=())
    return replace(above, cells=tuple(uppers)), replace(below, cells=tuple(lowers))


def _same_column(upper: Cell, lower: Cell) -> bool:
    return abs(upper.left - lower.left) <= SLACK and abs(upper.right - lower.right) <= SLACK


def _fill_nested_row(table: Table, blocks: Sequence[Block]) -> Table | None:
    """Return a table with the text in the cells of its last row; None where some of it fits no one column."""
    row = table.rows[-1]
    if len(row.cells) < 2:
        return None
    cells = list(row.cells)
    for block in blocks:
        if isinstance(block, Table):
            return None
        for line in block.lines:
            at = _column_of_line(cells, line)
            if at is None:
                return None
            cells[at] = _add_line(cells[at], line)
    return replace(table, rows=(*table.rows[:-1], replace(row, cells=tuple(cells))))


def _column_of_line(cells: Sequence[Cell], line: Line) -> int | None:
    box = line.anchor.box
    if box is None:
        return None
    return next(
        (k for k, cell in enumerate(cells) if cell.left - SLACK <= box.x0 and box.x1 <= cell.right + SLACK), None
    )


def _add_line(cell: Cell, line: Line) -> Cell:
    """Return a cell whose last paragraph continues with a line."""
    last = cell.blocks[-1] if cell.blocks else None
    if not isinstance(last, TextBlock):
        return replace(cell, blocks=(*cell.blocks, TextBlock("paragraph", (line,))))
    joined = replace(last, lines=(*last.lines, replace(line, glue="space")))
    return replace(cell, blocks=(*cell.blocks[:-1], joined))
