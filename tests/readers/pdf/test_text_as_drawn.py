"""Text as it is drawn: struck out, spaced, glued, stamped, sideways; ticks and dots as shapes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from pipeline.model import Document, TextBlock
from tests.readers.pdf.drawing import HEIGHT, cells, drawn, grid, read, tables, text, texts

WORDS = ("Ministry of Roads and Bridges", "publishes all contracts", "on its portal every month")


def ruled(canvas: Canvas, top: float, *rows: tuple[str, ...], width: float = 120, height: float = 30) -> None:
    """Draw a ruled table with one line of text a cell."""
    for j, row in enumerate(rows):
        for i, cell in enumerate(row):
            canvas.rect(50 + i * width, HEIGHT - top - (j + 1) * height, width, height)
            if cell:
                text(canvas, 54 + i * width, top + j * height + 8, cell)


def line_of(document: Document) -> str:
    return " ".join(texts(document))


def struck(canvas: Canvas, how: str) -> None:
    text(canvas, 72, 100, "Ministry of Transport Ministry of Roads")
    x, y = 72, HEIGHT - 110 + 3.2
    end = x + canvas.stringWidth("Ministry of Transport", "Helvetica", 10)
    if how == "line":
        canvas.line(x, y, end, y)
    else:
        canvas.rect(x, y, end - x, 0.6, stroke=0, fill=1)


@pytest.mark.parametrize("how", ["line", "bar"])
def test_a_line_through_words_strikes_them_out(tmp_path: Path, how: str) -> None:
    document = read(drawn(tmp_path, lambda canvas: struck(canvas, how)))
    assert line_of(document) == "Ministry of Roads"
    assert [issue.code for issue in document.issues] == ["struck-text"]


def test_underlines_borders_and_rules_strike_nothing(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 100, WORDS[0])
        canvas.line(72, HEIGHT - 112, 210, HEIGHT - 112)  # an underline
        text(canvas, 72, 140, WORDS[1])
        canvas.line(40, HEIGHT - 147, 560, HEIGHT - 147)  # a rule over the page that meets text

    assert line_of(read(drawn(tmp_path, draw))) == " ".join(WORDS[:2])


def test_a_struck_word_in_a_cell_leaves_the_table_whole(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas, 100, ("Agency", "Transport Roads"), ("End", "2015"), width=200)
        canvas.line(254, HEIGHT - 115, 254 + canvas.stringWidth("Transport", "Helvetica", 10), HEIGHT - 115)

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert grid(found) == [["Agency", "Roads"], ["End", "2015"]]


@pytest.mark.parametrize("spacing", [1.6, 3.0, 5.0])
def test_letters_set_apart_are_words(tmp_path: Path, spacing: float) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 600, "Ministry of Roads", charSpace=spacing)
        canvas.drawString(72, 570, "31 December 2015", charSpace=spacing)

    assert texts(read(drawn(tmp_path, draw))) == ["Ministry of Roads", "31 December 2015"]


def test_figures_in_columns_are_not_joined(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for k in range(9):
            text(canvas, 72 + 14 * k, 100, str(k + 1))

    assert line_of(read(drawn(tmp_path, draw))) == "1 2 3 4 5 6 7 8 9"


@pytest.mark.parametrize("squeezed", [-2.0, -2.7])
def test_blanks_of_the_file_part_words_that_nearly_touch(tmp_path: Path, squeezed: float) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 600, "cost of roads of towns", wordSpace=squeezed)

    assert line_of(read(drawn(tmp_path, draw))) == "cost of roads of towns"


@pytest.mark.parametrize("squeezed", [0.0, 1.6])
def test_blanks_printed_glyph_by_glyph_part_words(tmp_path: Path, squeezed: float) -> None:
    """Browsers print each glyph as a text object of its own, and round where it is set: a blank may be narrow."""

    def draw(canvas: Canvas) -> None:
        x = 72.0
        for char in "Access to medicines in three languages":
            text(canvas, x, 72, char)
            x += canvas.stringWidth(char, "Helvetica", 10) - (squeezed if char == " " else 0)

    assert line_of(read(drawn(tmp_path, draw))) == "Access to medicines in three languages"


@pytest.mark.parametrize(("angle", "color"), [(0, "#DDDDDD"), (0, "#FF0000"), (45, "#DDDDDD")])
def test_stamps_behind_text_are_no_text(tmp_path: Path, angle: float, color: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillColor(HexColor(color))
        canvas.setFont("Helvetica-Bold", 60)
        canvas.translate(90, HEIGHT - 150)
        canvas.rotate(angle)
        canvas.drawString(0, 0, "DRAFT")
        canvas.restoreState()
        ruled(canvas, 90, (WORDS[0], WORDS[1]), (WORDS[2], WORDS[1]), width=200)

    document = read(drawn(tmp_path, draw))
    assert grid(tables(document)[0]) == [[WORDS[0], WORDS[1]], [WORDS[2], WORDS[1]]]
    assert [block.lines[0].text for block in document.furniture] == ["DRAFT"]


def test_a_large_title_is_no_stamp(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 80, "Action Plan", size=40)
        text(canvas, 72, 140, *WORDS)

    assert "Action Plan" in line_of(read(drawn(tmp_path, draw)))


@pytest.mark.parametrize("angle", [90, 270])
def test_a_page_whose_table_lies_sideways_is_turned(tmp_path: Path, angle: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(*((612, 0) if angle == 90 else (0, 792)))
        canvas.rotate(angle)
        canvas.translate(0, 612 - 792)
        ruled(canvas, 60, (WORDS[0], "Status"), (WORDS[1], "done"), (WORDS[2], "late"), width=240)
        canvas.restoreState()

    document = read(drawn(tmp_path, draw))
    (found,) = tables(document)
    assert grid(found) == [[WORDS[0], "Status"], [WORDS[1], "done"], [WORDS[2], "late"]]
    page = document.pages[0]
    assert (page.width, page.height) == (612, 792)
    box = cells(found)[0].anchors[0].box
    assert box is not None
    assert box.bottom - box.top > box.x1 - box.x0


def curve(canvas: Canvas, x: float, y: float) -> None:
    path = canvas.beginPath()
    path.moveTo(x, y + 4)
    path.curveTo(x + 2, y, x + 3, y, x + 4, y)
    path.curveTo(x + 5, y + 5, x + 8, y + 9, x + 10, y + 11)
    canvas.drawPath(path, stroke=1, fill=0)


def outline(canvas: Canvas, x: float, y: float) -> None:
    path = canvas.beginPath()
    path.moveTo(x, y + 4)
    for dx, dy in ((1.5, 5.5), (4, 2.5), (9, 10), (10, 9), (4, 0)):
        path.lineTo(x + dx, y + dy)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def strokes(canvas: Canvas, x: float, y: float) -> None:
    canvas.line(x, y + 4, x + 3, y)
    canvas.line(x + 3, y, x + 10, y + 10)


@pytest.mark.parametrize("tick", [curve, outline, strokes])
def test_a_tick_that_is_drawn_marks_its_cell(tmp_path: Path, tick: object) -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas, 100, ("Not started", "Limited", "Completed"), ("", "", ""))
        assert callable(tick)
        tick(canvas, 220, HEIGHT - 154)

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert grid(found)[1] == ["", "✓", ""]


@pytest.mark.parametrize("color", ["#00B050", "#C00000"])
def test_a_colored_dot_colors_its_cell(tmp_path: Path, color: str) -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas, 100, ("Portal", ""), ("Law", ""))
        canvas.setFillColor(HexColor(color))
        canvas.setFont("ZapfDingbats", 14)
        canvas.drawString(220, HEIGHT - 122, "l")

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert [(row.cells[1].fill, row.cells[1].blocks) for row in found.rows] == [(color[1:], ()), (None, ())]


def test_a_table_repeats_its_title_with_a_word_that_it_goes_on(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        canvas.rect(50, HEIGHT - 640, 400, 30)
        text(canvas, 54, 618, "2.1 Publish contracts")
        ruled(canvas, 640, ("Agency", "Roads"), ("Results", "The portal shows the"), width=200)

    def second(canvas: Canvas) -> None:
        canvas.rect(50, HEIGHT - 90, 400, 30)
        text(canvas, 54, 68, "2.1 Publish contracts (continued)")
        ruled(canvas, 90, ("", "price of each road."), ("End", "2015"), width=200)

    (found,) = tables(read(drawn(tmp_path, first, second)))
    assert [row[0] for row in grid(found)] == ["2.1 Publish contracts", "Agency", "Results", "", "End"]
    assert [row.after_break for row in found.rows] == [False, False, False, True, False]


def test_the_bold_opening_of_a_line_is_measured(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 72, 100, "Open data.", font="Helvetica-Bold")
        text(canvas, 72 + canvas.stringWidth("Open data. ", "Helvetica-Bold", 10), 100, "The portal goes online.")

    (block,) = read(drawn(tmp_path, draw)).blocks
    assert isinstance(block, TextBlock)
    assert block.lines[0].bold_start == len("Open data.")


def box_picture(path: Path, ticked: bool) -> str:
    picture = Image.new("L", (24, 24), 255)
    pencil = ImageDraw.Draw(picture)
    pencil.rectangle((2, 2, 21, 21), outline=0, width=2)
    if ticked:
        pencil.line((5, 5, 18, 18), fill=0, width=3)
        pencil.line((5, 18, 18, 5), fill=0, width=3)
    picture.save(path)
    return str(path)


@pytest.mark.parametrize("boxes", [True, False])
def test_a_picture_of_a_tick_marks_its_cell(tmp_path: Path, boxes: bool) -> None:
    tick, box = box_picture(tmp_path / "a.png", ticked=True), box_picture(tmp_path / "b.png", ticked=False)

    def draw(canvas: Canvas) -> None:
        ruled(canvas, 100, ("Not started", "Limited", "Completed"), ("", "", ""))
        for k in range(3):
            if boxes or k == 1:
                canvas.drawImage(tick if k == 1 else box, 100 + 120 * k, HEIGHT - 152, 12, 12)

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert grid(found)[1] == (["☐", "☒", "☐"] if boxes else ["", "☒", ""])


@pytest.mark.parametrize("gap", [1.0, 2.0, 8.0])
def test_check_boxes_close_to_each_other_are_read_one_by_one(tmp_path: Path, gap: float) -> None:
    def draw(canvas: Canvas) -> None:
        for k, label in enumerate(("Not started", "Limited", "Completed")):
            top = 100 + k * (10 + gap)
            canvas.rect(72, HEIGHT - top - 10, 10, 10)
            text(canvas, 90, top + 1, label, size=8)
        canvas.line(73, HEIGHT - 110 - gap - 9, 81, HEIGHT - 110 - gap - 1)
        canvas.line(73, HEIGHT - 110 - gap - 1, 81, HEIGHT - 110 - gap - 9)

    assert line_of(read(drawn(tmp_path, draw))) == "☐ Not started ☒ Limited ☐ Completed"


def test_small_cells_that_touch_are_a_table(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for j in range(3):
            for i in range(3):
                canvas.rect(72 + 15 * i, HEIGHT - 115 - 15 * j, 15, 15)
                text(canvas, 76 + 15 * i, 103 + 15 * j, str(3 * j + i + 1), size=8)

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert grid(found) == [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]


def test_text_typed_on_a_page_as_an_annotation_is_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        ruled(canvas, 100, ("Agency", ""), ("End", "2015"), width=200)
        canvas.freeTextAnnotation("Ministry of Roads", DA="/Helv 10 Tf", Rect=[254, HEIGHT - 126, 440, HEIGHT - 106])

    (found,) = tables(read(drawn(tmp_path, draw)))
    assert grid(found)[0] == ["Agency", "Ministry of Roads"]


LIGATURES = "Office of the Chief of Staff"
FORM = b"/Type/XObject/Subtype/Form/BBox[-999 -999 2999 2999]"
PLACINGS = (
    (0.0, 0.75, -0.75, 0.0, 560.0, 40.0),
    (0.5, 0.0, 0.0, 0.5, 150.0, 200.0),
    (1.0, 0.0, 0.0, 1.0, 30.0, -200.0),
)


def write_placed_page(path: Path, matrix: tuple[float, ...], split: bool) -> None:
    """Write a page that is a form within a form placed by a matrix; `split`: each glyph apart, as browsers do.

    'ffi' is one glyph.
    """
    glyphs = [("O", "O"), ("ffi", "X"), *((char, char) for char in LIGATURES[4:])]
    show, x = b"", 72.0
    if split:
        for printed, code in glyphs:
            show += b"/Span<</ActualText(ffi)>>BDC\n" if code == "X" else b""
            show += f"1 0 0 1 {x:.1f} 600 Tm ({code}) Tj\n".encode()
            show += b"EMC\n" if code == "X" else b""
            x += 8.4 if printed != " " else 2.0
    else:
        show = f"1 0 0 1 72 600 Tm ({''.join(code for _, code in glyphs)}) Tj\n".encode()
    to_unicode = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"1 beginbfrange <20> <7E> <0020> endbfrange 1 beginbfchar <58> <FB03> endbfchar endcmap end"
    )
    placing = " ".join(map(str, matrix))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</P 8 0 R>>>>>>",
        stream(b"/P Do"),
        stream(
            b"BT /T 14 Tf\n" + show + b"ET",
            FORM + b"/Resources<</Font<</T 6 0 R>>>>",
        ),
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier/ToUnicode 7 0 R>>",
        stream(to_unicode),
        stream(b"/F Do", FORM + f"/Matrix[{placing}]/Resources<</XObject<</F 5 0 R>>>>".encode()),
    ]
    data, offsets = b"%PDF-1.5\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, len(data))
    path.write_bytes(data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + trailer)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


@pytest.mark.parametrize("matrix", PLACINGS)
@pytest.mark.parametrize("split", [False, True])
def test_ligatures_of_a_placed_page_stay_in_their_words(tmp_path: Path, matrix: tuple[float, ...], split: bool) -> None:
    write_placed_page(tmp_path / "placed.pdf", matrix, split)
    assert line_of(read(tmp_path / "placed.pdf")) == LIGATURES


@pytest.mark.parametrize("spacing", [1.6, 3.0, 5.0])
@pytest.mark.parametrize("behind", ["", " (draft of the ministry)"])
def test_a_stretch_of_letters_set_apart_within_a_line_is_words(tmp_path: Path, spacing: float, behind: str) -> None:
    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(72, 600)
        line.setFont("Helvetica", 10)
        line.textOut("Measure number 4: ")
        line.setCharSpace(spacing)
        line.textOut("Diaries of ministers")
        line.setCharSpace(0)
        line.textOut(behind)
        canvas.drawText(line)

    assert texts(read(drawn(tmp_path, draw))) == ["Measure number 4: Diaries of ministers" + behind]
