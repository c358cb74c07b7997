"""Dates, read strictly: a text is a date or a range of two as a whole, or it gives none.

The printed forms of dates: a pattern each, and how its groups become a moment.

Numbers that a spreadsheet took for dates: '3.10' is '03-Oct' by then, and no one can say which it was.
"""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from pipeline.lexicon.text_folding import fold_case, fold_digits, join_alternatives, join_boxed_date
from pipeline.lexicon.vocabularies import month_names, words_around_dates
from pipeline.schema.compiled import compile_pattern
from pipeline.schema.data import load_data

Precision = Literal["day", "month", "year"]
Order = Literal["day", "month"]
"""Which of the two comes first in a date such as 3/4/2018."""

Groups = tuple[str, ...]
Reader = Callable[[Groups, "Order | None"], "tuple[Moment, Moment]"]

FIRST_SIGN = 0xE000
"""Code point before the signs of the twelve months: private, so that no text has them."""

_WORD = re.compile(r"[^\W\d_]+")
_YEAR = "((?:19|20)[0-9]{2})"
_APOSTROPHES = str.maketrans("’‘`´", "''''")
_ORDINAL_ENDINGS = (
    r"st|nd|rd|th|er|ère|e|è?me|ème|ra|ro|da|do|ta|to|de|ste|\.?[oaº]|°|ος|ου|ο|η|-?(?:й|я|е|го|ый|ій|-րդ)|-րդ"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as printed: its first and last day, and how exactly it is printed."""

    first: datetime.date
    last: datetime.date
    precision: Precision


@dataclass(frozen=True, slots=True)
class Form:
    """One printed form. `read` takes the pattern's groups and which of day and month comes first, None if unknown."""

    pattern: str
    read: Callable[[Groups, Order | None], tuple[Moment, Moment]]


class AmbiguousDateError(Exception):
    """Day and month, or month and year, can't be distinguished."""


def fold_date_text(text: str) -> str:
    """Fold a text for the patterns: lower case, hyphens alike, no ordinal endings, no commas.

    >>> fold_date_text("March 3rd, 2019 – June 2020.")
    'march 3 2019 - june 2020'
    >>> fold_date_text("1º de março de 2019")
    '1 de março de 2019'
    """
    # NFKC makes letters of the signs º and ª.
    plain = fold_digits(unicodedata.normalize("NFKC", text)).casefold()
    tidy = re.sub(r"[‐‑‒–—−]", "-", plain).translate(_APOSTROPHES)
    tidy = re.sub(rf"(?<=[0-9])(?:{_ORDINAL_ENDINGS})(?!\w)", "", tidy)
    # Roman numbers in Cyrillic letters: 'ІІ квартал'.
    tidy = re.sub(r"(?<!\w)[іiv]{1,3}(?!\w)", lambda number: number[0].replace("і", "i"), tidy)
    return join_boxed_date(" ".join(tidy.replace(",", " ").split()).strip(" .;:()"))


@cache
def month_numbers() -> dict[str, int]:
    """Map folded month names and abbreviations of all languages to numbers, with and without their accents.

    >>> month_numbers()["sept"], month_numbers()["aout"], month_numbers()["июля"]
    (9, 8, 7)
    """
    named = [(fold_date_text(name), number) for name, number in month_names().items()]
    return {**{fold_case(name): number for name, number in named}, **dict(named)}


def replace_months(text: str) -> str:
    """Replace the names of months in a folded text by a sign each: patterns that list all names are slow to compile.

    >>> [ord(char) - FIRST_SIGN for char in replace_months("may or июля")[::5]]
    [5, 7]
    """
    marked = _long_names().sub(lambda name: _month_sign(name[0]), text)
    return _WORD.sub(lambda word: _month_sign(word[0]), marked)


def _month_sign(word: str) -> str:
    number = month_numbers().get(word)
    return chr(FIRST_SIGN + number) if number else word


@cache
def _long_names() -> re.Pattern[str]:
    """Return the pattern of names of several words."""
    names = join_alternatives({name for name in month_numbers() if not name.isalpha()})
    return re.compile(rf"(?<![^\W\d_])(?:{names})(?![^\W\d_])")


@cache
def date_forms() -> tuple[Form, ...]:
    """Return the forms, the longest first: an earlier one wins at the same place."""
    month = f"([{chr(FIRST_SIGN + 1)}-{chr(FIRST_SIGN + 12)}])\\.?"
    quarter, third, half, part_of = (
        f"(?:{join_alternatives(fold_date_text(word) for word in load_data('dates')[kind])})"
        for kind in ("quarters", "thirds", "halves", "of")
    )
    number = f"(iv|i{{1,3}}|[1-4]|[αβγδ]'|{'|'.join(_ordinals())})"
    of = f"(?: {part_of})?(?: {part_of})? ?"
    day = "([0-9]{1,2})(?![0-9])"
    # Of the year: '2021 m. kovo', '2021. gada 15. marts', '2021-ci il mart'.
    behind = join_alternatives(fold_date_text(word) for word in load_data("dates")["behind_year"])
    its = rf"\.?[ -]?(?:(?:{behind})\.? ?)?"
    to = f" ?(?:{join_alternatives(fold_date_text(word) for word in load_data('dates')['between'])}|-) ?"
    listed = (
        (rf"{_YEAR} ?[-./] ?{day} ?[-./] ?{day}", lambda g, _: _day_moments(g[0], g[1], g[2])),
        (rf"{day} ?([-./]) ?{day} ?\2 ?((?:19|20)?[0-9]{{2}})(?![0-9])", _read_figures),
        (rf"{_YEAR} оны? {day} ?(?:-?р|дугаар|дүгээр)? сар(?:ын)? {day}", lambda g, _: _day_moments(g[0], g[1], g[2])),
        (rf"{_YEAR} оны? {day} ?(?:-?р|дугаар|дүгээр)? сар(?:ын)?", lambda g, _: _month_moments(g[0], g[1])),
        (rf"{_YEAR} ?[年년] ?{day} ?[月월] ?{day} ?[日일]", lambda g, _: _day_moments(g[0], g[1], g[2])),
        (rf"{_YEAR} ?[年년] ?{day} ?[月월]", lambda g, _: _month_moments(g[0], g[1])),
        (rf"{_YEAR}{its}{month} ?{day}\.?", lambda g, _: _day_moments(g[0], g[1], g[2])),
        (rf"{_YEAR}{its}{day}[.-]? ?{month}", lambda g, _: _day_moments(g[0], g[2], g[1])),
        (rf"{day}\.?(?:{of}|[-/]){month}(?:{of}|[-/]){_YEAR}", lambda g, _: _day_moments(g[2], g[1], g[0])),
        (rf"{month}{of}{day}{of}{_YEAR}", lambda g, _: _day_moments(g[2], g[0], g[1])),
        (rf"{month} ?[-/]?{of}'?{_YEAR}", lambda g, _: _month_moments(g[1], g[0])),
        (rf"{month} ?'([0-9]{{2}})(?![0-9])", lambda g, _: _month_moments(str(_full_year(g[1])), g[0])),
        (rf"{_YEAR}{its}{month}", lambda g, _: _month_moments(g[0], g[1])),
        *_part_forms(quarter, number, of, its, 3),
        *_part_forms(third, number, of, its, 4),
        *_part_forms(half, number, of, its, 6),
        # Q2, 2Q, T2 (trimestre), H1, S1 (semestre).
        *_part_forms("[qt]", "(iv|i{1,3}|[1-4])", of, its, 3),
        *_part_forms("[hs]", "([12])", of, its, 6),
        (rf"{_YEAR} ?[年년] ?第?([1-4一二三四])(?:季度|季|분기)", lambda g, _: _part_moments(g[0], g[1], 3)),
        (rf"{_YEAR} ?[年년] ?([上下상하])(?:半年|반기)", lambda g, _: _part_moments(g[0], g[1], 6)),
        (rf"{day} ?[-./] ?{_YEAR}", lambda g, _: _month_moments(g[1], g[0])),
        (rf"{_YEAR} ?\. ?{day}", lambda g, _: _month_moments(g[0], g[1])),
        (rf"{_YEAR} ?[-/] ?((?:19|20)?[0-9]{{2}})(?![0-9./-])", lambda g, _: _read_years(g[0], g[1])),
        # The first date of a range whose second one has the year that both are of.
        (rf"{day}{of}{month}(?={to}{day}{of}{month}{of}{_YEAR})", lambda g, _: _day_moments(g[4], g[1], g[0])),
        (rf"{day}(?={to}{day}{of}{month}{of}{_YEAR})", lambda g, _: _day_moments(g[3], g[2], g[0])),
        (rf"{month} {day}(?={to}{month} {day}{of}{_YEAR})", lambda g, _: _day_moments(g[4], g[0], g[1])),
        (rf"{month}(?={to}{month}{of}{_YEAR})", lambda g, _: _month_moments(g[2], g[0])),
        (rf"[qt]([1-4])(?={to}[qt][1-4]{of}[ /]?{_YEAR})", lambda g, _: _part_moments(g[1], g[0], 3)),
        (rf"{number}(?: {quarter})?(?={to}{number} {quarter}{of}{_YEAR})", lambda g, _: _part_moments(g[2], g[0], 3)),
        (_YEAR, lambda g, _: _read_years(g[0], g[0])),
    )
    return tuple(Form(pattern, reading) for pattern, reading in listed)


@cache
def _ordinals() -> dict[str, int]:
    """Return patterns of the words for first to fourth with their numbers; an ordinal's endings vary."""
    lists = load_data("ordinals")["ordinals"].values()
    stems = {
        fold_date_text(word).strip("*"): number for words in lists for number, word in enumerate(words[:4], start=1)
    }
    # Long words lose their endings, which have accents ('deuxième').
    return {rf"{stem[:-3] if len(stem) > 7 else stem}\w{{0,4}}": number for stem, number in stems.items()}


_SIGNS = {sign: number for signs in ("αβγδ", "一二三四", "上下", "상하") for number, sign in enumerate(signs, 1)}
"""Numbers written as one letter or sign."""


def _read_number(text: str) -> int:
    """Return a month's or a quarter's number, or the figure itself."""
    roman = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
    if (sign := text.rstrip("'")) in _SIGNS:
        return _SIGNS[sign]
    if FIRST_SIGN < ord(text[0]) <= FIRST_SIGN + 12:
        return ord(text) - FIRST_SIGN
    if text in roman or text.isdecimal():
        return roman.get(text) or int(text)
    return next(number for ordinal, number in _ordinals().items() if re.fullmatch(ordinal, text))


def _full_year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    return int(text) + (2000 if int(text) < 70 else 1900)


def _day_moments(year: str, month: str, day: str) -> tuple[Moment, Moment]:
    date = datetime.date(_full_year(year), _read_number(month), int(day))
    return (Moment(date, date, "day"),) * 2


def _month_moments(year: str, month: str) -> tuple[Moment, Moment]:
    first, last = _month_bounds(int(year), _read_number(month))
    return (Moment(first, last, "month"),) * 2


def _part_forms(word: str, number: str, of: str, its: str, months: int) -> Iterator[tuple[str, Reader]]:
    """Yield the forms of a numbered part of a year, which has so many months: 'second quarter of 2023', '2023 Q2'."""
    numbered = rf"{number}(?:do|ro)?\.? ?{word}\.?", rf"{word}\.? ?{number}\.?"
    for part in numbered:
        yield rf"{part}{of}[ /-]?{_YEAR}", lambda g, _: _part_moments(g[1], g[0], months)
        yield rf"{_YEAR}[ /-]?{its}{part}", lambda g, _: _part_moments(g[0], g[1], months)


def _part_moments(year: str, part: str, months: int) -> tuple[Moment, Moment]:
    """Return a quarter or another part of a year: its months are known, its days are not."""
    last = months * _read_number(part)
    return (Moment(_month_bounds(int(year), last - months + 1)[0], _month_bounds(int(year), last)[1], "month"),) * 2


def _month_bounds(year: int, month: int) -> tuple[datetime.date, datetime.date]:
    if not 1 <= month <= 12:
        raise ValueError("no such month")
    return datetime.date(year, month, 1), datetime.date(year, month, calendar.monthrange(year, month)[1])


def _read_figures(groups: Groups, order: Order | None) -> tuple[Moment, Moment]:
    """Read 31/12/2015 and 12/31/2015; 3/4/2015 by the document's order; with dots the day is first."""
    a, separator, b, year = groups
    known: Order | None = infer_date_order(int(a), int(b)) or ("day" if separator == "." or a == b else order)
    if known is None:
        raise AmbiguousDateError
    day, month = (a, b) if known == "day" else (b, a)
    return _day_moments(year, str(int(month)), day)


def infer_date_order(first: int, second: int) -> Order | None:
    """Return which figure must be the day, None where both could be a month.

    >>> infer_date_order(31, 12), infer_date_order(12, 31), infer_date_order(3, 4)
    ('day', 'month', None)
    """
    if first > 12:
        return "day"
    return "month" if second > 12 else None


def _read_years(first: str, second: str) -> tuple[Moment, Moment]:
    """Read 2014-2016 and 2014-16 as years; 2014-07 is a month, and 2011-12 could be either."""
    figure, begins = int(second) % 100, int(first) % 100
    if len(second) == 2 and figure <= 12:
        if figure > begins:
            raise AmbiguousDateError
        return _month_moments(first, str(figure))
    return _year_moment(int(first)), _year_moment(int(second) if len(second) == 4 else int(first[:2] + second))


def _year_moment(year: int) -> Moment:
    return Moment(datetime.date(year, 1, 1), datetime.date(year, 12, 31), "year")


_WITH_WORD = re.compile(r"(?:[0-9]{1,4}[-/. ]([^\W\d_]{3,12})\.?|([^\W\d_]{3,12})\.?[-/. ][0-9]{1,4})")
_IN_FIGURES = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]{5,15})?|[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{2}|[0-9]{4})"
)
_SERIAL = re.compile(r"[345][0-9]{4}(?:\.[0-9]{1,10})?")
"""Days since 1900 of the years from 1982 to 2064; no plan has so many commitments."""
_SERIAL_EPOCH = datetime.date(1899, 12, 30)


