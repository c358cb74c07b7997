"""Ruled cells: found as pdfplumber finds them, with spans, fills and nested grids."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas

from pipeline.readers.pdf.chars.drawing import Stroke
from pipeline.readers.pdf.tables.cells import find_grids
from tests.readers.pdf.drawing import HEIGHT, cells, drawn, flowed, grid, read, table, tables, text, texts

ROWS = [["Commitment", "Progress", "Evidence"], ["1", "Limited", "A law was drafted"], ["2", "", "Data are open"]]


def plumbed(path: Path) -> list[list[str]]:
    with pdfplumber.open(path) as document:
        return [
            [(cell or "").replace("\n", " ") for cell in row if cell is not None]
            for page in document.pages
            for found in page.extract_tables()
            for row in found
        ]


def test_cells_are_those_of_pdfplumber(tmp_path: Path) -> None:
    path = flowed(tmp_path, table([*ROWS, *([str(n), "Substantial", "word " * 30] for n in range(3, 9))]))
    found = [row for t in tables(read(path)) for row in grid(t)]
    assert found == [[cell.strip() for cell in row] for row in plumbed(path)]


def test_merged_cells_have_spans(tmp_path: Path) -> None:
    styles = (("SPAN", (0, 0), (2, 0)), ("SPAN", (0, 1), (0, 2)))
    (found,) = tables(read(flowed(tmp_path, table(ROWS, *styles, widths=[100, 100, 200]))))
    first = found.rows[0].cells[0]
    tall = found.rows[1].cells[0]
    assert (first.row, first.column, first.row_span, first.column_span) == (0, 0, 1, 3)
    assert (tall.row, tall.column, tall.row_span, tall.column_span) == (1, 0, 2, 1)
    assert [cell.column for cell in found.rows[2].cells] == [1, 2]


def test_cells_know_where_they_stand(tmp_path: Path) -> None:
    (found,) = tables(read(drawn(tmp_path, lambda canvas: box_row(canvas, 100, [50, 150, 300]))))
    assert [(cell.left, cell.right) for cell in cells(found)] == [(50, 150), (150, 300)]
    anchor = cells(found)[0].anchors[0]
    assert anchor.page == 1
    assert anchor.box
    assert (anchor.box.x0, anchor.box.top, anchor.box.x1, anchor.box.bottom) == (50, 100, 150, 120)


def box_row(
    canvas: Canvas, top: float, xs: list[float], labels: tuple[str, ...] = ("left", "right"), height: float = 20
) -> None:
    for index, (x0, x1) in enumerate(pairwise(xs)):
        canvas.rect(x0, HEIGHT - top - height, x1 - x0, height)
        if labels[index]:
            text(canvas, x0 + 5, top + 3, labels[index])


def test_fills_are_kept_without_text(tmp_path: Path) -> None:
    styles = (
        ("BACKGROUND", (1, 1), (1, 1), colors.HexColor("#FFC000")),
        ("BACKGROUND", (1, 2), (1, 2), colors.HexColor("#00B050")),
        ("BACKGROUND", (0, 0), (-1, 0), colors.white),
    )
    (found,) = tables(read(flowed(tmp_path, table([ROWS[0], ["1", "", "x"], ["2", "", "y"]], *styles))))
    assert [[cell.fill for cell in row.cells] for row in found.rows] == [
        [None] * 3,
        [None, "FFC000", None],
        [None, "00B050", None],
    ]


def test_the_uppermost_fill_counts(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for color in ("#FF0000", "#00B050"):
            canvas.setFillColor(colors.HexColor(color))
            canvas.rect(50, HEIGHT - 120, 100, 20, stroke=0, fill=1)
        canvas.setFillColor(colors.black)
        box_row(canvas, 100, [50, 150, 300], ("", "right"))

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert [cell.fill for cell in cells(found)] == ["00B050", None]


def test_a_highlighted_word_does_not_color_its_cell(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(colors.yellow)
        canvas.rect(170, HEIGHT - 116, 60, 12, stroke=0, fill=1)
        canvas.setFillColor(colors.black)
        box_row(canvas, 100, [50, 150, 300])

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert [cell.fill for cell in cells(found)] == [None, None]


def test_doubled_lines_of_thin_rectangles_make_no_cells(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0.0, 0.7):
            for x in (50, 150, 300):
                canvas.rect(x + shift, HEIGHT - 160, 0.4, 60, stroke=0, fill=1)
            for top in (100, 130, 160):
                canvas.rect(50, HEIGHT - top - shift, 250, 0.4, stroke=0, fill=1)
        text(canvas, 60, 105, "a")
        text(canvas, 160, 135, "b")

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert grid(found) == [["a", ""], ["", "b"]]


def test_shading_behind_paragraphs_makes_no_cells(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(colors.lightgrey)
        canvas.rect(55, HEIGHT - 118, 80, 15, stroke=0, fill=1)
        canvas.setFillColor(colors.black)
        box_row(canvas, 100, [50, 150, 300])

    assert grid(tables(read(drawn(tmp_path, draw)))[0]) == [["left", "right"]]


def test_marks_stand_under_their_headings(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(50, HEIGHT - 140, 100, 40)
        text(canvas, 55, 110, "Completion level")
        box_row(canvas, 100, [150, 220, 290, 360, 430], ("Not started", "Limited", "Substantial", "Completed"))
        box_row(canvas, 120, [150, 220, 290, 360, 430], ("", "a", "", "b"))

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert grid(found) == [
        ["Completion level", "Not started", "Limited", "Substantial", "Completed"],
        ["", "a", "", "b"],
    ]
    assert found.rows[0].cells[0].row_span == 2
    assert found.rows[1].cells[1].left == found.rows[0].cells[2].left


def test_a_grid_within_a_cell_is_a_table_of_the_cell(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        box_row(canvas, 100, [50, 150, 450], ("Completion level", ""), height=80)
        text(canvas, 160, 105, "Mark one:")
        box_row(canvas, 125, [170, 240, 310], ("Limited", "Completed"))
        box_row(canvas, 145, [170, 240, 310], ("", "x"))

    (found,) = tables(read(drawn(tmp_path, draw)))
    outer = found.rows[0].cells[1]
    inner = outer.blocks[1]
    assert len(outer.blocks) == 2
    assert not isinstance(inner, type(outer.blocks[0]))
    assert grid(inner) == [["Limited", "Completed"], ["", "x"]]  # type: ignore[arg-type]


def test_a_title_box_belongs_to_the_form_below_it(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        box_row(canvas, 100, [50, 300], ("1. Improve participation",))
        box_row(canvas, 123.5, [50, 150, 300])

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert [len(row.cells) for row in found.rows] == [1, 2]
    assert found.rows[0].cells[0].column_span == 2


def test_a_frame_around_the_page_is_no_table(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(20, 20, 570, 750)
        text(canvas, 72, 100, "A report")

    document = read(drawn(tmp_path, draw))
    assert not tables(document)
    assert texts(document) == ["A report"]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotated_pages_are_read_as_shown(tmp_path: Path, rotation: int) -> None:
    width, height = 612.0, 792.0  # as shown; reportlab turns the page's box with the rotation

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)
        moves = {90: (0, 1, -1, 0, height, 0), 180: (-1, 0, 0, -1, width, height), 270: (0, -1, 1, 0, 0, width)}
        canvas.transform(*moves[rotation])
        canvas.rect(50, height - 120, 100, 20)
        canvas.rect(150, height - 120, 100, 20)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(55, height - 115, "left side")
        canvas.drawString(155, height - 115, "right side")

    document = read(drawn(tmp_path, draw))
    (found,) = tables(document)
    assert (document.pages[0].width, document.pages[0].height, document.pages[0].rotation) == (width, height, rotation)
    assert grid(found) == [["left side", "right side"]]
    box = cells(found)[0].anchors[0].box
    assert box
    assert (box.x0, box.top, box.x1, box.bottom) == (50, 100, 150, 120)
    line = cells(found)[0].blocks[0].lines[0].anchor.box  # type: ignore[union-attr]
    assert line
    assert 54 < line.x0 < 56
    assert 100 < line.top < line.bottom < 120


def test_boxes_count_from_the_visible_part_of_the_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((30, 40, 500, 700))
        box_row(canvas, 200, [80, 180, 330])

    document = read(drawn(tmp_path, draw))
    box = cells(tables(document)[0])[0].anchors[0].box
    assert box
    assert (box.x0, box.top) == (50, 200 - (HEIGHT - 700))
    assert (document.pages[0].width, document.pages[0].height) == (470, 660)


def test_drawings_within_forms_are_moved_with_them(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("row")
        canvas.rect(0, 0, 100, 20)
        canvas.rect(100, 0, 100, 20)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(5, 5, "inside")
        canvas.endForm()
        for shift in (0, 40):
            canvas.saveState()
            canvas.translate(60, HEIGHT - 200 - shift)
            canvas.scale(2, 2)
            canvas.doForm("row")
            canvas.restoreState()

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert grid(found) == [["inside", ""], ["inside", ""]]
    assert [cell.left for cell in found.rows[0].cells] == [60, 260]


def test_upright_text_in_a_cell_is_read_in_its_direction(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        box_row(canvas, 100, [50, 100, 300], ("", "right"), height=100)
        canvas.saveState()
        canvas.translate(80, HEIGHT - 190)
        canvas.rotate(90)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(0, 0, "Lead agency")
        canvas.restoreState()

    assert grid(tables(read(drawn(tmp_path, draw)))[0]) == [["Lead agency", "right"]]


def test_an_open_foot_at_the_page_end_is_closed(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        box_row(canvas, 600, [50, 150, 300])
        for x in (50, 150, 300):
            canvas.line(x, HEIGHT - 620, x, HEIGHT - 720)
        text(canvas, 155, 650, "goes on")

    assert grid(tables(read(drawn(tmp_path, draw)))[0]) == [["left", "right"], ["", "goes on"]]


def test_a_colored_disc_colors_an_empty_cell(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        box_row(canvas, 100, [50, 150, 250], ("Milestone", ""))
        box_row(canvas, 120, [50, 150, 250], ("Icon", "text"))
        canvas.setFillColor(colors.HexColor("#C00000"))
        canvas.circle(200, HEIGHT - 110, 7, stroke=0, fill=1)
        canvas.circle(240, HEIGHT - 130, 7, stroke=0, fill=1)

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert [[cell.fill for cell in row.cells] for row in found.rows] == [[None, "C00000"], [None, None]]


def test_rounded_corners_are_corners(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for x, label in ((50, "left"), (150, "right")):
            canvas.roundRect(x, HEIGHT - 130, 100, 30, 6)
            text(canvas, x + 10, 108, label)

    assert grid(tables(read(drawn(tmp_path, draw)))[0]) == [["left", "right"]]


def test_text_off_the_page_is_not_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((50, 50, 550, 700))
        text(canvas, 72, 200, "on the page")
        text(canvas, 72, 20, "printer's mark")

    assert texts(read(drawn(tmp_path, draw))) == ["on the page"]


def test_a_strip_of_facts_is_a_row_of_cells(tmp_path: Path) -> None:
    """Short rules part the facts between a rule above and one below, without touching either."""

    def draw(canvas: Canvas) -> None:
        for y in (HEIGHT - 100, HEIGHT - 160):
            canvas.line(72, y, 540, y)
        for x in (220, 380):
            canvas.line(x, HEIGHT - 108, x, HEIGHT - 152)
        for x, value, label in (
            (76, "Treasury", "LEAD"),
            (226, "Audit Office;", "PARTNERS"),
            (386, "May 2025", "TIMEFRAME"),
        ):
            text(canvas, x, 120, value)
            text(canvas, x, 145, label)

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert grid(found) == [["Treasury\nLEAD", "Audit Office;\nPARTNERS", "May 2025\nTIMEFRAME"]]


def test_a_rule_between_two_columns_of_text_makes_no_strip(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for y in (HEIGHT - 100, HEIGHT - 160):
            canvas.line(72, y, 540, y)
        canvas.line(300, HEIGHT - 108, 300, HEIGHT - 152)
        text(canvas, 76, 120, "One column of text")
        text(canvas, 310, 120, "and the other one")

    assert not tables(read(drawn(tmp_path, draw)))


def test_a_row_under_a_low_head_over_all_columns_is_no_strip() -> None:
    """The rules between its columns end at the rules of the row."""
    level = [Stroke(at, 72, 540, True) for at in (100, 114, 134, 148)]
    upright = [Stroke(at, 100, 148, False) for at in (72, 540)] + [Stroke(at, 114, 134, False) for at in (220, 380)]
    assert len(find_grids([*level, *upright])) == 1
