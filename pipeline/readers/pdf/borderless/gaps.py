"""Tables without vertical rulings: rows of words that keep the same wide gaps, three rows or more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.pdf.borderless.columns import LABEL, LEADERS, LEAST_GAP, WIDE_GAP
from pipeline.readers.pdf.borderless.evidence import ONE_SIZE, is_of_one_size
from pipeline.readers.pdf.chars.drawing import Stroke
from pipeline.readers.pdf.chars.geometry import Rect
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.typography import Typography
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.tables.cells import Grid, GridCell, WordGrid

LEAST_ROWS = 3
"""Rows that must share gaps: two lines share one by chance."""
MARGIN = 2.0
"""Points between the text and the edges of the grid around it."""
BIN_WIDTH = 1.5
"""Points; a sixth of the narrowest gap, so that gaps are measured to within a blank."""
ALIKE_PLACES = 2.5
"""Points; text of one column begins, ends or is centered within this distance."""
MOST_LINES = 120
"""Lines of one table; no page has more, and the time of the search grows with them."""
MOST_BINS = 4000
"""Bins across a page (6,000 points): text of a damaged file may lie far off the page."""
LINES_BETWEEN_RULES = 4
"""Rules that are further apart underline headings and separate groups, not rows."""
LEAST_ROW_HEIGHT = 5.0
"""Points; a rule and the text below it give two cuts that are nearer to each other."""
MOST_CROSSING = 0.15
"""Up to this share of the lines may run across a gap."""
_FREE = re.compile(f"0{{{int(LEAST_GAP / BIN_WIDTH)},}}")


@dataclass(frozen=True, slots=True)
class _Part:
    """Words of a line between two wide gaps."""

    start: float
    end: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that form a table, and the gaps (start, end) between its columns."""

    lines: tuple[PrintedLine, ...]
    gaps: tuple[tuple[float, float], ...]


def split_at_gaps(line: PrintedLine) -> list[_Part]:
    """Split a line at its wide gaps."""
    groups: list[list[Word]] = [[line.words[0]]]
    least = max(LEAST_GAP, WIDE_GAP * line.size)
    for left, right in pairwise(line.words):
        if right.start - left.end >= least:
            groups.append([])
        groups[-1].append(right)
    return [_Part(min(w.start for w in g), max(w.end for w in g), tuple(g)) for g in groups]


class _Coverage:
    """How many lines have ink in each bin across the page."""

    def __init__(self) -> None:
        self.bins: list[int] = []
        self.lines = 0

    def add(self, parts: Sequence[_Part]) -> None:
        """Count one more line."""
        self.lines += 1
        for part in parts:
            first, last = _bins_of(part)
            self.bins += [0] * (last + 1 - len(self.bins))
            for place in range(first, last + 1):
                self.bins[place] += 1

    def gaps(self) -> list[tuple[float, float]]:
        """Return the gaps that nearly all lines leave, from left to right; a heading may be over several columns."""
        most = MOST_CROSSING * self.lines
        ink = "".join("0" if gap <= most else "1" for gap in self.bins).rstrip("0")
        first = len(ink) - len(ink.lstrip("0"))
        return [(gap.start() * BIN_WIDTH, gap.end() * BIN_WIDTH) for gap in _FREE.finditer(ink, first)]

    def crossed_by(self, part: _Part) -> bool:
        """Return whether a part runs across a gap that the lines so far leave."""
        first, last = _bins_of(part)
        most = MOST_CROSSING * self.lines
        ink = "".join("0" if count <= most else "1" for count in self.bins[first : last + 1])
        return bool(_FREE.search(ink.strip("0")))


def _bins_of(part: _Part) -> tuple[int, int]:
    return max(int(part.start / BIN_WIDTH), 0), min(max(int(part.end / BIN_WIDTH), 0), MOST_BINS)


def _column_index(gaps: Sequence[tuple[float, float]], part: _Part) -> int:
    return sum((gap[0] + gap[1]) / 2 <= part.start for gap in gaps)


def _count_shared_rows(lines: Sequence[Sequence[_Part]], gaps: Sequence[tuple[float, float]]) -> int:
    return sum(len({_column_index(gaps, part) for part in parts}) > 1 for parts in lines)


def _is_list(lines: Sequence[Sequence[_Part]], gaps: Sequence[tuple[float, float]]) -> bool:
    """Return whether the first column holds only list markers or numbers of headings."""
    first = [
        "".join(word.text for word in part.words) for parts in lines for part in parts if not _column_index(gaps, part)
    ]
    return len(gaps) == 1 and all(LABEL.fullmatch(text) for text in first)


def _is_aligned(lines: Sequence[Sequence[_Part]], gaps: Sequence[tuple[float, float]]) -> bool:
    """Return whether most parts of each column begin, end or are centered at one place."""
    columns: dict[int, list[_Part]] = {}
    for parts in lines:
        for part in parts:
            columns.setdefault(_column_index(gaps, part), []).append(part)
    return all(
        max(
            _count_most_alike([p.start for p in column_parts]),
            _count_most_alike([p.end for p in column_parts]),
            _count_most_alike([p.start + p.end for p in column_parts]),
        )
        >= 0.6 * len(column_parts)
        for column_parts in columns.values()
    )


def _is_prose(lines: Sequence[Sequence[_Part]], gaps: Sequence[tuple[float, float]]) -> bool:
    """Return whether two columns hold running text: most of their lines have several words."""
    columns: dict[int, list[_Part]] = {}
    for parts in lines:
        for part in parts:
            columns.setdefault(_column_index(gaps, part), []).append(part)
    wordy = [
        sum(len(part.words) >= 4 for part in column_parts) * 2 > len(column_parts) for column_parts in columns.values()
    ]
    return sum(wordy) > 1


