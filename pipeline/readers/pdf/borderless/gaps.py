"""Tables without vertical rulings: rows of words that keep the same gaps, three rows or more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from pipeline.readers.pdf.borderless.columns import (
    LABEL,
    LEAST_GAP,
    LEAST_NARROW,
    NARROW_GAP,
    ROW_GAP,
    WIDE_GAP,
    has_leaders,
    is_figure,
)
from pipeline.readers.pdf.borderless.evidence import ONE_SIZE, is_of_one_size
from pipeline.readers.pdf.borderless.level_lines import LevelLines
from pipeline.readers.pdf.borderless.rows import MOST_PITCH, TableLines, find_rows, has_room, is_written_in_rows
from pipeline.readers.pdf.chars.geometry import has_gap
from pipeline.readers.pdf.chars.text_lines import LEAST_APART, PrintedLine
from pipeline.readers.pdf.chars.typography import Typography
from pipeline.readers.pdf.chars.words import Codes, Word

LEAST_ROWS = 3
"""Rows that must share gaps: two lines share one by chance."""
BIN_WIDTH = 0.5
"""Points; an eighth of the narrowest gap."""
ALIKE_PLACES = 2.5
"""Points; text of one column begins, ends or is centered within this distance."""
LEAST_APART_PAIRS, TOGETHER_SHARE = 2, 0.25
"""Lines that write the words around a gap apart, and share of all words with a blank behind: some files write none."""
LEAST_WRITTEN = 2
"""Rows of a table whose cells the file writes one by one."""
ALIKE_SHARE = 0.6
"""Share of the pieces of a column that begin, end or are centered at one place; the others are wrapped or headings."""
NARROW_SHARE = 0.8
"""The same where the gap before a column is hardly wider than a blank."""
MOST_LINES = 120
"""Lines of one table; no page has more, and the time of the search grows with them."""
MOST_WIDTH = 1600.0
"""Points: text of a damaged file may lie far off the page."""
MOST_SPLIT = 2000
"""Lines whose parts are remembered: those of a few pages, which every search from another line asks for again."""
MOST_CROSSING = 0.15
"""Up to this share of the lines may run across a gap: headings over several columns."""
MOST_STEP = 3.2
"""A step beyond this many usual ones ends a table."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Words of a line between two gaps."""

    start: float
    end: float
    words: tuple[Word, ...]

    @property
    def is_figure(self) -> bool:
        """Return whether it holds a figure and no letters."""
        return is_figure("".join(word.text for word in self.words))


Parts = Sequence[_Part]


@lru_cache(maxsize=MOST_SPLIT)
def split_at_gaps(line: PrintedLine, least: float, share: float) -> list[_Part]:
    """Split a line at its gaps of so many points, and of such a share of its size."""
    least = max(least, share * line.size)
    cuts = [gap.at for gap in line.gaps if gap.width >= least or (gap.apart and share == NARROW_GAP)]
    if not cuts:
        return [_Part(line.start, line.end, line.words)]
    groups = [line.words[first:last] for first, last in pairwise([0, *cuts, len(line.words)])]
    return [_Part(min([w.start for w in g]), max([w.end for w in g]), g) for g in groups]


@dataclass(frozen=True, slots=True)
class _Gap:
    """A gap that nearly all lines leave, and the place within it that the fewest run across."""

    start: float
    end: float
    middle: float


def _find_gaps(lines: Sequence[Parts], least: float) -> Iterator[_Gap]:
    """Yield the gaps of so many points that nearly all lines leave, from left to right."""
    bins = np.array([_bins_of(part) for parts in lines for part in parts])
    size = int(MOST_WIDTH / BIN_WIDTH) + 2
    ink = np.cumsum(np.bincount(bins[:, 0], minlength=size) - np.bincount(bins[:, 1] + 1, minlength=size))
    inked = np.flatnonzero(ink > MOST_CROSSING * len(lines))
    for at in np.flatnonzero(np.diff(inked) > least / BIN_WIDTH).tolist():
        start, stop = int(inked[at]) + 1, int(inked[at + 1])
        yield _Gap(start * BIN_WIDTH, stop * BIN_WIDTH, _freest_place(ink, start, stop) * BIN_WIDTH)


class _Coverage:
    """How many lines have ink at each place across the page, while lines are added: one bit a place.

    `levels` are the places that one line or more has, two or more, and so on.
    """

    def __init__(self, parts: Parts) -> None:
        self.levels = [_ink_of(parts)]
        self.lines = 1

    def add(self, parts: Parts) -> None:
        """Count one more line."""
        ink = _ink_of(parts)
        self.lines += 1
        self.levels.append(0)
        for level in range(len(self.levels) - 1, 0, -1):
            self.levels[level] |= self.levels[level - 1] & ink
        self.levels[0] |= ink
        del self.levels[int(MOST_CROSSING * MOST_LINES) + 1 :]

    def is_crossed_by(self, part: _Part) -> bool:
        """Return whether a part runs across a gap that nearly all lines leave."""
        inked = self.levels[int(MOST_CROSSING * self.lines)]
        return has_gap(inked & _ink_of((part,)), int(LEAST_GAP / BIN_WIDTH))


