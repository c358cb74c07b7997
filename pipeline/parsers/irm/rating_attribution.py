"""Bind the ratings of a sentence to the commitments that it names, by word order and the words between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.parsers.forms.commitment_numbers import read_number_word
from pipeline.parsers.forms.ratings import (
    Doubt,
    NamedCommitments,
    Predicate,
    Sentence,
    StatedLevel,
    find_mentions,
    find_predicates,
    load_rules,
)
from pipeline.schema.data import load_data

Mentions = tuple[NamedCommitments, ...]

_WORD = re.compile(r"[^\W_][\w’'\-]*|[^\w\s]")


def read_sentence(sentence: Sentence, context: Sequence[str] = ()) -> Iterator[StatedLevel]:
    """Yield what a sentence says of the ratings of commitments.

    >>> def ratings_of(text):
    ...     return [(said.value, said.numbers) for said in read_sentence(Sentence(text, ())) if said.doubt is None]
    >>> ratings_of("Two have substantial potential for results—Commitments 1 and 4 carry forward old attempts.")
    [('substantial', ('1', '4'))]
    >>> ratings_of("Commitment 2 on information and Commitment 5 on budgets have unclear potential for results.")
    [('unclear', ('2', '5'))]
    >>> ratings_of("Commitment 3 could have substantial potential for results.")
    []
    """
    text = sentence.text
    named = find_mentions(text, context)
    found = find_predicates(text)
    subjects: Mentions = ()
    for index, predicate in enumerate(found):
        opened = found[index - 1].end if index else 0
        closed = found[index + 1].start if index + 1 < len(found) else len(text)
        within = tuple(m for m in named if opened <= m.start and m.end <= closed)
        # 'and has', 'but its' leave the subject the same.
        is_carried = _are_all(text[opened : predicate.start], load_rules()["carried"])
        subjects = _find_subject(text, predicate, within, opened) or (subjects if is_carried else ())
        behind = () if subjects else _find_apposed(text, predicate, within)
        before = text[max(subjects[-1].end, opened) if subjects else opened : predicate.start]
        stated = _find_stated_count(text[opened : predicate.start], subjects)
        bound = subjects or behind
        numbers = tuple(dict.fromkeys(number for mention in bound for number in mention.numbers))
        doubt = "subject" if within and not bound else _find_doubt(predicate, before, stated, numbers)
        if within or bound or (stated is not None and doubt is None):
            yield StatedLevel(sentence, predicate, numbers, stated, doubt)
        # What is in apposition behind this predicate is no subject of the next one.
        named = tuple(m for m in named if m not in behind)


def _find_doubt(predicate: Predicate, before: str, stated: int | None, numbers: Sequence[str]) -> Doubt | None:
    if predicate.value is None:
        return "ambiguous"
    if any(word in load_rules()["hedges"] for word in _split_words(before)):
        return "hedged"
    return "count" if numbers and stated not in (None, len(numbers)) else None


def _find_subject(text: str, predicate: Predicate, named: Mentions, opened: int) -> Mentions:
    """Return the mentions that are the predicate's subject: the nearest one before it and those coordinated with it."""
    if inside := tuple(m for m in named if predicate.start <= m.start < predicate.end):
        return inside
    candidates = _list_subjects(text, [m for m in named if m.end <= predicate.start], opened)
    if not candidates or _has_other_subject(text[candidates[-1].end : predicate.start]):
        return ()
    return _split_by_coordination(text, candidates)[-1]


def _find_apposed(text: str, predicate: Predicate, named: Mentions) -> Mentions:
    """Return the mentions in apposition behind a predicate: after a colon, dash, bracket, or 'in', and their chain."""
    after = [m for m in named if m.start >= predicate.end]
    if not after or text[predicate.end : after[0].start].strip().lower() not in load_rules()["apposition"]:
        return ()
    return _split_by_coordination(text, after)[0]


def _split_by_coordination(text: str, named: Sequence[NamedCommitments]) -> list[Mentions]:
    """Return runs of mentions, in each of which every one is coordinated with the one before it."""
    runs: list[Mentions] = []
    for mention in named:
        if runs and is_coordinated(text[runs[-1][-1].end : mention.start]):
            runs[-1] += (mention,)
        else:
            runs.append((mention,))
    return runs


def _list_subjects(text: str, named: Sequence[NamedCommitments], opened: int) -> list[NamedCommitments]:
    """Leave out what a verb or preposition governs ('builds on Commitment 2'), and what is joined to such by 'and'."""
    subjects: list[NamedCommitments] = []
    governed: NamedCommitments | None = None
    for mention in named:
        between = text[governed.end : mention.start] if governed else ""
        is_joined = bool(set(_split_words(between)) & set(_conjunctions())) and _connects(between)
        if is_joined or not _may_open_subject(text[opened : mention.start]):
            governed = mention
        else:
            subjects.append(mention)
            governed = None
    return subjects


def _may_open_subject(before: str) -> bool:
    words = _split_words(before)
    if not words or not words[-1][-1].isalnum():
        return True
    return words[-1] in load_rules()["before_subjects"] or before.lower().rstrip().endswith(
        tuple(load_rules()["of_subject"])
    )


def _has_other_subject(between: str) -> bool:
    """Return whether another subject stands between a mention and the predicate: 'the others', 'two have'."""
    words = _split_words(between)
    numbers = load_data("prose/numbers")["words"]
    followed = pairwise(words)
    return any(word in load_rules()["others"] for word in words) or any(
        word in numbers and after in load_rules()["finite"] for word, after in followed
    )


def is_coordinated(between: str) -> bool:
    """Return whether the text between two mentions joins them, modifiers of the first one allowed.

    >>> is_coordinated(" on freedom of information and "), is_coordinated(" repeats milestones, while ")
    (True, False)
    """
    if _connects(between):
        return True
    words = _split_words(between)
    if any(word in load_rules()["finite"] for word in words):
        return False
    # 'contracting (Commitment 4) and lobbying (Commitment 5)': each is named behind its subject.
    if words[0] == ")" and words[-1] == "(":
        return words[1] in (*_conjunctions(), ",", ";")
    return words[0] in (*load_rules()["modifiers"], "(", ",") and words[-1] in (*_conjunctions(), ",", ";")


def _conjunctions() -> Sequence[str]:
    joining: Sequence[str] = load_data("prose/numbers")["and"]
    return joining


def _connects(between: str) -> bool:
    return _are_all(between, (*_conjunctions(), ",", ";", "both", "(", ")"))


def _are_all(text: str, words: Sequence[str]) -> bool:
    return all(word in words for word in _split_words(text))


def _find_stated_count(before: str, subjects: Mentions) -> int | None:
    """Return the number of commitments stated in front of the predicate, or by the mention itself."""
    if subjects:
        return subjects[0].stated if len(subjects) == 1 else None
    numbers = [number for word in _split_words(before) if (number := read_number_word(word)) is not None]
    return numbers[-1] if numbers else None


def _split_words(text: str) -> list[str]:
    return [match[0].lower() for match in _WORD.finditer(text)]
