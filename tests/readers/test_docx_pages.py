"""DOCX without styles: headings by type, pages whose heads and numbers are typed, text that a page's end divides."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Document, Table, TextBlock
from pipeline.structure.outline.tree import outline_items
from tests.readers.docx_file import cells, p, r, read_body, tbl, tc, texts

BREAK = "<w:r><w:br/></w:r>"
PICTURE = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="95250" cy="95250"/></wp:inline></w:drawing></w:r>'
)
END = p("", properties="<w:sectPr/>")
"""The end of a section, and of its page."""


def sized(text: str, points: int, bold: bool = False) -> str:
    return p(r(text, f'{"<w:b/>" if bold else ""}<w:sz w:val="{2 * points}"/>'))


def paged(folder: Path, *pages: str) -> Document:
    """Read pages that each open with a head and close with their number."""
    typed = (
        sized("Plan 2018-2020 of Arcadia", 8) + page + sized(f"Plan 2018-2020 | {number}", 8)
        for number, page in enumerate(pages, start=1)
    )
    return read_body(folder, END.join(typed))


def test_heads_and_numbers_of_pages_are_furniture(tmp_path: Path) -> None:
    document = paged(tmp_path, *(sized(f"Text of a page with words enough, part {part}.", 11) for part in "abcd"))
    assert texts(document.blocks) == [f"Text of a page with words enough, part {part}." for part in "abcd"]
    assert len(document.furniture) == 8


def test_a_sentence_goes_on_over_a_page_end(tmp_path: Path) -> None:
    document = paged(tmp_path, sized("The ministry opens", 11), sized("the registers.", 11), sized("B.", 11))
    assert texts(document.blocks) == ["The ministry opens|the registers.", "B."]


def test_a_table_goes_on_over_a_page_end(tmp_path: Path) -> None:
    head = tc("No.") + tc("Step")
    first, second = tbl(head, tc("1") + tc("a"), grid=(500, 4000)), tbl(head, tc("2") + tc("b"), grid=(510, 3990))
    document = paged(tmp_path, first, second, sized("B.", 11))
    table = document.blocks[0]
    assert isinstance(table, Table)
    assert [" ".join(texts(cell.blocks)) for cell in cells(table)] == ["No.", "Step", "1", "a", "2", "b"]


def test_type_makes_headings_where_no_style_does(tmp_path: Path) -> None:
    body = (
        sized("Citizens and the", 20)
        + sized("state", 20)
        + tbl(tc(sized("1. Open budget", 14, bold=True)))
        + sized("The ministry publishes the budget in an open format every year in January.", 11)
        + sized("Lead institution", 11, bold=True)
    )
    items = outline_items(read_body(tmp_path, body))
    assert [(item.text, item.rank) for item in items if item.rank] == [
        ("Citizens and the state", 1),
        ("1. Open budget", 2),
        ("Lead institution", 3),
    ]


def test_styles_make_headings_before_type(tmp_path: Path) -> None:
    styled = p("Chapter", properties='<w:outlineLvl w:val="0"/>')
    document = read_body(tmp_path, styled + sized("Large words", 20) + sized("The text below it.", 11))
    kinds = [block.kind for block in document.blocks if isinstance(block, TextBlock)]
    assert kinds == ["heading", "paragraph", "paragraph"]


def test_lines_of_a_paragraph_are_joined_and_entries_of_a_list_are_not(tmp_path: Path) -> None:
    long = "The portal publishes every contract of the state with its prices and the names of"
    document = read_body(
        tmp_path, "".join(sized(text, 11) for text in (long, "suppliers.", "ministry of roads", "ministry of health"))
    )
    assert texts(document.blocks) == [f"{long}|suppliers.", "ministry of roads", "ministry of health"]


def test_lines_of_other_type_are_paragraphs_of_their_own(tmp_path: Path) -> None:
    glued = p(r("6. Open laws", '<w:b/><w:sz w:val="24"/>'), BREAK, r("[Ministry]", '<w:b/><w:sz w:val="24"/>'), BREAK)
    text = "The ministry publishes its drafts for three weeks, with the reasons for each article."
    body = glued.replace("</w:p>", r(text, '<w:sz w:val="22"/>') + "</w:p>")
    items = outline_items(read_body(tmp_path, body))
    assert [(item.text, bool(item.rank)) for item in items] == [("6. Open laws [Ministry]", True), (text, False)]


@pytest.mark.parametrize(
    "body",
    [
        p(r("• One"), BREAK, r("• Two")),
        p(r("\uf0b7"), "<w:r><w:tab/></w:r>", r("One"), r("\uf0b7"), "<w:r><w:tab/></w:r>", r("Two")),
        p(PICTURE, "<w:r><w:tab/></w:r>", r("One")) + p(PICTURE, r(" Two")),
        tbl(tc("•") + tc("One"), tc("•") + tc("Two")),
        tbl(tc(p(r("•"), BREAK, r("•"))) + tc(p(r("One"), BREAK, r("Two")))),
    ],
    ids=["lines", "one line", "pictures", "table", "one row"],
)
def test_typed_bullets_make_a_list(tmp_path: Path, body: str) -> None:
    items = outline_items(read_body(tmp_path, sized("Steps of the ministry:", 11) + body))
    assert [(item.block.kind, item.block.lines[0].text) for item in items[1:] if isinstance(item.block, TextBlock)] == [
        ("list_item", "One"),
        ("list_item", "Two"),
    ]


def test_a_line_spaced_wide_is_text_and_no_table(tmp_path: Path) -> None:
    above = "The law on the transparency of decisions showed the shortcomings of the practice of"
    row = tbl("".join(tc(sized(word, 11)) for word in ["ministries", "and", "agencies", "in"]))
    document = read_body(tmp_path, sized(above, 11) + row + sized("many places.", 11))
    assert [" ".join(text.split("|")) for text in texts(document.blocks)] == [
        f"{above} ministries and agencies in many places."
    ]


@pytest.mark.parametrize(
    ("label", "answer", "length"),
    [
        ('<w:color w:val="9D2235"/><w:sz w:val="17"/>', '<w:sz w:val="22"/>', 7),
        ('<w:color w:val="0000FF"/>', "", 7),
        ('<w:u w:val="single"/><w:color w:val="0000FF"/>', "", 0),
        ("", "", 0),
    ],
    ids=["size and color", "color", "link", "same type"],
)
def test_a_label_may_be_set_off_by_size_or_color(tmp_path: Path, label: str, answer: str, length: int) -> None:
    document = read_body(tmp_path, p(r("Problem", label), r(" Nobody publishes the budget.", answer)))
    block = document.blocks[0]
    assert isinstance(block, TextBlock)
    assert block.lines[0].bold_start == length
