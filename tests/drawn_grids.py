"""One table with merged cells drawn as a file of each kind, and read back."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from html import escape
from pathlib import Path

from docx import Document as WordFile
from openpyxl import Workbook
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document

KINDS = ("html", "docx", "xlsx", "pdf")
"""Files that keep merged cells; a `csv` has blank ones instead."""

DrawnCell = str | tuple[str, int, int]
"""A text, or a text with the rows and columns that its cell reaches over."""

Rows = Sequence[Sequence[DrawnCell]]

Found = dict[str, list[dict[str, object]]]


def over(text: str, rows: int, columns: int = 1) -> DrawnCell:
    """Return a cell that reaches over several rows or columns."""
    return text, rows, columns


def read_grid(folder: Path, kind: str, title: str, *parts: str | Rows) -> Found:
    """Draw parts below a title as a file of a kind, and return the rows read from it by table.

    A part is a table, a paragraph, or a heading: a text behind '# '.
    """
    file = folder / f"plan.{kind}"
    draw = {"html": _draw_html, "docx": _draw_docx, "xlsx": _draw_xlsx, "pdf": _draw_pdf, "csv": _draw_csv}[kind]
    draw(file, title, parts)
    extraction = extract_document(folder, describe_file(file)).extraction
    found: Found = {"commitments": [], "milestones": []}
    for row in extraction.rows:
        found.setdefault(row.table, []).append(dict(row.values))
    found["issues"] = [{"code": issue.code} for issue in extraction.issues]
    return found


def _place(rows: Rows) -> list[tuple[int, int, str, int, int]]:
    """Return the row and column of each cell, its text, and the rows and columns that it reaches over."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            text, down, across = (cell, 1, 1) if isinstance(cell, str) else cell
            while (row, column) in taken:
                column += 1
            taken |= {(row + i, column + j) for i in range(down) for j in range(across)}
            placed.append((row, column, text, down, across))
    return placed


def _width(rows: Rows) -> int:
    return max(column + across for _, column, _, _, across in _place(rows))


def _draw_html(file: Path, title: str, parts: Sequence[str | Rows]) -> None:
    body = ""
    for part in parts:
        if isinstance(part, str):
            body += f"<h2>{escape(part[2:])}</h2>" if part.startswith("# ") else f"<p>{escape(part)}</p>"
            continue
        drawn = [[cell if not isinstance(cell, str) else (cell, 1, 1) for cell in cells] for cells in part]
        lines = (
            "".join(
                f"<td rowspan='{down}' colspan='{across}'>{escape(text).replace(chr(10), '<br>')}</td>"
                for text, down, across in cells
            )
            for cells in drawn
        )
        body += "<table border='1'>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
    file.write_text(f"<html><body><h1>{escape(title)}</h1>{body}</body></html>", encoding="utf-8")


def _draw_docx(file: Path, title: str, parts: Sequence[str | Rows]) -> None:
    word = WordFile()
    word.add_heading(title, 1)
    for part in parts:
        if isinstance(part, str):
            word.add_heading(part[2:], 2) if part.startswith("# ") else word.add_paragraph(part)
            continue
        table = word.add_table(len(part), _width(part), style="Table Grid")
        for row, column, text, down, across in _place(part):
            cell = table.cell(row, column)
            if down > 1 or across > 1:
                cell = cell.merge(table.cell(row + down - 1, column + across - 1))
            cell.text = text
        word.add_paragraph("")
    word.save(str(file))


def _draw_xlsx(file: Path, title: str, parts: Sequence[str | Rows]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.cell(1, 1, title)
    top = 2
    for part in parts:
        if isinstance(part, str):
            sheet.cell(top, 1, part.removeprefix("# "))
            top += 1
            continue
        for row, column, text, down, across in _place(part):
            first, left = top + row, column + 1
            sheet.cell(first, left, text)
            if down > 1 or across > 1:
                sheet.merge_cells(None, first, left, first + down - 1, left + across - 1)
        top += len(part) + 1
    book.save(file)


def _draw_csv(file: Path, title: str, parts: Sequence[str | Rows]) -> None:
    lines: list[list[str]] = [[title]]
    for part in parts:
        if isinstance(part, str):
            lines.append([part.removeprefix("# ")])
            continue
        cells = [[""] * _width(part) for _ in part]
        for row, column, text, _, _ in _place(part):
            cells[row][column] = text
        lines += cells
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(lines)


def _draw_pdf(file: Path, title: str, parts: Sequence[str | Rows]) -> None:
    style = ParagraphStyle("text", fontName="Helvetica", fontSize=9, leading=11)
    flow: list[object] = [Paragraph(title, ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=16, leading=20))]
    heading = ParagraphStyle("heading", fontName="Helvetica-Bold", fontSize=12, leading=16)
    page = landscape(A4)
    for part in parts:
        flow.append(Spacer(1, 10))
        if isinstance(part, str):
            flow.append(Paragraph(part.removeprefix("# "), heading if part.startswith("# ") else style))
            continue
        width = _width(part)
        cells: list[list[object]] = [[""] * width for _ in part]
        looks: list[tuple[object, ...]] = [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
        for row, column, text, down, across in _place(part):
            cells[row][column] = Paragraph(escape(text).replace("\n", "<br/>"), style)
            looks.append(("SPAN", (column, row), (column + across - 1, row + down - 1)))
        flow.append(Table(cells, colWidths=[(page[0] - 80) / width] * width, style=looks))
    SimpleDocTemplate(str(file), pagesize=page, leftMargin=40, rightMargin=40, topMargin=40, bottomMargin=40).build(
        flow
    )
