"""From characters to words: runs without a blank, in one cell and one direction."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from sys import intern
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt

from pipeline.readers.pdf.chars.geometry import Flags, Numbers
from pipeline.readers.pdf.chars.glyphs import SPACES, Glyphs

SOFT_HYPHEN = "\u00ad"
WORD_GAP, MADE_GAP = 0.22, 0.155
"""A gap wider than this share of the font size separates words; the second where PDFium sees a blank too."""

LEAST_BLANKS = 0.02
"""Blanks for each letter of a page whose file sets blanks at all: text has one for five letters, a table for ten."""

LEAST_TRACKING, MOST_TRACKING = 0.09, 0.9
"""Font sizes between letters that are set apart by will: body type has less, columns have more."""
LEAST_SPACED, LEAST_SPACED_SHARE = 6, 0.7
"""Pairs of letters apart, and their share of all pairs that no blank parts, on a line in spaced letters."""
LEAST_LETTERS = 4
"""Letters on such a line: figures alone may be those of columns."""

LEAST_GLUED, LEAST_NARROW = 20, 2
"""Characters of a run without blanks that may be several words, and gaps in it: hardly a word is longer."""
MOST_TOUCHING, NARROW_GAP = 0.05, 0.07
"""Font sizes between letters of a word at most, and between words at least, where narrow gaps part words."""

Codes = npt.NDArray[np.int64]

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB18)} | {ord(SOFT_HYPHEN): ""}
_SURROGATES = 0xD800  # first code of the surrogates, which are no characters
MOST_PAIRS = 50_000
"""Runs of characters of one text object at one height, of which each is held against each other; a page has thousands
of such pairs, one that is set letter by letter has so many that comparing the letters takes less time."""
_TURNS = {
    90: ((3, 0, 1, 2), (-1, 1, -1, 1)),
    180: ((2, 3, 0, 1), (-1, -1, -1, -1)),
    270: ((1, 2, 3, 0), (1, -1, 1, -1)),
}


class Word(NamedTuple):
    """A word: its box as shown, and `start`, `end`, `base` (baseline) in its own direction of reading.

    `first` and `after` are its places in PDFium's text; `owner` is its cell (-1: none); `soft` says that a soft hyphen
    ends it, `blank` that the file has a blank behind it, `made` that PDFium sees one before it.
    """

    text: str
    box: tuple[float, float, float, float]
    start: float
    end: float
    base: float
    size: float
    bold: bool
    angle: int
    first: int
    after: int
    owner: int = -1
    soft: bool = False
    blank: bool = True
    made: bool = False

    def is_within(self, box: tuple[float, float, float, float]) -> bool:
        """Return whether the middle of the word is in a box."""
        x, y = (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2
        return box[0] <= x <= box[2] and box[1] <= y <= box[3]


make_word = cast(Callable[[tuple[object, ...]], Word], partial(tuple.__new__, Word))
"""Make a word of all its fields: what `Word._make` does, without a call of Python's."""


def turn_boxes(boxes: Numbers, angles: Codes) -> Numbers:
    """Turn boxes (n, 4) so that text of these angles runs from left to right; other angles are left alone.

    >>> turn_boxes(np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([90])).tolist()
    [[-4.0, 1.0, -2.0, 3.0]]
    """
    if not angles.any():
        return boxes
    turned = boxes.copy()
    for angle, (columns, signs) in _TURNS.items():
        rows = angles == angle
        if rows.any():
            turned[rows] = boxes[rows][:, list(columns)] * np.array(signs, dtype=np.float64)
    return turned


_BLANKS = np.zeros(0x10000, dtype=np.bool_)
_BLANKS[SPACES] = True
_BLANKS[:32] = True
_LAM, _ALEFS = 0x644, (0x622, 0x623, 0x625, 0x627)


def is_blank(codes: Codes) -> Flags:
    """Return which characters are blanks, line ends or nothing.

    >>> is_blank(np.array([32, 65, 0xA0])).tolist()
    [True, False, True]
    """
    return _BLANKS[np.minimum(codes, len(_BLANKS) - 1)]


