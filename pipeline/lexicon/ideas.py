"""Say what a question of a template asks by the ideas that its words represent, where no known wording fits."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from pipeline.schema.data import load_data

_WORD = re.compile(r"[^\W\d_]+")
LONGEST = 45
"""Words: a longer question belongs to a text."""

LONGEST_HEAD = 9
SHORTEST = 5
"""Letters: shorter words join the others."""


@lru_cache(maxsize=10_000)
def find_asked_field(question: str) -> str | None:
    """Return the raw field that a question asks for, None where its ideas fit no rule.

    The rules (`schemas/meanings.json`) are tried in order.

    >>> find_asked_field("How will this activity contribute to problem solving?")
    'expected_results'
    >>> find_asked_field("What are the major national challenges that this reform will address?")
    'problem_statement'
    >>> find_asked_field("Why was the building closed?") is None
    True
    """
    words = [_plain(word) for word in _WORD.findall(question)]
    if not 3 <= len(words) <= LONGEST:
        return None
    ideas = frozenset(idea for word in words for idea in _ideas_of(word))
    return next((rule["field"] for rule in _data()["rules"] if _holds(rule, ideas, len(words))), None)


@lru_cache(maxsize=10_000)
def find_headed_field(head: str) -> str | None:
    """Return the raw field that a head without a question asks for, None where a word of it has no idea.

    >>> find_headed_field("Changes that are expected"), find_headed_field("Present situation of the ports")
    ('expected_results', None)
    """
    words = [_plain(word) for word in _WORD.findall(head)]
    said = [word for word in words if len(word) >= SHORTEST or _ideas_of(word)]
    if len(said) < 2 or len(words) > LONGEST_HEAD or not all(map(_ideas_of, said)):
        return None
    ideas = frozenset(idea for word in said for idea in _ideas_of(word))
    return next((rule["field"] for rule in _data()["heads"] if _holds(rule, ideas, len(words))), None)


def _holds(rule: dict[str, Any], ideas: frozenset[str], words: int) -> bool:
    return (
        set(rule["all"]) <= ideas
        and (not rule.get("any") or bool(ideas & set(rule["any"])))
        and not ideas & set(rule.get("none", ()))
        and words <= rule.get("most", LONGEST)
    )


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = load_data("meanings")
    return loaded


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


@cache
def _stems() -> tuple[tuple[str, str], ...]:
    return tuple((_plain(stem), idea) for idea, stems in _data()["ideas"].items() for stem in stems)


@lru_cache(maxsize=10_000)
def _ideas_of(word: str) -> frozenset[str]:
    """Return the ideas of a word: a short stem must be the whole word, a longer one its beginning."""
    return frozenset(idea for stem, idea in _stems() if word == stem or (len(stem) > 4 and word.startswith(stem)))
