"""Lines that columns part: their pieces, the gaps and the drawing between them, and which columns hold labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal

from pipeline.readers.pdf.borderless.level_lines import LevelLines, is_covered
from pipeline.readers.pdf.chars.drawing import Stroke
from pipeline.readers.pdf.chars.text_lines import LEAST_SPACE, Gap, PrintedLine, make_gap
from pipeline.readers.pdf.chars.typography import Typography
from pipeline.readers.pdf.chars.words import Word

ROW_GAP = 1.15
"""A step beyond this many usual ones is a gap between rows."""
LEAST_PITCH = 0.9
"""Step between the lines of one text, in sizes: less is a raised word."""
LEAST_CAPITALS = 3
"""Letters: shorter capitals are acronyms and numbers, which answers hold too."""
LEAST_FULL, FULL_SHARE = 3, 0.7
"""Columns that the lines of a table of figures fill, and the share of such lines."""
BOLD_SHARE = 0.8
"""Bold type marks labels if at least this share of the labels is bold and this share of the answers is not."""


@dataclass(frozen=True, eq=False)
class Strip:
    """Lines from the top that columns part, which begin at `places`; `right` is how far the last one may reach.

    `across` are the indexes of lines that run over all columns: headings within the table. `margin` is where the first
    column began on the page above.
    """

    lines: tuple[PrintedLine, ...]
    places: tuple[float, ...]
    right: float
    bounds: LevelLines
    typography: Typography
    across: frozenset[int] = frozenset()
    margin: float | None = None

    @cached_property
    def cells(self) -> tuple[Mapping[int, ColumnPiece], ...]:
        """Return each line's pieces by column."""
        return tuple(
            {0: ColumnPiece(line.words)} if k in self.across else split_by_columns(line, self.places)
            for k, line in enumerate(self.lines)
        )

    @cached_property
    def left(self) -> float:
        """Return where the first column begins."""
        return min(*(line.start for line in self.lines), self.margin or self.right)

    @cached_property
    def gaps(self) -> tuple[bool, ...]:
        """Return for each line whether it is further below the one before it than lines of a text do."""
        steps = [(below.base - above.base, self.pitch(below.words)) for above, below in pairwise(self.lines)]
        return (False, *(step > ROW_GAP * pitch for step, pitch in steps))

    def pitch(self, words: Sequence[Word]) -> float:
        """Return the usual step to a line with such words in points: the document's, or a smaller one in a column."""
        usual, own = self.typography.pitch, self._pitches
        return max(min(usual(size), own.get(size, usual(size))) for size in {word.size for word in words})

    @cached_property
    def _pitches(self) -> Mapping[float, float]:
        """Return the smallest step between the lines of a column by their size.

        A label beside the middle of its answer hides the steps of both from who looks at all lines.
        """
        pitches: dict[float, float] = {}
        last: dict[int, Word] = {}
        for pieces in self.cells:
            for column, piece in pieces.items():
                word = piece.words[0]
                above = last.get(column)
                if above and above.size == word.size and word.base - above.base > LEAST_PITCH * word.size:
                    pitches[word.size] = min(word.base - above.base, pitches.get(word.size, float("inf")))
                last[column] = word
        return pitches

    @cached_property
    def cuts(self) -> tuple[frozenset[int], ...]:
        """Return for each line the columns over which something is drawn between it and the line before it."""
        edges = [self.left, *self.places, self.right]
        columns_cut = [frozenset[int]()]
        for index in range(1, len(self.lines)):
            drawn = self.between(index)
            columns = range(len(edges) - 1) if drawn else ()
            columns_cut.append(frozenset(k for k in columns if is_covered(drawn, edges[k], edges[k + 1])))
        return tuple(columns_cut)

    def between(self, index: int) -> list[Stroke]:
        """Return what is drawn between a line and the one before it."""
        return self.bounds.between(self.lines[index - 1], self.lines[index])

    def limit(self, column: int) -> float:
        """Return how far the lines of a column may reach."""
        ends = [pieces[column].end for k, pieces in enumerate(self.cells) if column in pieces and k not in self.across]
        if column >= len(self.places):
            return max([self.right - PADDING, *ends])
        return max([self.places[column] - PADDING, *ends])

    @cached_property
    def label_columns(self) -> int:
        """Return how many columns from the left hold bold labels next to answers that are not bold; 0 for none."""
        pieces_by_line = [cells for k, cells in enumerate(self.cells) if k not in self.across]
        weights = [(column, piece.bold) for cells in pieces_by_line for column, piece in cells.items()]
        for columns in range(len(self.places), 0, -1):
            labels = [bold for column, bold in weights if column < columns]
            answers = [bold for column, bold in weights if column >= columns]
            if answers and sum(labels) >= BOLD_SHARE * len(labels) and sum(answers) <= (1 - BOLD_SHARE) * len(answers):
                return columns
        return 0

    @property
    def is_form(self) -> bool:
        """Return whether labels have answers next to them, or the strip continues from the page above.

        Bold names of rows in a table of figures are no labels: nearly all of its lines fill three columns or more.
        """
        full = sum(len(pieces) >= LEAST_FULL for pieces in self.cells)
        return self.margin is not None or (self.label_columns > 0 and full < FULL_SHARE * len(self.lines))

    @property
    def known(self) -> tuple[float, ...]:
        """Return where labels end and answers begin, for lone rows of the kind elsewhere."""
        return self.places[: max(self.label_columns, 1)]

    @cached_property
    def labels(self) -> tuple[list[ColumnPiece], ...]:
        """Return what each line has in the columns of labels, from left to right; a column may hold two side by side.

        Where no label is bold, the first column holds them.
        """
        columns = max(self.label_columns, 1)
        return tuple(
            [part for column in sorted(cells) if column < columns for part in split_at_wide_gaps(cells[column])]
            for cells in self.cells
        )


