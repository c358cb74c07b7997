"""Text that is not read: invisible, off the page, crossed out, of a stamp, or printed twice.

Invisible text over the picture of a page is a layer of OCR, which is meant to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pypdfium2 import PdfPage

from pipeline.readers.pdf.chars import pdfium
from pipeline.readers.pdf.chars.drawing import Drawing, Stroke
from pipeline.readers.pdf.chars.geometry import Flags, Numbers, PageFrame, is_within, map_boxes
from pipeline.readers.pdf.chars.glyphs import Glyphs
from pipeline.readers.pdf.chars.words import is_blank

ALIKE_COLORS = 32
"""Colors whose parts differ by less look alike."""
RENDER_SCALE = 96 / 72
"""Pixels a point at which doubtful text is looked at."""
LEAST_CONTRAST = 40
"""Grey values between the darkest and the lightest spot where something is seen."""
NEVER_PAINTED = 1 << 40
MOST_PIXELS = 6_000_000
"""Larger pages are rendered more coarsely to limit memory: an A4 page at this scale has 0.9 million."""


@dataclass(frozen=True, slots=True)
class VisibleText:
    """A page's characters without invisible ones, and whether the text is a layer of OCR.

    `hidden` counts those left out on the page, `off` those off it.
    """

    glyphs: Glyphs
    hidden: int = 0
    off: int = 0
    layer: bool = False


def remove_unseen(page: PdfPage, frame: PageFrame, glyphs: Glyphs, drawing: Drawing) -> VisibleText:
    """Blank out invisible text, unless it is over pictures as a layer of OCR is."""
    printing = ~is_blank(glyphs.codes) & ~glyphs.made
    if not printing.any():
        return VisibleText(glyphs)
    middles = (glyphs.boxes[:, :2] + glyphs.boxes[:, 2:]) / 2
    off = is_off_page(middles, frame)
    unpainted = ~np.array([style.drawn for style in glyphs.styles])[glyphs.style]
    on_picture = is_within(middles, drawing.images)
    layer = unpainted & on_picture & printing & ~off
    hidden = (
        (off | unpainted | _find_unseen(page, frame, glyphs, drawing, middles, printing & ~off)) & printing & ~layer
    )
    codes = np.where(hidden, ord(" "), glyphs.codes)
    return VisibleText(
        replace(glyphs, codes=codes) if hidden.any() else glyphs,
        int((hidden & ~off).sum()),
        int((off & printing).sum()),
        bool(layer.sum() * 2 > (printing & ~hidden).sum()),
    )


def is_off_page(middles: Numbers, frame: PageFrame) -> Flags:
    """Return which points lie off the page: printers' marks, text that the crop box hides."""
    x, y = middles.T
    is_off: Flags = (x < -1) | (y < -1) | (x > frame.width + 1) | (y > frame.height + 1)
    return is_off


def remove_off_page(glyphs: Glyphs, frame: PageFrame) -> Glyphs:
    """Blank out characters off the page."""
    off = is_off_page((glyphs.boxes[:, :2] + glyphs.boxes[:, 2:]) / 2, frame)
    return replace(glyphs, codes=np.where(off, ord(" "), glyphs.codes)) if off.any() else glyphs


def _find_unseen(
    page: PdfPage, frame: PageFrame, glyphs: Glyphs, drawing: Drawing, middles: Numbers, printing: Flags
) -> Flags:
    """Return which painted characters are invisible: doubtful ones are checked on the rendered page."""
    doubtful = _match_background(glyphs, drawing, middles) & printing
    painted = np.array(
        [drawing.order.get(item, NEVER_PAINTED) for item in glyphs.objects] or [NEVER_PAINTED] * len(glyphs.styles)
    )
    order = painted[glyphs.style]
    for cover in drawing.covers:
        if cover.order > painted.min():
            doubtful |= is_within(middles, [cover.box]) & (order < cover.order) & printing
    if not doubtful.any():
        return doubtful
    at = np.flatnonzero(doubtful)
    doubtful[at[_measure_contrast(page, frame, glyphs.boxes[at]) >= LEAST_CONTRAST]] = False
    return doubtful


def _parse_rgb(color: str) -> tuple[int, int, int]:
    return (int(color[:2], 16), int(color[2:4], 16), int(color[4:6], 16))


@lru_cache(maxsize=10_000)
def _are_alike(first: str, second: str) -> bool:
    return all(abs(a - b) < ALIKE_COLORS for a, b in zip(_parse_rgb(first), _parse_rgb(second), strict=True))


