"""Marks that are drawn or pictures: bullets, check boxes, ticks, colored dots. Each becomes a character.

Comb fields: boxes side by side with a letter or figure in each, which are one word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pypdfium2 as pdfium

from pipeline.readers.marks import DOTS, has_hue
from pipeline.readers.pdf.chars.annotations import CHECKED, UNCHECKED
from pipeline.readers.pdf.chars.drawing import MOST_SQUARE, MOST_SQUARES, UNEQUAL_SIDES, Drawing, Fill, is_square
from pipeline.readers.pdf.chars.geometry import Numbers, PageFrame, Rect
from pipeline.readers.pdf.chars.glyphs import Glyphs
from pipeline.readers.pdf.chars.words import Codes, Word
from pipeline.readers.pdf.tables.cells import Grid, GridCell

LARGEST_COMB = 26.0
"""Points of the sides of a comb field's boxes at most: wider ones are cells of a table."""
DATE_PARTS = 3
"""Day, month and year."""
_SCALE = "0123456789"
"""Figures in this order are a scale to choose from."""
_MONTHS = frozenset("mμм")
"""First letters of the word for month where a form asks for one by a letter."""
MOST_BETWEEN_PARTS = 3.0
"""Times its width that the next box of a field is apart at most; boxes below each other begin further left."""
MOST_BETWEEN_BOXES = 0.5
"""Share of its width that the next box of one part of a field is apart at most; day, month and year are further."""


def join_combs(
    words: Sequence[Word], squares: Sequence[Rect], ticks: frozenset[str]
) -> tuple[list[Word], frozenset[Rect]]:
    """Return words with the letters of each comb field joined, and the boxes of such fields.

    `ticks` are the signs that mark a box.
    """
    letters = {box: [word for word in words if word.is_within(box)] for box in squares}
    rows: list[list[Rect]] = []
    for box in sorted(squares, key=lambda square: (round(square[1]), square[0])):
        gap = box[0] - rows[-1][-1][2] if rows else 0.0
        near = rows and abs(rows[-1][-1][1] - box[1]) < 2 and -1 < gap < MOST_BETWEEN_PARTS * (box[2] - box[0])
        rows.append([*rows.pop(), box] if near else [box])
    joined, combs = list(words), set[Rect]()
    for row in rows:
        printed = [letters[box][0] for box in row if letters[box]]
        is_comb = len(printed) > 1 and all(len(word.text) == 1 for word in printed) and len(row) < 2 * len(printed)
        is_comb = is_comb and "".join(word.text for word in printed) not in _SCALE
        if is_comb and all(len(letters[box]) < 2 for box in row) and any(word.text not in ticks for word in printed):
            asked = _find_asked(row, words)
            joined = [word for word in joined if word not in printed and word not in asked]
            joined.append(_join_letters(row, letters, [word.text.casefold() for word in asked]))
            combs |= set(row)
    return joined, frozenset(combs)


def _find_asked(row: Sequence[Rect], words: Sequence[Word]) -> list[Word]:
    """Return the letters right below the boxes of a date, which say what belongs there: 'dd mm yyyy'; else none."""
    below = [
        [word for word in words if len(word.text) == 1 and word.is_within((x0, bottom, x1, 2 * bottom - top))]
        for x0, top, x1, bottom in row
    ]
    asked = [found[0] for found in below if len(found) == 1 and found[0].text.isalpha()]
    is_pattern = len(asked) == len(row) and len({word.text for word in asked}) == DATE_PARTS
    return asked if is_pattern else []


def _join_letters(row: Sequence[Rect], letters: Mapping[Rect, Sequence[Word]], asked: Sequence[str]) -> Word:
    """Return the text of a comb field as one word; the parts of a date are parted by strokes, other parts by blanks."""
    parts = [""]
    for number, box in enumerate(row):
        is_apart = number and box[0] - row[number - 1][2] > MOST_BETWEEN_BOXES * (box[2] - box[0])
        if is_apart or (number and asked and asked[number] != asked[number - 1]):
            parts.append("")
        parts[-1] += letters[box][0].text if letters[box] else " "
    is_date = len(parts) == DATE_PARTS and all(map(str.isdigit, parts))
    if is_date and asked and asked[0] in _MONTHS:
        parts = [parts[1], parts[0], parts[2]]  # the month was asked for first
    first, last = (next(letters[box][0] for box in boxes if letters[box]) for boxes in (row, row[::-1]))
    box = (first.box[0], first.box[1], last.box[2], last.box[3])
    return last._replace(
        text=("/" if is_date else " ").join(parts).strip(), box=box, start=first.start, first=first.first
    )


