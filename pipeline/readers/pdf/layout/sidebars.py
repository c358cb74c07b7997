"""Colored boxes next to running text or each other, such as cards: each is read on its own, after that text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from pipeline.readers.pdf.borderless.columns import (
    SAME_START,
    ColumnPiece,
    is_column_gap,
    split_by_columns,
    split_line,
)
from pipeline.readers.pdf.chars.drawing import Drawing
from pipeline.readers.pdf.chars.geometry import Rect, is_within
from pipeline.readers.pdf.chars.text_lines import PrintedLine, make_line, make_lines
from pipeline.readers.pdf.chars.typography import HEADING_SIZE, Typography
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.layout.card_rows import MOST_STEP, SAME_SIZE, Part, find_card_rows
from pipeline.readers.pdf.layout.columns import GUTTER_WIDTH
from pipeline.readers.pdf.layout.label_columns import find_label_columns

SAME_EDGE = 4.0
"""Points between the edges of boxes that are set below each other."""
LEAST_HEIGHT = 18.0
"""Points: two lines of small print, a label and its answer."""
RULE_SLACK = 1.0
"""Points by which a rule misses the edge of the band that it divides: half its width, and rounding."""
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


def find_sidebars(drawing: Drawing, body: Sequence[PrintedLine], typography: Typography) -> list[Sidebar]:
    """Return the sidebars of a page, from the top; `body` are its lines outside of tables."""
    rows: list[Sidebar] = []
    for find_rows in (find_card_rows, find_fact_rows):
        found = (row for row in find_rows(body) if not all(typography.flows_on(part[0].start) for part in row[1:]))
        rows += [_make_card_row(row) for row in found]
        row_words = frozenset(first for row in rows for first in row.words)
        body = [line for line in body if line.words[0].first not in row_words]
    return rows + _find_boxes(body, drawing)


def _make_card_row(row: Sequence[tuple[PrintedLine, ...]]) -> Sidebar:
    boxes = [line.box for card in row for line in card]
    return Sidebar(min(box[1] for box in boxes), max(box[3] for box in boxes), tuple(row))


def _find_boxes(body: Sequence[PrintedLine], drawing: Drawing) -> list[Sidebar]:
    """Return the boxes and labels in the margin among lines, from the top."""
    if not body:
        return []
    width = max(line.box[2] for line in body) - min(line.box[0] for line in body)
    words = [word for line in body if line.angle == 0 for word in line.words]
    boxes: dict[Rect, tuple[PrintedLine, ...]] = {}
    if areas := list(_iterate_cells(drawing)):
        word_boxes = np.array([word.box for word in words]).reshape(-1, 4)
        middles = (word_boxes[:, :2] + word_boxes[:, 2:]) / 2
        for area in areas:
            inside = np.flatnonzero(is_within(middles, [area])).tolist()
            lines = tuple(make_lines(body[0].page, [words[k] for k in inside])) if inside else ()
            if _holds_label_and_answer(lines):
                boxes[area] = lines
    rows = [row for row in _align(list(boxes)) if _fills_row(row, words)]
    row_boxes = {box for row in rows for box in row}
    boxes |= {
        box: lines
        for box, lines in find_label_columns(body, width).items()
        if not any(word.is_within(other) for word in lines[0].words for other in boxes)
    }
    narrow = {box: lines for box, lines in boxes.items() if box[2] - box[0] <= WIDEST * width}
    apart = [box for box in narrow if box not in row_boxes]
    headings = _find_headings(narrow, body) if apart else []
    stacks = [run for group in _stack(apart) for run in _runs_beside(group, narrow, words)]
    runs = [run for stack in stacks for run in _split_at_headings(stack, headings)]
    sidebars = [_make_sidebar(run, boxes, headings) for run in runs]
    return sidebars + [Sidebar(row[0][1], _foot(row), tuple(boxes[box] for box in row)) for row in rows]


def _iterate_cells(drawing: Drawing) -> Iterator[Rect]:
    """Yield the colored boxes of a page; a band is as many as the rules over its whole height divide it into."""
    for x0, top, x1, bottom in (fill.box for fill in drawing.fills):
        if bottom - top < LEAST_HEIGHT:
            continue
        rules = [rule for rule in drawing.strokes if not rule.level and x0 + SAME_EDGE < rule.at < x1 - SAME_EDGE]
        through = {rule.at for rule in rules if rule.start <= top + RULE_SLACK and rule.end >= bottom - RULE_SLACK}
        yield from ((left, top, right, bottom) for left, right in pairwise([x0, *sorted(through), x1]))


def _holds_label_and_answer(lines: Sequence[PrintedLine]) -> bool:
    """Return whether a box opens with a bold or capital line above other text; the cell of a table holds only one."""
    if len(lines) < 2:
        return False
    first, *others = lines
    return (first.bold and not all(line.bold for line in others)) or (
        first.text.isupper() and not lines[-1].text.isupper()
    )


def _stack(boxes: Sequence[Rect]) -> Iterator[list[Rect]]:
    """Yield the boxes with common edges, each group from the top."""
    left = sorted(boxes, key=lambda box: (box[1], box[0]))
    while left:
        first = left[0]
        group = [box for box in left if abs(box[0] - first[0]) < SAME_EDGE and abs(box[2] - first[2]) < SAME_EDGE]
        left = [box for box in left if box not in group]
        yield group


def _runs_beside(
    group: Sequence[Rect], boxes: dict[Rect, tuple[PrintedLine, ...]], words: Sequence[Word]
) -> Iterator[list[Rect]]:
    """Yield the boxes of a group next to which text runs, those together between which it is not interrupted."""
    run: list[Rect] = []
    for box in group:
        if not _is_beside([*run, box], boxes, words):
            if run:
                yield run
            run = []
            if not _is_beside([box], boxes, words):
                continue
        run.append(box)
    if run:
        yield run


def _split_at_headings(stack: Sequence[Rect], headings: Sequence[float]) -> Iterator[Sequence[Rect]]:
    """Yield the boxes of a stack between which the text next to them has no heading: that may be of the next form."""
    cuts = [
        at
        for at, (above, below) in enumerate(pairwise(stack), 1)
        if any(above[3] <= heading < below[1] for heading in headings)
    ]
    yield from (stack[start:end] for start, end in pairwise([0, *cuts, len(stack)]))


def _align(boxes: Sequence[Rect]) -> Iterator[list[Rect]]:
    """Yield the boxes that are next to each other, two at least, each group from the left."""
    left = sorted(boxes)
    while left:
        first = left[0]
        row = [box for box in left if abs(box[1] - first[1]) < SAME_EDGE]
        left = [box for box in left if box not in row]
        if all(a[2] <= b[0] for a, b in pairwise(row)) and len(row) > 1:
            yield row


def _foot(row: Sequence[Rect]) -> float:
    return max(box[3] for box in row)


def _fills_row(row: Sequence[Rect], words: Sequence[Word]) -> bool:
    """Return whether all text at the height of a row of boxes is in one of them: next to other cells it is a table."""
    level = [word for word in words if row[0][1] <= word.base <= _foot(row)]
    return all(any(word.is_within(box) for box in row) for word in level)


def _is_beside(group: Sequence[Rect], boxes: dict[Rect, tuple[PrintedLine, ...]], words: Sequence[Word]) -> bool:
    """Return whether text that is in no box runs next to a group of boxes, a gutter apart."""
    own = {word.first for lines in boxes.values() for line in lines for word in line.words}
    top, bottom = group[0][1], group[-1][3]
    level = [word for word in words if top <= word.base <= bottom and word.first not in own]
    left, right = group[0][0] - GUTTER_WIDTH / 2, group[0][2] + GUTTER_WIDTH / 2
    apart = [word for word in level if word.box[2] <= left or word.box[0] >= right]
    return bool(apart) and len(apart) == len(level)


def _make_sidebar(
    group: Sequence[Rect], boxes: dict[Rect, tuple[PrintedLine, ...]], headings: Sequence[float]
) -> Sidebar:
    """Make a sidebar; the text next to it continues to the first heading below the boxes: what is read after a heading
    and before its text would be taken for that text.
    """
    bottom = next((top for top in headings if top >= group[-1][3]), float("inf"))
    return Sidebar(group[0][1], bottom, tuple(boxes[box] for box in group))


def _find_headings(boxes: dict[Rect, tuple[PrintedLine, ...]], body: Sequence[PrintedLine]) -> list[float]:
    """Return the upper edges of the headings of the text that is in no box, from the top."""
    own = {word.first for lines in boxes.values() for line in lines for word in line.words}
    lines = [[word for word in line.words if word.first not in own] for line in body if line.angle == 0]
    texts = sorted((make_line(body[0].page, words) for words in lines if words), key=lambda line: line.base)
    size = median(line.size for line in texts) if texts else 0.0
    return [
        below.box[1]
        for above, below in pairwise(texts)
        if below.box[1] - above.box[3] > PARAGRAPH_GAP * below.size
        and (below.bold or below.size >= HEADING_SIZE * size)
    ]


LEAST_FACTS = 2
"""Labels with answers next to each other: a single one is read in order as it is."""


def find_fact_rows(body: Sequence[PrintedLine]) -> list[list[Part]]:
    """Return the rows of facts on a page, from the top, as the lines of each label with its answer.

    The heads of a table are as large and bold as its cells or more so, and the labels of facts less.
    """
    lines = sorted((line for line in body if line.angle == 0 and line.runs_rightwards), key=lambda line: line.base)
    rows: list[list[Part]] = []
    at = 0
    while at < len(lines):
        row = _read_row(lines, at)
        rows += [row] if len(row) >= LEAST_FACTS else []
        at += len({line.base for part in row for line in part}) if len(row) >= LEAST_FACTS else 1
    return rows


def _read_row(lines: Sequence[PrintedLine], top: int) -> list[Part]:
    """Return the facts whose labels are on a line; none where each label has no answer of its own below."""
    labels = split_line(lines[top])
    columns = [[label] for label in labels]
    places = [label.start for label in labels]
    if len(labels) < LEAST_FACTS or any(_type_of(label) != _type_of(labels[0]) for label in labels):
        return []
    for above, below in pairwise(lines[top:]):
        pieces = split_by_columns(below, places[1:])
        in_order = [pieces[column] for column in sorted(pieces)]
        is_in_columns = all(abs(piece.start - places[column]) <= SAME_START for column, piece in pieces.items())
        is_free = all(is_column_gap(left.words[-1], right.words[0]) for left, right in pairwise(in_order))
        is_near = below.base - above.base <= MOST_STEP * below.size
        if not (is_in_columns and is_free and is_near and all(_is_answer(piece, labels[0]) for piece in in_order)):
            break
        for column, piece in pieces.items():
            columns[column].append(piece)
    if not all(len(column) > 1 for column in columns):
        return []
    return [tuple(make_lines(lines[top].page, [w for piece in column for w in piece.words])) for column in columns]


def _type_of(piece: ColumnPiece) -> tuple[bool, int]:
    return piece.bold, round(piece.words[0].size / SAME_SIZE)


def _is_answer(piece: ColumnPiece, label: ColumnPiece) -> bool:
    """Return whether a piece is more prominent than a label: larger, or bold where the label is not."""
    grown = piece.words[0].size - label.words[0].size
    return (piece.bold and not label.bold and grown > -SAME_SIZE) or (piece.bold == label.bold and grown > SAME_SIZE)
