"""Columns of running text: where a page is set in two or more, each is read on its own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, chain, pairwise
from operator import attrgetter
from statistics import median

import numpy as np

from pipeline.readers.pdf.chars.drawing import Stroke
from pipeline.readers.pdf.chars.geometry import has_gap
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.typography import HEADING_SIZE, SAME_COLUMN
from pipeline.readers.pdf.chars.words import Word

BIN_SIZE = 2.0
"""Points; half of the narrowest blank between columns that a typesetter uses is four times as wide."""
GUTTER = 4
"""The least width of a gutter, in bins."""
GUTTER_WIDTH = GUTTER * BIN_SIZE
"""The same in points."""
MOST_BINS = 2000
"""Bins from the top (4,000 points): text of a damaged file may lie far off the page."""
LEAST_LINES, LEAST_WORDS, LEAST_FILL = 4, 2.5, 0.55
"""Lines of a column of running text, words of a line, and the share of the width that a full line fills. Labels next to
answers have less.
"""
FULL_LINES = 0.4
"""Share of the lines of running text that are full; headings, ends of paragraphs and a small table leave the others."""
LEAST_WIDTH = 120
"""Points between the beginnings of columns of running text."""
LEAST_ROOM, UNEVEN = 3.5, 3.0
"""Font sizes from line to line over a heading next to it, at least, and by how much less than in its own column: a
blank line between paragraphs takes up to three, and balanced columns differ by two lines."""
LEAST_PAGES, SHARE_OF_PAGES = 3, 0.2
"""Pages that share a column's place, at least, and their share: plans change between text and forms."""
LEAST_WIDE = 0.75
"""Times the width of a wider column that a column of the same text has: labels in the plans read have 0.5 at most."""
FEWEST_FLOWS = 2
"""Pages on which a sentence runs on into a column: one may do so by chance."""
_GAPS = re.compile(f"0{{{GUTTER},}}")


@dataclass(frozen=True, slots=True)
class _InkRows:
    """Ink by height: for each bin from the top a number whose bits are the bins across that hold a word."""

    masks: list[int]
    top: float
    width: int


def _rasterize(words: Sequence[Word]) -> _InkRows:
    boxes = np.fromiter(chain.from_iterable([word.box for word in words]), float, 4 * len(words)).reshape(-1, 4)
    top = float(boxes[:, 1].min())
    count = min(int((float(boxes[:, 3].max()) - top) / BIN_SIZE) + 1, MOST_BINS)
    height = (boxes[:, 3] - boxes[:, 1]) * 0.2
    across = np.maximum((boxes[:, ::2] / BIN_SIZE).astype(int), 0).tolist()
    down = (np.stack([boxes[:, 1] + height - top, boxes[:, 3] - height - top]) / BIN_SIZE).astype(int).tolist()
    # The words of a line share its rows: their bins are joined before the rows are filled.
    masks_by_rows: dict[tuple[int, int], int] = {}
    for (left, right), rows in zip(across, zip(*down, strict=True), strict=True):
        masks_by_rows[rows] = masks_by_rows.get(rows, 0) | (2 << right) - (1 << left)
    masks, all_bins = [0] * count, 0
    for (first, last), mask in masks_by_rows.items():
        for row in range(max(first, 0), min(last, count - 1) + 1):
            masks[row] |= mask
            all_bins |= mask
    return _InkRows(masks, top, _ink_width(all_bins))


def find_gutters(mask: int) -> list[tuple[int, int]]:
    """Return the wide gaps within a row of bins, as first bin and bin after the last.

    >>> find_gutters(0b1111_00000_11_000)
    [(5, 10)]
    """
    if not has_gap(mask, GUTTER):
        return []
    bits = f"{mask:b}"[::-1]
    first = len(bits) - len(bits.lstrip("0"))
    return [gap.span() for gap in _GAPS.finditer(bits, first)]


def _ink_width(mask: int) -> int:
    return mask.bit_length() - (mask & -mask).bit_length() + 1


def _gutter_end(rows: _InkRows, start: int, stop: int) -> tuple[int, int]:
    """Return how far down, at most to row `stop`, a gutter that opens at row `start` runs, and the ink over it."""
    ink, most_width = 0, 0.6 * rows.width
    for row in range(start, stop):
        grown = ink | rows.masks[row]
        if grown == ink:
            continue
        if not has_gap(grown, GUTTER) and (_ink_width(grown) > most_width or has_gap(ink, GUTTER)):
            return row, ink
        ink = grown
    return stop, ink


