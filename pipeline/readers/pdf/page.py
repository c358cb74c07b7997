"""One page as read on the quick path: printed lines by cell, grids, colours; nothing of PDFium is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as c

from pipeline.readers.pdf import raw
from pipeline.readers.pdf.boxes import is_square, with_check_boxes
from pipeline.readers.pdf.cells import Grid, GridCell, Rect, find_grids
from pipeline.readers.pdf.geometry import Numbers, PageFrame
from pipeline.readers.pdf.glyphs import Glyphs, read_glyphs
from pipeline.readers.pdf.paths import Drawing, Fill, read_drawing
from pipeline.readers.pdf.widgets import Fields, fields_of, widget_words
from pipeline.readers.pdf.words import Word, find_words

WHITE = 0xF8
"""A fill whose parts are all at least this is white paper."""
_SAMPLES = np.array([0.1, 0.3, 0.5, 0.7, 0.9])


@dataclass(frozen=True, slots=True)
class PageContent:
    """What stands on a page: words (each with the index of its cell in `cells`, -1 for none) and grids."""

    number: int
    frame: PageFrame
    words: tuple[Word, ...]
    grids: tuple[Grid, ...]
    cells: tuple[GridCell, ...]
    fills: tuple[str | None, ...]
    drawing: Drawing
    quality: tuple[str, ...] = ()


def owners_of(points: Numbers, cells: tuple[GridCell, ...]) -> npt.NDArray[np.int64]:
    """Name for each point (n, 2) the smallest cell that holds it, -1 for none."""
    owners = np.full(len(points), -1, dtype=np.int64)
    x, y = points[:, 0], points[:, 1]
    by_area = sorted(range(len(cells)), key=lambda k: -_area(cells[k].box))
    for index in by_area:
        x0, top, x1, bottom = cells[index].box
        owners[(x >= x0) & (x < x1) & (y >= top) & (y < bottom)] = index
    return owners


def _area(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def colours_of(cells: tuple[GridCell, ...], fills: tuple[Fill, ...], page_area: float) -> tuple[str | None, ...]:
    """Give each cell's colour: the top-most fill at most of 25 points in it, None for white or none."""
    used = [fill for fill in fills if not fill.shape and 20 < _area(fill.box) < 0.9 * page_area]
    if not used or not cells:
        return (None,) * len(cells)
    boxes = np.array([fill.box for fill in used])
    found = []
    for cell in cells:
        x0, top, x1, bottom = cell.box
        x = (x0 + (x1 - x0) * _SAMPLES)[None, :, None]
        y = (top + (bottom - top) * _SAMPLES)[:, None, None]
        inside = (boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3])
        last = np.where(inside.any(axis=2), len(used) - 1 - inside[:, :, ::-1].argmax(axis=2), -1)
        found.append(_majority([used[k].colour if k >= 0 else None for k in last.ravel().tolist()]))
    return tuple(found)


def _majority(colours: list[str | None]) -> str | None:
    best = max(sorted(set(colours), key=str), key=colours.count)
    if best is None or colours.count(best) * 2 < len(colours):
        return None
    return None if all(int(best[k : k + 2], 16) >= WHITE for k in (0, 2, 4)) else best


def _frame(page: pdfium.PdfPage) -> PageFrame:
    left, bottom, right, top = page.get_bbox()
    return PageFrame(left, bottom, right, top, page.get_rotation() % 360)


def _read_text(page: pdfium.PdfPage, frame: PageFrame) -> Glyphs:
    text_page = page.get_textpage()
    try:
        return read_glyphs(raw.address(text_page.raw), c.FPDFText_CountChars(text_page.raw), frame)
    finally:
        text_page.close()


def _quality(glyphs: Glyphs, words: list[Word]) -> tuple[str, ...]:
    if not words:
        return ("no-text",)
    codes = glyphs.codes[glyphs.codes > 32]
    broken = np.isin(codes, (0xFFFD, 0xFFFE, 0xFFFF)).sum()
    return ("garbled",) if broken > 0.2 * len(codes) else ()


def _middles(boxes: Numbers) -> Numbers:
    return (boxes[:, :2] + boxes[:, 2:]) / 2


def _ticked(words: list[Word], squares: list[Rect], cells: tuple[GridCell, ...], drawing: Drawing) -> list[Word]:
    if not squares:
        return words
    owners = owners_of(_middles(np.array(squares)), cells).tolist()
    return with_check_boxes(words, squares, owners, drawing)


def content_of(
    number: int, frame: PageFrame, glyphs: Glyphs, drawing: Drawing, quality: tuple[str, ...] = (), fields: Fields = ()
) -> PageContent:
    """Put a page's content together from its characters, drawing and form fields."""
    found = find_grids(drawing.strokes)
    grids = tuple(grid for grid in found if not is_square(grid))
    cells = tuple(cell for grid in grids for cell in grid.cells)
    words = find_words(glyphs, owners_of(_middles(glyphs.boxes), cells))
    words += widget_words(fields, cells, len(glyphs))
    flags = (*quality, *_quality(glyphs, words), *(("crowded-drawing",) if drawing.crowded else ()))
    words = _ticked(words, [grid.box for grid in found if is_square(grid)], cells, drawing) if words else []
    content = PageContent(number, frame, tuple(words), grids, cells, (), drawing, flags)
    return replace(content, fills=fills_of(content, cells))


def read_page(document: pdfium.PdfDocument, number: int) -> PageContent:
    """Read page `number` (from 1) of an open document; the page is closed again."""
    page = document[number - 1]
    try:
        frame = _frame(page)
        glyphs, drawing = _read_text(page, frame), read_drawing(raw.address(page.raw), frame)
        return content_of(number, frame, glyphs, drawing, fields=fields_of(document, page, frame))
    finally:
        page.close()


def fills_of(content: PageContent, cells: tuple[GridCell, ...]) -> tuple[str | None, ...]:
    """Give the colours of cells of a page."""
    return colours_of(cells, content.drawing.fills, content.frame.width * content.frame.height)
