"""Filled areas on the picture of a page: colored cells, and dark ones with light text, made paper for an engine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from pipeline.ocr.picture import Grey, Ink
from pipeline.ocr.rules import Rule

LEAST_HUE = 60
"""The parts of a color that is no grey differ by at least so much of 255."""
DARK = 110
"""The lightest part of a color that counts as dark: black text on a colored ground, the ground of light text."""
SAMPLE_STEP = 4
"""Areas are looked for on every so many-th pixel."""
LEAST_SIDE = 0.08
"""Inches; what is narrower is a letter or a line."""
MOST_SHARE = 0.5
"""Share of a page; a larger area is its paper or a photograph."""
EDGE_PIXELS = 5
"""Pixels at the edge of a cell that may be its ruling line."""
LEAST_COLORED = 0.5
"""Share of a cell that must be colored; text covers the rest."""
LEAST_FILLED = 0.7
"""Share of its box that a rectangle fills."""


Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""


def flatten_areas(picture: Image.Image, dpi: float) -> tuple[Grey, tuple[Box, ...]]:
    """Return the picture in grey with filled areas made paper, light text on them made ink; and those areas."""
    rgb = np.asarray(picture)
    high, low = rgb.max(axis=2), rgb.min(axis=2)
    grey = np.asarray(picture.convert("L")).copy()
    areas: list[Box] = []
    for kind in ("colored", "dark"):
        coarse_high, coarse_low = high[::SAMPLE_STEP, ::SAMPLE_STEP], low[::SAMPLE_STEP, ::SAMPLE_STEP]
        colored = coarse_high.astype(np.int16) - coarse_low >= LEAST_HUE
        mask = colored & (coarse_high > DARK) if kind == "colored" else coarse_high <= DARK
        for area in _find_rectangles(mask, dpi / SAMPLE_STEP):
            rows, columns = (
                slice(max(side.start - 1, 0) * SAMPLE_STEP, (side.stop + 1) * SAMPLE_STEP) for side in area
            )
            part = grey[rows, columns]
            if kind == "dark":
                part[:] = 255 - part
            else:
                part[high[rows, columns] > DARK] = 255
            areas.append((columns.start, rows.start, columns.stop, rows.stop))
    return grey, tuple(areas)


def _find_rectangles(mask: Ink, dpi: float) -> list[tuple[slice, slice]]:
    """Find the filled rectangles of a mask; letters on them leave holes."""
    side = max(round(LEAST_SIDE * dpi), 2)
    opened = ndimage.binary_opening(mask, structure=np.ones((side, side), dtype=bool))
    if not opened.any():
        return []
    labels, _ = ndimage.label(ndimage.binary_closing(opened, structure=np.ones((side, side), dtype=bool)))
    rectangles = []
    for index, place in enumerate(ndimage.find_objects(labels), start=1):
        area = labels[place] == index
        if area.mean() >= LEAST_FILLED and area.size <= MOST_SHARE * mask.size:
            rectangles.append(place)
    return rectangles


def find_color(picture: npt.NDArray[np.uint8], box: Box) -> str | None:
    """Return the color as RRGGBB that fills most of a box on a picture (height, width, 3); None for paper and greys.

    >>> find_color(np.full((40, 40, 3), (0, 176, 80), dtype=np.uint8), (0, 0, 40, 40))
    '00B050'
    """
    x0, top, x1, bottom = box
    inner = picture[top + EDGE_PIXELS : bottom - EDGE_PIXELS, x0 + EDGE_PIXELS : x1 - EDGE_PIXELS].reshape(-1, 3)
    if not len(inner):
        return None
    colored = inner[inner.max(axis=1).astype(np.int16) - inner.min(axis=1) >= LEAST_HUE]
    if len(colored) < LEAST_COLORED * len(inner):
        return None
    red, green, blue = (round(float(part)) for part in np.median(colored, axis=0))
    return f"{red:02X}{green:02X}{blue:02X}"


def make_side_rules(areas: tuple[Box, ...]) -> list[Rule]:
    """Return the sides of areas as lines: a filled cell is a cell though nothing is ruled around it.

    >>> [(rule.at, rule.level) for rule in make_side_rules(((10, 20, 90, 60),))]
    [(20, True), (60, True), (10, False), (90, False)]
    """
    rules = []
    for x0, top, x1, bottom in areas:
        rules += [Rule(at, x0, x1, 1, True) for at in (top, bottom)]
        rules += [Rule(at, top, bottom, 1, False) for at in (x0, x1)]
    return rules
