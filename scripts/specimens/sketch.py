"""A document sketched once - texts and tables of boxes - and drawn as DOCX, PDF and text in several looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Style = Literal["title", "heading", "paragraph", "bold", "bullet"]


@dataclass(frozen=True, slots=True)
class Text:
    """A line or paragraph outside tables."""

    text: str
    style: Style = "paragraph"


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its paragraphs, the columns and rows that it is merged over, and whether its text is rotated."""

    texts: tuple[str, ...] = ()
    span: int = 1
    down: int = 1
    bold: bool = False
    fill: str | None = None
    rotated: bool = False


Boxes = tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: shares of the width by column, and rows of boxes; boxes merged from above are left out below.

    `repeats` says whether each page repeats the first row.
    """

    shares: tuple[float, ...]
    rows: tuple[Boxes, ...]
    repeats: bool = False


Part = Text | Grid


@dataclass(frozen=True, slots=True)
class Look:
    """How a sketch is drawn: page in points, type size, ruled tables or not, running header."""

    width: float = 595.0
    height: float = 842.0
    margin: float = 64.0
    size: float = 9.0
    ruled: bool = True
    running_header: str = ""


def make_box(*texts: str | None, span: int = 1, down: int = 1, bold: bool = False, fill: str | None = None) -> Box:
    """Make a box of paragraphs, None left out.

    >>> make_box("a", None, span=2).texts
    ('a',)
    """
    return Box(tuple(text for text in texts if text is not None), span, down, bold, fill)


@dataclass(frozen=True, slots=True)
class Placed:
    """A box at its column; `first` and `last` say whether it begins and ends in this row."""

    column: int
    box: Box
    first: bool
    last: bool


def place_boxes(grid: Grid) -> list[list[Placed]]:
    """Return each row's boxes with their columns, those merged from above again as boxes without text.

    >>> grid = Grid((1, 1), ((make_box("a", down=2), make_box("b")), (make_box("c"),)))
    >>> [[(p.column, p.box.texts, p.first) for p in row] for row in place_boxes(grid)]
    [[(0, ('a',), True), (1, ('b',), True)], [(0, (), False), (1, ('c',), True)]]
    """
    rows: list[list[Placed]] = []
    merged_below: dict[int, tuple[Box, int]] = {}
    for boxes in grid.rows:
        row, boxes_left, column = [], list(boxes), 0
        while column < len(grid.shares):
            if column in merged_below:
                merged, left = merged_below.pop(column)
                row.append(Placed(column, Box((), merged.span, fill=merged.fill), first=False, last=left == 1))
                if left > 1:
                    merged_below[column] = (merged, left - 1)
                column += merged.span
                continue
            next_box = boxes_left.pop(0)
            row.append(Placed(column, next_box, first=True, last=next_box.down == 1))
            if next_box.down > 1:
                merged_below[column] = (next_box, next_box.down - 1)
            column += next_box.span
        rows.append(row)
    return rows


def render_text(parts: Sequence[Part]) -> bytes:
    """Return the sketch as a word processor exports it: a tab before each cell, a blank line after each row."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Text):
            lines += [f"· {part.text}" if part.style == "bullet" else part.text, ""]
            continue
        for row in place_boxes(part):
            for cell in row:
                first, *others = cell.box.texts or ("",)
                lines += [f"\t{first}", *others]
            lines.append("")
        lines.append("")
    return ("\n".join(lines) + "\n").encode()


def render_lines(parts: Sequence[Part]) -> bytes:
    """Return the sketch as a converter leaves it that knows no tables: each paragraph a line, blank lines between."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Text):
            lines += [part.text, ""]
            continue
        for boxes in part.rows:
            lines += [text for cell in boxes for text in (*cell.texts, "")]
    return ("\n".join(lines) + "\n").encode()
