"""Ratings in prose: which commitments a sentence gives which level of an indicator, as data describe the wordings.

A sentence is read as predicates ('have modest potential for results') and the commitments named around them. A
predicate belongs to the commitments that are its grammatical subject if word order tells, or to those that
are in apposition behind it ('modest potential for results (Commitments 2 and 5)'). A predicate that is negated,
hedged, of two levels, or whose stated number of commitments disagrees with those named, gives no rating.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pipeline.lexicon import language
from pipeline.lexicon.text_folding import join_alternatives
from pipeline.parsers.forms.commitment_numbers import NumberList, number_list, read_number_word
from pipeline.parsers.forms.prose import Sentence
from pipeline.schema.data import load_data
from pipeline.structure.numbers import commitment_words

Doubt = Literal["hedged", "ambiguous", "count", "subject"]
"""Why a predicate gives no rating though commitments are named next to it."""

_WORD = re.compile(r"[^\W_][\w’'\-]*")


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating that a sentence gives to commitments; `start` and `end` are the value's words in the sentence."""

    indicator: str
    value: str
    numbers: tuple[str, ...]
    sentence: Sentence
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A wording of a rating that names commitments and yet gives no rating, and why."""

    indicator: str
    doubt: Doubt
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of commitments that a sentence gives a level without naming them ('Two have modest potential')."""

    indicator: str
    value: str
    number: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Predicate:
    """A wording found in a sentence: its indicator and value, or None where it is of two levels."""

    indicator: str
    value: str | None
    start: int
    end: int
    value_start: int
    value_end: int


Outcome = Rating | Unread | Counted


@cache
def load_rules() -> Mapping[str, Any]:
    """Return the data of the wordings."""
    loaded: Mapping[str, Any] = load_data("prose/irm_ratings")
    return loaded


def expand_patterns(patterns: Sequence[Any], levels: Sequence[str] = ()) -> list[list[dict[str, object]]]:
    """Put the words that '$levels' and '$numbers' represent into token patterns."""
    words = {"$levels": list(levels), "$numbers": [*load_data("prose/numbers")["words"], *map(str, range(1, 100))]}

    def filled(token: Mapping[str, object]) -> dict[str, object]:
        return {name: {"IN": words[str(v["IN"])]} if _is_slot(v) else v for name, v in token.items()}  # type: ignore[index]

    return [[filled(token) for token in row] for row in patterns]


def _is_slot(value: object) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("IN"), str)


@cache
def _phrase_finder() -> language.Finder:
    patterns: dict[str, list[list[dict[str, object]]]] = {}
    for index, predicate in enumerate(load_rules()["predicates"]):
        for kind in ("patterns", "ambiguous", "excluded"):
            if predicate.get(kind):
                patterns[f"{kind} {index}"] = expand_patterns(predicate[kind], predicate.get("levels", ()))
    return language.make_phrase_finder(patterns)


def find_predicates(text: str) -> tuple[Predicate, ...]:
    """Return the wordings of ratings in a text, in order.

    >>> [(p.indicator, p.value) for p in find_predicates("It has modest potential for results and is not verifiable.")]
    [('potential_for_results', 'modest'), ('verifiable', 'no')]
    """
    found = (_read_predicate(text, finding) for finding in _phrase_finder()(text))
    return tuple(predicate for predicate in found if predicate)


def _read_predicate(text: str, finding: language.PhraseMatch) -> Predicate | None:
    kind, index = finding.name.split()
    if kind == "excluded":
        return None
    rule = load_rules()["predicates"][int(index)]
    if "value" in rule:
        return Predicate(rule["indicator"], rule["value"], finding.start, finding.end, finding.start, finding.end)
    levels = [
        m for m in _WORD.finditer(text, finding.start, finding.end) if m[0].lower() in rule["levels"]
    ]  # fmt: skip
    value = levels[0][0] if len(levels) == 1 and kind == "patterns" else None
    return Predicate(rule["indicator"], value, finding.start, finding.end, levels[0].start(), levels[0].end())


@cache
def _head_pattern() -> re.Pattern[str]:
    named = commitment_words()
    counts = join_alternatives(load_data("prose/numbers")["words"])
    return re.compile(
        rf"(?<!\w)(?:(?P<word>{named})(?P<plural>\(s\))?\s+(?=\S*\d)|(?P<counted>{counts}|\d{{1,2}})\s+(?:(?:{named})\s+)?\()",
        re.IGNORECASE,
    )


@dataclass(frozen=True, slots=True)
class Mention:
    """Commitments named in a text: their numbers, the span of the mention, and the number stated before them."""

    numbers: tuple[str, ...]
    start: int
    end: int
    stated: int | None = None


def find_mentions(text: str, context: Sequence[str] = ()) -> tuple[Mention, ...]:
    """Return the commitments that a text names, in order; 'this commitment' names those of the context.

    >>> [m.numbers for m in find_mentions("Of these commitments, two (1 and 4) follow Commitment 3.")]
    [('1', '4'), ('3',)]
    """
    found: list[Mention] = []
    lowered = text.lower()
    named = any(word in lowered for word in load_data("numbering")["commitment"])
    for head in _head_pattern().finditer(text) if named else ():
        mention = _read_mention(text, head)
        if mention and (not found or mention.start >= found[-1].end):
            found.append(mention)
    found.extend(_find_contextual(text, context, found))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _read_mention(text: str, head: re.Match[str]) -> Mention | None:
    stated = read_number_word(head["counted"]) if head["counted"] else None
    plural = bool(head["counted"] or head["plural"]) or head["word"].lower().endswith(("s", "а"))
    numbers: NumberList | None = number_list(text, head.end(), commas=plural)
    if numbers is None or (head["counted"] and text[numbers.end : numbers.end + 1] != ")"):
        return None
    return Mention(numbers.numbers, head.start(), numbers.end + bool(head["counted"]), stated)


def _find_contextual(text: str, context: Sequence[str], found: Sequence[Mention]) -> Iterator[Mention]:
    if not context:
        return
    for phrase in load_rules()["of_context"]:
        for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE):
            if not any(mention.start < match.end() and match.start() < mention.end for mention in found):
                yield Mention(tuple(context), match.start(), match.end())
