"""Read one page with PDFium: words by cell, grids, colors. The result holds no object of PDFium."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as c

from pipeline.model import Recognised
from pipeline.readers.marks import has_hue
from pipeline.readers.pdf.chars import pdfium as raw
from pipeline.readers.pdf.chars.annotations import FormFields, make_field_words, read_annotations, read_form_fields
from pipeline.readers.pdf.chars.drawing import Drawing, Fill
from pipeline.readers.pdf.chars.drawing_reader import read_drawing
from pipeline.readers.pdf.chars.dropped_blanks import restore_blanks
from pipeline.readers.pdf.chars.excluded_text import count_overprinted, remove_stamps, remove_struck, remove_unseen
from pipeline.readers.pdf.chars.geometry import Numbers, PageFrame, PageTurn, Rect
from pipeline.readers.pdf.chars.glyphs import Glyphs, read_glyphs
from pipeline.readers.pdf.chars.words import Word, find_words, is_blank
from pipeline.readers.pdf.tables.cell_marks import (
    PictureGrid,
    add_drawn_bullets,
    add_drawn_ticks,
    add_picture_ticks,
    extract_colored_dots,
    is_check_box,
    is_comb,
    replace_check_boxes,
)
from pipeline.readers.pdf.tables.cell_rules import close_whole_page, find_cell_sides
from pipeline.readers.pdf.tables.cells import Grid, GridCell, find_grids
from pipeline.readers.pdf.tables.choices import mark_choices

WHITE = 0xF8
"""A fill whose parts are all at least this is white paper."""
_SAMPLES = np.array([0.1, 0.3, 0.5, 0.7, 0.9])


@dataclass(frozen=True, slots=True)
class PageContent:
    """The content of a page: words (each with the index of its cell in `cells`, -1 for none) and grids.

    Left out are and count: `hidden` invisible characters, `off` those off the page, `repeated` those printed twice,
    `struck` those crossed out, and `stamps`, the letters of watermarks; `unread_marks` counts ovals drawn around words
    that are no choice among others. `turn` says how a page was turned or lay on the scanner; all boxes are those of the
    straightened page, except those that its `engine` `recognised`.
    """

    number: int
    frame: PageFrame
    words: tuple[Word, ...]
    grids: tuple[Grid, ...]
    cells: tuple[GridCell, ...]
    fills: tuple[str | None, ...]
    drawing: Drawing
    quality: tuple[str, ...] = ()
    hidden: int = 0
    off: int = 0
    repeated: int = 0
    turn: PageTurn | None = None
    engine: str = ""
    recognised: tuple[Recognised, ...] = ()
    struck: int = 0
    stamps: tuple[str, ...] = ()
    unread_marks: int = 0


def find_owners(things: Numbers, cells: tuple[GridCell, ...]) -> npt.NDArray[np.int64]:
    """Return for each box (n, 4) the index of the smallest cell that holds its middle, -1 for none."""
    if not cells or not len(things):
        return np.full(len(things), -1, dtype=np.int64)
    points = (things[:, :2] + things[:, 2:]) / 2
    boxes = np.array([cell.box for cell in cells])
    xs, ys = np.unique(boxes[:, ::2]), np.unique(boxes[:, 1::2])
    # The edges of all cells divide the page into fields. Each belongs to the cell written last, which is the smallest.
    fields = np.full((len(ys) + 1, len(xs) + 1), -1, dtype=np.int64)
    edge_indices = np.searchsorted(xs, boxes[:, ::2]) + 1, np.searchsorted(ys, boxes[:, 1::2]) + 1
    cell_edges = np.concatenate(edge_indices, axis=1).tolist()
    for index in sorted(range(len(cells)), key=lambda k: -_box_area(cells[k].box)):
        left, right, top, bottom = cell_edges[index]
        fields[top:bottom, left:right] = index
    return fields[np.searchsorted(ys, points[:, 1], side="right"), np.searchsorted(xs, points[:, 0], side="right")]


def _box_area(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def find_cell_colors(cells: tuple[GridCell, ...], fills: tuple[Fill, ...], page_area: float) -> tuple[str | None, ...]:
    """Return each cell's color: the top-most fill at most of 25 points in it, None for white or none."""
    shadings = [fill for fill in fills if not fill.shape and 20 < _box_area(fill.box) < 0.9 * page_area]
    if not shadings or not cells:
        return (None,) * len(cells)
    boxes = np.array([fill.box for fill in shadings])
    colors: list[str | None] = []
    for cell in cells:
        x0, top, x1, bottom = cell.box
        below, above = boxes[:, :2] <= (x1, bottom), boxes[:, 2:] >= (x0, top)
        near = np.flatnonzero((below & above).all(axis=1))
        if not len(near):
            colors.append(None)
            continue
        x = (x0 + (x1 - x0) * _SAMPLES)[None, :, None]
        y = (top + (bottom - top) * _SAMPLES)[:, None, None]
        left, upper, right, lower = boxes[near].T
        inside = (left <= x) & (x <= right) & (upper <= y) & (y <= lower)
        topmost = np.where(inside.any(axis=2), len(near) - 1 - inside[:, :, ::-1].argmax(axis=2), -1)
        colors.append(_majority_color([shadings[near[k]].color if k >= 0 else None for k in topmost.ravel().tolist()]))
    return tuple(colors)


