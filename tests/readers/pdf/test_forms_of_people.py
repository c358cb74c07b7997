"""What people do to forms: radio buttons, struck lines, writing lines, rules of dots and dashes, hyphens that hide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.drawing import HEIGHT, drawn, grid, read, tables, text, texts

LEVELS = ("Limited", "Substantial", "Completed")


@pytest.mark.parametrize("chosen", [0, 2])
@pytest.mark.parametrize("style", ["circle", "check"])
def test_radio_buttons_show_the_choice(tmp_path: Path, chosen: int, style: str) -> None:
    def draw(canvas: Canvas) -> None:
        for number, level in enumerate(LEVELS):
            canvas.acroForm.radio(
                name="level", value=level, x=72 + 120 * number, y=HEIGHT - 112, size=12, buttonStyle=style,
                selected=number == chosen,
            )  # fmt: skip
            text(canvas, 90 + 120 * number, 101, level)

    shown = " ".join(f"{'☒' if k == chosen else '☐'} {level}" for k, level in enumerate(LEVELS))
    assert texts(read(drawn(tmp_path, draw))) == [shown]


def strike_out(canvas: Canvas, x0: float, y0: float, x1: float, y1: float, quads: bool) -> None:
    """Add an annotation that strikes text out, with the lines that it runs over or without."""
    entries: dict[str, object] = {
        "Type": pdfdoc.PDFName("Annot"),
        "Subtype": pdfdoc.PDFName("StrikeOut"),
        "Rect": pdfdoc.PDFArray([x0, y0, x1, y1]),
        "F": 4,
    }
    if quads:
        entries["QuadPoints"] = pdfdoc.PDFArray([x0, y1, x1, y1, x0, y0, x1, y0])
    canvas._addAnnotation(pdfdoc.PDFDictionary(entries))


@pytest.mark.parametrize("quads", [True, False])
def test_an_annotation_strikes_words_out(tmp_path: Path, quads: bool) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 100, "Ministry of Transport Ministry of Roads")
        end = 72 + canvas.stringWidth("Ministry of Transport", "Helvetica", 10)
        strike_out(canvas, 72, HEIGHT - 112, end, HEIGHT - 100, quads)

    document = read(drawn(tmp_path, draw))
    assert texts(document) == ["Ministry of Roads"]
    assert [issue.code for issue in document.issues] == ["struck-text"]


def dashed(canvas: Canvas) -> None:
    canvas.setDash(3, 2)


def dotted(canvas: Canvas) -> None:
    canvas.setDash(0.5, 1.5)
    canvas.setLineCap(1)


@pytest.mark.parametrize("pen", [dashed, dotted])
def test_rules_of_dashes_and_dots_are_rules(tmp_path: Path, pen: Callable[[Canvas], None]) -> None:
    def draw(canvas: Canvas) -> None:
        pen(canvas)
        for row, (label, answer) in enumerate((("Agency", "Ministry of Roads"), ("End date", "May 2015"))):
            for x, width, cell in ((72, 100, label), (172, 200, answer)):
                canvas.rect(x, HEIGHT - 130 - 30 * row, width, 30)
                text(canvas, x + 5, 108 + 30 * row, cell)

    (table,) = tables(read(drawn(tmp_path, draw)))
    assert grid(table) == [["Agency", "Ministry of Roads"], ["End date", "May 2015"]]


@pytest.mark.parametrize("written", [True, False])
def test_lines_to_write_on_part_no_rows(tmp_path: Path, written: bool) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(72, HEIGHT - 180, 100, 80)
        canvas.rect(172, HEIGHT - 180, 250, 80)
        text(canvas, 76, 108, "Next steps")
        for number, line in enumerate(("Publish the register in all", "towns of the country and", "train the clerks.")):
            canvas.line(178, HEIGHT - 121 - 20 * number, 416, HEIGHT - 121 - 20 * number)
            if written:
                text(canvas, 180, 108 + 20 * number, line)

    (table,) = tables(read(drawn(tmp_path, draw)))
    answer = "Publish the register in all towns of the country and train the clerks." if written else ""
    assert [[" ".join(cell.split()) for cell in row] for row in grid(table)] == [["Next steps", answer]]


@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman"])
def test_soft_hyphens_at_line_ends_are_no_letters(tmp_path: Path, font: str) -> None:
    def draw(canvas: Canvas) -> None:
        text(
            canvas, 72, 100, "The government publishes all contracts of the min\u00ad", "istry every month.", font=font
        )

    assert texts(read(drawn(tmp_path, draw))) == ["The government publishes all contracts of the ministry every month."]
