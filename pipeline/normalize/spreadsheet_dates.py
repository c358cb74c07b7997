"""Numbers that a spreadsheet took for dates: '3.10' is '03-Oct' by then, and no one can say which it was."""

from __future__ import annotations

import re
from functools import cache

from pipeline.schema.data import load_data

_WITH_WORD = re.compile(r"(?:[0-9]{1,4}[-/. ]([^\W\d_]{3,12})\.?|([^\W\d_]{3,12})\.?[-/. ][0-9]{1,4})")
_IN_FIGURES = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]{5,15})?|[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{2}|[0-9]{4})"
)
_SERIAL = re.compile(r"[345][0-9]{4}")
"""Days since 1900 of the years from 1982 to 2064; no plan has so many commitments."""


def is_spreadsheet_date(text: str) -> bool:
    """Return whether a text in the place of a number is the date that a spreadsheet made of it.

    >>> is_spreadsheet_date("03-Oct"), is_spreadsheet_date("Feb-03"), is_spreadsheet_date("2010-03-01 00:00:00")
    (True, True, True)
    >>> is_spreadsheet_date("3.10"), is_spreadsheet_date("Commitment 3"), is_spreadsheet_date("3-A")
    (False, False, False)
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
