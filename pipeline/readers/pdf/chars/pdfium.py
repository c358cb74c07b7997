"""PDFium's C functions as fast callables, called in batches through `map`.

pypdfium2's own bindings check and convert every argument; at some calls a character that is most of a page's time. Here
handles and pointers are ctypes objects that need no conversion, made once; whole numbers are passed as they are.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice, repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as c

_ADDRESS = ctypes.c_void_p
_INT = ctypes.c_int
_ODD = 0xFFFE  # PDFium's code for a hyphen at a line end and other characters that it replaces
_SURROGATES = 0xD800 >> 11
BATCH = 2048
"""Rows that functions write in one go."""
ROW = 32
"""Bytes of a row: four doubles."""


class Handle(ctypes.c_void_p):
    """The address of a thing of PDFium's, passed on without conversion; false for none."""


def _bind(function: object, result: Any = _INT, *arguments: Any) -> Callable[..., Any]:
    """Return a function that holds the interpreter's lock. Without types of arguments it takes but handles and ints."""
    address = ctypes.cast(function, _ADDRESS).value  # type: ignore[arg-type]
    return ctypes.PYFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]


page_text = _bind(c.FPDFText_GetText)
char_unicode = _bind(c.FPDFText_GetUnicode, ctypes.c_uint)
char_object = _bind(c.FPDFText_GetTextObject, _ADDRESS)
char_generated = _bind(c.FPDFText_IsGenerated)
char_loose_box = _bind(c.FPDFText_GetLooseCharBox)
char_tight_box = _bind(c.FPDFText_GetCharBox)
char_origin = _bind(c.FPDFText_GetCharOrigin)
char_matrix = _bind(c.FPDFText_GetMatrix)
char_font_size = _bind(c.FPDFText_GetFontSize, ctypes.c_double)
text_render_mode = _bind(c.FPDFTextObj_GetTextRenderMode)
text_font = _bind(c.FPDFTextObj_GetFont, _ADDRESS)
font_name = _bind(c.FPDFFont_GetBaseFontName, ctypes.c_size_t, _ADDRESS, _ADDRESS, ctypes.c_size_t)
font_flags = _bind(c.FPDFFont_GetFlags, _INT, _ADDRESS)
glyph_path = _bind(c.FPDFFont_GetGlyphPath, _ADDRESS, _ADDRESS, ctypes.c_uint32, ctypes.c_float)
glyph_count_segments = _bind(c.FPDFGlyphPath_CountGlyphSegments, _INT, _ADDRESS)
glyph_segment = _bind(c.FPDFGlyphPath_GetGlyphPathSegment, _ADDRESS)

page_count_objects = _bind(c.FPDFPage_CountObjects)
page_object = _bind(c.FPDFPage_GetObject, Handle)
form_count_objects = _bind(c.FPDFFormObj_CountObjects)
form_object = _bind(c.FPDFFormObj_GetObject, Handle, _ADDRESS, ctypes.c_ulong)
object_type = _bind(c.FPDFPageObj_GetType)
is_see_through = _bind(c.FPDFPageObj_HasTransparency)
object_bounds = _bind(c.FPDFPageObj_GetBounds)
object_matrix = _bind(c.FPDFPageObj_GetMatrix)
object_fill = _bind(c.FPDFPageObj_GetFillColor)
object_stroke = _bind(c.FPDFPageObj_GetStrokeColor)
path_draw_mode = _bind(c.FPDFPath_GetDrawMode)
path_count_segments = _bind(c.FPDFPath_CountSegments)
path_segment = _bind(c.FPDFPath_GetPathSegment, Handle)
segment_type = _bind(c.FPDFPathSegment_GetType)
segment_point = _bind(c.FPDFPathSegment_GetPoint)
segment_close = _bind(c.FPDFPathSegment_GetClose)


def as_handle(pointer: object) -> Handle:
    """Return the handle of what pypdfium2 holds.

    >>> number = ctypes.c_int(3)
    >>> as_handle(ctypes.pointer(number)).value == ctypes.addressof(number)
    True
    """
    return Handle(ctypes.cast(pointer, _ADDRESS).value)  # type: ignore[arg-type]


