"""Annotations that change what a page says: strike-outs over its text, and text that somebody typed on it."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

from pipeline.readers.pdf.chars.geometry import PageFrame, map_boxes
from pipeline.readers.pdf.tables.cells import Rect

_UNSEEN = 0x02 | 0x20
"""Flags of annotations that nobody sees: hidden, and not shown on the screen."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """The boxes of strike-outs and the typed texts of a page with their boxes, as shown."""

    struck: tuple[Rect, ...] = ()
    typed: tuple[tuple[str, Rect], ...] = ()


def read_annotations(page: pdfium.PdfPage, frame: PageFrame) -> Annotations:
    """Read the annotations of an open page."""
    struck: list[Rect] = []
    typed: list[tuple[str, Rect]] = []
    for index in range(c.FPDFPage_GetAnnotCount(page.raw)):
        annotation = c.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        kind = c.FPDFAnnot_GetSubtype(annotation)
        if kind == c.FPDF_ANNOT_STRIKEOUT and not c.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
            struck += _quads(annotation, frame)
        elif kind == c.FPDF_ANNOT_FREETEXT and not c.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
            typed += _typed(annotation, frame)
        c.FPDFPage_CloseAnnot(annotation)
    return Annotations(tuple(struck), tuple(typed))


def _quads(annotation: object, frame: PageFrame) -> list[Rect]:
    """Return the boxes of the lines that a strike-out runs over; its whole box where it names none."""
    points = c.FS_QUADPOINTSF()
    boxes = []
    for index in range(c.FPDFAnnot_CountAttachmentPoints(annotation)):
        if c.FPDFAnnot_GetAttachmentPoints(annotation, index, points):
            xs, ys = (points.x1, points.x2, points.x3, points.x4), (points.y1, points.y2, points.y3, points.y4)
            boxes.append([min(xs), min(ys), max(xs), max(ys)])
    return _as_shown(boxes, frame) if boxes else _box(annotation, frame)


def _typed(annotation: object, frame: PageFrame) -> list[tuple[str, Rect]]:
    size = c.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    if size <= 2:
        return []
    buffer = (ctypes.c_ushort * (size // 2))()
    c.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
    text = bytes(buffer).decode("utf-16-le", "replace").rstrip("\0").replace("\r", "\n").strip()
    return [(text, box) for box in _box(annotation, frame) if text]


def _box(annotation: object, frame: PageFrame) -> list[Rect]:
    rect = c.FS_RECTF()
    if not c.FPDFAnnot_GetRect(annotation, rect):
        return []
    return _as_shown([[rect.left, rect.bottom, rect.right, rect.top]], frame)


def _as_shown(boxes: list[list[float]], frame: PageFrame) -> list[Rect]:
    found = map_boxes(frame.matrix, np.array(boxes, dtype=np.float64)).tolist()
    return [(x0, top, x1, bottom) for x0, top, x1, bottom in found]
