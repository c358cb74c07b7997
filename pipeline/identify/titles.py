"""Titles on the front of a document: spans of its first lines that name a kind of document and little else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.identify.front import LONGEST_TITLE, Front
from pipeline.identify.phrases import (
    CONJUNCTION,
    COUNTRY,
    FORM,
    KIND,
    LINKER,
    LOCAL,
    ORDINAL,
    PHASE,
    PLAN,
    TITLE_WORDS,
    Hit,
)
from pipeline.normalize.periods import find_figures

MOST_LINES = 5
"""Lines over which a title runs at most."""
FEWEST_SENTENCE_WORDS = 6
LONGEST_CUT = 220
"""Characters of a line without an end that are read as its title."""
MOST_OF_A_NAME = 0.85
"""Share of a line's letters from which it says nothing besides."""
_SUBJECT = frozenset({KIND, PLAN, PHASE, COUNTRY, FORM, LOCAL, "ogp", "irm", ORDINAL})
_NUMBERED = re.compile(r"(\d{1,2})[.)]\s+\S")
_SENTENCES = re.compile(r"\w{3}[)»”]?\. [^\W\d_]")
_CALL = re.compile(r"[?!]\s+(?=\w)")
QUOTES = '„“«»‘‚"'
"""Marks before a name that is a part of a sentence, as that of the partnership is in a plan's title."""
_SHORT_YEARS = re.compile(r"\d\s?[^\W\d_]{0,3}\.$")
YEAR = re.compile(r"(?<![\d])(?:19|20)\d\d(?!\d)|(?<!\d)(?:19|20)\d\d(?:19|20)?\d\d(?!\d)")


@dataclass(frozen=True)
class Title:
    """A span of the front's text, the phrases in it, and its place."""

    start: int
    end: int
    text: str
    place: str
    order: int
    hits: tuple[Hit, ...]

    @cached_property
    def purity(self) -> float:
        """Return the share of the letters that belong to words of titles: the rest is some other subject."""
        return self.find_share(TITLE_WORDS | {"topic"} if self.has("ogp", "irm", KIND) else TITLE_WORDS)

    def find_share(self, own: Collection[str]) -> float:
        """Return the share of the letters that belong to phrases of some groups."""
        covered = reached = 0
        for first, last in sorted((hit.first, hit.last) for hit in self.hits if hit.group in own):
            covered += max(0, last - max(first, reached))
            reached = max(reached, last)
        letters = sum(map(str.isalpha, self.text))
        digits = sum(map(str.isdigit, self.text))
        return min(1.0, covered / max(1, letters + digits - self._free_digits(digits)))

    @cached_property
    def other_letters(self) -> int:
        """Return how many letters belong to no word of titles."""
        return round((1.0 - self.purity) * sum(map(str.isalnum, self.text)))

    def _free_digits(self, digits: int) -> int:
        """Return how many of the digits are no part of any phrase: years and page numbers are no subject."""
        if not digits:
            return 0
        inside = sum(
            sum(map(str.isdigit, self.text[h.start - self.start : h.end - self.start]))
            for h in self.hits
            if h.group in TITLE_WORDS
        )
        return max(0, digits - inside)

    def has(self, *groups: str) -> bool:
        """Return whether a phrase of one of the groups is in the title."""
        return any(hit.group in groups for hit in self.hits)

    @cached_property
    def has_year(self) -> bool:
        """Return whether a year or a plan's number is in the title."""
        numbered = any(not self.text[start:end].isdigit() for _, start, end in find_figures(self.text))
        return YEAR.search(self.text) is not None or self.has(ORDINAL) or numbered

    @cached_property
    def strangers(self) -> frozenset[str]:
        """Return the groups of words of other kinds of pages that are in the title outside its own words."""
        own = [hit for hit in self.hits if hit.group in _SUBJECT]
        return frozenset(
            hit.group
            for hit in self.hits
            if hit.group in ("study", "other_subject", "guidance", "announcement", "comment_page")
            if not any(other.first <= hit.first and hit.last <= other.last for other in own)
        )

    @cached_property
    def score(self) -> float:
        """Return how much the span looks like the title of the document."""
        named = 0.5 * self.has(COUNTRY, FORM, LOCAL) + 0.5 * self.has_year
        kind = 0.4 * self.has(KIND) + 0.2 * self.has("ogp", "irm")
        place = 0.3 * (self.place in ("heading", "title")) - 0.02 * self.order
        against = 0.5 * bool(self.strangers) + 0.3 * len(_SENTENCES.findall(self.text))
        return 3 * self.purity + named + kind + place - against


