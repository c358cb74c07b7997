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
    bullet,
    draw_row,
    glyph,
    heading,
    lines_of,
    paragraph,
)
from scripts.specimens.sketch import Box, Grid, Look, Part, Placed, Text, placed

SIZES = {"title": 14.0, "heading": 12.0, "bold": 10.0}


def as_pdf(parts: Sequence[Part], title: str, author: str, look: Look) -> bytes:
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
            _grid(sheet, part, look)
        else:
            _text(sheet, part)
    return sheet.finish()


def _text(sheet: Sheet, part: Text) -> None:
    if part.style == "bullet":
        bullet(sheet, part.text)
    elif part.style == "heading":
        heading(sheet, part.text, SIZES["heading"])
    else:
        font = REGULAR if part.style == "paragraph" else BOLD
        paragraph(sheet, part.text, font, SIZES.get(part.style))


def _grid(sheet: Sheet, grid: Grid, look: Look) -> None:
    total = sum(grid.shares)
    width = sheet.right - sheet.left
    edges = [sheet.left + width * share / total for share in accumulate(grid.shares, initial=0.0)]
    for index, row in enumerate(placed(grid)):
        drawn = Row(tuple(_cell(cell, edges, look) for cell in row))
        draw_row(sheet, drawn)
        if index == 0 and grid.repeats:
            sheet.header = drawn
    sheet.header = sheet.last = None
    sheet.y -= 12


def _cell(cell: Placed, edges: Sequence[float], look: Look) -> Cell:
    left, right = edges[cell.column], edges[cell.column + cell.box.span]
    lines = _lines(cell.box, right - left, look.size)
    return Cell(left, right, lines, cell.box.fill, above=cell.first, below=cell.last, ruled=look.ruled)


def _lines(box: Box, width: float, size: float) -> tuple[Line, ...]:
    if len(box.texts) == 1 and len(box.texts[0]) == 1:
        mark = glyph(box.texts[0])
        return (Line(mark.text, mark.font, width / 2 - 6),)
    return lines_of(box.texts, width, size, BOLD if box.bold else REGULAR)
