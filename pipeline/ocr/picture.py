"""Pictures of pages as arrays: ink and paper, and the angle at which a page was laid on the scanner."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

Grey = npt.NDArray[np.uint8]
"""A picture of grey values, 0 black to 255 white: (height, width)."""
Ink = npt.NDArray[np.bool_]
"""What of a picture is printed: (height, width)."""

MOST_SKEW = 3.0
"""Degrees; a page laid on the scanner is hardly ever turned further."""
LEAST_CONTRAST = 40
"""Ink and paper differ by at least so much of 255; below that a page is blank."""
LEAST_LETTERS = 12
"""Specks of the size of letters or words; a page with fewer holds no text worth reading."""
MOST_INK = 0.45
"""Share of a page; a page with more ink is a photograph."""
PAPER_SHARE = 0.25
"""The share of the contrast, from the paper's side, that is paper."""
_STEPS = (0.5, 0.1, 0.02)


def find_threshold(grey: Grey) -> int:
    """Return the grey value that best parts ink from paper (Otsu's), 0 for a blank page.

    >>> find_threshold(np.array([[10, 12, 240, 250]], dtype=np.uint8))
    127
    >>> find_threshold(np.full((4, 4), 240, dtype=np.uint8))
    0
    """
    counts = np.bincount(grey.ravel(), minlength=256).astype(np.float64)
    below = counts.cumsum()
    mass = (counts * np.arange(256)).cumsum()
    apart = (mass[-1] * below / below[-1] - mass) ** 2 / np.maximum(below * (below[-1] - below), 1.0)
    best = np.flatnonzero(apart[:-1] >= apart[:-1].max() * (1 - 1e-9))
    at = int(best[len(best) // 2])
    dark, light = mass[at] / max(below[at], 1.0), (mass[-1] - mass[at]) / max(below[-1] - below[at], 1.0)
    return at + 1 if 0 < below[at] < below[-1] and light - dark >= LEAST_CONTRAST else 0


def separate_ink(grey: Grey) -> Ink:
    """Separate ink from paper."""
    return grey < find_threshold(grey)


def whiten_paper(grey: Grey) -> Grey:
    """Return the picture with white paper: what the scanner saw of it is blown out, so that no engine reads specks.

    >>> whiten_paper(np.array([[10, 12, 230, 240, 250]], dtype=np.uint8)).tolist()
    [[0, 1, 255, 255, 255]]
    """
    limit = find_threshold(grey)
    if not limit:
        return np.full_like(grey, 255)
    is_ink = grey < limit
    dark, light = float(grey[is_ink].mean()), float(grey[~is_ink].mean())
    white = light - PAPER_SHARE * (light - dark)
    spread = (grey.astype(np.float32) - dark) * (255 / (white - dark))
    return spread.clip(0, 255).astype(np.uint8)


def count_letters(grey: Grey, dpi: float) -> int:
    """Count the letters on a picture that looks like a page of text: many specks of their size on much paper; else 0.

    >>> count_letters(np.full((90, 90), 255, dtype=np.uint8), 100)
    0
    """
    ink = separate_ink(grey)
    if not 0.0 < ink.mean() < MOST_INK:
        return 0
    labels, count = ndimage.label(ink, structure=np.ones((3, 3), dtype=bool))
    sizes = [(place[0].stop - place[0].start, place[1].stop - place[1].start) for place in ndimage.find_objects(labels)]
    least, most = 0.03 * dpi, 0.4 * dpi
    letters = sum(least <= height <= most and 0.15 * height <= width <= 12 * height for height, width in sizes)
    return letters if letters >= max(LEAST_LETTERS, 0.15 * count) else 0


def measure_skew(ink: Ink) -> float:
    """Return by how many degrees a page's lines rise to the right; 0 where they are straight or there are none.

    Lines of text and of tables are sharpest in the sums of rows where the page is straight.

    >>> page = np.zeros((200, 400), dtype=bool)
    >>> page[::20] = True
    >>> measure_skew(page)
    0.0
    """
    step = max(1, min(ink.shape) // 800)
    ys, xs = np.nonzero(ink[::step, ::step])
    if len(ys) < 50:
        return 0.0
    best, reach = 0.0, MOST_SKEW
    for size in _STEPS:
        angles = best + np.arange(-reach, reach + size / 2, size)
        sharpness = [_measure_sharpness(ys, xs, angle) for angle in angles.tolist()]
        best, reach = float(angles[int(np.argmax(sharpness))]), size
    straight = _measure_sharpness(ys, xs, 0.0)
    return 0.0 if abs(best) < 0.05 or _measure_sharpness(ys, xs, best) < 1.02 * straight else round(best, 2)


def _measure_sharpness(ys: npt.NDArray[np.int64], xs: npt.NDArray[np.int64], angle: float) -> float:
    rows = (ys + np.tan(np.radians(angle)) * xs).astype(np.int64)
    return float((np.bincount(rows - rows.min()).astype(np.float64) ** 2).sum())


def turn_picture(picture: Image.Image, angle: float) -> Image.Image:
    """Return a picture turned clockwise by degrees about its middle, of the same size, on white."""
    if not angle:
        return picture
    white = 255 if picture.mode == "L" else (255, 255, 255)
    return picture.rotate(-angle, resample=Image.Resampling.BICUBIC, fillcolor=white)


def keep_long_runs(rows: Ink, least: int) -> Ink:
    """Keep of each row the runs of at least `least` pixels.

    >>> keep_long_runs(np.array([[1, 1, 1, 0, 1, 1]], dtype=bool), 3).astype(int).tolist()
    [[1, 1, 1, 0, 0, 0]]
    """
    height, width = rows.shape
    edges = np.diff(np.pad(rows, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    starts, ends = np.nonzero(edges == 1), np.nonzero(edges == -1)
    is_long = ends[1] - starts[1] >= least
    marks = np.zeros((height, width + 1), dtype=np.int32)
    marks[starts[0][is_long], starts[1][is_long]] = 1
    marks[ends[0][is_long], ends[1][is_long]] -= 1
    return marks.cumsum(axis=1)[:, :width] > 0
