"""DOCX: files that are damaged, hostile or not what they seem."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from pipeline.files.media import DOCX, detect_media_type
from pipeline.model.issues import ReadError
from pipeline.readers.docx import package, read_docx
from pipeline.structure.lines import lines_of
from tests.readers.docx_file import SOURCE, p, texts, write_docx


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Write the archive again, each part as `change` gives it (None: left out)."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            new = change(name, data)
            if new is not None:
                archive.writestr(name, new)
    return path


def code(path: Path) -> str:
    with pytest.raises(ReadError) as caught:
        read_docx(path, SOURCE)
    assert caught.value.message.endswith(".")
    return caught.value.code


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return write_docx(tmp_path / "report.docx", p("Text"), footnotes="")


def test_a_file_of_python_docx(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Report", 1)
    made.add_paragraph("First", style="List Number")
    made.add_paragraph("Second", style="List Number")
    made.core_properties.title = "Self-assessment"
    made.save(str(tmp_path / "made.docx"))
    document = read_docx(tmp_path / "made.docx", SOURCE)
    assert texts(document.blocks) == ["Report", "1. First", "2. Second"]
    assert document.properties["title"] == "Self-assessment"


def test_not_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(b"PK\x03\x04 truncated word/document.xml")
    assert detect_media_type(path) == DOCX
    assert code(path) == "corrupt-docx"


def test_an_archive_without_parts_list(report: Path) -> None:
    assert code(rewritten(report, lambda n, d: None if n == "[Content_Types].xml" else d)) == "not-a-docx"


def test_another_office_file(report: Path) -> None:
    assert code(rewritten(report, lambda n, d: d.replace(b"wordprocessingml", b"spreadsheetml"))) == "not-a-docx"


def test_broken_xml(report: Path) -> None:
    assert code(rewritten(report, lambda n, d: d[:-20] if n == "word/document.xml" else d)) == "corrupt-docx"


def test_no_text(tmp_path: Path) -> None:
    assert code(write_docx(tmp_path / "empty.docx", p(""))) == "no-text"


def test_entities_are_refused(report: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    assert code(rewritten(report, lambda n, d: bomb + d if n == "word/document.xml" else d)) == "unsafe-xml"


def test_bombs_are_refused(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_PART", 100)
    assert code(report) == "too-large"


def test_a_damaged_part_beside_the_text_is_told(report: Path) -> None:
    data = report.read_bytes()
    place = data.index(b"word/footnotes.xml") + len("word/footnotes.xml")
    report.write_bytes(data[:place] + b"\x00\xff\x00\xff" + data[place + 4 :])
    document = read_docx(report, SOURCE)
    assert texts(document.blocks) == ["Text"]
    assert [issue.code for issue in document.issues] == ["damaged-part"]


def test_relations_to_missing_parts_are_passed_over(report: Path) -> None:
    assert texts(read_docx(rewritten(report, lambda n, d: None if "footnotes" in n else d), SOURCE).blocks) == ["Text"]


def test_macro_enabled_and_strict_files(tmp_path: Path) -> None:
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    path = write_docx(tmp_path / "macro.docm", p("Text"), main_type=macro)
    assert detect_media_type(path) == DOCX
    assert texts(read_docx(path, SOURCE).blocks) == ["Text"]

    def strict(name: str, data: bytes) -> bytes:
        common = b"http://schemas.openxmlformats.org/"
        made = data.replace(common + b"wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main")
        return made.replace(
            common + b"officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )

    path = rewritten(write_docx(tmp_path / "strict.docx", p("Text")), strict)
    assert texts(read_docx(path, SOURCE).blocks) == ["Text"]


def test_deep_nesting_is_an_error_of_its_own(tmp_path: Path) -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 2000 + p("x") + "</w:tc></w:tr></w:tbl>" * 2000
    assert code(write_docx(tmp_path / "deep.docx", deep)) == "corrupt-docx"


CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def made(folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("Text")
    document.save(str(folder / "made.docx"))
    return folder / "made.docx"


@pytest.mark.parametrize("part", ["docProps/core.xml", "word/styles.xml", "word/numbering.xml"])
@pytest.mark.parametrize(
    "content",
    [
        b"<other/>",
        b"not XML",
        b"",
        f'<p:{"x" * 40} xmlns:p="{CORE}">{"<p:a>" * 400}{"</p:a>" * 400}</p:{"x" * 40}>'.encode(),
    ],
    ids=["another root", "no XML", "empty", "too deep"],
)
def test_a_part_of_another_kind_is_a_damaged_part(tmp_path: Path, part: str, content: bytes) -> None:
    path = rewritten(made(tmp_path), lambda name, data: content if name == part else data)
    document = read_docx(path, SOURCE)
    assert texts(document.blocks) == ["Text"]
    (issue,) = document.issues
    assert issue.code == "damaged-part"
    assert part in issue.message


def test_properties_of_an_undeclared_kind_are_left_out(tmp_path: Path) -> None:
    declared = b'ContentType="application/vnd.openxmlformats-package.core-properties+xml"'

    def undeclared(name: str, data: bytes) -> bytes:
        assert name != "[Content_Types].xml" or declared in data
        return data.replace(declared, b'ContentType="application/xml"')

    document = read_docx(rewritten(made(tmp_path), undeclared), SOURCE)
    assert texts(document.blocks) == ["Text"]
    assert document.properties == {}


def test_styles_that_are_declared_as_no_xml_are_left_out(tmp_path: Path) -> None:
    declared = b"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"

    def undeclared(name: str, data: bytes) -> bytes:
        return b"" if name == "word/styles.xml" else data.replace(declared, b"application/octet-stream")

    assert texts(read_docx(rewritten(made(tmp_path), undeclared), SOURCE).blocks) == ["Text"]


def test_a_text_whose_part_is_of_another_kind_is_a_damaged_file(tmp_path: Path) -> None:
    core = f'<p:coreProperties xmlns:p="{CORE}"/>'.encode()
    path = rewritten(made(tmp_path), lambda name, data: core if name == "word/document.xml" else data)
    assert code(path) == "corrupt-docx"


def test_a_text_without_a_body_is_a_damaged_file(tmp_path: Path) -> None:
    empty = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    path = rewritten(made(tmp_path), lambda name, data: empty if name == "word/document.xml" else data)
    assert code(path) == "corrupt-docx"


@pytest.mark.parametrize("date", [b"", b"yesterday", b"99999-99-99T00:00:00Z", b"9999-12-31T23:59:59-23:59"])
def test_a_date_that_is_none_is_left_out(tmp_path: Path, date: bytes) -> None:
    def dated(name: str, data: bytes) -> bytes:
        return (
            re.sub(rb"(<dcterms:created[^>]*>)[^<]*", rb"\g<1>" + date, data) if name == "docProps/core.xml" else data
        )

    document = read_docx(rewritten(made(tmp_path), dated), SOURCE)
    assert texts(document.blocks) == ["Text"]
    assert "created" not in document.properties


WIDE = '<?xml version="1.0" encoding="UTF-16"?>'


def widened(report: Path, opening: str) -> Path:
    def change(name: str, data: bytes) -> bytes:
        bare = re.sub(r"^<\?xml[^>]*\?>", "", data.decode())
        return (opening + bare).encode("utf-16") if name == "word/document.xml" else data

    return rewritten(report, change)


def test_entities_in_utf16_are_refused(report: Path) -> None:
    assert code(widened(report, WIDE + '<!DOCTYPE w:document [<!ENTITY a "aaa">]>')) == "unsafe-xml"


def test_text_in_utf16_is_read(report: Path) -> None:
    assert texts(read_docx(widened(report, WIDE), SOURCE).blocks) == ["Text"]


@pytest.mark.parametrize("place", ["body", "table"])
def test_comments_in_the_margin_are_no_text(tmp_path: Path, place: str) -> None:
    made = docx.Document()
    paragraph = made.add_paragraph() if place == "body" else made.add_table(1, 1).cell(0, 0).paragraphs[0]
    run = paragraph.add_run("Publish the diary of every minister")
    made.add_comment(run, text="Who checks it?", author="A reader")
    made.save(str(tmp_path / "made.docx"))
    document = read_docx(tmp_path / "made.docx", SOURCE)
    assert [line.text for line in lines_of(document.blocks)] == ["Publish the diary of every minister"]
    assert document.issues == ()
