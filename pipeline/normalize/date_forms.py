"""The printed forms of dates: a pattern each, and how its groups become a moment."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.lexicon.month_names import month_names
from pipeline.schema.data import load_data

Precision = Literal["day", "month", "year"]
Order = Literal["day", "month"]
"""Which of the two comes first in a date such as 3/4/2018."""

Groups = tuple[str, ...]

FIRST_SIGN = 0xE000
"""Code point before the signs of the twelve months: private, so that no text has them."""

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as printed: its first and last day, and how exactly it is printed."""

    first: datetime.date
    last: datetime.date
    precision: Precision


@dataclass(frozen=True, slots=True)
class Form:
    """One printed form. `read` takes the pattern's groups and which of day and month comes first, None if unknown."""

    pattern: re.Pattern[str]
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
    plain = unicodedata.normalize("NFKC", text).casefold()
    tidy = re.sub(r"[‐‑‒–—−]", "-", plain)
    tidy = re.sub(r"(?<=[0-9])(?:st|nd|rd|th|er|ro|o|a|°)(?!\w)", "", tidy)
    return " ".join(tidy.replace(",", " ").split()).strip(" .;:()")


@cache
def month_numbers() -> dict[str, int]:
    """Map folded month names and abbreviations of all languages to numbers, with and without their accents.

    >>> month_numbers()["sept"], month_numbers()["aout"], month_numbers()["июля"]
    (9, 8, 7)
    """
    named = [(fold_date_text(name), number) for name, number in month_names().items()]
    return {**{_strip_accents(name): number for name, number in named}, **dict(named)}


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
    names = _any_word_pattern(name for name in month_numbers() if not name.isalpha())
    return re.compile(rf"(?<![^\W\d_])(?:{names})(?![^\W\d_])")


