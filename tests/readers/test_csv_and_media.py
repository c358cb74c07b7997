"""CSV into records; media types by content; formats without a reader."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pipeline.files import media
from pipeline.model.issues import ReadError
from tests.readers.reading import page, read_bytes


def test_records_of_a_csv(tmp_path: Path) -> None:
    text = '\ufeffid,title,year\nAR0001,"Budgets, open\nand readable",2021\n\nAR0002,"Say ""yes""",\n'
    document = read_bytes(tmp_path, text)
    assert document.records == (
        {"id": "AR0001", "title": "Budgets, open\nand readable", "year": "2021"},
        {"id": "AR0002", "title": 'Say "yes"', "year": ""},
    )
    assert document.blocks == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (["id", "title"], ["1", "Open data"], ["2", "Budget"]))
    assert read_bytes(tmp_path, text).records[1] == {"id": "2", "title": "Budget"}


def test_a_line_of_column_numbers_is_passed_over(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "0,1,2\nid,title,title\n7,a,b\n").records == (
        {"id": "7", "title": "a", "title (2)": "b"},
    )


def test_short_and_long_records(tmp_path: Path) -> None:
    rows = "".join(f"{n},a,b\n" for n in range(30))
    document = read_bytes(tmp_path, f"id,x,y\n{rows}30,a\n31,a,b,more\n")
    assert document.records[30] == {"id": "30", "x": "a", "y": ""}
    assert [issue.code for issue in document.issues] == ["cells-beyond-header"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", media.EMPTY),
        (b"%PDF-1.7\n1 0 obj", media.PDF),
        (b"junk\n%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF", media.PDF),
        (b"%1.4\n1 0 obj\n<<>>\nendobj\ntrailer\nstartxref\n9\n%%EOF", media.PDF),
        (b"A note on %PDF-1.4 files\n", media.TEXT),
        (page("<p>x</p>").encode(), media.HTML),
        (b"<h2>Part</h2>\n<p>of a page</p>", media.HTML),
        (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', media.HTML),
        (b'<?xml version="1.0"?><data/>', "application/xml"),
        (b"x < y is a condition\n", media.TEXT),
        (b"Dear all, hello\nWe met, and ate\nThen, we left\n", media.TEXT),
        (b"id,title\n1,a\n2,b\n", media.CSV),
        (b'{"a": 1}', "application/json"),
        (b"[1] A footnote\n", media.TEXT),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"BM is short for a ministry\n", media.TEXT),
        (b"{\\rtf1 x}", "application/rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "application/msword"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), media.ENCRYPTED_OFFICE),
        (bytes(range(256)) * 20, media.UNKNOWN),
        ("Үүрэг амлалт".encode("utf-16"), media.TEXT),
    ],
)
def test_media_types(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(content)
    assert media.detect_media_type(path) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            {"[Content_Types].xml": '<Override ContentType="application/vnd.x.spreadsheetml.sheet.main+xml"/>'},
            media.XLSX,
        ),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "application/vnd.oasis.opendocument.text"),
        ({"a.txt": "x"}, "application/zip"),
    ],
)
def test_archives(tmp_path: Path, parts: dict[str, str], expected: str) -> None:
    path = tmp_path / "report.pdf"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    assert media.detect_media_type(path) == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"  \n \n", "no-text"),
        (b"{\\rtf1 x}", "unsupported-format"),
        (b"\x89PNG\r\n\x1a\n", "unsupported-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (bytes(range(256)) * 20, "unsupported-format"),
    ],
)
def test_what_can_not_be_read_says_why(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(tmp_path, content)
    assert caught.value.code == code
    assert caught.value.message.endswith(".")