DARK_GREY = 0x80
"""A filling whose parts are all below this is ink, not shading."""
_TICKS = frozenset("xX×+*✓✔√✗✘☓●•■Vv\uf0fc\uf0fb\uf0fe")


def is_check_box(grid: Grid) -> bool:
    """Return whether a grid is one small square: a check box, no table."""
    return len(grid.cells) == 1 and is_square(grid.box)


def is_comb(grid: Grid, printed: Numbers) -> bool:
    """Return whether a grid is boxes that touch, in a row, with a letter or figure in each: a field, no table.

    `printed` are the boxes of a page's characters (n, 4).
    """
    boxes = np.array([cell.box for cell in grid.cells])
    sizes = boxes[:, 2:] - boxes[:, :2]
    if len(boxes) < 2 or sizes.max() > LARGEST_COMB or np.ptp(boxes[:, 1]) > 1 or np.ptp(sizes[:, 0]) > 2:
        return False
    letters = (printed[:, :2] + printed[:, 2:]) / 2
    inside = (letters[:, None] >= boxes[:, :2]).all(axis=2) & (letters[:, None] <= boxes[:, 2:]).all(axis=2)
    counts = inside.sum(axis=0)
    return bool(counts.max() == 1 and counts.sum() * 2 > len(boxes))


def _holds_middle(box: Rect, inner: Sequence[float], slack: float = 1.0) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return box[0] - slack <= x <= box[2] + slack and box[1] - slack <= y <= box[3] + slack


def _is_dark(color: str) -> bool:
    return all(int(color[k : k + 2], 16) < DARK_GREY for k in (0, 2, 4))


def _ticked_by_drawing(box: Rect, drawing: Drawing) -> bool:
    crossed = sum(_holds_middle(box, slant) and slant[2] - slant[0] <= MOST_SQUARE for slant in drawing.slants) >= 2
    crossed = crossed or any(_holds_middle(box, curve) for curve in drawing.curves)
    inside = [
        fill for fill in drawing.fills if _holds_middle(box, fill.box) and fill.box[2] - fill.box[0] <= MOST_SQUARE
    ]
    return crossed or any(_is_dark(fill.color) for fill in inside[-1:])


def replace_check_boxes(
    words: Sequence[Word], squares: Sequence[Rect], owners: Sequence[int], drawing: Drawing
) -> list[Word]:
    """Put a ☐ or ☒ in place of each drawn box; a tick within it goes. `owners` are the boxes' cells.

    Boxes side by side with a letter in each are a field; a square around other text is left alone.
    """
    marked, combs = join_combs(words, squares, _TICKS)
    first = max((word.after for word in words), default=0) + 2
    for box, owner in zip(squares, owners, strict=True):
        if box in combs:
            continue
        inside = [word for word in marked if _holds_middle(box, word.box, 0.0)]
        if any(word.text not in _TICKS for word in inside):
            continue
        state = CHECKED if inside or _ticked_by_drawing(box, drawing) else UNCHECKED
        marked = [word for word in marked if word not in inside]
        height = box[3] - box[1]
        marked.append(
            Word(state, box, box[0], box[2], box[3] - 0.15 * height, height, False, 0, first, first + 1, owner)
        )
        first += 2
    return marked


LEAST_BULLET, MOST_BULLET = 0.12, 0.6
"""The sides of a drawn bullet in font sizes: smaller shapes are specks, larger ones pictures."""
MOST_BULLET_GAP = 2.5
"""Font sizes between a drawn bullet and the word that it precedes."""
LEAST_LEFT_GAP = 1.2
"""Font sizes that are free to the left of a drawn bullet: a dot between words has less, a gutter is wider."""
BULLET = "•"


def add_drawn_bullets(words: Sequence[Word], drawing: Drawing) -> list[Word]:
    """Return words with a bullet for each small shape in front of a line: browsers draw the signs of lists.

    Colored shapes within cells are signs with a meaning of their own.
    """
    shapes = [fill for fill in drawing.fills if max(_side_lengths(fill.box)) <= MOST_TICK]
    if not shapes or len(shapes) > MOST_SQUARES:
        return list(words)
    marked, after = list(words), max((word.after for word in words), default=0) + 2
    upright = [word for word in words if word.angle == 0]
    heights = np.array([(word.box[1], word.base) for word in upright]).reshape(-1, 2)
    for fill in shapes:
        middle = (fill.box[1] + fill.box[3]) / 2
        level = np.flatnonzero((heights[:, 0] <= middle) & (middle <= heights[:, 1])).tolist()
        word = _word_behind_bullet(fill, [upright[k] for k in level])
        if word is not None:
            box = fill.box
            bullet = word._replace(text=BULLET, box=box, start=box[0], end=box[2], bold=False, soft=False, blank=True)
            marked.append(bullet._replace(first=after, after=after + 1))
            after += 2
    return marked


