"""A piece of a document: a text that may be a label or a title, with the answer printed with it, or text alone.

Cells may hold several pieces: labels below each other in a margin, labels below their answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.lexicon import match_exact_label, match_label, split_label
from pipeline.lexicon.text_folding import fold_to_letters, split_enumerator
from pipeline.model import Block, Cell, Line, TableRow, TextBlock
from pipeline.structure.lines import join_lines, lines_of, open_paragraph, text_of
from pipeline.structure.numbers import is_named, split_number
from pipeline.structure.outline.adjustments import RUNNING

Surface = Literal[
    "heading", "bar", "row", "over", "column", "run_in", "question", "term", "line", "opening", "text", "table"
]
"""How a piece is printed: a heading; a row across a form; a label next to its answer, over it, over a column, or in
front of it; a question; a term of a definition list; a short line; an item of a list that opens with a sentence in
bold; text; a table that is no form."""

BESIDE: frozenset[Surface] = frozenset({"row", "over", "column"})
"""Surfaces whose answer is complete: it is in cells of its own, and what follows is not part of it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece in reading order.

    `answer` are the blocks printed with a label, `cells` the cells that hold them; `block` is the piece as it is in the
    document, for a candidate that turns out to be text. `record` numbers the row of a register, -1 elsewhere; `table`
    numbers the table that a piece is in. `asks` is the field that the place of a label gives, whatever it says.
    """

    surface: Surface
    text: str
    lines: tuple[Line, ...]
    rank: int = 0
    style: tuple[object, ...] = ()
    answer: tuple[Block, ...] = ()
    cells: tuple[Cell, ...] = ()
    block: Block | None = None
    record: int = -1
    table: int = -1
    page: int | None = None
    top: float | None = None
    bottom: float | None = None
    asks: str | None = None

    @property
    def key(self) -> str:
        """The letters by which a label recurs."""
        return label_key(self.text)

    @property
    def is_candidate(self) -> bool:
        """Return whether the piece may be a label or a title."""
        return self.surface not in ("opening", "text", "table")

    @property
    def is_running_line(self) -> bool:
        """Return whether the piece is a theme that the head of the page repeats: neither a label nor a title."""
        return self.style[:1] == (RUNNING,)

    @property
    def is_milestone_table(self) -> bool:
        """Return whether the piece is a table of milestones."""
        return self.surface == "table" and self.text == "milestones"

    def as_blocks(self) -> tuple[Block, ...]:
        """Return the piece as blocks of an answer."""
        if self.block is not None:
            return (self.block,)
        own = (TextBlock("paragraph", self.lines),) if self.lines else ()
        return (*own, *self.answer)


def label_key(text: str) -> str:
    """Return what a label is known by: its letters without number, blanks and case.

    >>> label_key("3. Lead agency:") == label_key("Lead Agency")
    True
    """
    return fold_to_letters(split_enumerator(text)[1])


ABOVE = 4.0
"""Points that an answer may be above its label: its type is larger, so that its top is higher on one baseline."""

MOST_LINES = 4
"""Lines over which a narrow margin breaks one label."""


def split_stacked_labels(row: TableRow) -> Iterator[TableRow]:
    """Yield a row for each of the labels that are below each other in its first cell, with the lines next to it."""
    lines = lines_of(row.cells[0]) if len(row.cells) == 2 else ()
    labels = _labels(lines)
    tops = [_line_top(label[0]) for label in labels]
    known = {match.field for label in labels if (match := match_label(join_lines(label))) is not None}
    if len(known) < 2 or None in tops or _field(lines) is not None:
        yield row
        return
    answers = lines_of(row.cells[1])
    for index, label in enumerate(labels):
        begin, end = tops[index], tops[index + 1] if index + 1 < len(tops) else None
        beside = [line for line in answers if _is_beside(line, begin if index else None, end)]
        cells = [_with_lines(row.cells[0], label)]
        yield replace(row, cells=(*cells, _with_lines(row.cells[1], beside)) if beside else tuple(cells))


def split_labels_below(cells: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    """Return the label that closes each cell and the answer above it, as in strips of facts; [] where one has none."""
    found = []
    for cell in cells:
        lines = lines_of(cell)
        end = next((end for end in range(1, len(lines)) if _field(lines[end:])), None)
        if end is None or lines[-1].text.rstrip().endswith((".", ",", ";")):
            return []
        # A label over two lines is none with an answer; a dash above one is its empty answer.
        if _field(lines) and any(map(str.isalnum, join_lines(lines[:end]))):
            return []
        found.append((_with_lines(cell, lines[end:]), _with_lines(cell, lines[:end])))
    return found


def holds_label(cell: Cell) -> bool:
    """Return whether a cell holds a label and, below or behind it, its answer."""
    lines = lines_of(cell)
    match = match_label(lines[0].text) if len(lines) > 1 else None
    known = split_label(text_of(cell)) if match is None else None
    return (match is not None and match.method == "exact") or known is not None


def split_label_above(cell: Cell) -> tuple[Cell, Cell] | None:
    """Return the label in the first line of a cell and the answer below it; None where there is none or a second.

    Guidance in brackets below a label is no answer.
    """
    first, *rest = cell.blocks
    below = lines_of(cell)[1:]
    if not isinstance(first, TextBlock) or not _field(first.lines[:1]):
        return None
    if any(_field((line,)) or line.text.startswith("(") for line in below):
        return None
    lines = first.lines
    answer = (replace(first, lines=lines[1:]), *rest) if lines[1:] else tuple(rest)
    return (_with_lines(cell, lines[:1]), replace(cell, blocks=answer)) if answer else None


def _labels(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """Return the labels that lines consist of, each the longest that begins where the last one ends; else none.

    A line in lower case below a capital goes on with the label above it.
    """
    labels: list[Sequence[Line]] = []
    at = 0
    while at < len(lines):
        if lines[at].text[:1].islower() and lines[0].text[:1].isupper():
            return []
        ends = range(min(len(lines), at + MOST_LINES), at, -1)
        end = next((end for end in ends if _field(lines[at:end]) or _names_field(lines[at:end])), None)
        if end is None:
            return []
        labels.append(lines[at:end])
        at = end
    return labels


def _field(lines: Sequence[Line]) -> str | None:
    match = match_exact_label(" ".join(line.text for line in lines)) if lines else None
    return match.field if match is not None else None


def _names_field(lines: Sequence[Line]) -> bool:
    return len(lines) == 1 and is_named(lines[0].text) and not split_number(lines[0].text)[1]


def _line_top(line: Line) -> float | None:
    return line.anchor.box.top if line.anchor.box else None


def _is_beside(line: Line, begin: float | None, end: float | None) -> bool:
    top = _line_top(line)
    if top is None:
        return begin is None
    return (begin is None or top >= begin - ABOVE) and (end is None or top < end - ABOVE)


def _with_lines(cell: Cell, lines: Sequence[Line]) -> Cell:
    """Return the cell with some of its lines."""
    return replace(cell, blocks=(TextBlock("paragraph", open_paragraph(lines)),))
