"""Files that can't be read say why; one bad page does not lose the rest."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline.model.issues import ReadError
from pipeline.readers.pdf.opening import read_with_pdfplumber
from pipeline.readers.pdf.page import read_page
from pipeline.readers.pdf.render import render_pages
from tests.readers.pdf.drawing import drawn, flowed, grid, read, table, tables, text, texts


def code(path: Path) -> str:
    with pytest.raises(ReadError) as error:
        read(path)
    assert error.value.message.endswith(".")
    return error.value.code


def encrypted(path: Path, password: str) -> Path:
    canvas = Canvas(str(path), encrypt=StandardEncryption(password, ownerPassword="owner"))
    text(canvas, 72, 100, "Only for some")
    canvas.save()
    return path


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    path.touch()
    assert code(path) == "empty-file"


def test_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing of a PDF follows")
    assert code(path) == "pdf-unreadable"


def test_a_password_is_asked_for(tmp_path: Path) -> None:
    assert code(encrypted(tmp_path / "closed.pdf", "secret")) == "pdf-encrypted"


def test_an_owner_password_alone_does_not_matter(tmp_path: Path) -> None:
    assert texts(read(encrypted(tmp_path / "open.pdf", ""))) == ["Only for some"]


def test_pages_without_text(tmp_path: Path) -> None:
    assert code(drawn(tmp_path, lambda canvas: canvas.rect(72, 72, 100, 100, fill=1))) == "needs-ocr"


def test_one_page_without_text_is_told(tmp_path: Path) -> None:
    document = read(
        drawn(tmp_path, lambda canvas: text(canvas, 72, 100, "Text"), lambda canvas: canvas.rect(9, 9, 9, 9))
    )
    assert [page.quality for page in document.pages] == [(), ("no-text",)]


def test_a_page_without_room_is_left_and_has_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "flat.pdf"
    canvas = Canvas(str(path))
    text(canvas, 72, 100, "Text")
    canvas.showPage()
    canvas.setPageSize((400, 0.4))
    canvas.showPage()
    canvas.save()
    assert texts(read(path)) == ["Text"]
    assert [page for page, _ in render_pages(path, (1, 2, 3), 0.2)] == [1]


def test_a_lost_header_is_put_back(tmp_path: Path) -> None:
    path = drawn(tmp_path, lambda canvas: text(canvas, 72, 100, "Text"))
    path.write_bytes(path.read_bytes().replace(b"%PDF-", b"%", 1))
    assert texts(read(path)) == ["Text"]


def test_a_bad_page_does_not_lose_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.readers.pdf import opening

    def failing(document: pdfium.PdfDocument, number: int) -> object:
        if number == 2:
            raise pdfium.PdfiumError("damaged")
        return read_page(document, number)

    path = drawn(tmp_path, *(lambda canvas, n=n: text(canvas, 72, 100, f"Page {n} of it") for n in (1, 2, 3)))
    monkeypatch.setattr(opening, "read_page", failing)
    document = read(path)
    assert [page.quality for page in document.pages] == [(), ("read-by-pdfplumber",), ()]
    assert texts(document) == ["Page 1 of it", "Page 2 of it", "Page 3 of it"]
    monkeypatch.setattr(opening, "read_with_pdfplumber", lambda path, numbers: {})
    document = read(path)
    assert [(issue.code, issue.page) for issue in document.issues] == [("page-unreadable", 2)]
    assert [page.number for page in document.pages] == [1, 3]


def test_both_ways_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.readers.pdf import opening

    path = flowed(tmp_path, table([["Label", "Value"], ["Progress", "much " * 40]], widths=[100, 200]))
    quick = read(path)
    pages = read_with_pdfplumber(path)
    monkeypatch.setattr(opening, "read_page", lambda document, number: pages[number])
    slow = read(path)
    assert [grid(found) for found in tables(slow)] == [grid(found) for found in tables(quick)]
    assert slow.pages[0].quality == ("read-by-pdfplumber",)
