"""Small squares that are drawn each by itself: check boxes, however close they stand to each other."""

from __future__ import annotations

from collections.abc import Sequence

Square = tuple[float, float, float, float]

LEAST_BOX, MOST_BOX, SQUARE = 4.5, 18.0, 0.35
"""The sides of a check box in points, and by which share of its height they differ at most."""
MOST_SQUARES = 200
"""Squares of a page: more are a chart or a map."""
NEAR = 0.6
"""Points within which the sides of cells that are drawn one by one lie on each other."""


def is_square(box: Square) -> bool:
    """Tell whether a rectangle is as small and as square as a check box.

    >>> is_square((0, 0, 10, 11)), is_square((0, 0, 10, 40))
    (True, False)
    """
    wide, high = box[2] - box[0], box[3] - box[1]
    return LEAST_BOX <= wide <= MOST_BOX and LEAST_BOX <= high <= MOST_BOX and abs(wide - high) < SQUARE * high


def find_lone_squares(squares: Sequence[Square], strokes: Sequence[tuple[float, float, float, bool]]) -> list[Square]:
    """Return the squares that touch no other square and no line; those that do are cells of a table.

    A line is its constant coordinate, where it starts and ends, and whether it is level.

    >>> find_lone_squares([(0, 0, 9, 9), (0, 11, 9, 20), (0, 20, 9, 29)], [])
    [(0, 0, 9, 9)]
    """
    if len(squares) > MOST_SQUARES:
        return []
    return [box for box in squares if not _touches(box, squares, strokes)]


def _touches(box: Square, squares: Sequence[Square], strokes: Sequence[tuple[float, float, float, bool]]) -> bool:
    x0, top, x1, bottom = (box[0] - NEAR, box[1] - NEAR, box[2] + NEAR, box[3] + NEAR)
    for other in squares:
        if other != box and other[0] <= x1 and other[2] >= x0 and other[1] <= bottom and other[3] >= top:
            return True
    for at, start, end, level in strokes:
        low, high, begin, stop = (top, bottom, x0, x1) if level else (x0, x1, top, bottom)
        if low <= at <= high and start <= stop and end >= begin:
            return True
    return False
