"""Find dates and date ranges in running text: where they are, not what they mean (normalisation reads them)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from pipeline.lexicon.text_folding import fold_digits, join_alternatives
from pipeline.lexicon.vocabularies import month_names, words_around_dates
from pipeline.schema.compiled import compile_pattern
from pipeline.schema.data import load_data

Span = tuple[int, int]
_YEAR = r"(?:19|20)[0-9]{2}(?![0-9])"
_NUMERIC = (
    r"[0-9]{1,2}\s?[./-]\s?[0-9]{1,2}\s?[./-]\s?(?:20|19)?[0-9]{2}(?![0-9])"
    r"|(?:19|20)[0-9]{2}\.? ?[.-] ?[0-9]{1,2}[.-] ?[0-9]{1,2}(?![0-9])|(?:19|20)[0-9]{2}[./-][0-9]{1,2}(?![0-9/])"
    r"|[0-9]{1,2}[./](?:19|20)[0-9]{2}(?![0-9])"
)
_DIGIT = re.compile(r"[0-9]")
_TO = r"\s?(?:[-–—/]|to|until|till|al?|hasta|à|au|até|по)\s?"
_YEAR_WORD = r"(?:\s?(?:г\.|года|год)(?!\w))?"
_BETWEEN = re.compile(r"[\s|,;]{0,6}(?:[-–—/~～至]|to|until|till|al?|hasta|à|até|à)?[\s|]{0,6}", re.I)
_MONTH = r"(?:0?[1-9]|1[0-2])\s?[/:]\s?(?:20)?[0-9]{2}(?![0-9/])"
_LEADING_MONTHS = re.compile(rf"({_MONTH})(?:\s?(?:y|and|et|e|,|&|-|–|al?|/)?\s?({_MONTH}))?\s?[:.–—-]?\s+(?=\S)")
"""Month and year, or two of them, that open a milestone: '06/16 y 06/17: ...'."""
_BEHIND_DATE = re.compile(r"\s?(?:[:：]|\s[–—-])\s+(?=\S)")
LONGEST_LEAD = 60
"""Characters in which dates that open a milestone end."""
_OPEN_END = re.compile(r"(?:N/?A|ongoing|permanent|continuous|present)\b", re.I)
_PREPOSITIONS = frozenset(
    "in,by,until,of,on,from,since,during,before,after,the,to,and,de,en,del,para,hasta,desde,le,du,au,até,em".split(",")  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates that follow each other without words between: their spans; `at` and `end` are those of the whole.

    `shares_year` says that the first one has no year of its own: 'October to December 2014'.
    """

    at: int
    end: int
    dates: tuple[Span, ...]
    is_range: bool = False

    shares_year: bool = False

    @property
    def start_date(self) -> Span | None:
        """Return the span of the first date of a range, None where it is no range of two."""
        return self.dates[0] if self.is_range else None

    @property
    def end_date(self) -> Span | None:
        """Return the span of the second date of a range, None where it is no range of two."""
        return self.dates[1] if self.is_range else None


@cache
def _date_pattern() -> re.Pattern[str]:
    words = {*month_names(), *load_data("dates")["seasons"]}
    months = join_alternatives(word for word in words if len(word) > 2)
    day = r"(?:[0-9]{1,2}(?:st|nd|rd|th|er|ro|[oº°])?\.?\s(?:of\s|de\s)?)?"
    near = r"(?:(?:end|mid|early|late|beginning|start)(?: of)?[\s-])?"
    behind = r"(?:[0-9]{1,2}(?:st|nd|rd|th)?,?\s)?"
    worded = rf"{near}{day}(?:{months})(?:\.?,?\s{behind}(?:del?\s)?|\.?[/-]){_YEAR}{_YEAR_WORD}"
    # The year first: '2021. március 15.', '2021 m. kovo 15 d.', '2021년 3월 15일'.
    its = join_alternatives(load_data("dates")["behind_year"])
    yearly = (
        rf"(?:19|20)[0-9]{{2}}\s?(?:[年년]\s?[0-9]{{1,2}}\s?[月월](?:\s?[0-9]{{1,2}}\s?[日일])?"
        rf"|(?:\.|[ .-]{{1,2}}(?:{its})\b\.?|[\s,/-]{{1,2}}(?={_part()}(?!\w)))\s?"
        rf"(?:{_part()}|(?:[0-9]{{1,2}}\.?\s)?(?-i:{months})(?!\w)(?:\s[0-9]{{1,2}}(?![\w/])\.?)?))"
    )
    parted = rf"{near}{_part()}[\s,/-]{{0,2}}{_YEAR}{_YEAR_WORD}"
    # The first date of a range whose second one has the year that both are of.
    named = join_alternatives(month_names())
    of_year = rf"(?:{day}(?:{named})(?:\s[0-9]{{1,2}}\b)?|[0-9]{{1,2}})(?={_TO}{worded})|{_part()}(?={_TO}{parted})"
    return compile_pattern(
        "date-in-text",
        rf"(?<![\w/.])(?:{_NUMERIC}|{yearly}|{worded}|{parted}|(?P<of_year>{of_year})|{_YEAR}(?:{_YEAR_WORD[:-1]}|(?![\w./])))",
        re.I,
    )


