"""Where text stands: figures beside headings, running text in columns, rows of nested tables over a page end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.model import Table
from tests.readers.pdf.drawing import HEIGHT, drawn, grid, read, tables, text, texts

LEFT = (
    "This plan has been made together with the",
    "people of the country, who sent more than two",
    "hundred letters to the ministry in one year, and",
    "met it in all of its nine provinces, where they",
    "said what they wanted to know of its work and",
    "which of its papers they wished to have in print.",
)
RIGHT = (
    "The next step of the plan is a list of all the",
    "registers that the government keeps, with the",
    "names of those who may see them and the days",
    "on which they can be seen, so that nobody has",
    "to ask for what is there for everybody anyway,",
    "and a court that hears those who were refused.",
)


def test_a_large_figure_is_read_before_the_heading_beside_it(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 60, 96, "1", font="Helvetica-Bold", size=40)
        text(canvas, 100, 100, "Strengthen the law on access to", "information", font="Helvetica-Bold", size=12)
        text(canvas, 60, 160, *LEFT)

    assert texts(read(drawn(tmp_path, draw)))[0] == "1 Strengthen the law on access to information"


def test_a_large_letter_and_a_note_mark_stay_in_their_lines(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 60, 100, "The portal opened in May")
        text(canvas, 60 + canvas.stringWidth("The portal opened in May", "Helvetica", 10), 98, "12", size=6)
        text(canvas, 60, 130, *LEFT)

    assert texts(read(drawn(tmp_path, draw)))[0] == "The portal opened in May"


def in_columns(canvas: Canvas, right: tuple[str, ...]) -> None:
    text(canvas, 43, 120, *LEFT)
    text(canvas, 300, 120, *right)


@pytest.mark.parametrize("rest", [(), RIGHT[:2], RIGHT])
def test_pages_in_two_columns_are_read_column_by_column(tmp_path: Path, rest: tuple[str, ...]) -> None:
    full = [lambda canvas: in_columns(canvas, RIGHT)] * 4
    document = read(drawn(tmp_path, *full, lambda canvas: in_columns(canvas, rest)))
    assert not tables(document)
    last = texts(document)[-2 if rest else -1 :]
    assert last == [" ".join(lines) for lines in (LEFT, rest) if lines]


def boxes(canvas: Canvas, top: float, widths: tuple[float, ...], height: float, left: float = 50) -> None:
    for k, width in enumerate(widths):
        canvas.rect(left + sum(widths[:k]), HEIGHT - top - height, width, height)


def test_the_rest_of_a_nested_row_goes_back_into_its_column(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        boxes(canvas, 400, (120, 380), 300)
        text(canvas, 54, 406, "Milestones")
        for top, row in ((420, ("No.", "Activity", "Result")), (470, ("1.", "Draft the law", "A draft"))):
            boxes(canvas, top, (40, 160, 140), 50, left=190)
            for x, cell in zip((194, 234, 394), row, strict=True):
                text(canvas, x, top + 6, cell)
        boxes(canvas, 520, (40, 160, 140), 174, left=190)
        for x, cell in zip((194, 234, 394), ("2.", "Publish the rules", "Rules"), strict=True):
            text(canvas, x, 680, cell)

    def second(canvas: Canvas) -> None:
        boxes(canvas, 60, (120, 380), 40)
        text(canvas, 234, 66, "of open contracts")
        boxes(canvas, 100, (120, 380), 40)
        text(canvas, 54, 106, "Next steps")
        text(canvas, 174, 106, "Adopt the law")

    (found,) = tables(read(drawn(tmp_path, first, second)))
    (nested,) = [block for block in found.rows[0].cells[1].blocks if isinstance(block, Table)]
    assert grid(nested)[-1] == ["2.", "Publish the rules of open contracts", "Rules"]
    assert grid(found)[-1] == ["Next steps", "Adopt the law"]


def test_a_table_within_a_column_is_read_in_its_column(tmp_path: Path) -> None:
    rows = (
        ("Milestone", "Kind", "Start", "End"),
        ("Test all of the wells", "New", "01/08/2016", "31/03/2017"),
        ("Elect the committees", "New", "01/01/2017", "30/09/2017"),
        ("Commission forty plants", "Ongoing", "01/10/2016", "30/06/2018"),
    )

    def draw(canvas: Canvas) -> None:
        text(canvas, 43, 120, *LEFT, *RIGHT)
        text(canvas, 310, 120, *RIGHT)
        for line, row in enumerate(rows):
            canvas.line(310, HEIGHT - 206 - 20 * line, 575, HEIGHT - 206 - 20 * line)
            for x, cell in zip((310, 435, 480, 530), row, strict=True):
                text(canvas, x, 208 + 20 * line, cell, size=8, font="Helvetica" if line else "Helvetica-Bold")

    document = read(drawn(tmp_path, draw))
    (found,) = tables(document)
    assert grid(found) == [list(row) for row in rows]
    assert " ".join(texts(document)) == " ".join((*LEFT, *RIGHT, *RIGHT))


def test_a_bold_heading_as_wide_as_its_column_is_no_part_of_the_text_below(tmp_path: Path) -> None:
    heading = "Status quo or problem that is to be addressed"

    def draw(canvas: Canvas) -> None:
        text(canvas, 43, 120, heading, font="Helvetica-Bold")
        text(canvas, 43, 133, *LEFT)
        text(canvas, 43, 240, *RIGHT)

    assert texts(read(drawn(tmp_path, draw)))[0] == heading


def test_a_full_bold_line_behind_a_number_goes_on_where_bold_goes_on(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 43, 120, "1.  Strengthen all the portals of institutions", font="Helvetica-Bold")
        text(canvas, 43, 132, "that are public.", font="Helvetica-Bold")
        text(canvas, 43 + canvas.stringWidth("that are public. ", "Helvetica-Bold", 10), 132, "The law on access to")
        text(canvas, 43, 144, *LEFT)

    found = texts(read(drawn(tmp_path, draw)))
    assert found[0].startswith("1. Strengthen all the portals of institutions that are public. The law on access to")


def test_colored_boxes_beside_text_are_read_on_their_own_after_it(tmp_path: Path) -> None:
    cards = (("LEAD INSTITUTION", "National Centre", "of Business"), ("TIMELINE", "May 2021 to", "June 2022"))

    def draw(canvas: Canvas) -> None:
        text(canvas, 43, 90, "A title over the whole width of the page, longer than the text", size=16)
        text(canvas, 43, 120, *LEFT, *RIGHT)
        for number, lines in enumerate(cards):
            canvas.setFillGray(0.9)
            canvas.rect(330, HEIGHT - 166 - 60 * number, 150, 48, stroke=0, fill=1)
            canvas.setFillGray(0)
            text(canvas, 336, 121 + 60 * number, lines[0], font="Helvetica-Bold", size=8)
            text(canvas, 336, 135 + 60 * number, *lines[1:])
        text(canvas, 43, 290, *LEFT)

    found = texts(read(drawn(tmp_path, draw)))
    said = [part for label, *lines in cards for part in (label, " ".join(lines))]
    assert [part for part in found if part in said] == said
    assert " ".join(found[1:]) == " ".join((*LEFT, *RIGHT, *LEFT, *said))


@pytest.mark.parametrize("boxed", ["tint", "frame", "none"])
@pytest.mark.parametrize("margin", ["left", "right"])
def test_labels_over_answers_in_the_margin_are_read_after_the_text_beside_them(
    tmp_path: Path, boxed: str, margin: str
) -> None:
    pairs = (
        ("Lead", ["Ministry of Justice"]),
        ("Partners", ["Chamber of Notaries and the", "Red Cross"]),
        ("Start", ["May"]),
    )
    main, side = (200, 50) if margin == "left" else (50, 420)

    def draw(canvas: Canvas) -> None:
        for top in (60, 300):
            text(canvas, 43, top, "Commitment on open registers", font="Helvetica-Bold", size=16)
            if boxed != "none":
                canvas.setFillGray(0.9)
                canvas.rect(side - 6, HEIGHT - top - 130, 128, 100, stroke=boxed == "frame", fill=boxed == "tint")
                canvas.setFillGray(0)
            at = top + 38.0
            for label, answer in pairs:
                text(canvas, side, at, label, font="Helvetica-Bold", size=9)
                text(canvas, side, at + 11, *answer, size=9, step=11)
                at += 11 * (len(answer) + 1)
            text(canvas, main, top + 34, "Problem", font="Helvetica-Bold", size=12)
            text(canvas, main, top + 54, "Owners of firms are hidden behind nominees, so that", "nobody sees who wins.")
            text(canvas, main, top + 120, "Description", font="Helvetica-Bold", size=12)
            text(
                canvas, main, top + 140, "The register of owners will be open to all, and firms", "must declare theirs."
            )

    found = texts(read(drawn(tmp_path, draw)))
    said = [part for label, answer in pairs for part in (label, " ".join(answer))]
    told = {
        "Problem": "Owners of firms are hidden behind nominees, so that nobody sees who wins.",
        "Description": "The register of owners will be open to all, and firms must declare theirs.",
    }
    assert [" ".join(part.split()) for part in found if part in said or " ".join(part.split()) in said] == said * 2
    assert all(found[at + 1] == told[part] for at, part in enumerate(found) if part in told)


CARDS = (
    (
        "1. Open contracts",
        ("All contracts of the state", "are on one portal, where", "people comment on them."),
        "March",
    ),
    ("2. Owners of firms", ("A register shows owners.",), "June"),
    ("3. Village budgets", ("Each county holds meetings", "and says what they decided."), "May"),
    ("4. Court rulings", ("Rulings are published.",), "July"),
    ("5. Data on schools", ("Data on pupils, teachers and", "the money of each school are", "online."), "April"),
)


@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize("label", ["Helvetica-Bold", "Helvetica"])
def test_cards_without_boxes_are_read_card_by_card(tmp_path: Path, columns: int, label: str) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 43, 60, "Our plan", font="Helvetica-Bold", size=16)
        for number, (title, lines, date) in enumerate(CARDS):
            x, top = 43 + 175 * (number % columns), 100 + 110 * (number // columns)
            text(canvas, x, top, title, font="Helvetica-Bold", size=11)
            text(canvas, x, top + 14, *lines)
            text(canvas, x, top + 14 + 12 * len(lines), "Lead:", font=label)
            text(canvas, x + 30, top + 14 + 12 * len(lines), f"Body {number}")
            text(canvas, x, top + 26 + 12 * len(lines), "Deadline:", font=label)
            text(canvas, x + 50, top + 26 + 12 * len(lines), date)
        text(canvas, 200, 700, "7", size=8)

    document = read(drawn(tmp_path, draw))
    assert not tables(document)
    said = [
        part
        for number, (title, lines, date) in enumerate(CARDS)
        for part in (title, " ".join(lines), f"Lead: Body {number}", f"Deadline: {date}")
    ]
    assert texts(document) == ["Our plan", *said, "7"]


def test_columns_of_a_table_that_repeats_one_label_are_no_cards(tmp_path: Path) -> None:
    rows = (
        ("Step", "First year", "Second year"),
        ("Draft", "Lead: Justice", "Lead: Finance"),
        ("Adopt", "May", "June"),
    )

    def draw(canvas: Canvas) -> None:
        for line, row in enumerate(rows):
            for x, cell in zip((43, 200, 400), row, strict=True):
                text(canvas, x, 100 + 20 * line, cell, font="Helvetica" if line else "Helvetica-Bold")

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert grid(found) == [list(row) for row in rows]


@pytest.mark.parametrize("boxed", [True, False])
def test_each_of_several_boxes_in_the_right_margin_follows_its_own_text(tmp_path: Path, boxed: bool) -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(3):
            top = 60 + 220 * number
            text(canvas, 43, top, f"Commitment {number}", font="Helvetica-Bold", size=16)
            text(canvas, 43, top + 34, "Problem", font="Helvetica-Bold", size=12)
            text(canvas, 43, top + 54, *LEFT)
            if boxed:
                canvas.setFillGray(0.9)
                canvas.rect(390, HEIGHT - top - 90, 128, 60, stroke=0, fill=1)
                canvas.setFillGray(0)
            for at, (label, answer) in enumerate((("Lead", f"Body {number}"), ("Start", f"May 202{number}"))):
                text(canvas, 396, top + 36 + 24 * at, label, font="Helvetica-Bold", size=9)
                text(canvas, 396, top + 47 + 24 * at, answer, size=9)

    said: list[str] = []
    for number in range(3):
        said += (f"Commitment {number}", "Problem", " ".join(LEFT))
        said += ("Lead", f"Body {number}", "Start", f"May 202{number}")
    assert texts(read(drawn(tmp_path, draw))) == said


def test_a_label_below_the_title_of_each_page_is_no_header(tmp_path: Path) -> None:
    def page(title: str) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            text(canvas, 43, 30, "Plan of the country", size=8)
            text(canvas, 43, 60, title, font="Helvetica-Bold", size=16)
            text(canvas, 43, 84, "Problem", font="Helvetica-Bold", size=11)
            text(canvas, 43, 100, *LEFT, *RIGHT)

        return draw

    titles = ("Open contracts", "Owners of firms", "Village budgets", "Court rulings")
    found = texts(read(drawn(tmp_path, *map(page, titles))))
    assert [part for part in found if part in (*titles, "Problem")] == [
        part for title in titles for part in (title, "Problem")
    ]
    assert "Plan of the country" not in found
