"""Tables without rules in looks that reports use: cells in the middle or at the foot, narrow columns, wide headings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.drawing import drawn, grid, read, tables, text, texts

Rows = Sequence[Sequence[Sequence[str]]]
"""Rows of cells of lines."""

LINE = 12
BEFORE = "The ministry lists what was agreed with civil society, and who does it until when."
AFTER = "Everything else is left to the next plan, which the forum will discuss in the spring."
REGISTER: Rows = [
    [["No."], ["Activity"], ["Responsible"]],
    [["1"], ["Publish the register of", "all grants of the state"], ["Audit Office"]],
    [["2"], ["Open the budget"], ["Ministry of", "Finance"]],
    [["3"], ["Train clerks in all towns", "and adopt the guide of", "the archive for them"], ["Land Agency"]],
]
STARTS = (72, 110, 300)


def draw_table(canvas: Canvas, rows: Rows, starts: Sequence[float], top: float, align: str, gap: float) -> None:
    """Set the lines of each cell at the top, in the middle or at the foot of its row, `gap` points between rows."""
    for row in rows:
        height = max(map(len, row))
        for start, lines in zip(starts, row, strict=True):
            free = {"top": 0.0, "middle": (height - len(lines)) / 2, "foot": height - len(lines)}[align]
            text(canvas, start, top + free * LINE, *lines, step=LINE)
        top += height * LINE + gap


def read_table(
    folder: Path, rows: Rows, starts: Sequence[float], align: str = "top", gap: float = 6
) -> list[list[str]]:
    """Read a table between two paragraphs, neither of which may be in it."""

    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 60, BEFORE)
        draw_table(canvas, rows, starts, 100, align, gap)
        text(canvas, 72, 400, AFTER)

    document = read(drawn(folder, draw))
    assert texts(document) == [BEFORE, AFTER]
    (table,) = tables(document)
    return [[" ".join(cell.split()) for cell in row] for row in grid(table)]


def joined(rows: Rows) -> list[list[str]]:
    return [[" ".join(lines) for lines in row] for row in rows]


@pytest.mark.parametrize("align", ["top", "middle", "foot"])
def test_gaps_part_rows_however_cells_are_aligned(tmp_path: Path, align: str) -> None:
    assert read_table(tmp_path, REGISTER, STARTS, align) == joined(REGISTER)


def test_lines_part_rows_without_gaps(tmp_path: Path) -> None:
    assert read_table(tmp_path, REGISTER, STARTS, gap=0) == joined(REGISTER)


def test_rows_without_gaps_that_end_on_one_line(tmp_path: Path) -> None:
    rows: Rows = [
        [["Statement"], ["Yes"], ["No"]],
        [["The office answers requests for", "records within ten days"], ["81%"], ["19%"]],
        [["Budgets are easy to read"], ["40%"], ["60%"]],
        [["Meetings of the council can be", "followed by everybody"], ["55%"], ["45%"]],
        [["Contracts are published in time", "and in full"], ["12%"], ["88%"]],
    ]
    assert read_table(tmp_path, rows, (72, 260, 320), "foot", 0) == joined(rows)


def test_figures_part_columns_with_narrow_gaps(tmp_path: Path) -> None:
    figures = [
        ["Ardal", "12", "8", "31"],
        ["Bergen", "45", "17", "29"],
        ["Coast", "38", "11", "40"],
        ["Delta", "7", "9", "22"],
    ]
    rows = [[[cell] for cell in row] for row in [["Region", "A", "B", "C"], *figures]]
    assert read_table(tmp_path, rows, (72, 130, 146, 162), gap=4)[1:] == figures


def test_a_heading_over_several_columns_spans_them(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 96, "Area")
        text(canvas, 200, 96, "Contracts of the state in force")
        draw_table(
            canvas,
            [
                [[cell] for cell in row]
                for row in [["Region", "2015", "2016"], *([name, "12", "31"] for name in "ABCDEFG")]
            ],
            (72, 200, 320),
            112,
            "top",
            4,
        )

    (table,) = tables(read(drawn(tmp_path, draw)))
    heading = next(cell for row in table.rows for cell in row.cells if "Contracts" in str(cell.blocks))
    assert (heading.column, heading.column_span) == (1, 2)


def test_rows_with_empty_cells_are_rows(tmp_path: Path) -> None:
    rows = [
        [[cell] for cell in row]
        for row in (
            ["Region", "2015", "2016", "2017"],
            ["Ardal", "12", "", "31"],
            ["Bergen", "45", "17", "29"],
            ["Coast", "38", "11", ""],
            ["Delta", "", "9", "22"],
        )
    ]
    assert read_table(tmp_path, rows, (72, 180, 260, 340), gap=0) == joined(rows)
