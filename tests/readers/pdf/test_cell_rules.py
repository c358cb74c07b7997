"""Tables whose cells each draw a rule of their own: the ends of these rules are the sides of the cells."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.model import Table
from tests.readers.pdf.drawing import HEIGHT, drawn, grid, read, tables, text, texts

EDGES = (170.0, 431.0, 487.0, 544.0)
ROWS = (
    ("Milestone", "Start", "End"),
    ("1.1 Template for disclosure drafted with\nofficers of five ministries", "Sep 2023", "Jan 2024"),
    ("1.2 Training of 180 officers in nine\nprovinces, half of them in Tamil", "Feb 2024", "Sep 2024"),
    ("1.3 Public dashboard goes on line", "Apr 2024", "Dec 2024"),
)
EXPECTED = [[cell.replace("\n", " ") for cell in row] for row in ROWS]


def draw_table(canvas: Canvas, top: float, color: bool) -> float:
    """Draw a table as browsers print it, the head with its color or with a rule of its own; return its foot."""
    for number, row in enumerate(ROWS):
        height = 12.0 * max(cell.count("\n") + 1 for cell in row) + 9
        for cell, (left, right) in zip(row, pairwise(EDGES), strict=True):
            if color and not number:
                canvas.setFillColor("#E3EFF0")
                canvas.rect(left, HEIGHT - top - height, right - left, height, stroke=0, fill=1)
                canvas.setFillColor("black")
            else:
                canvas.line(left, HEIGHT - top - height, right, HEIGHT - top - height)
            text(canvas, left + 6, top + 4, *cell.split("\n"), font="Helvetica" if number else "Helvetica-Bold", size=9)
        top += height
    return top


@pytest.mark.parametrize("color", [True, False])
def test_rules_drawn_cell_by_cell_close_the_cells(tmp_path: Path, color: bool) -> None:
    def draw(canvas: Canvas) -> None:
        for at, label in enumerate(("The problem", "Our commitment")):
            text(canvas, 60, 100 + 60 * at, label, font="Helvetica-Bold")
            answer = "the papers that ministries ought to publish are asked for one by one, and nobody"
            text(canvas, 176, 100 + 60 * at, f"{at}. All {answer}", f"and {answer}")
        text(canvas, 60, 224, "Milestones", font="Helvetica-Bold")
        foot = draw_table(canvas, 220, color)
        text(canvas, 176, foot + 24, "What is below the table runs over all of its columns and is not a part of it.")

    document = read(drawn(tmp_path, draw))
    assert [[cell.replace("\n", " ") for cell in row] for row in grid(tables(document)[-1])] == EXPECTED
    assert texts(document)[-1].startswith("What is below")
    order = ["Table" if isinstance(block, Table) else block.lines[0].text for block in document.blocks]
    assert order.index("Milestones") == len(order) - 3


def test_two_tables_with_the_same_columns_stay_apart(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        foot = draw_table(canvas, 100, False)
        text(canvas, 60, foot + 14, "Commitment 2: a forum of citizens", font="Helvetica-Bold", size=13)
        text(
            canvas,
            60,
            foot + 34,
            "A standing forum of forty citizens is drawn by lot and is heard on all the bills of the",
        )
        text(canvas, 60, foot + 46, "parliament, and its minutes are published.")
        draw_table(canvas, foot + 70, False)

    document = read(drawn(tmp_path, draw))
    assert [grid(found)[0] for found in tables(document)] == [list(ROWS[0])] * 2
    assert any(found.startswith("Commitment 2") for found in texts(document))


SIDES = (60.0, 160.0, 540.0)


def draw_sides(canvas: Canvas, top: float, bottom: float, *levels: float) -> None:
    for side in SIDES:
        canvas.line(side, HEIGHT - top, side, HEIGHT - bottom)
    for level in levels:
        canvas.line(SIDES[0], HEIGHT - level, SIDES[-1], HEIGHT - level)


def draw_answer(canvas: Canvas, top: float, first: int, count: int) -> None:
    text(
        canvas,
        170,
        top,
        *(f"line {number} of an answer that is longer than a page," for number in range(first, first + count)),
    )


def read_long_row(tmp_path: Path, beside: str = "") -> list[list[list[str]]]:
    """Draw a row over three pages, of which the second one has its sides alone; return the tables."""

    def draw_first(canvas: Canvas) -> None:
        draw_sides(canvas, 600, 740, 600, 640)
        text(canvas, 66, 610, "Lead agency")
        text(canvas, 170, 610, "Ministry of Water")
        text(canvas, 66, 650, "Results")
        draw_answer(canvas, 650, 1, 7)

    def draw_second(canvas: Canvas) -> None:
        draw_sides(canvas, 50, 740)
        draw_answer(canvas, 56, 8, 56)
        text(canvas, 66, 300, beside)

    def draw_third(canvas: Canvas) -> None:
        draw_sides(canvas, 50, 130, 90, 130)
        draw_answer(canvas, 56, 64, 2)
        text(canvas, 66, 100, "Next steps")
        text(canvas, 170, 100, "Print the list")

    return [grid(table) for table in tables(read(drawn(tmp_path, draw_first, draw_second, draw_third)))]


def test_a_row_over_three_pages_is_one_table_of_which_a_page_shows_the_sides(tmp_path: Path) -> None:
    (rows,) = read_long_row(tmp_path)
    assert [row[0] for row in rows if row[0]] == ["Lead agency", "Results", "Next steps"]
    answer = " ".join(row[1] for row in rows[1:-1]).replace("\n", " ")
    assert [f"line {number} of" in answer for number in range(1, 66)] == [True] * 65


def test_columns_of_text_between_rules_are_no_row(tmp_path: Path) -> None:
    assert len(read_long_row(tmp_path, "A note in a column of its own")) == 2