def is_right_to_left(codes: Codes) -> Flags:
    """Return which characters are written from right to left (Hebrew, Arabic and others).

    >>> is_right_to_left(np.array([0x634, 65])).tolist()
    [True, False]
    """
    return ((codes >= 0x590) & (codes <= 0x8FF)) | ((codes >= 0xFB1D) & (codes <= 0xFEFC))


def _sort_order(codes: Codes, major: Numbers, minor: Numbers) -> Codes:
    """Sort by code and two coordinates (thousandths of a point): one number each, which sorts fast, where it fits."""
    coordinates = np.stack([major, minor]) * 1024
    if not len(codes) or np.abs(coordinates).max() >= 1 << 20:
        return np.lexsort((minor, major, codes))
    first, second = coordinates.astype(np.int64) + (1 << 20)
    return np.argsort((codes << 42) | (first << 21) | second, kind="stable")


def _may_overlap(boxes: Numbers, objects: Codes, reach: float) -> bool:
    """Return whether characters of several text objects may begin on one spot: if their runs do, or are too many."""
    starts = np.flatnonzero(np.append(True, np.diff(objects) != 0))
    low, high = np.minimum.reduceat(boxes, starts) - reach, np.maximum.reduceat(boxes, starts)
    order = np.argsort(low[:, 1], kind="stable")
    low, high, owners = low[order], high[order], objects[starts[order]]
    # From the top, a run overlaps down the page with those after it that begin before it ends.
    counts = np.searchsorted(low[:, 1], high[:, 1], side="right") - np.arange(len(starts)) - 1
    if counts.sum() > MOST_PAIRS:
        return True
    first = np.repeat(np.arange(len(starts)), counts)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    across = (low[first, 0] <= high[second, 0]) & (low[second, 0] <= high[first, 0])
    return bool((across & (owners[first] != owners[second])).any())


def _find_repeated(codes: Codes, boxes: Numbers, objects: Codes) -> Flags:
    """Mark characters printed twice on one spot (fake bold, shadows) by two text objects an eighth of a height apart.

    Within one object like characters on one spot are the parts of a ligature.
    """
    reach = 0.125 * np.maximum(boxes[:, 3] - boxes[:, 1], 1.0)
    double = np.zeros(len(codes), dtype=bool)
    if not _may_overlap(boxes, objects, reach.max()):
        return double
    for order in (_sort_order(codes, boxes[:, 1], boxes[:, 0]), _sort_order(codes, boxes[:, 0], boxes[:, 1])):
        for shift in (1, 2):
            earlier, later = order[:-shift], order[shift:]
            near = (codes[earlier] == codes[later]) & (objects[earlier] != objects[later])
            for side in (0, 1, 2):
                near &= np.abs(boxes[earlier, side] - boxes[later, side]) < reach[later]
            double[np.maximum(earlier[near], later[near])] = True
    return double


@dataclass(frozen=True, slots=True)
class _Run:
    """The characters that print something, in order, with all that words are made of; `index` counts the file's own."""

    index: Codes
    codes: Codes
    style: Codes
    shown: Numbers
    own: Numbers
    base: npt.NDArray[np.float64]
    size: npt.NDArray[np.float64]
    angle: Codes
    owner: Codes
    blank: Flags
    made: Flags
    repeated: int


def _equals_next(boxes: Numbers) -> Flags:
    """Return which boxes are the same as the next one."""
    boxes_before, boxes_after = boxes[:-1].T, boxes[1:].T
    alike: Flags = np.abs(boxes_after[0] - boxes_before[0]) < 0.01
    for side in (1, 2, 3):
        alike &= np.abs(boxes_after[side] - boxes_before[side]) < 0.01
    return alike


def reorder_lam_alef(codes: Codes, boxes: Numbers) -> Codes:
    """Put lam before alef where one glyph draws both: some fonts map it to the letters in visual order.

    >>> one = np.array([[0.0, 0.0, 9.0, 9.0]] * 2)
    >>> "".join(map(chr, reorder_lam_alef(np.array([0x627, 0x644]), one).tolist())) == "\u0644\u0627"
    True
    """
    if not (codes == _LAM).any():
        return codes
    one_glyph = _equals_next(boxes)
    at = np.flatnonzero(one_glyph & np.isin(codes[:-1], _ALEFS) & (codes[1:] == _LAM))
    reordered = codes.copy()
    reordered[at], reordered[at + 1] = codes[at + 1], codes[at]
    return reordered


