"""Cells of a table shown to an engine as one column of text, and what it saw put back in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.ocr.picture import Grey, Ink
from pipeline.ocr.words import OcrWord

Pixels = tuple[int, int, int, int]
"""Left, top, right, bottom."""

MARGIN = 12
"""Pixels of paper around the text of each cell."""
MOST_HIGH = 30_000
"""Pixels; engines take no picture that is higher."""


@dataclass(frozen=True, slots=True)
class StackedPart:
    """A part of a picture: `box` on the picture, `top` in the stack, `index` of the box that it comes from."""

    box: Pixels
    top: int
    index: int


def build_stacks(picture: Grey, ink: Ink, boxes: Sequence[Pixels]) -> Iterator[tuple[Grey, tuple[StackedPart, ...]]]:
    """Yield pictures of the boxes' inked parts one under another, from the first to the last."""
    pieces: list[StackedPart] = []
    height = 0
    for index, box in enumerate(boxes):
        part = find_inked_part(ink, box)
        if part is None:
            continue
        if height + part[3] - part[1] > MOST_HIGH:
            yield _draw_stack(picture, pieces, height), tuple(pieces)
            pieces, height = [], 0
        pieces.append(StackedPart(part, height, index))
        height += part[3] - part[1]
    if pieces:
        yield _draw_stack(picture, pieces, height), tuple(pieces)


def find_inked_part(ink: Ink, box: Pixels) -> Pixels | None:
    """Return the part of a box that holds ink, with a margin; None where there is none.

    >>> ink = np.zeros((99, 99), dtype=bool)
    >>> ink[40:50, 30:60] = True
    >>> find_inked_part(ink, (0, 0, 99, 99)), find_inked_part(ink, (0, 0, 20, 20))
    ((18, 28, 72, 62), None)
    """
    part = find_ink_bounds(ink, box)
    if part is None:
        return None
    return (
        max(part[0] - MARGIN, box[0]),
        max(part[1] - MARGIN, box[1]),
        min(part[2] + MARGIN, box[2]),
        min(part[3] + MARGIN, box[3]),
    )


def find_ink_bounds(ink: Ink, box: Pixels) -> Pixels | None:
    """Return the smallest box around the ink in a box, None where there is none.

    >>> find_ink_bounds(np.eye(9, dtype=bool), (2, 2, 5, 9))
    (2, 2, 5, 5)
    """
    x0, top, x1, bottom = box
    pixels = ink[top:bottom, x0:x1]
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    if not len(rows):
        return None
    return (x0 + int(columns[0]), top + int(rows[0]), x0 + int(columns[-1]) + 1, top + int(rows[-1]) + 1)


def _draw_stack(picture: Grey, pieces: Sequence[StackedPart], height: int) -> Grey:
    width = max(piece.box[2] - piece.box[0] for piece in pieces) + 2 * MARGIN
    stack = np.full((height, width), 255, dtype=np.uint8)
    for piece in pieces:
        x0, top, x1, bottom = piece.box
        stack[piece.top : piece.top + bottom - top, MARGIN : MARGIN + x1 - x0] = picture[top:bottom, x0:x1]
    return stack


def locate_words(seen: Sequence[OcrWord], pieces: Sequence[StackedPart]) -> list[tuple[OcrWord, int]]:
    """Return words with their boxes on the picture, each with the index of its piece."""
    tops = np.array([piece.top for piece in pieces])
    words = []
    for word in seen:
        middle = (word.box[1] + word.box[3]) / 2
        index = max(int(np.searchsorted(tops, middle, side="right")) - 1, 0)
        piece = pieces[index]
        words.append((move_word(word, piece.box[0] - MARGIN, piece.box[1] - piece.top), index))
    return words


def move_word(word: OcrWord, right: float, down: float) -> OcrWord:
    """Return a word moved on its picture by pixels.

    >>> move_word(OcrWord("a", (1, 2, 3, 4), 4, 3, 1.0), 10, 20).box
    (11, 22, 13, 24)
    """
    x0, top, x1, bottom = word.box
    return replace(word, box=(x0 + right, top + down, x1 + right, bottom + down), base=word.base + down)
