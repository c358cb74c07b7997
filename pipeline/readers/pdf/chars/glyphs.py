"""The characters of a page: code, box, style; in PDFium's order, which follows the text."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, degrees, hypot

import numpy as np
import numpy.typing as npt

from pipeline.readers.pdf.chars import pdfium
from pipeline.readers.pdf.chars.geometry import Numbers, PageFrame, map_boxes, map_points, multiply
from pipeline.readers.pdf.chars.pdfium import Handle
from pipeline.readers.symbols import load_symbols

SPACES = np.array([0, 9, 10, 11, 12, 13, 32, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x3000, 0xFEFF])
HYPHEN_AT_LINE_END = 2  # PDFium's sign for a hyphen that it takes for the typesetter's
LAST_BLANK = 32  # the code of a blank; smaller codes are control characters
_LEFTWARDS = ((0x590, 0x8FF), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069), (0xD800, 0xDFFF), (0xFB1D, 0xFEFE))
"""Characters written from right to left, or that set the direction; PDFium reorders text that has them."""
_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi(?!um)", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_UNPAINTED = (3, 7)  # text render modes: neither filled nor stroked
_STROKES = (1, 2, 5, 6)
LEAST = 0.8
"""Points; smaller text can't be seen."""
LEAST_ALPHA = 13
"""Of 255; fainter paint can't be seen on paper."""
SOFT_HYPHEN = 0xAD  # Unicode
_PRIVATE = 0xF000  # the private-use page to which symbol fonts are mapped
_SYMBOL_FONTS = (
    ("symbol", "symbol"),
    ("wingdings2", "wingdings 2"),
    ("wingdings3", "wingdings 3"),
    ("wingdings", "wingdings"),
    ("webdings", "webdings"),
)
SAME_LINE = 1.0
"""Points by which the baselines of one line's characters differ at most."""
_STROKED = 2  # text render mode: filled and stroked, the word processors' bold


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text is set: size in points as shown, weight, direction in degrees counter-clockwise as shown.

    `colour` is its filling as RRGGBB, empty where unknown; `drawn` is false where nothing is painted. `signs` is the
    symbol font that it is set in, empty for letters.
    """

    size: float
    bold: bool
    angle: int
    colour: str = ""
    drawn: bool = True
    signs: str = ""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A page's characters, blanks too: codes (n), boxes (n, 4) and origins (n, 2) as shown, index into `styles` (n).

    Across the direction of reading an origin is the baseline; along it, it is that of some character of the same run.
    `made` marks the blanks and line ends that PDFium adds by its own judgement; `objects` are the addresses of the
    text objects, one a style.
    """

    codes: npt.NDArray[np.int64]
    boxes: Numbers
    origins: Numbers
    style: npt.NDArray[np.int64]
    styles: tuple[Style, ...]
    made: npt.NDArray[np.bool_]
    objects: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.codes)


PLAIN = Style(0.0, False, 0)
NO_GLYPHS = Glyphs(
    np.zeros(0, np.int64), np.zeros((0, 4)), np.zeros((0, 2)), np.zeros(0, np.int64), (), np.zeros(0, bool)
)


@dataclass(frozen=True, slots=True)
class _Objects:
    """The text objects of a page by address: first and last character of each; `of` names each character's."""

    distinct: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    of: npt.NDArray[np.int64]


def _objects(pointers: npt.NDArray[np.int64]) -> _Objects:
    distinct, first, of = np.unique(pointers, return_index=True, return_inverse=True)
    last = np.zeros(len(distinct), dtype=np.int64)
    last[of] = np.arange(len(pointers))
    return _Objects(distinct, first, last, of)


def _font_facts(font: int) -> tuple[str, bool]:
    size = pdfium.font_name(font, None, 0)
    buffer = ctypes.create_string_buffer(max(int(size), 1))
    pdfium.font_name(font, ctypes.addressof(buffer), size)
    name = buffer.value.decode("utf-8", "replace")
    heavy = pdfium.font_weight(font) >= 600 or bool(pdfium.font_flags(font) & _FORCE_BOLD)
    return name, heavy or bool(_BOLD_NAME.search(name))


@lru_cache(maxsize=10_000)
def _paint(mode: int, told: int, red: int, green: int, blue: int, alpha: int) -> tuple[str, bool]:
    """Return the colour as RRGGBB (empty for outlines and where it is unknown) and whether anything is painted."""
    if mode in _UNPAINTED:
        return "", False
    if mode in _STROKES or not told:
        return "", True
    return f"{red:02X}{green:02X}{blue:02X}", alpha >= LEAST_ALPHA


