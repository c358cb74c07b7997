"""Tables in plain text whose columns are kept by runs of blanks, as `pdftotext -layout` and typists print them.

A piece is text between runs of two or more blanks; where pieces of neighboring lines begin at one place, a column does.
Lines whose pieces fit the same columns are a band; bands that follow each other are one table, as a form and the table
of milestones in it are. A row begins where its label does: with a capital or a number, and not because the line above
it was full.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.text_lines import BULLET, NEAR, ColumnBand, LinePiece, TextFileLine, cut_piece, split_pieces

SHIFTED = 3
"""Characters by which a column is shifted on the next page: each page has a width of characters of its own."""
MOST_BLANK = 2
"""Blank lines between the rows of one table."""
ROOM = 0.85
"""Share of a column's width: wrapped lines of proportional type are at least as long in characters, with their next
word, in the plans that were laid out for this."""
MOST_LABEL_WORDS, LABEL_SHARE = 25, 0.7
"""Words of a label, and the share of rows with one: the texts side by side in a newsletter's columns are longer."""
FEWEST_ROWS = 2
"""Rows with several cells in a table."""
MOST_INNER_WORDS = 8
"""Words of a label next to a label: 'Civil society, private sector, working groups' is one."""
MOST_LOOKED_AT = 60
"""Lines below that say how wide the labels are: a page's."""
WIDE = 4
"""Blanks that only columns leave: typists set one to three behind a label."""
FEWEST_LEVELS = 4
"""Columns of a label and the names of a scale: a line of marks below them is a row of its own."""

MARK = 2
"""Characters: shorter words are marks, and no heading."""

_ENUMERATOR = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}[.)]|[a-z]\))(?:\s|$)|\d{1,2}$")
_ADDRESS = re.compile(r"\w+[@./]\S")
_FIGURES = re.compile(r"[\d\s.,–-]{1,9}")


@dataclass(slots=True)
class ColumnRow:
    """A row: the pieces of each cell by the place where its column begins, and the places of its band's columns.

    `first` is the index of its first line; `is_bar` says that it runs across the table, `after_break` that it is the
    first one on a page.
    """

    first: int
    places: list[int]
    cells: dict[int, list[TextFileLine]]
    is_bar: bool = False
    after_break: bool = False
    is_nested: bool = False

    @property
    def number(self) -> int:
        """The number of its first line."""
        return next(iter(self.cells.values()))[0].number

    def begin_cells(self) -> list[int]:
        """Return where its cells begin: in all columns but the first ones of a row within another, or across."""
        if self.is_bar:
            return list(self.cells)
        first = min(self.cells) if self.is_nested else self.places[0]
        return sorted(place for place in {*self.places, *self.cells} if place >= first)

    def text(self, place: int) -> str:
        """Return the text of a cell."""
        return " ".join(line.raw for line in self.cells.get(place, ()))


@dataclass(slots=True)
class ColumnTable:
    """A table: its lines from index `start` to before `end`, and its rows."""

    start: int
    end: int
    rows: list[ColumnRow]
    width: int = 0


def find_column_tables(lines: Sequence[TextFileLine]) -> Iterator[ColumnTable]:
    r"""Yield the tables whose columns blanks keep.

    >>> from pipeline.readers.text_lines import split_lines
    >>> text = "Lead agency    Ministry of Justice,\n               Registry\nTime frame     2018-2020\n"
    >>> table, = find_column_tables(split_lines(text))
    >>> [row.text(15) for row in table.rows]
    ['Ministry of Justice, Registry', '2018-2020']
    """
    pieces = [list(split_pieces(line)) for line in lines]
    labels: set[str] = set()
    tables = list(_read_tables(lines, pieces, labels))
    # The first time tells the labels that surely begin a row, so that they do everywhere.
    yield from _read_tables(lines, pieces, labels) if labels else tables


def _read_tables(
    lines: Sequence[TextFileLine], pieces: Sequence[Sequence[LinePiece]], labels: set[str]
) -> Iterator[ColumnTable]:
    at = 0
    while at < len(lines):
        table = _TableReader(lines, pieces, at, labels).read() if len(pieces[at]) > 1 else None
        if table is not None and _is_table(table) and not _stands_beside(pieces, table):
            yield table
            at = table.end
        else:
            at += 1


