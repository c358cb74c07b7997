"""Bind the ratings of a sentence to the commitments that it names, by word order and the words between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.parsers.forms.commitment_numbers import read_number_word
from pipeline.parsers.forms.ratings import (
    Counted,
    Doubt,
    NamedCommitments,
    Outcome,
    Predicate,
    Sentence,
    SentenceRating,
    Unread,
    find_mentions,
    find_predicates,
    load_rules,
)
from pipeline.schema.data import load_data

_WORD = re.compile(r"[^\W_][\w’'\-]*|[^\w\s]")


def read_sentence(sentence: Sentence, context: Sequence[str] = ()) -> Iterator[Outcome]:
    """Yield what a sentence says of the ratings of commitments.

    >>> def ratings_of(text):
    ...     return [(o.value, o.numbers) for o in read_sentence(Sentence(text, ())) if isinstance(o, SentenceRating)]
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
    subjects: tuple[NamedCommitments, ...] = ()
    for index, predicate in enumerate(found):
        opened = found[index - 1].end if index else 0
        closed = found[index + 1].start if index + 1 < len(found) else len(text)
        within = [m for m in named if opened <= m.start and m.end <= closed]
        carried = subjects if _keeps_subject(text[opened : predicate.start]) else ()
        subjects = find_subject(text, predicate, within, opened) or carried
        behind = () if subjects else find_apposed(text, predicate, within)
        yield from _weigh_predicate(sentence, predicate, subjects, behind, within, opened)
        # What is in apposition behind this predicate is no subject of the next one.
        named = tuple(m for m in named if m not in behind)


def _keeps_subject(between: str) -> bool:
    """Return whether the text between two predicates leaves the subject the same: 'and has', 'but its'."""
    return all(word in load_rules()["carried"] for word in _split_words(between))


def _weigh_predicate(
    sentence: Sentence,
    predicate: Predicate,
    subjects: Sequence[NamedCommitments],
    behind: Sequence[NamedCommitments],
    named: Sequence[NamedCommitments],
    opened: int,
) -> Iterator[Outcome]:
    text = sentence.text
    bound = subjects or behind
    numbers = tuple(dict.fromkeys(number for mention in bound for number in mention.numbers))
    before = text[max(subjects[-1].end, opened) if subjects else opened : predicate.start]
    stated = _find_stated_count(text[opened : predicate.start], subjects)
    if not bound:
        yield from _weigh_unbound(sentence, predicate, named, stated, before)
        return
    doubt = _find_doubt(predicate, before, stated, numbers)
    if doubt or predicate.value is None:
        yield Unread(predicate.indicator, doubt or "ambiguous", sentence)
        return
    yield SentenceRating(
        predicate.indicator, predicate.value, numbers, sentence, predicate.value_start, predicate.value_end
    )


def _weigh_unbound(
    sentence: Sentence, predicate: Predicate, named: Sequence[NamedCommitments], stated: int | None, before: str
) -> Iterator[Outcome]:
    if named:
        yield Unread(predicate.indicator, "subject", sentence)
    elif stated is not None and predicate.value is not None and not _is_hedged(before):
        yield Counted(predicate.indicator, predicate.value, stated, sentence)


def _find_doubt(predicate: Predicate, before: str, stated: int | None, numbers: Sequence[str]) -> Doubt | None:
    if predicate.value is None:
        return "ambiguous"
    if _is_hedged(before):
        return "hedged"
    return "count" if stated is not None and stated != len(numbers) else None


def _is_hedged(text: str) -> bool:
    return any(word in load_rules()["hedges"] for word in _split_words(text))


