"""Comb fields: boxes side by side with a letter or figure in each, which are one word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.readers.pdf.chars.geometry import Rect
from pipeline.readers.pdf.chars.words import Word

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
    letters = {box: [word for word in words if _is_within(box, word)] for box in squares}
    rows: list[list[Rect]] = []
    for box in sorted(squares, key=lambda square: (round(square[1]), square[0])):
        gap = box[0] - rows[-1][-1][2] if rows else 0.0
        near = rows and abs(rows[-1][-1][1] - box[1]) < 2 and -1 < gap < MOST_BETWEEN_PARTS * (box[2] - box[0])
        rows.append([*rows.pop(), box] if near else [box])
    joined, combs = list(words), set[Rect]()
    for row in rows:
        printed = [letters[box][0] for box in row if letters[box]]
        is_comb = len(printed) > 1 and all(len(word.text) == 1 for word in printed) and len(row) < 2 * len(printed)
        if is_comb and all(len(letters[box]) < 2 for box in row) and any(word.text not in ticks for word in printed):
            joined = [word for word in joined if word not in printed]
            joined.append(_join_letters(row, letters))
            combs |= set(row)
    return joined, frozenset(combs)


def _join_letters(row: Sequence[Rect], letters: Mapping[Rect, Sequence[Word]]) -> Word:
    """Return the text of a comb field as one word; the parts of a date are parted by strokes, other parts by blanks."""
    parts = [""]
    for number, box in enumerate(row):
        if number and box[0] - row[number - 1][2] > MOST_BETWEEN_BOXES * (box[2] - box[0]):
            parts.append("")
        parts[-1] += letters[box][0].text if letters[box] else " "
    is_date = len(parts) == 3 and all(map(str.isdigit, parts))
    first, last = (next(letters[box][0] for box in boxes if letters[box]) for boxes in (row, row[::-1]))
    box = (first.box[0], first.box[1], last.box[2], last.box[3])
    return last._replace(
        text=("/" if is_date else " ").join(parts).strip(), box=box, start=first.start, first=first.first
    )


def _is_within(box: Rect, word: Word) -> bool:
    x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
