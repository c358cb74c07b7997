"""Marks that people set in forms, recognized by their shape: crosses, plus signs, ticks, filled boxes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.ocr.picture import Ink

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