def _select_printing(glyphs: Glyphs, real: Codes) -> tuple[Codes, Flags, int]:
    """Return which of the file's own characters print something, once; which of all are followed by a blank.

    The third is how many repeat a character on the same spot.
    """
    codes = glyphs.codes[real]
    blank = is_blank(codes)
    printing = np.flatnonzero(~blank & (codes < 0x110000) & (codes >> 11 != _SURROGATES >> 11))
    count = len(printing)
    if count:
        at = real[printing]
        printing = printing[~_find_repeated(codes[printing], glyphs.boxes[at], glyphs.style[at])]
    return printing, np.append(blank[1:], True) if len(blank) else blank, count - len(printing)


def _make_run(glyphs: Glyphs, owners: Codes) -> _Run:
    real = np.flatnonzero(~glyphs.made)
    printing, blank, repeated = _select_printing(glyphs, real)
    at = real[printing]
    style = glyphs.style[at]
    angle = np.array([style_of_text.angle for style_of_text in glyphs.styles], dtype=np.int64)[style]
    size = np.array([style_of_text.size for style_of_text in glyphs.styles])[style]
    shown = glyphs.boxes[at]
    own = turn_boxes(shown, angle)
    base = turn_boxes(glyphs.origins[at][:, [0, 1, 0, 1]], angle)[:, 1] if angle.any() else glyphs.origins[at, 1]
    size = np.maximum(np.where(size > 0, size, own[:, 3] - own[:, 1]), 1.0)
    has_added_blank = np.diff(np.cumsum(glyphs.made)[at], prepend=0) > 0
    if np.count_nonzero(np.diff(printing) > 1) < LEAST_BLANKS * len(printing):
        has_added_blank[:] = True  # only gaps separate words, so that narrow ones count without PDFium's word
    return _Run(
        printing,
        reorder_lam_alef(glyphs.codes[at], own),
        style,
        shown,
        own,
        base,
        size,
        angle,
        owners[at],
        blank[printing],
        has_added_blank,
        repeated,
    )


def _measure_tracking(run: _Run, gap: Numbers, apart: Flags, other_line: Flags) -> npt.NDArray[np.float64]:
    """Return by how much letters are apart in lines and stretches set in spaced letters, in font sizes; 0 elsewhere.

    Such a line has nearly all its letters apart though the file has no blank between them; so has a stretch of a line
    that begins behind the last letters that are close together: a spaced title behind 'Number 2:'.
    """
    tracking = np.zeros(len(gap))
    close = ~apart & ~other_line
    loose = close & (gap > LEAST_TRACKING) & (gap < MOST_TRACKING)
    if loose.sum() < LEAST_SPACED:
        return tracking
    near = close & (gap < MOST_TRACKING)  # wider gaps are between words
    for breaks in (other_line | (close & (gap <= LEAST_TRACKING)), other_line):
        for pairs in _iterate_spaced(run, loose, near, np.cumsum(breaks, dtype=np.int64)):
            tracking[pairs] = np.median(gap[pairs][loose[pairs]])
    return tracking


def _iterate_spaced(run: _Run, loose: Flags, near: Flags, parts: Codes) -> Iterator[Codes]:
    """Yield the pairs of letters of each part of the page (numbered in order) that is set in spaced letters."""
    counts, all_counts = np.bincount(parts, loose, parts[-1] + 1), np.bincount(parts, near, parts[-1] + 1)
    for number in np.flatnonzero((counts >= LEAST_SPACED) & (counts >= LEAST_SPACED_SHARE * all_counts)).tolist():
        pairs = np.flatnonzero(parts == number)
        printed = [chr(code) for code in run.codes[pairs].tolist()]
        letters, figures = sum(map(str.isalpha, printed)), sum(map(str.isdigit, printed))
        if letters >= LEAST_LETTERS and letters + figures >= LEAST_SPACED_SHARE * len(printed):
            yield pairs