def find_titles(front: Front) -> list[Title]:
    """Return the spans of the front that name a kind of document, the best first."""
    made = [title for title in _iterate_spans(front) if title.has(KIND, PLAN)]
    return sorted(made, key=lambda title: -title.score)


def _iterate_spans(front: Front) -> Iterator[Title]:
    """Yield the spans of lines in which a kind of document is named."""
    named = {front.line_at(hit.start) for hit in front.of(KIND, PLAN)}
    for index, line in enumerate(front.lines):
        if line.place in ("title", "property", "header") and index in named:
            yield _make_title(front, line.start, line.end, line.place, 1 if line.place == "title" else 4)
    cover = front.cover
    for order, index in enumerate(cover):
        if order and continues_title(front, index):
            continue
        for behind in cover[order : order + MOST_LINES]:
            is_table = front.lines[behind].place == "row" != front.lines[index].place
            if order and behind > index and behind - 1 not in cover and front.lines[behind - 1].place == "text":
                break
            is_behind = front.lines[behind].page != front.lines[index].page
            if is_table or is_behind or is_sentence(front.lines[behind].text) or is_entry(front, behind):
                break
            end = _find_end(front, behind)
            for start in _list_starts(front, index):
                if end - start <= LONGEST_TITLE and not named.isdisjoint(range(index, behind + 1)):
                    yield _make_title(front, start, end, front.lines[index].place, order)
            if end < front.lines[behind].end:
                break


def _list_starts(front: Front, index: int) -> list[int]:
    """Return where a title may begin in a line: at its start, and behind a question or call."""
    line = front.lines[index]
    return [line.start, *(line.start + mark.end() for mark in _CALL.finditer(line.text))]


def continues_title(front: Front, index: int) -> bool:
    """Return whether a line begins as only the second line of a title does: 'and Action Plan', 'on the plan of'."""
    line = front.lines[index]
    hits = (hit for hit in front.by_line[index] if hit.group in (LINKER, CONJUNCTION))
    # Scripts without capitals have small letters only, which are their own title case.
    is_small = line.text[0] != line.text[0].title() or line.text[0] in QUOTES
    return is_small or any(hit.start == line.start for hit in hits)


def is_sentence(text: str) -> bool:
    """Return whether a line is one sentence of running text; '2014-2016 гг.' and '2014.-2016.' end titles."""
    in_years = _SHORT_YEARS.search(text) and (len(YEAR.findall(text)) > 1 or not text[-2].isdigit())
    is_long = text.endswith(".") and len(text.split()) >= FEWEST_SENTENCE_WORDS
    return text.endswith("。") or (is_long and not in_years and not text.isupper())


def is_entry(front: Front, index: int) -> bool:
    """Return whether a line is an entry of a list: 'Timeline of the plan;', or '2.' next to '1.' or '3.'."""
    line = front.lines[index]
    number = _NUMBERED.match(line.text)
    beside = [_NUMBERED.match(other.text) for other in front.lines[max(0, index - 1) : index + 2] if other is not line]
    counted = number and any(other and abs(int(other[1]) - int(number[1])) == 1 for other in beside)
    return bool(counted) or line.text.endswith(";")


def _find_end(front: Front, index: int) -> int:
    """Return where the part of a line ends that may be a title: before the contents or first chapter."""
    line = front.lines[index]
    if len(line.text) <= LONGEST_CUT:
        return line.end
    stops = [
        hit.start
        for hit in front.by_line[index]
        if hit.group in ("contents", "sections") and hit.start > line.start + 20
    ]
    stop = min(stops, default=line.end)
    return stop if stop - line.start <= LONGEST_TITLE else line.start + LONGEST_CUT


def _make_title(front: Front, start: int, end: int, place: str, order: int) -> Title:
    text = front.text[start:end].strip()
    first, last = front.line_at(start), front.line_at(max(start, end - 1))
    hits = tuple(hit for row in front.by_line[first : last + 1] for hit in row if start <= hit.start and hit.end <= end)
    return Title(start, start + len(text), text, place, order, hits)


def is_member_line(front: Front, index: int) -> bool:
    """Return whether a line consists of the name of a country or local member, such as 'Republic of ...'."""
    title = make_line_title(front, index)
    return title.has(COUNTRY, LOCAL) and title.find_share((COUNTRY, LOCAL, "state", "filler")) >= MOST_OF_A_NAME


def make_line_title(front: Front, index: int) -> Title:
    """Return one line of the front as a title."""
    line = front.lines[index]
    return _make_title(front, line.start, line.end, line.place, 0)
