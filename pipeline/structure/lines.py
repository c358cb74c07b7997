"""Lines of text: out of blocks and cells, joined to running text, made into values.

A `Stream` is running text whose character spans lead back to its lines, for labels and dates that are anywhere in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, TypeVar

from pipeline.model import Anchor, Block, Box, Cell, Glue, Line, Method, RawValue, Table, TableRow, TextBlock

P = TypeVar("P")
R = TypeVar("R")
_MEMORIES: list[dict[int, Any]] = []
_MOST_KNOWN = 20_000


def _remember(function: Callable[[P], R]) -> Callable[[P], R]:
    """Remember what a function returns for the last parts of a document, by the very object.

    Every parser asks for the text of every cell, some several times; to compare cells would take longer than to join
    their lines.
    """
    memory: dict[int, tuple[P, R]] = {}
    _MEMORIES.append(memory)

    @wraps(function)
    def recall(part: P) -> R:
        known = memory.get(id(part))
        if known is None or known[0] is not part:
            if len(memory) >= _MOST_KNOWN:
                memory.clear()
            known = memory[id(part)] = (part, function(part))
        return known[1]

    return recall


def lines_of(part: Block | Cell | Iterable[Block]) -> tuple[Line, ...]:
    """Return all lines of a block, a cell or several blocks in reading order, list markers put in front of items.

    >>> item = TextBlock("list_item", (Line("publish data", Anchor(path="line[1]")),), marker="a.")
    >>> lines_of(item)[0].text
    'a. publish data'
    """
    if isinstance(part, TextBlock):
        return _lines_with_marker(part)
    if isinstance(part, Table):
        return tuple(line for row in part.rows for cell in row.cells for line in lines_of(cell))
    blocks = part.blocks if isinstance(part, Cell) else part
    if isinstance(blocks, tuple) and len(blocks) == 1:  # nearly all cells
        return lines_of(blocks[0])
    return tuple(line for block in blocks for line in lines_of(block))


def lines_within(part: Block | Cell | Iterable[Block]) -> Iterator[Line]:
    """Yield what `lines_of` returns one after the other, for those who want the first lines or look for one.

    >>> item = TextBlock("paragraph", (Line("45 %", Anchor(path="line[1]")),))
    >>> any(line.text.endswith("%") for line in lines_within([item]))
    True
    """
    if isinstance(part, TextBlock):
        yield from _lines_with_marker(part)
    elif isinstance(part, Table):
        for row in part.rows:
            for cell in row.cells:
                yield from lines_within(cell)
    else:
        for block in part.blocks if isinstance(part, Cell) else part:
            yield from lines_within(block)


def own_lines(block: Block) -> tuple[Line, ...]:
    """Return the lines of a text block as they are, without its marker; none of a table.

    >>> own_lines(TextBlock("list_item", (Line("publish data", Anchor()),), marker="a."))[0].text
    'publish data'
    """
    return block.lines if isinstance(block, TextBlock) else ()


def _lines_with_marker(block: TextBlock) -> tuple[Line, ...]:
    if block.kind != "list_item" or not block.marker or not block.lines:
        return block.lines
    return _put_marker_in_front(block)


@_remember
def _put_marker_in_front(item: TextBlock) -> tuple[Line, ...]:
    first = item.lines[0]
    return (replace(first, text=f"{item.marker} {first.text}", glue="paragraph"), *item.lines[1:])


def join_lines(lines: Sequence[Line]) -> str:
    r"""Join lines to running text: wrapped lines by a blank, paragraphs by a newline, broken words closed.

    >>> a = Anchor()
    >>> join_lines([Line("open govern-", a), Line("ment data", a, glue="unhyphen"), Line("Next", a)])
    'open government data\nNext'
    """
    text = ""
    for line in lines:
        if not text:
            text = line.text
        elif line.glue == "paragraph":
            text += "\n" + line.text
        elif line.glue == "unhyphen":
            text = text.removesuffix("-").removesuffix("‐") + line.text
        else:
            text += ("" if line.glue == "none" else " ") + line.text
    return text


def open_paragraph(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return lines as a paragraph of its own, whatever they are put behind."""
    return (replace(lines[0], glue="paragraph"), *lines[1:]) if lines else ()


def cut_block(block: TextBlock, lines: Sequence[Line]) -> Iterator[TextBlock]:
    """Yield the block of some of a block's lines, none for no lines; the marker belongs to the first of all."""
    if lines:
        part = block if lines[0] is block.lines[0] else TextBlock("paragraph", ())
        yield replace(part, lines=open_paragraph(lines))


def make_value(lines: Sequence[Line], method: Method) -> RawValue:
    """Make a raw value of lines: its text is the lines joined, its place theirs."""
    return RawValue(text=join_lines(lines), method=method, lines=tuple(lines))


def make_code_value(text: str) -> RawValue:
    """Make a raw value that the parser knows from the template itself and no line prints (an indicator, a phase)."""
    return RawValue(text=text, method="derived")


def text_of(part: Block | Cell | Iterable[Block]) -> str:
    """Return the running text of a block, a cell or several blocks; that of a cell or text block is remembered."""
    return _text_of_part(part) if isinstance(part, Cell | TextBlock) else join_lines(lines_of(part))


