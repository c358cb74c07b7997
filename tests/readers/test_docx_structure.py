"""DOCX: headings, lists with their printed markers, notes, headers and footers, tables of contents."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import TextBlock
from tests.readers.docx_file import p, r, read_body, style, table, tbl, tc, texts

LEVELS = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%3)"/></w:lvl>'
)
BULLETS = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl>'
LETTERS = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl>'
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="1">{LEVELS}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{BULLETS}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="3">{LETTERS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="5"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)


def item(text: str, num: int, level: int = 0) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def listed(folder: Path, *items: str, styles: str = "") -> list[str]:
    return texts(read_body(folder, "".join(items), numbering=NUMBERING, styles=styles).blocks)


def test_levels_count_and_start_again(tmp_path: Path) -> None:
    found = listed(
        tmp_path,
        item("a", 1),
        item("b", 1, 1),
        item("c", 1, 1),
        item("d", 1, 2),
        item("e", 1),
        item("f", 1, 1),
        item("g", 1, 2),
    )
    assert found == ["1. a", "1.1 b", "1.2 c", "i) d", "2. e", "2.1 f", "i) g"]


def test_lists_of_one_definition_count_on_unless_they_start_anew(tmp_path: Path) -> None:
    found = listed(tmp_path, item("a", 1), item("b", 4), item("c", 5), item("d", 5), item("e", 3), item("f", 2))
    assert found == ["1. a", "2. b", "7. c", "8. d", "a) e", "• f"]


def test_a_level_that_was_skipped_counts_from_its_start(tmp_path: Path) -> None:
    assert listed(tmp_path, item("a", 1, 1), item("b", 1, 1)) == ["1.1 a", "1.2 b"]


def test_list_items_tell_their_level(tmp_path: Path) -> None:
    block = read_body(tmp_path, item("a", 1, 1), numbering=NUMBERING).blocks[0]
    assert isinstance(block, TextBlock)
    assert (block.kind, block.marker, block.level, block.lines[0].text) == ("list_item", "1.1", 1, "a")


def test_a_number_without_text_is_text(tmp_path: Path) -> None:
    body = tbl(tc(item("", 1)) + tc("first"), tc(item("", 1)) + tc("second"), tc(item("", 2)) + tc("third"))
    rows = table(read_body(tmp_path, body, numbering=NUMBERING)).rows
    assert [texts(row.cells[0].blocks) for row in rows] == [["1."], ["2."], []]


def test_lists_of_styles(tmp_path: Path) -> None:
    styles = style("L", '<w:name w:val="Steps"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>') + style(
        "M", '<w:name w:val="More"/><w:basedOn w:val="L"/>'
    )
    none = '<w:pStyle w:val="M"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    items = (
        p("one", properties='<w:pStyle w:val="L"/>'),
        p("two", properties='<w:pStyle w:val="M"/>'),
        p("three", properties=none),
    )
    assert listed(tmp_path, *items, styles=styles) == ["a) one", "b) two", "three"]


def test_headings_by_name_outline_and_paragraph(tmp_path: Path) -> None:
    styles = (
        style("Otsikko2", '<w:name w:val="heading 2"/>')
        + style("Sub", '<w:name w:val="My heading"/><w:basedOn w:val="Otsikko2"/>')
        + style("Out", '<w:name w:val="Chapter"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
        + style("T", '<w:name w:val="Title"/>')
        + '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
    )
    names = ("Otsikko2", "Sub", "Out", "T", "N")
    body = "".join(p(name, properties=f'<w:pStyle w:val="{name}"/>') for name in names)
    body += p("direct", properties='<w:outlineLvl w:val="2"/>') + p("plain")
    blocks = read_body(tmp_path, body, styles=styles).blocks
    found = [(block.kind, block.level) for block in blocks if isinstance(block, TextBlock)]
    headings = [("heading", level) for level in (2, 2, 1, 1)]
    assert found == [*headings, ("paragraph", 0), ("heading", 3), ("paragraph", 0)]


def test_notes_are_numbered_as_they_are_referred_to(tmp_path: Path) -> None:
    def note(key: int, text: str, kind: str = "footnote") -> str:
        return f'<w:{kind} w:id="{key}">{p(f"<w:r><w:{kind}Ref/></w:r>", text)}</w:{kind}>'

    separator = f'<w:footnote w:id="0" w:type="separator">{p("")}</w:footnote>'
    footnotes = separator + note(1, "Second note") + note(2, "First note") + note(3, "Own mark")
    body = (
        p(
            "Text",
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
            " goes on",
            '<w:r><w:footnoteReference w:id="1"/></w:r>',
        )
        + p("Star", '<w:r><w:footnoteReference w:id="3" w:customMarkFollows="1"/><w:t>*</w:t></w:r>')
        + p("End", '<w:r><w:endnoteReference w:id="1"/></w:r>')
    )
    document = read_body(tmp_path, body, footnotes=footnotes, endnotes=note(1, "Last", "endnote"))
    assert texts(document.blocks) == ["Text goes on", "Star", "End"]
    assert texts(document.notes) == ["1 First note", "2 Second note", "* Own mark", "i Last"]
    assert document.notes[0].lines[0].anchor.path == "/w:footnotes/w:footnote[3]/w:p[1]"


def test_headers_footers_and_contents_are_furniture(tmp_path: Path) -> None:
    styles = style("C", '<w:name w:val="toc 1"/>')
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    contents = f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{p('Contents')}</w:sdtContent></w:sdt>"
    body = contents + p("Chapter 1 ... 2", properties='<w:pStyle w:val="C"/>') + p("Chapter")
    document = read_body(tmp_path, body, styles=styles, header=p("DRAFT"), footer=p("Page 1"))
    assert texts(document.blocks) == ["Chapter"]
    assert texts(document.furniture) == ["Contents", "Chapter 1 ... 2", "DRAFT", "Page 1"]


def test_embedded_documents_are_told(tmp_path: Path) -> None:
    document = read_body(tmp_path, p(r("Text")) + '<w:altChunk r:id="rId9"/>')
    assert [issue.code for issue in document.issues] == ["embedded-document"]
