"""Match template labels: which field a printed label, heading or question asks for.

The wordings are data (`schemas/lexicon/<language>.json`), written as templates and expanded once per process. Texts are
compared without spaces, punctuation, accents and case, so that broken words ('Substantia l') and wrapped lines match.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pipeline.lexicon.index import (
    Wording,
    concept_index,
    find_by_letters,
    is_wording_prefix,
    wording_keys,
)
from pipeline.lexicon.prompts import is_prompt
from pipeline.lexicon.scope import cache_by_scope, languages_in_scope
from pipeline.lexicon.text_folding import ends_question, fold_to_letters, fold_to_words, split_enumerator
from pipeline.lexicon.vocabularies import month_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

MatchMethod = Literal["exact", "prefix", "fuzzy"]

LONGEST = 360
"""Characters: no label with its prompt is longer; longer texts are values."""
_FUZZY_CUTOFF = 88.0
_FUZZY_MARGIN = 4.0
_MIN_FUZZY_LENGTH = 9
_STEP = 16
_LETTER_GROUPS = 32
_WORD = re.compile(r"\S+")
_PERIOD = re.compile(
    r"(?<![\s,(–—-])[\s,(–—-]+(?P<words>(?:(?:[^\W\d_]{1,12}|[0-9]{1,2}\.?)\s+){0,6}?)"
    r"(?:19|20)[0-9]{2}(?:\s?[-–/]\s?(?:20)?[0-9]{2})?\)?[\s:.]*$"
)
_REMARK = re.compile(r"(?<=[^\W\d_])\s*[(（][^()（）]{1,40}[)）][\s:：]*$")
"""A remark in brackets behind a label, which says more of what is asked: 'Milestones (planned date)'."""
LONGEST_SMALL_WORD = 3
"""Letters of the small words between a label and its year ('by the end of 2022')."""
NEVER_DATED = frozenset({"commitment", "title", "number", "heading", "plan", "cycle", "period", "country"})
"""Fields whose label with a year is a title or a name: 'Commitments 2021-2023'."""
_RUN_IN = re.compile(r"[:?\n\t]|\s[-–—|]\s|[.](?=\s)")
_RUN_IN_REACH = 260
_MAX_CHAINED_LABELS = 8
LONGEST_NAMED = 2
"""Labels of a chain that is the word for commitment and what is asked of it; a longer one is a row of headings."""
_BETWEEN = " :;,.?()[]|*/-–—\t\n"


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """A known label: raw field name, wording, language, how it was matched, similarity from 0 to 1."""

    field: str
    wording: str
    language: str
    method: MatchMethod
    score: float


def match_label(text: str, fields: Collection[str] | None = None) -> LabelMatch | None:
    """Match a text that is a label, optionally followed by the template's guidance; None if it is not.

    `fields` restrict the search. A fuzzy match needs a clear lead over every other field.

    >>> match_label("Main Objective:").field
    'main_objective'
    >>> match_label("2. What are the causes of the problem?").field
    'problem_statement'
    >>> match_label("Relevance Briefly describe the way in which this commitment is relevant").method
    'prefix'
    >>> match_label("Milestones (planned date)").field
    'milestones'
    >>> match_label("Ambition: how far will this take the country?").field
    'ambition'
    >>> match_label("Leed implementing agency").method
    'fuzzy'
    >>> match_label("Monitor the implementation of the law") is None
    True
    """
    if not text or len(text) > LONGEST:
        return None
    return _match(text, _frozen(fields))


def match_exact_label(text: str, fields: Collection[str] | None = None) -> LabelMatch | None:
    """Match a text that is a known wording of a label, but for a year behind it; None if it is not.

    >>> match_exact_label("Main Objective:").field, match_exact_label("Leed implementing agency") is None
    ('main_objective', True)
    """
    if not text or len(text) > LONGEST:
        return None
    return _match_exactly(text, _frozen(fields))


def split_label(text: str, fields: Collection[str] | None = None) -> tuple[LabelMatch, str] | None:
    """Split a run-in label from the value after it; None if the text does not start with a label.

    The label must end at a colon, question mark, dash, full stop, tab or line end.

    >>> match, rest = split_label("Main Objective: To publish all contracts.")
    >>> match.field, rest
    ('main_objective', 'To publish all contracts.')
    >>> split_label("The objective of the law: to inform") is None
    True
    """
    best: tuple[LabelMatch, str] | None = None
    for cut in _RUN_IN.finditer(text, 0, _RUN_IN_REACH):
        found = _lookup(text[: cut.start()], _frozen(fields))
        if found is not None:
            rest = text[cut.end() :].lstrip(" :?-–—|\t\n")
            best = (_as_match(found, "exact", 1.0), rest)
    return best


def match_start(text: str, fields: Collection[str] | None = None) -> tuple[LabelMatch, int] | None:
    """Match the longest label at the start of a text, and the offset of its end, whatever follows.

    For labels joined to running text: the caller must have other evidence that a label may be here.

    >>> match, end = match_start("Status quo or problem addressed by the commitment Courts publish little.")
    >>> match.field, end
    ('problem_statement', 49)
    """
    return _match_opening(text[:LONGEST], _frozen(fields))


def _frozen(values: Collection[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


def _is_allowed(entry: Wording, fields: frozenset[str] | None) -> bool:
    return fields is None or entry.field in fields


def _lookup(text: str, fields: frozenset[str] | None) -> Wording | None:
    """Find an entry by the letters of a text, else by its content words, with its enumerator first, then without."""
    bare = split_enumerator(text)[1]
    for candidate in (text, bare):
        for entry in find_by_letters(fold_to_letters(candidate)):
            if _is_allowed(entry, fields):
                return entry
    for language in languages_in_scope():
        found = concept_index(language).find(bare)
        if found is not None and _is_allowed(found, fields):
            return found
    return None


def _lookup_dated(text: str, fields: frozenset[str] | None) -> Wording | None:
    """Find an entry without the year or day that a report puts behind it: 'Progress in 2022', 'Results (2021)'."""
    period = _PERIOD.search(text)
    if period is None:
        return None
    long_words = [word for word in period["words"].split() if len(word) > LONGEST_SMALL_WORD]
    if any(word.casefold() not in month_names() for word in long_words):
        return None
    found = _lookup(text[: period.start()], fields)
    return None if found is None or found.field in NEVER_DATED else found


def _as_match(entry: Wording, method: MatchMethod, score: float) -> LabelMatch:
    return LabelMatch(entry.field, entry.wording, entry.language, method, score)


@cache_by_scope(maxsize=20_000)
def _match_exactly(text: str, fields: frozenset[str] | None) -> LabelMatch | None:
    exact = _lookup(text, fields) or _lookup_dated(text, fields)
    return None if exact is None else _as_match(exact, "exact", 1.0)


@cache_by_scope(maxsize=20_000)
def _match(text: str, fields: frozenset[str] | None) -> LabelMatch | None:
    return _match_exactly(text, fields) or _match_prefix(text, fields) or _match_fuzzy(text, fields)


@cache_by_scope(maxsize=20_000)
def _match_opening(text: str, fields: frozenset[str] | None) -> tuple[LabelMatch, int] | None:
    """Try the openings of a text that end at a word, from short to long, while they can still become a label."""
    best: tuple[LabelMatch, int] | None = None
    bare = len(split_enumerator(text)[0])
    for word in _WORD.finditer(text):
        head = text[: word.end()]
        if not _may_grow(head, head[bare:]):
            break
        found = _lookup(head, fields)
        if found is not None:
            best = (_as_match(found, "exact", 1.0), word.end())
    return best


def _may_grow(head: str, bare: str) -> bool:
    """Return whether a longer text with this opening could be a label."""
    if not fold_to_words(bare) or is_wording_prefix(fold_to_letters(head)) or is_wording_prefix(fold_to_letters(bare)):
        return True
    return any(concept_index(language).knows(bare) for language in languages_in_scope())


def _match_prefix(text: str, fields: frozenset[str] | None) -> LabelMatch | None:
    """Match a label followed by guidance, a remark or more labels: the header row of a table may be on one line."""
    remark = _REMARK.search(text)
    remarked = _lookup(text[: remark.start()], fields) if remark else None
    if remarked is not None and remarked.field not in NEVER_DATED:
        return _as_match(remarked, "prefix", 1.0)
    head, _, question = text.partition(":")
    asked = _lookup(head, fields) if question.rstrip().endswith(("?", "?")) else None
    if asked is not None and asked.field not in NEVER_DATED:
        return _as_match(asked, "prefix", 1.0)
    chain = _read_label_chain(text, fields) or _read_questions(text, fields)
    if not chain:
        return None
    # 'Commitment timeline' asks for what follows the word for commitment.
    first = chain[-1] if len(chain) <= LONGEST_NAMED and chain[0].field == "commitment" else chain[0]
    chosen = next((match for match in chain if match.field == "milestones"), first)
    return LabelMatch(chosen.field, chosen.wording, chosen.language, "prefix", 1.0)


def _read_questions(text: str, fields: frozenset[str] | None) -> list[LabelMatch]:
    """Read a known question that other questions follow as one label: 'What is the problem? Who is affected by it?'."""
    questions = re.split(r"(?<=[?？؟;\u037e])\s+", text.strip())
    if len(questions) < 2 or not all(map(ends_question, questions)):
        return []
    found = match_label(questions[0], fields)
    return [found] if found and found.method == "exact" else []


def _read_label_chain(text: str, fields: frozenset[str] | None) -> list[LabelMatch]:
    """Read a text as consecutive labels, with guidance at the end; empty if anything else remains."""
    found: list[LabelMatch] = []
    rest = text
    for _ in range(_MAX_CHAINED_LABELS):
        opening = match_start(rest, fields)
        if opening is None:
            return []
        found.append(opening[0])
        rest = rest[opening[1] :].strip(_BETWEEN)
        if not rest or is_prompt(rest):
            return found
    return []


def _lengths_alike(length: int, least: float) -> tuple[int, int]:
    """Return the least and most letters of a text that may be alike by `least` (0 to 100) to one of so many letters.

    >>> _lengths_alike(20, 80.0)
    (13, 31)
    """
    return int(length * least / (200 - least)), int(length * (200 - least) / least) + 1


@cache_by_scope(maxsize=64)
def _keys_between(shortest: int, longest: int) -> tuple[tuple[str, ...], Array]:
    """Return the keys of such lengths, and how often each has which letter, a row for each letter."""
    keys = tuple(folded for folded in wording_keys() if shortest <= len(folded) <= longest)
    return keys, _count_letters(keys)


def _count_letters(texts: Sequence[str]) -> Array:
    """Return how often each text has which letter, letters in groups: an array of groups by texts.

    >>> _count_letters(["goal", "aim"]).sum(0).tolist()
    [4, 3]
    """
    import numpy as np

    letters = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32) % _LETTER_GROUPS
    owners = np.repeat(np.arange(len(texts)), [*map(len, texts)])
    counts = np.bincount(letters * len(texts) + owners, minlength=_LETTER_GROUPS * len(texts))
    return counts.reshape(_LETTER_GROUPS, -1).astype(np.uint16)


@cache_by_scope(maxsize=20_000)
def _nearest_keys(folded: str) -> tuple[tuple[str, float], ...]:
    """Return the keys of wordings most similar to a text with their similarity, for any field."""
    import numpy as np
    from rapidfuzz import fuzz, process

    least = _FUZZY_CUTOFF - _FUZZY_MARGIN
    shortest, longest = _lengths_alike(len(folded), least)
    # Lengths in steps, so that a few selections serve all texts; what is too short or too long is not alike anyway.
    keys, letters = _keys_between(shortest - shortest % _STEP, longest - longest % _STEP + _STEP)
    # The letters that two texts share bound how alike they can be: most keys need not be compared.
    shared = np.minimum(letters, _count_letters([folded])).sum(0, dtype=np.uint16)
    near = np.flatnonzero(shared >= least / 200 * (letters.sum(0, dtype=np.uint16) + len(folded)))
    found = process.extract(folded, [keys[index] for index in near], scorer=fuzz.ratio, score_cutoff=least, limit=40)
    return tuple((key, score) for key, score, _ in found)


def _match_fuzzy(text: str, fields: frozenset[str] | None) -> LabelMatch | None:
    folded = fold_to_letters(split_enumerator(text)[1])
    if len(folded) < _MIN_FUZZY_LENGTH:
        return None
    scored = [
        (score, entry)
        for near, score in _nearest_keys(folded)
        for entry in find_by_letters(near)
        if _is_allowed(entry, fields)
    ]
    if not scored or scored[0][0] < _FUZZY_CUTOFF:
        return None
    score, entry = scored[0]
    if any(other.field != entry.field and score - other_score < _FUZZY_MARGIN for other_score, other in scored):
        return None
    return _as_match(entry, "fuzzy", score / 100)
