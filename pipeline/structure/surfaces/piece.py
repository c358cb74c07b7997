"""A piece of a document: a text that may be a label or a title, with the answer printed with it, or text alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.lexicon.text_folding import fold_to_letters, split_enumerator
from pipeline.model import Block, Cell, Line, TextBlock
from pipeline.structure.outline.running_themes import RUNNING

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
