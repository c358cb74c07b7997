"""Where things are on the page as shown: from PDF user space to points from the top left, rotation applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.model import Box

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


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


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that applies `first`, then `then`.

    >>> multiply((1, 0, 0, 1, 5, 0), (2, 0, 0, 2, 0, 0))
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
        one, other = boxes[:, :2] * (a, d) + (e, f), boxes[:, 2:] * (a, d) + (e, f)
        return np.concatenate([np.minimum(one, other), np.maximum(one, other)], axis=1)
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


def within(points: Numbers, boxes: Iterable[Sequence[float]]) -> Flags:
    """Return which of n points (n x 2) lie in one of the boxes (x0, top, x1, bottom), their edges included."""
    x, y = points.T
    found = np.zeros(len(points), dtype=bool)
    for x0, top, x1, bottom in boxes:
        found |= (x >= x0) & (x <= x1) & (y >= top) & (y <= bottom)
    return found


def as_box(numbers: Numbers | tuple[float, float, float, float]) -> Box:
    """Return a `Box` rounded to hundredths of a point, so that results don't hang on the last bit.

    >>> as_box((1.23456, 2.0, 3.0, 4.0))
    Box(x0=1.23, top=2.0, x1=3.0, bottom=4.0)
    """
    x0, top, x1, bottom = numbers if isinstance(numbers, tuple) else numbers.tolist()
    return Box(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))


def union(boxes: list[Box]) -> Box:
    """Return the smallest box around all boxes.

    >>> union([Box(0, 0, 1, 1), Box(2, 3, 4, 5)])
    Box(x0=0, top=0, x1=4, bottom=5)
    """
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )
