"""Lines beside each other: how a line of text stands to a place across the page where a column may begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.words import Word

AT = 2.0
"""Words that begin within this distance (points) begin at one place."""
LEAST_GAP = 9.0
WIDE_GAP = 1.1
"""A gap that parts columns by itself is at least this wide: in points, and in font sizes."""
LEAST_NARROW, NARROW_GAP = 4.0, 0.42
"""A gap before a place where columns are known to begin, in points and in font sizes: wider than a blank."""
BLANK = 0.28
LEAST_WIDTH = 14
"""Columns narrower than this, in font sizes, break lines where they must."""
PADDING = 11.0
"""The most that a cell keeps free before the next column, in points."""

Standing = Literal["both", "left", "right", "apart", "across"]
"""Beside each other with a gap before the place, left or right of it, apart from it on both sides, or over it."""

LONG_WORD = 25
"""Characters: what is longer is an address."""

_CLOSED = (".", "!", "?", ":", ";", "。", "…")
_BULLETS = frozenset("•·▪●◦‣–—-*")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """The words of a line that stand in one column."""

    words: tuple[Word, ...]

    @property
    def start(self) -> float:
        """Return where it begins."""
        return self.words[0].start

    @property
    def end(self) -> float:
        """Return where it ends."""
        return max(word.end for word in self.words)

    @property
    def bold(self) -> bool:
        """Tell whether most of it is bold."""
        heavy = sum(len(word.text) for word in self.words if word.bold)
        return heavy * 2 > sum(len(word.text) for word in self.words)

    @property
    def text(self) -> str:
        """Return its words with blanks between."""
        return " ".join(word.text for word in self.words)


def wide(left: Word, right: Word) -> bool:
    """Tell whether the gap between two words of a line parts columns by itself."""
    return right.start - left.end >= max(LEAST_GAP, WIDE_GAP * max(left.size, right.size))


def apart(left: Word, right: Word) -> bool:
    """Tell whether the gap between two words is wider than a blank, as it is where a column is known to begin."""
    return right.start - left.end >= max(LEAST_NARROW, NARROW_GAP * max(left.size, right.size))


def standing(line: PrintedLine, place: float) -> Standing:
    """Say how a line stands to a place where a column may begin."""
    if line.start >= place - AT:
        return "right"
    if line.end <= place - 1:
        return "left"
    index = next((k for k, word in enumerate(line.words) if word.start >= place - AT), None)
    if index is None:
        return "across"
    left, right = line.words[index - 1], line.words[index]
    before = max(word.end for word in line.words[:index])
    if before > place - 1:
        return "across"
    at = abs(right.start - place) <= AT
    if at and right.start - before >= max(LEAST_NARROW, NARROW_GAP * line.size):
        return "both"
    return "apart" if wide(left, right) else "across"


def pieces(line: PrintedLine, places: Sequence[float]) -> dict[int, Piece]:
    """Part a line at the places where columns begin: column -> its words."""
    found: dict[int, list[Word]] = {}
    for word in line.words:
        found.setdefault(sum(place - AT <= word.start for place in places), []).append(word)
    return {column: Piece(tuple(words)) for column, words in found.items()}


def parted(piece: Piece) -> list[Piece]:
    """Part a piece at its wide gaps."""
    cuts = [k for k in range(1, len(piece.words)) if wide(piece.words[k - 1], piece.words[k])]
    edges = [0, *cuts, len(piece.words)]
    return [Piece(piece.words[a:b]) for a, b in pairwise(edges)]


def fits(above: Piece, below: Piece, limit: float) -> bool:
    """Tell whether the first word below had room behind the piece above: then somebody ended that line.

    Of an address nobody knows: it is set on a line of its own.
    """
    first = below.words[0]
    room = limit - above.end > first.end - first.start + BLANK * first.size + 0.3
    return room or len(first.text) >= LONG_WORD or "@" in first.text


def goes_on(above: Piece, below: Piece, limit: float) -> bool:
    """Tell whether a piece surely goes on with the text of the piece above it; narrow columns hardly tell."""
    if fits(above, below, limit) or is_item(below):
        return False
    if limit - above.start < LEAST_WIDTH * above.words[0].size:
        return opens_small(below)
    return not (above.text.endswith(_CLOSED) and not below.text[0].islower())


def is_item(piece: Piece) -> bool:
    """Tell whether a piece opens with a list marker."""
    first = piece.words[0].text
    return first in _BULLETS or bool(_NUMBER.fullmatch(first))


def opens_small(piece: Piece) -> bool:
    """Tell whether a piece begins as the rest of a text does: with a small letter or in brackets."""
    return piece.text[0].islower() or (piece.text[0] in "([" and not is_item(piece))
