"""Lines as one running text whose character spans lead back to the lines, for labels that are anywhere in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Glue, Line, Method, RawValue, Table, TableRow
from pipeline.structure.lines import cut_line, lines_of

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
