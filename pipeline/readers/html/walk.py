"""Walk the elements of a page and collect its blocks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Literal

from selectolax.lexbor import LexborNode

from pipeline.model import Anchor, Block, Line, Table, TextBlock
from pipeline.readers.cleaning import clean
from pipeline.readers.html import elements, tables
from pipeline.readers.html.icons import icon_mark
from pipeline.readers.html.panels import Panels
from pipeline.readers.html.stylesheet import Sheet
from pipeline.readers.layout_tables import unwrapped
from pipeline.readers.note_marks import raised, without_marks
from pipeline.readers.symbols import from_font

_DEEPEST = 150
"""Levels of elements that are walked; text nested deeper is taken without its structure."""


@dataclass
class Item:
    """A list item or note whose marker waits for its first paragraph."""

    marker: str | None
    level: int
    kind: Literal["list_item", "note"] = "list_item"
    used: bool = False


@dataclass
class Flow:
    """The text of one block element as it comes: lines of (text, bold) pieces."""

    path: str
    offset: int = 0
    pieces: list[tuple[str, bool]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def add(self, text: str, bold: bool) -> None:
        """Add text to the current line."""
        self.pieces.append((text, bold))

    def end_line(self) -> None:
        """End the current line, as `<br>` does."""
        text = without_marks(clean("".join(piece for piece, _ in self.pieces)))
        if text:
            bold = all(bold for piece, bold in self.pieces if piece.strip())
            opening = takewhile(lambda piece: piece[1] or not piece[0].strip(), self.pieces)
            opened = 0 if bold else min(len(clean("".join(piece for piece, _ in opening))), len(text))
            anchor = Anchor(path=self.path, start=self.offset, end=self.offset + len(text))
            self.lines.append(Line(text, anchor, bold=bold, bold_start=opened))
            self.offset += len(text) + 1
        self.pieces = []


@dataclass(frozen=True)
class Context:
    """What an element inherits: where its blocks go, the text it adds to, heading level, list item, how text is set.

    `raised` text is superscript, `font` the symbol font that it is set in.
    """

    sink: list[Block]
    flow: Flow
    heading: int = 0
    item: Item | None = None
    lists: int = 0
    bold: bool = False
    pre: bool = False
    depth: int = 0
    raised: bool = False
    font: str = ""


class Reader:
    """Collects a page's blocks: those of the main part, notes, and what surrounds them as furniture."""

    def __init__(
        self, body: LexborNode, main: LexborNode, chrome: frozenset[int], title: LexborNode | None, rules: Sheet
    ) -> None:
        self.blocks: list[Block] = []
        self.notes: list[Block] = []
        self._around: list[Block] = []
        self._main = main.mem_id
        self._panels = Panels(body)
        self._chrome = chrome
        self._rules = rules
        self._title = title.mem_id if title is not None else 0

    @property
    def furniture(self) -> tuple[TextBlock, ...]:
        """The text blocks of the site's chrome, those in tables too."""
        return tuple(text for block in self._around for text in _flat(block))

    def read(self, body: LexborNode) -> None:
        """Walk the page from its body."""
        self._element(body, "/html/body", Context(self._around, Flow("/html")))

    def _element(self, node: LexborNode, path: str, context: Context) -> None:
        """Read an element whose start ends the paragraph before it."""
        context = self._directed(node, context)
        flush(context)
        inner = replace(
            context,
            flow=Flow(path),
            heading=elements.heading_level(node) or context.heading,
            bold=elements.is_bold(node, context.bold, self._rules),
            pre=context.pre or node.tag == "pre",
            depth=context.depth + 1,
        )
        self._children(node, path, inner)
        flush(inner)

    def _directed(self, node: LexborNode, context: Context) -> Context:
        """Turn the sink where the main part begins or chrome is in it."""
        if node.mem_id in (self._main, self._title):
            return replace(context, sink=self.blocks)
        if node.mem_id in self._chrome or self._is_out_of_sight(node):
            return replace(context, sink=self._around)
        return context

    def _is_out_of_sight(self, node: LexborNode) -> bool:
        return elements.is_hidden(node) and not self._panels.is_panel(node)

    def _children(self, node: LexborNode, path: str, context: Context) -> None:
        if context.depth > _DEEPEST:
            context.flow.add(node.text(), context.bold)
            return
        seen: Counter[str] = Counter()
        child = node.child
        while child is not None:
            tag = child.tag or ""
            if tag == "-text":
                self._text(child.text_content or "", context)
            elif tag[0] not in "-!" and (tag not in elements.SILENT or tag == "svg"):
                seen[tag] += 1
                self._child(child, tag, f"{path}/{tag}[{seen[tag]}]", context)
            child = child.next

    def _child(self, node: LexborNode, tag: str, path: str, context: Context) -> None:
        if tag == "br":
            context.flow.end_line()
        elif elements.is_struck(node, self._rules):
            return
        elif mark := icon_mark(node):
            context.flow.add(mark, context.bold)
        elif tag == "svg":
            return
        elif tag in ("input", "select", "textarea"):
            context.flow.add(elements.field_text(node), context.bold)
        elif tag in ("ul", "ol", "menu", "dir"):
            self._list(node, path, context)
        elif tag == "table" and elements.attribute(node, "role") not in ("presentation", "none"):
            self._table(node, path, context)
        elif (
            tag in elements.BLOCKS
            or node.mem_id in self._chrome
            or elements.is_hidden(node)
            or elements.heading_level(node)
        ):
            self._element(node, path, context)
        elif not elements.is_note_reference(node):
            inner = replace(
                context,
                bold=elements.is_bold(node, context.bold, self._rules),
                raised=context.raised or elements.is_raised(node, self._rules),
                font=elements.symbol_font(node, self._rules) or context.font,
                depth=context.depth + 1,
            )
            self._children(node, path, inner)

    def _text(self, text: str, context: Context) -> None:
        text = from_font(raised(text) if context.raised else text, context.font)
        first, *rest = text.split("\n") if context.pre else (text,)
        context.flow.add(first, context.bold)
        for part in rest:
            context.flow.end_line()
            context.flow.add(part, context.bold)

    def _list(self, node: LexborNode, path: str, context: Context) -> None:
        context = self._directed(node, context)
        flush(context)
        count = elements.number(node, "start", 1, 100_000)
        seen: Counter[str] = Counter()
        for child in node.iter():
            tag = child.tag or ""
            seen[tag] += 1
            below = f"{path}/{tag}[{seen[tag]}]"
            if tag != "li":
                self._element(child, below, replace(context, flow=Flow(path), lists=context.lists + 1))
                continue
            count = elements.number(child, "value", count, 100_000)
            self._item(child, below, count, context)
            count += 1

    def _item(self, node: LexborNode, path: str, count: int, context: Context) -> None:
        note = elements.note_label(node, count)
        item = Item(note or elements.marker(node, count), context.lists, kind="note" if note else "list_item")
        sink = self.notes if note and context.sink is self.blocks else context.sink
        self._element(node, path, replace(context, sink=sink, flow=Flow(path), item=item, lists=context.lists + 1))

    def _table(self, node: LexborNode, path: str, context: Context) -> None:
        context = self._directed(node, context)
        flush(context)
        for caption, below in tables.captions(node, path):
            self._element(caption, below, replace(context, flow=Flow(below)))
        table = tables.build(node, path, self._rules, lambda cell, below: self._cell(cell, below, context))
        if table.rows:
            context.sink.extend(unwrapped(table) or (table,))

    def _cell(self, node: LexborNode, path: str, context: Context) -> tuple[Block, ...]:
        blocks: list[Block] = []
        inner = Context(blocks, Flow(path), depth=context.depth + 3)
        self._element(node, path, inner)
        return tuple(blocks)


def flush(context: Context) -> None:
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


def _flat(block: Block) -> tuple[TextBlock, ...]:
    if isinstance(block, Table):
        return tuple(text for row in block.rows for cell in row.cells for part in cell.blocks for text in _flat(part))
    return (block,)
