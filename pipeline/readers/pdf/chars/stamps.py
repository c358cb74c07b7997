"""Watermarks and stamps: large letters that stand behind or over other text ('DRAFT', 'COPY')."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.readers.pdf.chars.geometry import Numbers
from pipeline.readers.pdf.chars.glyphs import Glyphs
from pipeline.readers.pdf.chars.words import is_blank

LARGE = 1.8
"""Times the page's usual size: letters that overlap other text are a stamp where they are so much larger."""
LEAST_OVERLAP = 2
"""Characters of other text that stand within the letters: an initial beside its paragraph overlaps none."""
MOST_CHARACTERS = 60


def without_stamps(glyphs: Glyphs) -> tuple[Glyphs, tuple[str, ...]]:
    """Blank out stamps; return them as texts."""
    printing = ~is_blank(glyphs.codes) & ~glyphs.made
    if printing.sum() < LEAST_OVERLAP:
        return glyphs, ()
    sizes = np.array([style.size for style in glyphs.styles])
    usual = float(np.median(sizes[glyphs.style][printing]))
    slanted = np.array([style.angle % 90 != 0 for style in glyphs.styles])
    large = np.flatnonzero((sizes >= LARGE * usual) | slanted)
    if not len(large):
        return glyphs, ()
    middles = (glyphs.boxes[:, :2] + glyphs.boxes[:, 2:]) / 2
    size, level = sizes[glyphs.style], ~slanted[glyphs.style]
    codes, texts = glyphs.codes, []
    for index in large.tolist():
        own = np.flatnonzero((glyphs.style == index) & printing)
        body = printing & level & ((LARGE * size <= sizes[index]) | bool(slanted[index])) & (glyphs.style != index)
        if 0 < len(own) <= MOST_CHARACTERS and _overlapped(glyphs.boxes[own], middles[body]) >= LEAST_OVERLAP:
            texts.append("".join(map(chr, glyphs.codes[glyphs.style == index].tolist())).strip())
            codes = np.where(np.isin(np.arange(len(codes)), own), ord(" "), codes)
    return (replace(glyphs, codes=codes), tuple(filter(None, texts))) if texts else (glyphs, ())


def _overlapped(boxes: Numbers, points: Numbers) -> int:
    """Count the points that lie within boxes, a little in from their edges."""
    x, y = points[:, 0][:, None], points[:, 1][:, None]
    pad = 0.1 * (boxes[:, 3] - boxes[:, 1])
    inside = (x > boxes[:, 0]) & (x < boxes[:, 2]) & (y > boxes[:, 1] + pad) & (y < boxes[:, 3] - pad)
    return int(inside.any(axis=1).sum())
