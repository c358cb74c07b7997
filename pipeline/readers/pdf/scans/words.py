"""From what an engine of OCR saw to words: weight and size as printed, bullets that it took for letters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.ocr.picture import Ink
from pipeline.ocr.words import Seen
from pipeline.readers.pdf.chars.words import Word

BULLET = "•"
ROUND = 0.7
"""Share of its box that a disc or a square fills; letters fill less."""
LEAST_DOT, MOST_DOT = 5, 0.7
"""Pixels, and share of the line's height, between which a bullet is wide and high."""
REGULAR = 0.3
"""The share of a page's words that are at most as heavy as its regular text."""
HEAVIER = 1.3
LONG = 3
"""Letters of a word whose weight can be told."""
NEAR = 0.15
"""Lines whose heights differ by less than this share are set in one size."""


def words_of(ink: Ink, seen: Sequence[tuple[Seen, int]], scale: float) -> tuple[Word, ...]:
    """Make words of what was seen; each comes with its cell, boxes in pixels, `scale` pixels a point."""
    weights = [_weight(ink, word) for word, _ in seen]
    told = [weight for weight in weights if weight]
    heavy = float(np.quantile(told, REGULAR)) * HEAVIER if told else 0.0
    usual = float(np.median([word.size for word, _ in seen])) if seen else 0.0
    found = []
    for index, ((word, owner), weight) in enumerate(zip(seen, weights, strict=True)):
        text = BULLET if _is_bullet(ink, word) else word.text
        x0, top, x1, bottom = (side / scale for side in word.box)
        size = (usual if abs(word.size - usual) < NEAR * usual else word.size) / scale
        bold = bool(weight and weight > heavy)
        place = 2 * index
        base = word.base / scale
        found.append(Word(text, (x0, top, x1, bottom), x0, x1, base, size, bold, 0, place, place + 1, owner))
    return tuple(found)


def _part(ink: Ink, word: Seen) -> Ink:
    x0, top, x1, bottom = (max(int(side), 0) for side in word.box)
    return ink[top : bottom + 1, x0 : x1 + 1]


def _weight(ink: Ink, word: Seen) -> float:
    """Return how broad a word's strokes are, for its height; 0 for what is too short to tell."""
    if sum(map(str.isalpha, word.text)) < LONG:
        return 0.0
    part = _part(ink, word)
    runs = int((np.diff(np.pad(part, ((0, 0), (1, 0))).astype(np.int8), axis=1) == 1).sum())
    return float(part.sum()) / runs / word.size if runs and word.size else 0.0


def _is_bullet(ink: Ink, word: Seen) -> bool:
    """Tell whether a lone character is a disc or a square: a bullet that the engine took for a letter."""
    if len(word.text) != 1:
        return False
    part = _part(ink, word)
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return False
    blob = part[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    high, wide = blob.shape
    round_enough = 0.75 <= wide / high <= 1.34 and blob.mean() >= ROUND
    return bool(round_enough and min(high, wide) >= LEAST_DOT and max(high, wide) <= MOST_DOT * word.size)
