"""Ticks and boxes that are pictures: in a row of cells without text, the one that is drawn fuller is ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pypdfium2 as pdfium

from pipeline.readers.pdf.chars.geometry import PageFrame
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.tables.cells import GridCell, Rect

LEAST, MOST = 4.0, 24.0
"""The sides of a picture of a tick, in points: larger ones are logos and photographs."""
FULLER = 1.15
"""Times the ink of the other boxes of its row that a ticked one has at least."""
ALIKE = 1.08
"""Times by which the ink of boxes that are not ticked differs at most."""
LOOK = 2.0
"""Pixels a point at which pictures are looked at."""
DARK = 160
TICK, BOX = "☒", "☐"


@dataclass(frozen=True, slots=True)
class PictureGrid:
    """A page's frame, its words, its cells and the boxes of its pictures."""

    frame: PageFrame
    words: Sequence[Word]
    cells: Sequence[GridCell]
    images: Sequence[Rect]


def add_picture_ticks(page: pdfium.PdfPage, content: PictureGrid) -> tuple[Word, ...]:
    """Return an open page's words with a mark for each picture that is one; a whole row must tell, or none is read."""
    found = _pictures_by_cell(content)
    words, first = list(content.words), max((word.after for word in content.words), default=0) + 2
    rows = sorted(found, key=lambda index: round(content.cells[index].box[1]))
    for _, group in groupby(rows, key=lambda index: round(content.cells[index].box[1])):
        places = list(group)
        for index, mark in _marks(page, content, places, found).items():
            box = found[index]
            words.append(Word(mark, box, box[0], box[2], box[3], box[3] - box[1], False, 0, first, first + 1, index))
            first += 2
    return tuple(words)


def _pictures_by_cell(content: PictureGrid) -> dict[int, Rect]:
    """Return the one small picture of each cell that holds no text."""
    small = [box for box in content.images if all(LEAST <= side <= MOST for side in _sides(box))]
    if not small or not content.cells:
        return {}
    held = {word.owner for word in content.words}
    found: dict[int, list[Rect]] = {}
    for index, cell in enumerate(content.cells):
        if index not in held:
            inside = [box for box in small if _holds(cell.box, box)]
            if len(inside) == 1:
                found[index] = inside
    return {index: boxes[0] for index, boxes in found.items()}


def _marks(page: pdfium.PdfPage, content: PictureGrid, places: Sequence[int], boxes: dict[int, Rect]) -> dict[int, str]:
    """Return the mark of each picture of a row of cells; none where it can't be told which one is ticked."""
    if len(places) == 1:
        return {places[0]: TICK} if _has_empty_neighbour(content, places[0]) else {}
    ink = {index: _ink(page, content, boxes[index]) for index in places}
    ordered = sorted(places, key=ink.__getitem__)
    fullest, rest = ordered[-1], ordered[:-1]
    lightest, heaviest = max(ink[rest[0]], 1.0), max(ink[rest[-1]], 1.0)
    if ink[fullest] < FULLER * heaviest or heaviest > ALIKE * lightest:
        return {}
    return {index: TICK if index == fullest else BOX for index in places}


def _has_empty_neighbour(content: PictureGrid, place: int) -> bool:
    top, bottom = content.cells[place].box[1], content.cells[place].box[3]
    held = {word.owner for word in content.words}
    return any(
        index != place and index not in held and abs(cell.box[1] - top) < 1 and abs(cell.box[3] - bottom) < 1
        for index, cell in enumerate(content.cells)
    )


def _ink(page: pdfium.PdfPage, content: PictureGrid, box: Rect) -> float:
    """Return how many dark pixels a picture has."""
    frame = content.frame
    crop = (box[0], frame.height - box[3], frame.width - box[2], box[1])
    bitmap = page.render(scale=LOOK, grayscale=True, crop=crop)
    return float((bitmap.to_numpy().squeeze().astype(np.int64) < DARK).sum())


def _sides(box: Rect) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]


def _holds(box: Rect, inner: Rect) -> bool:
    return inner[0] >= box[0] and inner[1] >= box[1] and inner[2] <= box[2] and inner[3] <= box[3]