def _word_behind_bullet(fill: Fill, level: Sequence[Word]) -> Word | None:
    """Return the word at its height that a shape is a bullet of: the first, close behind; None for other shapes."""
    x0, _, x1, _ = fill.box
    behind = min((word for word in level if word.start >= x1), key=lambda word: word.start, default=None)
    if behind is None or (behind.owner >= 0 and has_hue(fill.color)):
        return None
    sides = _side_lengths(fill.box)
    is_dot = LEAST_BULLET * behind.size <= min(sides) and max(sides) <= MOST_BULLET * behind.size
    is_even = max(sides) <= (1 + UNEQUAL_SIDES) * min(sides)
    is_close = behind.start - x1 <= MOST_BULLET_GAP * behind.size
    is_first = not any(word.start <= x0 <= word.end + LEAST_LEFT_GAP * word.size for word in level)
    return behind if is_dot and is_even and is_close and is_first else None


LEAST_TICK, MOST_TICK = 3.5, 20.0
"""The sides of a drawn tick, in points."""
TICK = "✓"
_DOT_CODES = np.array(sorted(map(ord, DOTS)))


def add_drawn_ticks(words: Sequence[Word], cells: Sequence[GridCell], drawing: Drawing) -> list[Word]:
    """Return words with a tick for each cell that holds no text but one drawn: a dark shape, or small slanted strokes.

    A cell that is as small as the tick is a check box, which is read as one.
    """
    shapes = [fill.box for fill in drawing.fills if fill.shape and not has_hue(fill.color) and _is_dark(fill.color)]
    drawn = [box for box in (*shapes, *drawing.curves) if _is_small(box)]
    slants = [box for box in drawing.slants if _is_small(box, 1.0)]
    if not drawn and len(slants) < 2:
        return list(words)
    text_owners = {word.owner for word in words}
    marked, first = list(words), max((word.after for word in words), default=0) + 2
    for index, cell in enumerate(cells):
        if index in text_owners or not _has_room(cell.box):
            continue
        inside = [box for box in drawn if _is_inside(cell.box, box)]
        strokes = [box for box in slants if _is_inside(cell.box, box)]
        if len(inside) == 1 or (not inside and 2 <= len(strokes) <= 4):
            boxes = inside or strokes
            box = (
                min(part[0] for part in boxes),
                min(part[1] for part in boxes),
                max(part[2] for part in boxes),
                max(part[3] for part in boxes),
            )
            marked.append(Word(TICK, box, box[0], box[2], box[3], box[3] - box[1], False, 0, first, first + 1, index))
            first += 2
    return marked


def extract_colored_dots(glyphs: Glyphs, owners: Codes, words: Sequence[Word]) -> tuple[list[Word], list[Fill]]:
    """Return words without those of cells that consist of one colored dot, and the dots as colored shapes."""
    dots = list(_iterate_colored_dots(glyphs))
    if not dots:
        return list(words), []
    texts: dict[int, list[str]] = {}
    for word in words:
        texts.setdefault(word.owner, []).append(word.text)
    fills = []
    dot_owners = set()
    for at, color in dots:
        owner = int(owners[at])
        if owner >= 0 and len(texts.get(owner, ())) == 1 and set(texts[owner][0]) <= DOTS:
            x0, top, x1, bottom = glyphs.boxes[at].tolist()
            fills.append(Fill((x0, top, x1, bottom), color, shape=True))
            dot_owners.add(owner)
    return [word for word in words if word.owner not in dot_owners], fills


def _iterate_colored_dots(glyphs: Glyphs) -> Iterator[tuple[int, str]]:
    colored = {index: style.color for index, style in enumerate(glyphs.styles) if style.color and has_hue(style.color)}
    if colored:
        for at in np.flatnonzero(np.isin(glyphs.codes, _DOT_CODES)).tolist():
            if color := colored.get(int(glyphs.style[at])):
                yield at, color