def is_spreadsheet_date(text: str) -> bool:
    """Return whether a text in the place of a number is the date that a spreadsheet made of it.

    >>> [is_spreadsheet_date(text) for text in ("03-Oct", "2010-03-01 00:00:00", "3.10", "Commitment 3", "3-A")]
    [True, True, False, False, False]
    """
    text = text.strip()
    if _IN_FIGURES.fullmatch(text) or _SERIAL.fullmatch(text):
        return True
    found = _WITH_WORD.fullmatch(text)
    return found is not None and (found[1] or found[2]).casefold() in _month_words()


@cache
def _month_words() -> frozenset[str]:
    months = load_data("dates")["months"].values()
    words = {word.casefold() for language in months for names in language for word in names}
    return frozenset(words | {word[:3] for word in words})


_LONGEST = 80
"""Characters: a longer text is prose, whatever dates it names."""
_REACH = 2000
_FIGURES = re.compile(r"(?<![0-9/-])([0-9]{1,2}) ?[/-] ?([0-9]{1,2}) ?[/-] ?(?:20)?[0-9]{2}(?![0-9/-])")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """What a text gives: a start (the first of two dates), an end, or why it gives none.

    `trouble` is `date-ambiguous` (day and month can't be distinguished), `date-impossible` (31/9/2014), `date-in-prose`
    (a date is among other words), None where the text names no date at all.
    """

    start: Moment | None = None
    end: Moment | None = None
    trouble: str | None = None


