"""Read the drawing of a page from PDFium's objects, in their painting order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as c

from pipeline.readers.pdf.chars import pdfium
from pipeline.readers.pdf.chars.drawing import (
    LONG,
    THICK,
    THIN,
    Cover,
    Drawing,
    Fill,
    Stroke,
    find_lone_squares,
    is_square,
    is_thin,
)
from pipeline.readers.pdf.chars.geometry import Numbers, PageFrame
from pipeline.readers.pdf.chars.pdfium import Handle

STRAIGHT = 0.5
"""Points by which a level or upright line may be off: generators round coordinates."""

LARGEST_CURVE = 20.0

"""Points; larger open curves are drawings."""

LEAST_OVAL, MOST_OVAL = 9.0, 60.0
"""Points: the sides of an oval around a choice, from a single figure to three lines of text."""
OPEN_SHARE = 0.35
"""Share of its sides by which an oval drawn by hand may miss its start."""

MAX_SEGMENTS = 60_000

"""Drawings beyond this many path segments a page are maps or charts, not tables."""

OPAQUE = 255  # the alpha value of a color that hides what is below it

MAX_DEPTH = 12
"""Form XObjects within each other; deeper nesting is a damaged or hostile file."""

OBJECT_BATCH = 1000

"""Objects that are read in one go."""

MOST_ROUNDED = 24
"""Points of a rounded rectangle: four sides, and up to five points of each corner's curve."""

LEAST_STRAIGHT_SHARE = 0.5

"""Each straight side of a rounded rectangle takes at least this share of its width or height."""

_NO_COLOR: tuple[str | None, bool] = (None, False)

_CORNERS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))

Point = tuple[float, float]


class _Objects(NamedTuple):
    """The objects of one holder in the order of painting: kinds, handles, the holder's matrix."""

    kinds: list[int]
    items: list[Handle]
    holder: Numbers


def _read_matrices(items: list[Handle], holder: Numbers) -> Numbers:
    """Return the matrices (n, 6) of objects to the page as shown: their own, followed by that of what holds them."""
    own, _ = pdfium.call_with_output(pdfium.object_matrix, (items,), len(items), 6, np.float32)
    a, b, c_, d, e, f = own.astype(np.float64).T
    p, q, r, s, t, u = holder
    return np.stack(
        [a * p + b * r, a * q + b * s, c_ * p + d * r, c_ * q + d * s, e * p + f * r + t, e * q + f * s + u], axis=1
    )


def _iterate_objects(
    holder: Handle, count: int, get: Callable[..., Any], matrix: Numbers, depth: int = 0
) -> Iterator[_Objects]:
    """Walk the page's objects and those inside form XObjects in the order of painting, some hundred at a time."""
    for begin in range(0, count, OBJECT_BATCH):
        items = [item for item in pdfium.call_each(get, holder, range(begin, min(begin + OBJECT_BATCH, count))) if item]
        kinds = list(map(pdfium.object_type, items))
        forms = [at for at, kind in enumerate(kinds) if kind == c.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH]
        for first, stop in pairwise([-1, *forms, len(items)]):
            yield _Objects(kinds[first + 1 : stop], items[first + 1 : stop], matrix)
            if stop < len(items):
                form, inner = items[stop], _read_matrices([items[stop]], matrix)[0]
                yield from _iterate_objects(form, pdfium.form_count_objects(form), pdfium.form_object, inner, depth + 1)


def _iterate_subpaths(segments: _Segments) -> Iterator[tuple[list[Point], bool]]:
    """Return the corner points of each subpath, and whether it has curves; rounded corners are squared."""
    for points, curved in _iterate_outlines(segments):
        corners = _square_corners(points) if any(curved) else None
        yield corners or points, not corners and any(curved)


