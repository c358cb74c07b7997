"""The physical lines of a text file: what a page's head and foot repeat, and words broken at line ends.

Runs of blanks part lines in pieces, which are in columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from pipeline.readers.cleaning import clean_text

_FEWEST_PAGES = 3
"""Pages with the same line at their head or foot that make it a running one."""
_LEAST_SHARE = 0.8
"""Share of the pages: a label at the head of each form is not on the pages before and after the forms."""
_LEAST_NUMBERED = 0.5
"""The same of lines with the page's number, which nothing else counts: front pages may have none."""
_OUTERMOST = 2
"""Lines from the head and from the foot of a page that may be running ones."""
_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
_PAGE_NUMBER = re.compile(r"[ .|–-]*(\d{1,3})[ .|–-]*")
_SENTENCE_ENDS = (".", "!", "?", ":", ";")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NO_LETTER = re.compile(r"[\W\d_]")
_REST = re.compile(r"[^\W\d_]+")

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class TextFileLine:
    """A physical line: its number from 1, its offset in the file's text, and its characters without the line end.

    `page` counts the form feeds before it.
    """

    number: int
    offset: int
    raw: str
    page: int = 0

    @property
    def blank(self) -> bool:
        """Return whether nothing is printed on the line."""
        return not clean_text(self.raw)


def split_lines(text: str) -> list[TextFileLine]:
    r"""Return the physical lines of a text with their offsets, as an editor counts them.

    >>> [(line.number, line.offset, line.raw) for line in split_lines("one\r\ntwo")]
    [(1, 0, 'one'), (2, 5, 'two')]
    """
    lines: list[TextFileLine] = []
    offset = page = 0
    for number, raw in enumerate(_LINE.findall(text), start=1):
        page += raw.count("\f")
        lines.append(TextFileLine(number, offset, raw.rstrip("\r\n"), page))
        offset += len(raw)
    return lines


def find_running_lines(lines: Sequence[TextFileLine]) -> set[int]:
    """Return the numbers of the lines that pages repeat at their head or foot.

    At the foot the page's number may change: it grows with the pages. In a text without form feeds pages are known by a
    line that comes again next to a number which grows by one, and within a sentence at least once.
    """
    pages: dict[int, list[TextFileLine]] = {}
    for line in lines:
        if not line.blank:
            pages.setdefault(line.page, []).append(line)
    if len(pages) <= 1:
        return _find_numbered_pages([line for page in pages.values() for line in page])
    keys = {key: line for page in pages.values() for key, line in _edge_keys(page)}
    counts = Counter(text for text, _ in keys)
    return {line.number for (text, _), line in keys.items() if counts[text] >= _count_fewest(text, len(pages))}


def _count_fewest(key: str, pages: int) -> float:
    """Return on how many pages a line is a running one."""
    share = _LEAST_NUMBERED if "#" in key else _LEAST_SHARE
    return max(_FEWEST_PAGES, share * (pages - 1))


def _find_numbered_pages(lines: Sequence[TextFileLine]) -> set[int]:
    """Return the numbers of the lines with a page's number, and of those repeated next to them."""
    counts = Counter(clean_text(line.raw) for line in lines)
    repeated = {text for text, count in counts.items() if count >= _FEWEST_PAGES and not text.isdigit()}
    found: set[int] = set()
    for step in (1, -1):
        pairs: dict[str, list[tuple[int, TextFileLine, TextFileLine]]] = {}
        for index, line in enumerate(lines):
            beside = lines[index + step] if 0 <= index + step < len(lines) else line
            text, number = clean_text(beside.raw), _PAGE_NUMBER.fullmatch(clean_text(line.raw))
            if number and text in repeated:
                pairs.setdefault(text, []).append((int(number[1]), line, beside))
        for text, places in pairs.items():
            grows = all(below - above == 1 for (above, *_), (below, *_) in pairwise(places))
            if grows and len(places) >= max(_FEWEST_PAGES, _LEAST_SHARE * counts[text]):
                at_pages = {line.number for _, *both in places for line in both}
                found |= at_pages if _breaks_sentence(lines, at_pages) else set()
    return found


def _breaks_sentence(lines: Sequence[TextFileLine], running: Collection[int]) -> bool:
    """Return whether a sentence goes on behind running lines: a number and a label that open each form break none."""
    kept = [(index, line) for index, line in enumerate(lines) if line.number not in running]
    return any(below - above > 1 and _goes_on(before, line) for (above, before), (below, line) in pairwise(kept))


def _goes_on(above: TextFileLine, below: TextFileLine) -> bool:
    return clean_text(below.raw)[0].islower() and not clean_text(above.raw).endswith(_SENTENCE_ENDS)


def drop_running_lines(lines: Sequence[TextFileLine], running: Collection[int]) -> list[TextFileLine]:
    """Return the lines but running ones, and without blank lines around these where a sentence goes on behind them."""
    kept: list[TextFileLine] = []
    for line in lines:
        if line.number in running:
            continue
        above = len(kept)
        while above and kept[above - 1].blank:
            above -= 1
        is_behind = above and any(n in running for n in range(kept[above - 1].number + 1, line.number))
        if is_behind and not line.blank and _goes_on(kept[above - 1], line):
            del kept[above:]
        kept.append(line)
    return kept


def _edge_keys(page: Sequence[TextFileLine]) -> Iterator[tuple[tuple[str, int], TextFileLine]]:
    """Yield what each line at a page's edges says, a page number given as its distance from the page's place."""
    for line in page[:_OUTERMOST]:
        yield (f"head {clean_text(line.raw)}", line.number), line
    for line in page[-_OUTERMOST:]:
        text = clean_text(line.raw)
        yield (f"foot {text}", line.number), line
        for number in _NUMBER.finditer(text):
            key = f"{text[: number.start()]}#{int(number[0]) - line.page}{text[number.end() :]}"
            yield (f"foot {key}", line.number), line


def _broken_word(text: str) -> str:
    """Return the letters before the hyphen that ends a line, empty where none does.

    >>> _broken_word("in all munic-"), _broken_word("in all cities")
    ('munic', '')
    """
    return _NO_LETTER.split(text.removesuffix("-"))[-1] if text.endswith("-") else ""


def find_broken_words(lines: Sequence[TextFileLine]) -> set[int]:
    """Return the numbers of the lines that continue with a word broken at the end of the line above.

    The word occurs whole in the text: 'munic- / ipalities' next to 'municipalities'.
    """
    pairs = [
        (broken, rest[0], line.number)
        for above, line in pairwise(lines)
        if (broken := _broken_word(clean_text(above.raw))) and (rest := _REST.match(clean_text(line.raw)))
    ]
    words = {word.casefold() for line in lines for word in _WORD.findall(line.raw)} if pairs else set()
    return {number for head, rest, number in pairs if (head + rest).casefold() in words}


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