def _find_headings_across(words: Sequence[Word]) -> list[tuple[float, float]]:
    """Return from where to where the headings over all columns reach that are no wider than the first column.

    Nothing is next to such a heading, and all columns begin again below it, the second one line apart at most; or it
    is the last line, and what is below is no text: a table, a box.
    """
    usual = median([word.size for word in words])
    if max([word.size for word in words]) < HEADING_SIZE * usual:
        return []
    lines = _group_by_baseline(words)
    headings = _find_last_heading(lines, HEADING_SIZE * usual)
    for index, line in enumerate(lines[:-1]):
        first = lines[index + 1][0]
        if line[0].size < max(HEADING_SIZE * usual, first.size) or _widest_gap(line)[0] > line[0].size:
            continue
        top, bottom = min(word.box[1] for word in line), max(word.box[3] for word in line)
        beside = (word for word in words if word.box[3] > top and word.box[1] < bottom and word not in line)
        below = [
            word for other in lines[index + 1 : index + 3] for word in other if word.base - first.base < first.size
        ]
        if next(beside, None) is None and _begin_columns(line, below, words):
            headings.append((top, bottom))
    return headings


def _find_last_heading(lines: Sequence[Sequence[Word]], least: float) -> list[tuple[float, float]]:
    """Return from where to where the last lines reach if they are headings with room above; `least` is their size.

    A small line right above them names the kind of heading: 'Chapter 4'.
    """
    at = len(lines)
    while at and lines[at - 1][0].size >= least and _widest_gap(lines[at - 1])[0] <= lines[at - 1][0].size:
        at -= 1
    if at == len(lines) or not at:
        return []
    steps = [lines[index][0].base - lines[index - 1][0].base for index in range(max(at - 1, 1), at + 1)]
    at -= len(steps) > 1 and steps[0] >= LEAST_ROOM * lines[at - 1][0].size > steps[1]
    if lines[at][0].base - lines[at - 1][0].base < LEAST_ROOM * min(line[0].size for line in lines[at:]):
        return []
    below = [word.box for line in lines[at:] for word in line]
    return [(min(box[1] for box in below), max(box[3] for box in below))]


def _find_heading_below(parts: Sequence[Sequence[Word]], words: Sequence[Word]) -> list[Word]:
    """Return the bold line that ends the first column and heads the text over all columns below it; else no words.

    The other columns end above it, and it is no nearer to the text above than to the text below.
    """
    *above, last = _group_by_baseline(parts[0])
    base, others = last[0].base, max((word.base for part in parts[1:] for word in part), default=0.0)
    below = min((word.base for word in words if word.base > base + last[0].size / 2), default=None)
    is_heading = all(word.bold for word in last) and any(not word.bold for line in above for word in line)
    if not is_heading or below is None or others > base - last[0].size:
        return []
    return last if below - base <= base - above[-1][0].base else []


def _begin_columns(heading: Sequence[Word], below: Sequence[Word], words: Sequence[Word]) -> bool:
    """Return whether two columns begin on the lines below a heading, the second behind as much room as the first."""
    gap, second = _widest_gap(below)
    if gap < GUTTER_WIDTH or max(word.end for word in heading) > second - GUTTER_WIDTH:
        return False
    above = [word for word in words if word.base < heading[0].base]
    left = max((word.base for word in above if word.start < second - SAME_COLUMN), default=0.0)
    right = max((word.base for word in above if word.start >= second - SAME_COLUMN), default=below[0].base)
    room = (below[0].base - right) / below[0].size
    return room >= max(LEAST_ROOM, (below[0].base - left) / below[0].size - UNEVEN)


def _widest_gap(words: Sequence[Word]) -> tuple[float, float]:
    """Return the widest gap that words leave across the page, and where the text behind it begins."""
    ordered = sorted(words, key=lambda word: word.start)
    ends = accumulate((word.end for word in ordered), max)
    return max(((b.start - end, b.start) for end, b in zip(ends, ordered[1:], strict=False)), default=(0.0, 0.0))


