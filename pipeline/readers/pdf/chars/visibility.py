"""Text that nobody sees: not painted, in the colour of what lies behind it, covered, or off the page.

A layer of OCR under or over the picture of a page is unseen too, but meant to be read: it is told apart by the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium

from pipeline.readers.pdf.chars.drawing import Drawing
from pipeline.readers.pdf.chars.geometry import Flags, Numbers, PageFrame, within
from pipeline.readers.pdf.chars.glyphs import Glyphs
from pipeline.readers.pdf.chars.words import is_blank

ALIKE = 32
"""Colours whose parts differ by less look alike."""
LOOK = 96 / 72
"""Pixels a point at which doubtful text is looked at."""
CONTRAST = 40
"""Grey values between the darkest and the lightest spot where something is seen."""
LAST = 1 << 40
MOST_PIXELS = 6_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """A page's characters without those that nobody sees, and whether the text is a layer of OCR.

    `hidden` counts those left out on the page, `off` those off it.
    """

    glyphs: Glyphs
    hidden: int = 0
    off: int = 0
    layer: bool = False


def visible(page: pdfium.PdfPage, frame: PageFrame, glyphs: Glyphs, drawing: Drawing) -> Seen:
    """Blank out what nobody sees, unless it stands on pictures as a layer of OCR does."""
    printing = ~is_blank(glyphs.codes) & ~glyphs.made
    if not printing.any():
        return Seen(glyphs)
    middles = (glyphs.boxes[:, :2] + glyphs.boxes[:, 2:]) / 2
    off = off_page(middles, frame)
    unpainted = ~np.array([style.drawn for style in glyphs.styles])[glyphs.style]
    on_picture = within(middles, drawing.images)
    layer = unpainted & on_picture & printing & ~off
    hidden = (off | unpainted | _unseen(page, frame, glyphs, drawing, middles, printing & ~off)) & printing & ~layer
    codes = np.where(hidden, ord(" "), glyphs.codes)
    return Seen(
        replace(glyphs, codes=codes) if hidden.any() else glyphs,
        int((hidden & ~off).sum()),
        int((off & printing).sum()),
        bool(layer.sum() * 2 > (printing & ~hidden).sum()),
    )


def off_page(middles: Numbers, frame: PageFrame) -> Flags:
    """Tell which points lie off the page: printers' marks, text that the crop box hides."""
    x, y = middles.T
    found: Flags = (x < -1) | (y < -1) | (x > frame.width + 1) | (y > frame.height + 1)
    return found


def without_off_page(glyphs: Glyphs, frame: PageFrame) -> Glyphs:
    """Blank out characters off the page."""
    off = off_page((glyphs.boxes[:, :2] + glyphs.boxes[:, 2:]) / 2, frame)
    return replace(glyphs, codes=np.where(off, ord(" "), glyphs.codes)) if off.any() else glyphs


def _unseen(
    page: pdfium.PdfPage, frame: PageFrame, glyphs: Glyphs, drawing: Drawing, middles: Numbers, printing: Flags
) -> Flags:
    """Tell which painted characters can't be seen: those of doubt are looked at on the rendered page."""
    doubtful = _like_ground(glyphs, drawing, middles) & printing
    painted = np.array([drawing.order.get(item, LAST) for item in glyphs.objects] or [LAST] * len(glyphs.styles))
    order = painted[glyphs.style]
    for cover in drawing.covers:
        if cover.order > painted.min():
            doubtful |= within(middles, [cover.box]) & (order < cover.order) & printing
    if not doubtful.any():
        return doubtful
    at = np.flatnonzero(doubtful)
    doubtful[at[_contrast(page, frame, glyphs.boxes[at]) >= CONTRAST]] = False
    return doubtful


def _rgb(colour: str) -> tuple[int, int, int]:
    return (int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:6], 16))


@lru_cache(maxsize=10_000)
def _alike(one: str, other: str) -> bool:
    return all(abs(a - b) < ALIKE for a, b in zip(_rgb(one), _rgb(other), strict=True))


def _like_ground(glyphs: Glyphs, drawing: Drawing, middles: Numbers) -> Flags:
    """Tell which characters have the colour of paper, or of a filled area that they stand in."""
    doubtful = np.zeros(len(glyphs), dtype=bool)
    for colour in sorted({style.colour for style in glyphs.styles} - {""}):
        white = _alike(colour, "FFFFFF")
        boxes = [fill.box for fill in drawing.fills if not white and _alike(fill.colour, colour)]
        if white or boxes:
            own = np.array([style.colour == colour for style in glyphs.styles])[glyphs.style]
            doubtful |= own if white else own & within(middles, boxes)
    return doubtful


def _contrast(page: pdfium.PdfPage, frame: PageFrame, boxes: Numbers) -> npt.NDArray[np.int64]:
    """Return for each box how far its darkest and its lightest pixel are apart on the rendered page."""
    scale = min(LOOK, (MOST_PIXELS / max(frame.width * frame.height, 1.0)) ** 0.5)
    grey = page.render(scale=scale, grayscale=True).to_numpy().squeeze().astype(np.int64)
    found = np.zeros(len(boxes), dtype=np.int64)
    for index, (x0, top, x1, bottom) in enumerate((boxes * scale).tolist()):
        part = grey[max(int(top), 0) : int(bottom) + 1, max(int(x0), 0) : int(x1) + 1]
        found[index] = part.max() - part.min() if part.size else 0
    return found
