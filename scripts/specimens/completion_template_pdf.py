"""The completion template as PDF: one ruled table a commitment, portrait, without page breaks of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from scripts.specimens import completion_labels as labels
from scripts.specimens.pdf_sheet import (
    BOLD,
    REGULAR,
    Cell,
    Line,
    Row,
    Sheet,
    draw_row,
    glyph,
    lines_of,
    paragraph,
)

LEFT, ACTOR, SPLIT, RIGHT = 72.0, 128.0, 240.0, 523.0
SIZE = 9.0


def render(facts: Mapping[str, Any]) -> bytes:
    """Return the report as PDF."""

    def furniture(canvas: Canvas, page: int) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.drawString(LEFT, A4[1] - 40, facts["running_header"])
        canvas.drawRightString(RIGHT, 34, str(page))

    sheet = Sheet(A4, (LEFT, 64, A4[0] - RIGHT, 62), furniture, " ".join(facts["title"]), facts["title"][0], SIZE)
    for line in facts["title"]:
        paragraph(sheet, line, BOLD, 11, after=10)
    for heading, paragraphs in facts["chapters"]:
        paragraph(sheet, heading, BOLD, 10)
        for text in paragraphs:
            paragraph(sheet, text)
    sheet.y -= 12
    for commitment in facts["commitments"]:
        for row in _rows(commitment):
            draw_row(sheet, row)
        sheet.y -= 18
    return sheet.finish()


def _rows(commitment: Mapping[str, Any]) -> Iterator[Row]:
    yield _wide(labels.TEMPLATE, BOLD)
    yield _wide(commitment["heading"], BOLD)
    yield _pair("Lead implementing agency", None, commitment["lead"])
    for label, key in labels.CONTACT:
        yield _pair(label, None, commitment["contact"][key])
    yield from _actors(commitment)
    for label, prompt, key in labels.DESCRIPTION:
        yield _pair(label, prompt, commitment[key])
    yield from _grid(commitment)
    yield _pair(*labels.RESULTS, commitment["results"])
    yield _pair("End date", None, commitment["end"])
    yield _pair("Next steps", None, commitment["next"])
    yield _wide(labels.ADDITIONAL, BOLD)
    yield _wide(labels.value(commitment["additional"]))


def _cell(left: float, right: float, texts: list[str], font: str = REGULAR) -> Cell:
    return Cell(left, right, lines_of(texts, right - left, SIZE, font))


def _wide(text: str | list[str], font: str = REGULAR) -> Row:
    return Row((_cell(LEFT, RIGHT, labels.value(text), font),))


def _pair(label: str, prompt: str | None, text: str | list[str] | None) -> Row:
    texts = [label, prompt] if prompt else [label]
    return Row((_cell(LEFT, SPLIT, texts, BOLD), _cell(SPLIT, RIGHT, labels.value(text))))


def _actors(commitment: Mapping[str, Any]) -> Iterator[Row]:
    """Yield two rows whose first cell is merged over both."""
    for i, (label, key) in enumerate(labels.ACTORS):
        texts = lines_of([] if i else ["Other actors involved"], ACTOR - LEFT, SIZE, BOLD)
        merged = Cell(LEFT, ACTOR, texts, above=i == 0, below=i == 1)
        answer = _cell(SPLIT, RIGHT, labels.value(commitment[key]))
        yield Row((merged, _cell(ACTOR, SPLIT, [label], BOLD), answer))


def _grid(commitment: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the grid of four levels beside its label, which is merged over both of its rows."""
    width = (RIGHT - SPLIT) / 4
    edges = [SPLIT + i * width for i in range(5)]
    headings = [
        _cell(left, right, [name]) for left, right, name in zip(edges, edges[1:], labels.LEVELS.values(), strict=False)
    ]
    cells = [
        Cell(left, right, (_centred(mark, width),) if mark else ())
        for left, right, mark in zip(edges, edges[1:], labels.marks(commitment), strict=False)
    ]
    label = lines_of([labels.COMPLETION], SPLIT - LEFT, SIZE, BOLD)
    yield Row((Cell(LEFT, SPLIT, label, below=False), *headings))
    yield Row((Cell(LEFT, SPLIT, above=False), *cells))


def _centred(mark: str, width: float) -> Line:
    line = glyph(mark)
    return Line(line.text, line.font, width / 2 - 6)
