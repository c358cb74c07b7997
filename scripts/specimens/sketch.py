"""A document sketched once - texts and tables of boxes - and drawn as DOCX, PDF and text in several looks.

A sketch as DOCX.

A sketch as PDF.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal

from docx.shared import Pt
from reportlab.pdfgen.canvas import Canvas

from scripts.specimens.docx_file import (
    add_page_number,
    mark_header_row,
    new_document,
    pack_document,
    rotate_text,
    shade_cell,
    write_cell,
)
from scripts.specimens.pdf_sheet import (
    BOLD,
    REGULAR,
    Cell,
    Line,
    Row,
    Sheet,
    draw_bullet,
    draw_heading,
    draw_paragraph,
    draw_row,
    make_glyph,
    make_lines,
)

Style = Literal["title", "heading", "paragraph", "bold", "bullet"]


@dataclass(frozen=True, slots=True)
class Text:
    """A line or paragraph outside tables."""

    text: str
    style: Style = "paragraph"


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its paragraphs, the columns and rows that it is merged over, and whether its text is rotated."""

    texts: tuple[str, ...] = ()
    span: int = 1
    down: int = 1
    bold: bool = False
    fill: str | None = None
    rotated: bool = False


Boxes = tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: shares of the width by column, and rows of boxes; boxes merged from above are left out below.

    `repeats` says whether each page repeats the first row.
    """

    shares: tuple[float, ...]
    rows: tuple[Boxes, ...]
    repeats: bool = False


Part = Text | Grid


@dataclass(frozen=True, slots=True)
class Look:
    """How a sketch is drawn: page in points, type size, ruled tables or not, running header."""

    width: float = 595.0
    height: float = 842.0
    margin: float = 64.0
    size: float = 9.0
    ruled: bool = True
    running_header: str = ""


def make_box(*texts: str | None, span: int = 1, down: int = 1, bold: bool = False, fill: str | None = None) -> Box:
    """Make a box of paragraphs, None left out.

    >>> make_box("a", None, span=2).texts
    ('a',)
    """
    return Box(tuple(text for text in texts if text is not None), span, down, bold, fill)


@dataclass(frozen=True, slots=True)
class Placed:
    """A box at its column; `first` and `last` say whether it begins and ends in this row."""

    column: int
    box: Box
    first: bool
    last: bool


def place_boxes(grid: Grid) -> list[list[Placed]]:
    """Return each row's boxes with their columns, those merged from above again as boxes without text.

    >>> grid = Grid((1, 1), ((make_box("a", down=2), make_box("b")), (make_box("c"),)))
    >>> [[(p.column, p.box.texts, p.first) for p in row] for row in place_boxes(grid)]
    [[(0, ('a',), True), (1, ('b',), True)], [(0, (), False), (1, ('c',), True)]]
    """
    rows: list[list[Placed]] = []
    merged_below: dict[int, tuple[Box, int]] = {}
    for boxes in grid.rows:
        row, boxes_left, column = [], list(boxes), 0
        while column < len(grid.shares):
            if column in merged_below:
                merged, left = merged_below.pop(column)
                row.append(Placed(column, Box((), merged.span, fill=merged.fill), first=False, last=left == 1))
                if left > 1:
                    merged_below[column] = (merged, left - 1)
                column += merged.span
                continue
            next_box = boxes_left.pop(0)
            row.append(Placed(column, next_box, first=True, last=next_box.down == 1))
            if next_box.down > 1:
                merged_below[column] = (next_box, next_box.down - 1)
            column += next_box.span
        rows.append(row)
    return rows


def render_text(parts: Sequence[Part]) -> bytes:
    """Return the sketch as a word processor exports it: a tab before each cell, a blank line after each row."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Text):
            lines += [f"· {part.text}" if part.style == "bullet" else part.text, ""]
            continue
        for row in place_boxes(part):
            for cell in row:
                first, *others = cell.box.texts or ("",)
                lines += [f"\t{first}", *others]
            lines.append("")
        lines.append("")
    return ("\n".join(lines) + "\n").encode()


