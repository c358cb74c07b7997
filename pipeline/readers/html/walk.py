"""Walk the elements of a page and collect its blocks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborNode

from pipeline.model import Anchor, Block, Line, Table, TextBlock
from pipeline.readers.cleaning import clean_text, decode_symbol_font
from pipeline.readers.html import elements, tables
from pipeline.readers.html.content import Panels
from pipeline.readers.html.elements import StyleRules, read_icon_mark
from pipeline.readers.layout_tables import unwrap_layout_table
from pipeline.readers.markers import format_raised, remove_note_marks
from pipeline.readers.marks import mark_choice

_MOST_LEVELS = 150
"""Levels of elements that are walked; text nested deeper is taken without its structure."""


@dataclass
class ListItem:
    """A list item or note whose marker waits for its first paragraph."""

    marker: str | None
    level: int
    kind: Literal["list_item", "note"] = "list_item"
    used: bool = False


class InlineRun(NamedTuple):
    """A run of text: whether it is bold, underlined or highlighted (`marked`), a link to another page."""

    text: str
    bold: bool
    marked: bool = False
    linked: bool = False


@dataclass
class TextFlow:
    """The text of one block element as it comes: the pieces of a line, and the lines before it."""

    path: str
    offset: int = 0
    pieces: list[InlineRun] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def add(self, text: str, bold: bool, marked: bool = False, linked: bool = False) -> None:
        """Add text to the current line."""
        self.pieces.append(InlineRun(text, bold, marked, linked))

    def end_line(self) -> None:
        """End the current line, as `<br>` does."""
        text = remove_note_marks(clean_text(mark_choice([(piece.text, piece.marked) for piece in self.pieces])))
        if text:
            printed = [piece for piece in self.pieces if piece.text.strip()]
            bold, linked = all(piece.bold for piece in printed), all(piece.linked for piece in printed)
            opening = takewhile(lambda piece: piece.bold or not piece.text.strip(), self.pieces)
            opened = 0 if bold else min(len(clean_text("".join(piece.text for piece in opening))), len(text))
            anchor = Anchor(path=self.path, start=self.offset, end=self.offset + len(text))
            self.lines.append(Line(text, anchor, bold=bold, bold_start=opened, linked=linked))
            self.offset += len(text) + 1
        self.pieces = []


@dataclass(frozen=True)
class WalkContext:
    """What an element inherits: where its blocks go, the text it adds to, heading level, list item, how text is set.

    `raised` text is superscript, `marked` text underlined or highlighted, `linked` text a link to another page, `font`
    the symbol font that it is set in. `panels` is how many elements that a reader can open are around. In `parts` are
    the inline elements that a row consists of, each a text of its own.
    """

    sink: list[Block]
    flow: TextFlow
    heading: int = 0
    item: ListItem | None = None
    lists: int = 0
    bold: bool = False
    marked: bool = False
    pre: bool = False
    depth: int = 0
    panels: int = 0
    raised: bool = False
    linked: bool = False
    font: str = ""
    parts: bool = False


class PageWalker:
    """Collects a page's blocks: those of the main part, notes, and what surrounds them as furniture."""

    def __init__(
        self,
        body: LexborNode,
        main: LexborNode,
        chrome: frozenset[int],
        title: LexborNode | None,
        rules: StyleRules,
        address: str = "",
    ) -> None:
        self.blocks: list[Block] = []
        self.notes: list[Block] = []
        self._around: list[Block] = []
        self._main = main.mem_id
        self._panels = Panels(body)
        self._chrome = chrome
        self._rules = rules
        self._address = address
        self._last_level = 1
        self._title = title.mem_id if title is not None else 0

    @property
    def furniture(self) -> tuple[TextBlock, ...]:
        """The text blocks of the site's chrome, those in tables too."""
        return tuple(text for block in self._around for text in _flatten_block(block))

    def read(self, body: LexborNode) -> None:
        """Walk the page from its body."""
        self._read_element(body, "/html/body", WalkContext(self._around, TextFlow("/html")))

    def _read_element(self, node: LexborNode, path: str, context: WalkContext) -> None:
        """Read an element whose start ends the paragraph before it."""
        context = self._choose_sink(node, context)
        flush_paragraph(context)
        inner = replace(
            context,
            flow=TextFlow(path),
            heading=self._find_level(node, context) or context.heading,
            bold=elements.is_bold(node, context.bold, self._rules),
            pre=context.pre or node.tag == "pre",
            depth=context.depth + 1,
            panels=context.panels + (node.tag == "details"),
            parts=elements.is_row_of_parts(node),
        )
        self._read_children(node, path, inner)
        flush_paragraph(inner)

    def _find_level(self, node: LexborNode, context: WalkContext) -> int:
        """Return the level of a heading, also of what opens a panel: below the heading before the outermost one."""
        level = elements.find_heading_level(node)
        if level and not context.panels:
            self._last_level = level
        return level or (min(self._last_level + context.panels, 6) if node.tag == "summary" else 0)

    def _choose_sink(self, node: LexborNode, context: WalkContext) -> WalkContext:
        """Turn the sink where the main part begins or chrome is in it."""
        if node.mem_id in (self._main, self._title):
            return replace(context, sink=self.blocks)
        if node.mem_id in self._chrome or self._is_out_of_sight(node):
            return replace(context, sink=self._around)
        return context

    def _is_out_of_sight(self, node: LexborNode) -> bool:
        return elements.is_hidden(node) and not self._panels.is_panel(node)

    def _read_children(self, node: LexborNode, path: str, context: WalkContext) -> None:
        if context.depth > _MOST_LEVELS:
            context.flow.add(node.text(), context.bold)
            return
        seen: Counter[str] = Counter()
        child = node.child
        while child is not None:
            tag = child.tag or ""
            if tag == "-text":
                self._read_text(child.text_content or "", context)
            elif tag[:1] not in ("", "-", "!") and (tag not in elements.SILENT or tag == "svg"):
                # Processing instructions, such as the `<?xml:namespace>` of Word, have no tag.
                seen[tag] += 1
                self._read_child(child, tag, f"{path}/{tag}[{seen[tag]}]", context)
            child = child.next

    def _read_child(self, node: LexborNode, tag: str, path: str, context: WalkContext) -> None:
        if tag == "br":
            context.flow.end_line()
        elif elements.is_struck(node, self._rules):
            return
        elif mark := read_icon_mark(node):
            context.flow.add(mark, context.bold)
        elif tag == "svg":
            return
        elif tag in ("input", "select", "textarea"):
            context.flow.add(elements.read_field_text(node), context.bold)
        elif tag in ("ul", "ol", "menu", "dir"):
            self._read_list(node, path, context)
        elif tag == "table" and elements.read_attribute(node, "role") not in ("presentation", "none"):
            self._read_table(node, path, context)
        elif (
            tag in elements.BLOCKS
            or node.mem_id in self._chrome
            or elements.is_hidden(node)
            or elements.find_heading_level(node)
            or context.parts
            or elements.is_apart(node, self._rules)
        ):
            self._read_element(node, path, context)
        elif not elements.is_note_reference(node):
            inner = replace(
                context,
                bold=elements.is_bold(node, context.bold, self._rules),
                marked=context.marked or elements.is_marked(node, self._rules),
                raised=context.raised or elements.is_raised(node, self._rules),
                linked=context.linked or (context.heading != 1 and elements.leads_elsewhere(node, self._address)),
                font=elements.find_symbol_font(node, self._rules) or context.font,
                depth=context.depth + 1,
                parts=False,
            )
            self._read_children(node, path, inner)

    def _read_text(self, text: str, context: WalkContext) -> None:
        text = decode_symbol_font(format_raised(text) if context.raised else text, context.font)
        first, *rest = text.split("\n") if context.pre else (text,)
        context.flow.add(first, context.bold, context.marked, context.linked)
        for part in rest:
            context.flow.end_line()
            context.flow.add(part, context.bold, context.marked, context.linked)

    def _read_list(self, node: LexborNode, path: str, context: WalkContext) -> None:
        context = self._choose_sink(node, context)
        flush_paragraph(context)
        count = elements.read_number(node, "start", 1, 100_000)
        seen: Counter[str] = Counter()
        for child in node.iter():
            tag = child.tag or ""
            seen[tag] += 1
            below = f"{path}/{tag}[{seen[tag]}]"
            if tag != "li":
                self._read_element(child, below, replace(context, flow=TextFlow(path), lists=context.lists + 1))
                continue
            count = elements.read_number(child, "value", count, 100_000)
            self._read_item(child, below, count, context)
            count += 1

    def _read_item(self, node: LexborNode, path: str, count: int, context: WalkContext) -> None:
        note = elements.find_note_label(node, count)
        item = ListItem(
            note or elements.format_marker(node, count), context.lists, kind="note" if note else "list_item"
        )
        sink = self.notes if note and context.sink is self.blocks else context.sink
        self._read_element(
            node, path, replace(context, sink=sink, flow=TextFlow(path), item=item, lists=context.lists + 1)
        )

    def _read_table(self, node: LexborNode, path: str, context: WalkContext) -> None:
        context = self._choose_sink(node, context)
        flush_paragraph(context)
        for caption, below in tables.iterate_captions(node, path):
            self._read_element(caption, below, replace(context, flow=TextFlow(below)))
        table = tables.build_table(node, path, self._rules, lambda cell, below: self._read_cell(cell, below, context))
        if table.rows:
            context.sink.extend(unwrap_layout_table(table) or (table,))

    def _read_cell(self, node: LexborNode, path: str, context: WalkContext) -> tuple[Block, ...]:
        blocks: list[Block] = []
        inner = WalkContext(blocks, TextFlow(path), depth=context.depth + 3)
        self._read_element(node, path, inner)
        return tuple(blocks)


def flush_paragraph(context: WalkContext) -> None:
    """End the paragraph at hand and put it into the sink."""
    flow = context.flow
    flow.end_line()
    lines, flow.lines = tuple(flow.lines), []
    if not lines:
        return
    item = context.item
    if context.heading:
        spaced = tuple(replace(line, glue="space") if line is not lines[0] else line for line in lines)
        context.sink.append(TextBlock("heading", spaced, level=context.heading))
    elif item and not item.used:
        item.used = True
        context.sink.append(TextBlock(item.kind, lines, level=item.level, marker=item.marker))
    else:
        context.sink.append(TextBlock("paragraph", lines))


def _flatten_block(block: Block) -> tuple[TextBlock, ...]:
    if isinstance(block, Table):
        return tuple(
            text for row in block.rows for cell in row.cells for part in cell.blocks for text in _flatten_block(part)
        )
    return (block,)
