"""Acronyms: words that represent the full name of a body, and how a name closes with one."""

from __future__ import annotations

import re

_LONGEST_ACRONYM = 10
"""Letters of an acronym: FENASCOL has eight; longer words in capitals are names printed so."""
_CLOSING_ACRONYM = re.compile(
    r"(?:\(([^()]{2,12})\)|(?:\s[-–—]\s?|[-–—]\s|(?<=\w)[-–—](?=[A-Z]{2}))([\w&.]{2,14}))\.?$"
)
_ELIDED = re.compile(r"(?:dell|all|[ld])['’](?=[^\W\d_]{2})", re.I)
_ARTICLES = frozenset({"the", "el", "la", "los", "las", "le", "les", "l", "o", "os", "as", "a"})


def closing_acronym(name: str) -> str | None:
    """Return the acronym that a name closes with, in brackets or behind a dash.

    >>> closing_acronym("Office of Management and Budget (OMB)"), closing_acronym("Planeación – DNP.")
    ('OMB', 'DNP')
    >>> closing_acronym("Ministerio del Interior - Mininterior"), closing_acronym("Policy (working group)")
    ('Mininterior', None)
    """
    match = _CLOSING_ACRONYM.search(name.rstrip(" ."))
    if match is None:
        return None
    found = (match[1] or match[2]).strip(" .")
    words = len(name[: match.start()].split())
    if match[2] and is_acronym(name[: match.start()].strip()):
        return None  # 'ECO-CONSCIOUS' is one name
    if is_acronym(found):
        return found if words else None
    # 'Ministerio del Interior - Mininterior': a short name begins as the full one does.
    is_alike = match[2] is not None and name.casefold().startswith(found[:3].casefold())
    return found if is_alike and found[:1].isupper() and found.isalpha() and words > 1 else None


def is_acronym(word: str) -> bool:
    """Return True for one word with two capitals or more.

    >>> is_acronym("OMB"), is_acronym("DoD"), is_acronym("Energía"), is_acronym("R D")
    (True, True, False, False)
    """
    letters = word.replace("&", "").replace(".", "").replace("-", "")
    is_short_word = 2 <= len(letters) <= _LONGEST_ACRONYM and letters.isalnum() and letters[0].isupper()
    return is_short_word and sum(map(str.isupper, letters)) >= 2


def without_article(name: str) -> str:
    """Return a name without the article that it opens with.

    >>> without_article("The Treasury"), without_article("l’Agence des eaux"), without_article("The")
    ('Treasury', 'Agence des eaux', 'The')
    """
    if elided := _ELIDED.match(name):
        return name[elided.end() :]
    first, _, rest = name.partition(" ")
    return rest if first.casefold() in _ARTICLES and rest else name


def spells_acronym(name: str, acronym: str) -> bool:
    """Return whether an acronym has the first letters of a name, in order, and those of all its words in capitals.

    >>> spells_acronym("Corporate Affairs Commission", "CAC"), spells_acronym("Ministry of Health", "MoH")
    (True, True)
    >>> spells_acronym("Ministry of Finance", "OMB")
    False
    """
    letters = [letter.casefold() for letter in acronym if letter.isalnum()]
    words = without_article(name).split()
    capitals = sum(1 for word in words if word[:1].isupper())
    initials = iter(word[0].casefold() for word in words)
    return is_acronym(acronym) and 1 < capitals <= len(letters) and all(letter in initials for letter in letters)
