"""The PDF reader: pages through PDFium's own API, cells found here; pdfplumber for pages that PDFium can't read."""

from __future__ import annotations

from pathlib import Path

from pipeline.confine import uncollected
from pipeline.limits import Limits
from pipeline.model import Document, SourceDocument

__all__ = ["read_pdf"]


def read_pdf(path: Path, source: SourceDocument, limits: Limits | None = None) -> Document:
    """Read a PDF into a `Document`: boxes in points from the top left of each page as shown.

    Raises `ReadError` with code `empty-file`, `pdf-encrypted`, `pdf-unreadable`, `too-many-pages` or `needs-ocr`.
    """
    from pipeline.readers.pdf.assembly import assemble
    from pipeline.readers.pdf.opening import read_file

    reading = read_file(path, limits or Limits())
    with uncollected():
        return assemble(reading, source)
