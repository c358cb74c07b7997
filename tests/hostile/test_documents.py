"""Hostile documents, each made here: bombs, loops, coordinates beyond the page, what hides in a file or its name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from pipeline.catalog import describe_file
from pipeline.execution import worker_pool
from pipeline.extraction import extract_document
from pipeline.model import Extraction
from pipeline.runtime.limits import MEGABYTE, Limits
from scripts.fuzz.targets import make_word_file

LIMITS = Limits(seconds=60, memory=1000 * MEGABYTE, pages=200, cells=10_000)


def pdf(*objects: bytes) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is its root."""
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (n, made) for n, made in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + body + b"trailer\n<</Root 1 0 R/Size %d>>\n%%%%EOF\n" % (len(objects) + 1)


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), more, content)


def page_of(content: bytes, box: bytes = b"0 0 600 800", more: bytes = b"") -> bytes:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%b>>>>" % (box, more)
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", pages, page, stream(content), font)


TEXT = b"BT /F 12 Tf 50 700 Td (A plain letter to the ministry.) Tj ET"
FAR = (
    b"BT /F 12 Tf 1e30 0 0 1e30 1e35 -1e35 Tm (far) Tj ET 1 0 0 rg -1e38 -1e38 3e38 3e38 re f 99999999999 0 m "
    b"0 1e37 l S "
    b"0 0 99999999 0.0000001 re S BT /F 999999 Tf (huge) Tj ET "
)
GRID = b" ".join(b"%d 0 m %d 800 l S 0 %d m 600 %d l S" % (n, n, n, n) for n in range(1, 600))


def tree_loop() -> bytes:
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 9>>", b"<</Kids[2 0 R]>>"
    )


def deep_tree() -> bytes:
    kids = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (n + 1) for n in range(2, 5000)]
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", *kids)


def many_pages() -> bytes:
    kids = b" ".join([b"3 0 R"] * 5000)
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 5000/Kids[%b]>>" % kids, b"<</Type/Page>>")


def unpacking_page() -> bytes:
    bomb = zlib.compress(zlib.compress(b"0 0 m 1 1 l S " * 2_000_000))
    made = page_of(TEXT)
    return made.replace(stream(TEXT), stream(bomb, b"/Filter[/FlateDecode/FlateDecode]"))


def picture_bomb() -> bytes:
    picture = stream(
        zlib.compress(b"\0" * 1000),
        b"/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode",
    )
    made = page_of(b"600 0 0 800 0 0 cm /I Do " + TEXT, more=b"/XObject<</I 6 0 R>>")
    return made.replace(b"trailer", b"6 0 obj\n" + picture + b"\nendobj\ntrailer").replace(b"/Size 6", b"/Size 7")


def form_in_itself() -> bytes:
    form = stream(b"/I Do " + TEXT, b"/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I 6 0 R>>>>")
    made = page_of(b"/I Do " + TEXT, more=b"/XObject<</I 6 0 R>>")
    return made.replace(b"trailer", b"6 0 obj\n" + form + b"\nendobj\ntrailer").replace(b"/Size 6", b"/Size 7")


def acting() -> bytes:
    act = b"/OpenAction<</S/Launch/F(/bin/true)>>/AA<</O<</S/JavaScript/JS(app.alert\\(1\\))>>>>"
    return page_of(TEXT).replace(b"/Type/Catalog", b"/Type/Catalog" + act)


def packed(change: Callable[[zipfile.ZipFile], None]) -> bytes:
    """Return a Word file to whose archive something is added."""
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("A plain letter to the ministry.")
    document.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        change(archive)
    return out.getvalue()


def swollen(archive: zipfile.ZipFile) -> None:
    for number in range(4):
        archive.writestr(f"word/media/{number}.png", b"\0" * 60_000_000)


def crowded(archive: zipfile.ZipFile) -> None:
    for number in range(20_100):
        archive.writestr(f"x{number}", b"")


def nested(archive: zipfile.ZipFile) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("bomb", b"\0" * 50_000_000)
    archive.writestr("word/embeddings/inner.docx", inner.getvalue())
    archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
    archive.writestr("../../../escaped.txt", b"x")


def large_text() -> bytes:
    return make_word_file(b"<w:document xmlns:w='w'>" + b" " * 160_000_000 + b"</w:document>")


