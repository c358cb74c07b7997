"""Marks in a grid, each bound to the heading above it by horizontal overlap.

A grid's column index is not to be trusted: ruling lines of nested grids shift it (FORMATS.md C2), so geometry decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.model import Block, Cell, Table, TableRow
from pipeline.schema.data import load_data
from pipeline.structure.lines import text_of

CLEAR_SHARE = 0.6
"""Least share of a mark's own width that its heading must cover; below it the mark is between two headings."""

PARTS = re.compile(
    r"[a-z0-9]{1,2}(?:\s*(?:[,;&/+]|-|–|\band\b|\by\b|\bet\b|\be\b|\s)\s*[a-z0-9]{1,2})*\.?", re.IGNORECASE
)
RANGE = re.compile(r"([a-z])\s*[-–]\s*([a-z])", re.IGNORECASE)
PART = re.compile(r"[a-z]|\d{1,2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked cell and the heading it is under; `heading` is None where no column is certain.

    `text` is the mark as printed (empty for a filled cell); `parts` are the letters or numbers that it names.
    """

    cell: Cell
    heading: Cell | None
    text: str
    parts: tuple[str, ...] = ()


@cache
def _mark_glyphs() -> tuple[frozenset[str], frozenset[str]]:
    data = load_data("marks")
    return frozenset(data["ticks"]), frozenset(data["empty"])


def is_tick(text: str) -> bool:
    """Return whether a text is a tick and nothing else.

    >>> is_tick("x"), is_tick("\\uf0fc"), is_tick("a, b"), is_tick("")
    (True, True, False, False)
    """
    return text.strip() in _mark_glyphs()[0]


def is_cross(text: str) -> bool:
    """Return whether a text is a tick in the form of a cross, which says no in answer to a question."""
    return text.strip() in load_data("marks")["crosses"]


def is_empty(text: str) -> bool:
    """Return whether a mark cell's text stands for no mark."""
    return text.strip() in _mark_glyphs()[1]


def read_parts(text: str) -> tuple[str, ...]:
    """Return the parts that a mark names, in order; nothing where it is no list of letters or numbers.

    >>> read_parts("a, c"), read_parts("b and d"), read_parts("a-d"), read_parts("x"), read_parts("underway")
    (('a', 'c'), ('b', 'd'), ('a', 'b', 'c', 'd'), (), ())
    """
    text = text.strip()
    if is_tick(text) or not PARTS.fullmatch(text):
        return ()
    spelt = RANGE.sub(lambda m: " ".join(_spell_range(m[1].lower(), m[2].lower())), text)
    found = [part.lower() for part in re.findall(r"[a-zA-Z0-9]+", spelt) if PART.fullmatch(part)]
    return tuple(dict.fromkeys(found))


def _spell_range(first: str, last: str) -> list[str]:
    return [chr(i) for i in range(ord(first), ord(last) + 1)]


def flatten_cells(blocks: Iterable[Block]) -> tuple[Cell, ...]:
    """Return the innermost cells of the tables among the blocks, grids within cells entered."""
    cells: list[Cell] = []
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    cells.extend(innermost_cells(cell))
    return tuple(cells)


def innermost_cells(cell: Cell) -> tuple[Cell, ...]:
    """Return the cells of the grid within a cell, or the cell itself where it holds none."""
    return flatten_cells(cell.blocks) or (cell,)


def find_marks(cells: Sequence[Cell], is_heading: Callable[[str], bool]) -> tuple[tuple[Cell, ...], tuple[Mark, ...]]:
    """Return a grid's heading cells and its marks, in reading order.

    A cell is marked by its text, by its check box, or by a fill that the other cells of the grid do not share.
    """
    headings = tuple(cell for cell in cells if is_heading(text_of(cell)))
    rest = [cell for cell in cells if cell not in headings and (cell.left, cell.right) != (0, 0)]
    fills = [cell.fill for cell in rest]
    found = [mark for cell in rest if (mark := _read_mark(cell, headings, fills))]
    return headings, tuple(found)


def _read_mark(cell: Cell, headings: Sequence[Cell], fills: Sequence[str | None]) -> Mark | None:
    text = text_of(cell)
    if cell.marked is False or (is_empty(text) and not cell.marked and not _stands_out(cell.fill, fills)):
        return None
    return Mark(cell, find_heading(cell, headings), text, read_parts(text))


def _stands_out(fill: str | None, fills: Sequence[str | None]) -> bool:
    return fill is not None and fills.count(fill) == 1 and len(fills) > 1


def find_heading(cell: Cell, headings: Sequence[Cell]) -> Cell | None:
    """Return the heading that a cell is under; None where none covers it clearly."""
    width = cell.right - cell.left
    if width <= 0 or not headings:
        return None
    best = max(headings, key=lambda h: measure_overlap(cell, h))
    # A mark cell narrower than its heading lies within it; a wider one must still be mostly covered.
    return best if measure_overlap(cell, best) >= CLEAR_SHARE * width else None


def find_cell_under(heading: Cell | None, row: TableRow) -> Cell | None:
    """Return the cell of a row that shares most of a heading's width, the first of equals; None where none does."""
    if heading is None:
        return None
    best = max(row.cells, key=lambda cell: measure_overlap(cell, heading), default=None)
    return best if best is not None and measure_overlap(best, heading) > 0 else None


def covers(above: Cell, below: Cell) -> bool:
    """Return whether the middle of a cell is below another cell."""
    return above.left <= (below.left + below.right) / 2 <= above.right


def measure_overlap(a: Cell, b: Cell) -> float:
    """Return the width that two cells share, in points or columns; it is negative where they are apart."""
    return min(a.right, b.right) - max(a.left, b.left)
