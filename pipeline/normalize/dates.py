"""Dates, read strictly: a text is a date or a range of two as a whole, or it gives none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.normalize.date_forms import (
    AmbiguousDateError,
    Moment,
    Order,
    date_forms,
    fold_date_text,
    infer_date_order,
    replace_months,
)
from pipeline.schema.data import load_data

_LONGEST = 80
"""Characters: a longer text is prose, whatever dates it names."""
_REACH = 2000
_FIGURES = re.compile(r"(?<![0-9/-])([0-9]{1,2}) ?[/-] ?([0-9]{1,2}) ?[/-] ?(?:20)?[0-9]{2}(?![0-9/-])")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """What a text gives: a start (the first of two dates), an end, or why it gives none.

    `trouble` is `date-ambiguous` (day and month can't be distinguished), `date-impossible` (31/9/2014), `date-in-prose`
    (a date stands among other words), None where the text names no date at all.
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
    >>> read_dates("Planned for May 2015 and later").trouble
    'date-in-prose'
    >>> read_dates("This work will remain ongoing.")
    DateSpan(start=None, end=None, trouble=None)
    """
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
    parts = [f"(?P<f{index}>{_without_groups(form.pattern.pattern)})" for index, form in enumerate(date_forms())]
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)")


def _without_groups(pattern: str) -> str:
    """Turn a pattern's groups into such as catch nothing; its back reference repeats the class it refers to."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern).replace(r"\2", "[-./]")


def _read_match(match: re.Match[str], order: Order | None) -> tuple[Moment, Moment]:
    form = date_forms()[int(str(match.lastgroup)[1:])]
    found = form.pattern.match(match.string, match.start())
    if found is None:  # the parts are divided by two different signs
        raise ValueError("no date")
    return form.read(found.groups(), order)


def _is_covered(text: str, matches: list[re.Match[str]]) -> bool:
    """Return whether nothing but words that may stand around dates is left beside them."""
    rest = text
    for match in reversed(matches):
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    return all(word.strip(".;:()'") in _surrounding_words() for word in rest.split())


@cache
def _surrounding_words() -> frozenset[str]:
    words = load_data("dates")
    listed = [*words["fillers"], *words["between"]]
    return frozenset({"", *words["between"], *(part for word in listed for part in fold_date_text(word).split())})