class _TableReader:
    """Reads the rows of the table that begins at one line."""

    def __init__(
        self, lines: Sequence[TextFileLine], pieces: Sequence[Sequence[LinePiece]], start: int, labels: set[str]
    ) -> None:
        self.lines, self.pieces, self.start, self.labels = lines, pieces, start, labels
        self.rows: list[ColumnRow] = []
        self.end = start
        self.band = ColumnBand([piece.start for piece in pieces[start]])
        self.bands = [self.band]
        self.is_labelled = True
        """Whether the line above had text in the first column."""

    def read(self) -> ColumnTable:
        """Return the table up to the line that is none of its lines."""
        blanks = 0
        for at in range(self.start, len(self.lines)):
            if not self.pieces[at]:
                if not self.lines[at].blank:
                    break
                blanks += 1
                continue
            if not self._add_line(at, blanks):
                break
            blanks, self.end = 0, at + 1
        width = max(piece.end for at in range(self.start, self.end) for piece in self.pieces[at])
        return ColumnTable(self.start, self.end, self.rows, width)

    def _add_line(self, at: int, blanks: int) -> bool:
        """Add a line to the rows; return whether it is one of the table."""
        pieces = self.pieces[at]
        after_break = at > self.start and self.lines[at].page != self.lines[self.end - 1].page
        if after_break:
            return self._add_first_of_page(at)
        if blanks > MOST_BLANK or (blanks and len(pieces) == 1 and pieces[0].start <= self.band.places[0] + NEAR):
            return False
        if len(pieces) == 1 and at > self.start and self._is_bar(at, pieces[0]):
            self.rows.append(ColumnRow(at, [pieces[0].start], {pieces[0].start: [pieces[0].line]}, is_bar=True))
            return True
        return self._place(at, bool(blanks))

    def _place(self, at: int, after_blank: bool, after_break: bool = False) -> bool:
        pieces, below = self.pieces[at], self.pieces[at + 1] if at + 1 < len(self.pieces) else ()
        placed = self.band.fit(pieces, below) or self.band.fit(self._cut_at_label(pieces), below)
        if placed is None:
            if len(pieces) == 1 and after_blank:
                return False
            bands = reversed(self.bands) if len(pieces) == 1 else [ColumnBand([piece.start for piece in pieces])]
            fitting = ((band, cells) for band in bands if (cells := band.fit(pieces, below)))
            self.band, placed = next(fitting, (self.band, None))
            if placed is None:
                return False
            self.bands.append(self.band)
        self._add_to_rows(at, placed, after_blank, after_break)
        return True

    def _cut_at_label(self, pieces: Sequence[LinePiece]) -> list[LinePiece]:
        """Return pieces; what a known label leaves a single blank before is put into its column."""
        cut: list[LinePiece] = []
        for piece in pieces:
            begun = Counter(other.start for other in self.band.pieces)
            places = [place for place in self.band.places if begun[place] >= FEWEST_ROWS]
            place = next((place for place in places if piece.start + NEAR < place < piece.end), None)
            known = [label for label in self.labels if piece.text.startswith(f"{label} ")] if place else []
            if place is None or not known:
                cut.append(piece)
                continue
            length = len(max(known, key=len))
            rest = cut_piece(piece, length + 1, len(piece.text))
            cut += [cut_piece(piece, 0, length), rest._replace(start=place)]
        return cut

    def _add_first_of_page(self, at: int) -> bool:
        """Add the first line of a page, on which the columns may be shifted."""
        pieces = self.pieces[at]
        if len(pieces) > 1:
            self.band = ColumnBand([piece.start for piece in pieces])
            self.bands = [self.band]
            return self._place(at, after_blank=False, after_break=True)
        place = min(self.band.places[1:], key=lambda place: abs(place - pieces[0].start))
        if abs(place - pieces[0].start) > SHIFTED or not self.rows:
            return False
        self._continue_row({place: pieces[0]})
        return True

    def _middle(self, at: int) -> float:
        """Return the middle of the page around a line."""
        ends = [pieces[-1].end for pieces in self.pieces[self.start : at + MOST_LOOKED_AT] if pieces]
        return (self.rows[0].places[0] + max(ends)) / 2

    def _is_bar(self, at: int, piece: LinePiece) -> bool:
        """Return whether a piece is a heading in the middle of the table."""
        off_columns = all(abs(piece.start - place) > NEAR for place in self.band.places)
        is_title = len(piece.text) > MARK and not piece.text[0].islower() and not BULLET.match(piece.text)
        return off_columns and is_title and abs((piece.start + piece.end) / 2 - self._middle(at)) <= SHIFTED

    def _add_to_rows(self, at: int, placed: Mapping[int, LinePiece], after_blank: bool, after_break: bool) -> None:
        first = placed.get(self.band.places[0])
        if first is not None and first.start > self.band.places[0] + SHIFTED:
            first = None
        opens = self._opens_row(at, first, placed, after_blank) if first else self._opens_inner_row(placed)
        if opens or not self.rows:
            cells = {place: [piece.line] for place, piece in placed.items()}
            self.rows.append(ColumnRow(at, self.band.places, cells, after_break=after_break, is_nested=first is None))
        else:
            self._continue_row(placed)
        self.is_labelled = first is not None

    def _widest_label(self, at: int) -> int:
        """Return the characters of the longest label of the columns around a line."""
        left, answers = self.band.places[0], self.band.places[1]
        widest = 0
        for pieces in self.pieces[self.start : at + MOST_LOOKED_AT]:
            if pieces and abs(pieces[0].start - left) <= NEAR and pieces[0].end < answers:
                widest = max(widest, pieces[0].end - left)
        return widest

    def _opens_row(self, at: int, first: LinePiece, placed: Mapping[int, LinePiece], after_blank: bool) -> bool:
        """Return whether a line opens a row by its text in the first column."""
        if not self.rows or self.rows[-1].is_bar or after_blank:
            return True
        if first.text[0].islower():
            return False
        answers = [piece.text for piece in placed.values() if piece is not first]
        is_full = len(placed) == len(self.band.places)
        if not self.is_labelled or (
            is_full and not any(answer[0].islower() and not _ADDRESS.match(answer) for answer in answers)
        ):
            self.labels.add(first.text)
            return True
        if _ENUMERATOR.match(first.text) or first.text in self.labels:
            return True
        above = self.rows[-1].cells.get(self.rows[-1].places[0])
        return not above or self._has_room(above[-1].raw, first.text, self._widest_label(at))

    def _opens_inner_row(self, placed: Mapping[int, LinePiece]) -> bool:
        """Return whether a line without a label opens a row within the one above: a label of its own, and an answer."""
        places = self.band.places
        if all(len(piece.text) <= MARK for piece in placed.values()) and len(places) >= FEWEST_LEVELS:
            return True
        if not self.rows or len(places) != 3 or list(placed) != places[1:]:
            return False
        row, label = self.rows[-1], placed[places[1]].text
        above = row.cells.get(places[1])
        answer, known = placed[places[2]].text, row.cells.get(places[2])
        if above is None or known is None or _ENUMERATOR.match(row.text(places[0]) + " "):
            return False
        if not label[0].isupper() or answer[0].islower() or len(row.text(places[1]).split()) > MOST_INNER_WORDS:
            return False
        if label in self.labels:
            return True
        opens = self._has_room(known[-1].raw, answer, max(len(line.raw) for line in known))
        self.labels |= {label} if opens else set()
        return opens

    @staticmethod
    def _has_room(above: str, below: str, width: int) -> bool:
        return len(above) + 1 + len(below.split(maxsplit=1)[0]) <= ROOM * width

    def _continue_row(self, placed: Mapping[int, LinePiece]) -> None:
        row = self.rows[-1]
        for place, piece in placed.items():
            known = [own for own in {*row.places, *row.cells} if own <= place + SHIFTED]
            row.cells.setdefault(max(known, default=place), []).append(piece.line)


