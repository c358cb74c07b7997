"""Marks in cells that are drawn: ticks as shapes or strokes, dots in a colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from pipeline.readers.colours import has_hue
from pipeline.readers.marks import DOTS
from pipeline.readers.pdf.chars.drawing import Drawing, Fill
from pipeline.readers.pdf.chars.glyphs import Glyphs
from pipeline.readers.pdf.chars.words import Codes, Word
from pipeline.readers.pdf.tables.cells import GridCell, Rect

LEAST, MOST = 3.5, 20.0
"""The sides of a drawn tick, in points."""
DARK = 0x80
TICK = "✓"
_DOT_CODES = np.array(sorted(map(ord, DOTS)))


def tick_words(words: Sequence[Word], cells: Sequence[GridCell], drawing: Drawing) -> list[Word]:
    """Return words with a tick for each cell that holds no text but one drawn: a dark shape, or small slanted strokes.

    A cell that is as small as the tick is a check box, which is read as one.
    """
    shapes = [fill.box for fill in drawing.fills if fill.shape and not has_hue(fill.colour) and _is_dark(fill.colour)]
    drawn = [box for box in (*shapes, *drawing.curves) if _is_small(box)]
    slants = [box for box in drawing.slants if _is_small(box, 1.0)]
    if not drawn and len(slants) < 2:
        return list(words)
    held = {word.owner for word in words}
    out, first = list(words), max((word.after for word in words), default=0) + 2
    for index, cell in enumerate(cells):
        if index in held or not _has_room(cell.box):
            continue
        inside = [box for box in drawn if _holds(cell.box, box)]
        strokes = [box for box in slants if _holds(cell.box, box)]
        if len(inside) == 1 or (not inside and 2 <= len(strokes) <= 4):
            boxes = inside or strokes
            box = (
                min(found[0] for found in boxes),
                min(found[1] for found in boxes),
                max(found[2] for found in boxes),
                max(found[3] for found in boxes),
            )
            out.append(Word(TICK, box, box[0], box[2], box[3], box[3] - box[1], False, 0, first, first + 1, index))
            first += 2
    return out


def dot_fills(glyphs: Glyphs, owners: Codes, words: Sequence[Word]) -> tuple[list[Word], list[Fill]]:
    """Return words without those of cells that consist of one coloured dot, and the dots as coloured shapes."""
    dots = list(_coloured_dots(glyphs))
    if not dots:
        return list(words), []
    texts: dict[int, list[str]] = {}
    for word in words:
        texts.setdefault(word.owner, []).append(word.text)
    fills = []
    gone = set()
    for at, colour in dots:
        owner = int(owners[at])
        if owner >= 0 and len(texts.get(owner, ())) == 1 and set(texts[owner][0]) <= DOTS:
            x0, top, x1, bottom = glyphs.boxes[at].tolist()
            fills.append(Fill((x0, top, x1, bottom), colour, shape=True))
            gone.add(owner)
    return [word for word in words if word.owner not in gone], fills


def _coloured_dots(glyphs: Glyphs) -> Iterator[tuple[int, str]]:
    for at in np.flatnonzero(np.isin(glyphs.codes, _DOT_CODES)).tolist():
        colour = glyphs.styles[int(glyphs.style[at])].colour
        if colour and has_hue(colour):
            yield at, colour


def _is_small(box: Rect, least: float = LEAST) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return least <= max(wide, high) <= MOST and min(wide, high) >= least / 3


def _has_room(box: Rect) -> bool:
    return box[2] - box[0] > MOST or box[3] - box[1] > MOST


def _holds(box: Rect, inner: Rect) -> bool:
    return inner[0] >= box[0] and inner[1] >= box[1] and inner[2] <= box[2] and inner[3] <= box[3]


def _is_dark(colour: str) -> bool:
    return all(int(colour[k : k + 2], 16) < DARK for k in (0, 2, 4))
