"""DOCX files with the same bytes on every run, and the few constructs that python-docx has no words for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

WRITTEN = datetime(2024, 1, 1)
"""The date in the file's properties; fixed, because the clock must not reach the files."""
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
TABLE_STYLES = ("TableNormal", "TableGrid")


def new_document(title: str, author: str, landscape: bool = False) -> Any:
    """Return an empty document with fixed properties."""
    document = Document()
    _remove_unused_parts(document)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.created = properties.modified = WRITTEN
    properties.comments = ""
    if landscape:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    return document


def _remove_unused_parts(document: Any) -> None:
    """Drop what python-docx's template brings and no specimen uses: most of the file, as it is stored uncompressed."""
    for name, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            del document.part.rels[name]
    package = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[name]
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in TABLE_STYLES:
            styles.remove(style)


def pack_document(document: Any) -> bytes:
    """Return a document's bytes with fixed times, stored without compression so that no zlib shows in them."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.external_attr = 0o600 << 16
            # The system that wrote the archive is part of its bytes.
            entry.create_system = 3
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def write_cell(cell: Any, texts: Sequence[str], bold: bool = False, size: float = 9.0) -> None:
    """Write paragraphs into an empty cell."""
    for i, text in enumerate(texts):
        paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold or None, Pt(size)


def shade_cell(cell: Any, fill: str) -> None:
    """Fill a cell with a color (RRGGBB)."""
    element = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        element.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(element)


def rotate_text(cell: Any) -> None:
    """Turn the text of a cell so that it reads from the bottom up."""
    direction = OxmlElement("w:textDirection")
    direction.set(qn("w:val"), "btLr")
    cell._tc.get_or_add_tcPr().append(direction)


def mark_header_row(row: Any) -> None:
    """Mark a row as a header that word processors repeat on each page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def add_page_number(paragraph: Any) -> None:
    """Write the field that shows the page number."""
    field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))
