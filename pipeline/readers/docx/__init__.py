"""Read DOCX: python-docx opens the package, lxml walks its XML (python-docx drops the text of content controls).

Anchors are element paths (`/w:body/w:tbl[2]/w:tr[1]/w:tc[2]/w:p[1]`) with the line's character span in the paragraph's
text as read (lines of one paragraph joined by one character).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.model import Block, Document, Line, SourceDocument, Table, TextBlock
from pipeline.model.issues import ReadError
from pipeline.readers.cleaning import clean_text, separate_chrome
from pipeline.readers.docx.blocks import DocxWalk, iterate_blocks
from pipeline.readers.docx.package import Element, W, corrupt_error, find_child, open_package, read_value
from pipeline.readers.docx.pages import join_pages, number_pages
from pipeline.readers.docx.styles import Numbering, Styles
from pipeline.readers.docx.text import Reference
from pipeline.readers.markers import Counting, format_number


def read_docx(path: Path, source: SourceDocument) -> Document:
    """Read a Word file; raise `ReadError` where it is damaged, encrypted, no Word file or holds no text."""
    package = open_package(path)
    part = package.document.part
    parts = dict(iterate_related_parts(part, "styles", "numbering"))
    styles = Styles(parts.get("styles"))
    story = DocxWalk(styles, Numbering(parts.get("numbering"), styles))
    root = package.document.element.body
    joined, running = join_pages(tuple(iterate_blocks(root, "/w:body", story)), number_pages(root))
    body, phrases = separate_chrome(joined)
    notes = read_notes(part, story)
    if not body:
        raise ReadError("no-text", "The Word file holds no text; it may hold scanned pictures. Save it as PDF for OCR.")
    return Document(
        source=source,
        blocks=body,
        notes=notes,
        furniture=(*story.contents, *running, *phrases, *read_headers_footers(part, story)),
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


_COUNTINGS: dict[str, Counting] = {
    "decimal": "decimal",
    "lowerRoman": "lowerRoman",
    "upperRoman": "upperRoman",
    "lowerLetter": "lowerLetter",
    "upperLetter": "upperLetter",
}
_USUAL = {"footnote": "decimal", "endnote": "lowerRoman"}


def iterate_related_parts(part: Any, *kinds: str) -> Iterator[tuple[str, Element]]:
    """Yield (kind, root element) of the parts of these kinds (`header`, `footnotes`) that a part refers to.

    Raises `ReadError` with code `corrupt-docx` where one of them is no XML, whatever the file declares it to be.
    """

    for relation in part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in kinds and not relation.is_external:
            target = relation.target_part
            yield kind, target.element if hasattr(target, "element") else _parse_part(kind, target.blob)


def _parse_part(kind: str, data: bytes) -> Element:
    from docx.oxml import parse_xml
    from lxml.etree import XMLSyntaxError

    try:
        root: Element = parse_xml(data)
    except XMLSyntaxError as error:
        raise corrupt_error(f"its {kind} are no XML") from error
    return root


def read_notes(part: Any, story: DocxWalk) -> tuple[TextBlock, ...]:
    """Return the notes that the text refers to, in that order, numbered as printed."""
    roots = dict(iterate_related_parts(part, "footnotes", "endnotes"))
    settings = dict(iterate_related_parts(part, "settings")).get("settings")
    notes_by_kind = {kind: _notes_by_id(roots.get(kind + "s"), kind) for kind in _USUAL}
    counts: Counter[str] = Counter()
    notes: list[TextBlock] = []
    for reference in list(story.references):
        note = notes_by_kind[reference.kind].pop(reference.note_id, None)
        if note is None:
            continue
        counts[reference.kind] += reference.mark is None
        label = reference.mark or _note_label(reference, counts[reference.kind], settings)
        lines = tuple(_iterate_lines(iterate_blocks(note[0], note[1], story)))
        if lines:
            notes.append(TextBlock("note", lines, marker=label))
    return tuple(notes)


def _notes_by_id(root: Element | None, kind: str) -> dict[str, tuple[Element, str]]:
    """Return the notes of a part by id with their paths, without separators."""
    if root is None:
        return {}
    notes = enumerate(root.findall(W + kind), start=1)
    return {
        read_value(note, "id") or "": (note, f"/w:{kind}s/w:{kind}[{index}]")
        for index, note in notes
        if (read_value(note, "type") or "normal") == "normal"
    }


def _note_label(reference: Reference, count: int, settings: Element | None) -> str:
    section = find_child(settings, f"{reference.kind}Pr")
    counting = read_value(find_child(section, "numFmt")) or _USUAL[reference.kind]
    return format_number(count, _COUNTINGS.get(counting, "decimal"))


def _iterate_lines(blocks_found: Iterator[Block]) -> Iterator[Line]:
    for block in blocks_found:
        if isinstance(block, Table):
            yield from (line for row in block.rows for cell in row.cells for line in _iterate_lines(iter(cell.blocks)))
        elif block.marker and block.lines:
            yield replace(block.lines[0], text=f"{block.marker} {block.lines[0].text}")
            yield from block.lines[1:]
        else:
            yield from block.lines


def read_headers_footers(part: Any, story: DocxWalk) -> tuple[TextBlock, ...]:
    """Return the text of headers and footers, each once however many sections repeat it."""
    blocks_by_text: dict[str, TextBlock] = {}
    for kind, root in iterate_related_parts(part, "header", "footer"):
        for block in iterate_blocks(root, "/w:hdr" if kind == "header" else "/w:ftr", story):
            lines = tuple(_iterate_lines(iter((block,))))
            if lines:
                blocks_by_text.setdefault("\n".join(line.text for line in lines), TextBlock("paragraph", lines))
    return tuple(blocks_by_text.values())
