"""What sentences say of a commitment in set phrases: carried forward or not, a star that it gained or lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.model import Line, RawValue
from pipeline.parsers.forms.commitment_numbers import number_list
from pipeline.parsers.forms.ratings import find_mentions
from pipeline.parsers.irm.ledger import Ledger
from pipeline.parsers.irm.ratings import Rating
from pipeline.parsers.irm.report_items import Item
from pipeline.parsers.irm.words import load_words
from pipeline.structure.stream import cut_lines, cut_value, make_stream

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]?")


def split_sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a text, each with its offset.

    >>> list(split_sentences("The law passed. Commitment 1.2 stays."))
    [(0, 'The law passed.'), (16, 'Commitment 1.2 stays.')]
    """
    for found in _SENTENCE.finditer(text):
        yield found.start() + len(found[0]) - len(found[0].lstrip()), found[0].strip()


def read_sentence_level(indicator: str, lines: Sequence[Line]) -> Rating | None:
    """Return the rating that the first sentence with a known phrase gives, unless it says that this is not known."""
    phrases: Mapping[str, Sequence[str]] = load_words()["sentence_levels"][indicator]
    joined = make_stream(lines)
    lowered = joined.text.lower().replace("’", "'")
    for sentence in _SENTENCE.finditer(lowered):
        if any(hedge in sentence[0] for hedge in load_words()["not_known"]):
            continue
        for coded, forms in phrases.items():
            if any(form in sentence[0] for form in forms):
                said = cut_lines(joined, *sentence.span())
                evidence = RawValue(joined.text[slice(*sentence.span())].strip(), "prose", said)
                return Rating(indicator, RawValue(coded, "prose", said), coded, evidence=evidence)
    return None


def read_stars(items: Sequence[Item], ledger: Ledger) -> None:
    """Rate the stars that an end-of-term report lists by phase: who had one at the midterm, and who has one now."""
    by_phase: dict[str, tuple[tuple[str, ...], RawValue]] = {}
    for phase, numbers, said in _find_starred(items):
        by_phase.setdefault(phase, (numbers, said))
    for phase, (numbers, said) in by_phase.items():
        for number in numbers:
            if entry := ledger.find(number, None):
                entry.ratings.append(Rating("starred", RawValue("yes", "prose", said.lines), "yes", phase, None, said))
    if set(by_phase) == {"midterm", "end_of_term"}:
        final, said = by_phase["end_of_term"]
        for number in by_phase["midterm"][0]:
            if number not in final and (entry := ledger.find(number, None)):
                lost = RawValue("no", "prose", said.lines)
                entry.ratings.append(Rating("starred", lost, "no", "end_of_term", None, said))


def _find_starred(items: Sequence[Item]) -> Iterator[tuple[str, tuple[str, ...], RawValue]]:
    """Yield the phase and the commitments of each sentence on stars; the sentence must name both."""
    for item in items:
        if not item.lines or not names_star(item.text):
            continue
        joined = make_stream(item.lines)
        for sentence in _SENTENCE.finditer(joined.text):
            phase = (
                _find_phase(sentence[0])
                if names_star(sentence[0]) or _find_phase(sentence[0]) == "end_of_term"
                else None
            )
            numbers = _find_numbers(sentence[0]) if phase else ()
            if phase and numbers:
                value = cut_value(joined, *sentence.span(), "prose")
                yield phase, numbers, value


def names_star(text: str) -> bool:
    """Return whether a text speaks of stars."""
    return _star_pattern().search(text) is not None


@cache
def _star_pattern() -> re.Pattern[str]:
    return _words_pattern(load_words()["star_words"])


@cache
def _phase_patterns() -> Mapping[str, re.Pattern[str]]:
    return {phase: _words_pattern(words) for phase, words in load_words()["phases"].items()}


def _words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{join_alternatives(words)})(?!\w)", re.IGNORECASE)


def _find_phase(text: str) -> str | None:
    """Return the one phase that a sentence names."""
    found = [phase for phase, pattern in _phase_patterns().items() if pattern.search(text)]
    return found[0] if len(found) == 1 else None


def _find_numbers(text: str) -> tuple[str, ...]:
    named = [number for mention in find_mentions(text) for number in mention.numbers]
    bracket = text.find("(")
    listed = number_list(text, bracket + 1) if bracket >= 0 and not named else None
    return tuple(dict.fromkeys(named)) or (listed.numbers if listed else ())
