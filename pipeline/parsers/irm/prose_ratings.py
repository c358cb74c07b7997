"""Ratings in the prose of an IRM review ('Commitments 2 and 5 have modest potential'), added to the ledger.

Reviews of plans from 2020 on may have no table of marks: the sentences are then all that rates a commitment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from pipeline.lexicon import language
from pipeline.lexicon.vocabularies import find_code, fold_wording, list_meanings
from pipeline.model import RawRecord, RawValue
from pipeline.model.issues import Issue
from pipeline.parsers.forms.commitment_numbers import read_number_word
from pipeline.parsers.forms.ratings import (
    Doubt,
    NamedCommitments,
    Predicate,
    Sentence,
    StatedLevel,
    cut_sentence,
    expand_patterns,
    find_mentions,
    find_predicates,
    iterate_sentences,
    iterate_topics,
    list_named,
    load_rules,
    sentence_value,
)
from pipeline.parsers.irm.ledger import Ledger, settle_ratings
from pipeline.parsers.irm.naming import Naming, read_naming
from pipeline.parsers.irm.ratings import CAPTION, Rating, load_words, make_issue
from pipeline.parsers.irm.recommendations import make_recommendation
from pipeline.parsers.irm.sections import LONGEST_HEADING, Item
from pipeline.parsers.irm.totals import count_rated
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


CHAPTER_TEXTS = frozenset({"description", "problem_statement", "ambition", "next_steps"})
"""Fields that a chapter on a commitment fills."""

_DOUBTS = {
    "hedged": "it is negated or hedged",
    "ambiguous": "it names two levels",
    "count": "the number of commitments stated differs from those named",
    "subject": "the commitments that it is said of can't be determined from its wording",
}


@dataclass(slots=True)
class ProseReading:
    """What the prose of a review says besides its ratings: recommendations, and what could not be read."""

    recommendations: list[RawRecord] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def mark_promising(items: Sequence[Item], ledger: Ledger) -> None:
    """Rate the commitments as promising that a list or table under such a heading names, with title and summary."""
    for naming in _find_promising(items):
        for entry in ledger.name(naming):
            shown = naming.title or naming.number
            # A summary at a glance says nothing that the commitment's own chapter does not say.
            if naming.summary is not None and not entry.fields.keys() & CHAPTER_TEXTS:
                entry.fields.setdefault("description", naming.summary)
            if shown is not None:
                marked = RawValue("yes", "list", shown.lines)
                entry.ratings.append(Rating("promising", marked, "yes", evidence=shown))


def _find_promising(items: Sequence[Item]) -> Iterator[Naming]:
    is_open = is_mentioned = False
    for item in items:
        text = fold_wording(CAPTION.sub("", item.text)) if 0 < len(item.text) <= LONGEST_HEADING else ""
        headings = list_meanings("prose/irm_ratings", "promising_headings")
        if text in headings:
            is_open = True
        elif (is_open or (is_mentioned and item.is_cell_start)) and item.lines:
            naming = read_naming(item.lines, "list")
            # In a table's cell a colon behind the title is sign enough that a number opens the name of a commitment.
            is_named = naming.marked or (item.is_cell_start and naming.summary is not None)
            is_open = bool(naming.numbers and is_named and naming.title)
            if is_open:
                yield naming
        is_mentioned = any(heading in text for heading in headings)


def speaks_of_promise(text: str) -> bool:
    """Return whether a text has the words that every review of a plan from 2020 on has."""
    lowered = text.lower()
    return any(sign in lowered for name in ("promise", "promising_headings") for sign in load_rules()[name])


def read_prose(
    items: Sequence[Item], sections: Mapping[int, tuple[str, ...]], ledger: Ledger, tongue: str | None
) -> ProseReading:
    """Add what sentences say to the ledger; `sections` gives the commitments of an item's section by its index."""
    reading = ProseReading()
    said = [
        (sentence, sections.get(index, ()))
        for index, item in enumerate(items)
        for sentence in iterate_sentences(item.lines, tongue)
    ]
    counts: list[StatedLevel] = []
    for statement in (each for sentence, numbers in said for each in read_sentence(sentence, numbers)):
        if statement.doubt:
            reading.issues.append(_make_doubt_issue(statement, statement.doubt))
        elif statement.numbers:
            _add_rating(ledger, statement)
        else:
            counts.append(statement)
    _mention_all(ledger, [sentence for sentence, _ in said])
    reading.issues += _check_counts(ledger, [sentence for sentence, _ in said], counts)
    reading.recommendations += _build_recommendations(said)
    return reading


