"""The characters of a page: code, box, style; in PDFium's order, which follows the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, degrees, hypot

import numpy as np
import numpy.typing as npt

from pipeline.readers.cleaning import load_symbols
from pipeline.readers.pdf.chars import pdfium
from pipeline.readers.pdf.chars.actual_text import move_actual_text
from pipeline.readers.pdf.chars.faces import read_faces
from pipeline.readers.pdf.chars.geometry import Numbers, PageFrame, map_boxes, map_points, multiply_matrices
from pipeline.readers.pdf.chars.pdfium import Handle

SPACES = np.array([0, 9, 10, 11, 12, 13, 32, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x3000, 0xFEFF])
HYPHEN_AT_LINE_END = 2  # PDFium's sign for a hyphen that it takes for the typesetter's
LAST_BLANK = 32  # the code of a blank; smaller codes are control characters
_IDEOGRAPHS = (0x3400, 0x9FFF)
_REORDERED = ((0x590, 0x8FF), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069), (0xD800, 0xDFFF), (0xFB1D, 0xFEFE))
"""Characters written from right to left, or that set the direction; PDFium reorders text that has them."""
_UNPAINTED = (3, 7)  # text render modes: neither filled nor stroked
_STROKES = (1, 2, 5, 6)
LEAST_SIZE = 0.8
"""Points; smaller text can't be seen."""
LEAST_ALPHA = 13
"""Of 255; fainter paint can't be seen on paper."""
SOFT_HYPHEN = 0xAD  # Unicode
_PRIVATE = 0xF000  # the private-use page to which symbol fonts are mapped
SAME_LINE = 1.0
"""Points by which the baselines of one line's characters differ at most."""
_FILL_AND_STROKE = 2  # text render mode: filled and stroked, the word processors' bold


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text is set: size in points as shown, weight, direction in degrees counter-clockwise as shown.

    `color` is its filling as RRGGBB, empty where unknown; `drawn` is false where nothing is painted. `signs` is the
    symbol font that it is set in, empty for letters.
    """

    size: float
    bold: bool
    angle: int
    color: str = ""
    drawn: bool = True
    signs: str = ""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A page's characters, blanks too: codes (n), boxes (n, 4) and origins (n, 2) as shown, index into `styles` (n).

    Across the direction of reading an origin is the baseline; along it, it is that of some character of the same run.
    `made` marks the blanks and line ends that PDFium adds by its own judgement; `objects` are the addresses of the text
    objects, one a style.
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


ADDED_STYLE = Style(0.0, False, 0)
NO_GLYPHS = Glyphs(
    np.zeros(0, np.int64), np.zeros((0, 4)), np.zeros((0, 2)), np.zeros(0, np.int64), (), np.zeros(0, bool)
)


@dataclass(frozen=True, slots=True)
class _TextObjects:
    """The text objects of a page by address: first and last character of each; `of` names each character's."""

    distinct: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    of: npt.NDArray[np.int64]


def _index_objects(pointers: npt.NDArray[np.int64]) -> _TextObjects:
    """Number text objects by their first characters: the order of addresses is another one in each run.

    >>> _index_objects(np.array([9, 9, 0, 4])).distinct.tolist()
    [9, 0, 4]
    """
    distinct, first, of = np.unique(pointers, return_index=True, return_inverse=True)
    order = np.argsort(first)
    distinct, first, of = distinct[order], first[order], np.argsort(order)[of]
    last = np.zeros(len(distinct), dtype=np.int64)
    last[of] = np.arange(len(pointers))
    return _TextObjects(distinct, first, last, of)


@lru_cache(maxsize=10_000)
def _describe_paint(mode: int, is_known: int, red: int, green: int, blue: int, alpha: int) -> tuple[str, bool]:
    """Return the color as RRGGBB (empty for outlines and where it is unknown) and whether anything is painted."""
    if mode in _UNPAINTED:
        return "", False
    if mode in _STROKES or not is_known:
        return "", True
    return f"{red:02X}{green:02X}{blue:02X}", alpha >= LEAST_ALPHA


def _iterate_inks(items: list[Handle]) -> Iterator[tuple[int, int, tuple[str, bool]]]:
    """Yield the font (an address, 0 for none), the render mode and the paint of text objects."""
    parts, successes = pdfium.call_with_output(pdfium.object_fill, (items,), len(items), 4, np.uint32, 4)
    modes = list(map(pdfium.text_render_mode, items))
    paints = map(_describe_paint, modes, successes, *parts.T.tolist())
    return zip((font or 0 for font in map(pdfium.text_font, items)), modes, paints, strict=True)


def _reading_angle(a: float, b: float) -> int:
    """Return the direction of the text in whole degrees; upright to within two degrees is 0."""
    angle = round(degrees(atan2(-b, a))) % 360
    nearest = round(angle / 90) * 90
    return nearest % 360 if abs(angle - nearest) <= 2 else angle


