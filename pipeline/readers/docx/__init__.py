"""Read DOCX: python-docx opens the package, lxml walks its XML (python-docx drops the text of content controls).

Anchors are element paths (`/w:body/w:tbl[2]/w:tr[1]/w:tc[2]/w:p[1]`) with the line's character span in the paragraph's
text as read (lines of one paragraph joined by one character). A DOCX has no pages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.model import Document, SourceDocument
from pipeline.model.issues import ReadError
from pipeline.readers.cleaning import clean_text, separate_chrome
from pipeline.readers.docx.blocks import DocxWalk, iterate_blocks
from pipeline.readers.docx.notes import iterate_related_parts, read_headers_footers, read_notes
from pipeline.readers.docx.numbering import Numbering
from pipeline.readers.docx.package import open_package
from pipeline.readers.docx.styles import Styles


def read_docx(path: Path, source: SourceDocument) -> Document:
    """Read a Word file; raise `ReadError` where it is damaged, encrypted, no Word file or holds no text."""
    package = open_package(path)
    part = package.document.part
    parts = dict(iterate_related_parts(part, "styles", "numbering"))
    styles = Styles(parts.get("styles"))
    story = DocxWalk(styles, Numbering(parts.get("numbering"), styles))
    body, phrases = separate_chrome(iterate_blocks(package.document.element.body, "/w:body", story))
    notes = read_notes(part, story)
    if not body:
        raise ReadError("no-text", "The Word file holds no text; it may hold scanned pictures. Save it as PDF for OCR.")
    return Document(
        source=source,
        blocks=body,
        notes=notes,
        furniture=(*story.contents, *phrases, *read_headers_footers(part, story)),
        properties=_read_properties(package.document),
        issues=(*package.issues, *story.issues),
    )


def _read_properties(document: Any) -> dict[str, str]:
    try:
        core = document.core_properties
    except AttributeError:  # the part that should hold them is a part of another kind
        return {}
    properties = {
        "title": clean_text(core.title or ""),
        "author": clean_text(core.author or ""),
        "created": _creation_date(core),
    }
    return {name: text for name, text in properties.items() if text}


def _creation_date(core: Any) -> str:
    try:
        return core.created.isoformat() if core.created else ""
    except (TypeError, ValueError, OverflowError):  # python-docx stumbles over dates that are none
        return ""
