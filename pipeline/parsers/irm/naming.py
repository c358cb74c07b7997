"""How IRM reports name a commitment: '✪2. Title', 'Commitment 3: Title', '1. Overall', '1.1. Milestone text'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.model import Line, Method, RawValue
from pipeline.parsers.forms.commitment_numbers import number_list
from pipeline.parsers.irm.ratings import load_words, match_word
from pipeline.schema.data import load_data
from pipeline.structure.lines import Stream, cut_lines, cut_value, make_stream, make_value
from pipeline.structure.milestones.numbering import opening_mark
from pipeline.structure.numbers import FIGURES, ROMAN, commitment_words, is_named, split_number

LONGEST_TITLE = 300
_NUMBER = re.compile(
    rf"(?P<number>{FIGURES}|{ROMAN}(?=[.):]))(?:(?P<end>[.):]{{1,2}}|\s+\|)(?!\d)\s*|\s+[–—-]\s+|\s+(?=\S))"
)
_LONE_NUMBER = re.compile(rf"\s*({FIGURES})[.):]{{0,2}}\s*")
_CLOSE = re.compile(r"\s*[.):|–—-]{1,3}\s+(?=[^\W\d])|\s+(?=[^\W\d_a-zà-ÿ])")
_CLOSE_NAMED = re.compile(r"\s{0,9}[.):|–—-]{0,3}\s{0,9}")
_LEAD = re.compile(r"(?:(?<!\s)\s+)?\[(?P<lead>[^\[\]\d][^\[\]]{2,240})\]\s*$")
_ROUND = re.compile(r"\s\((?P<lead>[^\W\d_a-zà-ÿ][^()\d]{4,240})\)\s{0,9}$")
_BEHIND_NUMBERS = re.compile(r"\s{0,9}(?::\s{0,9}(?P<lead>[^\W\d][^()\[\]]{4,240}?))?[\s)\].:]{0,20}")
_TITLE_BEHIND = re.compile(r"\s*\)\s*[:.–—-]\s*(?P<title>\S.*)")
_CLUSTER_END = re.compile(r"[)\]]\s?[.:]\s")
_TITLE_END = re.compile(r":\s|\n")


@dataclass(frozen=True, slots=True)
class Naming:
    """What names a row or section.

    `numbers` has several entries for commitments that are treated together; `named` says that the word for commitment
    precedes them, `marked` that a sign closes the number ('2.'); `overall` that the row rates the whole commitment;
    `milestone` that the row names a milestone; `below` that the summary is a paragraph below the title.
    """

    numbers: tuple[str, ...] = ()
    number: RawValue | None = None
    title: RawValue | None = None
    summary: RawValue | None = None
    star: RawValue | None = None
    lead: RawValue | None = None
    named: bool = False
    marked: bool = False
    overall: bool = False
    milestone: bool = False
    below: bool = False

    @property
    def empty(self) -> bool:
        """Return whether nothing is named."""
        return not (self.numbers or self.title or self.overall)


def read_naming(lines: Sequence[Line], method: Method) -> Naming:
    """Read what a cell or heading names.

    >>> from pipeline.model import Anchor
    >>> found = read_naming([Line("✪2. Open data", Anchor())], "column")
    >>> found.numbers, found.title.text, found.star is not None
    (('2',), 'Open data', True)
    >>> read_naming([Line("1. Overall", Anchor())], "column").overall
    True
    >>> read_naming([Line("Commitments 8 and 9. Budgets", Anchor())], "heading").numbers
    ('8', '9')
    """
    joined = make_stream(lines)
    lead = None
    if method == "heading" and (bracket := _LEAD.search(joined.text) or _find_bracketed_body(joined.text)):
        lead = cut_value(joined, *bracket.span("lead"), method)
        joined = make_stream(cut_lines(joined, 0, bracket.start()))
    cluster = _read_cluster(joined, method, lead) if method in ("heading", "list") else None
    if cluster is not None:
        return cluster
    start, star = _skip_star(joined.text)
    if opener := _cluster_opener().match(joined.text, start):
        start = opener.end()
    text = joined.text[start:]
    mark = opening_mark().match(text)
    is_milestone = mark is not None and mark["named"] is not None
    if mark and is_milestone:
        start += mark.start(2)
        text = joined.text[start:]
    numbers, length, named, marked = _read_numbers(text)
    after, second = _skip_star(joined.text[start + length :])
    begin = start + length + after
    end = _find_title_end(joined.text, begin)
    behind = _star_behind().search(joined.text, begin, end)
    end = behind.start() if behind else end
    name = joined.text[begin:end].strip()
    overall = match_word("overall", name) is not None
    title = cut_value(joined, begin, end, method) if name and not overall else None
    rest = joined.text[behind.end() if behind else end :].lstrip(": \n")
    summary = (
        RawValue(rest, method, cut_lines(joined, len(joined.text) - len(rest), len(joined.text)))
        if title and rest
        else None
    )
    number = RawValue(numbers[0], method, tuple(lines[:1])) if numbers else None
    starred = RawValue("✪", method, tuple(lines[:1])) if star or second or behind else None
    is_below = summary is not None and joined.text[end] == "\n"
    return Naming(numbers, number, title, summary, starred, lead, named, marked, overall, is_milestone, is_below)


def _find_bracketed_body(text: str) -> re.Match[str] | None:
    """Return the round brackets at the end of a heading that hold an institution, not an acronym or a remark."""
    found = _ROUND.search(text)
    words_of = re.findall(r"[^\W\d_]+", found["lead"].casefold()) if found else []
    return found if len(words_of) > 1 and any(word in _body_words() for word in words_of) else None


@cache
def _body_words() -> frozenset[str]:
    data = load_data("institutions")
    return frozenset(word for group in ("openers", "heads", "bodies") for word in data[group])


def _read_cluster(joined: Stream, method: Method, lead: RawValue | None) -> Naming | None:
    """Read a name whose commitments stand behind its title: 'Cluster 1: Audit (Commitments 5 and 9)'.

    An entry of a list may have its summary behind it.
    """
    if method == "list" and (end := _CLUSTER_END.search(joined.text)):
        summary = make_value(cut_lines(joined, end.end(), len(joined.text)), method)
        cluster = _read_cluster(make_stream(cut_lines(joined, 0, end.start() + 1)), method, lead)
        return replace(cluster, summary=summary) if cluster else None
    found = _trailing_numbers_pattern().search(joined.text)
    several = number_list(joined.text, found.end("word")) if found else None
    rest = _BEHIND_NUMBERS.fullmatch(joined.text, several.end) if several else None
    behind = _TITLE_BEHIND.fullmatch(joined.text, several.end) if several else None
    if found is None or several is None or not (rest or behind):
        return None
    if rest and rest["lead"]:
        lead = cut_value(joined, *rest.span("lead"), method)
    title = cut_lines(joined, *(behind or found).span("title"))
    printed = RawValue(" ".join(line.text for line in title), method, title) if title else None
    number = RawValue(several.numbers[0], method, joined.lines[:1])
    return Naming(several.numbers, number, printed, lead=lead, named=True, marked=True)


@cache
def _trailing_numbers_pattern() -> re.Pattern[str]:
    opens = rf"(?:(?:(?:{commitment_words()})\s+)?(?:{_cluster_words()})\s*[A-Z\d]{{0,3}}\s*[.:–—-]\s*)?"
    word = rf"(?P<word>(?:{commitment_words()})s?\b\.?)(?=\s)"
    return re.compile(rf"^\s*{opens}(?P<title>\S.*?)\s*[(\[:–—-]\s*{word}", re.IGNORECASE)


@cache
def _cluster_opener() -> re.Pattern[str]:
    """Return the name of a cluster in front of its commitments: 'Cluster 1. Commitments 1 and 5: Audit'."""
    return re.compile(
        rf"\s*(?:{_cluster_words()})\s*[A-Z\d]{{1,3}}\s*[.:–—-]\s*(?=(?:{commitment_words()})s?\s+\d)", re.IGNORECASE
    )


def _cluster_words() -> str:
    return join_alternatives(load_words()["cluster_words"])


def _skip_star(text: str) -> tuple[int, bool]:
    """Return where a text begins behind its star, and whether it has one; a star that the file lost is none."""
    begin = len(text) - len(text.lstrip())
    for group, closing in (("stars", " ."), ("lost_star", None)):
        for sign in load_words()[group]:
            if text.startswith(sign, begin):
                return len(text) - len(text[begin + len(sign) :].lstrip(closing)), group == "stars"
    return begin, False


@cache
def _star_behind() -> re.Pattern[str]:
    return re.compile(rf"\s*\(?\s*(?:{join_alternatives(load_words()['stars'])})\s*\)?\s*$", re.MULTILINE)


def _read_numbers(text: str) -> tuple[tuple[str, ...], int, bool, bool]:
    """Return the numbers that a text opens with, their length, whether they are named and closed by a sign."""
    opener = _opener().match(text)
    several = number_list(text, opener.end() if opener else 0)
    if several and len(several.numbers) > 1:
        closed = (_CLOSE_NAMED if opener else _CLOSE).match(text, several.end)
        if closed:
            return several.numbers, closed.end(), opener is not None, opener is not None or closed[0].strip() != ""
    if is_named(text):
        number, rest = split_number(text)
        return ((number,) if number else ()), len(text) - len(rest) if rest else len(text), True, True
    if lone := _LONE_NUMBER.fullmatch(text):
        return (lone[1],), len(text), False, True
    match = _NUMBER.match(text)
    if match is None:
        return (), 0, False, False
    # A figure alone may count things ('12 audits'); one of several parts is a number without a sign behind it.
    return (match["number"],), match.end(), False, bool(match["end"]) or "." in match["number"]


@cache
def _opener() -> re.Pattern[str]:
    """Return the words in front of several numbers: 'Commitments', 'Commitment Cluster', 'Clúster de compromisos'."""
    named, of = commitment_words(), rf"(?:\s+(?:{join_alternatives(load_words()['of'])}))?"
    cluster = rf"(?:(?:{named})s?\s+)?(?:{_cluster_words()})s?(?:{of}\s*(?:{named})s?)?"
    return re.compile(rf"\s*(?:{cluster}|(?:{named})s?)\s+\(?(?=\d|[A-Z]\.?\d)", re.IGNORECASE)


def _find_title_end(text: str, begin: int) -> int:
    """Return where a title ends: at a paragraph's end, or at a colon with prose behind it.

    >>> _find_title_end("Open data: Ministries publish theirs. It helps.", 0)
    9
    >>> _find_title_end("Open data: the next steps", 0)
    25
    """
    line = text.find("\n", begin)
    end = line if line >= 0 else len(text)
    colon = _TITLE_END.search(text, begin, end)
    if colon and colon.start() - begin <= LONGEST_TITLE and "." in text[colon.end() : end]:
        return colon.start()
    return end