def _is_small(box: Rect, least: float = LEAST_TICK) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return least <= max(wide, high) <= MOST_TICK and min(wide, high) >= least / 3


def _has_room(box: Rect) -> bool:
    return box[2] - box[0] > MOST_TICK or box[3] - box[1] > MOST_TICK


def _is_inside(box: Rect, inner: Rect) -> bool:
    return inner[0] >= box[0] and inner[1] >= box[1] and inner[2] <= box[2] and inner[3] <= box[3]


LEAST_PICTURE, MOST_PICTURE = 4.0, 24.0
"""The sides of a picture of a tick, in points: larger ones are logos and photographs."""
CHECKEDED_INK = 1.15
"""Times the ink of the other boxes of its row that a ticked one has at least."""
EQUAL_INK = 1.08
"""Times by which the ink of boxes that are not ticked differs at most."""
RENDER_SCALE = 2.0
"""Pixels a point at which pictures are looked at."""
DARK_PIXEL = 160
"""Grey values below this are ink: lines drawn at this scale are blurred to grey."""


@dataclass(frozen=True, slots=True)
class PictureGrid:
    """A page's frame, its words, its cells and the boxes of its pictures."""

    frame: PageFrame
    words: Sequence[Word]
    cells: Sequence[GridCell]
    images: Sequence[Rect]


def add_picture_ticks(page: pdfium.PdfPage, content: PictureGrid) -> tuple[Word, ...]:
    """Return an open page's words with a mark for each picture of one, if the pictures of its row can be compared."""
    pictures = _pictures_by_cell(content)
    words, first = list(content.words), max((word.after for word in content.words), default=0) + 2
    rows = sorted(pictures, key=lambda index: round(content.cells[index].box[1]))
    for _, group in groupby(rows, key=lambda index: round(content.cells[index].box[1])):
        row = list(group)
        for index, mark in _marks_of_row(page, content, row, pictures).items():
            box = pictures[index]
            words.append(Word(mark, box, box[0], box[2], box[3], box[3] - box[1], False, 0, first, first + 1, index))
            first += 2
    return tuple(words)


def _pictures_by_cell(content: PictureGrid) -> dict[int, Rect]:
    """Return the one small picture of each cell that holds no text."""
    small = [box for box in content.images if all(LEAST_PICTURE <= side <= MOST_PICTURE for side in _side_lengths(box))]
    if not small or not content.cells:
        return {}
    text_owners = {word.owner for word in content.words}
    pictures: dict[int, list[Rect]] = {}
    for index, cell in enumerate(content.cells):
        if index not in text_owners:
            inside = [box for box in small if _is_inside(cell.box, box)]
            if len(inside) == 1:
                pictures[index] = inside
    return {index: boxes[0] for index, boxes in pictures.items()}


def _marks_of_row(
    page: pdfium.PdfPage, content: PictureGrid, row: Sequence[int], boxes: dict[int, Rect]
) -> dict[int, str]:
    """Return the mark of each picture of a row of cells; none where it is unclear which one is ticked."""
    if len(row) == 1:
        return {row[0]: CHECKED} if _has_empty_neighbor(content, row[0]) else {}
    ink = {index: _count_dark_pixels(page, content, boxes[index]) for index in row}
    ordered = sorted(row, key=ink.__getitem__)
    fullest, rest = ordered[-1], ordered[:-1]
    lightest, heaviest = max(ink[rest[0]], 1.0), max(ink[rest[-1]], 1.0)
    if ink[fullest] < CHECKEDED_INK * heaviest or heaviest > EQUAL_INK * lightest:
        return {}
    return {index: CHECKED if index == fullest else UNCHECKED for index in row}


def _has_empty_neighbor(content: PictureGrid, place: int) -> bool:
    top, bottom = content.cells[place].box[1], content.cells[place].box[3]
    text_owners = {word.owner for word in content.words}
    return any(
        index != place and index not in text_owners and abs(cell.box[1] - top) < 1 and abs(cell.box[3] - bottom) < 1
        for index, cell in enumerate(content.cells)
    )


def _count_dark_pixels(page: pdfium.PdfPage, content: PictureGrid, box: Rect) -> float:
    """Return how many dark pixels a picture has."""
    frame = content.frame
    crop = (box[0], frame.height - box[3], frame.width - box[2], box[1])
    bitmap = page.render(scale=RENDER_SCALE, grayscale=True, crop=crop)
    return float((bitmap.to_numpy().squeeze().astype(np.int64) < DARK_PIXEL).sum())


def _side_lengths(box: Rect) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]
