"""From words to printed lines: words on one baseline within one cell or column."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, pairwise
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from pipeline.readers.pdf.chars.words import MADE_GAP, WORD_GAP, Word, is_right_to_left

SAME_LINE = 0.3
"""Baselines of like-sized words nearer than this share of their size are one line."""
WRITTEN_APART = 0.08
"""Words that the file writes apart without a blank are one only where they touch."""
MOST_BETWEEN = 4
"""Characters of the file that may be between neighbors: a blank, or the mark of a note with its blanks."""
NO_BLANK_BEFORE = frozenset(".,;:!?)]”’»")
SMALLER = 0.85
"""Share of a line's size up to which a character may be raised: browsers print notes' marks at 0.83."""
RAISED, LOWERED = 0.65, 0.2
"""How far (share of the line's size) smaller characters are above or below its baseline: notes' marks, indices."""


LEAST_SPACE = 4.0
"""Points; a narrower gap between words is a blank, whatever the size of the type."""


LEAST_APART = 1.0
"""The same between words that the file writes apart: letters of one word are nearer."""


LEAST_STRETCHED = 2
"""Gaps of a line that are as wide as each other: one alone says nothing."""
SAME_WIDTH = 0.4
"""Points by which the blanks of a justified line differ."""


class Gap(NamedTuple):
    """A gap before a line's word at index `at`: its width in points, and the larger size of the words around it.

    `apart` says that the file does not write the words one after the other with a blank between: it ends a text there.
    """

    at: int
    width: float
    size: float
    apart: bool = False


@dataclass(eq=False)
class PrintedLine:
    """A line as printed: its words in reading order, `text`, box as shown, extent and baseline in its direction.

    What several searches for tables and columns ask of a line is worked out once.
    """

    page: int
    text: str
    words: tuple[Word, ...]
    box: tuple[float, float, float, float]
    start: float
    end: float
    base: float
    size: float
    bold: bool
    angle: int

    @property
    def owner(self) -> int:
        """The cell that holds it; -1 for none."""
        return self.words[0].owner

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Return the gaps between its words that may separate columns, from the first word on."""
        pairs = enumerate(pairwise(self.words), 1)
        gaps = [make_gap(at, left, right) for at, (left, right) in pairs if right.start - left.end >= LEAST_APART]
        wide = [gap for gap in gaps if gap.apart or gap.width >= LEAST_SPACE]
        if len(wide) < LEAST_STRETCHED:
            return tuple(wide)
        return tuple(gap for gap in wide if not _is_stretched(gap, self.words))

    def take(self, *spans: tuple[int, int]) -> PrintedLine:
        """Return the words of some spans (first, after the last) as a line, which is made once."""
        if spans not in self._parts:
            words = [word for first, after in spans for word in self.words[first:after]]
            self._parts[spans] = self if len(words) == len(self.words) else make_line(self.page, words)
        return self._parts[spans]

    @cached_property
    def _parts(self) -> dict[tuple[tuple[int, int], ...], PrintedLine]:
        return {}

    @cached_property
    def sizes(self) -> frozenset[float]:
        """Return the sizes of its words."""
        return frozenset([word.size for word in self.words])

    @cached_property
    def only_size(self) -> float | None:
        """Return the size in tenths of points that all its words have, None where they differ."""
        size = round(self.size, 1)
        return size if len(self.sizes) == 1 or all(round(own, 1) == size for own in self.sizes) else None

    @cached_property
    def runs_rightwards(self) -> bool:
        """Return whether each of its words begins behind the one before it."""
        starts = [word.start for word in self.words]
        return starts == sorted(starts)


def make_gap(at: int, left: Word, right: Word) -> Gap:
    """Return the gap between neighbors of a line, the right one its word at index `at`."""
    return Gap(at, right.start - left.end, max(left.size, right.size), right.first != left.after + 1)


def _is_stretched(gap: Gap, words: Sequence[Word]) -> bool:
    """Return whether a gap is a blank of justified text: as wide as the one beside it, though the words are not."""
    if not 0 <= words[gap.at].first - words[gap.at - 1].after <= 1:
        return False  # The file writes something else between.
    for other in (gap.at - 1, gap.at + 1):
        if 0 < other < len(words) and abs(words[other].start - words[other - 1].end - gap.width) <= SAME_WIDTH:
            first = min(gap.at, other) - 1
            widths = [word.end - word.start for word in words[first : first + 3]]
            if all(abs(a - b) > SAME_WIDTH for a, b in pairwise(widths)):
                return True
    return False


def find_separator(left: Word, right: Word) -> str:
    """Return what separates neighbors on a line: a blank or nothing."""
    earlier, later = (left, right) if right.first > left.first else (right, left)
    if earlier.blank and 0 <= later.first - earlier.after <= MOST_BETWEEN and later.text[0] not in NO_BLANK_BEFORE:
        return " "  # a blank that the file holds counts, also where letters overhang it
    touching = right.first == left.after or left.first == right.after
    if (
        not touching
        and 0 < right.first - left.after <= MOST_BETWEEN
        and not left.blank
        and right.text[0] in NO_BLANK_BEFORE
    ):
        return ""  # a note's mark stood between them
    least = (MADE_GAP if later.made else WORD_GAP) if touching else WRITTEN_APART
    distance = max(right.start - left.end, left.start - right.end)
    return "" if distance < least * max(left.size, right.size) else " "


def join_words(words: Sequence[Word]) -> str:
    """Join the words of one line."""
    parts = [words[0].text]
    for left, right in pairwise(words):
        text = right.text
        # Nearly all words follow a blank of the file.
        is_behind_blank = (
            left.blank and 0 <= right.first - left.after <= MOST_BETWEEN and text[0] not in NO_BLANK_BEFORE
        )
        parts += " " if is_behind_blank else find_separator(left, right), text
    return "".join(parts)


_START = itemgetter(Word._fields.index("start"), Word._fields.index("first"))
_PLACE = itemgetter(Word._fields.index("first"))


FIRST_FROM_RIGHT = "\u0590"
"""The first of the characters that are written from right to left, which are looked for one by one."""


def _is_mostly_right_to_left(text: str) -> bool:
    if text.isascii() or max(text) < FIRST_FROM_RIGHT:
        return False
    codes = np.array([ord(char) for char in text if char.isalpha()], dtype=np.int64)
    return bool(is_right_to_left(codes).sum() * 2 > len(codes))


def make_line(page: int, words: Sequence[Word]) -> PrintedLine:
    """Make one line of words that are on it."""
    if len(words) == 1:
        (word,) = words
        text, box, start, end, base, size, bold, angle = word[:8]
        return PrintedLine(page, text, (word,), box, start, end, base, size, bold, angle)
    slanted = words[0].angle % 90 != 0
    ordered = sorted(words, key=_PLACE if slanted else _START)
    texts, boxes, starts, ends, bases, sizes, bolds, *_ = zip(*ordered, strict=False)  # all are as long
    text = join_words(ordered)
    if not slanted and _is_mostly_right_to_left(text):
        ordered = sorted(words, key=_PLACE)
        text = join_words(ordered)
    counts = list(map(len, texts))
    size = sizes[0]
    if len(set(sizes)) > 1:
        size = max(zip(counts, sizes, strict=True))[1]
        bases = tuple(b for b, own in zip(bases, sizes, strict=True) if 0.8 * size <= own <= FIGURE_SIZE * size)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return PrintedLine(
        page=page,
        text=text,
        words=tuple(ordered),
        box=(min(lefts), min(tops), max(rights), max(bottoms)),
        start=min(starts),
        end=max(ends),
        base=max(bases),
        size=size,
        bold=any(bolds) and sum(compress(counts, bolds)) * 2 > sum(counts),
        angle=ordered[0].angle,
    )


def _is_on_line(lead: Word, word: Word) -> bool:
    lower = (word.base - lead.base) / lead.size
    return abs(lower) <= SAME_LINE if word.size > SMALLER * lead.size else -RAISED <= lower <= LOWERED


def _group_by_baseline(words: list[Word]) -> list[list[Word]]:
    """Group words on one baseline; the largest word of a line says where it runs."""
    figures, words = split_large_figures(words)
    alike: dict[tuple[float, float], list[Word]] = {}
    for word in words:
        alike.setdefault((-word.size, word.base), []).append(word)
    groups: list[list[Word]] = []
    bases: list[tuple[float, int]] = []
    for (_, base), level in sorted(alike.items()):
        at = bisect_left(bases, (base, 0))
        is_above_nearer = at == len(bases) or (at > 0 and base - bases[at - 1][0] <= bases[at][0] - base)
        near = at - is_above_nearer
        if near >= 0 and _is_on_line(groups[bases[near][1]][0], level[0]):
            groups[bases[near][1]] += level
        else:
            bases.insert(at, (base, len(groups)))
            groups.append(level)
    lines = [groups[index] for _, index in bases]
    for figure in figures:
        line_index = find_first_line_beside(figure, lines)
        if line_index is None:
            lines.append([figure])
        else:
            lines[line_index].append(figure)
    return lines


def make_lines(page: int, words: Iterable[Word]) -> list[PrintedLine]:
    """Make the lines of one cell or column, from the top, text of each direction apart; slanted text is one line."""
    by_angle: dict[int, list[Word]] = {}
    for word in words:
        by_angle.setdefault(word.angle, []).append(word)
    lines: list[PrintedLine] = []
    for angle, group in sorted(by_angle.items()):
        lines.extend(make_line(page, group) for group in ([group] if angle % 90 else _group_by_baseline(group)))
    return lines


FIGURE_SIZE = 1.45
"""Times the size of the words next to it from which a figure belongs to no single line of theirs."""
_FIGURE = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVX]{1,4}|[A-Z])[.):]?")