@_remember
def _text_of_part(part: Cell | TextBlock) -> str:
    return join_lines(lines_of(part))


@_remember
def filled_cells(row: TableRow) -> tuple[Cell, ...]:
    """Return the cells of a row that hold text."""
    return tuple(cell for cell in row.cells if text_of(cell))


def forget_texts() -> None:
    """Let go of the parts of which something is remembered: their document is done."""
    for known in _MEMORIES:
        known.clear()


def unite_boxes(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around all boxes.

    >>> unite_boxes([Box(0, 0, 1, 1), Box(2, 3, 4, 5)])
    Box(x0=0, top=0, x1=4, bottom=5)
    """
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )


def cut_line(line: Line, start: int, end: int | None = None) -> Line | None:
    """Return the part of a line between two offsets in its text, stripped; None where nothing is left.

    The box stays the whole line's (a box that contains the text); a character span is narrowed.

    >>> cut_line(Line("Main Objective: open data", Anchor(path="p[1]", start=0, end=25)), 15).text
    'open data'
    """
    end = len(line.text) if end is None else end
    piece = line.text[start:end]
    text = piece.strip()
    if not text or text == line.text:
        return line if text else None
    first = start + len(piece) - len(piece.lstrip())
    return replace(line, text=text, anchor=_narrow_anchor(line, first, first + len(text)))


def _narrow_anchor(line: Line, start: int, end: int) -> Anchor:
    anchor = line.anchor
    # Only where the span covers the text one to one are offsets in the text offsets in the element.
    if anchor.start is None or anchor.end is None or anchor.end - anchor.start != len(line.text):
        return anchor
    return replace(anchor, start=anchor.start + start, end=anchor.start + end)


def split_paragraphs(lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    """Group lines into paragraphs: a line whose glue is `paragraph` opens one.

    >>> a = Anchor()
    >>> [len(p) for p in split_paragraphs([Line("x", a), Line("y", a, glue="space"), Line("z", a)])]
    [2, 1]
    """
    groups: list[list[Line]] = []
    for line in lines:
        if groups and line.glue != "paragraph":
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(tuple(group) for group in groups)


_BETWEEN: dict[Glue, str] = {"paragraph": "\n", "space": " ", "none": "", "unhyphen": ""}


@dataclass(frozen=True, slots=True)
class Stream:
    """Lines joined as `layout.lines.join` joins them; `starts[i]` is where the text of line i begins."""

    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]


def make_stream(lines: Sequence[Line]) -> Stream:
    r"""Join lines into a stream.

    >>> from pipeline.model import Anchor
    >>> a = Anchor()
    >>> s = make_stream([Line("Main objective:", a), Line("Open the", a), Line("data", a, glue="space")])
    >>> s.text, s.starts
    ('Main objective:\nOpen the data', (0, 16, 25))
    """
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for line in lines:
        between = _BETWEEN[line.glue] if parts else ""
        if parts and line.glue == "unhyphen" and parts[-1].endswith(("-", "‐")):
            parts[-1] = parts[-1][:-1]
            length -= 1
        starts.append(length + len(between))
        parts += [between, line.text]
        length += len(between) + len(line.text)
    return Stream("".join(parts), tuple(lines), tuple(starts))


def cut_lines(whole: Stream, start: int, end: int) -> tuple[Line, ...]:
    r"""Return the lines of a span of the text, the first and last one cut to it, blank ends stripped.

    >>> from pipeline.model import Anchor
    >>> s = make_stream([Line("Ambition: open", Anchor()), Line("the data. Relevance:", Anchor(), glue="space")])
    >>> [line.text for line in cut_lines(s, 9, 24)]
    ['open', 'the data.']
    """
    first = max(0, bisect_right(whole.starts, start) - 1)
    found: list[Line] = []
    for line, begin in zip(whole.lines[first:], whole.starts[first:], strict=True):
        if begin >= end:
            break
        kept = cut_line(line, max(0, start - begin), min(len(line.text), end - begin))
        if kept is not None:
            found.append(kept)
    return tuple(found)


def cut_value(whole: Stream, start: int, end: int, method: Method) -> RawValue:
    """Return a span of the text as a value, blank ends stripped, with the lines that hold it."""
    return RawValue(whole.text[start:end].strip(), method, cut_lines(whole, start, end))


BAR = "|"
"""Stands between the cells of a row that is laid out as text."""


def row_lines(table: Table) -> Iterator[Line]:
    """Yield a table's lines, a paragraph a row, with a bar between its cells, so that rows can be read as text.

    Paragraphs inside a cell stay paragraphs only in a form of two columns: elsewhere they would break the row.
    """
    for row in table.rows:
        yield from _iterate_row_lines(row, keep_paragraphs=len(row.cells) <= 2)


def _iterate_row_lines(row: TableRow, keep_paragraphs: bool) -> Iterator[Line]:
    opened = False
    for index, cell in enumerate(row.cells):
        lines = lines_of(cell)
        if index and opened:
            yield Line(BAR, cell.anchors[0] if cell.anchors else row.cells[0].anchors[0], glue="space")
        for position, line in enumerate(lines):
            first = position == 0
            glue: Glue = (
                "space" if opened and (first or (line.glue == "paragraph" and not keep_paragraphs)) else line.glue
            )
            yield replace(line, glue=glue if opened else "paragraph")
            opened = True