SAME_START = 2.0
"""Words that begin within this distance (points) begin at one place."""
LEAST_GAP, WIDE_GAP = 9.0, 1.1
"""A gap that separates columns by itself is at least this wide: in points, and in font sizes."""
WIDE_BLANK = 2.5
"""The same of a gap in which the file has a blank: justified text in narrow columns stretches it."""
LEAST_NARROW, NARROW_GAP = LEAST_SPACE, 0.42
"""A gap before a place where columns are known to begin, in points and in font sizes: wider than a blank."""
BLANK_WIDTH = 0.28
"""Width of a blank in font sizes: 0.25 in Times and Calibri, 0.28 in Helvetica and Arial."""
LEAST_COLUMN_WIDTH = 14
"""Columns narrower than this, in font sizes, break lines where they must."""
PADDING = 11.0
"""The most that a cell keeps free before the next column, in points."""

Standing = Literal["both", "left", "right", "apart", "across"]
"""On both sides with a gap before the place, only left or right of it, with a gap elsewhere, or across it."""

LONG_WORD = 25
"""Characters: what is longer is an address."""

_LEADERS = re.compile(r"[.·…_]{4,}|(?:\. ){3,}")
"""Leader dots of a table of contents, or a line to write on: they run over columns."""
MOST_TEXTS, MOST_LINES, MOST_STRIPS = 10_000, 500, 50
"""Texts, lines and strips that are remembered: those of a page and its neighbors are asked about again and again."""


@lru_cache(maxsize=MOST_TEXTS)
def has_leaders(text: str) -> bool:
    """Return whether a line holds leader dots."""
    return _LEADERS.search(text) is not None


_SENTENCE_ENDS = (".", "!", "?", ":", ";", "。", "…")
_BULLETS = frozenset("•·▪●◦‣–—-*")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?", re.IGNORECASE)


