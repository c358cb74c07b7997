"""Walk a part of a DOCX (body, cell, note, header) and give its blocks in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.model import Anchor, Block, Line, TextBlock
from pipeline.model.issues import Issue
from pipeline.readers.docx.package import MC, Element, W, find_child, read_number, read_value
from pipeline.readers.docx.styles import DocxStyle, Numbering, Styles
from pipeline.readers.docx.tables import CellContent, build_table
from pipeline.readers.docx.text import ParagraphText, Reference, read_paragraph
from pipeline.readers.layout_tables import unwrap_layout_table
from pipeline.readers.marks import find_dot_color

_WRAPPERS = frozenset([W + name for name in ("customXml", "ins", "moveTo", "sdtContent", "smartTag")])
_CONTENTS = "table of contents"


@dataclass(slots=True)
class DocxWalk:
    """What the walk shares: styles and lists, and what it collects next to the blocks.

    `tints` are the colors of the paragraphs of the cell at hand, `pictures` the small pictures in it.
    """

    styles: Styles
    numbering: Numbering
    references: list[Reference] = field(default_factory=list)
    contents: list[TextBlock] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    tints: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


def iterate_blocks(parent: Element, path: str, story: DocxWalk) -> Iterator[Block]:
    """Yield the blocks below an element; a table of contents goes to `story.contents`.

    Text boxes that are anchored in a heading are read in front of the next one: between the heading and its text they
    would be taken for that text.
    """
    tag_counts: Counter[str] = Counter()
    boxes: list[Block] = []
    for element in parent:
        tag = element.tag
        if not isinstance(tag, str):
            continue
        tag_counts[tag] += 1
        prefix = "mc:" if tag.startswith(MC) else "w:"
        below = f"{path}/{prefix}{tag.rpartition('}')[2]}[{tag_counts[tag]}]"
        if tag == W + "p":
            block, own_boxes = _read_paragraph(element, below, story)
            is_heading = block is not None and _is_heading(block)
            if is_heading:
                yield from boxes
                boxes = []
            yield from [block] if block else ()
            if is_heading:
                boxes += own_boxes
            else:
                yield from own_boxes
        elif tag == W + "tbl":
            table = build_table(element, below, story.styles, lambda cell, place: _read_cell(cell, place, story))
            yield from unwrap_layout_table(table) or (table,)
        elif tag in _WRAPPERS:
            yield from iterate_blocks(element, below, story)
        elif tag == W + "sdt":
            yield from _read_control(element, below, story)
        elif tag == MC + "AlternateContent":
            yield from _read_alternative(element, below, story)
        elif tag == W + "altChunk":
            story.issues.append(_unread_chunk_issue())
    yield from boxes


def _is_heading(block: TextBlock) -> bool:
    """Return whether a paragraph is a heading, by its style or as all of it is bold."""
    return block.kind == "heading" or all(line.bold for line in block.lines)


def _read_cell(cell: Element, path: str, story: DocxWalk) -> CellContent:
    """Return what a table cell holds: blocks, or the dot, shape or picture that it consists of."""
    tints_before, pictures_before = len(story.tints), len(story.pictures)
    blocks = tuple(iterate_blocks(cell, path, story))
    color = find_dot_color(blocks, story.tints[tints_before:])
    picture = story.pictures[pictures_before] if not blocks and len(story.pictures) == pictures_before + 1 else ""
    del story.tints[tints_before:], story.pictures[pictures_before:]
    return CellContent(() if color else blocks, color, picture)


def _read_control(control: Element, path: str, story: DocxWalk) -> Iterator[Block]:
    content = find_child(control, "sdtContent")
    if content is None:
        return
    gallery = read_value(find_child(control, "sdtPr", "docPartObj", "docPartGallery")) or ""
    blocks = iterate_blocks(content, f"{path}/w:sdtContent[1]", story)
    if gallery.lower() == _CONTENTS:
        story.contents.extend(block for block in blocks if isinstance(block, TextBlock))
    else:
        yield from blocks


def _read_alternative(element: Element, path: str, story: DocxWalk) -> Iterator[Block]:
    for alternative in element:
        if alternative.tag in (MC + "Choice", MC + "Fallback"):
            blocks = tuple(iterate_blocks(alternative, f"{path}/mc:{alternative.tag.rpartition('}')[2]}[1]", story))
            if blocks:
                yield from blocks
                return


def _read_paragraph(element: Element, path: str, story: DocxWalk) -> tuple[TextBlock | None, list[Block]]:
    """Return a paragraph, None for an empty one, and the blocks of the text boxes that are anchored in it."""
    properties = find_child(element, "pPr")
    style = story.styles.paragraph(read_value(find_child(properties, "pStyle")))
    text = read_paragraph(element, style, story.styles)
    story.references.extend(text.references)
    if tint := text.tint:
        story.tints.append(tint)
    story.pictures += text.pictures
    block = _make_text_block(properties, path, style, text, story)
    if block and style.name.startswith("toc "):
        story.contents.append(block)
        block = None
    places = ((box, f"{path}//w:txbxContent[{index}]") for index, box in enumerate(text.boxes, start=1))
    return block, [inner for box, place in places for inner in iterate_blocks(box, place, story)]


def _make_text_block(
    properties: Element | None, path: str, style: DocxStyle, text: ParagraphText, story: DocxWalk
) -> TextBlock | None:
    outline = read_number(find_child(properties, "outlineLvl"))
    heading = style.heading if outline is None else (min(outline + 1, 6) if outline < 9 else 0)
    lines = text.make_lines(path, glue="space" if heading else "paragraph")
    marker, is_number, level = _find_marker(properties, style, story)
    if not lines:
        # A number without text is printed all the same, as in a table's column of numbers.
        return _make_number_block(marker, path) if marker and is_number and not _is_deleted(properties) else None
    if heading:
        return TextBlock("heading", lines, level=heading, marker=marker)
    if marker:
        return TextBlock("list_item", lines, level=level, marker=marker)
    return TextBlock("paragraph", lines)


def _make_number_block(marker: str, path: str) -> TextBlock:
    return TextBlock("paragraph", (Line(marker, Anchor(path=path, start=0, end=0)),))


def _is_deleted(properties: Element | None) -> bool:
    return find_child(properties, "rPr", "del") is not None


def _find_marker(properties: Element | None, style: DocxStyle, story: DocxWalk) -> tuple[str | None, bool, int]:
    """Return the paragraph's marker, whether it is a number, and its level."""
    own = find_child(properties, "numPr")
    num_id, level = read_number(find_child(own, "numId")), read_number(find_child(own, "ilvl"))
    if num_id is None:
        num_id = style.num_id
        if num_id and level is None:
            level = style.num_level or story.numbering.level_of_style(num_id, style.style_id)
    if not num_id or _is_deleted(properties):
        return None, False, 0
    marker, is_number = story.numbering.count_marker(num_id, level or 0)
    return marker, is_number, level or 0


def _unread_chunk_issue() -> Issue:
    message = "The file embeds another document (altChunk) that was not read. Open and save it in a word processor."
    return Issue("read", "warning", "embedded-document", message)
