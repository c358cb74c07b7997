"""Bend a document as read, by the bytes of a fuzzer: blocks, rows, cells and lines lost, doubled, moved or reworded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.model import Anchor, Block, Box, Cell, Document, Line, Table, TableRow, TextBlock
from scripts.fuzz.chance import NUMBERS, WORDS

T = TypeVar("T")

_MOST = 24
"""Changes that one input makes at most."""

_TEXTS = (
    *WORDS,
    *NUMBERS[:-1],
    "1.2.3",
    "(a)",
    "ix.",
    "2014-2016",
    "01/2015",
    "100%",
    "N/A",
    "-",
    "Yes",
    "≥",
    "a" * 200,
)
_KINDS = ("heading", "paragraph", "list_item", "note")
_GLUES = ("paragraph", "space", "none", "unhyphen")
_NOWHERE = Anchor()


@dataclass(slots=True)
class Choices:
    """Choices made by the bytes of an input, in order; the first of all when there are no more."""

    data: bytes
    place: int = 0

    @property
    def left(self) -> bool:
        """Say whether there are bytes that nothing was chosen by."""
        return self.place < len(self.data)

    def upto(self, count: int) -> int:
        """Return a number from 0 to below `count`, 0 where there is none.

        >>> Choices(bytes([7])).upto(5)
        2
        """
        width = 1 if count <= 256 else 2
        chosen = int.from_bytes(self.data[self.place : self.place + width], "little")
        self.place += width
        return chosen % count if count else 0

    def one(self, things: tuple[T, ...]) -> T:
        """Return one of these."""
        return things[self.upto(len(things))]


def bent(document: Document, data: bytes) -> Document:
    """Return a document with the changes that these bytes stand for: the same for the same bytes."""
    choices, blocks, records = Choices(data), document.blocks, document.records
    for _ in range(_MOST):
        if not choices.left:
            break
        if blocks:
            blocks = _changed(blocks, _block, choices)
        if records:
            records = _changed(records, _record, choices)
    return replace(document, blocks=blocks, records=records)


def _changed(things: tuple[T, ...], within: Callable[[T, Choices], T], choices: Choices) -> tuple[T, ...]:
    """Change a row of things: one is lost, doubled, moved, or changed within."""
    if not things:
        return things
    at, what = choices.upto(len(things)), choices.upto(8)
    before, thing, after = things[:at], things[at], things[at + 1 :]
    match what:
        case 0:
            return (*before, *after)
        case 1:
            return (*before, thing, thing, *after)
        case 2:
            return (*before, *after, thing)
        case 3:
            return (*before, choices.one(things), *after)
    return (*before, within(thing, choices), *after)


def _record(record: Mapping[str, str], choices: Choices) -> Mapping[str, str]:
    """Change one value: every record of a data file has the columns of its header."""
    return {**record, choices.one(tuple(record)): choices.one(("", *_TEXTS))} if record else record


def _block(block: Block, choices: Choices) -> Block:
    if isinstance(block, Table):
        return replace(block, rows=_changed(block.rows, _row, choices))
    match choices.upto(6):
        case 0:
            return replace(block, kind=choices.one(_KINDS), level=choices.upto(8))  # type: ignore[arg-type]
        case 1:
            return replace(block, marker=choices.one((None, "1.", "a)", "•", "[12]", "ix", "")))
        case _:
            return replace(block, lines=_changed(block.lines, _line, choices))


def _row(row: TableRow, choices: Choices) -> TableRow:
    if choices.upto(8) == 0:
        return replace(row, after_break=not row.after_break)
    return replace(row, cells=_changed(row.cells, _cell, choices))


def _cell(cell: Cell, choices: Choices) -> Cell:
    match choices.upto(8):
        case 0:
            return replace(cell, row_span=choices.upto(9), column_span=choices.upto(9))
        case 1:
            return replace(cell, left=float(choices.upto(700)), right=float(choices.upto(700)))
        case 2:
            return replace(cell, fill=choices.one((None, "00B050", "FF0000", "FFC000", "FFFFFF")), marked=True)
        case 3:
            return replace(cell, anchors=choices.one(((), (_NOWHERE,), (Anchor(1, Box(0, 0, 0, 0)),))))
        case 4:
            return replace(cell, blocks=())
        case 5:
            return replace(cell, blocks=(*cell.blocks, TextBlock("paragraph", (Line(choices.one(_TEXTS), _NOWHERE),))))
        case _:
            return replace(cell, blocks=_changed(cell.blocks, _block, choices))


def _line(line: Line, choices: Choices) -> Line:
    words = line.text.split()
    match choices.upto(5):
        case 0:
            return replace(line, glue=choices.one(_GLUES), bold=not line.bold)  # type: ignore[arg-type]
        case 1:
            return replace(line, text=choices.one(_TEXTS))
        case 2:
            return replace(line, text=" ".join(words[: choices.upto(len(words))]) or "x")
        case 3:
            return replace(line, text=f"{choices.one(_TEXTS)} {line.text}")
        case _:
            at = choices.upto(len(words) + 1)
            return replace(line, text=" ".join((*words[:at], choices.one(_TEXTS), *words[at:])))
