"""Cards next to each other without boxes around them: each opens with a title, and all repeat the same labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile
from statistics import median

from pipeline.readers.pdf.borderless.columns import SAME_START, ColumnPiece, split_by_columns, split_line
from pipeline.readers.pdf.chars.text_lines import PrintedLine, make_lines
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.layout.columns import GUTTER_WIDTH

LEAST_LABELS = 2
"""Labels that return in each column: one alone may be the heading of several columns of text."""
MOST_LABEL_WORDS = 6
"""Words of a label before its colon."""
MOST_STEP = 2.2
"""A step beyond this many sizes below the last label of a row ends its cards."""
SAME_SIZE = 0.6
"""Points by which the sizes of titles differ at most: readers round them."""
_NOT_LETTERS = re.compile(r"[^\w\s]+")

Lines = Sequence[PrintedLine]
Part = tuple[PrintedLine, ...]
Pieces = Mapping[int, ColumnPiece]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of cards begin, and the labels that return in them."""

    places: tuple[float, ...]
    labels: frozenset[str]

    def split(self, line: PrintedLine) -> Pieces | None:
        """Split a line by its columns; None if it runs over a gutter or begins before the first column."""
        pieces = split_by_columns(line, self.places[1:])
        in_order = [pieces[column] for column in sorted(pieces)]
        is_free = all(right.start - left.end >= GUTTER_WIDTH for left, right in pairwise(in_order))
        ends = all(piece.end <= self.places[column + 1] - GUTTER_WIDTH / 2 for column, piece in self._inner(pieces))
        return pieces if is_free and ends and line.start >= self.places[0] - SAME_START else None

    def _inner(self, pieces: Pieces) -> Iterator[tuple[int, ColumnPiece]]:
        return ((column, piece) for column, piece in pieces.items() if column + 1 < len(self.places))

    def has_label(self, pieces: Pieces) -> bool:
        return any(_label_of(piece) in self.labels for piece in pieces.values())


def find_card_rows(body: Lines) -> list[list[Part]]:
    """Return the rows of cards on a page, from the top, as the lines of their parts; `body` is what tables leave.

    The parts of a card follow each other: its title with the text, and each of its labels with the answer. A row opens
    where titles in one type stand on one baseline. Cards of unequal length that do not begin at one height are one row:
    each column is read down.
    """
    upright = sorted((line for line in body if line.angle == 0 and line.runs_rightwards), key=lambda line: line.base)
    columns = _find_columns(upright)
    if columns is None:
        return []
    rows: list[list[Part]] = []
    split_lines = [columns.split(line) for line in upright]
    for fits, run in groupby(split_lines, key=lambda pieces: pieces is not None):
        if fits:
            rows += _find_rows([pieces for pieces in run if pieces], columns, body[0].page)
    return rows


def _find_columns(lines: Lines) -> _Columns | None:
    """Return the columns in which the same labels return; None if there are fewer than two."""
    labels = [(piece.start, label) for line in lines for piece in split_line(line) if (label := _label_of(piece))]
    labels_at: dict[float, set[str]] = {}
    for start, label in sorted(labels):
        place = next((at for at in labels_at if abs(start - at) <= SAME_START), start)
        labels_at.setdefault(place, set()).add(label)
    repeated = {label for _, label in labels if sum(label in labels_here for labels_here in labels_at.values()) > 1}
    places = tuple(sorted(at for at, here in labels_at.items() if len(here & repeated) >= LEAST_LABELS))
    return _Columns(places, frozenset(repeated)) if len(places) > 1 else None


def _label_of(piece: ColumnPiece) -> str:
    """Return the label that a piece opens with: what a colon ends, or what is bold; empty for none."""
    opening = [word.text for word in piece.words[:MOST_LABEL_WORDS]]
    ends = [at for at, word in enumerate(opening, 1) if word.endswith(":")]
    if not ends and not piece.words[0].bold:
        return ""
    words = opening[: ends[0]] if ends else [word.text for word in takewhile(lambda word: word.bold, piece.words)]
    text = " ".join(_NOT_LETTERS.sub(" ", " ".join(words)).split()).casefold()
    return text if any(map(str.isalpha, text)) else ""


def _find_rows(lines: Sequence[Pieces], columns: _Columns, page: int) -> Iterator[list[Part]]:
    """Yield the rows of cards among lines that keep the gutters free."""
    usual = median(piece.words[0].size for pieces in lines for piece in pieces.values())
    top = next((at for at, pieces in enumerate(lines) if _are_titles(pieces, columns, usual)), None)
    if top is None:
        return
    title = lines[top][0]
    starts = [top]
    for at in range(top + 1, len(lines)):
        if _opens_row(lines, at, title, columns):
            starts.append(at)
    for start, end in pairwise([*starts, len(lines)]):
        row = _cut_foot(lines[start:end], columns)
        cards = [[pieces[column] for pieces in row if column in pieces] for column in range(len(columns.places))]
        cards = [card for card in cards if card]
        if not all(any(_label_of(piece) in columns.labels for piece in card) for card in cards):
            return
        yield [part for card in cards for part in _split_card(card, columns.labels, page)]


def _split_card(card: Sequence[ColumnPiece], labels: frozenset[str], page: int) -> Iterator[Part]:
    """Split a card before its labels, which open a paragraph wherever the text above them ends."""
    starts = [0, *(at for at, piece in enumerate(card) if at and _label_of(piece) in labels), len(card)]
    for start, end in pairwise(starts):
        yield tuple(make_lines(page, [word for piece in card[start:end] for word in piece.words]))


def _are_titles(pieces: Pieces, columns: _Columns, usual: float) -> bool:
    """Return whether the first columns open with pieces of one type that are no labels, and no text of `usual` size.

    Two columns of text with run-in labels have lines on one baseline as well.
    """
    return (
        len(pieces) > 1
        and all(p.bold or _has_digit(p) or p.words[0].size > usual + SAME_SIZE for p in pieces.values())
        and sorted(pieces) == list(range(len(pieces)))
        and not columns.has_label(pieces)
        and all(_is_alike(piece, pieces[0]) for piece in pieces.values())
    )


def _is_alike(piece: ColumnPiece, other: ColumnPiece) -> bool:
    first, second = piece.words[0], other.words[0]
    is_same_type = piece.bold == other.bold and abs(first.size - second.size) <= SAME_SIZE
    return is_same_type and _has_digit(piece) == _has_digit(other)


def _has_digit(piece: ColumnPiece) -> bool:
    return any(map(str.isdigit, piece.text))


def _opens_row(lines: Sequence[Pieces], at: int, title: ColumnPiece, columns: _Columns) -> bool:
    """Return whether a line holds titles only, from the first column on, below other text."""
    pieces = lines[at]
    above = {column: piece for line in lines[:at] for column, piece in line.items()}
    are_titles = all(_is_alike(piece, title) for piece in pieces.values()) and not columns.has_label(pieces)
    are_new = all(column in above and not _is_alike(above[column], title) for column in pieces)
    return sorted(pieces) == list(range(len(pieces))) and are_titles and are_new


def _cut_foot(row: Sequence[Pieces], columns: _Columns) -> Sequence[Pieces]:
    """Return a row without the lines far below its last labels, such as a page number."""
    last = max((at for at, pieces in enumerate(row) if columns.has_label(pieces)), default=0)
    for at in range(last + 1, len(row)):
        above, below = _first_word(row[at - 1]), _first_word(row[at])
        if below.base - above.base > MOST_STEP * below.size:
            return row[:at]
    return row


def _first_word(pieces: Pieces) -> Word:
    return min(pieces.items())[1].words[0]
