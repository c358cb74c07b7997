"""The PDF reader: pages through PDFium's own API, cells found here; pdfplumber for pages that PDFium can't read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.model import Document, SourceDocument
from pipeline.runtime.limits import Limits
from pipeline.runtime.sandbox import paused_garbage_collection

__all__ = ["count_pages", "read_part", "read_pdf"]


def read_pdf(
    path: Path, source: SourceDocument, limits: Limits | None = None, parts: Sequence[bytes] | None = None
) -> Document:
    """Read a PDF into a `Document`: boxes in points from the top left of each page as shown.

    `parts` are all its pages as `read_part` gave them; without it they are read here. The document is the same. Raises
    `ReadError` with code `empty-file`, `pdf-encrypted`, `pdf-unreadable`, `too-many-pages` or `needs-ocr`.
    """
    from pipeline.readers.pdf.assembly import assemble_document
    from pipeline.readers.pdf.opening import read_file, unpack_pages

    with paused_garbage_collection():
        # No name is bound to the pages: `assemble` gives them back while it works.
        return assemble_document(
            read_file(path, limits or Limits(), None if parts is None else unpack_pages(parts)), source
        )


def count_pages(path: Path, limits: Limits) -> int:
    """Return the number of pages of a PDF; raise `ReadError` where it has too many or can't be opened."""
    from pipeline.readers.pdf import opening

    return opening.count_pages(path, limits)


def read_part(path: Path, first: int, last: int) -> bytes:
    """Read pages from `first` to `last`, both from 1, into bytes that `read_pdf` takes."""
    from pipeline.readers.pdf import opening
    from pipeline.readers.pdf.opening import pack_pages

    return pack_pages(opening.read_part(path, range(first, last + 1)))
