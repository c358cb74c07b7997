"""A specimen of an IRM report as a Word document."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from scripts.specimens.irm.parts import Box, Bullets, Cells, Heading, Paragraph, Part, RatingGrid, Row


def as_docx(parts: Sequence[Part], language: str, mark: str, ruled: bool = True) -> bytes:
    """Return the document; `language` goes into its properties."""
    document: Any = Document()
    document.core_properties.language = language
    document.core_properties.created = document.core_properties.modified = datetime(2024, 1, 1, tzinfo=UTC)
    for part in parts:
        _add(document, part, mark, "Table Grid" if ruled else "Normal Table")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _add(document: Any, part: Part, mark: str, style: str) -> None:
    if isinstance(part, Heading):
        document.add_heading(part.text, part.level)
    elif isinstance(part, Paragraph):
        paragraph = document.add_paragraph()
        if part.label:
            paragraph.add_run(part.label + " ").bold = True
        paragraph.add_run(part.text).bold = part.bold or None
    elif isinstance(part, Bullets):
        for item in part.items:
            document.add_paragraph(item, style="List Bullet")
    elif isinstance(part, Box):
        cell = document.add_table(1, 1, style="Table Grid").cell(0, 0)
        _write(cell, "\n".join(part.paragraphs), bold_first=True)
    elif isinstance(part, Cells):
        _add_cells(document, part, style)
    else:
        _add_grid(document, part, mark, style)


def _write(cell: Any, text: str, bold_first: bool = False) -> None:
    for index, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.add_run(line).bold = (bold_first and index == 0) or None


def _add_cells(document: Any, part: Cells, style: str) -> None:
    table = document.add_table(len(part.rows), max(map(len, part.rows)), style=style)
    for index, row in enumerate(part.rows):
        for column, text in enumerate(row):
            if text is None:
                continue
            end = column
            while end + 1 < len(row) and row[end + 1] is None:
                end += 1
            cell = (
                table.cell(index, column).merge(table.cell(index, end)) if end > column else table.cell(index, column)
            )
            _write(cell, text, bold_first=part.has_head and index == 0)


def _add_grid(document: Any, grid: RatingGrid, mark: str, style: str) -> None:
    width = 1 + sum(len(group.levels) for group in grid.groups)
    height = 2 + sum(2 if row.lower is not None else 1 for row in grid.rows)
    table = document.add_table(height, width, style=style)
    _write(table.cell(0, 0).merge(table.cell(1, 0)), grid.first, bold_first=True)
    column = 1
    for number, group in enumerate(grid.groups):
        name = "\n".join([group.name, *(grid.halves if grid.halves and number == grid.halved else ())])
        _write(table.cell(0, column).merge(table.cell(0, column + len(group.levels) - 1)), name, bold_first=True)
        for level, text in enumerate(group.levels):
            _write(table.cell(1, column + level), text)
            _turn(table.cell(1, column + level))
        column += len(group.levels)
    at = 2
    for row in grid.rows:
        _add_row(table, at, grid, row, mark)
        at += 2 if row.lower is not None else 1


def _turn(cell: Any) -> None:
    direction = OxmlElement("w:textDirection")
    direction.set(qn("w:val"), "btLr")
    cell._tc.get_or_add_tcPr().append(direction)


def _add_row(table: Any, at: int, grid: RatingGrid, row: Row, mark: str) -> None:
    last = at + (1 if row.lower is not None else 0)
    _write(table.cell(at, 0).merge(table.cell(last, 0)), row.name)
    column = 1
    for number, group in enumerate(grid.groups):
        end = column + len(group.levels) - 1
        if number in row.words:
            _write(table.cell(at, column).merge(table.cell(last, end)), row.words[number])
        elif row.lower is not None and number == grid.halved:
            for half, marks in ((at, row.marks), (last, row.lower)):
                for level in marks.get(number, ()):
                    _mark(table.cell(half, column + level), mark)
        else:
            for level in range(len(group.levels)):
                cell = table.cell(at, column + level).merge(table.cell(last, column + level))
                if level in row.marks.get(number, ()):
                    _mark(cell, mark)
        column = end + 1


def _mark(cell: Any, mark: str) -> None:
    if mark != "fill":
        _write(cell, mark)
        return
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), "1F4E79")
    cell._tc.get_or_add_tcPr().append(shade)
