"""Read a file into a `Document`: one reader per media type, loaded when it is needed."""

from __future__ import annotations

from pathlib import Path

from pipeline.issues import ReadError
from pipeline.model import Document, SourceDocument


def read(path: Path, source: SourceDocument) -> Document:
    """Read a file with the reader of its media type; raise `ReadError` where that fails or there is none."""
    match source.media_type:
        case "application/pdf":
            from pipeline.readers.pdf import read_pdf

            return read_pdf(path, source)
        case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
            from pipeline.readers.docx import read_docx

            return read_docx(path, source)
        case "text/html":
            from pipeline.readers.html import read_html

            return read_html(path, source)
        case "text/csv":
            from pipeline.readers.csv_rows import read_csv

            return read_csv(path, source)
        case "text/plain":
            from pipeline.readers.text import read_text

            return read_text(path, source)
    raise _unsupported(source.media_type)


def _unsupported(media_type: str) -> ReadError:
    return ReadError("unsupported-format", f"No reader for files of type {media_type}.")
