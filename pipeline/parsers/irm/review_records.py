"""Collect what an IRM review says of each commitment and make records of it: one row a number, conflicts told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.lexicon.vocabularies import code
from pipeline.model import RawRecord, RawValue
from pipeline.model.issues import Issue
from pipeline.parsers.forms.prose import part, whole
from pipeline.parsers.forms.ratings import Rating
from pipeline.parsers.irm.review_entries import Listed, Mark
from pipeline.structure.lines import code_value

_TITLED = ("title", "description")


@dataclass(frozen=True, slots=True)
class Told:
    """A value of an indicator for one commitment: the printed words, their code, the sentence, how sure the form is.

    `rank` orders the forms: 0 a table or label, 1 prose.
    """

    value: RawValue
    code: str
    evidence: RawValue | None
    rank: int


@dataclass(slots=True)
class Collected:
    """What a review tells, by commitment number in the order of first mention."""

    commitments: dict[str, dict[str, RawValue]] = field(default_factory=dict)
    told: dict[tuple[str, str], list[Told]] = field(default_factory=dict)

    def commit(self, entry: Listed) -> None:
        """Add the commitments that an entry names; what is told first stays."""
        for number in entry.numbers:
            fields = self.commitments.setdefault(number, {})
            fields.setdefault("number", RawValue(number, entry.number.method, entry.number.lines))
            given = {"title": entry.title, "description": entry.summary}
            for name in _TITLED:
                printed = given[name]
                if printed is not None:
                    fields.setdefault(name, printed)

    def mention(self, number: str, where: RawValue) -> None:
        """Add a commitment that prose names."""
        lines = tuple(line for line in where.lines if number in re.split(r"[^\w.]+|\.\s", line.text)) or where.lines
        self.commitments.setdefault(number, {}).setdefault("number", RawValue(number, "prose", lines[:1]))

    def describe(self, number: str, topic: RawValue) -> None:
        """Add what prose says that a commitment is on, where nothing more is told of it."""
        fields = self.commitments.get(number)
        if fields is not None and "title" not in fields:
            fields.setdefault("description", topic)

    def rate(self, number: str, indicator: str, told: Told) -> None:
        """Add a value of an indicator."""
        self.told.setdefault((number, indicator), []).append(told)


def rated(collected: Collected, rating: Rating, vocabulary: str | None) -> None:
    """Add a rating told in prose to the commitments that it names."""
    sentence = rating.sentence
    printed = part(sentence, rating.start, rating.end)
    coded = code(vocabulary, rating.value) if vocabulary else rating.value
    # A predicate with a fixed value prints it in other words ('were proposed by NGOs').
    value = printed if coded != rating.value or printed.text.lower() == rating.value else None
    value = value or RawValue(rating.value, "prose", printed.lines)
    for number in rating.numbers:
        collected.mention(number, whole(sentence))
        collected.rate(number, rating.indicator, Told(value, coded or rating.value, whole(sentence), 1))


def marked(collected: Collected, mark: Mark, vocabulary: str) -> None:
    """Add a rating out of a table or behind a label."""
    coded = code(vocabulary, mark.printed.text)
    for number in mark.numbers:
        collected.rate(number, mark.indicator, Told(mark.printed, coded or mark.printed.text, None, 0))


def promising(collected: Collected, entry: Listed) -> None:
    """Add an entry of the list of promising commitments."""
    collected.commit(entry)
    shown = entry.title or entry.number
    for number in entry.numbers:
        value = RawValue("yes", "list", shown.lines)
        collected.rate(number, "promising", Told(value, "yes", shown, 0))


def records(collected: Collected) -> tuple[tuple[RawRecord, ...], tuple[Issue, ...]]:
    """Return the records and the issues where two values of one indicator contradict each other."""
    rows: list[RawRecord] = []
    issues: list[Issue] = []
    for number, fields in collected.commitments.items():
        place = place_of(number)
        rows.append(RawRecord("commitments", place, fields))
        told = [(indicator, values) for (of, indicator), values in collected.told.items() if of == number]
        for index, (indicator, values) in enumerate(sorted(told, key=lambda pair: pair[0]), 1):
            chosen, conflict = choose(values)
            if conflict:
                issues.append(_conflict(number, indicator, values, place))
            if chosen:
                rows.append(_assessment(f"{place}.a{index}", place, indicator, chosen))
    return tuple(rows), tuple(issues)


def place_of(number: str) -> str:
    """Return the place of the commitment of a number."""
    return f"c{number}"


def choose(values: Sequence[Told]) -> tuple[Told | None, bool]:
    """Choose between values of one indicator: the surer form wins, two of the same form that differ give none."""
    best = min(told.rank for told in values)
    surest = [told for told in values if told.rank == best]
    differ = len({told.code for told in values}) > 1
    if len({told.code for told in surest}) > 1:
        return None, True
    evidence = next((told for told in values if told.evidence and told.code == surest[0].code), surest[0])
    return Told(surest[0].value, surest[0].code, evidence.evidence, best), differ


def _assessment(place: str, commitment: str, indicator: str, told: Told) -> RawRecord:
    fields = {
        "indicator": code_value(indicator),
        "value": told.value,
        "assessor": code_value("irm"),
        "phase": code_value("design"),
    }
    if told.evidence:
        fields["evidence"] = told.evidence
    return RawRecord("assessments", place, fields, commitment=commitment)


def _conflict(number: str, indicator: str, values: Sequence[Told], place: str) -> Issue:
    said = ", ".join(f"'{word}'" for word in dict.fromkeys(told.value.text for told in values))
    pages = [line.anchor.page for told in values for line in told.value.lines if line.anchor.page]
    text = f"The report gives commitment {number} different values of {indicator}: {said}. Read the passages."
    return Issue("parse", "warning", "conflicting-ratings", text, pages[0] if pages else None, place)


def ratings_of(collected: Collected, indicator: str) -> Iterator[tuple[str, str]]:
    """Yield the commitments that have a value of an indicator, with its code."""
    for (number, name), values in collected.told.items():
        chosen, _ = choose(values)
        if name == indicator and chosen:
            yield number, chosen.code
