"""Pages whose text runs sideways: they are turned before they are read, and their places turned back."""

from __future__ import annotations

import numpy as np

from pipeline.readers.pdf.chars.glyphs import Glyphs
from pipeline.readers.pdf.chars.words import is_blank

LEAST_LETTERS = 30
"""Characters of a page that is turned: fewer are a label beside a figure."""
MOSTLY = 0.7
"""Share of the characters that run in one direction: page numbers and headers may stand upright."""


def quarters_to_turn(glyphs: Glyphs) -> int:
    """Return by how many quarters (clockwise) a page is to be turned so that its text runs upright; 0 for none."""
    printing = ~is_blank(glyphs.codes) & ~glyphs.made
    total = int(printing.sum())
    if total < LEAST_LETTERS:
        return 0
    angles = np.array([style.angle for style in glyphs.styles])[glyphs.style][printing]
    for quarters in (1, 2, 3):
        if (angles == 90 * quarters).sum() >= MOSTLY * total:
            return quarters
    return 0
