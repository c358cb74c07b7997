"""Form fields and drawn check boxes become text and marks."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.drawing import HEIGHT, cells, drawn, grid, read, tables, text, texts
from tests.readers.pdf.test_cells import box_row


def test_check_boxes_show_their_state(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        box_row(canvas, 100, [50, 150, 250], ("Limited", "Completed"))
        box_row(canvas, 120, [50, 150, 250], ("", ""))
        canvas.acroForm.checkbox(name="limited", x=60, y=HEIGHT - 137, size=14, checked=False)
        canvas.acroForm.checkbox(name="completed", x=160, y=HEIGHT - 137, size=14, checked=True)

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert grid(found) == [["Limited", "Completed"], ["☐", "☒"]]
    assert [cell.marked for cell in cells(found)] == [None, None, False, True]


def test_text_fields_show_their_value(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 100, "Lead agency:")
        canvas.acroForm.textfield(name="lead", x=150, y=HEIGHT - 114, width=200, height=16, value="Ministry of Justice")

    assert texts(read(drawn(tmp_path, draw))) == ["Lead agency: Ministry of Justice"]


def square(canvas: Canvas, x: float, top: float) -> None:
    canvas.rect(x, HEIGHT - top - 10, 10, 10)


def test_drawn_boxes_are_marks(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        box_row(canvas, 100, [50, 150, 250, 350], ("Yes", "No", "Unclear"))
        box_row(canvas, 120, [50, 150, 250, 350], ("", "", ""))
        for x in (95, 195, 295):
            square(canvas, x, 125)
        text(canvas, 97, 124, "X", size=9)
        canvas.line(195, HEIGHT - 125, 205, HEIGHT - 135)
        canvas.line(195, HEIGHT - 135, 205, HEIGHT - 125)

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert grid(found)[1] == ["☒", "☒", "☐"]
    assert [cell.marked for cell in found.rows[1].cells] == [True, True, False]
