"""Pages that are pictures: rendered, straightened, their lines and words found, and given as any other page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from pipeline.model import Recognised
from pipeline.ocr import picture as pictures
from pipeline.ocr.areas import colour_in, flattened, sides
from pipeline.ocr.picture import Grey, Ink
from pipeline.ocr.rules import Rule, find_rules, without_residue, without_rules
from pipeline.ocr.stack import Pixels, bounds, inked, moved, put_back, stacks
from pipeline.ocr.words import Seen
from pipeline.readers.pdf.chars.drawing import Drawing, Fill, Stroke
from pipeline.readers.pdf.chars.geometry import PageFrame
from pipeline.readers.pdf.page import PageContent, fills_of
from pipeline.readers.pdf.scans.deskew import Laid, back
from pipeline.readers.pdf.scans.marks import marks
from pipeline.readers.pdf.scans.words import words_of
from pipeline.readers.pdf.tables.cells import Grid, GridCell, find_grids
from pipeline.readers.pdf.tables.check_boxes import is_check_box

QUALITY = "read-by-ocr"
DPI = 300
SAME_ROW = 3.0
"""Points by which the edges of cells of one row may differ."""
MOST_PIXELS = 30_000_000
"""Larger pages are rendered more coarsely."""

LEAST_SIDE = 1
"""Points of the shorter side below which a page has no room for text, and PDFium draws no picture of it."""

Read = Callable[[Grey, str], list[Seen]]
"""An engine: a picture and the layout of its text (`page`, `column`) to words."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A page's picture, straightened, with `scale` pixels a point; `laid` tells how it lay on the scanner."""

    colour: Image.Image
    grey: Grey
    ink: Ink
    areas: tuple[Pixels, ...]
    laid: Laid
    scale: float


def has_room(page: pdfium.PdfPage) -> bool:
    """Tell whether anything can stand on a page: flat ones can't be drawn."""
    return bool(min(page.get_size()) >= LEAST_SIDE)


def render(page: pdfium.PdfPage, frame: PageFrame) -> Scan:
    """Render a page and straighten it."""
    width, height = page.get_size()
    scale = min(DPI / 72, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    return _straightened(page.render(scale=scale).to_pil().convert("RGB"), Laid(frame), scale)


def quartered(scan: Scan, quarters: int) -> Scan:
    """Return a scan turned by quarters against the clock, for a page that lay on its side."""
    turns = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}
    return _straightened(scan.colour.transpose(turns[quarters]), Laid(scan.laid.frame, 0.0, quarters), scan.scale)


def _straightened(colour: Image.Image, laid: Laid, scale: float) -> Scan:
    skew = pictures.skew(pictures.ink_of(np.asarray(colour.convert("L"))))
    colour = pictures.turned(colour, skew)
    flat, areas = flattened(colour, scale * 72)
    grey = pictures.cleaned(flat)
    return Scan(colour, grey, pictures.ink_of(grey), areas, replace(laid, skew=skew), scale)


def _stroke(rule: Rule, scale: float) -> Stroke:
    return Stroke(rule.at / scale, rule.start / scale, rule.end / scale, rule.level)


def read_scan(number: int, scan: Scan, read: Read) -> PageContent:
    """Read a page from its picture with an engine."""
    ruled = find_rules(scan.ink, scan.scale * 72)
    rules = [*ruled, *sides(scan.areas)]
    clean = without_rules(scan.grey, scan.ink, rules)
    ink = without_residue(scan.ink & (clean < 255), rules, scan.scale * 72)
    clean = np.where(ink | ~scan.ink, clean, np.uint8(255))
    strokes = tuple(_stroke(rule, scan.scale) for rule in rules)
    grids = tuple(grid for grid in find_grids(strokes) if not is_check_box(grid))
    cells = tuple(cell for grid in grids for cell in grid.cells)
    words = _cell_words(clean, ink, cells, scan.scale, read) + _other_words(clean, ink, grids, scan.scale, read)
    placed = words_of(ink, words, scan.scale)
    drawing = Drawing(strokes, _fills(scan, cells))
    content = PageContent(number, scan.laid.read, placed, grids, cells, (), drawing, (QUALITY,), laid=scan.laid)
    recognised = tuple(_recognised(word, scan) for word, _ in words)
    return replace(content, fills=fills_of(content, cells), recognised=recognised)


def _recognised(word: Seen, scan: Scan) -> Recognised:
    x0, top, x1, bottom = (side / scan.scale for side in word.box)
    x, y = back((x0 + x1) / 2, (top + bottom) / 2, scan.laid)
    return Recognised(round(x, 1), round(y, 1), len(word.text), word.confidence)


def _fills(scan: Scan, cells: Sequence[GridCell]) -> tuple[Fill, ...]:
    """Return the colours of cells as they are on the picture."""
    picture = np.asarray(scan.colour)
    colours = [colour_in(picture, _pixels(cell.box, scan.scale)) for cell in cells]
    return tuple(Fill(cell.box, colour) for cell, colour in zip(cells, colours, strict=True) if colour)


def _pixels(box: Sequence[float], scale: float) -> Pixels:
    x0, top, x1, bottom = (round(side * scale) for side in box)
    return (x0, top, x1, bottom)


def _cell_words(clean: Grey, ink: Ink, cells: Sequence[GridCell], scale: float, read: Read) -> list[tuple[Seen, int]]:
    """Read the text of each cell, that of cells within it apart."""
    boxes = [_pixels(cell.box, scale) for cell in cells]
    found: dict[int, list[Seen]] = {}
    for shown, pieces in stacks(clean, ink, boxes):
        for seen, piece in put_back(read(shown, "column"), pieces):
            if bounds(ink, _whole(seen.box)):
                found.setdefault(pieces[piece].index, []).append(seen)
    ticks = marks(ink, boxes, [_row_of(cells, index) for index in range(len(cells))], found, scale * 72)
    found |= {index: [seen] for index, seen in ticks.items()}
    return [(seen, index) for index in sorted(found) for seen in found[index]]


def _whole(box: Sequence[float]) -> Pixels:
    x0, top, x1, bottom = (max(int(side), 0) for side in box)
    return (x0, top, x1, bottom)


def _row_of(cells: Sequence[GridCell], index: int) -> int:
    """Return the first cell of the row of like cells that a cell stands in."""
    box = cells[index].box
    return next(k for k, cell in enumerate(cells) if max(abs(cell.box[n] - box[n]) for n in (1, 3)) < SAME_ROW)


def _other_words(clean: Grey, ink: Ink, grids: Sequence[Grid], scale: float, read: Read) -> list[tuple[Seen, int]]:
    """Read what stands outside of all tables."""
    rest, left = clean.copy(), ink.copy()
    for grid in grids:
        x0, top, x1, bottom = _pixels(grid.box, scale)
        rest[top:bottom, x0:x1], left[top:bottom, x0:x1] = 255, False
    part = inked(left, (0, 0, left.shape[1], left.shape[0]))
    if part is None:
        return []
    x0, top, x1, bottom = part
    seen = read(np.ascontiguousarray(rest[top:bottom, x0:x1]), "page")
    return [(moved(word, x0, top), -1) for word in seen]