@dataclass(frozen=True)
class ColumnPiece:
    """The words of a line that are in one column."""

    words: tuple[Word, ...]

    @property
    def start(self) -> float:
        """Return where it begins."""
        return self.words[0].start

    @cached_property
    def end(self) -> float:
        """Return where it ends."""
        return max([word.end for word in self.words])

    @cached_property
    def bold(self) -> bool:
        """Return whether most of it is bold."""
        heavy = sum([len(word.text) for word in self.words if word.bold])
        return heavy > 0 and heavy * 2 > sum([len(word.text) for word in self.words])

    @cached_property
    def text(self) -> str:
        """Return its words with blanks between."""
        return " ".join(word.text for word in self.words)


def is_wide_gap(left: Word, right: Word) -> bool:
    """Return whether the gap between two words of a line is wide enough to separate columns by itself."""
    return right.start - left.end >= LEAST_GAP and is_wide(make_gap(0, left, right))


def is_column_gap(left: Word, right: Word) -> bool:
    """Return whether the gap between two words is wider than a blank, as it is where a column is known to begin."""
    return right.start - left.end >= LEAST_NARROW and parts_columns(make_gap(0, left, right))


def is_wide(gap: Gap) -> bool:
    """Return whether a gap of a line is wide enough to separate columns by itself."""
    return gap.width >= max(LEAST_GAP, (WIDE_GAP if gap.apart else WIDE_BLANK) * gap.size)


def parts_columns(gap: Gap) -> bool:
    """Return whether a gap of a line is wider than a blank, as it is where a column is known to begin."""
    return gap.apart or gap.width >= max(LEAST_NARROW, NARROW_GAP * gap.size)


def find_standing(line: PrintedLine, place: float) -> Standing:
    """Return where the text of a line is in relation to a place where a column may begin."""
    if line.start >= place - SAME_START:
        return "right"
    if line.end <= place - 1:
        return "left"
    index = next((k for k, word in enumerate(line.words) if word.start >= place - SAME_START), 0) if line.gaps else 0
    if not index:
        return "across"
    left, right = line.words[index - 1], line.words[index]
    before = max(word.end for word in line.words[:index])
    if before > place - 1:
        return "across"
    at = abs(right.start - place) <= SAME_START
    if at and right.start - before >= max(LEAST_NARROW, NARROW_GAP * line.size):
        return "both"
    return "apart" if is_wide_gap(left, right) else "across"


def split_by_columns(line: PrintedLine, places: Sequence[float]) -> dict[int, ColumnPiece]:
    """Split a line at the places where columns begin: column -> its words."""
    words_by_column: dict[int, list[Word]] = {}
    for word in line.words:
        words_by_column.setdefault(sum(place - SAME_START <= word.start for place in places), []).append(word)
    return {column: ColumnPiece(tuple(words)) for column, words in words_by_column.items()}


def split_at_wide_gaps(piece: ColumnPiece) -> list[ColumnPiece]:
    """Split a piece at its wide gaps."""
    cuts = [k for k, (left, right) in enumerate(pairwise(piece.words), 1) if is_wide_gap(left, right)]
    return [ColumnPiece(piece.words[a:b]) for a, b in pairwise([0, *cuts, len(piece.words)])] if cuts else [piece]


@lru_cache(maxsize=MOST_LINES)
def split_line(line: PrintedLine, is_cut: Callable[[Gap], bool] = is_wide) -> tuple[ColumnPiece, ...]:
    """Split a line at some of its gaps."""
    edges = [0, *(gap.at for gap in line.gaps if is_cut(gap)), len(line.words)]
    return tuple([ColumnPiece(line.words[a:b]) for a, b in pairwise(edges)])


def has_room_above(above: ColumnPiece, below: ColumnPiece, limit: float) -> bool:
    """Return whether the first word below had room after the piece above: then the author ended that line.

    Addresses and very long words return true, since they are often set on a line of their own.
    """
    first = below.words[0]
    room = limit - above.end > first.end - first.start + BLANK_WIDTH * first.size + 0.3
    return room or len(first.text) >= LONG_WORD or "@" in first.text


def continues_text(above: ColumnPiece, below: ColumnPiece, limit: float) -> bool:
    """Return whether a piece surely continues the text of the piece above it; narrow columns give little evidence."""
    if has_room_above(above, below, limit) or is_item(below):
        return False
    if limit - above.start < LEAST_COLUMN_WIDTH * above.words[0].size:
        return is_continuation_start(below)
    return not (above.text.endswith(_SENTENCE_ENDS) and not below.text[0].islower())


