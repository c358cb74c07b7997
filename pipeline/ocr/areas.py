"""Filled areas on the picture of a page: colored cells, and dark ones with light text, made paper for an engine.

Marks that people set in forms, recognized by their shape: crosses, plus signs, ticks, filled boxes.

Ruling lines: where they run, and the page without them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from pipeline.ocr.picture import Grey, Ink, keep_long_runs

LONG, SHORT = 0.40, 0.14
"""Inches. A line of the first length is a ruling line; one of the second where it joins two lines across."""
MOST_THICK = 0.03
"""Inches; what is thicker is a bar or a filled area."""
LARGEST_SPECK, LARGEST_RESIDUE = 0.00007, 0.0006
"""Square inches; smaller ink is dust, or what is left of a ruling line where it lies along one."""
MOST_GAP = 0.03
"""Inches by which the ends of lines may miss each other."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line on a picture in pixels: `at` across its direction, `start` to `end` along it, `thick`, `level`."""

    at: float
    start: int
    end: int
    thick: int
    level: bool


def find_rules(ink: Ink, dpi: float) -> list[Rule]:
    """Find the horizontal and vertical ruling lines of a straightened page."""
    level = _find_lines(ink, dpi)
    upright = [Rule(r.at, r.start, r.end, r.thick, False) for r in _find_lines(ink.T, dpi)]
    long_rules = [rule for rule in (*level, *upright) if rule.end - rule.start >= LONG * dpi]
    rules = list(long_rules)
    for _ in range(2):
        rules = [
            *long_rules,
            *(r for r in (*level, *upright) if r not in long_rules and _joins_crossing(r, rules, MOST_GAP * dpi)),
        ]
    return rules


def _find_lines(ink: Ink, dpi: float) -> list[Rule]:
    """Find level lines; a line that the scanner left slightly slanted or ragged is one all the same."""
    fat = ndimage.binary_dilation(ink, structure=np.ones((3, 1), dtype=bool))
    labels, count = ndimage.label(keep_long_runs(fat, int(SHORT * dpi)), structure=np.ones((3, 3), dtype=bool))
    if not count:
        return []
    areas = np.bincount(labels.ravel(), minlength=count + 1)
    rules = []
    for index, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        length = columns.stop - columns.start
        thick = max(round(areas[index] / length) - 2, 1)
        if thick > MOST_THICK * dpi or length < 4 * thick:
            continue
        rules.append(Rule((rows.start + rows.stop - 1) / 2, columns.start, columns.stop, thick, True))
    return rules


def _joins_crossing(rule: Rule, others: Iterable[Rule], near: float) -> bool:
    """Return whether both ends of a line lie on lines that cross it."""
    across = [other for other in others if other.level != rule.level]
    return all(
        any(abs(other.at - end) <= near and other.start - near <= rule.at <= other.end + near for other in across)
        for end in (rule.start, rule.end)
    )


def remove_rules(grey: Grey, ink: Ink, rules: Iterable[Rule]) -> Grey:
    """Return the picture with its ruling lines painted over; where letters cross a line they stay."""
    cleaned = grey.copy()
    for rule in rules:
        picture, rule_ink = (cleaned, ink) if rule.level else (cleaned.T, ink.T)
        _paint_over(picture, rule_ink, rule)
    return cleaned


def remove_residue(ink: Ink, rules: Iterable[Rule], dpi: float) -> Ink:
    """Return the ink without specks: tiny ones anywhere, and what is left of ruling lines along them.

    >>> remove_residue(np.eye(3, dtype=bool), [], 300).any()
    np.False_
    """
    near_rules = np.zeros_like(ink)
    for rule in rules:
        direction = near_rules if rule.level else near_rules.T
        reach = rule.thick // 2 + 5
        direction[
            max(round(rule.at) - reach, 0) : round(rule.at) + reach + 1, max(rule.start - 5, 0) : rule.end + 5
        ] = True
    labels, count = ndimage.label(ink, structure=np.ones((3, 3), dtype=bool))
    if not count:
        return ink
    areas = np.bincount(labels.ravel(), minlength=count + 1)
    touching = np.bincount(labels.ravel(), weights=near_rules.ravel(), minlength=count + 1)
    specks = areas < LARGEST_SPECK * dpi * dpi
    bits = (areas < LARGEST_RESIDUE * dpi * dpi) & (touching > 0.5 * areas)
    clean_ink: Ink = ink & ~(specks | bits)[labels]
    return clean_ink


