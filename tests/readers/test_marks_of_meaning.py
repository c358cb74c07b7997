"""Marks that change what a text says: struck-out text, marks of notes, signs of symbol fonts, prompts, dots, ticks."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Document, Table
from pipeline.structure.lines import text_of
from tests.readers.docx_file import p, r, read_body, texts
from tests.readers.reading import page, read_bytes


def words(document: Document) -> list[str]:
    return [text_of(block) for block in document.blocks if not isinstance(block, Table)]


def cells(document: Document) -> list[tuple[str, str | None, bool | None]]:
    found = [block for block in document.blocks if isinstance(block, Table)]
    return [(text_of(c), c.fill, c.marked) for table in found for row in table.rows for c in row.cells]


def row(*content: str) -> str:
    return "<w:tbl><w:tr>" + "".join(f"<w:tc>{one}</w:tc>" for one in content) + "</w:tr></w:tbl>"


@pytest.mark.parametrize("properties", ["<w:strike/>", "<w:dstrike/>", '<w:rStyle w:val="Gone"/>'])
def test_struck_text_of_a_word_file_is_no_text(tmp_path: Path, properties: str) -> None:
    styles = '<w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:strike/></w:rPr></w:style>'
    body = p(r("31 May 2015", properties), r(" 30 June 2016")) + p(r("stays", '<w:strike w:val="0"/>'))
    assert texts(read_body(tmp_path, body, styles=styles).blocks) == ["30 June 2016", "stays"]


def test_text_that_was_moved_away_is_no_text(tmp_path: Path) -> None:
    body = p("<w:moveFrom>" + r("old place") + "</w:moveFrom>", "<w:moveTo>" + r("new place") + "</w:moveTo>")
    assert texts(read_body(tmp_path, body).blocks) == ["new place"]


@pytest.mark.parametrize(
    "struck",
    [
        "<s>Roads</s>",
        "<del>Roads</del>",
        "<strike>Roads</strike>",
        '<span style="text-decoration: line-through red">Roads</span>',
        '<span class="old">Roads</span>',
    ],
)
def test_struck_text_of_a_page_is_no_text(tmp_path: Path, struck: str) -> None:
    head = "<style>.old { text-decoration: line-through }</style>"
    assert words(read_bytes(tmp_path, page(f"<p>Ministry of {struck} Bridges <ins>now</ins></p>", head))) == [
        "Ministry of Bridges now"
    ]


@pytest.mark.parametrize(
    "properties",
    ['<w:vertAlign w:val="superscript"/>', '<w:position w:val="8"/><w:sz w:val="14"/>', '<w:rStyle w:val="Ref"/>'],
)
def test_raised_figures_are_no_part_of_words_dates_and_numbers(tmp_path: Path, properties: str) -> None:
    raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    styles = f'<w:style w:type="character" w:styleId="Ref"><w:name w:val="footnote reference"/>{raised}</w:style>'
    body = p("Ministry of Roads", r("1", properties)) + p("31 December 2015", r("2, 3", properties), " at last")
    assert texts(read_body(tmp_path, body, styles=styles).blocks) == ["Ministry of Roads", "31 December 2015 at last"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Ministry<sup>1</sup>", "Ministry"),
        ("250<sup>[3]</sup> crowns", "250 crowns"),
        ('2015<span style="vertical-align:super">2</span>', "2015"),
        ("the portal.<sup>12,13</sup> It", "the portal. It"),
        ("20 km<sup>2</sup>", "20 km²"),
        ("10<sup>6</sup> people", "10⁶ people"),
        ("the 21<sup>st</sup> of May", "the 21st of May"),
        ("Office* <sup>*</sup> of", "Office* of"),
    ],
)
def test_raised_text_of_a_page(tmp_path: Path, body: str, expected: str) -> None:
    assert words(read_bytes(tmp_path, page(f"<p>{body}</p>"))) == [expected]


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "≥"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>', "→"),
        (r("a", '<w:rFonts w:hAnsi="Symbol"/>'), "α"),
        (r("þ", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "☑"),
        (r("o", '<w:rFonts w:cs="Wingdings"/>'), "□"),
    ],
)
def test_symbol_fonts_give_what_they_draw(tmp_path: Path, run: str, shown: str) -> None:
    assert texts(read_body(tmp_path, p("x ", run)).blocks) == [f"x {shown}"]


@pytest.mark.parametrize("markup", ['<font face="Wingdings">þ</font>', '<span style="font-family: Wingdings">þ</span>'])
def test_symbol_fonts_of_a_page(tmp_path: Path, markup: str) -> None:
    assert words(read_bytes(tmp_path, page(f"<p>{markup} Substantial</p>"))) == ["☑ Substantial"]


@pytest.mark.parametrize(
    ("properties", "prompt"),
    [
        ('<w:color w:val="808080"/>', "[Budget]"),
        ("", "Click or tap here to enter text."),
        ("", "Haga clic aquí para escribir una fecha."),
    ],
)
def test_prompts_of_controls_are_empty(tmp_path: Path, properties: str, prompt: str) -> None:
    control = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r(prompt, properties)}</w:sdtContent></w:sdt>"
    )
    assert texts(read_body(tmp_path, p("Budget: ", control)).blocks) == ["Budget:"]


OVAL = '<w:r><w:pict><v:oval fillcolor="#ff0000" style="width:20pt"/></w:pict></w:r>'


@pytest.mark.parametrize(
    ("content", "fill"),
    [
        (p(r("●", '<w:color w:val="00B050"/>')), "00B050"),
        (p(r("l", '<w:rFonts w:ascii="Wingdings"/><w:color w:val="FFC000"/>')), "FFC000"),
        (p("🔴"), "FF0000"),
        (p(OVAL), "FF0000"),
    ],
)
def test_a_colored_dot_is_the_color_of_its_cell(tmp_path: Path, content: str, fill: str) -> None:
    assert cells(read_body(tmp_path, row(content, p("text")))) == [("", fill, None), ("text", None, None)]


def test_dots_in_black_and_colored_words_are_text(tmp_path: Path) -> None:
    body = row(p("●"), p(r("Delayed", '<w:color w:val="FF0000"/>')))
    assert [cell[:2] for cell in cells(read_body(tmp_path, body))] == [("●", None), ("Delayed", None)]


@pytest.mark.parametrize(
    "dot",
    [
        '<span style="color:#00B050">●</span>',
        '<font color="#00B050">⬤</font>',
        '<span style="background:#00B050;border-radius:50%"></span>',
        '<span class="dot go"></span>',
        '<b class="wait"><i class="light"></i></b>',
        '<svg width="16" height="16"><title>On time</title><circle cx="8" cy="8" r="7" fill="#00B050"/></svg>',
    ],
)
def test_a_colored_dot_of_a_page(tmp_path: Path, dot: str) -> None:
    sheet = (
        "<style>:root{--good:#00B050} .dot{background:#ccc} .dot.go{background:var(--good)} .dot.stop{background:red}"
        " td .light{background:gold} td .wait > .light{background-color:#00B050} .menu .light{background:blue}</style>"
    )
    document = read_bytes(tmp_path, page(f"{sheet}<table><tr><td>Portal</td><td>{dot}</td></tr></table>"))
    assert cells(document)[1] == ("", "00B050", None)


@pytest.mark.parametrize(
    ("tick", "box"),
    [
        ('<img src="a.gif" alt="checked">', '<img src="b.gif" alt="unchecked">'),
        ('<img src="/i/checked.png">', '<img src="/i/unchecked.png">'),
        ('<i class="fa fa-check"></i>', '<i class="fa fa-square-o" aria-label="empty"></i>'),
        ('<svg aria-label="tick"><path d="M0"/></svg>', "<svg><title>blank</title></svg>"),
        ('<img src="b1.gif">', '<img src="b0.gif">'),
    ],
)
def test_pictures_of_ticks(tmp_path: Path, tick: str, box: str) -> None:
    rows = f"<tr><td>{box}</td><td>{box}</td><td>{tick}</td><td>{box}</td></tr>"
    document = read_bytes(tmp_path, page(f"<table>{rows}</table>"))
    assert [marked for _, _, marked in cells(document)] == [False, False, True, False]


def test_a_picture_of_a_tick_in_a_word_file(tmp_path: Path) -> None:
    picture = '<w:r><w:pict><v:shape alt="Tick mark"/></w:pict></w:r>'
    assert [marked for _, _, marked in cells(read_body(tmp_path, row(p(""), p(picture))))] == [None, True]


def test_the_bold_opening_of_a_line_is_measured(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, page("<p><b>Open data.</b> The portal</p><p><b>All</b></p>"))
    lines = [line for block in document.blocks if not isinstance(block, Table) for line in block.lines]
    assert [(line.bold, line.bold_start) for line in lines] == [(False, 10), (True, 0)]
    word = read_body(tmp_path, p(r("Open data.", "<w:b/>"), r(" The portal")))
    assert [line.bold_start for block in word.blocks if not isinstance(block, Table) for line in block.lines] == [10]


def test_a_picture_without_a_name_is_a_tick_where_it_stands_alone_in_a_row_of_cells(tmp_path: Path) -> None:
    spaces = (
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    picture = (
        f'<w:r><w:drawing><wp:inline {spaces}><wp:extent cx="190500" cy="190500"/><wp:docPr id="1" name="Picture 1"/>'
        '<a:graphic><a:blip r:embed="rId9"/></a:graphic></wp:inline></w:drawing></w:r>'
    )
    document = read_body(tmp_path, row(p("Level"), p(""), p(picture), p("")))
    assert [marked for _, _, marked in cells(document)] == [None, None, True, None]


def test_letters_typed_with_blanks_between_are_words(tmp_path: Path) -> None:
    body = p("M i n i s t r y   o f   R o a d s") + p("a b c") + p("Annex A B C D E") + p("A B C D E")
    assert texts(read_body(tmp_path, body).blocks) == ["Ministry of Roads", "a b c", "Annex A B C D E", "A B C D E"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("P L A N   O F   A C T I O N   2031-2033", "PLAN OF ACTION 2031-2033"),
        ("Measure 4: D i a r i e s   o f   ministers", "Measure 4: Diaries of ministers"),
        ("Lead – M i n i s t r y", "Lead – Ministry"),
        ("Levels: A B C D E F", "Levels: A B C D E F"),
        ("Vote y a o e u in rooms", "Vote y a o e u in rooms"),
    ],
)
def test_a_part_of_a_line_may_be_typed_with_blanks_between(tmp_path: Path, typed: str, words: str) -> None:
    assert texts(read_body(tmp_path, p(typed)).blocks) == [words]


MARKED_RUN = ['<w:u w:val="single"/>', '<w:highlight w:val="yellow"/>', '<w:rStyle w:val="Mark"/>']


@pytest.mark.parametrize("properties", MARKED_RUN)
@pytest.mark.parametrize("between", [r(" / "), "<w:r><w:tab/></w:r>"])
def test_a_marked_choice_of_a_word_file_is_ticked(tmp_path: Path, properties: str, between: str) -> None:
    styles = '<w:style w:type="character" w:styleId="Mark"><w:rPr><w:u w:val="double"/></w:rPr></w:style>'
    body = p(r("Not started"), between, r("Limited", properties), between, r("Completed"))
    shown = texts(read_body(tmp_path, body, styles=styles).blocks)[0]
    assert shown.replace(" /", "") == "☐ Not started ☒ Limited ☐ Completed"


@pytest.mark.parametrize(
    "mark",
    [
        "<u>Limited</u>",
        "<mark>Limited</mark>",
        '<span style="background-color: yellow">Limited</span>',
        '<span class="chosen">Limited</span>',
    ],
)
def test_a_marked_choice_of_a_page_is_ticked(tmp_path: Path, mark: str) -> None:
    head = "<style>.chosen { text-decoration: underline }</style>"
    document = read_bytes(tmp_path, page(f"<p>Not started | {mark} | Completed</p>", head))
    assert words(document) == ["☐ Not started | ☒ Limited | ☐ Completed"]


@pytest.mark.parametrize(
    "body",
    [
        "the <u>law</u> of 2012",
        "<u>Yes</u> / No",
        "<u>One</u> / <u>two</u> / three",
        '<a href="/">Home</a> / <a style="text-decoration: underline" href="/p">Plans</a> / News',
    ],
)
def test_other_underlined_words_are_no_choice(tmp_path: Path, body: str) -> None:
    assert "☒" not in " ".join(words(read_bytes(tmp_path, page(f"<p>{body}</p>"))))


@pytest.mark.parametrize("kind", ["radio", "checkbox"])
def test_buttons_of_a_page_show_the_choice(tmp_path: Path, kind: str) -> None:
    body = f"<p><input type={kind} name=a> Limited <label><input type={kind} name=a checked>Completed</label></p>"
    assert words(read_bytes(tmp_path, page(body))) == ["☐ Limited ☒Completed"]
