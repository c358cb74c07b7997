"""Ranges of years, single years and numbers of plans as they are printed on a front."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

FIRST_YEAR, LAST_YEAR = 2011, 2040
"""The partnership began in 2011."""
LONGEST_PLAN = 6
_MONTH = r"(?:[^\W\d_]{3,10}\.?\s+(?:\d{1,2},?\s+)?|\d{1,2}[./]\s?|)"
_JOIN = (
    r"\s*(?:[-–—−‐‑/~]{1,3}|\b(?:to|until|till|through|and|al?|y|à|au|e|et|по|до|do|și|und|tot|hingga|sampai|-an)\b)\s*"
)
_RANGE = re.compile(rf"(?<!\d)(20\d\d)(?:\s*[гr]\.?г?\.?)?{_JOIN}{_MONTH}(?:\d{{1,2}},?\s+)?((?:20)?\d\d)(?!\d|[.,]\d)")
_MONTHS = re.compile(r"(?<!\d)(20\d\d)[/.-](?:0?[1-9]|1[0-2])\s*[-–—~至到]+\s*(20\d\d)[/.-](?:0?[1-9]|1[0-2])(?!\d)")
_GLUED = re.compile(r"(?<!\d)(20\d\d)(20\d\d)(?!\d)")
_FIRST = re.compile(r"(?<!\d)20\d\d")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_FIGURE = re.compile(
    r"(?<![\w.,/])(?<!\d-)(?:(?P<figure>[1-9])\s?(?P<suffix>st|nd|rd|th|ST|ND|RD|TH|er|do|to|mo|ro|°|º|ª|o|e|ème|eme|ère|re|-?й|-?го|\.)?"
    r"|(?P<roman>VIII|VII|VI|IV|IX|V|I{1,3}))(?![\w]|[./-]\d)"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Years in a text: the first and the last one (equal for a single year), and their place."""

    first: int
    last: int
    start: int
    end: int

    @property
    def is_range(self) -> bool:
        """Return whether two years are printed."""
        return self.last > self.first or self.end - self.start > 5


def find_spans(text: str) -> list[Span]:
    """Return the years that a text prints, ranges first.

    >>> [(s.first, s.last) for s in find_spans("2012-14, July 2014 – June 2016, for 20182020, in 2021")]
    [(2012, 2014), (2014, 2016), (2018, 2020), (2021, 2021)]
    """
    found = [*_iterate_ranges(text)]
    taken = {place for span in found for place in range(span.start, span.end)}
    for match in _YEAR.finditer(text):
        if match.start() not in taken and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            found.append(Span(int(match[1]), int(match[1]), *match.span()))
    return sorted(found, key=lambda span: span.start)


def _iterate_ranges(text: str) -> Iterator[Span]:
    behind = 0
    for year in _FIRST.finditer(text):
        matches = (pattern.match(text, year.start()) for pattern in (_MONTHS, _RANGE, _GLUED))
        for match in filter(None, matches if year.start() >= behind else ()):
            behind = match.end()
            first = int(match[1])
            last = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
            if FIRST_YEAR <= first <= last <= min(first + LONGEST_PLAN, LAST_YEAR):
                yield Span(first, last, *match.span())


def find_figures(text: str, first: int = 0, last: int | None = None) -> list[tuple[int, int, int]]:
    """Return the ordinals written as figures or Roman numbers between two offsets: number, start, end.

    >>> find_figures("UNITED STATES 5TH NATIONAL ACTION PLAN"), find_figures("Plan IV (2021-2023)")
    ([(5, 14, 17)], [(4, 5, 7)])
    """
    end = len(text) if last is None else min(last, len(text))
    found = []
    for match in _FIGURE.finditer(text, first, end):
        # A word that the end cuts is no figure.
        if match.end() < end or end == len(text):
            number = int(match["figure"]) if match["figure"] else _ROMAN[match["roman"].lower()]
            found.append((number, *match.span()))
    return found
