"""Pages on their side behind upright ones: their tables continue over the page end, too."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import landscape, letter
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.drawing import Draw, drawn, grid, read, tables


def front(canvas: Canvas) -> None:
    for y in range(60, 740, 14):
        canvas.drawString(72, y, "The plan was written with civil society in three rounds of talks.")


def wide(first: int, top: int) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize(landscape(letter))
        ys = list(range(top, 50, -30))
        canvas.grid([60, 160, 400, 700], ys)
        for row, y in enumerate(ys[:-1]):
            for x, word in ((64, "Part"), (164, "Publish"), (404, "Ministry")):
                canvas.drawString(x, y - 18, f"{word} {first + row}")

    return draw


def test_a_table_goes_on_over_the_end_of_a_turned_page(tmp_path: Path) -> None:
    (found,) = tables(read(drawn(tmp_path, front, wide(1, 540), wide(17, 540))))
    assert [row[0] for row in grid(found)] == [f"Part {number}" for number in range(1, 33)]
