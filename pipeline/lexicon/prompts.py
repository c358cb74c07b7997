"""Prompts: guidance printed in blank forms, which is not an answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from pipeline.lexicon.index import language_data
from pipeline.lexicon.scope import languages, languages_in_scope
from pipeline.lexicon.text_folding import fold_to_letters
from pipeline.lexicon.vocabularies import printed_forms

_CONNECTOR = re.compile(r"^(?:and|y|et|e|и|ба|dan)(?=[^\W\d_]{6})")
"""Words between the names of values, before a name; folded texts have no blanks."""
_MIN_VALUE_LENGTH = 8
_MAX_PROMPT_LENGTH = 1000
"""No guidance is longer."""
_SHORT_PROMPT_LENGTH = 24
_MIN_REWORDED_LENGTH = 60
_REWORDED_CUTOFF = 88.0


def is_prompt(text: str) -> bool:
    r"""Return whether a text is guidance of the template, or a line of it, and not an answer.

    >>> is_prompt("Briefly describe the intended policy")
    True
    >>> is_prompt("public accountability, civic"), is_prompt("To open data"), is_prompt("Tip: use your NAP")
    (True, False, True)
    >>> is_prompt("Access to information\nPublic accountability"), is_prompt("Participación ciudadana")
    (False, False)
    >>> is_prompt("Consejo: use este espacio"), is_prompt("Consejo de Estado")
    (True, False)
    >>> is_prompt("The commitment is relevant to civic participation."), is_prompt("Briefly describe the intended.")
    (False, True)
    """
    return len(text) <= _MAX_PROMPT_LENGTH and _is_prompt(text.strip())


def list_prompts(wanted: Collection[str] | None = None) -> tuple[str, ...]:
    """Return the guidance texts of blank forms in the given languages, in those in scope for None.

    >>> any(prompt.startswith("Briefly describe") for prompt in list_prompts(["en"]))
    True
    """
    names = languages_in_scope() if wanted is None else wanted
    return tuple(p for language in names for p in language_data(language).get("prompts", ()))


SAME_OPENING = 8
"""Letters by which prompts are looked up."""


def iterate_prompts_at(text: str, at: int) -> Iterator[str]:
    """Yield the prompts of the languages in scope that open with the letters at a place of a text."""
    opening = text[at : at + SAME_OPENING].casefold()
    for language in languages_in_scope():
        yield from _prompts_by_opening(language).get(opening, ())


@cache
def _prompts_by_opening(language: str) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for prompt in list_prompts([language]):
        found.setdefault(prompt[:SAME_OPENING].casefold(), []).append(prompt)
    return found


@cache
def _prompt_keys() -> tuple[str, ...]:
    return tuple(fold_to_letters(prompt) for prompt in list_prompts(languages()))


@cache
def _prompt_sentences() -> frozenset[str]:
    """Return the prompts from the beginning of each of their sentences on."""
    starts = re.compile(r"(?:^|(?<=[.?!:;])\s)(?=\S)")
    prompts = list_prompts(languages())
    return frozenset(fold_to_letters(prompt[one.end() :]) for prompt in prompts for one in starts.finditer(prompt))


@lru_cache(maxsize=20_000)
def _is_prompt(text: str) -> bool:
    folded = fold_to_letters(text)
    if _lists_ogp_values(text):
        return False
    if any(folded.startswith(opener) and _has_required_colon(text, colon) for opener, colon in _prompt_openers()):
        return True
    if len(folded) < 12:
        return bool(folded) and folded in _short_prompts()
    if any(len(prompt) > 20 and folded.startswith(prompt) for prompt in _prompt_keys()):
        return True
    if text[0].isupper() and text.endswith("."):
        # A whole sentence is guidance only where the guidance has a sentence that begins so.
        is_part = any(rest.startswith(folded) for rest in _prompt_sentences())
    else:
        is_part = any(folded in prompt for prompt in _prompt_keys())
    return is_part or _is_reworded_prompt(folded)


def _is_reworded_prompt(folded: str) -> bool:
    """Return whether a folded text is a long prompt in which some words were dropped or changed."""
    from rapidfuzz import fuzz, process

    if len(folded) < _MIN_REWORDED_LENGTH:
        return False
    return process.extractOne(folded, _prompt_keys(), scorer=fuzz.ratio, score_cutoff=_REWORDED_CUTOFF) is not None


def _lists_ogp_values(text: str) -> bool:
    """Return whether a text only lists OGP values: that is an answer, although guidance names them too.

    Guidance names them inside a sentence, whose continuation lines start with a lower-case letter.
    """
    rest = fold_to_letters(text)
    while text[:1].isupper() and rest:
        name = next((name for name in _value_names() if rest.startswith(name)), None)
        if name is None:
            return False
        rest = _CONNECTOR.sub("", rest[len(name) :])
    return not rest


@cache
def _value_names() -> tuple[str, ...]:
    """Return the folded names of OGP values, the longest first, because a short one may start another."""
    folded = {fold_to_letters(word) for words in printed_forms("ogp_value").values() for word in words}
    return tuple(sorted((name for name in folded if len(name) >= _MIN_VALUE_LENGTH), key=len, reverse=True))


@cache
def _short_prompts() -> frozenset[str]:
    return frozenset(prompt for prompt in _prompt_keys() if len(prompt) < _SHORT_PROMPT_LENGTH)


@cache
def _prompt_openers() -> tuple[tuple[str, bool], ...]:
    openers = [opener for name in languages() for opener in language_data(name).get("prompt_openers", ())]
    return tuple((fold_to_letters(opener), opener.endswith(":")) for opener in openers)


def _has_required_colon(text: str, colon: bool) -> bool:
    """Return whether an opener has its colon: 'Consejo:' is guidance, 'Consejo de Estado' is a body."""
    return not colon or ":" in " ".join(text.split()[:2])