@lru_cache(maxsize=20_000)
def read_dates(text: str, order: Order | None = None) -> DateSpan:
    """Read a text as one date or a range; `order` settles 3/4/2018 where the document's other dates or language do.

    A single date is both start and end.

    >>> read_dates("Aug 15, 2023").end.last.isoformat(), read_dates("July 2014").end.last.isoformat()
    ('2023-08-15', '2014-07-31')
    >>> span = read_dates("April 2018 - 2019"); span.start.first.isoformat(), span.end.last.isoformat()
    ('2018-04-01', '2019-12-31')
    >>> read_dates("3/4/2018").trouble, read_dates("31/9/2014").trouble
    ('date-ambiguous', 'date-impossible')
    >>> read_dates("41640").start.first.isoformat()  # a spreadsheet's number of the day
    '2014-01-01'
    """
    if _SERIAL.fullmatch(text.strip()):
        day = _SERIAL_EPOCH + datetime.timedelta(days=int(float(text)))
        return DateSpan(Moment(day, day, "day"), Moment(day, day, "day"))
    folded = replace_months(fold_date_text(text[:_REACH])) if any(map(str.isdigit, text[:_REACH])) else ""
    matches = list(_date_pattern().finditer(folded))
    if not matches:
        return DateSpan()
    if len(matches) > 2 or len(folded) > _LONGEST or not _is_covered(folded, matches):
        return DateSpan(trouble="date-in-prose")
    try:
        spans = [_read_match(match, order) for match in matches]
    except AmbiguousDateError:
        return DateSpan(trouble="date-ambiguous")
    except ValueError:
        return DateSpan(trouble="date-impossible")
    start, end = spans[0][0], spans[-1][1]
    return DateSpan(trouble="date-impossible") if end.last < start.first else DateSpan(start, end)


