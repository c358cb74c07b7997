"""Ratings in prose: which commitments a sentence gives which level of an indicator, as data describe the wordings.

A sentence is read as predicates ('have modest potential for results') and the commitments named around them. A
predicate belongs to the commitments that are its grammatical subject if word order shows it, or to those that are in
apposition behind it ('modest potential for results (Commitments 2 and 5)'). A predicate that is negated, hedged, of two
levels, or whose stated number of commitments disagrees with those named, gives no rating.

Sentences with the lines that they are in, for values read from prose.

What prose says that a commitment is on, where it has no title: 'Commitment 2 on freedom of information'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pipeline.lexicon import language
from pipeline.lexicon.text_folding import join_alternatives
from pipeline.model import Line, RawValue
from pipeline.parsers.forms.commitment_numbers import NumberList, number_list, read_number_word
from pipeline.schema.data import load_data
from pipeline.structure.lines import cut_lines, make_stream, split_paragraphs
from pipeline.structure.numbers import commitment_words


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's text and its lines, the first and last one cut to it; offsets are those of `text`."""

    text: str
    lines: tuple[Line, ...]

    @property
    def page(self) -> int | None:
        """The page that the sentence begins on."""
        return self.lines[0].anchor.page if self.lines else None


def iterate_sentences(lines: Sequence[Line], tongue: str | None = None) -> Iterator[Sentence]:
    """Yield the sentences of lines of text; a paragraph's end ends a sentence."""
    for paragraph in split_paragraphs(lines):
        whole = make_stream(paragraph)
        for start, end in language.split_sentences(whole.text, tongue):
            yield Sentence(whole.text[start:end], cut_lines(whole, start, end))


def sentence_value(sentence: Sentence) -> RawValue:
    """Return the sentence as a value."""
    return RawValue(sentence.text, "prose", sentence.lines)


def cut_sentence(sentence: Sentence, start: int, end: int) -> RawValue:
    """Return a span of a sentence as a value, blank ends stripped, with the lines that hold it."""
    return RawValue(sentence.text[start:end].strip(), "prose", cut_lines(make_stream(sentence.lines), start, end))


Doubt = Literal["hedged", "ambiguous", "count", "subject"]
"""Why a predicate gives no rating though commitments are named next to it."""

_WORD = re.compile(r"[^\W_][\w’'\-]*")


@dataclass(frozen=True, slots=True)
class Predicate:
    """A wording found in a sentence: its indicator and value (None where it is of two levels), and where it is.

    `value_start` and `value_end` are the span of the value's words.
    """

    indicator: str
    value: str | None
    start: int
    end: int
    value_start: int
    value_end: int


@dataclass(frozen=True, slots=True)
class StatedLevel:
    """What a sentence says of the level of commitments.

    `numbers` are the commitments; without them, `stated` is how many have the level ('Two have modest potential'). With
    a `doubt` no rating may be taken.
    """

    sentence: Sentence
    predicate: Predicate
    numbers: tuple[str, ...]
    stated: int | None = None
    doubt: Doubt | None = None

    @property
    def value(self) -> str:
        """The level as printed."""
        return self.predicate.value or ""


@cache
def load_rules() -> Mapping[str, Any]:
    """Return the data of the wordings."""
    loaded: Mapping[str, Any] = load_data("prose/irm_ratings")
    return loaded


def expand_patterns(patterns: Sequence[Any], levels: Sequence[str] = ()) -> list[list[dict[str, object]]]:
    """Put the words that '$levels' and '$numbers' represent into token patterns."""
    words = {"$levels": list(levels), "$numbers": [*load_data("prose/numbers")["words"], *map(str, range(1, 100))]}

    def fill_in(token: Mapping[str, object]) -> dict[str, object]:
        return {name: {"IN": words[str(v["IN"])]} if _is_slot(v) else v for name, v in token.items()}  # type: ignore[index]

    return [[fill_in(token) for token in row] for row in patterns]


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
class NamedCommitments:
    """Commitments named in a text: their numbers, the span of the mention, and the number stated before them."""

    numbers: tuple[str, ...]
    start: int
    end: int
    stated: int | None = None


def find_mentions(text: str, context: Sequence[str] = ()) -> tuple[NamedCommitments, ...]:
    """Return the commitments that a text names, in order; 'this commitment' names those of the context.

    >>> [m.numbers for m in find_mentions("Of these commitments, two (1 and 4) follow Commitment 3.")]
    [('1', '4'), ('3',)]
    """
    found: list[NamedCommitments] = []
    lowered = text.lower()
    named = any(word in lowered for word in load_data("numbering")["commitment"])
    for head in _head_pattern().finditer(text) if named else ():
        mention = _read_mention(text, head)
        if mention and (not found or mention.start >= found[-1].end):
            found.append(mention)
    found.extend(_find_contextual(text, context, found))
    return tuple(sorted(found, key=lambda mention: mention.start))


def list_named(text: str, context: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the numbers of the commitments that a text names, each once.

    >>> list_named("Commitments 3 and 4 build on Commitment 3.")
    ('3', '4')
    """
    return tuple(dict.fromkeys(number for mention in find_mentions(text, context) for number in mention.numbers))


def _read_mention(text: str, head: re.Match[str]) -> NamedCommitments | None:
    stated = read_number_word(head["counted"]) if head["counted"] else None
    plural = bool(head["counted"] or head["plural"]) or head["word"].lower().endswith(("s", "а"))
    numbers: NumberList | None = number_list(text, head.end(), commas=plural)
    if numbers is None or (head["counted"] and text[numbers.end : numbers.end + 1] != ")"):
        return None
    return NamedCommitments(numbers.numbers, head.start(), numbers.end + bool(head["counted"]), stated)


def _find_contextual(
    text: str, context: Sequence[str], found: Sequence[NamedCommitments]
) -> Iterator[NamedCommitments]:
    if not context:
        return
    for phrase in load_rules()["of_context"]:
        for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE):
            if not any(mention.start < match.end() and match.start() < mention.end for mention in found):
                yield NamedCommitments(tuple(context), match.start(), match.end())


MOST_WORDS = 9

_NEXT_WORD = re.compile(r"\s{0,20}([^\W_][\w’'\-]*)")


def iterate_topics(sentence: Sentence) -> Iterator[tuple[str, RawValue]]:
    """Yield the single commitments that a sentence names with their topic.

    >>> text = "Commitment 2 on freedom of information and Commitment 5 on fiscal transparency have none."
    >>> [(number, topic.text) for number, topic in iterate_topics(Sentence(text, ()))]
    [('2', 'freedom of information'), ('5', 'fiscal transparency')]
    """
    text = sentence.text
    for mention in find_mentions(text):
        opener = _NEXT_WORD.match(text, mention.end)
        if len(mention.numbers) == 1 and opener and opener[1].lower() in load_rules()["topic_openers"]:
            end = _find_topic_end(text, opener.end())
            if end:
                yield mention.numbers[0], cut_sentence(sentence, opener.end(), end)


def _find_topic_end(text: str, at: int) -> int | None:
    """Return where a topic ends: before a verb, a sign, or 'and' with another commitment; None where it is too long."""
    followed = {mention.start for mention in find_mentions(text)}
    end = at
    for _ in range(MOST_WORDS + 1):
        word = _NEXT_WORD.match(text, end)
        if word is None:
            return end if end > at else None
        beyond = _NEXT_WORD.match(text, word.end())
        if word[1].lower() in load_rules()["finite"] or (beyond and beyond.start(1) in followed):
            return end if end > at else None
        end = word.end()
    return None