def call_each(function: Callable[..., Any], first: object, indices: Iterable[int]) -> list[Any]:
    """Call `function(first, index)` for every index.

    >>> call_each(lambda first, index: first + index, 10, range(3))
    [10, 11, 12]
    """
    return list(map(function, repeat(first), indices))


def read_text_codes(text_page: Handle, count: int) -> npt.NDArray[np.int64]:
    """Return the codes of a page's characters: by one call, unless it returns two units for some characters.

    PDFium returns 0xFFFE for some (a hyphen that it takes for the typesetter's): these are read one by one.
    """
    units = np.zeros(count + 1, dtype=np.uint16)
    if page_text(text_page, 0, count, Handle(units.ctypes.data)) != count + 1:
        return np.array(call_each(char_unicode, text_page, range(count)), dtype=np.int64)
    codes = units[:count].astype(np.int64)
    odd = np.flatnonzero((codes == _ODD) | (codes == 0) | (codes >> 11 == _SURROGATES))
    codes[odd] = call_each(char_unicode, text_page, odd.tolist())
    return codes


class _Rows:
    """Memory for what functions write, and pointers into its rows by their offset: made once, for they cost most."""

    def __init__(self) -> None:
        self.memory = np.zeros((BATCH, ROW), dtype=np.uint8)
        self._pointers: dict[int, list[Handle]] = {}

    def pointers(self, offset: int) -> list[Handle]:
        """Return a pointer to this byte of each row."""
        if offset not in self._pointers:
            start = self.memory.ctypes.data + offset
            self._pointers[offset] = [Handle(start + ROW * row) for row in range(BATCH)]
        return self._pointers[offset]


_free_rows: list[_Rows] = []


@contextmanager
def _borrow_rows() -> Iterator[_Rows]:
    """Lend rows to one caller at a time."""
    rows = _free_rows.pop() if _free_rows else _Rows()
    try:
        yield rows
    finally:
        _free_rows.append(rows)


def call_with_output(
    function: Callable[..., Any],
    inputs: tuple[Iterable[Any], ...],
    count: int,
    fields: int,
    dtype: type[np.generic],
    pointers: int = 1,
) -> tuple[npt.NDArray[Any], list[int]]:
    """Call `function(*one of each given, &out...)` so many times; return the out fields, a row a call, and the results.

    `fields` numbers of `dtype` lie side by side; the function takes so many pointers, the first of which may be to a
    struct. What it does not write is 0.
    """
    width = np.dtype(dtype).itemsize
    out = np.zeros((count, fields), dtype=dtype)
    results: list[int] = []
    arguments = list(map(iter, inputs))
    with _borrow_rows() as rows:
        places = [rows.pointers(width * field) for field in range(pointers)]
        memory = rows.memory[:, : width * fields]
        for start in range(0, count, BATCH):
            size = min(BATCH, count - start)
            memory[:size] = 0
            batch = [list(islice(values, size)) for values in arguments]
            results += map(function, *batch, *places)
            out[start : start + size] = np.ascontiguousarray(memory[:size]).view(dtype)
    return out, results


def call_each_struct(
    function: Callable[..., Any], first: Handle, indices: Sequence[int], fields: int
) -> npt.NDArray[np.float64]:
    """Call `function(first, index, &struct)` for every index; return the struct's floats, one row an index."""
    values, _ = call_with_output(function, (repeat(first), indices), len(indices), fields, np.float32)
    return values.astype(np.float64)


def call_each_pointers(
    function: Callable[..., Any], first: Handle, indices: Sequence[int], fields: int
) -> npt.NDArray[np.float64]:
    """Call `function(first, index, &one, &two...)` with one pointer to a double per field."""
    return call_with_output(function, (repeat(first), indices), len(indices), fields, np.float64, fields)[0]


def repeat_values(values: Iterable[Any], counts: Iterable[int]) -> list[Any]:
    """Repeat each value its number of times.

    >>> repeat_values("ab", (1, 2))
    ['a', 'b', 'b']
    """
    return list(chain.from_iterable(map(repeat, values, counts)))
