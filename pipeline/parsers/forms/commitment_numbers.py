"""Commitment numbers as prose and headings list them: '3, 6, and 7', '8 and 9', '3-5', '2 to 4'; number words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.schema.data import load_data
from pipeline.structure.numbers import FIGURES, is_named

LONGEST_RANGE = 30
"""Members: 'Commitments 3-5' is a range; what spans more is no list of commitments but years or pages."""

_NUMBER = re.compile(rf"{FIGURES}(?![\w%])(?!\.\d)")
_OPENER = re.compile(r"\s*(?:[^\W\d_]+\s+)?")


@dataclass(frozen=True, slots=True)
class NumberList:
    """Commitment numbers in the order of the text, and the character span that they are in."""

    numbers: tuple[str, ...]
    start: int
    end: int


@cache
def _sign_pattern() -> re.Pattern[str]:
    """Return the pattern of the word for number in front of one: 'Commitments Nos. 3 and 4'."""
    signs = join_alternatives(load_data("numbering")["number_signs"])
    return re.compile(rf"\s{{0,20}}(?:(?:{signs})(?![^\W\d_]))?\s*", re.IGNORECASE)


@cache
def _link_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = load_data("prose/numbers")
    return (
        re.compile(rf"\s*[,;]?\s*(?<!\w)(?:{join_alternatives(data['and'])})(?!\w)\s*"),
        re.compile(r"\s*[,;]\s*"),
        re.compile(rf"\s*(?:{join_alternatives(data['to'])})\s*"),
    )


def number_list(text: str, at: int = 0, commas: bool = True) -> NumberList | None:
    """Read the list of commitment numbers that is at an offset; None where no number is there.

    `commas` says whether a comma may part two numbers: after a singular 'Commitment 3, 15 agencies' it may not.

    >>> number_list("3, 6, and 7 carry").numbers, number_list("3-5").numbers, number_list("8 and 9.").numbers
    (('3', '6', '7'), ('3', '4', '5'), ('8', '9'))
    >>> number_list("Commitment 3, 15 agencies", 11, commas=False).numbers
    ('3',)
    """
    sign = _sign_pattern().match(text, at)
    at = sign.end() if sign else at
    first = _NUMBER.match(text, at)
    if not first:
        return None
    numbers, end = [first[0]], first.end()
    while (following := _match_next(text, end, commas)) is not None:
        match, ranged = following
        if ranged and not (between := _numbers_between(numbers[-1], match[0])):
            break
        numbers.extend(between if ranged else [match[0]])
        end = match.end()
    return NumberList(tuple(dict.fromkeys(numbers)), at, end)


def number_span(text: str) -> NumberList | None:
    """Return the commitment numbers that a text opens with, behind the word for commitment or bare."""
    found = number_list(text, 0)
    if found is None and is_named(text):
        opener = _OPENER.match(text)
        found = number_list(text, opener.end()) if opener else None
    return found


def numbers_of(text: str) -> tuple[str, ...]:
    """Return the commitment numbers that a heading opens with.

    >>> numbers_of("Commitment 2 and 8: Access to information"), numbers_of("Commitments")
    (('2', '8'), ())
    """
    found = number_span(text)
    return found.numbers if found else ()


def _match_next(text: str, at: int, commas: bool) -> tuple[re.Match[str], bool] | None:
    joined, comma, ranged = _link_patterns()
    for link, is_range in ((joined, False), (comma, False), (ranged, True)):
        if link is comma and not commas:
            continue
        found = link.match(text, at)
        number = _NUMBER.match(text, found.end()) if found else None
        if number:
            return number, is_range
    return None


def _numbers_between(first: str, last: str) -> list[str]:
    """Return the numbers after the first up to the last; nothing where they make no range."""
    if not (first.isdecimal() and last.isdecimal() and 0 < int(last) - int(first) <= LONGEST_RANGE):
        return []
    return [str(number) for number in range(int(first) + 1, int(last) + 1)]


def read_number_word(word: str) -> int | None:
    """Return the number that a number word or figure stands for.

    >>> read_number_word("Nine"), read_number_word("12"), read_number_word("many")
    (9, 12, None)
    """
    if word.isdecimal() and len(word) <= 3:
        return int(word)
    found: int | None = load_data("prose/numbers")["words"].get(word.lower())
    return found
