"""Pages that are pictures: rendered, straightened, their lines and words found, and given as any other page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from pipeline.model import Recognised
from pipeline.ocr import picture as pictures
from pipeline.ocr.areas import (
    Rule,
    find_color,
    find_rules,
    flatten_areas,
    make_side_rules,
    recognize_mark,
    remove_residue,
    remove_rules,
)
from pipeline.ocr.picture import Grey, Ink
from pipeline.ocr.stack import Pixels, build_stacks, find_ink_bounds, find_inked_part, locate_words, move_word
from pipeline.ocr.words import OcrWord
from pipeline.readers.pdf.chars.drawing import Drawing, Fill, Stroke
from pipeline.readers.pdf.chars.geometry import PageFrame, PageTurn, point_as_shown
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.page import PageContent, find_cell_fills
from pipeline.readers.pdf.tables.cell_marks import is_check_box
from pipeline.readers.pdf.tables.cells import Grid, GridCell, find_grids

QUALITY = "read-by-ocr"
DPI = 300
"""Dots per inch at which pages are read: what OCR engines are trained on."""
SAME_ROW = 3.0
"""Points by which the edges of cells of one row may differ."""
MOST_PIXELS = 30_000_000
"""Larger pages are rendered more coarsely."""

LEAST_SIDE = 1
"""Points of the shorter side below which a page has no room for text, and PDFium draws no picture of it."""

ReadPicture = Callable[[Grey, str], list[OcrWord]]
"""An engine: a picture and the layout of its text (`page`, `column`) to words."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A page's picture, straightened, with `scale` pixels a point; `turn` says how it lay on the scanner."""

    color: Image.Image
    grey: Grey
    ink: Ink
    areas: tuple[Pixels, ...]
    turn: PageTurn
    scale: float


def is_drawable(page: pdfium.PdfPage) -> bool:
    """Return whether anything can be on a page: flat ones can't be drawn."""
    return bool(min(page.get_size()) >= LEAST_SIDE)


def render_page(page: pdfium.PdfPage, frame: PageFrame) -> Scan:
    """Render a page and straighten it."""
    width, height = page.get_size()
    scale = min(DPI / 72, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    return _straighten_scan(page.render(scale=scale).to_pil().convert("RGB"), PageTurn(frame), scale)


def turn_scan(scan: Scan, quarters: int) -> Scan:
    """Return a scan turned by quarters against the clock, for a page that lay on its side."""
    turns = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}
    return _straighten_scan(scan.color.transpose(turns[quarters]), PageTurn(scan.turn.frame, 0.0, quarters), scan.scale)


def _straighten_scan(color: Image.Image, turn: PageTurn, scale: float) -> Scan:
    skew = pictures.measure_skew(pictures.separate_ink(np.asarray(color.convert("L"))))
    color = pictures.turn_picture(color, skew)
    flat, areas = flatten_areas(color, scale * 72)
    grey = pictures.whiten_paper(flat)
    return Scan(color, grey, pictures.separate_ink(grey), areas, replace(turn, skew=skew), scale)


def _as_stroke(rule: Rule, scale: float) -> Stroke:
    return Stroke(rule.at / scale, rule.start / scale, rule.end / scale, rule.level)


def read_scan(number: int, scan: Scan, read: ReadPicture) -> PageContent:
    """Read a page from its picture with an engine."""
    found_rules = find_rules(scan.ink, scan.scale * 72)
    rules = [*found_rules, *make_side_rules(scan.areas)]
    picture = remove_rules(scan.grey, scan.ink, rules)
    ink = remove_residue(scan.ink & (picture < 255), rules, scan.scale * 72)
    picture = np.where(ink | ~scan.ink, picture, np.uint8(255))
    strokes = tuple(_as_stroke(rule, scan.scale) for rule in rules)
    grids = tuple(grid for grid in find_grids(strokes) if not is_check_box(grid))
    cells = tuple(cell for grid in grids for cell in grid.cells)
    words = _read_cells(picture, ink, cells, scan.scale, read) + _read_outside_cells(
        picture, ink, grids, scan.scale, read
    )
    page_words = make_words(ink, words, scan.scale)
    drawing = Drawing(strokes, _read_cell_fills(scan, cells))
    content = PageContent(number, scan.turn.read, page_words, grids, cells, (), drawing, (QUALITY,), turn=scan.turn)
    recognised = tuple(_as_recognised(word, scan) for word, _ in words)
    return replace(content, fills=find_cell_fills(content, cells), recognised=recognised)


