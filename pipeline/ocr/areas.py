"""Filled areas on the picture of a page: coloured cells, and dark ones with light text, made paper for an engine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from pipeline.ocr.picture import Grey, Ink
from pipeline.ocr.rules import Rule

COLOURED = 60
"""The parts of a colour that is no grey differ by at least so much of 255."""
DARK = 110
"""The lightest part of a colour that counts as dark: black text on a coloured ground, the ground of light text."""
STEP = 4
"""Areas are looked for on every so many-th pixel."""
LEAST = 0.08
"""Inches; what is narrower is a letter or a line."""
MOST = 0.5
"""Share of a page; a larger area is its paper or a photograph."""
EDGE = 5
"""Pixels at the edge of a cell that may be its ruling line."""
MOSTLY = 0.5
"""Share of a cell that must be colored; text covers the rest."""
SOLID = 0.7
"""Share of its box that a rectangle fills."""


Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""


def flattened(picture: Image.Image, dpi: float) -> tuple[Grey, tuple[Box, ...]]:
    """Return the picture in grey with filled areas made paper, light text on them made ink; and those areas."""
    rgb = np.asarray(picture)
    high, low = rgb.max(axis=2), rgb.min(axis=2)
    grey = np.asarray(picture.convert("L")).copy()
    areas: list[Box] = []
    for kind in ("coloured", "dark"):
        coarse_high, coarse_low = high[::STEP, ::STEP], low[::STEP, ::STEP]
        coloured = coarse_high.astype(np.int16) - coarse_low >= COLOURED
        mask = coloured & (coarse_high > DARK) if kind == "coloured" else coarse_high <= DARK
        for place in _rectangles(mask, dpi / STEP):
            rows, columns = (slice(max(side.start - 1, 0) * STEP, (side.stop + 1) * STEP) for side in place)
            part = grey[rows, columns]
            if kind == "dark":
                part[:] = 255 - part
            else:
                part[high[rows, columns] > DARK] = 255
            areas.append((columns.start, rows.start, columns.stop, rows.stop))
    return grey, tuple(areas)


def _rectangles(mask: Ink, dpi: float) -> list[tuple[slice, slice]]:
    """Find the filled rectangles of a mask; letters on them leave holes."""
    side = max(round(LEAST * dpi), 2)
    opened = ndimage.binary_opening(mask, structure=np.ones((side, side), dtype=bool))
    if not opened.any():
        return []
    labels, _ = ndimage.label(ndimage.binary_closing(opened, structure=np.ones((side, side), dtype=bool)))
    found = []
    for index, place in enumerate(ndimage.find_objects(labels), start=1):
        own = labels[place] == index
        if own.mean() >= SOLID and own.size <= MOST * mask.size:
            found.append(place)
    return found


def colour_in(picture: npt.NDArray[np.uint8], box: Box) -> str | None:
    """Return the colour as RRGGBB that fills most of a box on a picture (height, width, 3); None for paper and greys.

    >>> colour_in(np.full((40, 40, 3), (0, 176, 80), dtype=np.uint8), (0, 0, 40, 40))
    '00B050'
    """
    x0, top, x1, bottom = box
    inner = picture[top + EDGE : bottom - EDGE, x0 + EDGE : x1 - EDGE].reshape(-1, 3)
    if not len(inner):
        return None
    coloured = inner[inner.max(axis=1).astype(np.int16) - inner.min(axis=1) >= COLOURED]
    if len(coloured) < MOSTLY * len(inner):
        return None
    red, green, blue = (round(float(part)) for part in np.median(coloured, axis=0))
    return f"{red:02X}{green:02X}{blue:02X}"


def sides(areas: tuple[Box, ...]) -> list[Rule]:
    """Return the sides of areas as lines: a filled cell is a cell though nothing is ruled around it.

    >>> [(rule.at, rule.level) for rule in sides(((10, 20, 90, 60),))]
    [(20, True), (60, True), (10, False), (90, False)]
    """
    found = []
    for x0, top, x1, bottom in areas:
        found += [Rule(at, x0, x1, 1, True) for at in (top, bottom)]
        found += [Rule(at, top, bottom, 1, False) for at in (x0, x1)]
    return found
