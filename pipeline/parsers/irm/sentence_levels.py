"""What sentences say of a commitment in set phrases: carried forward or not, a star that it gained or lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from pipeline.lexicon.text_folding import join_alternatives
from pipeline.model import Line, RawValue
from pipeline.parsers.forms.commitment_numbers import number_list
from pipeline.parsers.forms.ratings import iterate_sentences, list_named, sentence_value
from pipeline.parsers.irm.items import Item
from pipeline.parsers.irm.ledger import Ledger
from pipeline.parsers.irm.ratings import Rating
from pipeline.parsers.irm.words import load_words


def read_sentence_level(indicator: str, lines: Sequence[Line]) -> Rating | None:
    """Return the rating that the first sentence with a known phrase gives, unless it says that this is not known."""
    phrases: Mapping[str, Sequence[str]] = load_words()["sentence_levels"][indicator]
    for sentence in iterate_sentences(lines):
        text = sentence.text.lower().replace("’", "'")
        codes = [coded for coded, forms in phrases.items() if any(form in text for form in forms)]
        if codes and not any(hedge in text for hedge in load_words()["not_known"]):
            return _make_rating(indicator, codes[0], None, sentence_value(sentence))
    return None


def _make_rating(indicator: str, coded: str, phase: str | None, said: RawValue) -> Rating:
    return Rating(indicator, replace(said, text=coded), coded, phase, evidence=said)


def read_stars(items: Sequence[Item], ledger: Ledger) -> None:
    """Rate the stars that an end-of-term report lists by phase: who had one at the midterm, and who has one now."""
    by_phase: dict[str, tuple[Sequence[str], RawValue]] = {}
    for sentence in (each for item in items if names_star(item.text) for each in iterate_sentences(item.lines)):
        phase = _find_phase(sentence.text)
        is_on_stars = names_star(sentence.text) or phase == "end_of_term"
        if phase and is_on_stars and (numbers := _find_numbers(sentence.text)):
            by_phase.setdefault(phase, (numbers, sentence_value(sentence)))
    for phase, (numbers, said) in by_phase.items():
        _rate_stars(ledger, numbers, "yes", phase, said)
    if len(by_phase) > 1:
        final, said = by_phase["end_of_term"]
        lost = [number for number in by_phase["midterm"][0] if number not in final]
        _rate_stars(ledger, lost, "no", "end_of_term", said)


def _rate_stars(ledger: Ledger, numbers: Sequence[str], coded: str, phase: str, said: RawValue) -> None:
    for entry in filter(None, (ledger.find(number, None) for number in numbers)):
        entry.ratings.append(_make_rating("starred", coded, phase, said))


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


def _find_numbers(text: str) -> Sequence[str]:
    """Return the commitments that a sentence names, else the numbers in its first bracket."""
    named = list_named(text)
    listed = None if named or "(" not in text else number_list(text, text.index("(") + 1)
    return listed.numbers if listed else named