@cache
def date_forms() -> tuple[Form, ...]:
    """Return the forms, the longest first: an earlier one wins at the same place."""
    year = "((?:19|20)[0-9]{2})"
    month = f"([{chr(FIRST_SIGN + 1)}-{chr(FIRST_SIGN + 12)}])\\.?"
    quarter = f"(?:{_any_word_pattern(fold_date_text(word) for word in load_data('dates')['quarters'])})"
    half = f"(?:{_any_word_pattern(fold_date_text(word) for word in load_data('dates')['halves'])})"
    number = f"(iv|i{{1,3}}|[1-4]|{'|'.join(_ordinals())})"
    of = "(?: (?:of|de|del|do|the|оны))? ?"
    day = "([0-9]{1,2})(?![0-9])"
    # Of the year: '2021 m. kovo', '2021. gada 15. marts', '2021-ci il mart'.
    behind = _any_word_pattern(fold_date_text(word) for word in load_data("dates")["behind_year"])
    its = rf"\.?[ -]?(?:(?:{behind})\.? ?)?"
    to = f" ?(?:{_any_word_pattern(fold_date_text(word) for word in load_data('dates')['between'])}|-) ?"
    listed = (
        (rf"{year} ?[-./] ?{day} ?[-./] ?{day}", lambda g, _: _day_moments(g[0], g[1], g[2])),
        (rf"{day} ?([-./]) ?{day} ?\2 ?((?:19|20)?[0-9]{{2}})(?![0-9])", _read_figures),
        (rf"{year} оны? {day} ?(?:-?р|дугаар|дүгээр)? сар(?:ын)? {day}", lambda g, _: _day_moments(g[0], g[1], g[2])),
        (rf"{year} оны? {day} ?(?:-?р|дугаар|дүгээр)? сар(?:ын)?", lambda g, _: _month_moments(g[0], g[1])),
        (rf"{year} ?[年년] ?{day} ?[月월] ?{day} ?[日일]", lambda g, _: _day_moments(g[0], g[1], g[2])),
        (rf"{year} ?[年년] ?{day} ?[月월]", lambda g, _: _month_moments(g[0], g[1])),
        (rf"{year}{its}{month} ?{day}\.?", lambda g, _: _day_moments(g[0], g[1], g[2])),
        (rf"{year}{its}{day}[.-]? ?{month}", lambda g, _: _day_moments(g[0], g[2], g[1])),
        (rf"{day}\.?{of}{month}{of}{year}", lambda g, _: _day_moments(g[2], g[1], g[0])),
        (rf"{month}{of}{day}{of}{year}", lambda g, _: _day_moments(g[2], g[0], g[1])),
        (rf"{month} ?[-/]?{of}'?{year}", lambda g, _: _month_moments(g[1], g[0])),
        (rf"{year}{its}{month}", lambda g, _: _month_moments(g[0], g[1])),
        (rf"{number}\.? {quarter}{of}{year}", lambda g, _: _quarter_moments(g[1], g[0])),
        (rf"{year}{its}{number}\.? {quarter}", lambda g, _: _quarter_moments(g[0], g[1])),
        (rf"{quarter} {number}{of}{year}", lambda g, _: _quarter_moments(g[1], g[0])),
        (rf"{number}(?:do|ro)? {half}{of}{year}", lambda g, _: _half_moments(g[1], g[0])),
        (rf"q([1-4]){of}[ /]?{year}", lambda g, _: _quarter_moments(g[1], g[0])),
        (rf"{year}[ /-]?q([1-4])", lambda g, _: _quarter_moments(g[0], g[1])),
        (rf"{day} ?[-./] ?{year}", lambda g, _: _month_moments(g[1], g[0])),
        (rf"{year} ?\. ?{day}", lambda g, _: _month_moments(g[0], g[1])),
        (rf"{year} ?[-/] ?((?:19|20)?[0-9]{{2}})(?![0-9./-])", lambda g, _: _read_years(g[0], g[1])),
        # The first date of a range whose second one has the year that both are of.
        (rf"{day}{of}{month}(?={to}{day}{of}{month}{of}{year})", lambda g, _: _day_moments(g[4], g[1], g[0])),
        (rf"{day}(?={to}{day}{of}{month}{of}{year})", lambda g, _: _day_moments(g[3], g[2], g[0])),
        (rf"{month} {day}(?={to}{month} {day}{of}{year})", lambda g, _: _day_moments(g[4], g[0], g[1])),
        (rf"{month}(?={to}{month}{of}{year})", lambda g, _: _month_moments(g[2], g[0])),
        (rf"q([1-4])(?={to}q[1-4]{of}[ /]?{year})", lambda g, _: _quarter_moments(g[1], g[0])),
        (rf"{number}(?: {quarter})?(?={to}{number} {quarter}{of}{year})", lambda g, _: _quarter_moments(g[2], g[0])),
        (year, lambda g, _: _read_years(g[0], g[0])),
    )
    return tuple(Form(re.compile(pattern), reading) for pattern, reading in listed)


@cache
def _ordinals() -> dict[str, int]:
    """Return patterns of the words for first to fourth with their numbers; an ordinal's endings vary."""
    lists = load_data("ordinals")["ordinals"].values()
    stems = {
        fold_date_text(word).strip("*"): number for words in lists for number, word in enumerate(words[:4], start=1)
    }
    # Long words lose their endings, which have accents ('deuxième').
    return {rf"{stem[:-3] if len(stem) > 7 else stem}\w{{0,4}}": number for stem, number in stems.items()}


def _any_word_pattern(words: Iterable[str]) -> str:
    listed = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, listed))


def _strip_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def _read_number(text: str) -> int:
    """Return a month's or a quarter's number, or the figure itself."""
    roman = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
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


def _quarter_moments(year: str, quarter: str) -> tuple[Moment, Moment]:
    """Return a quarter: its months are known, its days are not."""
    number = _read_number(quarter)
    first, last = _month_bounds(int(year), 3 * number - 2)[0], _month_bounds(int(year), 3 * number)[1]
    return (Moment(first, last, "month"),) * 2


def _half_moments(year: str, half: str) -> tuple[Moment, Moment]:
    """Return half a year, like a quarter."""
    number = _read_number(half)
    first, last = _month_bounds(int(year), 6 * number - 5)[0], _month_bounds(int(year), 6 * number)[1]
    return (Moment(first, last, "month"),) * 2


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
