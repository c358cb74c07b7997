"""Calendars of milestones: dates from marked or shaded cells under periods."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.platypus import Table as Flowable
from reportlab.platypus import TableStyle

from pipeline.model import Table
from pipeline.structure.calendar_grids import rewrite_calendars
from tests.readers.pdf.drawing import GRID, flowed, grid, read, tables

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