def find_subject(
    text: str, predicate: Predicate, named: Sequence[NamedCommitments], opened: int
) -> tuple[NamedCommitments, ...]:
    """Return the mentions that are the predicate's subject: the nearest one before it and those coordinated with it."""
    inside = tuple(m for m in named if predicate.start <= m.start < predicate.end)
    if inside:
        return inside
    candidates = _list_subjects(text, [m for m in named if m.end <= predicate.start], opened)
    if not candidates or _has_other_subject(text[candidates[-1].end : predicate.start]):
        return ()
    chain = [candidates[-1]]
    for mention in reversed(candidates[:-1]):
        if not is_coordinated(text[mention.end : chain[0].start]):
            break
        chain.insert(0, mention)
    return tuple(chain)


def _list_subjects(text: str, named: Sequence[NamedCommitments], opened: int) -> list[NamedCommitments]:
    """Leave out what a verb or preposition governs ('builds on Commitment 2'), and what is joined to such by 'and'."""
    subjects: list[NamedCommitments] = []
    last_governed: NamedCommitments | None = None
    for mention in named:
        joined = last_governed is not None and _joins(text[last_governed.end : mention.start])
        if joined or not _may_open_subject(text[opened : mention.start]):
            last_governed = mention
        else:
            subjects.append(mention)
            last_governed = None
    return subjects


def _may_open_subject(before: str) -> bool:
    words = _split_words(before)
    if not words or not words[-1][-1].isalnum():
        return True
    return words[-1] in load_rules()["before_subjects"] or any(
        before.lower().rstrip().endswith(w) for w in load_rules()["of_subject"]
    )


def _has_other_subject(between: str) -> bool:
    """Return whether another subject stands between a mention and the predicate: 'the others', 'two have'."""
    words = _split_words(between)
    numbers = load_data("prose/numbers")["words"]
    followed = zip(words, [*words[1:], ""], strict=False)
    return any(word in load_rules()["others"] for word in words) or any(
        word in numbers and after in load_rules()["finite"] for word, after in followed
    )


def is_coordinated(between: str) -> bool:
    """Return whether the text between two mentions joins them, modifiers of the first one allowed.

    >>> is_coordinated(" on freedom of information and "), is_coordinated(" repeats milestones, while ")
    (True, False)
    """
    words = _split_words(between)
    if _connects(between):
        return True
    joining = (*load_data("prose/numbers")["and"], ",", ";")
    if not words or any(word in load_rules()["finite"] for word in words):
        return False
    # 'contracting (Commitment 4) and lobbying (Commitment 5)': each is named behind its subject.
    if words[0] == ")" and words[-1] == "(":
        return words[1] in joining
    return words[0] in (*load_rules()["modifiers"], "(", ",") and words[-1] in joining


def _joins(between: str) -> bool:
    return _connects(between) and any(word in load_data("prose/numbers")["and"] for word in _split_words(between))


def _connects(between: str) -> bool:
    joining = (*load_data("prose/numbers")["and"], ",", ";", "both", "(", ")")
    return all(word in joining for word in _split_words(between))


def find_apposed(text: str, predicate: Predicate, named: Sequence[NamedCommitments]) -> tuple[NamedCommitments, ...]:
    """Return the mentions in apposition behind a predicate: after a colon, dash, bracket, or 'in', and their chain."""
    after = [m for m in named if m.start >= predicate.end]
    if not after or text[predicate.end : after[0].start].strip().lower() not in load_rules()["apposition"]:
        return ()
    chain = [after[0]]
    for mention in after[1:]:
        if not is_coordinated(text[chain[-1].end : mention.start]):
            break
        chain.append(mention)
    return tuple(chain)


def _find_stated_count(before: str, subjects: Sequence[NamedCommitments]) -> int | None:
    """Return the number of commitments stated in front of the predicate, or by the mention itself."""
    if subjects:
        return subjects[0].stated if len(subjects) == 1 else None
    numbers = [number for word in _split_words(before) if (number := read_number_word(word)) is not None]
    return numbers[-1] if numbers else None


def _split_words(text: str) -> list[str]:
    return [match[0].lower() for match in _WORD.finditer(text)]
