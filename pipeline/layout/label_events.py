"""What stands in a document of an unknown form, in reading order: texts that may be labels, texts, tables.

A text may be a label by its place alone: it opens a row, closes with a colon or a question mark, or fills a line of its
own. Which of them are labels is for the caller to say (`layout.pairs`): wordings that recur.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.layout.lines import cut, join, lines_of, text_of
from pipeline.layout.rows import merged
from pipeline.lexicon import match_start
from pipeline.model import Block, Cell, Line, Table, TableRow, TextBlock
from pipeline.wording import enumerator, key

Where = Literal["row", "run_in", "line", "heading", "column"]
"""How a label stands: in front of its row, before its value in one line, alone, as a heading, over a column."""

LONGEST_LINE = 14
"""Words: a longer line of its own is prose, unless it asks."""

LONGEST_CELL = 30
"""Words: a longer cell is an answer."""

WINDOW = 3
"""Lines over which a label may be wrapped."""

_RUN_IN = re.compile(r"([^:?]{2,200}[:?])(?=\s|$)")
_PROSE_ENDS = (".", ";", ",", "!", "”", "…")


@dataclass(frozen=True, slots=True)
class Event:
    """A piece of the document: a possible label with the value beside it, a text (no label), or a table (`table`).

    `title` marks a heading, a bold line or a row of one cell, which may be a commitment's title.
    """

    label: str = ""
    where: Where = "line"
    lines: tuple[Line, ...] = ()
    value: tuple[Line, ...] = ()
    cells: tuple[Cell, ...] = ()
    table: Table | None = None
    title: bool = False

    @property
    def key(self) -> str:
        """The label's letters, by which it recurs."""
        return key(enumerator(self.label)[1]) if self.label else ""


def events(blocks: Sequence[Block]) -> Iterator[Event]:
    """Yield what stands in a document; a value cell's text is part of its row's event."""
    for block in blocks:
        if isinstance(block, Table):
            yield from _of_table(block)
        else:
            yield from _of_text(block)


def _of_table(table: Table) -> Iterator[Event]:
    rows = merged(table)
    if _is_grid(rows):
        yield Event(table=table)
        return
    for row in rows:
        filled = [cell for cell in row.cells if text_of(cell)]
        if len(filled) == 1 and filled[0] is not row.cells[0] and len(row.cells) > 1:
            yield Event(value=lines_of(filled[0]), cells=(filled[0],))
        elif len(row.cells) == 1 and filled:
            yield from _of_single(filled[0])
        elif filled:
            yield from _of_row(row, filled[0])


def _of_row(row: TableRow, first: Cell) -> Iterator[Event]:
    values = tuple(cell for cell in row.cells if cell is not first)
    text = text_of(first)
    if len(text.split()) <= LONGEST_CELL:
        lines = tuple(line for cell in values for line in lines_of(cell))
        yield Event(text, "row", lines_of(first), lines, values)
    else:
        yield Event(value=tuple(line for cell in row.cells for line in lines_of(cell)), cells=row.cells)


def _of_single(cell: Cell) -> Iterator[Event]:
    """Yield a row of one cell as text: labels and answers may stand in it, or a title."""
    found = [event for block in cell.blocks for event in events([block])]
    if len(found) == 1 and found[0].table is None:
        yield Event(found[0].label, found[0].where, found[0].lines, found[0].value, (cell,), None, title=True)
    else:
        yield from found


def _is_grid(rows: Sequence[TableRow]) -> bool:
    """Say whether a table has columns of its own rather than labels and answers: most rows have three cells or more."""
    wide = sum(len(row.cells) >= 3 for row in rows)
    return wide * 2 > len(rows)


def _of_text(block: TextBlock) -> Iterator[Event]:
    lines = lines_of(block)
    heading = block.kind == "heading"
    pending: list[Line] = []
    skip = 0
    for index, line in enumerate(lines):
        if index < skip:
            continue
        opens = index == 0 or line.glue == "paragraph" or (line.bold and not lines[index - 1].bold)
        found = _proposal(lines, index, opens, heading)
        if found is None:
            pending.append(line)
            continue
        if pending:
            yield Event(value=tuple(pending))
            pending = []
        event, skip = found
        yield event
    if pending:
        yield Event(value=tuple(pending))


def _proposal(lines: Sequence[Line], index: int, opens: bool, heading: bool) -> tuple[Event, int] | None:
    """Return the possible label that begins with a line, and the index behind its lines."""
    window = lines[index : index + (WINDOW if opens else 1)]
    texts = [line.text for line in window]
    match = _RUN_IN.match(" ".join(texts))
    if match and len(match[1].split()) <= LONGEST_CELL:
        return _run_in(lines, index, match[1], heading)
    if not opens:
        return None
    if glued := _glued(lines, index):
        return glued
    end = next((i for i in range(index + 1, len(lines)) if lines[i].glue == "paragraph"), len(lines))
    if lines[index].bold:
        end = next((i for i in range(index + 1, end) if not lines[i].bold), end)
    text = join(lines[index:end])
    if len(text.split()) > LONGEST_LINE or text.endswith(_PROSE_ENDS):
        return None
    where: Where = "heading" if heading else "line"
    title = heading or all(line.bold for line in lines[index:end])
    return Event(text, where, tuple(lines[index:end]), title=title), end


def _glued(lines: Sequence[Line], index: int) -> tuple[Event, int] | None:
    """Return a label that nothing parts from its answer: 'Lead agency Ministry of Justice'."""
    end = next((i for i in range(index + 1, len(lines)) if lines[i].glue == "paragraph"), len(lines))
    text = " ".join(line.text for line in lines[index : min(end, index + WINDOW)])
    opening = match_start(text)
    if opening is None:
        return None
    label, rest = text[: opening[1]], text[opening[1] :].lstrip(" .:;?)-–—")
    if len(label.split()) < 2 or not rest or rest[0].islower() or label[0].islower():
        return None
    return _run_in(lines, index, label, heading=False)


def _run_in(lines: Sequence[Line], index: int, label: str, heading: bool) -> tuple[Event, int]:
    length, last = len(label), index
    while length > len(lines[last].text):
        length -= len(lines[last].text) + 1
        last += 1
    rest = cut(lines[last], length + len(lines[last].text[length:]) - len(lines[last].text[length:].lstrip(" :?")))
    value = (rest,) if rest else ()
    title = heading or lines[index].bold
    return Event(label, "run_in" if rest else "line", tuple(lines[index : last + 1]), value, title=title), last + 1
