"""What is drawn over, through and between the letters of answers: stamps, strikes, wide steps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from tests.readers.pdf.drawing import HEIGHT, drawn, read, text, texts

ANSWER = "Ministry of Roads and Bridges"
LONG_ANSWER = "Department of Rural Roads and of the Planning of Towns"


def test_a_single_figure_is_struck_like_the_words(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for row, (words, kept) in enumerate((("2. Boards in the town halls", ""), ("3", " 2. Portal opened"))):
            text(canvas, 72, 100 + 20 * row, words + kept)
            y = HEIGHT - 110 - 20 * row + 3.2
            canvas.line(72, y, 72 + canvas.stringWidth(words, "Helvetica", 10), y)

    assert texts(read(drawn(tmp_path, draw))) == ["2. Portal opened"]


def test_a_dash_through_one_letter_alone_is_part_of_it(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 100, "d 2. Portal opened")
        canvas.line(72, HEIGHT - 106.8, 78, HEIGHT - 106.8)

    assert texts(read(drawn(tmp_path, draw))) == ["d 2. Portal opened"]


@pytest.mark.parametrize("step", [0, 1])
def test_all_lines_of_a_slanted_stamp_are_no_text(tmp_path: Path, step: int) -> None:
    """One of its lines meets no other text; a program may print its letters one by one."""

    def draw(canvas: Canvas) -> None:
        canvas.rect(50, HEIGHT - 140, 400, 50)
        text(canvas, 254, 98, ANSWER)
        canvas.saveState()
        canvas.setFillColor(HexColor("#BB2222"))
        canvas.setFont("Helvetica", 9)
        canvas.translate(300, HEIGHT - 105)
        canvas.rotate(-8)
        for row, line in enumerate(("RECEIVED", "14 MAY 2023", "Registry 118")):
            for at, part in enumerate(line if step else [line]):
                canvas.drawString(7 * at, -12 * row, part)
        canvas.restoreState()

    document = read(drawn(tmp_path, draw))
    assert texts(document) == [ANSWER]
    assert "RECEIVED" in document.furniture[0].lines[0].text.replace(" ", "")


def test_short_words_in_letters_set_apart_are_words(tmp_path: Path) -> None:
    """The file sets no blanks: each letter is placed, a word's end by a wider step."""

    def draw(canvas: Canvas) -> None:
        x = 72.0
        for char in "1 de mayo de 2018 - 30 de junio de 2020":
            if char != " ":
                text(canvas, x, 100, char)
            x += canvas.stringWidth(char, "Helvetica", 10) + (8 if char == " " else 3)

    assert " ".join(texts(read(drawn(tmp_path, draw)))) == "1 de mayo de 2018 - 30 de junio de 2020"


def glued(step: float) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 60, "A line of the page that has its blanks")
        x = 72.0
        for word in LONG_ANSWER.split():
            text(canvas, x, 100, word)
            x += canvas.stringWidth(word, "Helvetica", 10) + step

    return draw


def test_narrow_steps_part_words_where_all_letters_touch(tmp_path: Path) -> None:
    assert texts(read(drawn(tmp_path, glued(1.1))))[-1] == LONG_ANSWER


def test_words_without_any_step_are_reported(tmp_path: Path) -> None:
    document = read(drawn(tmp_path, glued(0)))
    assert texts(document)[-1] == LONG_ANSWER.replace(" ", "")
    assert [issue.code for issue in document.issues] == ["words-without-blanks"]
