"""Bend a document as read, by the bytes of a fuzzer: blocks, rows, cells and lines lost, doubled, moved or reworded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.model import Anchor, Block, Box, Cell, Document, Line, Table, TableRow, TextBlock
from scripts.fuzz.damage import NUMBERS, WORDS

T = TypeVar("T")

_MOST_CHANGES = 24
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
    def has_left(self) -> bool:
        """Return whether there are bytes that nothing was chosen by."""
        return self.place < len(self.data)

    def choose_below(self, count: int) -> int:
        """Return a number from 0 to below `count`, 0 where there is none.

        >>> Choices(bytes([7])).choose_below(5)
        2
        """
        width = 1 if count <= 256 else 2
        chosen = int.from_bytes(self.data[self.place : self.place + width], "little")
        self.place += width
        return chosen % count if count else 0

    def choose(self, things: tuple[T, ...]) -> T:
        """Return one of these."""
        return things[self.choose_below(len(things))]


def bend_document(document: Document, data: bytes) -> Document:
    """Return a document with the changes that these bytes encode: the same for the same bytes."""
    choices, blocks, records = Choices(data), document.blocks, document.records
    for _ in range(_MOST_CHANGES):
        if not choices.has_left:
            break
        if blocks:
            blocks = _change_items(blocks, _change_block, choices)
        if records:
            records = _change_items(records, _change_record, choices)
    return replace(document, blocks=blocks, records=records)


def _change_items(things: tuple[T, ...], within: Callable[[T, Choices], T], choices: Choices) -> tuple[T, ...]:
    """Change a row of things: one is lost, doubled, moved, or changed within."""
    if not things:
        return things
    at, what = choices.choose_below(len(things)), choices.choose_below(8)
    before, thing, after = things[:at], things[at], things[at + 1 :]
    match what:
        case 0:
            return (*before, *after)
        case 1:
            return (*before, thing, thing, *after)
        case 2:
            return (*before, *after, thing)
        case 3:
            return (*before, choices.choose(things), *after)
    return (*before, within(thing, choices), *after)


def _change_record(record: Mapping[str, str], choices: Choices) -> Mapping[str, str]:
    """Change one value: every record of a data file has the columns of its header."""
    return {**record, choices.choose(tuple(record)): choices.choose(("", *_TEXTS))} if record else record


def _change_block(block: Block, choices: Choices) -> Block:
    if isinstance(block, Table):
        return replace(block, rows=_change_items(block.rows, _change_row, choices))
    match choices.choose_below(6):
        case 0:
            return replace(block, kind=choices.choose(_KINDS), level=choices.choose_below(8))  # type: ignore[arg-type]
        case 1:
            return replace(block, marker=choices.choose((None, "1.", "a)", "•", "[12]", "ix", "")))
        case _:
            return replace(block, lines=_change_items(block.lines, _change_line, choices))


def _change_row(row: TableRow, choices: Choices) -> TableRow:
    if choices.choose_below(8) == 0:
        return replace(row, after_break=not row.after_break)
    return replace(row, cells=_change_items(row.cells, _change_cell, choices))


def _change_cell(cell: Cell, choices: Choices) -> Cell:
    match choices.choose_below(8):
        case 0:
            return replace(cell, row_span=choices.choose_below(9), column_span=choices.choose_below(9))
        case 1:
            return replace(cell, left=float(choices.choose_below(700)), right=float(choices.choose_below(700)))
        case 2:
            return replace(cell, fill=choices.choose((None, "00B050", "FF0000", "FFC000", "FFFFFF")), marked=True)
        case 3:
            return replace(cell, anchors=choices.choose(((), (_NOWHERE,), (Anchor(1, Box(0, 0, 0, 0)),))))
        case 4:
            return replace(cell, blocks=())
        case 5:
            return replace(
                cell, blocks=(*cell.blocks, TextBlock("paragraph", (Line(choices.choose(_TEXTS), _NOWHERE),)))
            )
        case _:
            return replace(cell, blocks=_change_items(cell.blocks, _change_block, choices))


def _change_line(line: Line, choices: Choices) -> Line:
    words = line.text.split()
    match choices.choose_below(5):
        case 0:
            return replace(line, glue=choices.choose(_GLUES), bold=not line.bold)  # type: ignore[arg-type]
        case 1:
            return replace(line, text=choices.choose(_TEXTS))
        case 2:
            return replace(line, text=" ".join(words[: choices.choose_below(len(words))]) or "x")
        case 3:
            return replace(line, text=f"{choices.choose(_TEXTS)} {line.text}")
        case _:
            at = choices.choose_below(len(words) + 1)
            return replace(line, text=" ".join((*words[:at], choices.choose(_TEXTS), *words[at:])))