def _add_rating(ledger: Ledger, said: StatedLevel) -> None:
    predicate, sentence = said.predicate, sentence_value(said.sentence)
    printed = cut_sentence(said.sentence, predicate.value_start, predicate.value_end)
    coded = _code(said)
    # A predicate with a fixed value prints it in other words ('were proposed by NGOs').
    is_printed = coded != said.value or printed.text.lower() == said.value
    value = printed if is_printed else RawValue(said.value, "prose", printed.lines)
    for number in said.numbers:
        entry = ledger.mention(number, sentence)
        entry.ratings.append(Rating(predicate.indicator, value, coded, evidence=sentence))


def _code(said: StatedLevel) -> str:
    vocabulary = load_words()["levels"].get(said.predicate.indicator)
    return (find_code(vocabulary, said.value) if vocabulary else None) or said.value


def _make_doubt_issue(said: StatedLevel, doubt: Doubt) -> Issue:
    what = f"A rating ({said.predicate.indicator}) is not taken, as {_DOUBTS[doubt]}"
    text = f"{what}: '{said.sentence.text[:300]}'"
    return make_issue("rating-not-taken", text, said.sentence.page, "info")


def _mention_all(ledger: Ledger, said: Sequence[Sentence]) -> None:
    """Add commitments that prose only names, within the number that the report states, and what they are on."""
    total = max((number for number, _ in _find_claims(said, "claims")), default=0)
    for sentence in said:
        for number in list_named(sentence.text):
            if number.isdecimal() and len(number) < 10 and 0 < int(number) <= total:
                ledger.mention(number, sentence_value(sentence))
        for number, topic in iterate_topics(sentence):
            entry = ledger.find(number, None)
            if entry is not None and "title" not in entry.fields:
                entry.fields.setdefault("description", topic)


def _find_claims(said: Sequence[Sentence], name: str) -> Iterator[tuple[int, Sentence]]:
    for sentence in said:
        for finding in _finder(name)(sentence.text):
            printed = re.findall(r"[^\W_]+", sentence.text[finding.start : finding.end])
            numbers = [number for word in printed if (number := read_number_word(word)) is not None]
            if numbers:
                yield numbers[0], sentence


@cache
def _finder(name: str) -> language.Finder:
    return language.make_phrase_finder({name: expand_patterns(load_rules()[name]["patterns"])})


def _check_counts(ledger: Ledger, said: Sequence[Sentence], counts: Sequence[StatedLevel]) -> Iterator[Issue]:
    """Check the numbers that sentences state: of commitments, of promising ones and of those at each level."""
    read_count = len(ledger.entries)
    for number, sentence in _find_claims(said, "claims"):
        # 'Of these three commitments' may speak of a part: only a larger number contradicts.
        if number > read_count or (number < read_count and not re.match(r"(?i)of\b", sentence.text)):
            yield _make_mismatch_issue("commitments", number, read_count, sentence)
    settled = settle_ratings(ledger)
    promising = count_rated(settled, "promising", {"yes"})
    for number, sentence in _find_claims(said, "promising_claims"):
        if promising and number != promising:
            yield _make_mismatch_issue("promising commitments", number, promising, sentence)
    for statement in counts:
        indicator, coded = statement.predicate.indicator, _code(statement)
        rated_count = count_rated(settled, indicator, {coded}) or 0
        if statement.stated and rated_count != statement.stated:
            what = f"commitments with {indicator} {coded}"
            yield _make_mismatch_issue(what, statement.stated, rated_count, statement.sentence)


def _make_mismatch_issue(what: str, stated: int, found: int, sentence: Sentence) -> Issue:
    text = f"The report speaks of {stated} {what}, {found} were read: '{sentence.text[:300]}'"
    return make_issue("total-mismatch", text, sentence.page)


def _build_recommendations(said: Sequence[tuple[Sentence, tuple[str, ...]]]) -> Iterator[RawRecord]:
    advice = [(sentence, section) for sentence, section in said if any(_finder("recommends")(sentence.text))]
    for index, (sentence, section) in enumerate(advice, 1):
        yield make_recommendation(index, sentence_value(sentence), list_named(sentence.text, section) or section)
