"""Blanks that the file prints and PDFium leaves out: text objects of their own that hold nothing else.

Browsers and some typesetters print each glyph as a text object. PDFium keeps none that draws nothing, and judges by the
gap alone whether a blank is there; a narrow one behind an overhanging letter is lost ('Accessto').
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pipeline.readers.pdf.chars import pdfium
from pipeline.readers.pdf.chars.glyphs import LAST_BLANK, Glyphs
from pipeline.readers.pdf.chars.pdfium import Handle

LEAST_SINGLE = 0.5
"""Share of the printing characters that are text objects of their own on a page printed glyph by glyph."""

_TEXT, _FORM = 1, 5
"""PDFium's types of text objects and of forms, which hold what is placed as one: a page that another program merged."""
_MOST_FORMS = 8
"""Forms within each other; deeper nesting is a damaged or hostile file."""


def restore_blanks(page: Handle, glyphs: Glyphs) -> Glyphs:
    """Add the blanks that are text objects of their own, on a page that is printed glyph by glyph."""
    printing = glyphs.codes > LAST_BLANK
    if len(glyphs.objects) < LEAST_SINGLE * max(int(printing.sum()), 1):
        return glyphs
    behind = _find_blanks(page, glyphs)
    if not len(behind):
        return glyphs
    at = behind + 1
    zeros = np.zeros((len(at), 4))
    return replace(
        glyphs,
        codes=np.insert(glyphs.codes, at, LAST_BLANK),
        boxes=np.insert(glyphs.boxes, at, zeros, axis=0),
        origins=np.insert(glyphs.origins, at, glyphs.origins[behind], axis=0),
        style=np.insert(glyphs.style, at, glyphs.style[behind]),
        made=np.insert(glyphs.made, at, False),
    )


def _find_blanks(page: Handle, glyphs: Glyphs) -> npt.NDArray[np.int64]:
    """Return the characters behind which the file prints a text object that PDFium left out because it is blank."""
    known = set(glyphs.objects)
    objects = _list_objects(pdfium.page_object, page, pdfium.page_count_objects(page), known)
    place = {handle.value: number for number, handle in enumerate(objects)}
    left_out = [number for number, handle in enumerate(objects) if handle.value not in known and _is_text(handle)]
    blank = np.zeros(len(objects), dtype=bool)
    blank[left_out] = _draw_nothing([objects[number] for number in left_out])
    before = np.concatenate([[0], np.cumsum(blank)])
    places = np.array([place.get(address, -1) for address in glyphs.objects], dtype=np.int64)[glyphs.style]
    printing = np.flatnonzero((glyphs.codes > LAST_BLANK) & (places >= 0))
    first, second = places[printing[:-1]], places[printing[1:]]
    is_apart = (second > first) & (before[second] > before[first])
    found: npt.NDArray[np.int64] = printing[:-1][is_apart]
    return found


def _list_objects(
    get_object: Callable[..., Handle], holder: Handle, count: int, known: set[int], depth: int = 0
) -> list[Handle]:
    """Return the objects of a page in the order of painting, a form's own in its place."""
    objects: list[Handle] = []
    for item in pdfium.call_each(get_object, holder, range(count)):
        if item.value not in known and depth < _MOST_FORMS and pdfium.object_type(item) == _FORM:
            objects += _list_objects(pdfium.form_object, item, pdfium.form_count_objects(item), known, depth + 1)
        else:
            objects.append(item)
    return objects


def _is_text(handle: Handle) -> bool:
    return bool(pdfium.object_type(handle) == _TEXT)


def _draw_nothing(texts: list[Handle]) -> npt.NDArray[np.bool_]:
    """Return which text objects draw nothing: their bounds are a point."""
    bounds, _ = pdfium.call_with_output(pdfium.object_bounds, (texts,), len(texts), 4, np.float32, 4)
    is_point: npt.NDArray[np.bool_] = (bounds[:, 0] == bounds[:, 2]) & (bounds[:, 1] == bounds[:, 3])
    return is_point
