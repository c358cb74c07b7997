"""Check boxes that are drawn: small squares, ticked by a character, a cross of lines or a dark filling."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.readers.pdf.chars.drawing import Drawing
from pipeline.readers.pdf.chars.form_fields import CHECKED, UNCHECKED
from pipeline.readers.pdf.chars.lone_squares import MOST_BOX, is_square
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.tables.cells import Grid, Rect

DARK = 0x80
_TICKS = frozenset("xX×+*✓✔√✗✘☓●•■Vv\uf0fc\uf0fb\uf0fe")


def is_check_box(grid: Grid) -> bool:
    """Tell whether a grid is one small square: a check box, no table."""
    return len(grid.cells) == 1 and is_square(grid.box)


def _holds(box: Rect, inner: Sequence[float], slack: float = 1.0) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return box[0] - slack <= x <= box[2] + slack and box[1] - slack <= y <= box[3] + slack


def _is_dark(colour: str) -> bool:
    return all(int(colour[k : k + 2], 16) < DARK for k in (0, 2, 4))


def _ticked_by_drawing(box: Rect, drawing: Drawing) -> bool:
    crossed = sum(_holds(box, slant) and slant[2] - slant[0] <= MOST_BOX for slant in drawing.slants) >= 2
    crossed = crossed or any(_holds(box, curve) for curve in drawing.curves)
    inside = [fill for fill in drawing.fills if _holds(box, fill.box) and fill.box[2] - fill.box[0] <= MOST_BOX]
    return crossed or any(_is_dark(fill.colour) for fill in inside[-1:])


def with_check_boxes(
    words: Sequence[Word], squares: Sequence[Rect], owners: Sequence[int], drawing: Drawing
) -> list[Word]:
    """Put a ☐ or ☒ in place of each drawn box; a tick within it goes. `owners` are the boxes' cells.

    A square around other text is left alone.
    """
    out = list(words)
    first = max((word.after for word in words), default=0) + 2
    for box, owner in zip(squares, owners, strict=True):
        inside = [word for word in out if _holds(box, word.box, 0.0)]
        if any(word.text not in _TICKS for word in inside):
            continue
        state = CHECKED if inside or _ticked_by_drawing(box, drawing) else UNCHECKED
        out = [word for word in out if word not in inside]
        height = box[3] - box[1]
        out.append(Word(state, box, box[0], box[2], box[3] - 0.15 * height, height, False, 0, first, first + 1, owner))
        first += 2
    return out
