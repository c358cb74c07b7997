"""Join what a page end parts: tables whose columns agree, paragraphs that go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.layout.lines import text_of
from pipeline.model import Block, Box, Cell, Glue, Table, TableRow, TextBlock
from pipeline.readers.pdf.facts import Facts
from pipeline.readers.pdf.glue import join_over_page
from pipeline.readers.pdf.markers import rank
from pipeline.readers.pdf.tables import edges_of, place

AGREE = 4.0
CLOSED = (".", "!", "?", ":", ";", "。", "…")
MOST_HEADER_ROWS = 4


@dataclass(frozen=True, slots=True)
class Element:
    """A block in reading order with its page, its box, and the free height below it down to the body's foot."""

    page: int
    box: Box
    block: Block
    free: float = 0.0


def _row_text(row: TableRow) -> str:
    return " | ".join(text_of(cell) for cell in row.cells).casefold()


def _edges(rows: Sequence[TableRow]) -> list[float]:
    return edges_of([x for row in rows for cell in row.cells for x in (cell.left, cell.right)])


def _in(edges: Sequence[float], others: Sequence[float]) -> bool:
    return all(any(abs(edge - other) <= AGREE for other in others) for edge in edges)


def columns_agree(first: Table, second: Table) -> bool:
    """Tell whether two tables have the same sides, and inner edges of one row in the other."""
    above, below = _edges(first.rows), _edges(second.rows)
    if abs(above[0] - below[0]) > AGREE or abs(above[-1] - below[-1]) > AGREE:
        return False
    return _in(_edges(second.rows[:1]), above) or _in(_edges(first.rows[-1:]), below)


def _spans_all(row: TableRow, table: Table) -> bool:
    edges = _edges(table.rows)
    return (
        len(row.cells) == 1
        and len(edges) > 2
        and row.cells[0].right - row.cells[0].left >= edges[-1] - edges[0] - AGREE
    )


def repeated_headers(first: Table, second: Table) -> int:
    """Return how many rows at the head of the second table repeat the first one's head."""
    count = 0
    for above, below in zip(first.rows[:MOST_HEADER_ROWS], second.rows, strict=False):
        text = _row_text(above)
        if not text.strip(" |") or text != _row_text(below) or len(above.cells) != len(below.cells):
            break
        count += 1
    return count if count < len(second.rows) or count < len(first.rows) else 0


def _first_number(row: TableRow) -> tuple[str, int] | None:
    text = text_of(row.cells[0]) if row.cells else ""
    return rank(text.split()[0]) if text.split() else None


def opens_anew(first: Table, second: Table, titles: frozenset[str]) -> bool:
    """Tell whether the second table begins one of its own: a title row like the first one's, counted on or known.

    `titles` are the title rows that open tables within pages.
    """
    above, below = first.rows[0], second.rows[0]
    if not _spans_all(above, first) or len(below.cells) != 1:
        return False
    if _row_text(above) == _row_text(below):
        return repeated_headers(first, second) < 2 and (_row_text(below) in titles or len(second.rows) > 1)
    one, other = _first_number(above), _first_number(below)
    return one is not None and other is not None and one[0] == other[0] and other[1] > one[1]


def _shifted(row: TableRow, number: int, edges: Sequence[float], broken: bool) -> TableRow:
    cells = []
    for cell in row.cells:
        column = place(edges, cell.left)
        span = max(place(edges, cell.right) - column, 1)
        cells.append(replace(cell, row=number, column=column, column_span=span))
    return TableRow(tuple(cells), after_break=broken or row.after_break)


def join_tables(first: Table, second: Table, skip: int) -> Table:
    """Put the second table's rows behind the first one's, without `skip` repeated header rows."""
    rows = second.rows[skip:]
    edges = _edges((*first.rows, *rows))
    start = max((cell.row + cell.row_span for row in first.rows for cell in row.cells), default=0)
    shift = start - (rows[0].cells[0].row if rows else 0)
    above = [_shifted(row, row.cells[0].row, edges, False) for row in first.rows]
    below = [_shifted(row, row.cells[0].row + shift, edges, k == 0) for k, row in enumerate(rows)]
    return Table((*above, *below), (*first.anchors, *second.anchors), first.ruled)


def _height(row: TableRow) -> float:
    return max((a.box.bottom - a.box.top for cell in row.cells for a in cell.anchors if a.box), default=0.0)


def _goes_on_below(first: Element, second: Element, titles: frozenset[str]) -> bool:
    above, below = first.block, second.block
    if not isinstance(above, Table) or not isinstance(below, Table) or second.page != _last_page(above) + 1:
        return False
    if not columns_agree(above, below) or opens_anew(above, below, titles):
        return False
    return first.free <= max(90.0, _height(below.rows[0]) + 24.0)


def _last_page(table: Table) -> int:
    return max((anchor.page or 0 for anchor in table.anchors), default=0)


def _titles(elements: Sequence[Element]) -> frozenset[str]:
    """Return the first rows of tables that begin within a page."""
    found = set()
    for before, element in pairwise(elements):
        if isinstance(element.block, Table) and element.page == before.page:
            found.add(_row_text(element.block.rows[0]))
    return frozenset(found)


def _text_goes_on(first: TextBlock, second: TextBlock) -> bool:
    """Tell whether a paragraph runs over the page end: no closing mark before it and a small letter behind it."""
    if first.kind not in ("paragraph", "list_item") or second.kind != "paragraph":
        return False
    last, begin = first.lines[-1].text, second.lines[0].text
    return not last.endswith(CLOSED) and begin[0].islower()


def _joined_text(first: TextBlock, second: TextBlock, facts: Facts) -> TextBlock:
    glue: Glue = join_over_page(first.lines[-1].text, second.lines[0].text, facts)
    opened = replace(second.lines[0], glue=glue)
    return replace(first, lines=(*first.lines, opened, *second.lines[1:]))


def join_elements(elements: Sequence[Element], facts: Facts) -> list[Element]:
    """Join the last element of each page with the first of the next where one goes on in the other."""
    titles = _titles(elements)
    out: list[Element] = []
    for element in elements:
        last = out[-1] if out else None
        joined = _join(last, element, titles, facts) if last and last.page + 1 == element.page else None
        if joined is None:
            out.append(element)
        else:
            out[-1] = replace(element, block=joined)
    return out


def _join(last: Element, element: Element, titles: frozenset[str], facts: Facts) -> Block | None:
    above, below = last.block, element.block
    if isinstance(above, Table) and isinstance(below, Table):
        if not _goes_on_below(last, element, titles):
            return None
        return join_tables(above, below, repeated_headers(above, below))
    if isinstance(above, TextBlock) and isinstance(below, TextBlock) and _text_goes_on(above, below):
        return _joined_text(above, below, facts)
    return None


def single_cell(table: Table) -> Cell | None:
    """Return the cell of a table of one cell: a frame around text rather than a table."""
    return table.rows[0].cells[0] if len(table.rows) == 1 and len(table.rows[0].cells) == 1 else None
