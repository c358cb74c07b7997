"""Say what a question of a template asks by the ideas that its words represent, where no known wording fits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import sqrt
from typing import Any

from pipeline.lexicon.text_folding import ends_question, fold_case
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
    >>> find_asked_field("Who will do it"), find_asked_field("With whom we will do it")
    ('lead_institution', 'support_institutions')
    """
    words = [fold_case(word) for word in _WORD.findall(question)]
    if not 3 <= len(words) <= LONGEST:
        return None
    ideas = frozenset(idea for word in words for idea in _ideas_of(word)) | _find_signs(words)
    return next((rule["field"] for rule in _data()["rules"] if _holds(rule, ideas, len(words))), None)


def _find_signs(words: Sequence[str]) -> frozenset[str]:
    """Return what small words say is asked: a person or body where 'who' opens a question, company by 'with'."""
    return frozenset(
        name for name, listed in _signs().items() if not listed.isdisjoint(words[:2] if name == "who" else words)
    )


@cache
def _signs() -> dict[str, frozenset[str]]:
    return {name: frozenset(map(fold_case, listed)) for name, listed in _data()["signs"].items()}


@lru_cache(maxsize=10_000)
def find_headed_field(head: str) -> str | None:
    """Return the raw field that a head without a question asks for, None where a word of it has no idea.

    >>> find_headed_field("Changes that are expected"), find_headed_field("Present situation of the ports")
    ('expected_results', None)
    """
    words = [fold_case(word) for word in _WORD.findall(head)]
    said = _content_words(words)
    if len(said) < 2 or len(words) > LONGEST_HEAD or not all(map(_ideas_of, said)):
        return None
    ideas = frozenset(idea for word in said for idea in _ideas_of(word))
    return next((rule["field"] for rule in _data()["heads"] if _holds(rule, ideas, len(words))), None)


def find_idea(text: str) -> str | None:
    """Return the raw field that a label asks for by its ideas, as a question or as a head.

    >>> find_idea("Where the money will come from"), find_idea("Costs of the measure"), find_idea("Ports")
    ('budget', 'budget', None)
    """
    is_question = ends_question(text) or opens_question(text)
    return find_asked_field(text) if is_question else find_headed_field(text)


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


def weigh_ideas(text: str) -> dict[str, float]:
    """Return the ideas of a short text with their parts of its unit vector; a word without an idea only lengthens it.

    >>> {idea: round(part, 2) for idea, part in weigh_ideas("Benefits that are expected").items()}
    {'expect': 0.71, 'result': 0.71}
    """
    words = [fold_case(word) for word in _WORD.findall(text)]
    said = _content_words(words)
    ideas = sorted({idea for word in said for idea in _ideas_of(word)})
    length = sqrt(len(ideas) + sum(not _ideas_of(word) for word in said)) if 0 < len(words) <= LONGEST else 0
    return dict.fromkeys(ideas, 1 / length) if length else {}


def _content_words(words: Sequence[str]) -> list[str]:
    """Return the words that represent an idea, or might: long ones that are no articles or prepositions."""
    return [word for word in words if _ideas_of(word) or (len(word) >= SHORTEST and word not in _small_words())]


@cache
def _small_words() -> frozenset[str]:
    return frozenset(fold_case(word) for word in load_data("label_roles")["dangling"])


def opens_question(text: str) -> bool:
    """Return whether a text opens as a question does, with or without its mark: 'What is the reform'.

    >>> opens_question("Why this reform matters"), opens_question("Reform of the ports")
    (True, False)
    """
    first = _WORD.search(text)
    return text.startswith("¿") or (first is not None and bool(_ideas_of(fold_case(first[0])) & ASKING))


ASKING = frozenset({"how", "what"})
"""Ideas of the words that open questions."""


def idea_names() -> tuple[str, ...]:
    """Return the ideas in the order of the data."""
    return tuple(_data()["ideas"])


@cache
def _stems() -> Mapping[str, frozenset[str]]:
    ideas: dict[str, set[str]] = {}
    for idea, stems in _data()["ideas"].items():
        for stem in stems:
            ideas.setdefault(fold_case(stem), set()).add(idea)
    return {stem: frozenset(found) for stem, found in ideas.items()}


@lru_cache(maxsize=10_000)
def _ideas_of(word: str) -> frozenset[str]:
    """Return the ideas of a word: a short stem must be the whole word, a longer one its beginning."""
    none: frozenset[str] = frozenset()
    openings = (word[:length] for length in range(SHORTEST, len(word)))
    return _stems().get(word, none).union(*(_stems().get(opening, none) for opening in openings))
