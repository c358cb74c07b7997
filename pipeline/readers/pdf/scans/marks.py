"""Marks in the cells of a scanned form: what an engine of OCR takes for letters, or does not see at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.ocr.picture import Ink
from pipeline.ocr.shapes import mark
from pipeline.ocr.stack import Pixels, bounds
from pipeline.ocr.words import Seen

MOST = 0.35
"""Inches; a mark is no larger."""
LEAST_CELLS = 3
"""A row of marks has at least so many cells, and no more than one of them is marked."""
LONGEST = 2
"""Characters that an engine may see in one mark."""


def marks(
    ink: Ink, cells: Sequence[Pixels], rows: Sequence[int], texts: Mapping[int, Sequence[Seen]], dpi: float
) -> dict[int, Seen]:
    """Find marks: index of a cell -> the mark, as if it were a word.

    `cells` are the insides of cells, `rows` the row that each stands in, `texts` what was read in it. A mark stands
    alone in its cell, in a row of cells that are empty or marked.
    """
    by_row: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        by_row.setdefault(row, []).append(index)
    found: dict[int, Seen] = {}
    for members in by_row.values():
        sparse = [i for i in members if sum(len(seen.text) for seen in texts.get(i, ())) <= LONGEST]
        for index in sparse if len(sparse) >= LEAST_CELLS else ():
            seen = _mark(ink, cells[index], dpi)
            if seen:
                found[index] = seen
    return found


def _mark(ink: Ink, cell: Pixels, dpi: float) -> Seen | None:
    part = bounds(ink, cell)
    if part is None or part[2] - part[0] > MOST * dpi or part[3] - part[1] > MOST * dpi:
        return None
    x0, top, x1, bottom = part
    name = mark(ink[top:bottom, x0:x1])
    return Seen(name, (x0, top, x1, bottom), bottom, bottom - top, 1.0) if name else None
