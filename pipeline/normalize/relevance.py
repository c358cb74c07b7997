"""OGP's values named in a commitment's relevance, as a list or in prose."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon.vocabularies import code
from pipeline.normalize.institutions import compile_words
from pipeline.schema.data import reference

_SEPARATOR = re.compile(r"[,;\n/|•]|\s{2,}")


def values_named(text: str) -> list[str]:
    """Return the codes of the OGP values that a text names, in the vocabulary's order.

    >>> values_named("It makes ministries more accountable and gives access to information.")
    ['access_to_information', 'public_accountability']
    >>> values_named("It saves money.")
    []
    """
    folded = " " + " ".join(re.findall(r"[^\W_]+", text.casefold())) + " "
    return [name for name, pattern in _patterns() if pattern.search(folded)]


def values_listed(text: str) -> list[str] | None:
    """Return the codes of a printed list of values or of a yes or no, None where it holds anything else.

    Values may stand apart by a blank alone.

    >>> values_listed("Access to Information Civic Participation , Public Accountability")
    ['access_to_information', 'civic_participation', 'public_accountability']
    >>> values_listed("Yes"), values_listed("See above")
    (['yes'], None)
    """
    found: list[str] = []
    for piece in filter(str.strip, _SEPARATOR.split(text)):
        codes = _run(piece.split())
        if codes is None:
            return None
        found += codes
    return list(dict.fromkeys(found)) or None


def _run(words: list[str]) -> list[str] | None:
    """Read words as values one after the other, the longest first; None where words are left."""
    found: list[str] = []
    while words:
        for end in range(min(len(words), 9), 0, -1):
            if read := code("relevance", " ".join(words[:end])):
                found.append(read)
                words = words[end:]
                break
        else:
            return None
        words = words[1:] if words and words[0].casefold() in reference("institutions")["and"] else words
    return found


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    values = reference("codes/ogp_value")["values"]
    return tuple((value["code"], compile_words(value["prose"])) for value in values)