def overlapping() -> bytes:
    """Members whose directory entries all name the same bytes."""
    made = bytearray(packed(swollen))
    starts = [at for at in range(len(made) - 4) if made[at : at + 4] == b"PK\x01\x02"]
    for at in starts[1:]:
        made[at + 42 : at + 46] = made[starts[0] + 42 : starts[0] + 46]
    return bytes(made)


def wide_table() -> bytes:
    body = (
        b"<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2000000000'/></w:tcPr><w:p><w:r><w:t>A plain letter</w:t></w:r>"
    )
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return make_word_file(
        b"<w:document xmlns:w='%b'><w:body>%b</w:p></w:tc></w:tr></w:tbl></w:body></w:document>" % (space, body)
    )


def png() -> bytes:
    size = struct.pack(">II", 60_000, 60_000)
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + size + b"\x08\x02\0\0\0" + b"\0" * 4


PAGE = b"<!DOCTYPE html><html><body><main>%b</main></body></html>"
READ, FAILED = {"unidentified"}, {"failed"}

CASES: dict[str, tuple[str, Callable[[], bytes], set[str]]] = {
    "coordinates beyond all paper": ("a.pdf", lambda: page_of(FAR + TEXT), READ),
    "a page as large as a country": ("a.pdf", lambda: page_of(TEXT, b"-1e9 -1e9 1e12 1e12"), READ | FAILED),
    "a page without an area": ("a.pdf", lambda: page_of(TEXT, b"5 5 5 5"), READ | FAILED),
    "lines without number": ("a.pdf", lambda: page_of(GRID + TEXT), READ | FAILED),
    "a tree of pages in a loop": ("a.pdf", tree_loop, FAILED),
    "a tree of pages without end": ("a.pdf", deep_tree, FAILED),
    "pages without number": ("a.pdf", many_pages, FAILED),
    "a page that unpacks twice": ("a.pdf", unpacking_page, READ | FAILED),
    "a picture of ten gigabytes": ("a.pdf", picture_bomb, READ | FAILED),
    "a drawing that draws itself": ("a.pdf", form_in_itself, READ),
    "a file that acts when it is opened": ("a.pdf", acting, READ),
    "pictures that unpack to much": ("a.docx", lambda: packed(swollen), READ),
    "more members than any document has": ("a.docx", lambda: packed(crowded), FAILED),
    "an archive in an archive, macros, names that lead out": ("a.docm", lambda: packed(nested), READ),
    "a text of 160 MB": ("a.docx", large_text, FAILED),
    "members that overlap": ("a.docx", overlapping, READ | FAILED),
    "a cell over all columns that there can be": ("a.docx", wide_table, READ),
    "cells over all columns of a page": (
        "a.html",
        lambda: PAGE % (b"<table>" + b"<tr><td rowspan=65534 colspan=1000>A plain letter" * 300 + b"</table>"),
        READ | FAILED,
    ),
    "elements in elements": ("a.html", lambda: PAGE % (b"<div>" * 100_000 + b"A plain letter"), FAILED),
    "a cell that never ends": ("a.csv", lambda: b'a,b,c\n"' + b"x,\n" * 5_000, READ | FAILED),
    "a picture in the name of a PDF": ("a.pdf", png, FAILED),
    "a program in the name of a Word file": ("a.docx", lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 900, FAILED),
    "a PDF in the name of a text": ("a.txt", lambda: page_of(TEXT), READ),
}


def extracted(file: Path) -> Extraction:
    return extract_document(file.parent, describe_file(file), LIMITS).extraction


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Extraction | worker_pool.LostTask]:
    """Read all of them in confined processes; nothing but themselves lies in their folder afterwards."""
    folder = tmp_path_factory.mktemp("hostile")
    files = []
    for number, (name, make, _) in enumerate(CASES.values()):
        file = folder / str(number) / name
        file.parent.mkdir()
        file.write_bytes(make())
        files.append(file)
    found = dict(worker_pool.run_tasks(extracted, files, 2, LIMITS))
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == sorted(files)
    return {case: found[number] for number, case in enumerate(CASES)}


@pytest.mark.parametrize("case", CASES)
def test_hostile_document(outcomes: dict[str, Extraction | worker_pool.LostTask], case: str) -> None:
    found = outcomes[case]
    assert isinstance(found, Extraction), found
    assert found.document["status"] in CASES[case][2], [issue.message for issue in found.issues]
    assert not [issue for issue in found.issues if issue.code.endswith("-crashed")], found.issues
    assert found.document["status"] != "failed" or [issue for issue in found.issues if issue.severity == "error"]