def _as_recognised(word: OcrWord, scan: Scan) -> Recognised:
    x0, top, x1, bottom = (side / scan.scale for side in word.box)
    x, y = point_as_shown((x0 + x1) / 2, (top + bottom) / 2, scan.turn)
    return Recognised(round(x, 1), round(y, 1), len(word.text), word.confidence)


def _read_cell_fills(scan: Scan, cells: Sequence[GridCell]) -> tuple[Fill, ...]:
    """Return the colors of cells as they are on the picture."""
    picture = np.asarray(scan.color)
    colors = [find_color(picture, _to_pixels(cell.box, scan.scale)) for cell in cells]
    return tuple(Fill(cell.box, color) for cell, color in zip(cells, colors, strict=True) if color)


def _to_pixels(box: Sequence[float], scale: float) -> Pixels:
    x0, top, x1, bottom = (round(side * scale) for side in box)
    return (x0, top, x1, bottom)


def _read_cells(
    clean: Grey, ink: Ink, cells: Sequence[GridCell], scale: float, read: ReadPicture
) -> list[tuple[OcrWord, int]]:
    """Read the text of each cell, that of cells within it apart."""
    boxes = [_to_pixels(cell.box, scale) for cell in cells]
    seen_by_cell: dict[int, list[OcrWord]] = {}
    for stack_picture, pieces in build_stacks(clean, ink, boxes):
        for seen, piece in locate_words(read(stack_picture, "column"), pieces):
            if find_ink_bounds(ink, _whole_pixels(seen.box)):
                seen_by_cell.setdefault(pieces[piece].index, []).append(seen)
    ticks = find_cell_marks(
        ink, boxes, [_row_number(cells, index) for index in range(len(cells))], seen_by_cell, scale * 72
    )
    seen_by_cell |= {index: [seen] for index, seen in ticks.items()}
    return [(seen, index) for index in sorted(seen_by_cell) for seen in seen_by_cell[index]]


def _whole_pixels(box: Sequence[float]) -> Pixels:
    x0, top, x1, bottom = (max(int(side), 0) for side in box)
    return (x0, top, x1, bottom)


def _row_number(cells: Sequence[GridCell], index: int) -> int:
    """Return the first cell of the row of like cells that a cell is in."""
    box = cells[index].box
    return next(k for k, cell in enumerate(cells) if max(abs(cell.box[n] - box[n]) for n in (1, 3)) < SAME_ROW)


def _read_outside_cells(
    clean: Grey, ink: Ink, grids: Sequence[Grid], scale: float, read: ReadPicture
) -> list[tuple[OcrWord, int]]:
    """Read what is outside of all tables."""
    picture, free_ink = clean.copy(), ink.copy()
    for grid in grids:
        x0, top, x1, bottom = _to_pixels(grid.box, scale)
        picture[top:bottom, x0:x1], free_ink[top:bottom, x0:x1] = 255, False
    text_box = find_inked_part(free_ink, (0, 0, free_ink.shape[1], free_ink.shape[0]))
    if text_box is None:
        return []
    x0, top, x1, bottom = text_box
    seen = read(np.ascontiguousarray(picture[top:bottom, x0:x1]), "page")
    return [(move_word(word, x0, top), -1) for word in seen]


BULLET = "•"
BULLET_FILL = 0.7
"""Share of its box that a disc or a square fills; letters fill less."""
LEAST_DOT, MOST_DOT = 5, 0.7
"""Pixels, and share of the line's height, between which a bullet is wide and high."""
REGULAR_SHARE = 0.3
"""The share of a page's words that are at most as heavy as its regular text."""
BOLD_WEIGHT = 1.3
"""Times the stroke width of a page's regular text from which a word is bold."""
LEAST_LETTERS = 3
"""Letters of a word long enough to measure its weight."""
SAME_SIZE = 0.15
"""Lines whose heights differ by less than this share are set in one size."""


