"""DOCX files with the same bytes on every run, and the few constructs that python-docx has no words for."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

WRITTEN = datetime(2024, 1, 1)
"""The date in the file's properties; fixed, because the clock must not reach the files."""
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
TABLE_STYLES = ("TableNormal", "TableGrid")
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def new_document(title: str, author: str, landscape: bool = False) -> Any:
    """Return an empty document with fixed properties."""
    document = Document()
    _prune(document)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.created = properties.modified = WRITTEN
    properties.comments = ""
    if landscape:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    return document


def _prune(document: Any) -> None:
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


def pack(document: Any) -> bytes:
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


def write(cell: Any, texts: Sequence[str], bold: bool = False, size: float = 9.0) -> None:
    """Write paragraphs into an empty cell."""
    for i, text in enumerate(texts):
        paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold or None, Pt(size)


def symbol(cell: Any, character: str) -> None:
    """Write a character of the Wingdings font as a `w:sym` element (`character` as four hexadecimal digits)."""
    run = cell.paragraphs[0].add_run()
    element = OxmlElement("w:sym")
    element.set(qn("w:font"), "Wingdings")
    element.set(qn("w:char"), character)
    run._r.append(element)


def shade(cell: Any, fill: str) -> None:
    """Fill a cell with a colour (RRGGBB)."""
    element = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        element.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(element)


def repeat_header(row: Any) -> None:
    """Mark a row as a header that word processors repeat on each page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def letter_list(document: Any) -> int:
    """Add a list numbered a., b., c. and return its `w:numId`; each call starts again at a."""
    numbering = document.part.numbering_part.element
    number = 1 + max((int(e.get(qn("w:numId"))) for e in numbering.findall(qn("w:num"))), default=0)
    abstract = 100 + number
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1."/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl>'
    )
    definition = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract}">{level}</w:abstractNum>'
    numbering.insert(0, parse_xml(definition))
    pointer = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/></w:num>'
    numbering.append(parse_xml(pointer))
    return number


def numbered(paragraph: Any, number: int) -> None:
    """Make a paragraph an item of a list."""
    pointer = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(pointer))


def page_number(paragraph: Any) -> None:
    """Write the field that shows the page number."""
    field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(field))


def add_notes(document: Any, notes: Mapping[int, str]) -> None:
    """Add real footnotes: a part of the package with one `w:footnote` for each number."""
    bodies = "".join(_note(number, text) for number, text in notes.items())
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {nsdecls("w")}>{bodies}</w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), NOTES_TYPE, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _note(number: int, text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    run = f'<w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {escaped}</w:t></w:r>'
    return f'<w:footnote w:id="{number}"><w:p>{run}</w:p></w:footnote>'


def note_reference(paragraph: Any, number: int) -> None:
    """Write the raised number that points to a footnote."""
    run = paragraph.add_run()
    run.font.superscript = True
    element = OxmlElement("w:footnoteReference")
    element.set(qn("w:id"), str(number))
    run._r.append(element)
