"""Form fields: the text and the states that a reader of the page sees but that are no text of the page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

from pipeline.readers.pdf.chars.geometry import PageFrame, map_boxes
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.tables.cells import GridCell, Rect

Fields = tuple[tuple[str, Rect], ...]
"""Form fields: what each shows, and its box as shown."""

CHECKED, UNCHECKED = "☒", "☐"
_BOXES = (c.FPDF_FORMFIELD_CHECKBOX, c.FPDF_FORMFIELD_RADIOBUTTON)
_TEXTS = (c.FPDF_FORMFIELD_TEXTFIELD, c.FPDF_FORMFIELD_COMBOBOX, c.FPDF_FORMFIELD_LISTBOX)
_HIDDEN = 0x02
_LINE = 1.2
"""A line's height in font sizes, for fields of several lines."""


def _value(form: object, annotation: object) -> str:
    size = c.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    c.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _shown_text(form: object, annotation: object) -> str:
    kind = c.FPDFAnnot_GetFormFieldType(form, annotation)
    if c.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
        return ""
    if kind in _BOXES:
        return CHECKED if c.FPDFAnnot_IsChecked(form, annotation) else UNCHECKED
    return _value(form, annotation) if kind in _TEXTS else ""


def _fields(
    form: object, page: pdfium.PdfPage, frame: PageFrame
) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    rect = c.FS_RECTF()
    for index in range(c.FPDFPage_GetAnnotCount(page.raw)):
        annotation = c.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        if c.FPDFAnnot_GetSubtype(annotation) == c.FPDF_ANNOT_WIDGET and c.FPDFAnnot_GetRect(annotation, rect):
            text = _shown_text(form, annotation)
            if text:
                corners = np.array([[rect.left, rect.bottom, rect.right, rect.top]])
                x0, top, x1, bottom = map_boxes(frame.matrix, corners)[0].tolist()
                yield text, (x0, top, x1, bottom)
        c.FPDFPage_CloseAnnot(annotation)


def _owner(box: tuple[float, float, float, float], cells: tuple[GridCell, ...]) -> int:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    holding = [
        ((cell.box[2] - cell.box[0]) * (cell.box[3] - cell.box[1]), index)
        for index, cell in enumerate(cells)
        if cell.box[0] <= x < cell.box[2] and cell.box[1] <= y < cell.box[3]
    ]
    return min(holding)[1] if holding else -1


def _words(text: str, box: tuple[float, float, float, float], owner: int, first: int) -> Iterator[Word]:
    """Lay a field's text out over its box: lines from the top, words by their share of the width."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    height = (box[3] - box[1]) / max(len(lines), 1)
    size = min(max(height / _LINE, 4.0), 12.0)
    for row, words in enumerate(lines):
        top = box[1] + row * height
        letters = sum(len(word) + 1 for word in words)
        step = min((box[2] - box[0]) / letters, 0.6 * size)
        at = box[0]
        for word in words:
            end = min(at + step * len(word), box[2])
            place = (at, top, end, top + height)
            base = top + height / 2 + 0.3 * size
            yield Word(word, place, at, end, base, size, False, 0, first, first + 1, owner)
            at, first = end + step, first + 2


def fields_of(document: pdfium.PdfDocument, page: pdfium.PdfPage, frame: PageFrame) -> Fields:
    """Give the form fields of a page that show something: text as it is, check boxes and radio buttons as ☒ or ☐."""
    return () if document.formenv is None else tuple(_fields(document.formenv.raw, page, frame))


def widget_words(fields: Fields, cells: tuple[GridCell, ...], first: int) -> list[Word]:
    """Give the values of form fields as words; `first` is the number of characters that the page has without them."""
    found: list[Word] = []
    for text, box in fields:
        found.extend(_words(text, box, _owner(box, cells), first + 1 + 4 * len(found)))
    return found