def _ink_of(parts: Parts) -> int:
    ink = 0
    for first, last in map(_bins_of, parts):
        ink |= ((1 << (last - first + 1)) - 1) << first
    return ink


def _freest_place(ink: Codes, first: int, end: int) -> float:
    """Return the middle of the widest stretch that the fewest lines run across."""
    free = np.flatnonzero(ink[first:end] == ink[first:end].min()) + first
    runs = np.split(free, np.flatnonzero(np.diff(free) > 1) + 1)
    widest = max(runs, key=len)
    return float(widest[0] + widest[-1] + 1) / 2


def _bins_of(part: _Part) -> tuple[int, int]:
    low, high = max(part.start, 0.0), min(max(part.end, 0.0), MOST_WIDTH)
    return int(min(low, MOST_WIDTH) / BIN_WIDTH), int(high / BIN_WIDTH)


def _split_by_edges(lines: Sequence[Parts], edges: Sequence[float]) -> dict[int, list[_Part]]:
    columns: dict[int, list[_Part]] = {}
    for parts in lines:
        for part in parts:
            columns.setdefault(sum(edge <= part.start for edge in edges), []).append(part)
    return columns


def find_edges(lines: Sequence[PrintedLine]) -> list[float]:
    """Return the places that part the columns of lines: within wide gaps, and within narrow ones of aligned columns."""
    size = sorted(line.size for line in lines)[len(lines) // 2]
    parts = [split_at_gaps(line, LEAST_NARROW, NARROW_GAP) for line in lines]
    wide = max(LEAST_GAP, WIDE_GAP * size)
    gaps = list(_find_gaps(parts, LEAST_APART))
    narrow = max(LEAST_NARROW, NARROW_GAP * size)
    return [
        gap.middle
        for gap in gaps
        if gap.end - gap.start >= wide
        or _is_written_apart(gap, lines)
        or (gap.end - gap.start >= narrow and _parts_columns(gap, parts))
    ]


def _is_written_apart(gap: _Gap, lines: Sequence[PrintedLine]) -> bool:
    """Return whether the file writes the words on both sides of a gap apart, and others of the lines together."""
    pairs = [
        found.apart
        for line in lines
        for found in line.gaps
        if line.words[found.at - 1].end <= gap.middle <= line.words[found.at].start
    ]
    words = [word for line in lines for word in line.words]
    together = sum(word.blank for word in words)
    enough = len(pairs) >= LEAST_APART_PAIRS and sum(pairs) >= NARROW_SHARE * len(pairs)
    return enough and together >= TOGETHER_SHARE * len(words)


def _parts_columns(gap: _Gap, lines: Sequence[Parts]) -> bool:
    """Return whether a narrow gap is one between columns: what follows it is aligned, or figures are on both sides."""
    pairs = [
        (left, right) for parts in lines for left, right in pairwise(parts) if left.end <= gap.middle <= right.start
    ]
    if len(pairs) < LEAST_ROWS:
        return False
    figures = sum(left.is_figure and right.is_figure for left, right in pairs)
    return figures >= NARROW_SHARE * len(pairs) or _is_column([right for _, right in pairs], NARROW_SHARE)


def _is_column(parts: Parts, share: float) -> bool:
    """Return whether most parts begin, end or are centered at one place."""
    places = ([p.start for p in parts], [p.end for p in parts], [(p.start + p.end) / 2 for p in parts])
    return max(map(_count_most_alike, places)) >= share * len(parts)


def _count_most_alike(places: Sequence[float]) -> int:
    return max(sum(abs(place - other) <= ALIKE_PLACES for other in places) for place in places)


def _is_list(columns: dict[int, list[_Part]]) -> bool:
    """Return whether the first of two columns holds only list markers or numbers of headings."""
    first = ["".join(word.text for word in part.words) for part in columns.get(0, ())]
    return len(columns) < 3 and all(LABEL.fullmatch(text) for text in first)


def _is_prose(columns: dict[int, list[_Part]]) -> bool:
    """Return whether two columns hold running text: most of their lines have several words."""
    wordy = [sum(len(part.words) >= 4 for part in parts) * 2 > len(parts) for parts in columns.values()]
    return sum(wordy) > 1


def _has_usual_size(line: PrintedLine, lines: Sequence[PrintedLine]) -> bool:
    sizes = sorted(other.size for other in lines)
    middle = sizes[len(sizes) // 2]
    return abs(line.size - middle) <= ONE_SIZE * middle


def _region_end(lines: Sequence[PrintedLine], parts: Sequence[Parts], start: int, typography: Typography) -> int:
    """Return the index after the last line that keeps gaps in common with those from `start` on."""
    coverage = _Coverage(parts[start])
    for index in range(start + 1, min(len(lines), start + MOST_LINES)):
        far = lines[index].base - lines[index - 1].base > MOST_STEP * typography.pitch(lines[index].size)
        if far or has_leaders(lines[index].text):
            return index
        narrow = split_at_gaps(lines[index], LEAST_NARROW, NARROW_GAP) if len(parts[index]) == 1 else ()
        if any(map(coverage.is_crossed_by, narrow)):
            return index
        coverage.add(parts[index])
    return min(len(lines), start + MOST_LINES)


def find_regions(
    lines: Sequence[PrintedLine], typography: Typography, bounds: LevelLines, least_columns: int = 2
) -> list[TableLines]:
    """Find tables of so many columns among the lines of one run of text, from the top."""
    lines = [line for line in lines if line.angle == 0]
    parts = [split_at_gaps(line, LEAST_GAP, WIDE_GAP) for line in lines]
    regions: list[TableLines] = []
    index = 0 if sum(len(line_parts) > 1 for line_parts in parts) >= LEAST_ROWS else len(lines)
    while index < len(lines):
        end = _region_end(lines, parts, index, typography) if len(parts[index]) > 1 else index
        while end > index and len(parts[end - 1]) < 2:
            end -= 1
        while index < end and not _has_usual_size(lines[index], lines[index:end]):
            index += 1
        start, end = _add_written_within(lines, index, end) if end > index else (index, end)
        region = _make_region(lines[start:end], typography, bounds, least_columns)
        if region:
            regions.append(_add_last_lines(region, lines[end:]))
        index = end if region else index + 1
    return regions


def _add_written_within(lines: Sequence[PrintedLine], start: int, end: int) -> tuple[int, int]:
    """Return a region with the close lines around it that the file writes between its own: other lines of its cells."""
    places = [word.first for line in lines[start:end] for word in line.words]
    low, high = min(places), max(places)
    while start and low < _places(lines[start - 1])[1] < high and _is_close(lines[start - 1], lines[start]):
        start -= 1
        low = min(low, _places(lines[start])[0])
    while end < len(lines) and low < _places(lines[end])[0] < high and _is_close(lines[end - 1], lines[end]):
        high = max(high, _places(lines[end])[1])
        end += 1
    return start, end


def _places(line: PrintedLine) -> tuple[int, int]:
    """Return the first and the last place of a line's words in the file's text."""
    places = [word.first for word in line.words]
    return min(places), max(places)


def _is_close(above: PrintedLine, below: PrintedLine) -> bool:
    return below.base - above.base <= MOST_PITCH * below.size


def _make_region(
    lines: Sequence[PrintedLine], typography: Typography, bounds: LevelLines, least_columns: int
) -> TableLines | None:
    if len(lines) < LEAST_ROWS:
        return None
    edges = find_edges(lines)
    table = TableLines(lines, edges, bounds, typography, max(line.end for line in lines))
    if not edges or (len(edges) == 1 and typography.begins_column(edges[0])):
        return None
    is_written = is_written_in_rows(table)
    if len(edges) + 1 < least_columns and not is_written:
        return None
    parts = [[_Part(p.start, p.end, p.words) for p in pieces.values()] for pieces in table.pieces]
    columns = _split_by_edges(parts, edges)
    if (
        _is_list(columns)
        or (_is_prose(columns) and not (is_written and len(edges) > 1))
        or not all(_is_column(column, ALIKE_SHARE) for column in columns.values())
        or not is_of_one_size(lines)
    ):
        return None
    rows = [{cell.column for cell in row} for row in find_rows(table)]
    shared = sum(len(row) > 1 for row in rows)
    return table if shared >= (LEAST_WRITTEN if is_written else LEAST_ROWS) and shared * 2 >= len(rows) else None


def _add_last_lines(table: TableLines, below: Sequence[PrintedLine]) -> TableLines:
    """Return a table with the close lines below it that continue a text in one of its columns."""
    lines, last = list(table.lines), table.split_line(table.lines[-1])
    widths = table.widths
    for line in below:
        pieces = table.split_line(line)
        step = line.base - lines[-1].base
        if len(pieces) > 1 or step > ROW_GAP * table.pitch or not pieces.keys() <= last.keys():
            break
        if any(has_room(last[column], piece, widths[column]) for column, piece in pieces.items()):
            break
        lines.append(line)
        last = pieces
    return replace(table, lines=tuple(lines), right=max(line.end for line in lines))