def _square_corners(points: list[Point]) -> list[Point] | None:
    """Return the corners of a rounded rectangle; None for other shapes.

    >>> corners = [(2, 0), (8, 0), (9, 0), (10, 1), (10, 2), (10, 8), (9, 9), (8, 10), (2, 10), (0, 8), (0, 2)]
    >>> _square_corners(corners)
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
    if min(sides) < LEAST_STRAIGHT_SHARE:
        return None
    return [(x0, top), (x1, top), (x1, bottom), (x0, bottom), (x0, top)]


class _Segments(NamedTuple):
    """The segments of paths: kind, point as shown (n, 2), handle."""

    kinds: list[int]
    shown: Numbers
    handles: list[Handle]

    def part(self, begin: int, end: int) -> _Segments:
        """Return the segments from `begin` to before `end`."""
        return _Segments(self.kinds[begin:end], self.shown[begin:end], self.handles[begin:end])


def _read_segments(items: list[Handle], counts: list[int], matrices: Numbers) -> _Segments:
    """Read the segments of all paths in one go; `counts` are their numbers."""
    indices = chain.from_iterable(map(range, counts))
    handles = list(map(pdfium.path_segment, pdfium.repeat_values(items, counts), indices))
    points, _ = pdfium.call_with_output(pdfium.segment_point, (handles,), len(handles), 2, np.float32, 2)
    x, y = points.astype(np.float64).T
    a, b, c_, d, e, f = np.repeat(matrices, counts, axis=0).T
    shown = np.stack([a * x + c_ * y + e, b * x + d * y + f], axis=1)
    return _Segments(list(map(pdfium.segment_type, handles)), shown, handles)


def _iterate_outlines(segments: _Segments) -> Iterator[tuple[list[Point], list[bool]]]:
    """Return the points of each subpath, and for each point whether a curve leads to it."""
    points: list[Point] = []
    curved: list[bool] = []
    closing = map(pdfium.segment_close, segments.handles)
    for kind, (x, y), closes in zip(segments.kinds, segments.shown.tolist(), closing, strict=True):
        point = (x, y)
        if kind == c.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points, curved
            points, curved = [point], [False]
            continue
        points.append(point)
        curved.append(kind == c.FPDF_SEGMENT_BEZIERTO)
        if closes and points[0] != point:
            points.append(points[0])
            curved.append(False)
    if len(points) > 1:
        yield points, curved


def _is_rectangle(points: list[Point]) -> bool:
    square = all(abs(ax - bx) < STRAIGHT or abs(ay - by) < STRAIGHT for (ax, ay), (bx, by) in pairwise(points))
    return len(points) in (4, 5) and square


def _read_colors(items: list[Handle], getter: Callable[..., Any]) -> list[tuple[str | None, bool]]:
    """Return the colors of paths, and whether nothing shows through them."""
    parts, successes = pdfium.call_with_output(getter, (items,), len(items), 4, np.uint32, 4)
    return [
        (_blend_on_white(*rgba), rgba[3] == OPAQUE) if has_color else (None, False)
        for has_color, rgba in zip(successes, parts.tolist(), strict=True)
    ]


@cache
def _blend_on_white(red: int, green: int, blue: int, alpha: int) -> str | None:
    """Return the color as RRGGBB on white paper, None where it is see-through.

    >>> _blend_on_white(255, 0, 0, 255), _blend_on_white(255, 0, 0, 0)
    ('FF0000', None)
    """
    if alpha < 13:
        return None
    blend = [round(255 + (part - 255) * alpha / 255) for part in (red, green, blue)]
    return "{:02X}{:02X}{:02X}".format(*blend)


def _thin_stroke(x0: float, top: float, x1: float, bottom: float) -> Stroke:
    if bottom - top <= x1 - x0:
        return Stroke((top + bottom) / 2, x0, x1, True)
    return Stroke((x0 + x1) / 2, top, bottom, False)


def _side_strokes(points: list[Point]) -> tuple[list[Stroke], list[tuple[float, float, float, float]]]:
    """Return the straight sides of an outline and the boxes of slanted ones."""
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
    strokes: list[Stroke] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    slants: list[tuple[float, float, float, float]] = field(default_factory=list)
    images: list[tuple[float, float, float, float]] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)
    curves: list[tuple[float, float, float, float]] = field(default_factory=list)
    squares: list[tuple[float, float, float, float]] = field(default_factory=list)
    ovals: list[tuple[float, float, float, float]] = field(default_factory=list)
    order: dict[int, int] = field(default_factory=dict)
    segments: int = 0
    painted: int = 0


class _Path(NamedTuple):
    """A path that is drawn: handle, place in the order of painting, color, whether its outline is drawn."""

    item: Handle
    order: int
    color: str | None
    opaque: bool
    outlined: bool


def _draw_path(path: _Path, segments: _Segments, canvas: _Canvas) -> None:
    """Add one path: a thin filled rectangle is a line, a larger one a fill, a stroked outline its sides."""
    for points, curved in _iterate_subpaths(segments):
        xs, ys = zip(*points, strict=True)
        box = (min(xs), min(ys), max(xs), max(ys))
        thin = is_thin(box[2] - box[0], box[3] - box[1])
        if (path.color or path.outlined) and thin and not curved:
            canvas.strokes.append(_thin_stroke(*box))
            continue
        if path.color and not thin:
            rectangle = not curved and _is_rectangle(points)
            canvas.fills.append(Fill(box, path.color, shape=not rectangle))
            if rectangle and path.opaque and not pdfium.is_see_through(path.item):
                canvas.covers.append(Cover(box, path.order))
        if path.outlined and curved:
            _draw_curve(points, box, path, canvas)
        if path.outlined and not curved and is_square(box) and _is_rectangle(points):
            canvas.squares.append(box)
        elif path.outlined and not curved:
            strokes, slants = _side_strokes(points)
            canvas.strokes.extend(strokes)
            canvas.slants.extend(slants)


def _draw_curve(points: list[Point], box: tuple[float, float, float, float], path: _Path, canvas: _Canvas) -> None:
    """Add a curved outline: small open ones are ticks, larger ones that come back to their start are ovals."""
    width, height = box[2] - box[0], box[3] - box[1]
    if points[0] != points[-1] and max(width, height) <= LARGEST_CURVE:
        canvas.curves.append(box)
    elif not path.color and width >= LEAST_OVAL and LEAST_OVAL <= height <= MOST_OVAL:
        (ax, ay), (bx, by) = points[0], points[-1]
        if abs(ax - bx) <= OPEN_SHARE * width and abs(ay - by) <= OPEN_SHARE * height:
            canvas.ovals.append(box)


def _draw_paths(items: list[Handle], orders: list[int], holder: Numbers, canvas: _Canvas) -> None:
    """Add the paths that are drawn, unless they are too many by then."""
    modes, _ = pdfium.call_with_output(pdfium.path_draw_mode, (items,), len(items), 2, np.int32, 2)
    drawn_indices = np.flatnonzero(modes.any(axis=1)).tolist()
    items = [items[k] for k in drawn_indices]
    counts = list(map(pdfium.path_count_segments, items))
    canvas.segments += sum(counts)
    if canvas.segments > MAX_SEGMENTS or not items:
        return
    filled_at, stroked_at = (np.flatnonzero(modes[drawn_indices, k]).tolist() for k in (0, 1))
    fills = dict(zip(filled_at, _read_colors([items[k] for k in filled_at], pdfium.object_fill), strict=True))
    lines = dict(zip(stroked_at, _read_colors([items[k] for k in stroked_at], pdfium.object_stroke), strict=True))
    segments, begin = _read_segments(items, counts, _read_matrices(items, holder)), 0
    thin = _find_thin_strokes(segments, counts)
    for k, (item, stroke, count) in enumerate(zip(items, thin, counts, strict=True)):
        color, opaque = fills.get(k, _NO_COLOR)
        outlined = lines.get(k, _NO_COLOR)[0] is not None
        if stroke is None:
            path = _Path(item, orders[drawn_indices[k]], color, opaque, outlined)
            _draw_path(path, segments.part(begin, begin + count), canvas)
        elif color or outlined:
            canvas.strokes.append(stroke)
        begin += count


def _find_thin_strokes(segments: _Segments, counts: list[int]) -> list[Stroke | None]:
    """Return the ruling line of each path that is thin and has a single straight outline; None for other paths."""
    strokes_by_path: list[Stroke | None] = [None] * len(counts)
    numbers, kinds = np.array(counts), np.array(segments.kinds)
    non_empty = np.flatnonzero(numbers)
    if not len(non_empty):
        return strokes_by_path
    starts = (np.cumsum(numbers) - numbers)[non_empty]
    x0, top = np.minimum.reduceat(segments.shown, starts).T
    x1, bottom = np.maximum.reduceat(segments.shown, starts).T
    width, height = x1 - x0, bottom - top
    least, most = np.minimum(width, height), np.maximum(width, height)
    bends = np.add.reduceat((kinds != c.FPDF_SEGMENT_LINETO).astype(np.int64), starts)
    straight = (numbers[non_empty] > 1) & (kinds[starts] == c.FPDF_SEGMENT_MOVETO) & (bends == 1)
    at = np.flatnonzero(straight & ((least <= THIN) | ((least <= THICK) & (most >= LONG * least))))
    level = height <= width
    places = np.where(level, (top + bottom) / 2, (x0 + x1) / 2)[at].tolist()
    begin, end = np.where(level, x0, top)[at].tolist(), np.where(level, x1, bottom)[at].tolist()
    for index, stroke in zip(non_empty[at].tolist(), map(Stroke, places, begin, end, level[at].tolist()), strict=True):
        strokes_by_path[index] = stroke
    return strokes_by_path


def _draw_objects(objects: _Objects, canvas: _Canvas) -> None:
    """Add what is painted by a run of objects."""
    painted = list(
        zip(objects.kinds, objects.items, range(canvas.painted, canvas.painted + len(objects.items)), strict=True)
    )
    canvas.painted += len(painted)
    canvas.order.update((item.value or 0, order) for kind, item, order in painted if kind == c.FPDF_PAGEOBJ_TEXT)
    pictures, paths = (
        [(item, order) for kind, item, order in painted if kind == wanted]
        for wanted in (c.FPDF_PAGEOBJ_IMAGE, c.FPDF_PAGEOBJ_PATH)
    )
    matrices = _read_matrices([item for item, _ in pictures], objects.holder).tolist() if pictures else []
    for (item, order), matrix in zip(pictures, matrices, strict=True):
        _draw_picture(item, order, matrix, canvas)
    if paths:
        items, orders = map(list, zip(*paths, strict=True))
        _draw_paths(items, orders, objects.holder, canvas)


def _draw_picture(item: Handle, order: int, matrix: list[float], canvas: _Canvas) -> None:
    """Add a picture: a unit square under its matrix."""
    a, b, c_, d, e, f = matrix
    xs, ys = [x * a + y * c_ + e for x, y in _CORNERS], [x * b + y * d + f for x, y in _CORNERS]
    box = (min(xs), min(ys), max(xs), max(ys))
    canvas.images.append(box)
    if not pdfium.is_see_through(item):
        canvas.covers.append(Cover(box, order))


def read_drawing(page: Handle, frame: PageFrame) -> Drawing:
    """Read the ruling lines and fills of an open PDFium page."""
    canvas = _Canvas()
    for objects in _iterate_objects(page, pdfium.page_count_objects(page), pdfium.page_object, np.array(frame.matrix)):
        _draw_objects(objects, canvas)
        if canvas.segments > MAX_SEGMENTS:
            return Drawing((), (), crowded=True)
    squares = find_lone_squares(canvas.squares, canvas.strokes)
    for x0, top, x1, bottom in sorted(set(canvas.squares) - set(squares)):
        canvas.strokes += _side_strokes([(x0, top), (x1, top), (x1, bottom), (x0, bottom), (x0, top)])[0]
    return Drawing(
        tuple(canvas.strokes),
        tuple(canvas.fills),
        tuple(canvas.slants),
        images=tuple(canvas.images),
        covers=tuple(sorted(canvas.covers, key=lambda cover: cover.order)),
        order=canvas.order,
        curves=tuple(canvas.curves),
        squares=tuple(squares),
        ovals=tuple(canvas.ovals),
    )