def _read_styles(
    text_page: Handle,
    objects: _TextObjects,
    codes: npt.NDArray[np.int64],
    transforms: Numbers,
    frame: PageFrame,
) -> tuple[Style, ...]:
    """Return the style of each text object; object 0 stands for what PDFium adds."""
    sizes = pdfium.call_each(pdfium.char_font_size, text_page, objects.first.tolist())
    addresses = objects.distinct.tolist()
    inks = list(_iterate_inks([Handle(address) for address in addresses if address]))
    fonts = np.zeros(len(addresses), dtype=np.int64)
    fonts[objects.distinct != 0] = [font for font, _, _ in inks]
    faces = read_faces(fonts[objects.of], codes)
    style_by_key: dict[object, Style] = {}
    styles = []
    drawn = iter(inks)
    for address, shape, size in zip(addresses, map(tuple, transforms[:, :4].tolist()), sizes, strict=True):
        if not address:
            styles.append(ADDED_STYLE)
            continue
        ink = next(drawn)
        key = (ink, size, shape)
        if key not in style_by_key:
            font, mode, paint = ink
            a, b, c, d = shape
            page_matrix = multiply_matrices((a, b, c, d, 0.0, 0.0), frame.matrix)
            height = round(size * (hypot(c, d) or 1.0), 1)
            style_by_key[key] = Style(
                height,
                faces[font].bold or mode == _FILL_AND_STROKE,
                _reading_angle(page_matrix[0], page_matrix[1]),
                paint[0],
                paint[1] and height >= LEAST_SIZE,
                faces[font].signs,
            )
        styles.append(style_by_key[key])
    return tuple(styles)


def _read_origins(text_page: Handle, objects: _TextObjects, transforms: Numbers) -> Numbers:
    """Return the origins in user space; within a text object that runs along x all have that of its first character.

    Only the baseline counts, and it is one in such an object, unless its font runs downwards: first and last differ.
    """
    ends = pdfium.call_each_pointers(
        pdfium.char_origin, text_page, [*objects.first.tolist(), *objects.last.tolist()], 2
    )
    begin, end = np.split(ends, 2)
    level = (transforms[:, 1] == 0) & (begin[:, 1] == end[:, 1]) & (objects.distinct != 0)
    points = begin[objects.of]
    rest = np.flatnonzero(~level[objects.of])
    points[rest] = pdfium.call_each_pointers(pdfium.char_origin, text_page, rest.tolist(), 2)
    return points


