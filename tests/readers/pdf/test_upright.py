"""Grids of marks without rules below upright headings; where rows or columns aren't certain, text is left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from pipeline.model import Document
from pipeline.structure.lines import text_of
from tests.readers.pdf.drawing import HEIGHT, Draw, drawn, grid, read, tables, text, texts

BOLD = "Helvetica-Bold"
LEVELS = ("None", "Minor", "Major", "Not begun", "Limited", "Complete")
FIRST, WIDTH, FOOT = 200, 20, 160
HEADS = ["Commitment", "Impact", "Completion"]


def heads(canvas: Canvas, angle: int = 90, step: float = WIDTH) -> None:
    """Draw upright levels with their feet at one height, and the name of their column."""
    text(canvas, 72, 80, HEADS[0], font=BOLD)
    canvas.setFont("Helvetica", 8)
    for index, level in enumerate(LEVELS):
        canvas.saveState()
        canvas.translate(FIRST + 8 + index * step, HEIGHT - FOOT + (0 if angle == 90 else 45))
        canvas.rotate(angle)
        canvas.drawString(0, 0, level)
        canvas.restoreState()


def groups(canvas: Canvas, *offsets: float) -> None:
    """Draw the names of two groups of three columns, so far from where these begin."""
    for index, (name, offset) in enumerate(zip(HEADS[1:], offsets, strict=True)):
        text(canvas, FIRST + index * 3 * WIDTH + offset, 80, name, font=BOLD)


def row(canvas: Canvas, top: float, name: Sequence[str], *columns: int, beside: int = 0) -> None:
    """Draw a row: its name and a mark in some columns, beside one of the name's lines."""
    text(canvas, 72, top, *name)
    for column in columns:
        text(canvas, FIRST + 3 + column * WIDTH, top + beside * 12, "x")


def flush(canvas: Canvas) -> None:
    heads(canvas)
    groups(canvas, 3, 3)


def body(canvas: Canvas) -> None:
    row(canvas, 170, ["1. Overall"], 2, 4)
    row(canvas, 190, ["1.1. Publish the register", "on the site"], 5)


def open_grid(folder: Path, *parts: Draw) -> list[list[str]]:
    """Return the text of the one table that parts drawn on a page make."""

    def draw(canvas: Canvas) -> None:
        for part in parts:
            part(canvas)

    (found,) = tables(read(drawn(folder, draw)))
    assert not found.ruled
    return grid(found)


WANTED = [
    HEADS,
    list(LEVELS),
    ["1. Overall", "", "", "x", "", "x", ""],
    ["1.1. Publish the register on the site", *[""] * 5, "x"],
]


def test_marks_stand_below_upright_headings(tmp_path: Path) -> None:
    assert open_grid(tmp_path, flush, body) == WANTED


def test_headings_that_run_downwards(tmp_path: Path) -> None:
    def turned(canvas: Canvas) -> None:
        heads(canvas, 270)
        groups(canvas, 5, 5)

    assert open_grid(tmp_path, turned, body) == WANTED


def test_groups_stand_in_the_middle_of_their_columns(tmp_path: Path) -> None:
    def centered(canvas: Canvas) -> None:
        heads(canvas)
        groups(canvas, *((3 * WIDTH - stringWidth(name, BOLD, 10)) / 2 - 2 for name in HEADS[1:]))

    assert open_grid(tmp_path, centered, body) == WANTED


def test_marks_stand_beside_the_middle_of_names(tmp_path: Path) -> None:
    def centered(canvas: Canvas) -> None:
        row(canvas, 170, ["1. Overall, with all of the", "milestones that are named", "in the plan"], 2, beside=1)
        row(canvas, 220, ["1.1. Publish the register", "completely on the website", "of the agency"], 5, beside=1)

    found = open_grid(tmp_path, flush, centered)
    assert found[2:] == [
        ["1. Overall, with all of the milestones that are named in the plan", "", "", "x", "", "", ""],
        ["1.1. Publish the register completely on the website of the agency", *[""] * 5, "x"],
    ]


