"""Text that is crossed out: by a line drawn through it, or by a strike-out annotation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pipeline.readers.pdf.chars.drawing import Drawing, Stroke
from pipeline.readers.pdf.chars.geometry import Flags, within
from pipeline.readers.pdf.chars.glyphs import Glyphs
from pipeline.readers.pdf.chars.words import is_blank

LOW, HIGH = 0.12, 0.5
"""Font sizes above the baseline between which a line crosses letters out: an underline lies below, a border above."""
OVERHANG = 0.7
"""Font sizes by which the line may reach beyond the letters: a ruling line that text runs into is longer."""
FILLED = 0.6
"""Share of the line's length that the letters must take."""
LEAST_LETTERS = 2


def without_struck(glyphs: Glyphs, drawing: Drawing, areas: Sequence[Sequence[float]]) -> tuple[Glyphs, Drawing, int]:
    """Blank out text that is crossed out, and drop the lines that do it; the third is how many characters went.

    `areas` are the boxes of strike-out annotations.
    """
    if not len(glyphs):
        return glyphs, drawing, 0
    printing = ~is_blank(glyphs.codes) & ~glyphs.made
    struck = np.zeros(len(glyphs), dtype=bool)
    if areas:
        struck |= within((glyphs.boxes[:, :2] + glyphs.boxes[:, 2:]) / 2, areas) & printing
    crossing = set()
    for stroke, letters in _crossed(glyphs, drawing.strokes, printing):
        struck[letters] = True
        crossing.add(stroke)
    if not struck.any():
        return glyphs, drawing, 0
    if crossing:
        drawing = replace(drawing, strokes=tuple(stroke for stroke in drawing.strokes if stroke not in crossing))
    return replace(glyphs, codes=np.where(struck, ord(" "), glyphs.codes)), drawing, int(struck.sum())


def _crossed(
    glyphs: Glyphs, strokes: Iterable[Stroke], printing: Flags
) -> Iterable[tuple[Stroke, npt.NDArray[np.int64]]]:
    """Yield the lines that run through letters of upright text, with the letters."""
    sizes = np.array([style.size for style in glyphs.styles])[glyphs.style]
    upright = np.array([style.angle == 0 for style in glyphs.styles])[glyphs.style]
    at = np.flatnonzero(printing & upright & (sizes > 0))
    level = [stroke for stroke in strokes if stroke.level and stroke.end - stroke.start > 1]
    if not len(at) or not level:
        return
    order = at[np.argsort(glyphs.origins[at, 1], kind="stable")]
    bases, own = glyphs.origins[order, 1], sizes[order]
    places = np.array([stroke.at for stroke in level])
    first = np.searchsorted(bases, places + LOW * own.min())
    last = np.searchsorted(bases, places + HIGH * own.max(), side="right")
    for index in np.flatnonzero(last > first).tolist():
        found = _letters_on(glyphs, level[index], order[first[index] : last[index]], sizes)
        if found is not None:
            yield level[index], found


def _letters_on(
    glyphs: Glyphs, stroke: Stroke, near: npt.NDArray[np.int64], sizes: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64] | None:
    """Return the letters that a line crosses out; None where it is a rule that happens to meet text."""
    middles = (glyphs.boxes[near, 0] + glyphs.boxes[near, 2]) / 2
    height = (glyphs.origins[near, 1] - stroke.at) / sizes[near]
    met = near[(middles >= stroke.start - 1) & (middles <= stroke.end + 1) & (height >= LOW) & (height <= HIGH)]
    if len(met) < LEAST_LETTERS:
        return None
    boxes, size = glyphs.boxes[met], float(sizes[met].max())
    beyond = max(boxes[:, 0].min() - stroke.start, stroke.end - boxes[:, 2].max())
    inked = float((boxes[:, 2] - boxes[:, 0]).sum())
    return met if beyond <= OVERHANG * size and inked >= FILLED * (stroke.end - stroke.start) else None