def _match_background(glyphs: Glyphs, drawing: Drawing, middles: Numbers) -> Flags:
    """Return which characters have the color of paper, or of a filled area that holds them."""
    doubtful = np.zeros(len(glyphs), dtype=bool)
    for color in sorted({style.color for style in glyphs.styles} - {""}):
        white = _are_alike(color, "FFFFFF")
        boxes = [fill.box for fill in drawing.fills if not white and _are_alike(fill.color, color)]
        if white or boxes:
            own = np.array([style.color == color for style in glyphs.styles])[glyphs.style]
            doubtful |= own if white else own & is_within(middles, boxes)
    return doubtful


def _measure_contrast(page: PdfPage, frame: PageFrame, boxes: Numbers) -> npt.NDArray[np.int64]:
    """Return for each box how far its darkest and its lightest pixel are apart on the rendered page."""
    scale = min(RENDER_SCALE, (MOST_PIXELS / max(frame.width * frame.height, 1.0)) ** 0.5)
    # Only the part of the page that holds the boxes is painted: pictures elsewhere would take most of the time.
    pixels = np.maximum(boxes * scale, 0).astype(np.int64)
    last = np.ceil(np.array([frame.width, frame.height]) * scale).astype(np.int64) - 1
    left, top = np.minimum(pixels[:, :2].min(axis=0), last).tolist()
    right, bottom = np.maximum(last - pixels[:, 2:].max(axis=0) - 1, 0).tolist()
    # Half a pixel less, as what is cut off is rounded up.
    crop = tuple((side - 0.5) / scale for side in (left, bottom, right, top))
    image = page.render(scale=scale, grayscale=True, crop=crop).to_numpy()
    grey = image.reshape(image.shape[:2]).astype(np.int64)
    contrasts = np.zeros(len(boxes), dtype=np.int64)
    for index, (x0, y0, x1, y1) in enumerate((pixels - (left, top, left, top)).tolist()):
        part = grey[y0 : y1 + 1, x0 : x1 + 1]
        contrasts[index] = part.max() - part.min() if part.size else 0
    return contrasts


LOWEST_STRIKE, HIGHEST_STRIKE = 0.12, 0.5
"""Font sizes above the baseline between which a line crosses letters out: an underline lies below, a border above."""
OVERHANG = 0.7
"""Font sizes by which the line may reach beyond the letters: a ruling line that text runs into is longer."""
LEAST_INKED = 0.6
"""Share of the line's length that the letters must take."""
LEAST_STRUCK = 2
"""Letters that one line crosses: a dash over a single letter may be part of it, unless words are struck alike."""
ALIKE_STRIKES = 0.06
"""Font sizes by which the heights of lines differ at most that one program drew through words and through a letter."""


def remove_struck(glyphs: Glyphs, drawing: Drawing, areas: Sequence[Sequence[float]]) -> tuple[Glyphs, Drawing, int]:
    """Blank out text that is crossed out, and drop the lines that do it; the third is how many characters went.

    `areas` are the boxes of strike-out annotations.
    """
    if not len(glyphs):
        return glyphs, drawing, 0
    printing = ~is_blank(glyphs.codes) & ~glyphs.made
    struck = np.zeros(len(glyphs), dtype=bool)
    if areas:
        struck |= is_within((glyphs.boxes[:, :2] + glyphs.boxes[:, 2:]) / 2, areas) & printing
    crossing = set()
    for stroke, letters in _find_crossing_lines(glyphs, drawing.strokes, printing):
        struck[letters] = True
        crossing.add(stroke)
    if not struck.any():
        return glyphs, drawing, 0
    if crossing:
        drawing = replace(drawing, strokes=tuple(stroke for stroke in drawing.strokes if stroke not in crossing))
    return replace(glyphs, codes=np.where(struck, ord(" "), glyphs.codes)), drawing, int(struck.sum())