def _inks(items: list[Handle]) -> Iterator[tuple[int, int, tuple[str, bool]]]:
    """Yield the font (an address, 0 for none), the render mode and the paint of text objects."""
    parts, told = pdfium.written(pdfium.object_fill, (items,), len(items), 4, np.uint32, 4)
    modes = list(map(pdfium.text_render_mode, items))
    paints = map(_paint, modes, told, *parts.T.tolist())
    return zip((font or 0 for font in map(pdfium.text_font, items)), modes, paints, strict=True)


def _angle(a: float, b: float) -> int:
    """Return the direction of the text in whole degrees; upright to within two degrees is 0."""
    angle = round(degrees(atan2(-b, a))) % 360
    nearest = round(angle / 90) * 90
    return nearest % 360 if abs(angle - nearest) <= 2 else angle


def _styles_of(
    text_page: Handle,
    objects: npt.NDArray[np.int64],
    first: npt.NDArray[np.int64],
    transforms: Numbers,
    frame: PageFrame,
) -> tuple[Style, ...]:
    """Return the style of each text object; `first` is its first character, object 0 stands for what PDFium adds."""
    matrices = transforms.tolist()
    sizes = pdfium.each(pdfium.char_font_size, text_page, first.tolist())
    known: dict[object, Style] = {}
    fonts: dict[int, tuple[str, bool]] = {0: ("", False)}
    styles = []
    inks = _inks([Handle(found) for found in objects.tolist() if found])
    for found, matrix, size in zip(objects.tolist(), matrices, sizes, strict=True):
        if not found:
            styles.append(PLAIN)
            continue
        font, mode, paint = next(inks)
        key = (font, mode, size, paint, *matrix[:4])
        if key not in known:
            if font not in fonts:
                fonts[font] = _font_facts(font)
            a, b, c, d, e, f = matrix
            shown = multiply((a, b, c, d, e, f), frame.matrix)
            height = round(size * (hypot(c, d) or 1.0), 1)
            known[key] = Style(
                height,
                fonts[font][1] or mode == _STROKED,
                _angle(shown[0], shown[1]),
                paint[0],
                paint[1] and height >= LEAST,
                _symbol_font(fonts[font][0]),
            )
        styles.append(known[key])
    return tuple(styles)


def _origins(text_page: Handle, objects: _Objects, transforms: Numbers) -> Numbers:
    """Return the origins in user space; within a text object that runs along x all have that of its first character.

    Only the baseline counts, and it is one in such an object, unless its font runs downwards: first and last differ.
    """
    ends = pdfium.each_pointers(pdfium.char_origin, text_page, [*objects.first.tolist(), *objects.last.tolist()], 2)
    begin, end = np.split(ends, 2)
    level = (transforms[:, 1] == 0) & (begin[:, 1] == end[:, 1]) & (objects.distinct != 0)
    points = begin[objects.of]
    rest = np.flatnonzero(~level[objects.of])
    points[rest] = pdfium.each_pointers(pdfium.char_origin, text_page, rest.tolist(), 2)
    return points