def make_words(ink: Ink, seen: Sequence[tuple[OcrWord, int]], scale: float) -> tuple[Word, ...]:
    """Make words of what was seen; each comes with its cell, boxes in pixels, `scale` pixels a point."""
    weights = [_stroke_weight(ink, word) for word, _ in seen]
    known_weights = [weight for weight in weights if weight]
    bold_from = float(np.quantile(known_weights, REGULAR_SHARE)) * BOLD_WEIGHT if known_weights else 0.0
    usual_size = float(np.median([word.size for word, _ in seen])) if seen else 0.0
    words = []
    for index, ((word, owner), weight) in enumerate(zip(seen, weights, strict=True)):
        text = BULLET if _is_bullet(ink, word) else word.text
        x0, top, x1, bottom = (side / scale for side in word.box)
        size = (usual_size if abs(word.size - usual_size) < SAME_SIZE * usual_size else word.size) / scale
        bold = bool(weight and weight > bold_from)
        position = 2 * index
        base = word.base / scale
        words.append(Word(text, (x0, top, x1, bottom), x0, x1, base, size, bold, 0, position, position + 1, owner))
    return tuple(words)


def _crop_word(ink: Ink, word: OcrWord) -> Ink:
    x0, top, x1, bottom = (max(int(side), 0) for side in word.box)
    return ink[top : bottom + 1, x0 : x1 + 1]


def _stroke_weight(ink: Ink, word: OcrWord) -> float:
    """Return the width of a word's strokes relative to its height; 0 for words too short to measure."""
    if sum(map(str.isalpha, word.text)) < LEAST_LETTERS:
        return 0.0
    part = _crop_word(ink, word)
    runs = int((np.diff(np.pad(part, ((0, 0), (1, 0))).astype(np.int8), axis=1) == 1).sum())
    return float(part.sum()) / runs / word.size if runs and word.size else 0.0


def _is_bullet(ink: Ink, word: OcrWord) -> bool:
    """Return whether a lone character is a disc or a square: a bullet that the engine took for a letter."""
    if len(word.text) != 1:
        return False
    part = _crop_word(ink, word)
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return False
    blob = part[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    high, wide = blob.shape
    round_enough = 0.75 <= wide / high <= 1.34 and blob.mean() >= BULLET_FILL
    return bool(round_enough and min(high, wide) >= LEAST_DOT and max(high, wide) <= MOST_DOT * word.size)


MOST_MARK_INCHES = 0.35
"""Inches; a mark is no larger."""
LEAST_MARK_CELLS = 3
"""A row of marks has at least so many cells, and no more than one of them is marked."""
MOST_MARK_CHARACTERS = 2
"""Characters that an engine may see in one mark."""


def find_cell_marks(
    ink: Ink, cells: Sequence[Pixels], rows: Sequence[int], texts: Mapping[int, Sequence[OcrWord]], dpi: float
) -> dict[int, OcrWord]:
    """Find marks: index of a cell -> the mark, as if it were a word.

    `cells` are the insides of cells, `rows` the row that each is in, `texts` what was read in it. A mark is alone in
    its cell, in a row of cells that are empty or marked.
    """
    by_row: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        by_row.setdefault(row, []).append(index)
    marks: dict[int, OcrWord] = {}
    for indices in by_row.values():
        sparse = [i for i in indices if sum(len(seen.text) for seen in texts.get(i, ())) <= MOST_MARK_CHARACTERS]
        for index in sparse if len(sparse) >= LEAST_MARK_CELLS else ():
            seen = _read_mark(ink, cells[index], dpi)
            if seen:
                marks[index] = seen
    return marks


def _read_mark(ink: Ink, cell: Pixels, dpi: float) -> OcrWord | None:
    box = find_ink_bounds(ink, cell)
    if box is None or box[2] - box[0] > MOST_MARK_INCHES * dpi or box[3] - box[1] > MOST_MARK_INCHES * dpi:
        return None
    x0, top, x1, bottom = box
    name = recognize_mark(ink[top:bottom, x0:x1])
    return OcrWord(name, (x0, top, x1, bottom), bottom, bottom - top, 1.0) if name else None