def _shape_color(cell: GridCell, shapes: Sequence[Fill]) -> str | None:
    """Return the color of the last colored shape (a disc, a traffic light) within a cell that holds nothing else."""
    x0, top, x1, bottom = cell.box
    inside = [
        fill.color
        for fill in shapes
        if fill.box[0] >= x0 and fill.box[1] >= top and fill.box[2] <= x1 and fill.box[3] <= bottom
    ]
    return inside[-1] if inside else None


def _majority_color(colors: list[str | None]) -> str | None:
    best = max(sorted(set(colors), key=str), key=colors.count)
    if best is None or colors.count(best) * 2 < len(colors):
        return None
    return None if all(int(best[k : k + 2], 16) >= WHITE for k in (0, 2, 4)) else best


def _page_frame(page: pdfium.PdfPage) -> PageFrame:
    left, bottom, right, top = page.get_bbox()
    return PageFrame(left, bottom, right, top, page.get_rotation() % 360)


def _read_text(page: pdfium.PdfPage, frame: PageFrame) -> Glyphs:
    text_page = page.get_textpage()
    try:
        glyphs = read_glyphs(raw.as_handle(text_page.raw), c.FPDFText_CountChars(text_page.raw), frame)
        return restore_blanks(raw.as_handle(page.raw), glyphs)
    finally:
        text_page.close()


def _judge_glyphs(glyphs: Glyphs, words: list[Word]) -> tuple[str, ...]:
    if not words:
        return ("no-text",)
    codes = glyphs.codes[glyphs.codes > 32]
    broken = ((codes >= 0xFFFD) & (codes <= 0xFFFF)).sum()
    return ("garbled",) if broken > 0.2 * len(codes) else ()


def _mark_check_boxes(
    words: list[Word], squares: list[Rect], cells: tuple[GridCell, ...], drawing: Drawing
) -> list[Word]:
    if not squares:
        return words
    owners = find_owners(np.array(squares), cells).tolist()
    return replace_check_boxes(words, squares, owners, drawing)


def build_content(
    number: int,
    frame: PageFrame,
    glyphs: Glyphs,
    drawing: Drawing,
    quality: tuple[str, ...] = (),
    fields: FormFields = (),
) -> PageContent:
    """Build a page's content from its characters, drawing and form fields."""
    printed = glyphs.boxes[~is_blank(glyphs.codes)]
    drawn = (*drawing.strokes, *find_cell_sides(drawing, printed), *close_whole_page(drawing, printed))
    all_grids = find_grids(drawn)
    combs = [grid for grid in all_grids if is_comb(grid, printed)]
    grids = tuple(grid for grid in all_grids if not is_check_box(grid) and grid not in combs)
    cells = tuple(cell for grid in grids for cell in grid.cells)
    owners = find_owners(glyphs.boxes, cells)
    words, repeated = find_words(glyphs, owners)
    words, dots = extract_colored_dots(glyphs, owners, words)
    if dots:
        drawing = replace(drawing, fills=(*drawing.fills, *dots))
    field_boxes = np.array([box for _, box in fields]).reshape(-1, 4)
    words += make_field_words(fields, find_owners(field_boxes, cells).tolist(), len(glyphs))
    flags = (*quality, *_judge_glyphs(glyphs, words), *(("crowded-drawing",) if drawing.crowded else ()))
    squares = [*(grid.box for grid in all_grids if is_check_box(grid)), *drawing.squares]
    squares += [cell.box for grid in combs for cell in grid.cells]
    words = _mark_check_boxes(words, squares, cells, drawing) if words else []
    words = add_drawn_bullets(add_drawn_ticks(words, cells, drawing), drawing) if words else []
    content = PageContent(number, frame, tuple(words), grids, cells, (), drawing, flags, repeated=repeated)
    return replace(content, fills=find_cell_fills(content, cells))


