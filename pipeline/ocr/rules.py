"""Ruling lines on the picture of a page: where they run, and the page without them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
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
