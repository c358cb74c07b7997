"""Choices that are circled, underlined or highlighted; fields of boxes with a letter in each; labels with leaders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.drawing import HEIGHT, drawn, grid, read, tables, text, texts

LEVELS = ("Not started", "Limited", "Substantial", "Completed")
STEP = 90


def level_row(canvas: Canvas, top: float = 100) -> None:
    """Draw a row of a form: a label and four choices in one cell."""
    canvas.rect(50, HEIGHT - top - 24, 110, 24)
    canvas.rect(160, HEIGHT - top - 24, 380, 24)
    text(canvas, 54, top + 7, "Completion level")
    for number, level in enumerate(LEVELS):
        text(canvas, 166 + STEP * number, top + 7, level)


def oval(canvas: Canvas, number: int) -> None:
    canvas.ellipse(160 + STEP * number, HEIGHT - 122, 226 + STEP * number, HEIGHT - 102)


def open_oval(canvas: Canvas, number: int) -> None:
    """Draw an oval by hand: it does not meet its start."""
    x, y = 162 + STEP * number, HEIGHT - 112
    path = canvas.beginPath()
    path.moveTo(x, y)
    path.curveTo(x + 5, y + 14, x + 60, y + 14, x + 62, y)
    path.curveTo(x + 60, y - 12, x + 8, y - 12, x + 2, y + 3)
    canvas.drawPath(path)


def underline(canvas: Canvas, number: int) -> None:
    start = 166 + STEP * number
    canvas.line(start, HEIGHT - 119, start + canvas.stringWidth(LEVELS[number], "Helvetica", 10), HEIGHT - 119)


def highlight(canvas: Canvas, number: int) -> None:
    x, width = 166 + STEP * number, canvas.stringWidth(LEVELS[number], "Helvetica", 10)
    top, bottom = HEIGHT - 107, HEIGHT - 120
    canvas.highlightAnnotation("", [x, bottom, x + width, top], [x, top, x + width, top, x, bottom, x + width, bottom])


@pytest.mark.parametrize("mark", [oval, open_oval, underline, highlight])
@pytest.mark.parametrize("number", [0, 2])
def test_a_marked_choice_is_ticked(tmp_path: Path, mark: Callable[[Canvas, int], None], number: int) -> None:
    def draw(canvas: Canvas) -> None:
        level_row(canvas)
        mark(canvas, number)

    document = read(drawn(tmp_path, draw))
    choices = " ".join(f"{'☒' if k == number else '☐'} {level}" for k, level in enumerate(LEVELS))
    assert grid(tables(document)[0]) == [["Completion level", choices]]
    assert document.issues == ()


def test_choices_on_lines_of_their_own(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(50, HEIGHT - 170, 110, 70)
        canvas.rect(160, HEIGHT - 170, 200, 70)
        text(canvas, 54, 110, "Relevance")
        text(canvas, 166, 106, "None", "Partly", "Clear", step=20)
        canvas.ellipse(160, HEIGHT - 141, 200, HEIGHT - 123)

    assert grid(tables(read(drawn(tmp_path, draw)))[0]) == [["Relevance", "☐ None\n☒ Partly\n☐ Clear"]]


def test_two_circles_are_reported_and_decide_nothing(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        level_row(canvas)
        canvas.ellipse(160, HEIGHT - 122, 310, HEIGHT - 102)

    document = read(drawn(tmp_path, draw))
    assert grid(tables(document)[0]) == [["Completion level", " ".join(LEVELS)]]
    assert [issue.code for issue in document.issues] == ["circled-words"]


def test_an_underlined_word_of_a_sentence_is_no_choice(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 100, "The ministry publishes the Roads Act every year.")
        start = 72 + canvas.stringWidth("The ministry publishes the ", "Helvetica", 10)
        canvas.line(start, HEIGHT - 112, start + canvas.stringWidth("Roads Act", "Helvetica", 10), HEIGHT - 112)

    assert texts(read(drawn(tmp_path, draw))) == ["The ministry publishes the Roads Act every year."]


def comb(canvas: Canvas, letters: str, x: float, top: float) -> None:
    """Draw a box for each letter, with room where there is a blank."""
    for number, letter in enumerate(letters):
        if letter != " ":
            canvas.rect(x + 16 * number, HEIGHT - top - 14, 13, 14)
            text(canvas, x + 4 + 16 * number, top + 2, letter.replace("_", ""))


@pytest.mark.parametrize(
    ("letters", "shown"),
    [("31 03 2018", "31/03/2018"), ("0417", "0417"), ("OGP 2018", "OGP 2018"), ("9021__", "9021")],
)
def test_letters_in_boxes_are_one_word(tmp_path: Path, letters: str, shown: str) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 102, "Field")
        comb(canvas, letters, 160, 100)

    assert texts(read(drawn(tmp_path, draw))) == [f"Field {shown}"]


@pytest.mark.parametrize(
    ("letters", "asked", "shown"),
    [("30 06 2021", "jj mm aaaa", "30/06/2021"), ("0630 2021", "mmdd yyyy", "30/06/2021"), ("0417", "", "0417")],
)
def test_letters_in_boxes_that_touch_are_one_word(tmp_path: Path, letters: str, asked: str, shown: str) -> None:
    """Small letters below the boxes of a date say in which order its parts are asked for."""

    def draw(canvas: Canvas) -> None:
        canvas.rect(50, HEIGHT - 140, 100, 40)
        canvas.rect(150, HEIGHT - 140, 300, 40)
        text(canvas, 54, 106, "End date")
        for number, letter in enumerate(letters):
            if letter != " ":
                canvas.rect(160 + 15 * number, HEIGHT - 120, 15, 15)
                text(canvas, 164 + 15 * number, 107, letter)
        for number, letter in enumerate(asked):
            text(canvas, 164 + 15 * number, 122, letter, size=6)

    assert grid(tables(read(drawn(tmp_path, draw)))[0]) == [["End date", shown]]


def test_a_scale_in_boxes_that_touch_is_no_word(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(5):
            canvas.rect(160 + 15 * number, HEIGHT - 120, 15, 15)
            text(canvas, 164 + 15 * number, 107, str(number + 1))

    assert texts(read(drawn(tmp_path, draw))) == ["1 2 3 4 5"]


def test_fields_below_each_other_are_two_words(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        comb(canvas, "AB", 260, 101.4)
        comb(canvas, "CD", 160, 102.6)

    assert texts(read(drawn(tmp_path, draw))) == ["CD AB"]


def test_ticked_boxes_side_by_side_are_no_field(tmp_path: Path) -> None:
    assert texts(read(drawn(tmp_path, lambda canvas: comb(canvas, "x_x", 160, 100)))) == ["☒ ☐ ☒"]


def test_dots_lead_from_a_label_to_its_answer(tmp_path: Path) -> None:
    lines = (
        "Lead implementing agency . . . . . . . . . . . . . . . . . . . . Ministry of Water",
        "Start date ........................................................ 1 May 2019",
        "Contents ............................................................ 12",
    )
    document = read(drawn(tmp_path, lambda canvas: text(canvas, 72, 100, *lines)))
    assert texts(document)[:2] == ["Lead implementing agency: Ministry of Water", "Start date: 1 May 2019"]
    assert lines[2] in " ".join(texts(document))


def test_answers_are_written_on_lines(tmp_path: Path) -> None:
    lines = (
        "End date: ____31 May 2019____________",
        "Next steps ____Add maps.____________",
        "Start date ........ 1.5.2018 ..............",
        "- " * 48,
        "Budget: ____________",
    )
    document = read(drawn(tmp_path, lambda canvas: text(canvas, 72, 100, *lines, step=30)))
    assert texts(document) == ["End date: 31 May 2019", "Next steps: Add maps.", "Start date: 1.5.2018", "Budget:"]


def test_a_label_past_the_stop_of_its_tab_is_parted_from_its_answer(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 100, "Brief account of the commitment (140 letters)")
        text(canvas, 320, 100, "Publish each report of an")
        text(canvas, 250, 114, "inspection within ten days of", "the visit.")

    assert texts(read(drawn(tmp_path, draw)))[0].startswith("Brief account of the commitment (140 letters): Publish")


def test_narrow_gaps_part_words_on_a_page_without_blanks(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for row, words in enumerate(("Department of Rural Development", "The register is online since May")):
            x = 72.0
            for word in words.split():
                text(canvas, x, 100 + 14 * row, word)
                x += canvas.stringWidth(word, "Helvetica", 10) + 1.86

    assert " ".join(texts(read(drawn(tmp_path, draw)))) == (
        "Department of Rural Development The register is online since May"
    )