def _find_crossing_lines(
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
    first = np.searchsorted(bases, places + LOWEST_STRIKE * own.min())
    last = np.searchsorted(bases, places + HIGHEST_STRIKE * own.max(), side="right")
    crossed = [
        (level[index], letters)
        for index in np.flatnonzero(last > first).tolist()
        if (letters := _crossed_letters(glyphs, level[index], order[first[index] : last[index]], sizes)) is not None
    ]
    heights = [float((glyphs.origins[letters[0], 1] - stroke.at) / sizes[letters[0]]) for stroke, letters in crossed]
    through_words = [
        height for (_, letters), height in zip(crossed, heights, strict=True) if len(letters) >= LEAST_STRUCK
    ]
    for (stroke, letters), height in zip(crossed, heights, strict=True):
        is_alike = any(abs(height - other) < ALIKE_STRIKES for other in through_words)
        if len(letters) >= LEAST_STRUCK or is_alike:
            yield stroke, letters


def _crossed_letters(
    glyphs: Glyphs, stroke: Stroke, near: npt.NDArray[np.int64], sizes: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64] | None:
    """Return the letters that a line crosses out; None where it is a rule that happens to meet text."""
    middles = (glyphs.boxes[near, 0] + glyphs.boxes[near, 2]) / 2
    height = (glyphs.origins[near, 1] - stroke.at) / sizes[near]
    met = near[
        (middles >= stroke.start - 1)
        & (middles <= stroke.end + 1)
        & (height >= LOWEST_STRIKE)
        & (height <= HIGHEST_STRIKE)
    ]
    if not len(met):
        return None
    boxes, size = glyphs.boxes[met], float(sizes[met].max())
    beyond = max(boxes[:, 0].min() - stroke.start, stroke.end - boxes[:, 2].max())
    inked = float((boxes[:, 2] - boxes[:, 0]).sum())
    return met if beyond <= OVERHANG * size and inked >= LEAST_INKED * (stroke.end - stroke.start) else None


STAMP_SIZE = 1.8
"""Times the page's usual size: letters that overlap other text are a stamp where they are so much larger."""
LEAST_OVERLAP = 2
"""Characters of other text that are within the letters: an initial next to its paragraph overlaps none."""
LONGEST_STAMP = 60
"""Characters without blanks; longer text in a large size is a title page."""


def remove_stamps(glyphs: Glyphs) -> tuple[Glyphs, tuple[str, ...]]:
    """Blank out stamps; return them as texts.

    The letters of a stamp share color and direction, and size where they are level: lines in it that meet no other
    text, and letters that are printed one by one, belong to it.
    """
    printing = ~is_blank(glyphs.codes) & ~glyphs.made
    if printing.sum() < LEAST_OVERLAP:
        return glyphs, ()
    sizes = np.array([style.size for style in glyphs.styles])
    ordered = np.sort(sizes[glyphs.style][printing])
    usual = float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2  # np.median loads np.ma
    groups: dict[tuple[str, int, float], list[int]] = {}
    for index, style in enumerate(glyphs.styles):
        is_slanted = style.angle % 90 != 0
        if is_slanted or style.size >= STAMP_SIZE * usual:
            groups.setdefault((style.color, style.angle, 0.0 if is_slanted else style.size), []).append(index)
    if not groups:
        return glyphs, ()
    slanted = np.array([style.angle % 90 != 0 for style in glyphs.styles])[glyphs.style]
    middles = (glyphs.boxes[:, :2] + glyphs.boxes[:, 2:]) / 2
    codes, texts = glyphs.codes, []
    for (_, _, size), members in groups.items():
        of_group = np.isin(glyphs.style, members)
        own = np.flatnonzero(of_group & printing)
        body = printing & ~slanted & ~of_group
        if size:
            body &= STAMP_SIZE * sizes[glyphs.style] <= size
        if 0 < len(own) <= LONGEST_STAMP and _count_overlapped(glyphs.boxes[own], middles[body]) >= LEAST_OVERLAP:
            shown = np.flatnonzero((of_group | glyphs.made) & (np.arange(len(codes)) >= own[0]))
            texts.append(" ".join("".join(map(chr, glyphs.codes[shown[shown <= own[-1]]].tolist())).split()))
            codes = np.where(of_group & printing, ord(" "), codes)
    return (replace(glyphs, codes=codes), tuple(texts)) if texts else (glyphs, ())


def _count_overlapped(boxes: Numbers, points: Numbers) -> int:
    """Count the points that lie within boxes, a little in from their edges."""
    x, y = points[:, 0][:, None], points[:, 1][:, None]
    pad = 0.1 * (boxes[:, 3] - boxes[:, 1])
    inside = (x > boxes[:, 0]) & (x < boxes[:, 2]) & (y > boxes[:, 1] + pad) & (y < boxes[:, 3] - pad)
    return int(inside.any(axis=1).sum())


LEAST_INKED_SIDE = 0.5
"""Points; text objects that are smaller hold blanks alone."""


def count_overprinted(frame: PageFrame, glyphs: Glyphs, drawing: Drawing) -> int:
    """Count the characters of an open page on whose spot PDFium left out a text object."""
    missing = sorted(drawing.order.keys() - set(glyphs.objects))
    if not missing:
        return 0
    boxes = map_boxes(frame.matrix, _object_boxes(missing))
    printing = glyphs.boxes[~is_blank(glyphs.codes)]
    middles = (printing[:, :2] + printing[:, 2:]) / 2
    inked = boxes[(boxes[:, 2:] - boxes[:, :2] > LEAST_INKED_SIDE).all(axis=1)]
    return int(is_within(middles, inked.tolist()).sum())


def _object_boxes(objects: list[int]) -> Numbers:
    boxes, _ = pdfium.call_with_output(
        pdfium.object_bounds, (map(pdfium.Handle, objects),), len(objects), 4, np.float32, 4
    )
    return boxes.astype(np.float64)