def split_large_figures(words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """Separate large figures from the other words; a figure counts if several lines of smaller words are next to it."""
    sizes = {word.size for word in words}
    if max(sizes) < FIGURE_SIZE * min(sizes):
        return [], list(words)
    figures = [word for word in words if word.angle == 0 and _FIGURE.fullmatch(word.text)]
    smaller = [word for word in words if word.size * FIGURE_SIZE <= max(sizes)] if figures else []
    figure_ids = {id(word) for word in figures if len(_baselines_beside(word, smaller)) > 1}
    return [word for word in words if id(word) in figure_ids], [word for word in words if id(word) not in figure_ids]


def find_first_line_beside(figure: Word, lines: Sequence[Sequence[Word]]) -> int | None:
    """Return the topmost of the lines that are to the right of a figure, within its height; None for none."""
    beside = [(min(w.base for w in line), k) for k, line in enumerate(lines) if _baselines_beside(figure, line)]
    return min(beside)[1] if beside else None


def _baselines_beside(figure: Word, words: Sequence[Word]) -> set[float]:
    """Return the baselines of smaller words to the right of a figure, within its height."""
    return {
        word.base
        for word in words
        if word.size * FIGURE_SIZE <= figure.size
        and word.start >= figure.end - 1
        and figure.box[1] <= (word.box[1] + word.box[3]) / 2 <= figure.box[3]
    }
