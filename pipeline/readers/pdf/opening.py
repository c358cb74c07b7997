"""Open a PDF, or say in a sentence why it can't be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as c

from pipeline.issues import ReadError

_PROPERTIES = {"Title": "title", "Author": "author", "CreationDate": "created", "Subject": "subject"}
_MOST_OUTLINE = 4000


@contextmanager
def opened(path: Path) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF for reading and close it again.

    Raises `ReadError`: `empty-file`, `pdf-encrypted` (a password is needed), `pdf-unreadable`.
    """
    if path.stat().st_size == 0:
        raise ReadError("empty-file", "The file has no content; fetch it again from its source.")
    document = _open(path)
    try:
        if document.get_formtype() != c.FORMTYPE_NONE:
            document.init_forms()
        yield document
    finally:
        document.close()


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        headed = _with_header(path)
        if headed is None:
            raise _reason(error) from error
    try:
        return pdfium.PdfDocument(headed)
    except pdfium.PdfiumError as error:
        raise _reason(error) from error


def _with_header(path: Path) -> bytes | None:
    """Return the bytes with a header put in front where the file lost its own but holds a PDF's objects."""
    content = path.read_bytes()
    if b"%PDF-" in content[:1024] or b" obj" not in content or b"endobj" not in content:
        return None
    return b"%PDF-1.7\n" + content


def _reason(error: pdfium.PdfiumError) -> ReadError:
    if getattr(error, "err_code", None) == c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
        return ReadError(
            "pdf-encrypted", "The PDF asks for a password; save a copy without one and put it in the raw folder."
        )
    return ReadError(
        "pdf-unreadable", "The PDF is damaged or not a PDF; fetch it again, or repair it by printing it to a new PDF."
    )


def properties_of(document: pdfium.PdfDocument) -> dict[str, str]:
    """Return what the file states of itself: title, author, created, subject."""
    facts = document.get_metadata_dict(skip_empty=True)
    return {name: str(facts[key]).strip() for key, name in _PROPERTIES.items() if str(facts.get(key, "")).strip()}


def outline_of(document: pdfium.PdfDocument) -> dict[str, int]:
    """Return the outline's entries, case folded, with their level from 1 to 6."""
    found: dict[str, int] = {}
    for count, bookmark in enumerate(document.get_toc(max_depth=6)):
        if count >= _MOST_OUTLINE:
            break
        title = " ".join((bookmark.get_title() or "").split()).casefold()
        if title:
            found.setdefault(title, min(bookmark.level + 1, 6))
    return found
