"""Prompts: the guidance printed in blank forms, which is no answer."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache, lru_cache

from pipeline.lexicon.index import among, data, languages
from pipeline.lexicon.text_folding import key
from pipeline.lexicon.vocabularies import variants

_CONNECTOR = re.compile(r"^(?:and|y|et|e|и|ба|dan)(?=[^\W\d_]{6})")
"""Words between the names of values, before a name; folded texts have no blanks."""
_SHORTEST_VALUE = 8
_LONGEST = 1000
"""Characters: no guidance is longer."""
_SHORT = 24
_REWORDED_SHORTEST = 60
_REWORDED_CUTOFF = 88.0


def is_prompt(text: str) -> bool:
    r"""Tell whether a text is guidance printed in the template, in whole or a line of it, and not an answer.

    >>> is_prompt("Briefly describe the intended policy")
    True
    >>> is_prompt("public accountability, civic"), is_prompt("To open data"), is_prompt("Tip: use your NAP")
    (True, False, True)
    >>> is_prompt("Access to information\nPublic accountability"), is_prompt("Participación ciudadana")
    (False, False)
    >>> is_prompt("Consejo: use este espacio"), is_prompt("Consejo de Estado")
    (True, False)
    """
    return len(text) <= _LONGEST and _is_prompt(text.strip())


def prompts(wanted: Collection[str] | None = None) -> tuple[str, ...]:
    """Return the template's guidance texts, as printed in the blank forms, of the wanted languages or all.

    >>> any(prompt.startswith("Briefly describe") for prompt in prompts(["en"]))
    True
    """
    return tuple(p for language in among(wanted) for p in data(language).get("prompts", ()))


@cache
def _prompt_keys() -> tuple[str, ...]:
    return tuple(key(prompt) for prompt in prompts())


@lru_cache(maxsize=20_000)
def _is_prompt(text: str) -> bool:
    folded = key(text)
    if _names_values(text):
        return False
    if any(folded.startswith(opener) and _closes(text, colon) for opener, colon in _openers()):
        return True
    if len(folded) < 12:
        return bool(folded) and folded in _short_prompts()
    if any(folded in prompt or (len(prompt) > 20 and folded.startswith(prompt)) for prompt in _prompt_keys()):
        return True
    return _reworded(folded)


def _reworded(folded: str) -> bool:
    """Tell whether a folded text is a long prompt in which a country dropped or changed some words."""
    from rapidfuzz import fuzz, process

    if len(folded) < _REWORDED_SHORTEST:
        return False
    return process.extractOne(folded, _prompt_keys(), scorer=fuzz.ratio, score_cutoff=_REWORDED_CUTOFF) is not None


def _names_values(text: str) -> bool:
    """Tell whether a text is a list of OGP values and nothing else: an answer, though the guidance names them too.

    Guidance names them in the middle of a sentence, a line of which begins small.
    """
    rest = key(text)
    while text[:1].isupper() and rest:
        name = next((name for name in _value_names() if rest.startswith(name)), None)
        if name is None:
            return False
        rest = _CONNECTOR.sub("", rest[len(name) :])
    return not rest


@cache
def _value_names() -> tuple[str, ...]:
    """Return the names of OGP values, folded, the longest first; one short word may be another's beginning."""
    folded = {key(word) for words in variants("ogp_value").values() for word in words}
    return tuple(sorted((name for name in folded if len(name) >= _SHORTEST_VALUE), key=len, reverse=True))


@cache
def _short_prompts() -> frozenset[str]:
    return frozenset(prompt for prompt in _prompt_keys() if len(prompt) < _SHORT)


@cache
def _openers() -> tuple[tuple[str, bool], ...]:
    listed = [opener for name in languages() for opener in data(name).get("prompt_openers", ())]
    return tuple((key(opener), opener.endswith(":")) for opener in listed)


def _closes(text: str, colon: bool) -> bool:
    """Tell whether an opener ends as it should: 'Consejo:' is guidance, 'Consejo de Estado' is a body."""
    return not colon or ":" in " ".join(text.split()[:2])
