"""What a whole document says about its own setting: body type, line steps, words in use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise

from pipeline.readers.pdf.chars.text_lines import PrintedLine

_EDGES = re.compile(r"^\W+|\W+$")
HYPHENS = "-‐"
_PROVEN, _PROVEN_SHARE = 3, 0.25
"""Broken words that stand elsewhere whole, and their share of all hyphens at line ends, in a text that breaks words."""

MOST_WORDS = 20_000
"""Words that are remembered as stripped: most words of a document come again."""
DEFAULT_PITCH = 1.2
"""A line's step in font sizes where a document does not show it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Body size and weight, step from line to line by font size, and how often each word stands within a line.

    `columns` are the places across the page where the second and later columns of its running text begin.
    `blanks_close_lines` tells that the file sets a blank behind the last word of a wrapped line, `hyphenates` that its
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

    def pitch(self, size: float) -> float:
        """Return the usual step between lines of this size, in points."""
        return self.pitches.get(round(size, 1), size * DEFAULT_PITCH)


@lru_cache(maxsize=MOST_WORDS)
def bare(word: str) -> str:
    """Strip a word of punctuation around it and of case.

    >>> bare("(Open-Data).")
    'open-data'
    """
    return _EDGES.sub("", word).casefold()


def _weights(lines: Iterable[PrintedLine]) -> Counter[tuple[float, bool]]:
    out: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        out[(round(line.size, 1), line.bold)] += len(line.text)
    return out


def _pitches(runs: Iterable[list[PrintedLine]]) -> dict[float, float]:
    """Give the smallest of the frequent steps by font size: larger ones part paragraphs."""
    steps: dict[float, Counter[float]] = {}
    for run in runs:
        sizes = [round(line.size, 1) for line in run] if len(run) > 1 else ()
        for (above, below), (before, size) in zip(pairwise(run), pairwise(sizes), strict=True):
            if size == before and 0.8 * size < (step := below.base - above.base) < 2.6 * size:
                steps.setdefault(size, Counter())[round(step * 2) / 2] += 1
    return {size: _usual(found) for size, found in steps.items()}


def _usual(steps: Counter[float]) -> float:
    most = max(steps.values())
    return min(step for step, count in steps.items() if count * 5 >= most)


def _words(lines: Iterable[PrintedLine]) -> Counter[str]:
    """Count words within lines: the first and the last may be broken."""
    return Counter(map(bare, chain.from_iterable(line.text.split()[1:-1] for line in lines)))


def _blanks_close_lines(runs: Iterable[list[PrintedLine]]) -> bool:
    """Tell whether nearly all lines that another follows at the usual step end with a blank of the file."""
    found = [above.words[-1].blank for run in runs for above, _ in pairwise(run) if len(above.words) > 3]
    return len(found) >= 20 and sum(found) > 0.8 * len(found)


def _hyphenates(runs: Iterable[list[PrintedLine]], words: Mapping[str, int]) -> bool:
    """Tell whether words were broken at line ends: of those hyphens enough are in words that stand elsewhere whole."""
    proven = found = 0
    for above, below in ((a, b) for run in runs for a, b in pairwise(run)):
        last, first = above.words[-1].text, below.words[0].text
        if last[-1] in HYPHENS and len(last) > 2 and first[0].islower():
            found += 1
            proven += bare(last[:-1] + first) in words and bare(last + first) not in words
    return proven >= _PROVEN and proven >= _PROVEN_SHARE * found


def find_facts(runs: Iterable[list[PrintedLine]], body: Iterable[PrintedLine], outline: Mapping[str, int]) -> Facts:
    """Gather the facts; `runs` are the lines of each cell or column, `body` those outside of tables."""
    runs = list(runs)
    lines = [line for run in runs for line in run]
    outside = _weights(body)
    weights = outside if sum(outside.values()) >= 400 else _weights(lines)
    if not weights:
        return Facts(10.0)
    sizes: Counter[float] = Counter()
    for (size, _), count in weights.items():
        sizes[size] += count
    size = max(sorted(sizes), key=lambda found: sizes[found])
    bold = weights[(size, True)] > weights[(size, False)]
    larger = {round(found * 2) / 2 for found in sizes if found >= 1.12 * size}
    levels = tuple(sorted(larger, reverse=True))
    words = _words(lines)
    closing = _blanks_close_lines(runs)
    return Facts(size, bold, _pitches(runs), words, levels, outline, closing, _hyphenates(runs, words))
