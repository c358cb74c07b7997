"""Titles as they compare: without number, label and markup; and how alike two are."""

from __future__ import annotations

import re
from functools import cache

from pipeline.linkage.terms import fold_text
from pipeline.schema.data import load_data

_NUMBER = re.compile(r"(?:[a-z]{1,2}[.-]?)?\d{1,4}(?:\.?[a-z]?\d{1,3}){0,4}[a-z]?(?=\W|$)[\W_]{0,6}")
_TOKEN = re.compile(r"\w+")


def strip_number(title: str) -> str:
    """Return a title folded, without the number and the label before it.

    >>> strip_number("Commitment 10: Elaborate a Freedom of Information Act")
    'elaborate a freedom of information act'
    >>> strip_number("D4. Draft Anti-Corruption Act")
    'draft anti corruption act'
    >>> strip_number("8 and 9. Open Budgets"), strip_number("2030 Agenda")
    ('open budgets', '2030 agenda')
    """
    text = _label_pattern().sub("", fold_text(title).strip(), count=1)
    rest = text
    while match := _NUMBER.match(rest):
        if match[0].strip().isdigit() and len(match[0].strip()) == 4:
            break
        rest = rest[match.end() :]
        rest = re.sub(r"^(?:and|y|et|e|&|und)\s(?=\w{0,2}\d)", "", rest)
    return " ".join(_TOKEN.findall(rest or text))


@cache
def _label_pattern() -> re.Pattern[str]:
    labels = "|".join(re.escape(fold_text(label)) for label in load_data("linkage/titles")["labels"])
    return re.compile(rf"\W{{0,3}}(?:{labels})s?\b[\s.:#]{{0,3}}(?:n[o°º.]{{0,3}}\s?)?(?=[a-z]{{0,2}}\d)")


def title_similarity(first: str, second: str) -> float:
    """Return how alike two bare titles are, 0 to 1: a short title may be the head of a long one.

    >>> title_similarity("open contracts", "open contracts of the state")
    0.95
    >>> title_similarity("open contracts", "clean water") < 0.5
    True
    """
    from rapidfuzz import fuzz

    if not first or not second:
        return 0.0
    whole = fuzz.token_sort_ratio(first, second)
    # A set comparison forgives words that one side adds, but one word in common proves nothing.
    enough = min(len(first.split()), len(second.split())) >= 2
    return float(max(whole, 0.95 * fuzz.token_set_ratio(first, second) if enough and whole < 100 else 0.0)) / 100