def render_lines(parts: Sequence[Part]) -> bytes:
    """Return the sketch as a converter leaves it that knows no tables: each paragraph a line, blank lines between."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Text):
            lines += [part.text, ""]
            continue
        for boxes in part.rows:
            lines += [text for cell in boxes for text in (*cell.texts, "")]
    return ("\n".join(lines) + "\n").encode()


LEVELS = {"title": 0, "heading": 1}


def render_docx(parts: Sequence[Part], title: str, author: str, look: Look) -> bytes:
    """Return the sketch as DOCX in a look."""
    document = new_document(title, author, landscape=look.width > look.height)
    section = document.sections[0]
    if look.running_header:
        section.header.paragraphs[0].text = look.running_header
    add_page_number(section.footer.paragraphs[0])
    for part in parts:
        if isinstance(part, Grid):
            add_grid(document, part, look)
        else:
            _add_text(document, part)
    return pack_document(document)


def _add_text(document: Any, part: Text) -> None:
    if part.style in LEVELS:
        document.add_heading(part.text, LEVELS[part.style])
    elif part.style == "bullet":
        document.add_paragraph(part.text, style="List Bullet")
    else:
        document.add_paragraph().add_run(part.text).bold = part.style == "bold" or None


def add_grid(document: Any, grid: Grid, look: Look) -> None:
    """Add a table to a document."""
    table = document.add_table(rows=len(grid.rows), cols=len(grid.shares))
    if look.ruled:
        table.style = "Table Grid"
    table.autofit = False
    width = (look.width - 2 * look.margin) / sum(grid.shares)
    for column, share in zip(table.columns, grid.shares, strict=True):
        column.width = Pt(share * width)
    for index, row in enumerate(place_boxes(grid)):
        for cell in row:
            if not cell.first:
                continue
            here = table.cell(index, cell.column)
            if cell.box.span > 1 or cell.box.down > 1:
                here = here.merge(table.cell(index + cell.box.down - 1, cell.column + cell.box.span - 1))
            write_cell(here, cell.box.texts, cell.box.bold, look.size)
            if cell.box.fill:
                shade_cell(here, cell.box.fill)
            if cell.box.rotated:
                rotate_text(here)
    if grid.repeats:
        mark_header_row(table.rows[0])
    document.add_paragraph()


SIZES = {"title": 14.0, "heading": 12.0, "bold": 10.0}


def render_pdf(parts: Sequence[Part], title: str, author: str, look: Look) -> bytes:
    """Return the sketch as PDF in a look."""

    def furniture(canvas: Canvas, page: int) -> None:
        canvas.setFont(REGULAR, 8)
        if look.running_header:
            canvas.drawString(look.margin, look.height - 38, look.running_header)
        canvas.drawRightString(look.width - look.margin, 34, str(page))

    margins = (look.margin, 62.0, look.margin, 62.0)
    sheet = Sheet((look.width, look.height), margins, furniture, title, author, look.size)
    for part in parts:
        if isinstance(part, Grid):
            _draw_grid(sheet, part, look)
        else:
            _draw_text(sheet, part)
    return sheet.finish()


def _draw_text(sheet: Sheet, part: Text) -> None:
    if part.style == "bullet":
        draw_bullet(sheet, part.text)
    elif part.style == "heading":
        draw_heading(sheet, part.text, SIZES["heading"])
    else:
        font = REGULAR if part.style == "paragraph" else BOLD
        draw_paragraph(sheet, part.text, font, SIZES.get(part.style))


def _draw_grid(sheet: Sheet, grid: Grid, look: Look) -> None:
    total = sum(grid.shares)
    width = sheet.right - sheet.left
    edges = [sheet.left + width * share / total for share in accumulate(grid.shares, initial=0.0)]
    for index, row in enumerate(place_boxes(grid)):
        drawn = Row(tuple(_make_cell(cell, edges, look) for cell in row))
        draw_row(sheet, drawn)
        if index == 0 and grid.repeats:
            sheet.header = drawn
    sheet.header = sheet.last = None
    sheet.y -= 12


def _make_cell(cell: Placed, edges: Sequence[float], look: Look) -> Cell:
    left, right = edges[cell.column], edges[cell.column + cell.box.span]
    lines = _make_cell_lines(cell.box, right - left, look.size)
    return Cell(left, right, lines, cell.box.fill, above=cell.first, below=cell.last, ruled=look.ruled)


def _make_cell_lines(box: Box, width: float, size: float) -> tuple[Line, ...]:
    if len(box.texts) == 1 and len(box.texts[0]) == 1:
        mark = make_glyph(box.texts[0])
        return (Line(mark.text, mark.font, width / 2 - 6),)
    return make_lines(box.texts, width, size, BOLD if box.bold else REGULAR)
