"""Tables without rules: labels with answers beside them, and what looks like them and is none."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from pipeline.model import Table
from pipeline.structure.lines import text_of
from tests.readers.pdf.drawing import HEIGHT, drawn, grid, read, tables, text, texts

BOLD = "Helvetica-Bold"
ANSWER = (
    "The register of quotas can be looked at page by page only, and nobody can",
    "tell how many quotas have gathered in few hands.",
)
STEP = ("Count the wells of the district", "Office", "31.05.2031")


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


def headed(canvas: Canvas, top: float, *columns: float, shaded: bool = False) -> None:
    """Draw bold headings over two lines, shaded if asked for."""
    if shaded:
        canvas.setFillGray(0.9)
        canvas.rect(70, HEIGHT - top - 26, 450, 28, stroke=0, fill=1)
        canvas.setFillGray(0)
    for x, lines in zip((72, *columns), (("Milestone",), ("Expected", "end"), ("Responsible", "body")), strict=True):
        text(canvas, x, top, *lines, font=BOLD)


def planned(canvas: Canvas, top: float) -> None:
    for k, name in enumerate(("Open the register", "Add its history")):
        for x, value in zip((72, 330, 430), (name, f"June 202{k}", "Ministry"), strict=True):
            text(canvas, x, top + 24 * k, value)
        text(canvas, 430, top + 24 * k + 12, "of Fisheries")


def flat(found: Table) -> list[list[str]]:
    return [[" ".join(told.split()) for told in row] for row in grid(found)]


ROWS = [
    ["Milestone", "Expected end", "Responsible body"],
    ["Open the register", "June 2020", "Ministry of Fisheries"],
    ["Add its history", "June 2021", "Ministry of Fisheries"],
]


def test_a_table_of_other_columns_right_below_a_form_is_one_of_its_own(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        form(canvas, 100)
        headed(canvas, 172, 330, 430)
        planned(canvas, 196)

    first, second = tables(read(drawn(tmp_path, draw)))
    assert [len(row) for row in grid(first)] == [2, 2, 2]
    assert flat(second) == ROWS


def test_headings_at_the_foot_belong_to_the_rows_overleaf(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        form(canvas, 620)
        headed(canvas, 700, 330, 430, shaded=True)

    _, found = tables(read(drawn(tmp_path, first, lambda canvas: planned(canvas, 60))))
    assert flat(found) == ROWS


def test_bold_text_at_the_foot_is_no_row_of_headings(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        form(canvas, 600)
        text(canvas, 72, 690, "Milestones are told in the next part.", font=BOLD)

    assert len(tables(read(drawn(tmp_path, draw)))) == 1


def test_labels_in_capitals_stand_over_two_answers_side_by_side(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        text(canvas, 72, 100, "LEAD AGENCY", font=BOLD)
        text(canvas, 330, 100, "OTHER ACTORS INVOLVED", font=BOLD)
        text(canvas, 72, 114, "Registry of Quotas")
        text(canvas, 330, 114, "Ministry of Fishery, Office of", "the Harbours; Union of Crews")
        text(canvas, 72, 160, "WHAT IS THE COMMITMENT?", font=BOLD)
        text(canvas, 72, 174, *ANSWER)

    (found,) = tables(read(drawn(tmp_path, page)))
    answers = ["Registry of Quotas", "Ministry of Fishery, Office of\nthe Harbours; Union of Crews"]
    assert grid(found)[:2] == [["LEAD AGENCY", "OTHER ACTORS INVOLVED"], answers]


def test_bold_labels_stand_over_short_answers_side_by_side(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        text(canvas, 72, 100, "Lead agency", font=BOLD)
        text(canvas, 330, 100, "Other actors involved", font=BOLD)
        text(canvas, 72, 114, "Registry of Quotas")
        text(canvas, 330, 114, "Ministry of Fishery, Office of")
        text(canvas, 72, 160, "What is the commitment?", font=BOLD)
        text(canvas, 72, 174, *ANSWER)

    (found,) = tables(read(drawn(tmp_path, page)))
    assert grid(found)[0] == ["Lead agency", "Other actors involved"]


MARGIN_ROWS = (
    ("Coordinating institution", ("Mint of Norlandia",)),
    ("Level of completion", ("Limited",)),
    (
        "Commitment as it was adopted",
        (
            "The Mint undertook to print how many coins it strikes in each month of every year, and what",
            "each of them costs.",
        ),
    ),
    ("What was done so far", ("Two of four lists were printed.",)),
    ("Remaining difficulties", ("None.",)),
)


def margin_form(canvas: Canvas, top: float) -> float:
    """Draw small labels that end at the edge of the margin, next to answers in larger type; return where they end."""
    for label, answer in MARGIN_ROWS:
        canvas.setFont(BOLD, 7.6)
        canvas.drawRightString(160, HEIGHT - top - 9, label)
        text(canvas, 190, top, *answer, size=9, step=12)
        top += 12 * len(answer) + 8
    return top


def test_small_labels_in_a_margin_begin_rows_of_their_own(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 190, 60, "Coins that everybody can count", font=BOLD, size=13)
        top = margin_form(canvas, 90)
        text(canvas, 190, top + 20, "Notes that nobody can copy", font=BOLD, size=13)
        margin_form(canvas, top + 50)

    rows = [[label, " ".join(answer)] for label, answer in MARGIN_ROWS]
    assert [grid(found) for found in tables(read(drawn(tmp_path, draw)))] == [rows, rows]


def test_a_table_and_a_title_below_labels_in_a_margin_are_no_answers(tmp_path: Path) -> None:
    def margin(canvas: Canvas, top: float) -> None:
        for at, label in enumerate(("Problem", "Objective", "Lead agency")):
            text(canvas, 60, top + 40 * at + 1, f"{label:>14}", size=8)
            text(canvas, 180, top + 40 * at, *(line.lower() for line in ANSWER), size=11)

    def steps(canvas: Canvas, top: float) -> None:
        for at, row in enumerate((("No.", "Measure", "Held by", "Due"), *((f"{k}.", *STEP) for k in (1, 2, 3)))):
            font = BOLD if not at else "Helvetica"
            for x, cell in zip((185, 210, 400, 470), row, strict=True):
                text(canvas, x, top + 8 * bool(at) + 18 * at, cell, font=font, size=9 if at else 7)
        text(canvas, 470, top + 9, "date", font=BOLD, size=7)

    def first(canvas: Canvas) -> None:
        text(canvas, 180, 610, "1. Open wells", font=BOLD, size=13)
        margin(canvas, 640)

    def second(canvas: Canvas) -> None:
        steps(canvas, 60)
        text(canvas, 180, 180, "2. Open harbours", font=BOLD, size=13)
        margin(canvas, 210)

    document = read(drawn(tmp_path, first, second))
    found = [grid(one) for one in tables(document)]
    assert [len(rows) for rows in found] == [3, 4, 3]
    assert found[1][0][:3] == ["No.", "Measure", "Held by"]
    assert "2. Open harbours" in texts(document)


def test_a_stretched_line_that_opens_in_bold_is_no_row_of_the_form_above(tmp_path: Path) -> None:
    blank = 5.0

    def stretched(canvas: Canvas) -> None:
        opening, line = "By the end of May 2024,", "the ministry will draw up a list of all its data"
        width = canvas.stringWidth(opening, BOLD, 10) + blank * opening.count(" ") - 2.78 * opening.count(" ")
        canvas.setFont(BOLD, 10)
        x = 210 - blank - width
        for word in opening.split():
            canvas.drawString(x, HEIGHT - 110, word)
            x += canvas.stringWidth(word, BOLD, 10) + blank
        canvas.setFont("Helvetica", 10)
        for word in line.split():
            canvas.drawString(x, HEIGHT - 110, word)
            x += canvas.stringWidth(word, "Helvetica", 10) + blank
        text(canvas, 72, 112, "and will publish it on its pages for everybody.")
        text(canvas, 72, 60, "Nobody has to ask for it, and nobody has to pay for what is on these pages.")

    found = read(drawn(tmp_path, lambda canvas: form(canvas, 100), stretched))
    assert len(tables(found)) == 1
    assert any(text_of(block).startswith("By the end of May 2024, the ministry will draw") for block in found.blocks)
