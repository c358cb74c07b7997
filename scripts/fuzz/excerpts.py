"""Small pieces of large documents, so that many variants of them can be read: some pages, some tables, some rows."""

from __future__ import annotations

import copy
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2 as pdfium
from lxml import etree

from pipeline.files import media

SMALL = 40_000
"""Bytes up to which a document is taken as a whole."""

PIECES = 4
"""Pieces of each larger document."""


def excerpts(files: list[Path], folder: Path) -> list[Path]:
    """Write documents, or pieces of the large ones, into a folder; one that can't be cut is taken as it is."""
    made = []
    for file in files:
        data = file.read_bytes()
        cutter = _CUTTERS.get(media.media_type(file))
        pieces = [data] if len(data) <= SMALL or cutter is None else _pieces(cutter, data, file.name)
        for number, piece in enumerate(pieces):
            target = folder / f"{file.stem}-{number}{file.suffix}"
            target.write_bytes(piece)
            made.append(target)
    return made


def _pieces(cutter: Callable[[bytes, random.Random], bytes], data: bytes, name: str) -> Iterator[bytes]:
    for number in range(PIECES):
        try:
            yield cutter(data, random.Random(f"{name}{number}"))
        except (pdfium.PdfiumError, zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
            yield data
            return


def _pages(data: bytes, chance: random.Random) -> bytes:
    with pdfium.PdfDocument(data) as whole, pdfium.PdfDocument.new() as piece:
        first = chance.randrange(len(whole))
        piece.import_pages(whole, list(range(first, min(first + 2, len(whole)))))
        out = io.BytesIO()
        piece.save(out)
    return out.getvalue()


def _body(data: bytes, chance: random.Random) -> bytes:
    """Keep a few neighbouring paragraphs and tables of a Word file, and of its pictures nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as piece:
        for name in dict.fromkeys(whole.namelist()):
            part = b"" if "/media/" in name else whole.read(name)
            piece.writestr(name, _some(part, chance) if name == "word/document.xml" else part)
    return out.getvalue()


def _some(part: bytes, chance: random.Random) -> bytes:
    root = etree.fromstring(part)
    body = root[0]
    first = chance.randrange(max(1, len(body)))
    kept = [copy.deepcopy(element) for element in body[first : first + 25]]
    for element in list(body):
        body.remove(element)
    for element in kept:
        for row in list(element)[60:]:
            element.remove(row)
        body.append(element)
    found: bytes = etree.tostring(root)
    return found


def _lines(data: bytes, chance: random.Random) -> bytes:
    """Keep the beginning, which tells what a file is, and some lines of the rest."""
    lines = data.splitlines(keepends=True)
    first = chance.randrange(len(lines))
    return b"".join([*lines[:40], *lines[max(40, first) : first + 120]])[: 4 * SMALL]


_CUTTERS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    media.PDF: _pages,
    media.DOCX: _body,
    media.HTML: _lines,
    media.CSV: _lines,
    media.TEXT: _lines,
}