def _part() -> str:
    """Return the pattern of a quarter or half of a year: 'Q2', 'T2', 'S1', 'second half of', 'III квартал'."""
    words = load_data("dates")
    names = join_alternatives({*words["quarters"], *words["halves"]})
    listed = {word.strip("*") for words in load_data("ordinals")["ordinals"].values() for word in words[:4]}
    number = rf"(?:[1-4](?:st|nd|rd|th|er|do|ro|\.?[ºª]|°)?|I{{1,3}}|IV|(?:{'|'.join(sorted(listed))})\w{{0,3}})\.?"
    return (
        rf"(?:[QT][1-4]|[1-4][QT]|[HS][12]|[12][HS]|{number}\s(?:{names})|(?:{names})\s{number})(?:\s(?:of|de|del|do))?"
    )


_NO_LETTERS = re.compile(r"[\W\d_]+")


@lru_cache(maxsize=4096)
def find_date_chains(text: str) -> tuple[Dates, ...]:
    """Return the dates of a text, those that follow each other as one.

    >>> [text[a:b] for text in ["Law 1 May 2021 - June 2022, then"] for c in find_date_chains(text) for a, b in c.dates]
    ['1 May 2021', 'June 2022']
    """
    text = fold_digits(text)
    found: list[list[Span]] = []
    without_year: set[Span] = set()
    for match in _date_pattern().finditer(text) if _DIGIT.search(text) else ():
        gap = _BETWEEN.fullmatch(text, found[-1][-1][1], match.start()) if found else None
        # A year before a month is of the sentence: 'the report for 2016 — March 2017'.
        if gap and not (_is_year(text, found[-1][-1]) and not _is_year(text, match.span())):
            found[-1].append(match.span())
        else:
            found.append([match.span()])
        if match["of_year"]:
            without_year.add(match.span())
    return tuple(
        Dates(
            s[0][0], _find_open_end(text, s[-1][1]), tuple(s), _is_range(text, s), len(s) == 2 and s[0] in without_year
        )
        for s in found
    )


def _is_year(text: str, span: Span) -> bool:
    return re.fullmatch(_YEAR + _YEAR_WORD, text[slice(*span)]) is not None


def _is_range(text: str, spans: list[Span]) -> bool:
    """Return whether dates are one range: two of them, or the same two printed twice."""
    words = [text[a:b] for a, b in spans]
    return len(words) == 2 or (len(words) == 4 and words[:2] == words[2:])


def _find_open_end(text: str, end: int) -> int:
    gap = _BETWEEN.match(text, end)
    ongoing = _OPEN_END.match(text, gap.end()) if gap and gap[0].strip() else None
    return ongoing.end() if ongoing else end


def find_closing_dates(text: str) -> list[Span]:
    """Return the spans of dates that close a row: two or more, or one that ends a line and is no part of a sentence.

    >>> find_closing_dates("Draft law May 2021 June 2022 Pass it 2023-05-01")
    [(10, 28), (37, 47)]
    >>> find_closing_dates("Review the laws of 2014 to 2016 (May 2017)")
    [(33, 41)]
    """
    return [(chain.at, chain.end) for chain in find_date_chains(text) if _closes_row(text, chain)]


def _closes_row(text: str, chain: Dates) -> bool:
    if len(chain.dates) > 1:
        # Words that continue the sentence up to another date, or that date in brackets: 'reports of 2014–2016 are out —
        # May 2017', 'reports of 2014–2016 (May 2017)'.
        behind = text[chain.end :].partition("\n")[0]
        only_years = all(_is_year(text, span) for span in chain.dates)
        goes_on = behind.lstrip(" .,;|)–—-")[:1].islower() or behind.lstrip().startswith("(")
        return not (only_years and goes_on and find_date_chains(behind))
    only_year = chain.dates[0][1] - chain.dates[0][0] <= 4
    alone = text[: chain.at].rstrip(" |")[-1:] in ("\n", "")
    return text[chain.end :].lstrip(" .|)")[:1] in ("\n", "") and (
        alone or not (only_year or is_in_sentence(text, chain))
    )


def is_in_sentence(text: str, dates: Dates) -> bool:
    """Return whether the word before dates makes them a part of a sentence ('launched in March 2022')."""
    before = text[max(0, dates.at - 20) : dates.at].split()
    return bool(before) and before[-1].casefold().strip("(,") in _PREPOSITIONS


def find_trailing_dates(text: str) -> Dates | None:
    """Return the dates that a text ends with; a lone year or a date inside a sentence does not count.

    >>> found = find_trailing_dates("Launch the portal 01/07/2019 to 31/12/2019 ")
    >>> found.at, found.dates
    (18, ((18, 28), (32, 42)))
    >>> find_trailing_dates("as launched in March 2022") is None
    True
    """
    found = find_date_chains(text)
    if not found or text[found[-1].end :].strip(" \n.|;)"):
        return None
    last = found[-1]
    single = len(last.dates) == 1
    if single and text[: last.at].strip(" \n(|") and (last.end - last.at <= 4 or is_in_sentence(text, last)):
        return None
    until = _closing_last_day_pattern().search(text, 0, last.at)
    return replace(last, at=until.start()) if until else last