def _read_content(document: pdfium.PdfDocument, page: pdfium.PdfPage, number: int, glyphs: Glyphs) -> PageContent:
    """Read an open page with these characters: what is seen of them, its drawing, its annotations and form fields."""
    frame = _page_frame(page)
    drawing = read_drawing(raw.as_handle(page.raw), frame)
    visible = remove_unseen(page, frame, glyphs, drawing)
    overprinted = count_overprinted(frame, visible.glyphs, drawing)
    drawing = replace(drawing, order={}, covers=())  # of no further use, and large
    annotations = read_annotations(page, frame)
    glyphs_left, stamps = remove_stamps(visible.glyphs)
    glyphs_left, drawing, struck_count = remove_struck(glyphs_left, drawing, annotations.struck)
    flags = ("ocr-layer",) if visible.layer else ()
    fields = (*read_form_fields(document, page, frame), *annotations.typed)
    content = build_content(number, frame, glyphs_left, drawing, flags, fields=fields)
    pictures = PictureGrid(frame, content.words, content.cells, drawing.images)
    words = add_picture_ticks(page, pictures) if drawing.images and content.words else content.words
    drawing = replace(drawing, ovals=(*drawing.ovals, *annotations.circled))
    marked, unread_marks = mark_choices(words, drawing, annotations.underlined)
    return replace(
        content,
        words=tuple(marked),
        unread_marks=unread_marks,
        hidden=visible.hidden,
        off=visible.off,
        repeated=content.repeated + overprinted,
        struck=struck_count,
        stamps=stamps,
    )


def read_page(document: pdfium.PdfDocument, number: int) -> PageContent:
    """Read page `number` (from 1) of an open document; the page is closed again."""
    page = document[number - 1]
    try:
        shown = _page_frame(page)
        glyphs = _read_text(page, shown)
        quarters = find_turn(glyphs)
        if quarters:
            page.set_rotation((shown.rotation + 90 * quarters) % 360)
            glyphs = _read_text(page, _page_frame(page))
        content = _read_content(document, page, number, glyphs)
        return replace(content, turn=PageTurn(shown, quarters=4 - quarters)) if quarters else content
    finally:
        page.close()


def find_cell_fills(content: PageContent, cells: tuple[GridCell, ...]) -> tuple[str | None, ...]:
    """Return the colors of cells of a page: their shading, else that of a colored shape in a cell without text."""
    shadings = find_cell_colors(cells, content.drawing.fills, content.frame.width * content.frame.height)
    shapes = [fill for fill in content.drawing.fills if fill.shape and has_hue(fill.color)]
    if not shapes:
        return shadings
    text_cells = [cell.box for cell in cells if any(word.is_within(cell.box) for word in content.words)]
    return tuple(
        color or (None if cell.box in text_cells else _shape_color(cell, shapes))
        for color, cell in zip(shadings, cells, strict=True)
    )


LEAST_TURNED = 30
"""Characters of a page that is turned: fewer are a label next to a figure."""
TURNED_SHARE = 0.7
"""Share of the characters that run in one direction: page numbers and headers may be upright."""


def find_turn(glyphs: Glyphs) -> int:
    """Return by how many quarters (clockwise) a page is to be turned so that its text runs upright; 0 for none."""
    is_printing = ~is_blank(glyphs.codes) & ~glyphs.made
    total = int(is_printing.sum())
    if total < LEAST_TURNED:
        return 0
    angles = np.array([style.angle for style in glyphs.styles])[glyphs.style][is_printing]
    for quarters in (1, 2, 3):
        if (angles == 90 * quarters).sum() >= TURNED_SHARE * total:
            return quarters
    return 0
