"""Text that is printed twice on one spot, as shadow or for weight: PDFium gives it once, here it is counted."""

from __future__ import annotations

import numpy as np

from pipeline.readers.pdf.chars import pdfium
from pipeline.readers.pdf.chars.drawing import Drawing
from pipeline.readers.pdf.chars.geometry import Numbers, PageFrame, map_boxes, within
from pipeline.readers.pdf.chars.glyphs import Glyphs
from pipeline.readers.pdf.chars.words import is_blank

LEAST = 0.5
"""Points; text objects that are smaller hold blanks alone."""


def left_out(frame: PageFrame, glyphs: Glyphs, drawing: Drawing) -> int:
    """Count the characters of an open page on whose spot PDFium left out a text object."""
    missing = sorted(drawing.order.keys() - set(glyphs.objects))
    if not missing:
        return 0
    boxes = map_boxes(frame.matrix, _bounds(missing))
    printing = glyphs.boxes[~is_blank(glyphs.codes)]
    middles = (printing[:, :2] + printing[:, 2:]) / 2
    inked = boxes[(boxes[:, 2:] - boxes[:, :2] > LEAST).all(axis=1)]
    return int(within(middles, inked.tolist()).sum())


def _bounds(objects: list[int]) -> Numbers:
    found, _ = pdfium.written(pdfium.object_bounds, (map(pdfium.Handle, objects),), len(objects), 4, np.float32, 4)
    return found.astype(np.float64)