@cache
def _closing_last_day_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){last_day_words()}\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LeadingDates:
    """Dates that open a milestone: the spans of the first and last day, and where its text begins."""

    first: Span | None
    last: Span
    end: int


def find_leading_dates(text: str, begin: int, end: int) -> LeadingDates | None:
    """Return the dates that open a text before a colon or dash, None where none do.

    >>> text = "By March 2014: Publish the list."
    >>> found = find_leading_dates(text, 0, len(text))
    >>> text[slice(*found.last)], text[found.end :]
    ('March 2014', 'Publish the list.')
    """
    if months := _LEADING_MONTHS.match(text, begin, end):
        # Two deadlines of one milestone: it ends with the later one.
        return LeadingDates(None, months.span(2 if months[2] else 1), months.end())
    chain = next(iter(find_date_chains(text[begin : min(end, begin + LONGEST_LEAD)])), None)
    if chain is None or not _opens_text(text[begin : begin + chain.at]):
        return None
    behind = _BEHIND_DATE.match(text, begin + chain.end, end)
    spans = [(first + begin, last + begin) for first, last in chain.dates]
    return LeadingDates(spans[0] if chain.is_range else None, spans[-1], behind.end()) if behind else None


def _opens_text(before: str) -> bool:
    """Return whether nothing is in front of a date but words that make it the last day."""
    return not before.strip() or re.fullmatch(last_day_words(), before.strip(), re.IGNORECASE) is not None


def is_date(text: str) -> bool:
    """Return whether a text is dates and nothing else but words that make them the first or the last day.

    >>> is_date("By the end of May 2021"), is_date("1 May 2021 - June 2022"), is_date("Law of May 2021")
    (True, True, False)
    >>> [is_date(text) for text in ("T2 2024", "2024, Q3", "since 2023", "entro la fine del 2024", "2. Halbjahr 2024")]
    [True, True, True, True, True]
    """
    chains = find_date_chains(text)
    if not chains:
        return False
    spans = pairwise([0, *(at for chain in chains for at in (chain.at, chain.end)), len(text)])
    rest = " ".join(_NO_LETTERS.sub(" ", text[start:end]) for start, end in list(spans)[::2])
    return set(rest.casefold().split()) <= _bare_words()


@cache
def _bare_words() -> frozenset[str]:
    return frozenset(part for word in words_around_dates() for part in _NO_LETTERS.split(word))


def names_last_day(before: str) -> bool:
    """Return whether words in front of a date make it the last day: 'by', 'avant fin', 'hasta finales de'.

    >>> names_last_day("Publish the portal by the end of"), names_last_day("(avant fin"), names_last_day("as seen in")
    (True, True, False)
    """
    return _last_day_pattern().search(before.rstrip()) is not None


@cache
def _last_day_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s(,;]){last_day_words()}$", re.I)


@cache
def last_day_words() -> str:
    """Return the pattern of the words in front of a date that make it the last day, in all languages."""
    until, end_of = (join_alternatives(load_data("milestones")[kind]) for kind in ("until", "end_of"))
    part = r"(?:\s+the)?(?:\s+(?:late|early|mid)(?:\s+of)?)?"
    return rf"(?:(?:{until})(?:{part}|\s+(?:{end_of}))|(?:at\s+|a\s+)?(?:{end_of}))"


def find_last_day(text: str, begin: int, end: int) -> Span | None:
    """Return the span of the one date of a text that it closes with and that it names as the last: 'by May 2023'.

    >>> text = "Publish the portal by May 2023."
    >>> text[slice(*find_last_day(text, 0, len(text)))], find_last_day("as seen in May 2023", 0, 19)
    ('May 2023', None)
    """
    found = find_date_chains(text[begin:end])
    if len(found) != 1 or len(found[0].dates) != 1 or text[begin + found[0].end : end].strip(" \n.|;)"):
        return None
    first, last = found[0].dates[0]
    return (begin + first, begin + last) if names_last_day(text[begin : begin + found[0].at]) else None


def find_first_last_day(text: str, begin: int, end: int) -> Span | None:
    """Return the span of the date with which a text opens and that it names as the last: 'By May 2023 the law ...'.

    >>> text = "By May 2023 the law is in force."
    >>> text[slice(*find_first_last_day(text, 0, len(text)))], find_first_last_day("In May 2023 it was", 0, 18)
    ('May 2023', None)
    """
    chain = next(iter(find_date_chains(text[begin : min(end, begin + LONGEST_LEAD)])), None)
    before = text[begin : begin + chain.at] if chain else ""
    if chain is None or len(chain.dates) > 1 or not before.strip() or not _opens_text(before):
        return None
    first, last = chain.dates[0]
    return begin + first, begin + last