def _made(text_page: Handle, codes: npt.NDArray[np.int64], pointers: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which characters PDFium added; only blanks and line ends can be."""
    made: npt.NDArray[np.bool_] = pointers == 0
    blanks = np.flatnonzero((codes <= LAST_BLANK) & ~made)
    made[blanks] = np.array(pdfium.each(pdfium.char_generated, text_page, blanks.tolist()), dtype=np.int64) == 1
    return made


def _boxes(text_page: Handle, upright: npt.NDArray[np.bool_], printing: npt.NDArray[np.bool_]) -> Numbers:
    """Return the boxes in user space: the font's height where text runs along x, else the ink widened to the font's.

    Blanks have none.
    """
    boxes = np.zeros((len(upright), 4))
    straight, turned = np.flatnonzero(upright & printing), np.flatnonzero(~upright & printing)
    boxes[straight] = pdfium.each_struct(pdfium.char_loose_box, text_page, straight.tolist(), 4)
    flat = straight[np.abs(boxes[straight, 1] - boxes[straight, 3]) < 0.1]
    tight = np.concatenate([turned, flat])
    boxes[tight] = pdfium.each_pointers(pdfium.char_tight_box, text_page, tight.tolist(), 4)[:, [0, 3, 1, 2]]
    return boxes


def _any_of(codes: npt.NDArray[np.int64], ranges: Sequence[tuple[int, int]]) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = np.any([(codes >= first) & (codes <= last) for first, last in ranges], axis=0)
    return found


def _pointers(text_page: Handle, codes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the address of the text object of each character, 0 for what PDFium adds.

    The characters of one object are in one run except for its blanks, so a run without blanks is of the object that its
    first and its last character are of. Only where text runs from right to left PDFium moves parts of objects.
    """
    asked = np.ones(len(codes), dtype=bool)
    if not ((codes > 0xFFFF) | _any_of(codes, _LEFTWARDS)).any():
        printing = codes > LAST_BLANK
        asked[1:-1] = ~(printing[:-2] & printing[1:-1] & printing[2:])
    at = np.flatnonzero(asked)
    told = np.array([found or 0 for found in pdfium.each(pdfium.char_object, text_page, at.tolist())], dtype=np.int64)
    before: npt.NDArray[np.int64] = told[np.cumsum(asked) - 1]
    behind = told[np.minimum(np.cumsum(asked), len(told) - 1)]
    rest = np.flatnonzero(~asked & (before != behind))
    before[rest] = [found or 0 for found in pdfium.each(pdfium.char_object, text_page, rest.tolist())]
    return before


def _widen_turned(boxes: Numbers, origins: Numbers, sizes: Numbers, angles: npt.NDArray[np.int64]) -> Numbers:
    """Give turned characters the height of their font across the direction of reading (boxes as shown)."""
    out = boxes.copy()
    for angle, low, high, sign in ((90, 0, 2, -1.0), (270, 0, 2, 1.0), (0, 1, 3, -1.0), (180, 1, 3, 1.0)):
        rows = np.flatnonzero(angles == angle)
        axis = low % 2
        above = origins[rows, axis] + sign * 0.8 * sizes[rows]
        below = origins[rows, axis] - sign * 0.2 * sizes[rows]
        out[rows, low] = np.minimum(above, below)
        out[rows, high] = np.maximum(above, below)
    return out


def _finite(numbers: Numbers) -> Numbers:
    return numbers if np.isfinite(numbers).all() else np.nan_to_num(numbers)


def _symbol_font(name: str) -> str:
    """Return the symbol font that a PDF's font name stands for; empty for fonts of letters.

    >>> _symbol_font("ABCDEF+SymbolMT"), _symbol_font("Wingdings-Regular"), _symbol_font("Arial-Bold")
    ('symbol', 'wingdings', '')
    """
    bare = name.rpartition("+")[2].lower().replace("-", "").replace(" ", "")
    return next((font for start, font in _SYMBOL_FONTS if bare.startswith(start)), "")


def _draw_signs(codes: npt.NDArray[np.int64], style: npt.NDArray[np.int64], styles: Sequence[Style]) -> None:
    """Put what they draw in place of the codes of symbol fonts, and private-use codes in place of letters in them."""
    for index, signs in ((index, found.signs) for index, found in enumerate(styles) if found.signs):
        for at in np.flatnonzero(style == index).tolist():
            code = int(codes[at])
            private = _PRIVATE <= code <= _PRIVATE + 0xFF
            if signs == "symbol" and (private or (chr(code).isascii() and chr(code).isalpha())):
                codes[at] = ord(load_symbols(signs).get(code & 0xFF, chr(code)))
            elif signs != "symbol" and LAST_BLANK < code <= 0xFF:
                codes[at] = _PRIVATE + code


def _within_lines(hyphens: npt.NDArray[np.int64], codes: npt.NDArray[np.int64], origins: Numbers) -> list[int]:
    """Return the hyphens within a line that PDFium takes for hyphens at line ends: they are soft hyphens."""
    found = []
    for at in hyphens.tolist():
        if at + 1 < len(codes) and codes[at + 1] > LAST_BLANK:
            (x, y), (next_x, next_y) = origins[at].tolist(), origins[at + 1].tolist()
            found += [at] if abs(next_y - y) < SAME_LINE and next_x >= x else []
    return found


def read_glyphs(text_page: Handle, count: int, frame: PageFrame) -> Glyphs:
    """Read `count` characters of an open PDFium text page in a page with this frame."""
    if count <= 0:
        return NO_GLYPHS
    codes = pdfium.text_codes(text_page, count)
    hyphens = np.flatnonzero(codes == HYPHEN_AT_LINE_END)
    codes[hyphens] = ord("-")
    pointers = _pointers(text_page, codes)
    objects = _objects(pointers)
    transforms = pdfium.each_struct(pdfium.char_matrix, text_page, objects.first.tolist(), 6)
    styles = _styles_of(text_page, objects.distinct, objects.first, transforms, frame)
    angles = np.array([found.angle for found in styles], dtype=np.int64)[objects.of]
    upright = (angles + frame.rotation) % 360 == 0
    boxes = map_boxes(frame.matrix, _boxes(text_page, upright, codes > LAST_BLANK))
    points = _origins(text_page, objects, transforms)
    origins = map_points(frame.matrix, points)
    turned = np.flatnonzero(~upright)
    if len(turned):
        sizes = np.array([found.size for found in styles])[objects.of][turned]
        boxes[turned] = _widen_turned(boxes[turned], origins[turned], sizes, angles[turned])
    made = _made(text_page, codes, pointers)
    codes[_within_lines(hyphens, codes, origins)] = SOFT_HYPHEN
    _draw_signs(codes, objects.of, styles)
    return Glyphs(codes, _finite(boxes), _finite(origins), objects.of, styles, made, tuple(objects.distinct.tolist()))
