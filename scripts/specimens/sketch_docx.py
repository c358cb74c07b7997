"""A sketch as DOCX."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.shared import Pt

from scripts.specimens.docx_file import (
    add_page_number,
    mark_header_row,
    new_document,
    pack_document,
    rotate_text,
    shade_cell,
    write_cell,
)
from scripts.specimens.sketch import Grid, Look, Part, Text, place_boxes

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