def _group_by_baseline(words: Sequence[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=attrgetter("base")):
        if lines and word.base - lines[-1][0].base < 0.5 * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _is_prose(words: Sequence[Word], least: int = LEAST_LINES) -> bool:
    """Return whether a column holds running text: several lines that mostly fill it, of several words each."""
    if len(words) < LEAST_WORDS * least:
        return False
    lines = _group_by_baseline(words)
    if len(lines) < least or sum(_has_letters(word.text) for word in words) < LEAST_WORDS * len(lines):
        return False
    left, right = min([word.box[0] for word in words]), max([word.box[2] for word in words])
    filled = [max([w.box[2] for w in line]) - min([w.box[0] for w in line]) for line in lines]
    return sum([width >= LEAST_FILL * (right - left) for width in filled]) >= FULL_LINES * len(filled)


@lru_cache(maxsize=10_000)
def _has_letters(text: str) -> bool:
    """Return whether a text has more than one letter."""
    return sum(map(str.isalpha, text)) > 1


def _split_at(words: Sequence[Word], stops: Sequence[float]) -> list[list[Word]]:
    parts: list[list[Word]] = [[] for _ in range(len(stops) + 1)]
    for word in words:
        parts[bisect_left(stops, (word.box[0] + word.box[2]) / 2)].append(word)
    return parts


def _split_columns(words: Sequence[Word], ink: int, known: Sequence[float]) -> list[list[Word]] | None:
    gutters = find_gutters(ink)
    stops = [(first + last) / 2 * BIN_SIZE for first, last in gutters]
    # Where the document sets columns elsewhere, a few lines of one are enough.
    are_usual = bool(gutters) and all(any(_is_near(last * BIN_SIZE, at) for at in known) for _, last in gutters)
    least, first = 1 if are_usual else LEAST_LINES, 0
    while stops:
        parts = _split_at(words, stops)
        weak = next((k for k in range(first, len(parts)) if not _is_prose(parts[k], least)), None)
        if weak is None or (are_usual and _open_alike(parts)):
            return parts
        first = min(weak, len(stops) - 1)  # the parts before the one that grows stay what they are
        stops.pop(first)
    return None


def _open_alike(parts: Sequence[Sequence[Word]]) -> bool:
    """Return whether parts begin with the same word on one baseline: forms next to each other repeat their labels."""
    first = [min(part, key=lambda word: (word.base, word.start)) for part in parts if part]
    bases = [word.base for word in first]
    return len(first) == len(parts) > 1 and len({w.text for w in first}) == 1 and max(bases) - min(bases) < BIN_SIZE


def find_usual_columns(pages: Sequence[Sequence[Word]]) -> tuple[float, ...]:
    """Return where the second and later columns begin of a document whose running text is set in columns.

    A place counts that enough of its pages share; `pages` are the words outside of tables, page by page.
    """
    start_counts: Counter[int] = Counter()
    for words in pages:
        runs = [column for column, narrow in split_into_columns(words) if narrow]
        starts = sorted(min(word.start for word in column) for column in runs)
        start_counts.update({round(start) for start in starts if start - starts[0] > LEAST_WIDTH})
    least = max(LEAST_PAGES, SHARE_OF_PAGES * len(pages))
    pages_near = {
        start: sum(start_counts[near_start] for near_start in range(start - 2, start + 3)) for start in start_counts
    }
    return tuple(sorted(float(start) for start, count in pages_near.items() if count >= least))


def find_flowing_columns(pages: Sequence[Sequence[Word]], usual: Sequence[float]) -> tuple[float, ...]:
    """Return the usual columns into which sentences run on from the foot of the column before: no cells are in them."""
    flows: Counter[float] = Counter()
    for words in pages if usual else ():
        for (above, is_left), (below, is_right) in pairwise(split_into_columns(words, usual)):
            if is_left and is_right and _are_as_wide(above, below):
                last = _group_by_baseline(above)[-1]
                first = min(_group_by_baseline(below)[0], key=attrgetter("start"))
                is_open = not max(last, key=attrgetter("start")).text.endswith((".", "!", "?", ":", ";", ")"))
                flows.update(at for at in usual if is_open and first.text[0].islower() and _is_near(first.start, at))
    return tuple(at for at, count in flows.items() if count >= FEWEST_FLOWS)


def _are_as_wide(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Return whether two columns are of about one width: labels have a narrower one than their answers."""
    widths = sorted(max(word.end for word in part) - min(word.start for word in part) for part in (left, right))
    return widths[0] >= LEAST_WIDE * widths[1]


def _is_near(start: float, place: float) -> bool:
    return abs(start - place) <= SAME_COLUMN


def split_into_columns(words: Sequence[Word], known: Sequence[float] = ()) -> list[tuple[list[Word], bool]]:
    """Split words into runs in reading order: full-width text, and columns from left to right (marked true).

    `known` are the places where the document's columns begin: text that ends before the first is one.
    """
    upright = [word for word in words if word.angle == 0]
    if known and upright and max(word.end for word in upright) < min(known):
        return [(list(words), True)]
    if not known and len(upright) < 2 * LEAST_LINES * LEAST_WORDS:
        return [(list(words), False)]
    rows, heights = _rasterize(upright), _Heights(upright)
    runs: list[tuple[list[Word], bool]] = []
    turned: list[Word] = [word for word in words if word.angle != 0]
    headings = [
        (int((top - rows.top) / BIN_SIZE), int((bottom - rows.top) / BIN_SIZE) + 1)
        for top, bottom in _find_headings_across(upright)
    ]
    row = first = 0  # from the row `first` on the words run over all columns
    while row < len(rows.masks):
        over = next((stop for start, stop in headings if start <= row < stop), None)
        if over is not None:
            row = over
            continue
        limit = next((start for start, _ in headings if start > row), len(rows.masks))
        end, ink = _gutter_end(rows, row, limit)
        inside = _words_between(heights, rows, row, end) if has_gap(ink, GUTTER) else []
        parts = _split_columns(inside, ink, known) if inside else None
        if parts:
            heading = _find_heading_below(parts, upright)
            if heading:
                parts[0] = [word for word in parts[0] if word not in heading]
                end = int((min(word.box[1] for word in heading) - rows.top) / BIN_SIZE)
            full = turned + _words_between(heights, rows, first, row)
            runs += [(full, False)] if full else []
            runs += [(part, True) for part in parts]
            turned, first, row = [], end, end
            continue
        step = next((k for k in range(row + 1, limit) if not rows.masks[k]), limit)
        row = next((k for k in range(step, limit) if rows.masks[k]), limit)
    if not runs:
        return [(list(words), False)]
    full = turned + (_words_between(heights, rows, first, row) if first < row else [])
    return runs + ([(full, False)] if full else [])


def find_parting_rules(lines: Sequence[PrintedLine], strokes: Sequence[Stroke]) -> list[Stroke]:
    """Return the upright rules between two columns of text that run beside most of the lines of a page's part.

    No line crosses them, no rule touches them, and text is on both sides. Rules one below the other part columns of
    texts one below the other.
    """
    upright: dict[int, list[Stroke]] = {}
    for rule in strokes:
        if not rule.level:
            upright.setdefault(round(rule.at), []).append(rule)
    count = sum(len(line.words) for line in lines)
    for rules in upright.values():
        beside = sum(len(line.words) for line in lines if any(rule.start <= line.base <= rule.end for rule in rules))
        if 2 * beside > count and all(_parts_lines(rule, lines, strokes) for rule in rules):
            return sorted(rules, key=lambda rule: rule.start)
    return []


def _parts_lines(rule: Stroke, lines: Sequence[PrintedLine], strokes: Sequence[Stroke]) -> bool:
    words = [word for line in lines if rule.start <= line.base <= rule.end for word in line.words]
    left, right = (sum(word.end <= rule.at for word in words), sum(word.start >= rule.at for word in words))
    if left + right < len(words) or min(left, right) < LEAST_LINES * LEAST_WORDS:
        return False
    return not any(s.level and s.start <= rule.at <= s.end and rule.start <= s.at <= rule.end for s in strokes)


def split_at_rules(lines: Sequence[PrintedLine], rules: Sequence[Stroke]) -> list[list[Word]]:
    """Return the words of each column beside each rule, and those between the rules, in reading order."""
    runs: dict[tuple[float, int], list[Word]] = {}
    for line in lines:
        rule = next((rule for rule in rules if rule.start <= line.base <= rule.end), None)
        above = max((rule.end for rule in rules if rule.end < line.base), default=0.0)
        for word in line.words:
            place = (above, 0) if rule is None else (rule.start, 1 + (word.start >= rule.at))
            runs.setdefault(place, []).append(word)
    return [words for _, words in sorted(runs.items(), key=lambda run: run[0])]


class _Heights:
    """Words by the height of their middle, for runs of rows; most pages have no columns and don't ask."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words

    @cached_property
    def middles(self) -> list[tuple[float, int]]:
        """The middle of each word with its place, from the top."""
        return sorted(((word.box[1] + word.box[3]) / 2, place) for place, word in enumerate(self.words))

    def between(self, top: float, bottom: float) -> list[Word]:
        """Return the words from one height to before another, in their own order."""
        first, last = bisect_left(self.middles, (top, -1)), bisect_left(self.middles, (bottom, -1))
        return [self.words[place] for place in sorted(place for _, place in self.middles[first:last])]


def _words_between(heights: _Heights, rows: _InkRows, start: int, end: int) -> list[Word]:
    top = rows.top + start * BIN_SIZE
    return heights.between(top, rows.top + end * BIN_SIZE if end < len(rows.masks) else float("inf"))
