"""Names of months in many languages, from the release of CLDR that Babel carries and from `schemas/dates.json`.

Words that may be next to a date without making a sentence of it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from pipeline.schema.compiled import load_compiled
from pipeline.schema.data import load_data

SHORTEST = 3
"""Letters: shorter abbreviations of CLDR are other words too."""


@cache
def month_names() -> dict[str, int]:
    """Return the numbers of months by their names in lower case, abbreviations without their period.

    A name that means another month in another language is left out ('listopad' is October in Croatian, November in
    Czech), unless `schemas/dates.json` lists it.

    >>> names = month_names()
    >>> names["september"], names["settembre"], names["mai"], "listopad" in names
    (9, 9, 5, False)
    """
    return load_compiled("months", load_data("dates"), _collect)


def _collect() -> dict[str, int]:
    from babel import Locale

    numbers: dict[str, set[int]] = defaultdict(set)
    for language in load_data("dates")["languages"]:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    numbers[str(name).casefold().rstrip(".")].add(number)
    found = {name: next(iter(of)) for name, of in numbers.items() if len(of) == 1 and _is_word(name)}
    for names in load_data("dates")["months"].values():
        found |= {form.casefold(): number for number, forms in enumerate(names, 1) for form in forms}
    return found


def _is_word(name: str) -> bool:
    return len(name) >= SHORTEST and any(map(str.isalpha, name)) and not any(map(str.isdigit, name))


@cache
def words_around_dates() -> frozenset[str]:
    """Return the words in lower case that may be next to a date: 'by the end of', 'from', 'onwards', 'году'.

    >>> {"until", "desde", "onwards", "г"} <= words_around_dates(), "law" in words_around_dates()
    (True, False)
    """
    words, milestones = load_data("dates"), load_data("milestones")
    kinds = (words["fillers"], words["between"], words["from"], words["onwards"])
    listed = [word for kind in (*kinds, milestones["until"], milestones["end_of"]) for word in kind]
    return frozenset(part for word in listed for part in word.casefold().split())
