"""Calendars of milestones: dates from marked or shaded cells under periods."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table as Flowable
from reportlab.platypus import TableStyle

from pipeline.model import Table
from pipeline.structure.outline.rewriting import rewrite_calendars
from tests.readers.pdf.drawing import GRID, HEIGHT, drawn, flowed, grid, read, tables, text

YEARS = ["Milestone", "2024", "", "", "", "2025", ""]
QUARTERS = ["", "Q1", "Q2", "Q3", "Q4", "Q1", "Q2"]
ROWS = {"Draft the law": (1, 2), "Build the register": (3, 3), "Publish the data": (4, 6)}
SMALL = ("FONTSIZE", (0, 0), (-1, -1), 8)
SPANS = (("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (4, 0)), ("SPAN", (5, 0), (6, 0)))
WANTED = [
    ["Milestone", "Start date", "End date"],
    ["Draft the law", "Q1 2024", "Q2 2024"],
    ["Build the register", "Q3 2024", "Q3 2024"],
    ["Publish the data", "Q4 2024", "Q2 2025"],
]


def read_calendar(folder: Path, heads: list[list[str]], mark: str, *styles: tuple[object, ...]) -> list[list[str]]:
    """Draw a calendar, its marked cells with a mark or else a shade, and read it."""
    rows = [
        [name, *(mark if first <= column <= last else "" for column in range(1, 7))]
        for name, (first, last) in ROWS.items()
    ]
    shades = [
        ("BACKGROUND", (first, len(heads) + at), (last, len(heads) + at), "#22AA77")
        for at, (first, last) in enumerate(ROWS.values())
        if not mark
    ]
    drawn = Flowable([*heads, *rows], colWidths=[90, *[60] * 6], style=TableStyle([GRID, SMALL, *styles, *shades]))
    (found,) = rewrite_calendars(tables(read(flowed(folder, drawn))))
    assert isinstance(found, Table)
    return grid(found)


@pytest.mark.parametrize("mark", ["X", ""])
def test_marks_and_shades_under_quarters_of_years(tmp_path: Path, mark: str) -> None:
    assert read_calendar(tmp_path, [YEARS, QUARTERS], mark, *SPANS) == WANTED


def test_marks_under_one_row_of_headings(tmp_path: Path) -> None:
    heads = ["Milestone", "Q1 2024", "Q2 2024", "Q3 2024", "Q4 2024", "Q1 2025", "Q2 2025"]
    assert read_calendar(tmp_path, [heads], "X") == WANTED


def test_figures_by_year_are_no_calendar(tmp_path: Path) -> None:
    heads = ["Requests", "2019", "2020", "2021", "2022", "2023", "2024"]
    assert read_calendar(tmp_path, [heads], "12")[0] == heads


def test_marks_under_levels_are_no_calendar(tmp_path: Path) -> None:
    heads = ["Step", "Not started", "Limited", "Substantial", "Complete", "Withdrawn", "Unclear"]
    assert read_calendar(tmp_path, [heads], "X")[0] == heads


def read_drawn(folder: Path, mark: str, heads: list[list[str]], with_rules: bool = False) -> list[list[str]]:
    """Draw a calendar without vertical rules, its marks in the middle of rows with a name of two lines."""

    def draw(canvas: Canvas) -> None:
        text(canvas, 50, 40, "Milestones of the commitment", font="Helvetica-Bold", size=14)
        for row, head in enumerate(heads):
            for column, name in enumerate(head):
                centered = 210 + 60 * column + (90 if name == "2024" and len(heads) > 1 else 0)
                centered += 30 if name == "2025" and len(heads) > 1 else 0
                x = 50 if not column else centered - 60 - canvas.stringWidth(name, "Helvetica-Bold", 8) / 2
                text(canvas, x, 80 + 12 * row, name, font="Helvetica-Bold", size=8)
        for row, (name, (first, last)) in enumerate(ROWS.items()):
            top = 110 + 32 * row
            text(canvas, 50, top, name.partition(" the ")[0], "the " + name.partition(" the ")[2], size=9)
            if with_rules:
                canvas.line(50, HEIGHT - top - 26, 520, HEIGHT - top - 26)
            for column in range(first, last + 1) if mark else ():
                text(canvas, 147 + 60 * column, top + 6, mark, size=9)
            canvas.setFillColor("#22AA77")
            if not mark:
                canvas.rect(120 + 60 * first, HEIGHT - top - 16, 60 * (last - first + 1), 8, stroke=0, fill=1)
            canvas.setFillColor("black")
        text(canvas, 50, 250, "The text below the calendar is no row of it, and it is longer than the names of rows.")

    (found,) = rewrite_calendars(tables(read(drawn(folder, draw))))
    assert isinstance(found, Table)
    return [[" ".join(cell.split()) for cell in row] for row in grid(found)]


@pytest.mark.parametrize("mark", ["X", ""])
@pytest.mark.parametrize("with_rules", [True, False])
def test_a_calendar_without_vertical_rules(tmp_path: Path, mark: str, with_rules: bool) -> None:
    heads = ["Milestone", "Q1 2024", "Q2 2024", "Q3 2024", "Q4 2024", "Q1 2025", "Q2 2025"]
    assert read_drawn(tmp_path, mark, [heads], with_rules) == WANTED
    short = [head.replace(" 20", " ") for head in heads]
    assert read_drawn(tmp_path, mark, [short], with_rules) == WANTED
    assert read_drawn(tmp_path, mark, [YEARS, QUARTERS], with_rules) == WANTED
