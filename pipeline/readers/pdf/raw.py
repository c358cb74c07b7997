"""PDFium's C functions as fast callables: addresses as plain integers, called in batches through `map`.

pypdfium2's own bindings check every argument; at three calls a character that is most of a page's time.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as c

_ADDRESS = ctypes.c_void_p
_INT = ctypes.c_int
_ODD = 0xFFFE
_SURROGATES = 0xD800 >> 11


def _fast(function: object, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, _ADDRESS).value  # type: ignore[arg-type]
    return ctypes.PYFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]


page_text = _fast(c.FPDFText_GetText, _INT, _ADDRESS, _INT, _INT, _ADDRESS)
char_unicode = _fast(c.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _INT)
char_object = _fast(c.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _INT)
char_generated = _fast(c.FPDFText_IsGenerated, _INT, _ADDRESS, _INT)
char_loose_box = _fast(c.FPDFText_GetLooseCharBox, _INT, _ADDRESS, _INT, _ADDRESS)
char_tight_box = _fast(c.FPDFText_GetCharBox, _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
char_origin = _fast(c.FPDFText_GetCharOrigin, _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)
char_matrix = _fast(c.FPDFText_GetMatrix, _INT, _ADDRESS, _INT, _ADDRESS)
char_font_size = _fast(c.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _INT)
text_render_mode = _fast(c.FPDFTextObj_GetTextRenderMode, _INT, _ADDRESS)
text_font = _fast(c.FPDFTextObj_GetFont, _ADDRESS, _ADDRESS)
font_name = _fast(c.FPDFFont_GetBaseFontName, ctypes.c_size_t, _ADDRESS, _ADDRESS, ctypes.c_size_t)
font_weight = _fast(c.FPDFFont_GetWeight, _INT, _ADDRESS)
font_flags = _fast(c.FPDFFont_GetFlags, _INT, _ADDRESS)

page_count_objects = _fast(c.FPDFPage_CountObjects, _INT, _ADDRESS)
page_object = _fast(c.FPDFPage_GetObject, _ADDRESS, _ADDRESS, _INT)
form_count_objects = _fast(c.FPDFFormObj_CountObjects, _INT, _ADDRESS)
form_object = _fast(c.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
object_type = _fast(c.FPDFPageObj_GetType, _INT, _ADDRESS)
is_see_through = _fast(c.FPDFPageObj_HasTransparency, _INT, _ADDRESS)
object_matrix = _fast(c.FPDFPageObj_GetMatrix, _INT, _ADDRESS, _ADDRESS)
object_fill = _fast(c.FPDFPageObj_GetFillColor, _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
object_stroke = _fast(c.FPDFPageObj_GetStrokeColor, _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
path_draw_mode = _fast(c.FPDFPath_GetDrawMode, _INT, _ADDRESS, _ADDRESS, _ADDRESS)
path_count_segments = _fast(c.FPDFPath_CountSegments, _INT, _ADDRESS)
path_segment = _fast(c.FPDFPath_GetPathSegment, _ADDRESS, _ADDRESS, _INT)
segment_type = _fast(c.FPDFPathSegment_GetType, _INT, _ADDRESS)
segment_point = _fast(c.FPDFPathSegment_GetPoint, _INT, _ADDRESS, _ADDRESS, _ADDRESS)
segment_close = _fast(c.FPDFPathSegment_GetClose, _INT, _ADDRESS)


def address(handle: object) -> int:
    """Give the address behind a pypdfium2 handle.

    >>> import ctypes
    >>> number = ctypes.c_int(3)
    >>> address(ctypes.pointer(number)) == ctypes.addressof(number)
    True
    """
    return ctypes.cast(handle, _ADDRESS).value or 0  # type: ignore[arg-type]


def each(function: Callable[..., Any], handle: int, indices: Iterable[int]) -> list[int]:
    """Call `function(handle, index)` for every index.

    >>> each(lambda handle, index: handle + index, 10, range(3))
    [10, 11, 12]
    """
    return list(map(function, repeat(handle), indices))


def text_codes(text_page: int, count: int) -> npt.NDArray[np.int64]:
    """Give the codes of a page's characters: by one call where it gives one unit a character, as it does but for a few.

    PDFium puts 0xFFFE for some (a hyphen that it takes for the typesetter's): these are asked for one by one.
    """
    units = np.zeros(count + 1, dtype=np.uint16)
    if page_text(text_page, 0, count, units.ctypes.data) != count + 1:
        return np.array(each(char_unicode, text_page, range(count)), dtype=np.int64)
    codes = units[:count].astype(np.int64)
    odd = np.flatnonzero((codes == _ODD) | (codes == 0) | (codes >> 11 == _SURROGATES))
    codes[odd] = each(char_unicode, text_page, odd.tolist())
    return codes


def rows_of(out: npt.NDArray[Any]) -> range:
    """Give the addresses of the rows of an array, for functions that write into them; keep the array meanwhile.

    >>> len(rows_of(np.zeros((3, 2)))), rows_of(np.zeros((3, 2))).step
    (3, 16)
    """
    step = out.strides[0] or 1  # an empty array has none
    return range(out.ctypes.data, out.ctypes.data + step * len(out), step)


def each_struct(
    function: Callable[..., Any], handle: int, indices: npt.NDArray[np.int64], fields: int, kind: type[np.generic]
) -> npt.NDArray[np.float64]:
    """Call `function(handle, index, &out...)` for every index; give the out fields, one row an index.

    `fields` numbers of `kind` lie side by side; the function gets a pointer to the first (a C struct).
    """
    out = np.zeros((len(indices), fields), dtype=kind)
    if not len(indices):
        return out.astype(np.float64)
    base, step = out.ctypes.data, out.strides[0]
    starts = range(base, base + step * len(indices), step)
    list(map(function, repeat(handle), indices.tolist(), starts))
    return out.astype(np.float64)


def each_pointers(
    function: Callable[..., Any], handle: int, indices: npt.NDArray[np.int64], fields: int
) -> npt.NDArray[np.float64]:
    """Call `function(handle, index, &first, &second...)` with one pointer to a double per field."""
    out = np.zeros((len(indices), fields), dtype=np.float64)
    if not len(indices):
        return out
    base, step = out.ctypes.data, out.strides[0]
    pointers = [range(base + 8 * k, base + 8 * k + step * len(indices), step) for k in range(fields)]
    list(map(function, repeat(handle), indices.tolist(), *pointers))
    return out