def _has_usual_size(line: PrintedLine, lines: Sequence[PrintedLine]) -> bool:
    sizes = sorted(other.size for other in lines)
    middle = sizes[len(sizes) // 2]
    return abs(line.size - middle) <= ONE_SIZE * middle


def _count_most_alike(places: Sequence[float]) -> int:
    return max(sum(abs(place - other) <= ALIKE_PLACES for other in places) for place in places)


def _region_end(lines: Sequence[PrintedLine], parts: Sequence[list[_Part]], start: int, typography: Typography) -> int:
    """Return the index after the last line that keeps gaps in common with those from `start` on."""
    coverage = _Coverage()
    coverage.add(parts[start])
    for index in range(start + 1, min(len(lines), start + MOST_LINES)):
        far = lines[index].base - lines[index - 1].base > 3.2 * typography.pitch(lines[index].size)
        if far or LEADERS.search(lines[index].text):
            return index
        if len(parts[index]) == 1 and coverage.crossed_by(parts[index][0]):
            return index
        coverage.add(parts[index])
    return min(len(lines), start + MOST_LINES)


def find_regions(lines: Sequence[PrintedLine], typography: Typography) -> list[Region]:
    """Find tables among the lines of one run of text, from the top."""
    lines = [line for line in lines if line.angle == 0]
    parts = [split_at_gaps(line) for line in lines]
    regions: list[Region] = []
    index = 0
    while index < len(lines):
        end = _region_end(lines, parts, index, typography) if len(parts[index]) > 1 else index
        while end > index and len(parts[end - 1]) < 2:
            end -= 1
        while index < end and not _has_usual_size(lines[index], lines[index:end]):
            index += 1
        region = _make_region(lines[index:end], parts[index:end], typography)
        if region:
            regions.append(region)
        index = end if region else index + 1
    return regions


def _make_region(lines: Sequence[PrintedLine], parts: Sequence[list[_Part]], typography: Typography) -> Region | None:
    if len(lines) < LEAST_ROWS:
        return None
    coverage = _Coverage()
    for line_parts in parts:
        coverage.add(line_parts)
    gaps = coverage.gaps()
    if len(gaps) == 1 and typography.begins_column(gaps[0][1]):
        return None
    shared = _count_shared_rows(parts, gaps)
    if not gaps or shared < LEAST_ROWS or shared * 2 < len(lines):
        return None
    if _is_list(parts, gaps) or _is_prose(parts, gaps) or not _is_aligned(parts, gaps) or not is_of_one_size(lines):
        return None
    return Region(tuple(lines), tuple(gaps))


def _rule_heights(strokes: Sequence[Stroke], box: Rect) -> list[float]:
    """Return the heights of rules that run over most of a table."""
    width = box[2] - box[0]
    inside = {round(s.at) for s in strokes if s.level and box[1] < s.at < box[3] and s.end - s.start > 0.6 * width}
    return sorted(float(at) for at in inside)


def _text_row_starts(region: Region, typography: Typography) -> list[float]:
    """Return the heights at which rows begin: where the first column has text, or after a larger step."""
    starts = []
    first_end = region.gaps[0][0]
    for above, below in pairwise(region.lines):
        wide = below.base - above.base > 1.3 * typography.pitch(below.size)
        if wide or below.words[0].start < first_end:
            starts.append((above.box[3] + below.box[1]) / 2)
    return starts


def _row_cuts(region: Region, rules: Sequence[float], typography: Typography) -> list[float]:
    """Return where rows are cut: at rules where those part every few lines, else by the text and at rules."""
    if len(rules) >= 2 and len(region.lines) <= LINES_BETWEEN_RULES * (len(rules) + 1):
        return list(rules)
    cuts: list[float] = []
    for cut in sorted([*rules, *_text_row_starts(region, typography)]):
        if not cuts or cut - cuts[-1] > LEAST_ROW_HEIGHT:
            cuts.append(cut)
    return cuts


def _lay_grid(region: Region, strokes: Sequence[Stroke], typography: Typography) -> Grid:
    """Lay a grid over a region: columns cut in the gaps, rows at rules if there are some, else by the text."""
    lefts, tops, rights, bottoms = zip(*(line.box for line in region.lines), strict=True)
    box = (min(lefts) - MARGIN, min(tops) - MARGIN, max(rights) + MARGIN, max(bottoms) + MARGIN)
    rules = _rule_heights(strokes, box)
    xs = [box[0], *((gap[0] + gap[1]) / 2 for gap in region.gaps), box[2]]
    ys = [box[1], *_row_cuts(region, rules, typography), box[3]]
    cells = tuple(
        GridCell((left, top, right, bottom), row, column)
        for row, (top, bottom) in enumerate(pairwise(ys))
        for column, (left, right) in enumerate(pairwise(xs))
    )
    return Grid(box, cells, ruled=False)


def fill_region(region: Region, strokes: Sequence[Stroke], typography: Typography) -> WordGrid:
    """Lay a grid over a region and put each word into its cell."""
    grid = _lay_grid(region, strokes, typography)
    words: list[list[Word]] = [[] for _ in grid.cells]
    for line in region.lines:
        for word in line.words:
            words[_find_cell(grid, word)].append(word)
    return WordGrid(grid, tuple(map(tuple, words)))


def _find_cell(grid: Grid, word: Word) -> int:
    """Return the cell that a word is in: the last one that begins before its middle."""
    x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    return max(k for k, cell in enumerate(grid.cells) if k == 0 or (cell.box[0] <= x and cell.box[1] <= y))