def test_two_halves_share_a_name(tmp_path: Path) -> None:
    def halves(canvas: Canvas) -> None:
        row(canvas, 170, ["1. Overall"], 2, 4)
        row(canvas, 190, [], 5)

    assert open_grid(tmp_path, flush, halves)[2:] == [
        ["1. Overall", "", "", "x", "", "x", ""],
        [*[""] * 5, "x"],
    ]


def test_headings_at_the_head_of_each_page_are_no_furniture(tmp_path: Path) -> None:
    def second(canvas: Canvas) -> None:
        flush(canvas)
        row(canvas, 170, ["2. Overall"], 1, 3)

    def first(canvas: Canvas) -> None:
        flush(canvas)
        body(canvas)
        text(canvas, 72, 300, "The register is kept by the agency, which publishes it each month of the year.")

    found = tables(read(drawn(tmp_path, first, second)))
    assert [grid(table)[0] for table in found] == [HEADS, HEADS]


def between_columns(canvas: Canvas) -> None:
    row(canvas, 170, ["1. Overall"], 2)
    text(canvas, FIRST + 3 + 3.5 * WIDTH, 170, "x")


def names_apart_from_marks(canvas: Canvas) -> None:
    row(canvas, 170, [], 2)
    row(canvas, 178, ["Overall"])
    row(canvas, 186, [], 4)


def names_of_either_row(canvas: Canvas) -> None:
    row(canvas, 170, ["Laws about public registers", "and the people who are"], 2)
    row(canvas, 194, ["responsible for them"], 4)


def text_right_below(canvas: Canvas) -> None:
    row(canvas, 170, ["1. Overall"], 2)
    text(canvas, 72, 182, "What stands here may be the rest of a name or of something else.")


@pytest.mark.parametrize("part", [between_columns, names_apart_from_marks, names_of_either_row, text_right_below])
def test_rows_that_are_not_certain_are_left_as_text(part: Draw, tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        flush(canvas)
        part(canvas)

    document = read(drawn(tmp_path, draw))
    assert not [table for table in tables(document) if LEVELS[0] in grid(table)[1]]
    assert "Complete" in texts(document)


def draw_with_groups(tmp_path: Path, offsets: tuple[float, float], step: float) -> Document:
    def draw(canvas: Canvas) -> None:
        heads(canvas, step=step)
        groups(canvas, *offsets)
        body(canvas)

    return read(drawn(tmp_path, draw))


def test_columns_that_are_not_certain_are_left_as_text(tmp_path: Path) -> None:
    document = draw_with_groups(tmp_path, (3, 3), 10)
    assert not [table for table in tables(document) if LEVELS[0] in str(grid(table))]


@pytest.mark.parametrize("offsets", [(3, 13), (23, 3)])
def test_groups_that_are_not_certain_are_left_out_of_the_head(offsets: tuple[float, float], tmp_path: Path) -> None:
    document = draw_with_groups(tmp_path, offsets, WIDTH)
    (found,) = (grid(table) for table in tables(document))
    assert found[-2:] == WANTED[-2:]
    assert set(LEVELS) <= {word for line in found[:-2] for word in line}
    assert not set(HEADS[1:]) & {word for line in found for word in line}


def test_words_over_several_columns_are_one_cell(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        flush(canvas)
        row(canvas, 170, ["1. Overall"], 2)
        text(canvas, FIRST + 3 + 3 * WIDTH, 170, "Unclear")

    (found,) = tables(read(drawn(tmp_path, draw)))
    merged = next(cell for cell in found.rows[-1].cells if text_of(cell) == "Unclear")
    assert merged.right - merged.left > 1.5 * WIDTH
    assert [text_of(cell) for cell in found.rows[-1].cells].count("x") == 1