def names_first_day(text: str) -> bool:
    """Return whether words around a single date make it the first day.

    >>> [names_first_day(text) for text in ("from March 2024", "2024 onwards", "By March 2024", "Norms of 2024")]
    [True, True, False, False]
    """
    return _first_day_pattern().search(fold_date_text(text[:_LONGEST])) is not None


@cache
def _first_day_pattern() -> re.Pattern[str]:
    before, behind = (join_alternatives(map(fold_date_text, load_data("dates")[kind])) for kind in ("from", "onwards"))
    return re.compile(rf"^(?:{before})\s|(?<!\w)(?:{behind})$")


def detect_order(texts: Iterable[str]) -> Order | None:
    """Return the order of day and month that the dates of a document show, None where they show none or both.

    >>> detect_order(["31/12/2015", "3/4/2016"]), detect_order(["31/12/2015", "12/31/2015"]), detect_order(["3/4/2016"])
    ('day', None, None)
    """
    shown = {infer_date_order(int(a), int(b)) for text in texts for a, b in _FIGURES.findall(text[:_REACH])} - {None}
    return shown.pop() if len(shown) == 1 else None


@cache
def _date_pattern() -> re.Pattern[str]:
    """Return one pattern of all forms, each a named group; groups within them are not kept."""
    parts = [f"(?P<f{index}>{_without_groups(form.pattern)})" for index, form in enumerate(date_forms())]
    return compile_pattern("date", r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)")


def _without_groups(pattern: str) -> str:
    """Turn a pattern's groups into such as catch nothing; its back reference repeats the class it refers to."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern).replace(r"\2", "[-./]")


def _read_match(match: re.Match[str], order: Order | None) -> tuple[Moment, Moment]:
    form = date_forms()[int(str(match.lastgroup)[1:])]
    found = re.compile(form.pattern).match(match.string, match.start())
    if found is None:  # the parts are divided by two different signs
        raise ValueError("no date")
    return form.read(found.groups(), order)


def _is_covered(text: str, matches: list[re.Match[str]]) -> bool:
    """Return whether nothing but words that may be around dates is left next to them."""
    rest = text
    for match in reversed(matches):
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    return all(word.strip(".;:()'-") in _surrounding_words() for word in rest.split())


@cache
def _surrounding_words() -> frozenset[str]:
    return frozenset({"", *(part for word in words_around_dates() for part in fold_date_text(word).split())})
