"""The drawn things of a page: ruling lines, filled areas, where pictures are. What they show is not looked at."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pypdfium2.raw as c

from pipeline.readers.pdf import raw
from pipeline.readers.pdf.geometry import Matrix, PageFrame, apply, multiply

THIN, THICK = 2.5, 4.0
"""A filled rectangle no thicker than the first (points) is a ruling line, up to the second if it is long."""
LONG = 4.0
"""A thick line is at least this many times as long as thick."""
STRAIGHT = 0.5
MAX_SEGMENTS = 60_000
"""Drawings beyond this many path segments a page are maps or charts, not tables."""
OPAQUE = 255
MAX_DEPTH = 12
MOST_ROUNDED = 24
LEAST_SIDE = 0.5
"""Each straight side of a rounded rectangle takes at least this share of its width or height."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A ruling line: `at` is its constant coordinate, `start` to `end` its extent; `level` is true for horizontal."""

    at: float
    start: float
    end: float
    level: bool


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled area, in painting order; `box` is left, top, right, bottom; `shape` is true for what is no rectangle."""

    box: tuple[float, float, float, float]
    colour: str
    shape: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """An area or picture that nothing shows through; `order` is its place among all that is painted."""

    box: tuple[float, float, float, float]
    order: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """All ruling lines and fills of a page; `slants` are the boxes of slanted lines, `crowded` a drawing too large.

    `images` are the boxes of pictures, `covers` what hides all that was painted before; `order` tells when each text
    object (by its address) was painted.
    """

    strokes: tuple[Stroke, ...]
    fills: tuple[Fill, ...]
    slants: tuple[tuple[float, float, float, float], ...] = ()
    crowded: bool = False
    images: tuple[tuple[float, float, float, float], ...] = ()
    covers: tuple[Cover, ...] = ()
    order: Mapping[int, int] = field(default_factory=dict)


class _Buffers:
    """The out parameters that PDFium writes into, made once a page."""

    def __init__(self) -> None:
        self.floats = np.zeros(6, dtype=np.float32)
        self.integers = np.zeros(4, dtype=np.uint32)
        self.float_at = [self.floats.ctypes.data + 4 * k for k in range(6)]
        self.integer_at = [self.integers.ctypes.data + 4 * k for k in range(4)]


def _matrix(item: int, buffers: _Buffers) -> Matrix:
    raw.object_matrix(item, buffers.float_at[0])
    a, b, c_, d, e, f = buffers.floats.tolist()
    return (a, b, c_, d, e, f)


def _objects(
    holder: int, count: int, get: object, matrix: Matrix, buffers: _Buffers, depth: int = 0
) -> Iterator[tuple[int, int, Matrix]]:
    """Walk the page's objects and those inside form XObjects in the order of painting.

    Yields kind, object and its matrix to the page as shown for paths and pictures; texts have none of their own.
    """
    for index in range(count):
        item = get(holder, index)  # type: ignore[operator]
        kind = raw.object_type(item) if item else 0
        if kind in (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE):
            yield kind, item, multiply(_matrix(item, buffers), matrix)
        elif kind == c.FPDF_PAGEOBJ_TEXT:
            yield kind, item, matrix
        elif kind == c.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            inner = multiply(_matrix(item, buffers), matrix)
            yield from _objects(item, raw.form_count_objects(item), raw.form_object, inner, buffers, depth + 1)


def _subpaths(item: int, count: int, matrix: Matrix, buffers: _Buffers) -> Iterator[tuple[list[Point], bool]]:
    """Give the corner points of each subpath, and whether it has curves; rounded corners are squared."""
    for points, curved in _outlines(item, count, matrix, buffers):
        squared = _squared(points) if any(curved) else None
        yield squared or points, not squared and any(curved)


def _squared(points: list[Point]) -> list[Point] | None:
    """Return the corners of a rounded rectangle; None for other shapes.

    >>> corners = [(2, 0), (8, 0), (9, 0), (10, 1), (10, 2), (10, 8), (9, 9), (8, 10), (2, 10), (0, 8), (0, 2)]
    >>> _squared(corners)
    [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
    """
    if not 9 <= len(points) <= MOST_ROUNDED:
        return None
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    x0, top, x1, bottom = min(xs), min(ys), max(xs), max(ys)
    sides = [0.0, 0.0, 0.0, 0.0]
    for (ax, ay), (bx, by) in pairwise(points):
        for side, at in enumerate((top, bottom)):
            if abs(ay - at) < STRAIGHT and abs(by - at) < STRAIGHT:
                sides[side] = max(sides[side], abs(bx - ax) / max(x1 - x0, 1.0))
        for side, at in enumerate((x0, x1)):
            if abs(ax - at) < STRAIGHT and abs(bx - at) < STRAIGHT:
                sides[2 + side] = max(sides[2 + side], abs(by - ay) / max(bottom - top, 1.0))
    if min(sides) < LEAST_SIDE:
        return None
    return [(x0, top), (x1, top), (x1, bottom), (x0, bottom), (x0, top)]


def _outlines(item: int, count: int, matrix: Matrix, buffers: _Buffers) -> Iterator[tuple[list[Point], list[bool]]]:
    """Give the points of each subpath, and for each point whether a curve leads to it."""
    points: list[Point] = []
    curved: list[bool] = []
    for index in range(count):
        segment = raw.path_segment(item, index)
        kind = raw.segment_type(segment)
        raw.segment_point(segment, buffers.float_at[0], buffers.float_at[1])
        point = apply(matrix, float(buffers.floats[0]), float(buffers.floats[1]))
        if kind == c.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points, curved
            points, curved = [point], [False]
            continue
        points.append(point)
        curved.append(kind == c.FPDF_SEGMENT_BEZIERTO)
        if raw.segment_close(segment) and points[0] != point:
            points.append(points[0])
            curved.append(False)
    if len(points) > 1:
        yield points, curved


def _is_rectangle(points: list[Point]) -> bool:
    square = all(abs(ax - bx) < STRAIGHT or abs(ay - by) < STRAIGHT for (ax, ay), (bx, by) in pairwise(points))
    return len(points) in (4, 5) and square


def _colour(item: int, getter: object, buffers: _Buffers) -> str | None:
    """Give the colour as RRGGBB on white paper, None where it is see-through."""
    if not getter(item, *buffers.integer_at):  # type: ignore[operator]
        return None
    red, green, blue, alpha = buffers.integers.tolist()
    if alpha < 13:
        return None
    blend = [round(255 + (part - 255) * alpha / 255) for part in (red, green, blue)]
    return "{:02X}{:02X}{:02X}".format(*blend)


def is_thin(width: float, height: float) -> bool:
    """Tell whether a filled rectangle of this size is a ruling line.

    >>> is_thin(300, 0.5), is_thin(3, 20), is_thin(12, 12)
    (True, True, False)
    """
    least, most = min(width, height), max(width, height)
    return least <= THIN or (least <= THICK and most >= LONG * least)


def _thin_stroke(x0: float, top: float, x1: float, bottom: float) -> Stroke:
    if bottom - top <= x1 - x0:
        return Stroke((top + bottom) / 2, x0, x1, True)
    return Stroke((x0 + x1) / 2, top, bottom, False)


def _side_strokes(points: list[Point]) -> tuple[list[Stroke], list[tuple[float, float, float, float]]]:
    """Give the straight sides of an outline and the boxes of slanted ones."""
    strokes: list[Stroke] = []
    slants: list[tuple[float, float, float, float]] = []
    for (ax, ay), (bx, by) in pairwise(points):
        if abs(ay - by) < STRAIGHT:
            strokes.append(Stroke((ay + by) / 2, min(ax, bx), max(ax, bx), True))
        elif abs(ax - bx) < STRAIGHT:
            strokes.append(Stroke((ax + bx) / 2, min(ay, by), max(ay, by), False))
        else:
            slants.append((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
    return strokes, slants


@dataclass(slots=True)
class _Canvas:
    strokes: list[Stroke]
    fills: list[Fill]
    slants: list[tuple[float, float, float, float]]
    images: list[tuple[float, float, float, float]]
    covers: list[Cover]
    order: dict[int, int]
    segments: int = 0
    painted: int = 0


def _draw(item: int, matrix: Matrix, buffers: _Buffers, mode: tuple[bool, bool], canvas: _Canvas) -> None:
    """Add one path: a thin filled rectangle is a line, a larger one a fill, a stroked outline its sides."""
    filled, stroked = mode
    stroked = stroked and _colour(item, raw.object_stroke, buffers) is not None
    colour = _colour(item, raw.object_fill, buffers) if filled else None
    count = raw.path_count_segments(item)
    canvas.segments += count
    for points, curved in _subpaths(item, count, matrix, buffers):
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        thin = is_thin(box[2] - box[0], box[3] - box[1])
        rectangle = not curved and _is_rectangle(points)
        if (colour or stroked) and thin and not curved:
            canvas.strokes.append(_thin_stroke(*box))
            continue
        if colour and not thin:
            canvas.fills.append(Fill(box, colour, shape=not rectangle))
            if rectangle and buffers.integers[3] == OPAQUE and not raw.is_see_through(item):
                canvas.covers.append(Cover(box, canvas.painted))
        if stroked and not curved:
            strokes, slants = _side_strokes(points)
            canvas.strokes.extend(strokes)
            canvas.slants.extend(slants)


def read_drawing(page: int, frame: PageFrame) -> Drawing:
    """Read the ruling lines and fills of an open PDFium page (an address)."""
    buffers, canvas = _Buffers(), _Canvas([], [], [], [], [], {})
    fill_mode, stroke_mode = ctypes.c_int(), ctypes.c_int()
    fill_at, stroke_at = ctypes.addressof(fill_mode), ctypes.addressof(stroke_mode)
    objects = _objects(page, raw.page_count_objects(page), raw.page_object, frame.matrix, buffers)
    for kind, item, matrix in objects:
        canvas.painted += 1
        if kind == c.FPDF_PAGEOBJ_TEXT:
            canvas.order[item] = canvas.painted
            continue
        if kind == c.FPDF_PAGEOBJ_IMAGE:
            _place_image(item, matrix, canvas)
            continue
        raw.path_draw_mode(item, fill_at, stroke_at)
        mode = (bool(fill_mode.value), bool(stroke_mode.value))
        if any(mode):
            _draw(item, matrix, buffers, mode, canvas)
        if canvas.segments > MAX_SEGMENTS:
            return Drawing((), (), crowded=True)
    return Drawing(
        tuple(canvas.strokes),
        tuple(canvas.fills),
        tuple(canvas.slants),
        images=tuple(canvas.images),
        covers=tuple(canvas.covers),
        order=canvas.order,
    )


def _place_image(item: int, matrix: Matrix, canvas: _Canvas) -> None:
    """Add a picture: a unit square under its matrix."""
    corners = [apply(matrix, x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)]
    box = (
        min(x for x, _ in corners),
        min(y for _, y in corners),
        max(x for x, _ in corners),
        max(y for _, y in corners),
    )
    canvas.images.append(box)
    if not raw.is_see_through(item):
        canvas.covers.append(Cover(box, canvas.painted))
