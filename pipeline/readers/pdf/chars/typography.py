"""The typography of a document, measured on all its lines: body type, line steps, words in use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, pairwise

from pipeline.lexicon.text_folding import ends_question
from pipeline.model import Block, Line, Table
from pipeline.readers.pdf.chars.text_lines import PrintedLine

_PUNCTUATION_AROUND = re.compile(r"^\W+|\W+$")
HYPHENS = "-‐"
_PROVEN, _PROVEN_SHARE = 3, 0.25
"""Broken words that also occur whole, and their share of all hyphens at line ends, in a text that breaks words."""

MOST_WORDS = 20_000
"""Words that are remembered as stripped: most words of a document come again."""
SAME_COLUMN = 8.0
"""Points between where a column usually begins and where it begins on a page."""
HEADING_SIZE = 1.12
"""Times the body's size from which on text is a heading."""
_LONGEST_HEADING, _LONGEST_CLOSED_HEADING = 220, 120
"""Characters of a heading, and of one that ends with a period: longer text in bold is a paragraph."""
DEFAULT_PITCH = 1.2
"""A line's step in font sizes where a document does not show it."""


@dataclass(frozen=True, slots=True)
class Typography:
    """Body size and weight, line step by font size, and how often each word occurs within a line.

    `columns` are the places across the page where the second and later columns of its running text begin,
    `flows` those into which sentences run on from the column before.
    `blanks_close_lines` says that the file sets a blank behind the last word of a wrapped line, `hyphenates` that its
    typesetter broke words at line ends.
    """

    size: float
    bold: bool = False
    pitches: Mapping[float, float] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    heading_sizes: tuple[float, ...] = ()
    outline: Mapping[str, int] = field(default_factory=dict)
    blanks_close_lines: bool = False
    hyphenates: bool = False
    columns: tuple[float, ...] = ()
    flows: tuple[float, ...] = ()

    def begins_column(self, place: float) -> bool:
        """Return whether a column of running text usually begins at a place across the page."""
        return _is_at(place, self.columns)

    def flows_on(self, place: float) -> bool:
        """Return whether sentences run on from the column before into the one that begins at a place."""
        return _is_at(place, self.flows)

    def pitch(self, size: float) -> float:
        """Return the usual step between lines of this size, in points."""
        return self.pitches.get(round(size, 1), size * DEFAULT_PITCH)

    def line_pitch(self, line: PrintedLine) -> float:
        """Return the usual step to a line whose words may differ in size, as a label and its answer do, in points."""
        return max(map(self.pitch, line.sizes))


@lru_cache(maxsize=MOST_WORDS)
def strip_word(word: str) -> str:
    """Strip a word of punctuation around it and of case.

    >>> strip_word("(Open-Data).")
    'open-data'
    """
    return _PUNCTUATION_AROUND.sub("", word).casefold()


def _count_styles(lines: Iterable[PrintedLine | Line]) -> Counter[tuple[float, bool]]:
    counts: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        counts[(round(line.size or 0.0, 1), line.bold)] += len(line.text)
    return counts


def _find_pitches(runs: Iterable[list[PrintedLine]]) -> dict[float, float]:
    """Return the smallest of the frequent steps by font size: larger ones separate paragraphs.

    Lines with words of several sizes are left out: a label in small type with its answer is a row and no line of text.
    So are steps from a line to one beside it, such as a label in the middle of its answer.
    """
    steps: Counter[tuple[float, float]] = Counter()
    for run in runs:
        sizes = [line.only_size for line in run] if len(run) > 1 else ()
        for (above, below), (before, size) in zip(pairwise(run), pairwise(sizes), strict=True):
            if not size or size != before or not _is_over(above, below):
                continue
            if 0.8 * size < (step := below.base - above.base) < 2.6 * size:
                steps[size, round(step * 2) / 2] += 1
    by_size: dict[float, dict[float, int]] = {}
    for (size, step), count in steps.items():
        by_size.setdefault(size, {})[step] = count
    return {size: _usual_step(counts) for size, counts in by_size.items()}


def _is_over(above: PrintedLine, below: PrintedLine) -> bool:
    return above.start < below.end and below.start < above.end


def _usual_step(steps: Mapping[float, int]) -> float:
    highest = max(steps.values())
    return min(step for step, count in steps.items() if count * 5 >= highest)