def _paint_over(picture: Grey, ink: Ink, rule: Rule) -> None:
    reach = rule.thick // 2 + 2
    low, high = max(round(rule.at) - reach, 0), min(round(rule.at) + reach + 1, picture.shape[0])
    columns = slice(max(rule.start - 2, 0), rule.end + 2)
    crossing = ink[max(low - 2, 0) : low, columns].any(axis=0) & ink[high : high + 2, columns].any(axis=0)
    band = picture[low:high, columns]
    band[:, ~crossing] = 255


FIELD_COUNT = 12
"""A mark is looked at on a square of so many fields a side."""
FULL_SHARE = 0.75
"""Share of inked fields from which a mark is a filled box: the strokes of other marks leave more paper."""
LEAST_ON, MOST_OFF = 0.55, 0.2
"""Share of a mark's own fields that must be inked, and of the neighboring fields that may be."""

Fields = npt.NDArray[np.bool_]


def _make_grid() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    middles = (np.arange(FIELD_COUNT) + 0.5) / FIELD_COUNT
    across, down = np.meshgrid(middles, middles)
    return across, down


_X, _Y = _make_grid()
_CROSS = np.minimum(np.abs(_X - _Y), np.abs(_X + _Y - 1))
_PLUS = np.minimum(np.abs(_X - 0.5), np.abs(_Y - 0.5))
_TICK = np.minimum(
    np.where(_X <= 0.42, np.abs(_Y - (0.55 + _X)), 9.0), np.where(_X >= 0.3, np.abs(_Y - (1.4 - 1.4 * _X)), 9.0)
)
_SHAPES: tuple[tuple[str, npt.NDArray[np.float64]], ...] = (("x", _CROSS), ("+", _PLUS), ("✓", _TICK))
"""A mark and how far each field lies from its strokes."""


def recognize_mark(ink: Ink) -> str | None:
    """Name the mark that a piece of ink is (x, +, ✓, ■), None where it is none of them.

    >>> recognize_mark(np.ones((20, 20), dtype=bool))
    '■'
    >>> recognize_mark(np.eye(20, dtype=bool) | np.eye(20, dtype=bool)[::-1])
    'x'
    >>> recognize_mark(np.eye(20, dtype=bool)) is None
    True
    """
    height, width = ink.shape
    if min(height, width) < 6 or not 0.4 < width / height < 2.5:
        return None
    fields = _sample_fields(ink)
    if fields.mean() > FULL_SHARE:
        return "■"
    fits = [(_measure_fit(fields, far), name) for name, far in _SHAPES]
    best, name = max(fits)
    return name if best > 0 else None


def _sample_fields(ink: Ink) -> Fields:
    """Bring a piece of ink onto the square: a field is inked where a good part of it is."""
    rows = np.linspace(0, ink.shape[0], FIELD_COUNT + 1).astype(int)
    columns = np.linspace(0, ink.shape[1], FIELD_COUNT + 1).astype(int)
    shares = [
        [ink[a : max(b, a + 1), c : max(d, c + 1)].mean() for c, d in pairwise(columns)] for a, b in pairwise(rows)
    ]
    return np.array(shares) > 0.3


def _measure_fit(fields: Fields, far: npt.NDArray[np.float64]) -> float:
    """Return how much more of a shape than of its surroundings is inked; 0 where it is not that shape."""
    inked, around = float(fields[far < 0.06].mean()), float(fields[far > 0.2].mean())
    return inked - around if inked >= LEAST_ON and around <= MOST_OFF else 0.0


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
