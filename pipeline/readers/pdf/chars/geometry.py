"""Where things are on the page as shown: from PDF user space to points from the top left, rotation applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
import numpy.typing as npt

from pipeline.model import Box

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rect = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageFrame:
    """A page's visible box in user space (left, bottom, right, top) and its rotation in degrees, clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int = 0

    @property
    def width(self) -> float:
        """The width of the page as shown, in points."""
        return self.top - self.bottom if self.rotation in (90, 270) else self.right - self.left

    @property
    def height(self) -> float:
        """The height of the page as shown, in points."""
        return self.right - self.left if self.rotation in (90, 270) else self.top - self.bottom

    @property
    def matrix(self) -> Matrix:
        """The matrix from user space to the page as shown (x to the right, y downwards)."""
        return {
            90: (0.0, 1.0, 1.0, 0.0, -self.bottom, -self.left),
            180: (-1.0, 0.0, 0.0, 1.0, self.right, -self.bottom),
            270: (0.0, -1.0, -1.0, 0.0, self.top, self.right),
        }.get(self.rotation, (1.0, 0.0, 0.0, -1.0, -self.left, self.top))


def multiply_matrices(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that applies `first`, then `then`.

    >>> multiply_matrices((1, 0, 0, 1, 5, 0), (2, 0, 0, 2, 0, 0))
    (2, 0, 0, 2, 10, 0)
    """
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def map_boxes(matrix: Matrix, boxes: Numbers) -> Numbers:
    """Map boxes of any corner order, shape (n, 4) as x, y, x, y; give them as left, top, right, bottom.

    >>> map_boxes((1, 0, 0, -1, 0, 100), np.array([[10.0, 80.0, 20.0, 70.0]])).tolist()
    [[10.0, 20.0, 20.0, 30.0]]
    """
    a, b, c, d, e, f = matrix
    if b == c == 0 and np.isfinite(boxes).all():
        first, second = boxes[:, :2] * (a, d) + (e, f), boxes[:, 2:] * (a, d) + (e, f)
        return np.concatenate([np.minimum(first, second), np.maximum(first, second)], axis=1)
    xs = np.stack([a * boxes[:, i] + c * boxes[:, j] + e for i in (0, 2) for j in (1, 3)])
    ys = np.stack([b * boxes[:, i] + d * boxes[:, j] + f for i in (0, 2) for j in (1, 3)])
    return np.stack([xs.min(axis=0), ys.min(axis=0), xs.max(axis=0), ys.max(axis=0)], axis=1)


def map_points(matrix: Matrix, points: Numbers) -> Numbers:
    """Map points, shape (n, 2).

    >>> map_points((1, 0, 0, -1, 0, 100), np.array([[10.0, 80.0]])).tolist()
    [[10.0, 20.0]]
    """
    a, b, c, d, e, f = matrix
    x, y = points.T
    return np.stack([a * x + c * y + e, b * x + d * y + f], axis=1)


def is_within(points: Numbers, boxes: Iterable[Sequence[float]]) -> Flags:
    """Return which of n points (n x 2) lie in one of the boxes (x0, top, x1, bottom), their edges included."""
    x, y = points.T
    inside = np.zeros(len(points), dtype=bool)
    for x0, top, x1, bottom in boxes:
        inside |= (x >= x0) & (x <= x1) & (y >= top) & (y <= bottom)
    return inside


def as_box(numbers: Numbers | tuple[float, float, float, float]) -> Box:
    """Return a `Box` rounded to hundredths of a point, so that results don't hang on the last bit.

    >>> as_box((1.23456, 2.0, 3.0, 4.0))
    Box(x0=1.23, top=2.0, x1=3.0, bottom=4.0)
    """
    x0, top, x1, bottom = numbers if isinstance(numbers, tuple) else numbers.tolist()
    return Box(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))


@dataclass(frozen=True, slots=True)
class PageTurn:
    """How a page lay on the scanner: `quarters` turned against the clock to be read, then `skew` degrees with it.

    `frame` is the page as it is shown.
    """

    frame: PageFrame
    skew: float = 0.0
    quarters: int = 0

    @property
    def read(self) -> PageFrame:
        """The page as it is read: upright, from its own top left."""
        wide, high = self.frame.width, self.frame.height
        return PageFrame(0.0, 0.0, *((high, wide) if self.quarters % 2 else (wide, high)))


def box_as_shown(box: Box, turn: PageTurn) -> Box:
    """Return the box around a place on the page as it is shown.

    >>> frame = PageFrame(0, 0, 200, 100)
    >>> box_as_shown(Box(10, 20, 30, 40), PageTurn(frame))
    Box(x0=10.0, top=20.0, x1=30.0, bottom=40.0)
    >>> box_as_shown(Box(10, 20, 30, 40), PageTurn(frame, quarters=1))
    Box(x0=160.0, top=10.0, x1=180.0, bottom=30.0)
    """
    corners = [point_as_shown(x, y, turn) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
    xs, ys = zip(*corners, strict=True)
    return as_box((min(xs), min(ys), max(xs), max(ys)))


def point_as_shown(x: float, y: float, turn: PageTurn) -> tuple[float, float]:
    """Return the point of the page as it is shown that a point of the straightened page is."""
    wide, high = turn.read.width, turn.read.height
    across, down, angle = x - wide / 2, y - high / 2, radians(turn.skew)
    x, y = wide / 2 + across * cos(angle) + down * sin(angle), high / 2 - across * sin(angle) + down * cos(angle)
    for _ in range(turn.quarters % 4):
        # A quarter against the clock took (x, y) of a page to (y, its width - x).
        x, y = high - y, x
        wide, high = high, wide
    return x, y


def has_gap(bins: int, width: int) -> bool:
    """Return whether a row of bins, one a bit, has a gap of at least so many bins between two that are set.

    >>> has_gap(0b110000100, 4), has_gap(0b11000100, 4), has_gap(0b110000, 4)
    (True, False, False)
    """
    reach = 1
    while reach < width:  # widened by one bin less, the bins close every narrower gap
        step = min(reach, width - reach)
        bins |= bins << step
        reach += step
    return bins & (bins + (bins & -bins)) != 0
