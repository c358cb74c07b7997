"""Read a file into a `Document`: one reader per media type, loaded when it is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from pipeline.files import media
from pipeline.files.media import EMPTY, ENCRYPTED_OFFICE, PPTX
from pipeline.model import Document, SourceDocument
from pipeline.model.issues import ReadError
from pipeline.runtime.limits import Limits

READERS: dict[str, tuple[str, str]] = {
    media.PDF: ("pipeline.readers.pdf", "read_pdf"),
    media.DOCX: ("pipeline.readers.docx", "read_docx"),
    media.HTML: ("pipeline.readers.html", "read_html"),
    media.CSV: ("pipeline.readers.csv_rows", "read_csv"),
    media.XLSX: ("pipeline.readers.xlsx", "read_xlsx"),
    media.TEXT: ("pipeline.readers.text", "read_text"),
}
"""Media type -> the module of its reader, and its function."""


def read_file(
    path: Path, source: SourceDocument, limits: Limits | None = None, parts: Sequence[bytes] | None = None
) -> Document:
    """Read a file with the reader of its media type; raise `ReadError` where that fails or there is none.

    `parts` are its pages, where they were read before (`pdf.read_part`).
    """
    if source.media_type not in READERS:
        raise _unsupported_error(source.media_type)
    module, name = READERS[source.media_type]
    read_format: Callable[..., Document] = getattr(import_module(module), name)
    # Pages are counted by the one format that has them.
    return read_format(path, source, limits, parts) if source.media_type == media.PDF else read_format(path, source)


_ADVICE: tuple[tuple[str, str, str], ...] = (
    (EMPTY, "empty-file", "The file is empty. Get it again."),
    (ENCRYPTED_OFFICE, "encrypted", "The file is protected by a password. Save it without one."),
    ("application/msword", "unsupported-format", "This is an old Word file (.doc). Save it as DOCX or PDF."),
    ("application/rtf", "unsupported-format", "This is a rich text file (RTF). Save it as DOCX or PDF."),
    ("application/vnd.oasis.opendocument.text", "unsupported-format", "Save this OpenDocument text as DOCX or PDF."),
    ("application/vnd.ms-excel", "unsupported-format", "This is an old Excel workbook. Save it as CSV in UTF-8."),
    (PPTX, "unsupported-format", "This is a presentation. Save it as PDF."),
    ("application/vnd.ms-powerpoint", "unsupported-format", "This is an old presentation. Save it as PDF."),
    ("multipart/related", "unsupported-format", "This is a web archive (MHTML). Save the page as HTML or PDF."),
    ("image/", "unsupported-format", "This is a picture. Put scanned pages together into a PDF."),
    ("application/zip", "unsupported-format", "This is an archive. Unpack it in the raw folder."),
)
"""Beginning of the media type, code of the issue, what to do."""


def _unsupported_error(media_type: str) -> ReadError:
    for prefix, code, advice in _ADVICE:
        if media_type.startswith(prefix):
            return ReadError(code, advice)
    readable = "PDF, DOCX, HTML, plain text, CSV and XLSX files are read."
    return ReadError("unsupported-format", f"No reader knows files of type {media_type}. {readable}")
