"""HTML: headings, paragraphs, lists, label/value lines, notes, and what a page says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model.issues import ReadError
from tests.readers.reading import page, read_bytes, said, shown


def test_headings_paragraphs_and_breaks(tmp_path: Path) -> None:
    body = "<h1>Open&nbsp;data</h1><p>First<br>second</p>loose<div role='heading' aria-level='3'>Part</div><p> </p>"
    assert shown(read_bytes(tmp_path, page(body))) == [
        ("heading", 1, "Open data"),
        ("paragraph", 0, "First|second"),
        ("paragraph", 0, "loose"),
        ("heading", 3, "Part"),
    ]


def test_label_and_value_stay_one_line(tmp_path: Path) -> None:
    body = "<p><strong>Action Plan:</strong> Arcadia 2021-2023</p><p><strong>Status:</strong> </p><p>Plain</p>"
    lines = [block.lines[0] for block in read_bytes(tmp_path, page(body)).blocks]  # type: ignore[union-attr]
    assert [(line.text, line.bold) for line in lines] == [
        ("Action Plan: Arcadia 2021-2023", False),
        ("Status:", True),
        ("Plain", False),
    ]


def test_lines_know_their_place(tmp_path: Path) -> None:
    blocks = read_bytes(tmp_path, page("<main><p>one</p><p>two <b>words</b><br>three</p></main>")).blocks
    anchors = [line.anchor for block in blocks for line in block.lines]  # type: ignore[union-attr]
    assert [(a.path, a.start, a.end) for a in anchors] == [
        ("/html/body/main[1]/p[1]", 0, 3),
        ("/html/body/main[1]/p[2]", 0, 9),
        ("/html/body/main[1]/p[2]", 10, 15),
    ]


def test_lists_with_their_markers(tmp_path: Path) -> None:
    body = (
        "<ul><li>point<ol type='a' start='2'><li>inner</li><li value='5'><p>fifth</p><p>more</p></li></ol></li></ul>"
        "<ol type='I'><li>one</li></ol><ol><li></li><li>two</li></ol>"
    )
    assert shown(read_bytes(tmp_path, page(body))) == [
        ("list_item", 0, "• point"),
        ("list_item", 1, "b. inner"),
        ("list_item", 1, "e. fifth"),
        ("paragraph", 0, "more"),
        ("list_item", 0, "I. one"),
        ("list_item", 0, "2. two"),
    ]


def test_broken_markup_is_read(tmp_path: Path) -> None:
    assert [text for _, _, text in shown(read_bytes(tmp_path, "<html><body><p>one<p>two<ul><li>three<td>four"))] == [
        "one",
        "two",
        "• threefour",
    ]


def test_processing_instructions_of_word_are_no_text(tmp_path: Path) -> None:
    body = "<p>one<?xml:namespace prefix = 'o' /> two</p><ul><?o><li>three<?o></li></ul>"
    assert [text for _, _, text in shown(read_bytes(tmp_path, page(body)))] == ["one two", "• three"]


def test_notes_that_are_marked_up(tmp_path: Path) -> None:
    body = "<p>Text<sup><a href='#fn1'>1</a></sup> of 5 m<sup>2</sup></p><p>[1] as text</p>"
    body += "<ol><li id='fn1'>The note</li></ol>"
    document = read_bytes(tmp_path, page(body))
    assert [text for _, _, text in shown(document)] == ["Text of 5 m²", "[1] as text"]
    assert [said(note) for note in document.notes] == ["1 The note"]


def test_what_a_form_shows_is_text(tmp_path: Path) -> None:
    body = (
        "<p><input type=checkbox checked> Yes <input type=checkbox> No <select><option>a<option selected>b</select></p>"
    )
    assert shown(read_bytes(tmp_path, page(body)))[0][2] == "☒ Yes ☐ No b"


def test_preformatted_text_keeps_its_lines(tmp_path: Path) -> None:
    assert shown(read_bytes(tmp_path, page("<pre>one\n  two</pre>")))[0][2] == "one|two"


def test_properties(tmp_path: Path) -> None:
    head = "<title>A &amp; B</title><meta property='og:url' content='https://example.org/b'>"
    document = read_bytes(tmp_path, page("<p>x</p>", head + "<link rel='canonical' href='https://example.org/a'>"))
    assert document.properties["title"] == "A & B"
    assert document.properties["canonical_url"] == "https://example.org/a"
    assert document.language == "en"


def test_encoding_by_declaration(tmp_path: Path) -> None:
    text = "<html><head><meta charset='windows-1251'></head><body><p>Обязательство</p></body></html>"
    assert shown(read_bytes(tmp_path, text.encode("cp1251")))[0][2] == "Обязательство"


def test_a_page_without_text(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(tmp_path, page("<div id=app></div><script>render()</script>"))
    assert caught.value.code == "no-text"


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "aside", "ul"])
def test_deep_nesting_loses_no_text(tmp_path: Path, tag: str) -> None:
    document = read_bytes(tmp_path, page(f"<p>start</p>{f'<{tag}>' * 3000}deep"))
    around = [said(block) for block in document.furniture]
    assert "deep" in " ".join([*(text for _, _, text in shown(document)), *around])
