"""Understand template labels: which field a printed label, heading or question asks for.

The wordings are data (`schemas/lexicon/<language>.json`), written as templates and expanded once per process. A text is
compared without blanks, punctuation, accents and case, so that broken words ('Substantia l') and wrapped lines match.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from pipeline.reference import names, reference
from pipeline.wording import Rules, concept, enumerator, expand, key, rules

MatchMethod = Literal["exact", "prefix", "fuzzy"]

LONGEST = 360
"""Characters: no label with its prompt is longer; longer texts are values."""
_FUZZY_CUTOFF = 88.0
_FUZZY_MARGIN = 4.0
_FUZZY_SHORTEST = 9
_REWORDED_SHORTEST = 60
_LONGEST_SYNONYM = 3
_WORD = re.compile(r"\S+")
_RUN_IN = re.compile(r"[:?\n\t]|\s[-–—|]\s|[.](?=\s)")
_RUN_IN_REACH = 260
_LONGEST_CHAIN = 8
_BETWEEN = " :;,.?()[]|*/-–—\t\n"


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """A known label: raw field name, wording, language, how it was matched, similarity 0 to 1."""

    field: str
    wording: str
    language: str
    method: MatchMethod
    score: float


@dataclass(frozen=True, slots=True)
class Entry:
    """One expanded wording of the lexicon."""

    field: str
    wording: str
    language: str


def match_label(
    text: str, languages: Collection[str] | None = None, fields: Collection[str] | None = None
) -> LabelMatch | None:
    """Match a text that is a label as a whole, perhaps followed by the template's guidance; None where it is none.

    `languages` and `fields` restrict the search. A fuzzy match needs a clear lead over every other field.

    >>> match_label("Main Objective:").field
    'main_objective'
    >>> match_label("2. What are the causes of the problem?").field
    'problem_statement'
    >>> match_label("Relevance Briefly describe the way in which this commitment is relevant").method
    'prefix'
    >>> match_label("Leed implementing agency").method
    'fuzzy'
    >>> match_label("Monitor the implementation of the law") is None
    True
    """
    if not text or len(text) > LONGEST:
        return None
    return _match(text, _frozen(languages), _frozen(fields))


def split_label(
    text: str, languages: Collection[str] | None = None, fields: Collection[str] | None = None
) -> tuple[LabelMatch, str] | None:
    """Split a run-in label from the value that follows it; None where the text opens with no label.

    The label must end at a colon, question mark, dash, full stop, tab or line end.

    >>> match, rest = split_label("Main Objective: To publish all contracts.")
    >>> match.field, rest
    ('main_objective', 'To publish all contracts.')
    >>> split_label("The objective of the law: to inform") is None
    True
    """
    best: tuple[LabelMatch, str] | None = None
    for cut in _RUN_IN.finditer(text, 0, _RUN_IN_REACH):
        found = _lookup(text[: cut.start()], _frozen(languages), _frozen(fields))
        if found is not None:
            rest = text[cut.end() :].lstrip(" :?-–—|\t\n")
            best = (_as_match(found, "exact", 1.0), rest)
    return best


def match_start(
    text: str, languages: Collection[str] | None = None, fields: Collection[str] | None = None
) -> tuple[LabelMatch, int] | None:
    """Match the longest label that a text opens with, and the offset where it ends, whatever follows it.

    For labels glued to running text: the caller must know by other signs that a label may stand here.

    >>> match, end = match_start("Status quo or problem addressed by the commitment Courts publish little.")
    >>> match.field, end
    ('problem_statement', 49)
    """
    allowed = _frozen(languages), _frozen(fields)
    best: tuple[LabelMatch, int] | None = None
    for head, end in _heads(text):
        if not _may_grow(head, allowed[0]):
            break
        found = _lookup(head, *allowed)
        if found is not None:
            best = (_as_match(found, "exact", 1.0), end)
    return best


def is_prompt(text: str) -> bool:
    """Tell whether a text is guidance printed in the template, in whole or a line of it, and not an answer.

    >>> is_prompt("Briefly describe the intended policy")
    True
    >>> is_prompt("public accountability, civic"), is_prompt("To open data"), is_prompt("Tip: use your NAP")
    (True, False, True)
    """
    return _is_prompt(text.strip())


def prompts(languages: Collection[str] | None = None) -> tuple[str, ...]:
    """Return the template's guidance texts, as printed in the blank forms.

    >>> any(prompt.startswith("Briefly describe") for prompt in prompts(["en"]))
    True
    """
    return tuple(p for language in _languages(languages) for p in reference(f"lexicon/{language}").get("prompts", ()))


def entries(language: str) -> Iterator[Entry]:
    """Yield every wording of one language, its templates expanded.

    >>> any(entry.wording == "What is the commitment" for entry in entries("en"))
    True
    """
    data = reference(f"lexicon/{language}")
    for label in data["labels"]:
        for template in label["wordings"]:
            for wording in expand(template, data.get("slots", {})):
                yield Entry(label["field"], wording, language)


def _frozen(values: Collection[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


def _languages(languages: Collection[str] | None) -> tuple[str, ...]:
    known = names("lexicon")
    return known if languages is None else tuple(language for language in known if language in languages)


@cache
def _index() -> dict[str, tuple[Entry, ...]]:
    """Map keys to their entries, one a field and language, in the order of the files (English first)."""
    index: dict[str, dict[tuple[str, str], Entry]] = {}
    for language in sorted(names("lexicon"), key=lambda name: (name != "en", name)):
        for entry in entries(language):
            index.setdefault(key(entry.wording), {}).setdefault((entry.field, language), entry)
    return {folded: tuple(found.values()) for folded, found in index.items() if folded}


@cache
def _prompt_keys() -> tuple[str, ...]:
    return tuple(key(prompt) for prompt in prompts())


def _allowed(entry: Entry, languages: frozenset[str] | None, fields: frozenset[str] | None) -> bool:
    return (languages is None or entry.language in languages) and (fields is None or entry.field in fields)


def _lookup(text: str, languages: frozenset[str] | None, fields: frozenset[str] | None) -> Entry | None:
    """Find an entry by the text's letters, else by its content words; its enumerator counts first, then not."""
    candidates = (text, enumerator(text)[1])
    for candidate in candidates:
        for entry in _index().get(key(candidate), ()):
            if _allowed(entry, languages, fields):
                return entry
    for language in _languages(languages):
        found = _concepts(language).get(concept(candidates[1], _rules(language)))
        if found is not None and _allowed(found, languages, fields):
            return found
    return None


