"""The lettered completion template as PDF: shaded label cells, hanging letters, a running DRAFT line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas

from scripts.specimens import lettered_labels as labels
from scripts.specimens.pdf_sheet import (
    BOLD,
    DINGBATS,
    PAD,
    REGULAR,
    SYMBOLS,
    Cell,
    Line,
    Row,
    Sheet,
    draw_row,
    glyph,
    heading,
    lines_of,
    listed,
    paragraph,
)

LEFT, SPLIT, RIGHT = 72.0, 182.0, 540.0
SIZE = 11.0


def render(facts: Mapping[str, Any]) -> bytes:
    """Return the report as PDF."""

    def furniture(canvas: Canvas, page: int) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.drawCentredString(LETTER[0] / 2, LETTER[1] - 38, facts["running_header"])
        canvas.drawCentredString(LETTER[0] / 2, 36, str(page))
        canvas.setFont(SYMBOLS, 9)
        for shift in (-22, 22):
            canvas.drawCentredString(LETTER[0] / 2 + shift, 36, DINGBATS["★"])

    title = ": ".join(facts["title"][1:])
    sheet = Sheet(LETTER, (LEFT, 60, LETTER[0] - RIGHT, 72), furniture, title, facts["title"][0], SIZE)
    for line in facts["title"]:
        paragraph(sheet, line, BOLD, 15, after=8)
    heading(sheet, "Introduction", 13)
    for text in facts["introduction"]:
        paragraph(sheet, text)
    for theme in facts["themes"]:
        heading(sheet, theme["heading"], 13, keep=150)
        for commitment in theme["commitments"]:
            sheet.y -= 10
            for row in _rows(commitment):
                draw_row(sheet, row)
    return sheet.finish()


def _rows(commitment: Mapping[str, Any]) -> Iterator[Row]:
    title = Line(commitment["title"], BOLD, 30, f"  {commitment['number']}.")
    yield Row((Cell(LEFT, RIGHT, (title,), labels.SHADE),))
    for label, key in labels.BEFORE:
        yield _pair(label, commitment[key])
    yield from _grid(commitment)
    for label, key in labels.AFTER:
        yield _pair(label, commitment[key])


def _label(text: str, above: bool = True, below: bool = True) -> Cell:
    return Cell(LEFT, SPLIT, lines_of([text] if text else [], SPLIT - LEFT, SIZE), labels.SHADE, above, below)


def _pair(label: str, value: str | Mapping[str, str] | None) -> Row:
    return Row((_label(label), Cell(SPLIT, RIGHT, _value(value))))


def _value(value: str | Mapping[str, str] | None) -> tuple[Line, ...]:
    width = RIGHT - SPLIT
    if value is None or isinstance(value, str):
        return lines_of([value or labels.NOTHING], width, SIZE)
    return tuple(line for letter, text in value.items() for line in listed(f"{letter}.", text, width, SIZE))


def _grid(commitment: Mapping[str, Any]) -> Iterator[Row]:
    width = (RIGHT - SPLIT) / 4
    edges = [(SPLIT + i * width, SPLIT + (i + 1) * width) for i in range(4)]
    headings = [
        Cell(left, right, lines_of([name], width - PAD, SIZE), labels.SHADE)
        for (left, right), name in zip(edges, labels.LEVELS.values(), strict=True)
    ]
    cells = [
        Cell(left, right, (glyph(mark),) if mark else ())
        for (left, right), mark in zip(edges, labels.marks(commitment), strict=True)
    ]
    yield Row((_label(labels.COMPLETION, below=False), *headings))
    yield Row((_label("", above=False), *cells))