def _find_narrow_blanks(gap: Numbers, parted: Flags) -> Flags:
    """Return which gaps part words in long runs without a blank: letters touch or are clearly apart, nothing between.

    `gap` is in font sizes, `parted` says where a word ends anyhow. Real words are shorter, or all their letters touch.
    """
    narrow = np.zeros(len(gap), dtype=bool)
    places = np.flatnonzero((gap > NARROW_GAP) & ~parted)
    if len(places) < LEAST_NARROW:
        return narrow
    numbers = np.cumsum(parted, dtype=np.int64)
    counts = np.bincount(numbers[places], minlength=numbers[-1] + 1)
    for number in np.flatnonzero(counts >= LEAST_NARROW).tolist():
        pairs = np.flatnonzero((numbers == number) & ~parted)
        apart = gap[pairs] > NARROW_GAP
        is_clear = not ((gap[pairs] > MOST_TOUCHING) & ~apart).any()
        if len(pairs) >= LEAST_GLUED and is_clear and 2 * apart.sum() < len(pairs):
            narrow[pairs[apart]] = True
    return narrow


def _find_word_starts(run: _Run) -> Codes:
    """Return the positions at which a word begins."""
    size = np.maximum(run.size[1:], run.size[:-1])
    backwards = is_right_to_left(run.codes[1:]) & is_right_to_left(run.codes[:-1])
    gap = np.where(backwards, run.own[:-1, 0] - run.own[1:, 2], run.own[1:, 0] - run.own[:-1, 2])
    gap[_equals_next(run.own)] = 0.0  # the letters of a ligature
    other_line = (
        (gap < -0.6 * size)
        | (np.abs(np.diff(run.base)) > 0.15 * size)
        | (np.diff(run.owner) != 0)
        | (np.diff(run.angle) != 0)
    )
    apart = np.diff(run.index) > 1
    least = (
        np.where(run.made[1:], MADE_GAP, WORD_GAP) * size + _measure_tracking(run, gap / size, apart, other_line) * size
    )
    is_start = apart | (gap > least) | other_line
    narrow = _find_narrow_blanks(gap / size, is_start)
    run.blank[:-1] |= narrow  # counts as a blank of the file
    return np.concatenate([[0], np.flatnonzero(is_start | narrow) + 1])


def _clean_text(text: str) -> str:
    """Take ligatures apart and soft hyphens out; NFC."""
    return unicodedata.normalize("NFC", text.translate(_LIGATURES))


def find_words(glyphs: Glyphs, owners: Codes) -> tuple[list[Word], int]:
    """Make words of a page's characters; `owners` names each character's cell (-1 outside cells).

    The second is how many characters were left out because they repeat one on the same spot.
    """
    run = _make_run(glyphs, owners)
    if not len(run.index):
        return [], 0
    starts = _find_word_starts(run)
    ends = np.append(starts[1:], len(run.index))
    sides = (*np.minimum.reduceat(run.shown[:, :2], starts).T, *np.maximum.reduceat(run.shown[:, 2:], starts).T)
    low = np.minimum.reduceat(run.own[:, 0], starts).tolist()
    high = np.maximum.reduceat(run.own[:, 2], starts).tolist()
    codes = run.codes.tolist()
    printed = "".join(map(chr, codes))
    bold = np.array([style.bold for style in glyphs.styles])[run.style[starts]]
    # The words of a line share many numbers: stored once, they take half the memory of a long document.
    same: dict[float, float] = {}
    numbers = (low, high, run.base[starts].tolist(), run.size[starts].tolist())
    columns = (
        *(list(map(same.setdefault, column, column)) for column in numbers),
        *(bold.tolist(), run.angle[starts].tolist()),
        *(run.index[starts].tolist(), (run.index[ends - 1] + 1).tolist(), run.owner[starts].tolist()),
        (run.codes[ends - 1] == ord(SOFT_HYPHEN)).tolist(),
        *(run.blank[ends - 1].tolist(), run.made[starts].tolist()),
    )
    pieces = zip(starts.tolist(), ends.tolist(), strict=True)
    texts = [printed[start:end] for start, end in pieces]
    if not (printed.isascii() or (unicodedata.is_normalized("NFC", printed) and _LIGATURES.keys().isdisjoint(codes))):
        texts = [text if text.isascii() else _clean_text(text) for text in texts]
    boxes = zip(*(map(same.setdefault, side, side) for side in (column.tolist() for column in sides)), strict=True)
    words = map(make_word, zip(map(intern, texts), boxes, *columns, strict=True))
    return [word for word in words if word.text], run.repeated
