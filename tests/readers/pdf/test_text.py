"""Lines, paragraphs, list items and headings."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.model import Line, TextBlock
from tests.readers.pdf.drawing import HEIGHT, cells, drawn, grid, read, tables, text, texts

PROSE = (
    "The government released its second action plan in December and added commitments to it",
    "in the autumn. The plan was made with four principles in mind: transparency, participation,",
    "accountability and technology. Each of the commitments supports one or more of them, and",
    "the report tells what became of them.",
)


def blocks(path: Path) -> list[TextBlock]:
    return [block for block in read(path).blocks if isinstance(block, TextBlock)]


def lines(path: Path) -> list[Line]:
    return [line for block in blocks(path) for line in block.lines]


def test_wrapped_lines_are_one_paragraph(tmp_path: Path) -> None:
    (found,) = blocks(drawn(tmp_path, lambda canvas: text(canvas, 72, 100, *PROSE)))
    assert found.kind == "paragraph"
    assert [line.text for line in found.lines] == list(PROSE)
    assert [line.glue for line in found.lines] == ["paragraph", "space", "space", "space"]


def test_lines_have_boxes_around_their_text(tmp_path: Path) -> None:
    first = lines(drawn(tmp_path, lambda canvas: text(canvas, 72, 100, *PROSE)))[0]
    box = first.anchor.box
    assert box
    assert first.anchor.page == 1
    assert abs(box.x0 - 72) < 1
    assert abs(box.x1 - 72 - stringWidth(PROSE[0], "Helvetica", 10)) < 1
    assert 95 < box.top < 105 < box.bottom < 115


def test_a_wider_step_opens_a_paragraph(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 100, *PROSE)
        text(canvas, 72, 160, *PROSE)

    assert [len(block.lines) for block in blocks(drawn(tmp_path, draw))] == [4, 4]


def test_a_line_ended_early_opens_a_paragraph(tmp_path: Path) -> None:
    found = blocks(drawn(tmp_path, lambda canvas: text(canvas, 72, 100, *PROSE, *PROSE)))
    assert [len(block.lines) for block in found] == [4, 4]


def test_an_indented_first_line_opens_a_paragraph(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 100, *PROSE[:3])
        text(canvas, 90, 136, PROSE[0][:80])
        text(canvas, 72, 148, *PROSE[1:])

    assert [len(block.lines) for block in blocks(drawn(tmp_path, draw))] == [3, 4]


def broken(
    canvas: Canvas, first: str, second: str, before: str = "Some words on the line above that fill it well:"
) -> None:
    text(canvas, 72, 100, f"{before} {first}", f"{second} and more words that follow on the second line of it")


def test_a_hyphen_goes_where_the_word_stands_whole_elsewhere(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 60, "A report on participation in the plan")
        broken(canvas, "partici-", "pation")

    assert [line.glue for line in lines(drawn(tmp_path, draw))][-1] == "unhyphen"


def test_a_hyphen_stays_without_evidence(tmp_path: Path) -> None:
    found = lines(drawn(tmp_path, lambda canvas: broken(canvas, "machine-", "readable")))
    assert found[0].text.endswith("machine-")
    assert found[1].glue == "none"


def test_a_hyphen_stays_where_the_word_is_written_with_it(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 60, "Both cooperate and co-operate are found")
        broken(canvas, "co-", "operate")

    assert [line.glue for line in lines(drawn(tmp_path, draw))][-1] == "none"


def hyphenated(canvas: Canvas, first: str, second: str) -> None:
    """Write a text whose typesetter broke three words that also stand whole, and one more."""
    whole = "participation implementation accountability and the state in"
    text(canvas, 72, 60, f"Of {whole} the plan, with self-made and self-set aims that are good")
    for index, (head, tail) in enumerate([("partici-", "pation"), ("implemen-", "tation"), ("account-", "ability")]):
        y = 100 + 40 * index
        text(canvas, 72, y, f"Some words on the line above that fill it well: {head}", f"{tail} and more of it")
    text(canvas, 72, 300, f"Some words on the line above that fill it well: {first}", f"{second} and more of it")


@pytest.mark.parametrize(
    ("first", "second", "glue"),
    [
        ("transpar-", "ency", "unhyphen"),
        ("state-", "owned", "none"),
        ("self-", "regulation", "none"),
        ("e-", "mail", "none"),
    ],
)
def test_in_a_text_that_breaks_words_a_hyphen_goes_where_no_part_is_a_word(
    tmp_path: Path, first: str, second: str, glue: str
) -> None:
    found = lines(drawn(tmp_path, lambda canvas: hyphenated(canvas, first, second)))
    assert found[-1].glue == glue


def test_an_address_goes_on_without_a_blank(tmp_path: Path) -> None:
    found = lines(drawn(tmp_path, lambda canvas: broken(canvas, "https://www.example.org/plans/", "2021-2023.html")))
    assert found[1].glue == "none"


def test_ligatures_are_taken_apart(tmp_path: Path) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    path = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not path.exists():
        pytest.skip("needs the DejaVu fonts")
    pdfmetrics.registerFont(TTFont("DejaVu", path))
    found = lines(
        drawn(tmp_path, lambda canvas: text(canvas, 72, 100, "o\ufb03cial \ufb01gures, e\ufb00ort", font="DejaVu"))
    )
    assert found[0].text == "official figures, effort"


def test_doubled_letters_of_a_word_stay(tmp_path: Path) -> None:
    found = lines(drawn(tmp_path, lambda canvas: text(canvas, 72, 100, "All skillful ill officials III", size=7)))
    assert found[0].text == "All skillful ill officials III"


def test_text_printed_twice_is_read_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.3):
            text(canvas, 72 + shift, 100, "Main objective")

    assert texts(read(drawn(tmp_path, draw))) == ["Main objective"]


def test_bullets_are_markers_and_indentation_ends_the_item(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for top, words in (
            (100, ("Publish budgets in open formats and", "keep them current")),
            (130, ("Train officials",)),
        ):
            text(canvas, 80, top, "\u2022")
            text(canvas, 98, top, *words)
        text(canvas, 72, 142, "The plan goes on with this text.")

    found = blocks(drawn(tmp_path, draw))
    assert [(block.kind, block.marker, len(block.lines)) for block in found] == [
        ("list_item", "\u2022", 2),
        ("list_item", "\u2022", 1),
        ("paragraph", None, 1),
    ]
    assert found[0].lines[0].text == "Publish budgets in open formats and"


def test_letters_in_sequence_are_markers(tmp_path: Path) -> None:
    found = blocks(drawn(tmp_path, lambda canvas: text(canvas, 72, 100, "a. Open the data", "b. Close the gap")))
    assert [(block.kind, block.marker) for block in found] == [("list_item", "a."), ("list_item", "b.")]


def test_a_lone_initial_is_no_marker(tmp_path: Path) -> None:
    (found,) = blocks(drawn(tmp_path, lambda canvas: text(canvas, 72, 100, "A. Smith heads the unit")))
    assert (found.kind, found.marker) == ("paragraph", None)


def test_headings_by_size_and_weight(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 60, "Self-assessment", font="Helvetica-Bold", size=20)
        text(canvas, 72, 100, "Introduction", font="Helvetica-Bold", size=14)
        text(canvas, 72, 130, *PROSE)
        text(canvas, 72, 200, "Commitment 1: Open data", font="Helvetica-Bold")
        text(canvas, 72, 225, *PROSE)

    found = [(block.kind, block.level) for block in blocks(drawn(tmp_path, draw))]
    assert found == [("heading", 1), ("heading", 2), ("paragraph", 0), ("heading", 3), ("paragraph", 0)]


def test_a_bold_label_opens_a_paragraph(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        width = stringWidth(PROSE[1], "Helvetica", 10)
        text(canvas, 72, 100, *PROSE[:2])
        text(canvas, 72, 124, "Lead agency:", font="Helvetica-Bold")
        text(canvas, 72 + stringWidth("Lead agency: ", "Helvetica-Bold", 10), 124, "the ministry")
        canvas.line(72, HEIGHT - 90, 72 + width, HEIGHT - 90)

    assert [block.lines[0].text for block in blocks(drawn(tmp_path, draw))] == [PROSE[0], "Lead agency: the ministry"]


def test_a_tick_of_a_symbol_font_survives(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(72, HEIGHT - 130, 50, 30)
        canvas.rect(122, HEIGHT - 130, 50, 30)
        text(canvas, 80, 105, "\u2714", font="ZapfDingbats")

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert grid(found) == [["\u2714", ""]]


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [f"left line {n} has words of its own" for n in range(8)]
    right = [f"right line {n} has words of its own" for n in range(8)]

    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 60, "A heading that runs over both of the columns of this page in one line", size=14)
        text(canvas, 72, 100, *left)
        text(canvas, 320, 104, *right)

    words = " ".join(texts(read(drawn(tmp_path, draw))))
    assert words.index("left line 7") < words.index("right line 0")
    assert words.index("heading") < words.index("left line 0")


def test_labels_and_values_side_by_side_are_no_columns(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for index in range(6):
            text(canvas, 72, 100 + 12 * index, f"Label {index}:")
            text(canvas, 220, 100 + 12 * index, f"value {index} of the plan")

    document = read(drawn(tmp_path, draw))
    (found,) = tables(document)
    assert not found.ruled
    assert grid(found) == [[f"Label {n}:", f"value {n} of the plan"] for n in range(6)]


def test_a_table_without_rulings(tmp_path: Path) -> None:
    rows = [
        ("Milestone", "Start", "End"),
        ("Draft law", "2014", "2015"),
        ("Portal", "2015", "2016"),
        ("Training", "", "2016"),
    ]

    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 60, *PROSE)
        for index, row in enumerate(rows):
            for x, word in zip((72, 250, 350), row, strict=True):
                text(canvas, x, 130 + 14 * index, word)

    document = read(drawn(tmp_path, draw))
    (found,) = tables(document)
    assert [tuple(row) for row in grid(found)] == rows
    assert len(texts(document)) == 1


def test_prose_is_never_a_table(tmp_path: Path) -> None:
    assert not tables(read(drawn(tmp_path, lambda canvas: text(canvas, 72, 100, *PROSE, *PROSE, *PROSE))))


def test_cells_part_words_that_stand_close(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        width = stringWidth("Substantial", "Helvetica", 10)
        canvas.rect(72, HEIGHT - 120, width + 1, 20)
        canvas.rect(73 + width, HEIGHT - 120, 80, 20)
        text(canvas, 72.5, 104, "Substantial")
        text(canvas, 73.5 + width, 104, "Completed")

    found = cells(tables(read(drawn(tmp_path, draw)))[0])
    assert [len(cell.blocks) for cell in found] == [1, 1]


FORCE_BOLD = "262148"
"""The flags that reportlab gives a bold face."""


@pytest.mark.parametrize(("regular", "bold"), [("VAAA", "VBBB"), ("Vera", "Vera-Bold")])
def test_bold_lines_are_known_by_names_or_strokes(tmp_path: Path, regular: str, bold: str) -> None:
    for face, name in (("Vera", "Plain"), ("VeraBd", "Heavy")):
        pdfmetrics.registerFont(TTFont(name, f"{face}.ttf"))

    def labels_over_text(canvas: Canvas) -> None:
        for top, label in ((100, "Lead agency"), (200, "Problem")):
            text(canvas, 72, top, label, font="Heavy")
            text(canvas, 72, top + 12, *PROSE, font="Plain")

    path = drawn(tmp_path, labels_over_text)
    file = path.read_bytes()
    changes = (("BitstreamVeraSans-Bold", bold, "X"), ("BitstreamVeraSans-Roman", regular, "X"), (FORCE_BOLD, "4", " "))
    for old, new, filler in changes:
        assert old.encode() in file
        file = file.replace(old.encode(), new.ljust(len(old), filler).encode())
    path.write_bytes(file)
    assert [block.lines[0].text for block in blocks(path) if block.kind == "heading"] == ["Lead agency", "Problem"]
