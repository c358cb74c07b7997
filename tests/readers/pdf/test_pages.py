"""What page ends part, and what stands on every page."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, Spacer

from pipeline.structure.lines import join_lines, text_of
from tests.readers.pdf.drawing import BODY, HEIGHT, Draw, drawn, flowed, grid, read, table, tables, text, texts
from tests.readers.pdf.test_cells import box_row

FILLER = ("Text of the page that differs from the others in number",)


def running(canvas: Canvas, _: object) -> None:
    text(canvas, 72, 30, "Self-assessment report", size=8)
    text(canvas, 300, 750, str(canvas.getPageNumber()), size=8)


def long_rows(count: int) -> list[list[str]]:
    return [["No.", "Milestone", "Evidence"], *([str(n), f"Milestone {n}", "evidence " * 25] for n in range(1, count))]


def test_tables_are_joined_over_page_ends(tmp_path: Path) -> None:
    document = read(flowed(tmp_path, table(long_rows(40), widths=[40, 100, 300]), on_page=running))
    (found,) = tables(document)
    assert len(document.pages) > 2
    assert [row[0] for row in grid(found)] == ["No.", *map(str, range(1, 40))]
    assert [anchor.page for anchor in found.anchors] == [page.number for page in document.pages]
    assert sum(row.after_break for row in found.rows) == len(document.pages) - 1


def test_repeated_header_rows_are_left_out(tmp_path: Path) -> None:
    (found,) = tables(read(flowed(tmp_path, table(long_rows(40), widths=[40, 100, 300], repeat=1))))
    assert [row[0] for row in grid(found)].count("No.") == 1
    assert any(row.after_break for row in found.rows)


def test_tables_with_other_columns_stay_apart(tmp_path: Path) -> None:
    one, two = table(long_rows(12), widths=[40, 100, 300]), table([["a", "b"], ["c", "d"]], widths=[200, 240])
    assert len(tables(read(flowed(tmp_path, one, PageBreak(), two)))) == 2


def test_text_between_keeps_tables_apart(tmp_path: Path) -> None:
    part = table(long_rows(3), widths=[40, 100, 300])
    found = flowed(tmp_path, part, Paragraph("Theme two", BODY), Spacer(1, 500), PageBreak(), part)
    assert len(tables(read(found))) == 2


def form(number: int, rows: int) -> object:
    body = [[f"Label {n}", "value " * 12] for n in range(rows)]
    return table(
        [["Completion Template", ""], [f"{number}. Title", ""], *body],
        ("SPAN", (0, 0), (1, 0)),
        ("SPAN", (0, 1), (1, 1)),
        widths=[150, 250],
    )


def test_a_form_that_begins_on_a_new_page_is_its_own_table(tmp_path: Path) -> None:
    path = flowed(tmp_path, form(1, 5), Spacer(1, 20), form(2, 10), PageBreak(), form(3, 5))
    assert [grid(found)[1] for found in tables(read(path))] == [["1. Title"], ["2. Title"], ["3. Title"]]


def test_running_headers_and_page_numbers_are_furniture(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            running(canvas, None)
            text(canvas, 72, 100, f"{FILLER[0]} {number}")

        return draw

    document = read(drawn(tmp_path, *(page(n) for n in range(5))))
    assert texts(document) == [f"{FILLER[0]} {n}" for n in range(5)]
    assert [text_of(block) for block in document.furniture][:2] == ["Self-assessment report", "1"]
    assert len(document.furniture) == 10


def test_furniture_within_a_table_is_no_text(tmp_path: Path) -> None:
    def framed(canvas: Canvas) -> None:
        running(canvas, None)
        canvas.rect(60, HEIGHT - 780, 200, 760)
        canvas.rect(260, HEIGHT - 780, 200, 760)
        text(canvas, 70, 200, "inside")

    def plain(canvas: Canvas) -> None:
        running(canvas, None)
        text(canvas, 72, 100, *FILLER)

    document = read(drawn(tmp_path, plain, framed, plain, plain, plain))
    assert grid(tables(document)[0]) == [["inside", ""]]


@pytest.mark.parametrize(("numbers", "top"), [((4, 7, 9, 12, 13), 72), ((1, 2, 3, 4, 5), 30)])
def test_headings_that_come_back_are_no_furniture(tmp_path: Path, numbers: tuple[int, ...], top: int) -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            text(canvas, 72, top, f"Commitment {number}", size=12)
            text(canvas, 72, 100, f"{FILLER[0]} {number}")

        return draw

    document = read(drawn(tmp_path, *(page(n) for n in numbers)))
    assert not document.furniture


def test_slanted_draft_marks_are_furniture(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            text(canvas, 72, 100, f"{FILLER[0]} {number}")
            canvas.saveState()
            canvas.translate(200, 300)
            canvas.rotate(45)
            canvas.setFont("Helvetica", 60)
            canvas.drawString(0, 0, "DRAFT")
            canvas.restoreState()

        return draw

    document = read(drawn(tmp_path, *(page(n) for n in range(3))))
    assert [text_of(block) for block in document.furniture] == ["DRAFT"] * 3
    assert texts(document) == [f"{FILLER[0]} {n}" for n in range(3)]


def test_a_paragraph_goes_on_over_the_page_end(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        text(canvas, 72, 700, "The report speaks of commitments that were made by")

    def second(canvas: Canvas) -> None:
        text(canvas, 72, 72, "the ministry of justice in the second plan.")

    (found,) = read(drawn(tmp_path, first, second)).blocks
    assert (
        text_of(found)
        == "The report speaks of commitments that were made by the ministry of justice in the second plan."
    )


def test_a_closed_sentence_ends_at_the_page_end(tmp_path: Path) -> None:
    document = read(
        drawn(
            tmp_path,
            lambda canvas: text(canvas, 72, 700, "The first page ends here."),
            lambda canvas: text(canvas, 72, 72, "the second begins small."),
        )
    )
    assert len(document.blocks) == 2


def footnoted(canvas: Canvas, label: str, *notes: str) -> None:
    for index in range(30):
        text(
            canvas, 72, 100 + 12 * index, f"Line {index} of the running text stands on this page, long enough", size=11
        )
    text(canvas, 420, 100, label, size=6)
    canvas.line(72, HEIGHT - 690, 200, HEIGHT - 690)
    text(canvas, 72, 695, label, size=5)
    text(canvas, 80, 695, *notes, size=8, step=10)


def test_footnotes_are_notes(tmp_path: Path) -> None:
    document = read(
        drawn(tmp_path, lambda canvas: footnoted(canvas, "1", "IRM report, https://www.example.org", "and more."))
    )
    (note,) = document.notes
    assert (note.kind, note.marker) == ("note", "1")
    assert join_lines(note.lines).startswith("IRM report")
    assert not any("IRM" in found for found in texts(document))


def test_a_note_goes_on_over_the_page_end(tmp_path: Path) -> None:
    def second(canvas: Canvas) -> None:
        for index in range(30):
            text(canvas, 72, 100 + 12 * index, f"Line {index} of the second page's text, long enough as well", size=11)
        canvas.line(72, HEIGHT - 690, 200, HEIGHT - 690)
        text(canvas, 72, 695, "and its end on the next page.", size=8)
        text(canvas, 72, 711, "2", size=5)
        text(canvas, 80, 711, "Another note.", size=8)

    document = read(drawn(tmp_path, lambda canvas: footnoted(canvas, "1", "A note with much to say"), second))
    assert [(note.marker, join_lines(note.lines)) for note in document.notes] == [
        ("1", "A note with much to say and its end on the next page."),
        ("2", "Another note."),
    ]


def test_a_raised_mark_of_a_note_is_no_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        footnoted(canvas, "1", "A note.")
        text(canvas, 72, 60, "Title of a commitment", size=11)
        text(canvas, 72 + 107, 59, "1", size=6)

    assert texts(read(drawn(tmp_path, draw)))[0].startswith("Title of a commitment")
    assert "commitment1" not in texts(read(drawn(tmp_path, draw)))[0]


def test_blocks_stand_in_reading_order(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 60, "Before")
        box_row(canvas, 100, [50, 150, 300])
        text(canvas, 72, 140, "Between")
        box_row(canvas, 170, [50, 150, 300])
        text(canvas, 72, 220, "After")

    assert [text_of(block) for block in read(drawn(tmp_path, draw)).blocks] == [
        "Before",
        "left\nright",
        "Between",
        "left\nright",
        "After",
    ]
