"""Tables without rules: labels with answers beside them, and what looks like them and is none."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.drawing import HEIGHT, drawn, grid, read, tables, text, texts

BOLD = "Helvetica-Bold"
ANSWER = (
    "The register of quotas can be looked at page by page only, and nobody can",
    "tell how many quotas have gathered in few hands.",
)


def form(canvas: Canvas, top: float) -> None:
    """Draw three rows: a label over two lines, an answer over two lines, a short one."""
    text(canvas, 72, top, "Name of the person who", "is responsible", font=BOLD)
    text(canvas, 210, top, "Ingrid Tangen")
    text(canvas, 72, top + 30, "Problem", font=BOLD)
    text(canvas, 210, top + 30, *ANSWER)
    text(canvas, 72, top + 60, "Results", font=BOLD)
    text(canvas, 210, top + 60, "None.")


def test_labels_over_several_lines_stand_beside_long_answers(tmp_path: Path) -> None:
    (found,) = tables(read(drawn(tmp_path, lambda canvas: form(canvas, 100))))
    assert not found.ruled
    rows = [["Name of the person who is responsible", "Ingrid Tangen"], ["Problem", " ".join(ANSWER)]]
    assert grid(found) == [*rows, ["Results", "None."]]


def test_an_answer_goes_on_on_the_next_page(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        form(canvas, 640)

    def second(canvas: Canvas) -> None:
        text(canvas, 210, 60, "Of all that was planned, nothing was begun before the year ended.")
        text(canvas, 72, 90, "Next steps", font=BOLD)
        text(canvas, 210, 90, "Begin.")

    (found,) = tables(read(drawn(tmp_path, first, second)))
    assert [row.after_break for row in found.rows] == [False, False, False, True, False]
    assert grid(found)[3:] == [
        ["", "Of all that was planned, nothing was begun before the year ended."],
        ["Next steps", "Begin."],
    ]


def test_a_grid_within_a_form_has_its_own_columns(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        form(canvas, 100)
        text(canvas, 72, 180, "Completion", font=BOLD)
        for x, level in zip((210, 290, 370, 450), ("Not started", "Limited", "Substantial", "Complete"), strict=True):
            text(canvas, x, 180, level)
        text(canvas, 385, 200, "x")
        text(canvas, 72, 225, "Next steps", font=BOLD)
        text(canvas, 210, 225, "Begin.")

    (found,) = tables(read(drawn(tmp_path, draw)))
    label, *levels = found.rows[3].cells
    marks = found.rows[4].cells
    assert label.row_span == 2
    assert [(level.left, level.right) for level in levels] == [(mark.left, mark.right) for mark in marks]
    assert grid(found)[4] == ["", "", "x", ""]


def test_a_frame_around_a_form_is_not_its_only_cell(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        form(canvas, 100)
        canvas.rect(66, HEIGHT - 180, 500, 86)

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert [len(row.cells) for row in found.rows] == [2, 2, 2]


def test_columns_of_prose_with_paragraphs_side_by_side_are_no_table(tmp_path: Path) -> None:
    left = [f"left line {n} has some words of its own" for n in range(4)]
    right = [f"right line {n} has some words of its own" for n in range(4)]

    def draw(canvas: Canvas) -> None:
        for top in (100, 160, 220):
            text(canvas, 72, top, *left)
            text(canvas, 320, top, *right)

    assert not tables(read(drawn(tmp_path, draw)))


def test_a_letterhead_and_a_heading_are_no_form(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 60, "Ministry of Justice", font=BOLD)
        text(canvas, 400, 60, "3 May 2015", font=BOLD)
        text(canvas, 72, 120, "Dear members of the forum,")
        text(canvas, 72, 150, "Results", font=BOLD)
        text(canvas, 72, 164, *ANSWER)

    document = read(drawn(tmp_path, draw))
    assert not tables(document)
    assert "Results" in texts(document)