def _find_added(
    text_page: Handle, codes: npt.NDArray[np.int64], pointers: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Return which characters PDFium added; only blanks and line ends can be."""
    is_added: npt.NDArray[np.bool_] = pointers == 0
    blanks = np.flatnonzero((codes <= LAST_BLANK) & ~is_added)
    is_added[blanks] = (
        np.array(pdfium.call_each(pdfium.char_generated, text_page, blanks.tolist()), dtype=np.int64) == 1
    )
    return is_added


def _read_boxes(text_page: Handle, upright: npt.NDArray[np.bool_], printing: npt.NDArray[np.bool_]) -> Numbers:
    """Return the boxes in user space: the font's height where text runs along x, else the ink widened to the font's.

    Blanks have none.
    """
    boxes = np.zeros((len(upright), 4))
    straight, turned = np.flatnonzero(upright & printing), np.flatnonzero(~upright & printing)
    boxes[straight] = pdfium.call_each_struct(pdfium.char_loose_box, text_page, straight.tolist(), 4)
    flat = straight[np.abs(boxes[straight, 1] - boxes[straight, 3]) < 0.1]
    tight = np.concatenate([turned, flat])
    boxes[tight] = pdfium.call_each_pointers(pdfium.char_tight_box, text_page, tight.tolist(), 4)[:, [0, 3, 1, 2]]
    return boxes


def _is_in_ranges(codes: npt.NDArray[np.int64], ranges: Sequence[tuple[int, int]]) -> npt.NDArray[np.bool_]:
    inside: npt.NDArray[np.bool_] = np.any([(codes >= first) & (codes <= last) for first, last in ranges], axis=0)
    return inside


def _read_pointers(text_page: Handle, codes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the address of the text object of each character, 0 for what PDFium adds.

    The characters of one object are in one run except for its blanks, so a run without blanks is of the object that its
    first and its last character are of. Only where text runs from right to left PDFium moves parts of objects.
    """
    is_read = np.ones(len(codes), dtype=bool)
    if not ((codes > 0xFFFF) | _is_in_ranges(codes, _REORDERED)).any():
        printing = codes > LAST_BLANK
        is_read[1:-1] = ~(printing[:-2] & printing[1:-1] & printing[2:])
    at = np.flatnonzero(is_read)
    addresses = np.array(
        [address or 0 for address in pdfium.call_each(pdfium.char_object, text_page, at.tolist())], dtype=np.int64
    )
    before: npt.NDArray[np.int64] = addresses[np.cumsum(is_read) - 1]
    behind = addresses[np.minimum(np.cumsum(is_read), len(addresses) - 1)]
    rest = np.flatnonzero(~is_read & (before != behind))
    before[rest] = [address or 0 for address in pdfium.call_each(pdfium.char_object, text_page, rest.tolist())]
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


def _replace_infinite(numbers: Numbers) -> Numbers:
    return numbers if np.isfinite(numbers).all() else np.nan_to_num(numbers)


def _decode_symbols(codes: npt.NDArray[np.int64], style: npt.NDArray[np.int64], styles: Sequence[Style]) -> None:
    """Put what they draw in place of the codes of symbol fonts, and private-use codes in place of letters in them."""
    for index, signs in ((index, style_at.signs) for index, style_at in enumerate(styles) if style_at.signs):
        for at in np.flatnonzero(style == index).tolist():
            code = int(codes[at])
            private = _PRIVATE <= code <= _PRIVATE + 0xFF
            if signs == "symbol" and (private or (chr(code).isascii() and chr(code).isalpha())):
                codes[at] = ord(load_symbols(signs).get(code & 0xFF, chr(code)))
            elif signs != "symbol" and LAST_BLANK < code <= 0xFF:
                codes[at] = _PRIVATE + code


def _swap_bytes_back(codes: npt.NDArray[np.int64]) -> None:
    """Put letters in place of ideographs that are letters with their two bytes swapped.

    Ghostscript 10.0 writes the letters of a ligature so: 'implementa\u7400\u6900on'. In a text of ideographs others
    stand beside them.

    >>> codes = np.array([ord(char) for char in "ac\u7400\u6900on"])
    >>> _swap_bytes_back(codes)
    >>> "".join(map(chr, codes))
    'action'
    """
    is_wide = (codes >= _IDEOGRAPHS[0]) & (codes <= _IDEOGRAPHS[1])
    if is_wide.any() and all(code & 0xFF == 0 and chr(code >> 8).isalpha() for code in codes[is_wide].tolist()):
        codes[is_wide] >>= 8


def _find_soft_hyphens(hyphens: npt.NDArray[np.int64], codes: npt.NDArray[np.int64], origins: Numbers) -> list[int]:
    """Return the hyphens within a line that PDFium takes for hyphens at line ends: they are soft hyphens."""
    soft_hyphens = []
    for at in hyphens.tolist():
        if at + 1 < len(codes) and codes[at + 1] > LAST_BLANK:
            (x, y), (next_x, next_y) = origins[at].tolist(), origins[at + 1].tolist()
            soft_hyphens += [at] if abs(next_y - y) < SAME_LINE and next_x >= x else []
    return soft_hyphens


def read_glyphs(text_page: Handle, count: int, frame: PageFrame) -> Glyphs:
    """Read `count` characters of an open PDFium text page in a page with this frame."""
    if count <= 0:
        return NO_GLYPHS
    codes = pdfium.read_text_codes(text_page, count)
    hyphens = np.flatnonzero(codes == HYPHEN_AT_LINE_END)
    codes[hyphens] = ord("-")
    _swap_bytes_back(codes)
    pointers = _read_pointers(text_page, codes)
    objects = _index_objects(pointers)
    transforms = pdfium.call_each_struct(pdfium.char_matrix, text_page, objects.first.tolist(), 6)
    styles = _read_styles(text_page, objects, codes, transforms, frame)
    angles = np.array([glyph_style.angle for glyph_style in styles], dtype=np.int64)[objects.of]
    upright = (angles + frame.rotation) % 360 == 0
    raw_boxes = _read_boxes(text_page, upright, codes > LAST_BLANK)
    points = _read_origins(text_page, objects, transforms)
    printing = np.flatnonzero(codes > LAST_BLANK)
    move_actual_text(text_page, objects.distinct, objects.of, transforms, printing, raw_boxes, points)
    boxes = map_boxes(frame.matrix, raw_boxes)
    origins = map_points(frame.matrix, points)
    turned = np.flatnonzero(~upright)
    if len(turned):
        sizes = np.array([glyph_style.size for glyph_style in styles])[objects.of][turned]
        boxes[turned] = _widen_turned(boxes[turned], origins[turned], sizes, angles[turned])
    is_added = _find_added(text_page, codes, pointers)
    codes[_find_soft_hyphens(hyphens, codes, origins)] = SOFT_HYPHEN
    _decode_symbols(codes, objects.of, styles)
    return Glyphs(
        codes,
        _replace_infinite(boxes),
        _replace_infinite(origins),
        objects.of,
        styles,
        is_added,
        tuple(objects.distinct.tolist()),
    )
