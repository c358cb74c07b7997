"""Pages in two columns: headings over both of them, bullets that are drawn, faces that are not bold."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from pipeline.model import TextBlock
from tests.readers.pdf.drawing import HEIGHT, Draw, drawn, read, text, texts

LEFT, RIGHT = 50.0, 320.0
PROSE = "Citizens of the district read it and write back"


def column(canvas: Canvas, x: float, top: float, name: str, count: int) -> None:
    text(canvas, x, top, *(f"{name} {PROSE}" for _ in range(count)))


def sections(canvas: Canvas) -> None:
    """Draw two headings with two columns below each, the columns of the first one of unequal length."""
    for top, name, count in ((60.0, "Alpha", 8), (220.0, "Beta", 6)):
        text(canvas, LEFT, top, name, font="Helvetica-Bold", size=16)
        column(canvas, LEFT, top + 30, f"{name} left", count)
        column(canvas, RIGHT, top + 30, f"{name} right", count - 1)


def openings(path: Path) -> list[str]:
    return [" ".join(block.split()[:2]) for block in texts(read(path)) if block.strip()]


def test_headings_within_the_first_column_part_both(tmp_path: Path) -> None:
    found = [opening for opening in openings(drawn(tmp_path, sections)) if opening]
    assert found == ["Alpha", "Alpha left", "Alpha right", "Beta", "Beta left", "Beta right"]


def test_the_second_column_may_begin_a_line_higher(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for top, name in ((60.0, "Alpha"), (240.0, "Beta")):
            text(canvas, LEFT, top, name, font="Helvetica-Bold", size=16)
            column(canvas, LEFT, top + 38, f"{name} left", 8)
            column(canvas, RIGHT, top + 30, f"{name} right", 8)

    found = [opening for opening in openings(drawn(tmp_path, draw)) if opening]
    assert found == ["Alpha", "Alpha left", "Alpha right", "Beta", "Beta left", "Beta right"]


def test_a_heading_beside_text_is_of_its_column(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        column(canvas, LEFT, 60, "Alpha left", 8)
        text(canvas, LEFT, 180, "Beta", font="Helvetica-Bold", size=16)
        column(canvas, LEFT, 210, "Beta left", 8)
        column(canvas, RIGHT, 60, "Gamma right", 20)

    found = [opening for opening in openings(drawn(tmp_path, draw)) if opening]
    assert found == ["Alpha left", "Beta", "Beta left", "Gamma right"]


def dot(canvas: Canvas, x: float, top: float, radius: float) -> None:
    canvas.circle(x, HEIGHT - top, radius, stroke=0, fill=1)


def listed(radius: float) -> Draw:
    def draw(canvas: Canvas) -> None:
        text(canvas, LEFT, 60, "The plan holds two actions that are open to all, and they are these:")
        for index, name in enumerate(("Publish the budget", "Open the archive")):
            dot(canvas, LEFT + 10, 96 + 20 * index, radius)
            text(canvas, LEFT + 20, 90 + 20 * index, f"{name} in every district of the country.")

    return draw


def items(path: Path) -> list[str]:
    return [block.lines[0].text for block in read(path).blocks if isinstance(block, TextBlock) and block.marker == "•"]


def test_drawn_dots_are_the_bullets_of_a_list(tmp_path: Path) -> None:
    found = items(drawn(tmp_path, listed(1.5)))
    assert found == [f"{name} in every district of the country." for name in ("Publish the budget", "Open the archive")]


def test_large_dots_and_dots_between_words_are_no_bullets(tmp_path: Path) -> None:
    def between(canvas: Canvas) -> None:
        text(canvas, LEFT, 60, "Ministry")
        dot(canvas, LEFT + 44, 66, 1.5)
        text(canvas, LEFT + 50, 60, "Agency of the Interior and of many other things")

    assert items(drawn(tmp_path, listed(5))) == []
    assert items(drawn(tmp_path, between)) == []


def answers_in_columns(page: int) -> Draw:
    """Draw a page whose second column continues a sentence of the first, with headings on equal heights."""

    def draw(canvas: Canvas) -> None:
        text(canvas, LEFT, 40, f"Commitment {page}", font="Helvetica-Bold", size=16)
        for x, labels in ((LEFT, ("Lead agency", "Issue", "Answer")), (RIGHT, ("", "Ambition", "Roadmap"))):
            for at, label in enumerate(labels):
                text(canvas, x, 80 + 50 * at, label, font="Helvetica-Bold", size=11)
                opening = f"{PROSE} so that" if label else "of the list and of what is in it, and of"
                ends = "nobody has to ask for the source" if label == "Answer" else "nobody has to ask for it twice."
                text(canvas, x, 94 + 50 * at, opening, "there is one place to look it up and", ends)

    return draw


def test_headings_at_one_height_in_columns_are_no_table_where_sentences_run_on(tmp_path: Path) -> None:
    document = read(drawn(tmp_path, *map(answers_in_columns, range(1, 5))))
    order = ["Lead agency", "Issue", "Answer", "Ambition", "Roadmap"]
    assert [block for block in texts(document) if block in order] == order * 4


def test_rules_part_the_columns_beside_them(tmp_path: Path) -> None:
    """Two texts side by side, twice: lines of one column end at other heights than those of the other."""

    def draw(canvas: Canvas) -> None:
        for at, top in ((0, 80), (1, 300)):
            canvas.line(300, HEIGHT - top + 10, 300, HEIGHT - top - 150)
            for x, name, step in ((72, "Left", 14), (310, "Right", 20)):
                text(canvas, x, top, f"{name} part {at}", size=12)
                for line in range(7):
                    text(canvas, x, top + 20 + step * line, f"{name} words of line {line} in part {at}", size=10)

    said = " ".join(texts(read(drawn(tmp_path, draw))))
    places = [
        said.index(f"{name} words of line {line} in part {at}")
        for at in (0, 1)
        for name in ("Left", "Right")
        for line in range(7)
    ]
    assert places == sorted(places)