def is_item(piece: ColumnPiece) -> bool:
    """Return whether a piece opens with a list marker."""
    first = piece.words[0].text
    return first in _BULLETS or bool(_NUMBER.fullmatch(first))


def is_continuation_start(piece: ColumnPiece) -> bool:
    """Return whether a piece begins like the continuation of a text: with a small letter or in brackets."""
    return piece.text[0].islower() or (piece.text[0] in "([" and not is_item(piece))


LABEL = re.compile(r"[\W_]*(?:\d{1,3}|[^\W\d_]|[ivxl]{1,6})?(?:[.)]\d{0,3}){0,4}[\W_]*", re.IGNORECASE)
"""A list marker, the number of a heading, or no letters at all."""


LEAST_VOTES = 2
"""Lines with a wide gap before one place: a single one may be chance."""


LEAST_STARTING = 3
"""Lines that begin at a place, where few show a wide gap before it."""


LEAST_COLUMN_GAP = 4.0
"""Points between columns that all lines leave free: justified text rarely has such a gap in one place on every line."""


def find_column_starts(lines: Sequence[Sequence[Word]], least: int = LEAST_VOTES) -> list[float]:
    """Return where text begins behind the gaps that all lines leave and at least so many show wide.

    A gap behind list markers or numbers separates columns only where they are the first one of four or more.
    """
    spans = sorted((word.start, word.end) for words in lines for word in words)
    starts: list[float] = []
    marker_starts: list[float] = []
    end_so_far = spans[0][1]
    for start, end in spans:
        words_before = _words_before_gap(lines, end_so_far, start) if start - end_so_far >= LEAST_COLUMN_GAP else ()
        if start - end_so_far >= LEAST_COLUMN_GAP and _parts_figures(lines, end_so_far, start):
            starts.append(start)
        elif len(words_before) >= least or (words_before and _is_common_start(lines, start)):
            (marker_starts if all(LABEL.fullmatch(text) for text in words_before) else starts).append(start)
        end_so_far = max(end_so_far, end)
    numbers = [start for start in marker_starts if len(starts) > 1 and start < starts[0]]
    return [*numbers, *starts]


def _is_common_start(lines: Sequence[Sequence[Word]], place: float) -> bool:
    """Return whether the text of several lines starts at a place, after a gap that is wider than a blank."""
    starting = [(words, k) for words in lines for k, word in enumerate(words) if abs(word.start - place) <= SAME_START]
    beside = [is_column_gap(words[k - 1], words[k]) for words, k in starting if k]
    return len(starting) >= LEAST_STARTING and len(beside) >= LEAST_VOTES and all(beside)


def _parts_figures(lines: Sequence[Sequence[Word]], end: float, start: float) -> bool:
    """Return whether figures are on both sides of a gap, in nearly all lines with text there."""
    pairs = [
        is_figure(left.text) and is_figure(right.text)
        for words in lines
        for left, right in pairwise(words)
        if left.end <= end + 0.1 and right.start >= start - 0.1 and is_column_gap(left, right)
    ]
    return len(pairs) >= LEAST_STARTING and sum(pairs) >= FULL_SHARE * len(pairs)


def is_figure(text: str) -> bool:
    """Return whether a text has a figure and no letters.

    >>> is_figure("12.5%"), is_figure("5 May"), is_figure("-")
    (True, False, False)
    """
    return any(map(str.isdigit, text)) and not any(map(str.isalpha, text))


def _words_before_gap(lines: Sequence[Sequence[Word]], end: float, start: float) -> list[str]:
    """Return the last words before a gap of the lines with text on both sides of it, wide apart."""
    return [
        left.text
        for words in lines
        for left, right in pairwise(words)
        if left.end <= end + 0.1 and right.start >= start - 0.1 and is_wide_gap(left, right)
    ]
