"""What a heading says of the section below it: front matter, past achievements, contents; and the stated count."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pipeline.lexicon.text_folding import fold_to_words, join_alternatives, split_enumerator
from pipeline.schema.data import load_data

MOST_COUNTED = 150
"""A larger number before 'commitments' counts something else: all members' commitments, proposals received."""


def is_aside(heading: str, anywhere: bool = True) -> bool:
    """Return whether a heading opens a section that holds no commitments of the plan.

    Without `anywhere` only the words that it opens with count: what a heading names behind them may be its subject.

    >>> is_aside("1. Introduction"), is_aside("U.S. OPEN GOVERNMENT EFFORTS TO DATE"), is_aside("Fiscal transparency")
    (True, True, False)
    """
    text = " ".join(split_enumerator(heading)[1].casefold().split()).strip(" .:–—-")
    is_named = anywhere and any(word in f" {text}" for word in _inner_words())
    return is_named or any(text.startswith(word) for word in _opening_words())


def is_contents_heading(heading: str) -> bool:
    """Return whether a heading opens a table of contents.

    >>> is_contents_heading("Table of Contents"), is_contents_heading("Commitments")
    (True, False)
    """
    return fold_to_words(split_enumerator(heading)[1]) in {
        fold_to_words(name) for name in load_data("outline")["contents"]
    }


@cache
def _opening_words() -> tuple[str, ...]:
    return tuple(word for word in load_data("outline")["aside"] if not word.startswith("*"))


@cache
def _inner_words() -> tuple[str, ...]:
    return tuple(word[1:] for word in load_data("outline")["aside"] if word.startswith("*"))


def names_plan(text: str) -> bool:
    """Return whether a title names an action plan or a government's report on one.

    >>> names_plan("Second Open Government National Action Plan"), names_plan("Annual budget 2020")
    (True, False)
    """
    folded = " ".join(text.casefold().split())
    return any(word in folded for word in load_data("outline")["fronts"])


def names_document(heading: str) -> bool:
    """Return whether a heading names the plan or all of its commitments, and no theme of them.

    >>> names_document("National Action Plan 2022"), names_document("4. Initiatives"), names_document("Open budgets")
    (True, True, False)
    """
    folded = fold_to_words(split_enumerator(heading)[1])
    names = [fold_to_words(word) for word in (*load_data("outline")["fronts"], *load_data("outline")["counted"])]
    return any(folded == name or (" " in name and name in folded) for name in names)


def is_promise(text: str) -> bool:
    """Return whether a text says what will be done.

    >>> is_promise("The agencies will publish their data."), is_promise("The portal opened in 2010.")
    (True, False)
    >>> is_promise("La Secretaría acompañará a las instituciones."), is_promise("Se abrió el portal.")
    (True, False)
    """
    return _promise_pattern().search(text) is not None


@cache
def _promise_pattern() -> re.Pattern[str]:
    wordings, future = (join_alternatives(load_data("outline")[name]) for name in ("promise", "promise_endings"))
    return re.compile(rf"(?<!\w)(?:{wordings}|[^\W\d_]{{2,20}}(?:{future}))(?!\w)", re.IGNORECASE)


def stated_counts(texts: Iterable[str]) -> frozenset[int]:
    """Return the numbers of commitments that texts speak of, of this plan or another.

    >>> sorted(stated_counts(["It has twenty-six concrete initiatives.", "Its 15 commitments cover three themes."]))
    [15, 26]
    """
    found: set[int] = set()
    for text in texts:
        folded = text.casefold()
        if not any(thing in folded for thing in _counted_things()):
            continue  # most texts: to look for numbers at each of their places takes far longer
        for match in _counted_pattern().finditer(text):
            number = _read_number(match["number"])
            if number is not None and 1 < number <= MOST_COUNTED:
                found.add(number)
    return frozenset(found)


@cache
def _counted_things() -> tuple[str, ...]:
    return tuple(thing.casefold() for thing in load_data("outline")["counted"])


@cache
def _counted_pattern() -> re.Pattern[str]:
    named = sorted(_number_words(), key=len, reverse=True)
    things = "|".join(map(re.escape, load_data("outline")["counted"]))
    number = r"\d{1,3}|" + "|".join(map(re.escape, named))
    return re.compile(rf"(?<!\w)(?P<number>{number})(?:\s+[^\W\d_]+){{0,6}}?\s+(?:{things})(?!\w)", re.IGNORECASE)


def _read_number(text: str) -> int | None:
    return int(text) if text.isdecimal() else _number_words().get(text.casefold())


@cache
def _number_words() -> dict[str, int]:
    found = {str(name).casefold(): int(number) for name, number in load_data("prose/numbers")["words"].items()}
    tens = {name: number for name, number in found.items() if number in range(20, 100, 10)}
    ones = {name: number for name, number in found.items() if number in range(1, 10)}
    for ten, high in tens.items():
        for one, low in ones.items():
            found.setdefault(f"{ten}-{one}", high + low)
    return found
