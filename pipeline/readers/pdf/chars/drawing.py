"""What is drawn on a page: ruling lines, filled areas, pictures, small squares. Their meaning is found elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

THIN, THICK = 2.5, 4.0

"""A filled rectangle no thicker than the first (points) is a ruling line, up to the second if it is long."""

LONG = 4.0

"""A thick line is at least this many times as long as thick."""


class Stroke(NamedTuple):
    """A ruling line: `at` is its constant coordinate, `start` to `end` its extent; `level` is true for horizontal."""

    at: float
    start: float
    end: float
    level: bool


class Fill(NamedTuple):
    """A filled area, in painting order; `box` is left, top, right, bottom; `shape` is true for what is no rectangle."""

    box: tuple[float, float, float, float]
    color: str
    shape: bool = False


class Cover(NamedTuple):
    """An area or picture that nothing shows through; `order` is its place among all that is painted."""

    box: tuple[float, float, float, float]
    order: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """All ruling lines and fills of a page; `slants` are the boxes of slanted lines, `crowded` a drawing too large.

    `images` are the boxes of pictures, `covers` what hides all that was painted before; `order` says when each text
    object (by its address) was painted. `curves` are the boxes of small open curves: ticks drawn by hand. `ovals` are
    closed curves around something that shows through, such as a choice that is circled. `squares` are small squares
    that touch nothing else: check boxes, even if they are close to each other.
    """

    strokes: tuple[Stroke, ...]
    fills: tuple[Fill, ...]
    slants: tuple[tuple[float, float, float, float], ...] = ()
    crowded: bool = False
    images: tuple[tuple[float, float, float, float], ...] = ()
    covers: tuple[Cover, ...] = ()
    order: Mapping[int, int] = field(default_factory=dict)
    curves: tuple[tuple[float, float, float, float], ...] = ()
    squares: tuple[tuple[float, float, float, float], ...] = ()
    ovals: tuple[tuple[float, float, float, float], ...] = ()


def is_thin(width: float, height: float) -> bool:
    """Return whether a filled rectangle of this size is a ruling line.

    >>> is_thin(300, 0.5), is_thin(3, 20), is_thin(12, 12)
    (True, True, False)
    """
    least, most = min(width, height), max(width, height)
    return least <= THIN or (least <= THICK and most >= LONG * least)


Square = tuple[float, float, float, float]

LEAST_SQUARE, MOST_SQUARE, UNEQUAL_SIDES = 4.5, 18.0, 0.35
"""The sides of a check box in points, and by which share of its height they differ at most."""
MOST_SQUARES = 200
"""Squares of a page: more are a chart or a map."""
TOUCHING = 0.6
"""Points within which the sides of cells that are drawn one by one lie on each other."""


def is_square(box: Square) -> bool:
    """Return whether a rectangle is as small and as square as a check box.

    >>> is_square((0, 0, 10, 11)), is_square((0, 0, 10, 40))
    (True, False)
    """
    wide, high = box[2] - box[0], box[3] - box[1]
    return (
        LEAST_SQUARE <= wide <= MOST_SQUARE
        and LEAST_SQUARE <= high <= MOST_SQUARE
        and abs(wide - high) < UNEQUAL_SIDES * high
    )


def find_lone_squares(squares: Sequence[Square], strokes: Sequence[tuple[float, float, float, bool]]) -> list[Square]:
    """Return the squares that touch no other square and no line; squares that touch are cells of a table.

    A line is its constant coordinate, where it starts and ends, and whether it is level.

    >>> find_lone_squares([(0, 0, 9, 9), (0, 11, 9, 20), (0, 20, 9, 29)], [])
    [(0, 0, 9, 9)]
    """
    if len(squares) > MOST_SQUARES:
        return []
    return [box for box in squares if not _touches_other(box, squares, strokes)]


def _touches_other(box: Square, squares: Sequence[Square], strokes: Sequence[tuple[float, float, float, bool]]) -> bool:
    x0, top, x1, bottom = (box[0] - TOUCHING, box[1] - TOUCHING, box[2] + TOUCHING, box[3] + TOUCHING)
    for other in squares:
        if other != box and other[0] <= x1 and other[2] >= x0 and other[1] <= bottom and other[3] >= top:
            return True
    for at, start, end, level in strokes:
        low, high, begin, stop = (top, bottom, x0, x1) if level else (x0, x1, top, bottom)
        if low <= at <= high and start <= stop and end >= begin:
            return True
    return False
