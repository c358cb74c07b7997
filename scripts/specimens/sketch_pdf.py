"""A sketch as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from reportlab.pdfgen.canvas import Canvas

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
from scripts.specimens.sketch import Box, Grid, Look, Part, Placed, Text, place_boxes

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
