"""Lines of plain text in pieces that runs of blanks part, and the columns that such pieces are in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.readers.text_lines import TextFileLine

NEAR = 1
"""Characters by which the lines of a column begin apart: `pdftotext` rounds places to whole characters."""
LISTED = 2
"""Pieces of a numbered item: more are a row whose number has a column of its own."""
SENTENCE_GAP = 2
"""Blanks that typists set behind a sentence."""
_PIECE = re.compile(r"\S+(?:[ \u00a0]\S+)*")
_SENTENCE_END = re.compile(r"[.!?;]$")

BULLET = re.compile(r"[•●▪◦‣○■□➢➤–—*·\uf0b7\uf0a7\uf0d8-]|\d{1,2}[.)]")


class LinePiece(NamedTuple):
    """Text of a line from column `start` to before `end`, cut out as a line of its own."""

    start: int
    end: int
    line: TextFileLine

    @property
    def text(self) -> str:
        """The characters of the piece."""
        return self.line.raw


def split_pieces(line: TextFileLine) -> Iterator[LinePiece]:
    """Yield the pieces of a line; a bullet belongs to its item, two blanks behind a sentence part nothing."""
    if "\t" in line.raw:
        return
    shift = line.raw.count("\f")
    found = [(match.start(), match.end()) for match in _PIECE.finditer(line.raw)]
    joined: list[tuple[int, int]] = []
    for start, end in found:
        before = line.raw[joined[-1][0] : joined[-1][1]] if joined else ""
        gap = start - joined[-1][1] if joined else 0
        is_item = BULLET.fullmatch(before) and (not before[0].isdigit() or len(found) <= LISTED)
        if joined and (is_item or (gap == SENTENCE_GAP and _SENTENCE_END.search(before))):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    for start, end in joined:
        cut = TextFileLine(line.number, line.offset + start, line.raw[start:end], line.page)
        yield LinePiece(start - shift, end - shift, cut)


def cut_piece(piece: LinePiece, start: int, end: int) -> LinePiece:
    """Return the part of a piece between two offsets in its text."""
    text = piece.text[start:end]
    line = TextFileLine(piece.line.number, piece.line.offset + start, text, piece.line.page)
    return LinePiece(piece.start + start, piece.start + end, line)


@dataclass(slots=True)
class ColumnBand:
    """Columns that begin at `places`, and the pieces in them so far."""

    places: list[int]
    pieces: list[LinePiece] = field(default_factory=list)

    def fit(self, pieces: Sequence[LinePiece], below: Sequence[LinePiece]) -> dict[int, LinePiece] | None:
        """Return the pieces of a line by column, which may open further ones; None where they do not fit."""
        placed: dict[int, LinePiece] = {}
        places = list(self.places)
        for piece in self._split_at_columns(pieces, below):
            at = max((place for place in places if place <= piece.start + NEAR), default=None)
            if at is None:
                return None
            if at in placed:
                if any(other.start < piece.start and other.end >= piece.start for other in self.pieces):
                    return None
                at = piece.start
                places = sorted([*places, at])
            after = next((place for place in places if place > at), None)
            if after is not None and piece.end >= after:
                return None
            placed[at] = piece
        self.places[:] = places
        self.pieces += placed.values()
        return placed

    def _split_at_columns(self, pieces: Sequence[LinePiece], below: Sequence[LinePiece]) -> Iterator[LinePiece]:
        """Yield pieces; one that fills its column up to a single blank is cut where the line below begins there too."""
        begun = {place for place in self.places if any(abs(piece.start - place) <= NEAR for piece in below)}
        for piece in pieces:
            rest = piece
            for place in self.places:
                cut = place - rest.start
                if not (0 < cut < len(rest.text) and rest.text[cut - 1].isspace() and place in begun):
                    continue
                if any(abs(rest.start - own) <= NEAR for own in begun):
                    yield cut_piece(rest, 0, cut - 1)
                    rest = cut_piece(rest, cut, len(rest.text))
            yield rest