def _is_table(table: ColumnTable) -> bool:
    """Return whether rows are a table: no list of contents or of steps with their dates, no texts side by side."""
    full = [row for row in table.rows if len(row.cells) > 1]
    if len(full) < FEWEST_ROWS:
        return False
    answers = [row.text(place) for row in full for place in list(row.cells)[1:]]
    labels = [row.text(min(row.cells)) for row in full]
    short = sum(len(label.split()) <= MOST_LABEL_WORDS for label in labels)
    is_list = all(map(_FIGURES.fullmatch, answers)) or all(map(_ENUMERATOR.match, labels))
    return not is_list and short >= LABEL_SHARE * len(labels) and _are_aligned(full)


def _are_aligned(rows: Sequence[ColumnRow]) -> bool:
    """Return whether half of the rows are set in columns: a wide gap, or labels of different lengths before one place.

    Two blanks behind each label, as typists set them, are no columns.
    """
    found = []
    for row in rows:
        label, answer = sorted(row.cells)[:2]
        found.append((answer, label + len(row.cells[label][0].raw)))
    aligned = [
        answer - end >= WIDE or any(abs(answer - place) <= NEAR and end != other for place, other in found)
        for answer, end in found
    ]
    return sum(aligned) * 2 >= len(rows)


def _stands_beside(pieces: Sequence[Sequence[LinePiece]], table: ColumnTable) -> bool:
    """Return whether the line above begins with the answers: labels set in the middle do not open rows."""
    above = pieces[table.start - 1] if table.start else ()
    return len(above) == 1 and any(abs(above[0].start - place) <= NEAR for place in table.rows[0].places[1:])


def list_places(table: ColumnTable) -> list[int]:
    """Return where the columns of a table begin, those of all its rows, from the left."""
    places = sorted({place for row in table.rows for place in row.places})
    return places[:1] + [right for left, right in pairwise(places) if right - left > NEAR]
