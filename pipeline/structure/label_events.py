"""What stands in a document of an unknown form, in reading order: texts that may be labels, texts, tables.

A text may be a label by its place alone: it opens a row, closes with a colon or a question mark, or fills a line of its
own. Which of them are labels is for the caller to say (`layout.pairs`): wordings that recur.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.lexicon import is_prompt, match_start
from pipeline.lexicon.text_folding import enumerator, key, words
from pipeline.model import Block, Cell, Line, Table, TableRow, TextBlock
from pipeline.structure.forms import entry_of
from pipeline.structure.label_places import continues
from pipeline.structure.lines import cut, join, lines_of, text_of
from pipeline.structure.rows import merged

Where = Literal["row", "run_in", "line", "heading", "column"]
"""How a label stands: in front of its row, before its value in one line, alone, as a heading, over a column."""

LONGEST_LINE = 14
"""Words: a longer line of its own is prose, unless it asks."""

LONGEST_RUN_IN = 30
"""Words: a longer text before a colon is a sentence."""

LONGEST_CELL = 90
"""Words: a longer cell is an answer; a label with its guidance may have as many."""

WINDOW = 3
"""Lines over which a label may be wrapped."""

_RUN_IN = re.compile(r"([^:?]{2,200}[:?])(?=\s|$)")
_ADDRESS = re.compile(r"[\w.+-]{1,60}@|\+?\(?[0-9]{3}")
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
        return letters(self.label) if self.label else ""


def letters(label: str) -> str:
    """Return what a label is known by: its letters without number, blanks and case.

    >>> letters("3. Lead agency:") == letters("Lead Agency")
    True
    """
    return key(enumerator(label)[1])


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
            yield from _of_row(row, filled)


def _of_row(row: TableRow, filled: Sequence[Cell]) -> Iterator[Event]:
    label = _innermost(filled) if filled[0] is row.cells[0] else filled[0]
    values = tuple(cell for cell in row.cells[row.cells.index(label) + 1 :])
    text = text_of(label)
    if len(text.split()) <= LONGEST_CELL:
        lines = tuple(line for cell in values for line in lines_of(cell))
        yield Event(text, "row", lines_of(label), lines, values)
    else:
        yield Event(value=tuple(line for cell in row.cells for line in lines_of(cell)), cells=row.cells)


def _innermost(filled: Sequence[Cell]) -> Cell:
    """Return the cell of the last label before the answer: 'Other actors involved | Government | Ministry'."""
    labels = entry_of(filled).labels if len(filled) > 2 else ()
    return labels[-1] if labels else filled[0]


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
    if match and len(match[1].split()) <= LONGEST_RUN_IN:
        return _run_in(lines, index, match[1], heading)
    if glued := _glued(lines, index, opens):
        return glued
    if not opens:
        return None
    end = next((i for i in range(index + 1, len(lines)) if lines[i].glue == "paragraph"), len(lines))
    if lines[index].bold:
        end = next((i for i in range(index + 1, end) if not lines[i].bold), end)
    text = join(lines[index:end])
    if len(text.split()) > LONGEST_LINE or text.endswith(_PROSE_ENDS):
        return None
    where: Where = "heading" if heading else "line"
    title = heading or all(line.bold for line in lines[index:end])
    return Event(text, where, tuple(lines[index:end]), title=title), end


def _glued(lines: Sequence[Line], index: int, opens: bool) -> tuple[Event, int] | None:
    """Return a label that nothing parts from its answer, perhaps wrapped: 'Lead agency Ministry of Justice'."""
    last = min(len(lines), index + WINDOW)
    end = next((i for i in range(index + 1, last) if lines[i].glue == "paragraph"), last)
    text = " ".join(line.text for line in lines[index:end])
    label = _without_answer(text)
    rest = text[len(label) :].lstrip(" .:;?)-–—")
    if not label or not rest or label[0].islower():
        return None
    if not is_prompt(rest) and not _ADDRESS.match(rest) and (len(label.split()) < 2 or rest[0].islower()):
        return None
    if not opens and continues(lines[index - 1].text, lines[index].text):
        return None
    return _run_in(lines, index, label, heading=False)


def _without_answer(text: str) -> str:
    """Return the label that a text opens with, empty for none.

    The lexicon's comparison passes over small words and knows 'ministry' as a word of labels: a label ends with a word
    of its wording and has no more words than it.
    """
    while opening := match_start(text):
        match, end = opening
        label = text[:end]
        known = words(match.wording).split()
        said = words(label).split()
        if said and said[-1] in known and len(said) <= len(known):
            return label
        text = label.rpartition(" ")[0]
    return ""


def _run_in(lines: Sequence[Line], index: int, label: str, heading: bool) -> tuple[Event, int]:
    length, last = len(label), index
    while length > len(lines[last].text):
        length -= len(lines[last].text) + 1
        last += 1
    rest = cut(lines[last], length + len(lines[last].text[length:]) - len(lines[last].text[length:].lstrip(" :?")))
    value = (rest,) if rest else ()
    title = heading or lines[index].bold
    return Event(label, "run_in" if rest else "line", tuple(lines[index : last + 1]), value, title=title), last + 1
