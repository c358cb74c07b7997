"""Colored boxes next to running text or each other, such as cards: each is read on its own, after that text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.readers.pdf.chars.drawing import Drawing
from pipeline.readers.pdf.chars.geometry import Rect, is_within
from pipeline.readers.pdf.chars.text_lines import PrintedLine, make_lines
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.layout.columns import GUTTER_WIDTH

SAME_EDGE = 4.0
"""Points between the edges of boxes that are set below each other."""
LEAST_HEIGHT = 18.0
"""Points: two lines of small print, a label and its answer."""
WIDEST = 0.6
"""Share of the text's width: a wider box is a panel of its own, not next to anything."""
PARAGRAPH_GAP = 0.5
"""Free height between two lines, in sizes, that ends a paragraph."""


@dataclass(frozen=True, slots=True)
class Sidebar:
    """Boxes below each other: the lines of each, and from where to where the text next to them runs."""

    top: float
    bottom: float
    boxes: tuple[tuple[PrintedLine, ...], ...]

    @property
    def ends(self) -> tuple[float, float]:
        """From where to where the text next to the boxes runs."""
        return self.top, self.bottom

    @property
    def words(self) -> frozenset[int]:
        """The words of all boxes, by their first character."""
        return frozenset(word.first for lines in self.boxes for line in lines for word in line.words)


def find_sidebars(drawing: Drawing, body: Sequence[PrintedLine]) -> list[Sidebar]:
    """Return the sidebars of a page, from the top; `body` are its lines outside of tables."""
    if not body or not drawing.fills:
        return []
    width = max(line.box[2] for line in body) - min(line.box[0] for line in body)
    words = [word for line in body if line.angle == 0 for word in line.words]
    word_boxes = np.array([word.box for word in words]).reshape(-1, 4)
    middles = (word_boxes[:, :2] + word_boxes[:, 2:]) / 2
    boxes: dict[Rect, tuple[PrintedLine, ...]] = {}
    for fill in drawing.fills:
        if fill.box[3] - fill.box[1] >= LEAST_HEIGHT:
            inside = np.flatnonzero(is_within(middles, [fill.box])).tolist()
            lines = tuple(make_lines(body[0].page, [words[k] for k in inside])) if inside else ()
            if _holds_label_and_answer(lines):
                boxes[fill.box] = lines
    rows = [row for row in _align(list(boxes)) if _fills_row(row, words)]
    narrow = {box: lines for box, lines in boxes.items() if box[2] - box[0] <= WIDEST * width}
    apart = [box for box in narrow if not any(box in row for row in rows)]
    stacks = [group for group in _stack(apart) if _is_beside(group, narrow, words)]
    sidebars = [_make_sidebar(group, boxes, body) for group in stacks]
    return sidebars + [Sidebar(row[0][1], _foot(row), tuple(boxes[box] for box in row)) for row in rows]


def _is_inside(word: Word, box: Rect) -> bool:
    x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _holds_label_and_answer(lines: Sequence[PrintedLine]) -> bool:
    """Return whether a box opens with a bold or capital line above other text; the cell of a table holds only one."""
    if len(lines) < 2:
        return False
    first, last = lines[0], lines[-1]
    return (first.bold and not last.bold) or (first.text.isupper() and not last.text.isupper())


def _stack(boxes: Sequence[Rect]) -> Iterator[list[Rect]]:
    """Yield the boxes with common edges, each group from the top."""
    left = sorted(boxes, key=lambda box: (box[1], box[0]))
    while left:
        first = left[0]
        group = [box for box in left if abs(box[0] - first[0]) < SAME_EDGE and abs(box[2] - first[2]) < SAME_EDGE]
        left = [box for box in left if box not in group]
        yield group


def _align(boxes: Sequence[Rect]) -> Iterator[list[Rect]]:
    """Yield the boxes that are next to each other, two at least, each group from the left."""
    left = sorted(boxes)
    while left:
        first = left[0]
        row = [box for box in left if abs(box[1] - first[1]) < SAME_EDGE]
        left = [box for box in left if box not in row]
        if all(a[2] < b[0] for a, b in pairwise(row)) and len(row) > 1:
            yield row


def _foot(row: Sequence[Rect]) -> float:
    return max(box[3] for box in row)


def _fills_row(row: Sequence[Rect], words: Sequence[Word]) -> bool:
    """Return whether all text at the height of a row of boxes is in one of them: next to other cells it is a table."""
    level = [word for word in words if row[0][1] <= word.base <= _foot(row)]
    return all(any(_is_inside(word, box) for box in row) for word in level)


def _is_beside(group: Sequence[Rect], boxes: dict[Rect, tuple[PrintedLine, ...]], words: Sequence[Word]) -> bool:
    """Return whether text that is in no box runs next to a group of boxes, a gutter apart."""
    own = {word.first for lines in boxes.values() for line in lines for word in line.words}
    top, bottom = group[0][1], group[-1][3]
    level = [word for word in words if top <= word.base <= bottom and word.first not in own]
    left, right = group[0][0] - GUTTER_WIDTH / 2, group[0][2] + GUTTER_WIDTH / 2
    apart = [word for word in level if word.box[2] <= left or word.box[0] >= right]
    return bool(apart) and len(apart) == len(level)


def _make_sidebar(
    group: Sequence[Rect], boxes: dict[Rect, tuple[PrintedLine, ...]], body: Sequence[PrintedLine]
) -> Sidebar:
    """Make a sidebar; the text next to it continues to the end of the paragraph in which the boxes end."""
    lines = sorted((line for line in body if line.angle == 0), key=lambda line: line.base)
    bottom = group[-1][3]
    for above, below in pairwise(lines):
        if below.box[1] >= bottom and below.box[1] - above.box[3] > PARAGRAPH_GAP * below.size:
            return Sidebar(group[0][1], below.box[1], tuple(boxes[box] for box in group))
    return Sidebar(group[0][1], float("inf"), tuple(boxes[box] for box in group))
