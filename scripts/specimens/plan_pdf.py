"""An action plan as PDF, in each look; rows break where the page ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from scripts.specimens.pdf_sheet import BOLD, REGULAR, Cell, Line, Row, Sheet, draw_row, lines_of, paragraph
from scripts.specimens.plan_parts import Part, heading, numbered, parts, template, told

LEFT, SUB, SPLIT, RIGHT = 64.0, 150.0, 230.0, 531.0
SIZE = 9.5
GAP = 2.4
"""Points kept free at the right of a cell besides its padding, as word processors do."""


def render(plan: Mapping[str, Any], look: str) -> bytes:
    """Return the plan as PDF."""

    def furniture(canvas: Canvas, page: int) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.drawCentredString(A4[0] / 2, 34, str(page))

    sheet = Sheet(A4, (LEFT, 64, A4[0] - RIGHT, 66), furniture, " ".join(plan["title"]), plan["title"][0], SIZE)
    for line in plan["title"]:
        paragraph(sheet, line, BOLD, 16, after=10)
    for title, paragraphs in plan["chapters"]:
        paragraph(sheet, title, BOLD, 14)
        for text in paragraphs:
            paragraph(sheet, text)
    last = None
    for theme, commitment in zip(plan["themes"], plan["commitments"], strict=True):
        if theme != last:
            paragraph(sheet, theme, BOLD, 13, after=10)
        last = theme
        _commitment(sheet, plan["generation"], commitment, look)
    return sheet.finish()


def _commitment(sheet: Sheet, generation: str, commitment: Mapping[str, Any], look: str) -> None:
    found = list(parts(generation, commitment))
    if look in ("headings", "run_in"):
        paragraph(sheet, heading(generation, commitment), BOLD, 12, after=8)
        for label, group in groupby(found, key=lambda part: part.label):
            _prose(sheet, label, list(group), look)
        return
    ruled = look != "borderless"
    asked = template(generation)["title"]
    first = _pair(asked, [numbered(commitment)]) if asked and look != "wide" else None
    draw_row(sheet, _bare(first or _across([heading(generation, commitment)], BOLD), ruled))
    for label, group in groupby(found, key=lambda part: part.label):
        for row in _rows(label, list(group), look):
            draw_row(sheet, _bare(row, ruled))
    sheet.y -= 20


def _bare(row: Row, ruled: bool) -> Row:
    """Return a row, without its rules where the table has none."""
    if ruled:
        return row
    return Row(tuple(replace(cell, ruled=False) for cell in row.cells))


def _rows(label: str, group: Sequence[Part], look: str) -> Iterator[Row]:
    first = group[0]
    if first.rows:
        yield from _table(first)
    elif first.sub:
        for number, part in enumerate(group):
            texts = lines_of([] if number else [label], SUB - LEFT, SIZE, BOLD)
            merged = Cell(LEFT, SUB, texts, above=number == 0, below=number == len(group) - 1)
            yield Row((merged, _cell(SUB, SPLIT, [part.sub or ""], BOLD), _cell(SPLIT, RIGHT, part.texts)))
    elif not first.texts or (first.long and look == "wide"):
        yield _across([label], BOLD)
        if first.texts:
            yield _across(first.texts)
    else:
        yield _pair(label, first.texts)


def _cell(left: float, right: float, texts: Sequence[str], font: str = REGULAR) -> Cell:
    return Cell(left, right, lines_of(texts, right - left - GAP, SIZE, font))


def _across(texts: Sequence[str], font: str = REGULAR) -> Row:
    return Row((_cell(LEFT, RIGHT, texts, font),))


def _pair(label: str, texts: Sequence[str]) -> Row:
    return Row((_cell(LEFT, SPLIT, [label], BOLD), _cell(SPLIT, RIGHT, texts)))


def _table(part: Part) -> Iterator[Row]:
    width = len(part.rows[0])
    start = SPLIT if part.ticks else LEFT + 250
    step = (RIGHT - start) / (width if part.ticks else width - 1)
    edges = [start + step * i for i in range(width + 1)] if part.ticks else [LEFT, *_steps(start, step, width)]
    for number, texts in enumerate(part.rows):
        cells = [_cell(a, b, [text], BOLD if number == 0 else REGULAR) for a, b, text in _spans(edges, texts)]
        if part.ticks:
            label = lines_of([] if number else [part.label], SPLIT - LEFT, SIZE, BOLD)
            centred = [_centred(cell) if number else cell for cell in cells]
            yield Row((Cell(LEFT, SPLIT, label, above=number == 0, below=number > 0), *centred))
        else:
            yield Row(tuple(cells))


def _steps(start: float, step: float, width: int) -> list[float]:
    return [start + step * i for i in range(width)]


def _spans(edges: Sequence[float], texts: Sequence[str]) -> Iterator[tuple[float, float, str]]:
    yield from zip(edges, edges[1:], texts, strict=False)


def _centred(cell: Cell) -> Cell:
    middle = (cell.right - cell.left) / 2 - 6
    return Cell(cell.left, cell.right, tuple(Line(line.text, line.font, middle) for line in cell.lines))


def _prose(sheet: Sheet, label: str, group: Sequence[Part], look: str) -> None:
    first = group[0]
    if first.rows:
        _separate(sheet, first, look)
        return
    if first.sub:
        paragraph(sheet, label, BOLD, 10)
    for part in group:
        name = part.sub or label
        if look == "headings" and part.long:
            paragraph(sheet, name, BOLD, 10.5)
            for text in part.texts:
                paragraph(sheet, text)
        elif part.texts:
            sign = "" if name.endswith("?") else ":"
            for text in [f"{name}{sign} {part.texts[0]}", *part.texts[1:]]:
                paragraph(sheet, text)
        else:
            paragraph(sheet, name, BOLD, 10)


def _separate(sheet: Sheet, part: Part, look: str) -> None:
    if look == "run_in" and not part.ticks:
        paragraph(sheet, f"{part.rows[0][0].rstrip(':')}:", BOLD)
        for row in part.rows[1:]:
            paragraph(sheet, told(row, part.rows[0]))
        return
    for number, drawn in enumerate(_table(part)):
        draw_row(sheet, drawn)
        if number == 0 and not part.ticks:
            sheet.header = drawn
    sheet.header = None
    sheet.y -= 14