def _count_words(lines: Iterable[PrintedLine]) -> Counter[str]:
    """Count words within lines: the first and the last may be broken."""
    counts: Counter[str] = Counter()
    for word, count in Counter(chain.from_iterable([line.text.split()[1:-1] for line in lines])).items():
        counts[strip_word(word)] += count
    return counts


def _blanks_close_lines(runs: Iterable[list[PrintedLine]]) -> bool:
    """Return whether nearly all lines within paragraphs end with a blank of the file."""
    closing = [above.words[-1].blank for run in runs for above, _ in pairwise(run) if len(above.words) > 3]
    return len(closing) >= 20 and sum(closing) > 0.8 * len(closing)


def _breaks_words(runs: Iterable[list[PrintedLine]], words: Mapping[str, int]) -> bool:
    """Return whether words were broken at line ends: enough of the hyphens there are in words that also occur whole."""
    proven_count = hyphen_count = 0
    for above, below in ((a, b) for run in runs for a, b in pairwise(run)):
        last, first = above.words[-1].text, below.words[0].text
        if last[-1] in HYPHENS and len(last) > 2 and first[0].islower():
            hyphen_count += 1
            proven_count += strip_word(last[:-1] + first) in words and strip_word(last + first) not in words
    return proven_count >= _PROVEN and proven_count >= _PROVEN_SHARE * hyphen_count


def measure_type(runs: Sequence[list[PrintedLine]], body: Iterable[PrintedLine]) -> Typography:
    """Measure sizes and steps; `runs` are the lines of each cell or column, `body` those outside of tables."""
    outside = _count_styles(body)
    weights = outside if sum(outside.values()) >= 400 else _count_styles(line for run in runs for line in run)
    return replace(_weigh_sizes(weights), pitches=_find_pitches(runs)) if weights else Typography(10.0)


def measure_sizes(lines: Iterable[Line]) -> Typography:
    """Measure the sizes of text without places on a page."""
    weights = _count_styles(lines)
    return _weigh_sizes(weights) if weights else Typography(10.0)


def _weigh_sizes(weights: Counter[tuple[float, bool]]) -> Typography:
    sizes: Counter[float] = Counter()
    for (size, _), count in weights.items():
        sizes[size] += count
    size = max(sorted(sizes), key=lambda size_of: sizes[size_of])
    bold = weights[(size, True)] > weights[(size, False)]
    larger = {round(size_of * 2) / 2 for size_of in sizes if size_of >= HEADING_SIZE * size}
    levels = tuple(sorted(larger, reverse=True))
    return Typography(size, bold, heading_sizes=levels)


def find_typography(
    runs: Sequence[list[PrintedLine]], body: Iterable[PrintedLine], outline: Mapping[str, int]
) -> Typography:
    """Measure the typography with what joins lines to paragraphs: the words in use, and how lines end."""
    words = _count_words(line for run in runs for line in run)
    return replace(
        measure_type(runs, body),
        words=words,
        outline=outline,
        blanks_close_lines=_blanks_close_lines(runs),
        hyphenates=_breaks_words(runs, words),
    )


def find_heading_level(lines: Sequence[PrintedLine | Line], typography: Typography) -> int:
    """Return the level of a heading, 0 for what is none: by outline, size or weight."""
    text = " ".join(line.text for line in lines)
    if outline_level := typography.outline.get(text.casefold()):
        return outline_level
    size = min(line.size or 0.0 for line in lines)
    is_larger = size >= HEADING_SIZE * typography.size
    is_heavier = all(line.bold for line in lines) and not typography.bold and size >= 0.95 * typography.size
    if not (is_larger or is_heavier) or len(text) > _LONGEST_HEADING or not any(char.isalpha() for char in text):
        return 0
    is_open = text.endswith((",", ";")) and not ends_question(text)
    if is_open or (text.endswith(".") and len(text) > _LONGEST_CLOSED_HEADING):
        return 0
    return min(1 + sum(heading_size > round(size * 2) / 2 for heading_size in typography.heading_sizes), 6)


def promote_heading(block: Block, typography: Typography) -> Block:
    """Return a paragraph whose type makes it a heading as one; any other block as it is."""
    if isinstance(block, Table) or block.kind != "paragraph":
        return block
    level = find_heading_level(block.lines, typography)
    return replace(block, kind="heading", level=level) if level else block


def _is_at(place: float, columns: Sequence[float]) -> bool:
    """Return whether a place across the page is where one of some columns begins."""
    return any(abs(place - column) <= SAME_COLUMN for column in columns)
