"""Annotations that change what a page says: strike-outs, typed text, and the values of form fields."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

from pipeline.readers.pdf.chars.geometry import PageFrame, Rect, map_boxes
from pipeline.readers.pdf.chars.words import Word

_UNSEEN_FLAGS = 0x02 | 0x20
"""Flags of invisible annotations: hidden, and not shown on the screen."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """Boxes of what is struck out, underlined or highlighted, and circled; typed texts with theirs; all as shown."""

    struck: tuple[Rect, ...] = ()
    underlined: tuple[Rect, ...] = ()
    circled: tuple[Rect, ...] = ()
    typed: tuple[tuple[str, Rect], ...] = ()


_UNDERLINES = (c.FPDF_ANNOT_UNDERLINE, c.FPDF_ANNOT_SQUIGGLY, c.FPDF_ANNOT_HIGHLIGHT)
_CIRCLES = (c.FPDF_ANNOT_CIRCLE, c.FPDF_ANNOT_INK)


def read_annotations(page: pdfium.PdfPage, frame: PageFrame) -> Annotations:
    """Read the annotations of an open page."""
    boxes: dict[int, list[Rect]] = {}
    typed: list[tuple[str, Rect]] = []
    for index in range(c.FPDFPage_GetAnnotCount(page.raw)):
        annotation = c.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        kind = c.FPDFAnnot_GetSubtype(annotation)
        if not c.FPDFAnnot_GetFlags(annotation) & _UNSEEN_FLAGS:
            if kind == c.FPDF_ANNOT_FREETEXT:
                typed += _typed_texts(annotation, frame)
            elif kind == c.FPDF_ANNOT_STRIKEOUT or kind in _UNDERLINES:
                boxes.setdefault(kind, []).extend(_line_boxes(annotation, frame))
            elif kind in _CIRCLES:
                boxes.setdefault(kind, []).extend(_annotation_box(annotation, frame))
        c.FPDFPage_CloseAnnot(annotation)
    struck, underlined, circled = (
        tuple(box for kind in kinds for box in boxes.get(kind, ()))
        for kinds in ((c.FPDF_ANNOT_STRIKEOUT,), _UNDERLINES, _CIRCLES)
    )
    return Annotations(struck, underlined, circled, tuple(typed))


def _line_boxes(annotation: object, frame: PageFrame) -> list[Rect]:
    """Return the boxes of the lines that an annotation runs over; its whole box where it names none."""
    points = c.FS_QUADPOINTSF()
    boxes = []
    for index in range(c.FPDFAnnot_CountAttachmentPoints(annotation)):
        if c.FPDFAnnot_GetAttachmentPoints(annotation, index, points):
            xs, ys = (points.x1, points.x2, points.x3, points.x4), (points.y1, points.y2, points.y3, points.y4)
            boxes.append([min(xs), min(ys), max(xs), max(ys)])
    return _map_to_page(boxes, frame) if boxes else _annotation_box(annotation, frame)


def _typed_texts(annotation: object, frame: PageFrame) -> list[tuple[str, Rect]]:
    size = c.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    if size <= 2:
        return []
    buffer = (ctypes.c_ushort * (size // 2))()
    c.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
    text = bytes(buffer).decode("utf-16-le", "replace").rstrip("\0").replace("\r", "\n").strip()
    return [(text, box) for box in _annotation_box(annotation, frame) if text]


def _annotation_box(annotation: object, frame: PageFrame) -> list[Rect]:
    rect = c.FS_RECTF()
    if not c.FPDFAnnot_GetRect(annotation, rect):
        return []
    return _map_to_page([[rect.left, rect.bottom, rect.right, rect.top]], frame)


def _map_to_page(boxes: list[list[float]], frame: PageFrame) -> list[Rect]:
    mapped = map_boxes(frame.matrix, np.array(boxes, dtype=np.float64)).tolist()
    return [(x0, top, x1, bottom) for x0, top, x1, bottom in mapped]


FormFields = tuple[tuple[str, Rect], ...]
"""Form fields: what each shows, and its box as shown."""

CHECKED, UNCHECKED = "☒", "☐"
_CHECK_FIELDS = (c.FPDF_FORMFIELD_CHECKBOX, c.FPDF_FORMFIELD_RADIOBUTTON)
_TEXT_FIELDS = (c.FPDF_FORMFIELD_TEXTFIELD, c.FPDF_FORMFIELD_COMBOBOX, c.FPDF_FORMFIELD_LISTBOX)
_HIDDEN_FLAG = 0x02  # PDF 1.7, table 165: bit 2
LINE_HEIGHT = 1.2
"""A line's height in font sizes, for fields of several lines."""


def _field_text(form: object, annotation: object) -> str:
    size = c.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    c.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _shown_text(form: object, annotation: object) -> str:
    kind = c.FPDFAnnot_GetFormFieldType(form, annotation)
    if c.FPDFAnnot_GetFlags(annotation) & _HIDDEN_FLAG:
        return ""
    if kind in _CHECK_FIELDS:
        return CHECKED if c.FPDFAnnot_IsChecked(form, annotation) else UNCHECKED
    return _field_text(form, annotation) if kind in _TEXT_FIELDS else ""


def _iterate_fields(
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


def _lay_out_words(text: str, box: tuple[float, float, float, float], owner: int, first: int) -> Iterator[Word]:
    """Lay a field's text out over its box: lines from the top, words by their share of the width."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    height = (box[3] - box[1]) / max(len(lines), 1)
    size = min(max(height / LINE_HEIGHT, 4.0), 12.0)
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


def read_form_fields(document: pdfium.PdfDocument, page: pdfium.PdfPage, frame: PageFrame) -> FormFields:
    """Return the form fields of a page that show something: text as it is, check boxes and radio buttons as ☒ or ☐."""
    return () if document.formenv is None else tuple(_iterate_fields(document.formenv.raw, page, frame))


def make_field_words(fields: FormFields, owners: Sequence[int], first: int) -> list[Word]:
    """Return the values of form fields as words.

    `owners` are the cells of the fields; `first` is the number of characters that the page has without them.
    """
    words: list[Word] = []
    for (text, box), owner in zip(fields, owners, strict=True):
        words.extend(_lay_out_words(text, box, owner, first + 1 + 4 * len(words)))
    return words