@cache
def _rules(language: str) -> Rules:
    return rules(_data(language).get("synonyms", ()))


@cache
def _concepts(language: str) -> dict[str, Entry]:
    """Map content words to the entry, where all wordings of two words or more with that content ask for one field."""
    index: dict[str, list[Entry]] = {}
    for entry in entries(language):
        index.setdefault(concept(entry.wording, _rules(language)), []).append(entry)
    clear = {words: found for words, found in index.items() if len({entry.field for entry in found}) == 1}
    return {words: found[0] for words, found in clear.items() if " " in words}


def _as_match(entry: Entry, method: MatchMethod, score: float) -> LabelMatch:
    return LabelMatch(entry.field, entry.wording, entry.language, method, score)


@lru_cache(maxsize=20_000)
def _match(text: str, languages: frozenset[str] | None, fields: frozenset[str] | None) -> LabelMatch | None:
    exact = _lookup(text, languages, fields)
    if exact is not None:
        return _as_match(exact, "exact", 1.0)
    return _prefixed(text, languages, fields) or _fuzzy(text, languages, fields)


def _heads(text: str) -> Iterator[tuple[str, int]]:
    """Yield the openings of a text that end at a word end, from short to long, with their end offsets."""
    for word in _WORD.finditer(text, 0, LONGEST):
        yield text[: word.end()], word.end()


def _may_grow(head: str, languages: frozenset[str] | None) -> bool:
    """Tell whether any wording still begins as a head does: most lines are no labels, and their first word says so."""
    folded = key(head)
    if _begins(_sorted_keys(), folded) or _begins(_sorted_keys(), key(enumerator(head)[1])):
        return True
    # The last words may be the beginning of a longer synonym ('aims to' of 'aims to address').
    sure = " ".join(enumerator(head)[1].split()[:-_LONGEST_SYNONYM])
    return any(
        _begins(_sorted_concepts(language), concept(sure, _rules(language)))
        for language in _languages(languages)
        if not sure or _concepts(language)
    )


def _begins(ordered: Sequence[str], start: str) -> bool:
    at = bisect_left(ordered, start)
    return at < len(ordered) and ordered[at].startswith(start)


@cache
def _sorted_keys() -> tuple[str, ...]:
    return tuple(sorted(_index()))


@cache
def _sorted_concepts(language: str) -> tuple[str, ...]:
    return tuple(sorted(_concepts(language)))


def _prefixed(text: str, languages: frozenset[str] | None, fields: frozenset[str] | None) -> LabelMatch | None:
    """Match a label that guidance or further labels follow: a table's heading row may stand in one line."""
    chain = _chain(text, languages, fields)
    if not chain:
        return None
    chosen = next((match for match in chain if match.field == "milestones"), chain[0])
    return LabelMatch(chosen.field, chosen.wording, chosen.language, "prefix", 1.0)


def _chain(text: str, languages: frozenset[str] | None, fields: frozenset[str] | None) -> list[LabelMatch]:
    """Read a text as labels one after the other, guidance at the end allowed; empty where something else remains."""
    found: list[LabelMatch] = []
    rest = text
    for _ in range(_LONGEST_CHAIN):
        opening = match_start(rest, languages, fields)
        if opening is None:
            return []
        found.append(opening[0])
        rest = rest[opening[1] :].strip(_BETWEEN)
        if not rest or _is_prompt(rest):
            return found
    return []


def _fuzzy(text: str, languages: frozenset[str] | None, fields: frozenset[str] | None) -> LabelMatch | None:
    from rapidfuzz import fuzz, process

    folded = key(enumerator(text)[1])
    if len(folded) < _FUZZY_SHORTEST:
        return None
    found = process.extract(
        folded, _index().keys(), scorer=fuzz.ratio, score_cutoff=_FUZZY_CUTOFF - _FUZZY_MARGIN, limit=40
    )
    scored = [
        (score, entry) for near, score, _ in found for entry in _index()[near] if _allowed(entry, languages, fields)
    ]
    if not scored or scored[0][0] < _FUZZY_CUTOFF:
        return None
    score, entry = scored[0]
    if any(other.field != entry.field and score - other_score < _FUZZY_MARGIN for other_score, other in scored):
        return None
    return _as_match(entry, "fuzzy", score / 100)


@lru_cache(maxsize=20_000)
def _is_prompt(text: str) -> bool:
    folded = key(text)
    if any(folded.startswith(opener) for opener in _openers()):
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
    return process.extractOne(folded, _prompt_keys(), scorer=fuzz.ratio, score_cutoff=_FUZZY_CUTOFF) is not None


@cache
def _short_prompts() -> frozenset[str]:
    return frozenset(prompt for prompt in _prompt_keys() if len(prompt) < 24)


@cache
def _openers() -> tuple[str, ...]:
    return tuple(key(o) for name in names("lexicon") for o in _data(name).get("prompt_openers", ()))


def _data(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = reference(f"lexicon/{language}")
    return loaded
