"""The traffic-light report as PDF: landscape, header row repeated, long rows going on over the page end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from scripts.specimens.pdf_sheet import (
    BOLD,
    REGULAR,
    Cell,
    Row,
    Sheet,
    bullet,
    draw_row,
    heading,
    lines_of,
    paragraph,
    side_by_side,
)
from scripts.specimens.traffic_light_facts import FILLS, cells_of, numbered, voice

SIZE = 9.0
PAGE = landscape(A4)
LEFT, RIGHT = 60.0, PAGE[0] - 60.0
EDGES = (LEFT, LEFT + 26, LEFT + 166, LEFT + 248, LEFT + 468, LEFT + 595, RIGHT)


def render(facts: Mapping[str, Any]) -> bytes:
    """Return the report as PDF."""

    def furniture(canvas: Canvas, page: int) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.drawRightString(RIGHT, 30, f"Page {page}")

    sheet = Sheet(PAGE, (LEFT, 56, 60, 60), furniture, facts["title"], facts["header"][0][1], SIZE)
    for label, value in facts["header"]:
        draw_row(sheet, Row((_cell(LEFT, LEFT + 300, [label], BOLD), _cell(LEFT + 300, RIGHT, [value]))))
    _before(sheet, facts)
    heading(sheet, "Assessment of the Commitments", 13, keep=120)
    side_by_side(sheet, [text for _, text in facts["legend"]])
    for row in _rows(facts):
        draw_row(sheet, row)
        sheet.header = sheet.header or row
    sheet.header = None
    for chapter in facts["chapters_after"]:
        heading(sheet, chapter["heading"], 13)
        for text in [*chapter["paragraphs"], *(line for comment in chapter["comments"] for line in voice(comment))]:
            paragraph(sheet, text)
    return sheet.finish()


def _before(sheet: Sheet, facts: Mapping[str, Any]) -> None:
    for title, paragraphs in facts["chapters_before"]:
        heading(sheet, title, 13)
        for text in paragraphs:
            paragraph(sheet, text)
    heading(sheet, "Use of IRM Recommendations", 13)
    paragraph(sheet, facts["recommendations_intro"])
    for part in facts["recommendations"]:
        paragraph(sheet, part["heading"], BOLD)
        for item in part["items"]:
            bullet(sheet, item)
        sheet.y -= 6


def _cell(left: float, right: float, texts: list[str], font: str = REGULAR) -> Cell:
    return Cell(left, right, lines_of(texts, right - left, SIZE, font))


def _rows(facts: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the header row, then for each commitment a row over all columns and its milestones."""
    spans = list(pairwise(EDGES))
    yield Row(tuple(_cell(*span, [text], BOLD) for span, text in zip(spans, facts["columns"], strict=True)))
    for commitment, rows in groupby(numbered(facts), key=lambda row: row[0]):
        yield Row((_cell(LEFT, RIGHT, [f"Commitment {commitment['number']}: {commitment['title']}"], BOLD),))
        for _, number, milestone in rows:
            texts = cells_of(number, milestone)
            cells = [_cell(*span, text) for span, text in zip(spans, texts, strict=True)]
            cells[2] = Cell(*spans[2], fill=FILLS[milestone["status"]])
            yield Row(tuple(cells))
