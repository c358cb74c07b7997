"""What an IRM report tells, by commitment: the same commitment in a summary, its section and an annex is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.lexicon.vocabularies import fold
from pipeline.model import Line, RawRecord, RawValue
from pipeline.model.issues import Issue
from pipeline.parsers.irm.commitment_headings import Opening
from pipeline.parsers.irm.rating_rows import Rating
from pipeline.parsers.irm.words import default_phase
from pipeline.structure.lines import code_value, value

ALIKE = 60.0
"""Similarity (0 to 100) from which two titles of one number are taken for one commitment's within a table."""

Key = tuple[str, str | None, str | None, str | None]
"""Indicator, phase, part, and for relevance its value: what may have one value only."""


@dataclass(slots=True)
class Milestone:
    """A milestone that a grid rates: its place, number, text and ratings."""

    place: str
    number: RawValue | None
    text: RawValue | None
    ratings: list[Rating] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A commitment: its place in the document, its fields, ratings and milestones."""

    place: str
    number: str | None
    fields: dict[str, RawValue] = field(default_factory=dict)
    ratings: list[Rating] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)


@dataclass(slots=True)
class Register:
    """The commitments in the order of first mention; `phase` is the report's own."""

    phase: str | None
    entries: list[Entry] = field(default_factory=list)

    def find(self, number: str | None, title: str | None, within: Sequence[Entry] = ()) -> Entry | None:
        """Return the commitment of a number, else of a title; `within` are those that a table named already.

        A number that one table gives to two different titles restarts there and names two commitments.
        """
        if number is None:
            return next((e for e in self.entries if title and _alike(e, title, 90.0)), None)
        found = [entry for entry in self.entries if entry.number == number]
        if len(found) > 1 and title:
            found = [max(found, key=lambda entry: _likeness(entry, title))]
        if not found or (found[0] in within and title and not _alike(found[0], title, ALIKE)):
            return None
        return found[0] if len(found) == 1 else None

    def name(self, told: Opening, within: Sequence[Entry] = (), theme: RawValue | None = None) -> tuple[Entry, ...]:
        """Return the commitments that an opening names, new ones added; a title that is told first stays."""
        title = told.title.text if told.title else None
        return tuple(self._named(number, told, title, within, theme) for number in told.numbers or (None,))

    def _named(
        self, number: str | None, told: Opening, title: str | None, within: Sequence[Entry], theme: RawValue | None
    ) -> Entry:
        entry = self.find(number, title, within)
        if entry is None:
            entry = Entry(self._place(number), number)
            self.entries.append(entry)
        if number and told.number:
            entry.fields.setdefault("number", RawValue(number, told.number.method, told.number.lines))
        for name, printed in (("title", told.title), ("theme", theme), ("description", told.summary)):
            if printed is not None and _is_better(entry.fields.get(name), printed):
                entry.fields[name] = printed
        if told.star:
            entry.ratings.append(Rating("starred", RawValue("yes", "mark", told.star.lines), "yes"))
        return entry

    def _place(self, number: str | None) -> str:
        same = sum(1 for entry in self.entries if entry.number == number)
        base = f"c{number}" if number else f"u{same + 1}"
        return base if number is None or same == 0 else f"{base}-{same + 1}"


def _is_better(known: RawValue | None, other: RawValue) -> bool:
    """Say whether a value is to be taken: there is none yet, or it was cut off at a line's or page's end."""
    if known is None:
        return True
    shorter, longer = fold(known.text), fold(other.text)
    return len(shorter) < len(longer) and longer.startswith(shorter)


def _likeness(entry: Entry, title: str) -> float:
    from rapidfuzz import fuzz

    own = entry.fields.get("title")
    return float(fuzz.token_set_ratio(own.text.casefold(), title.casefold())) if own else 0.0


def _alike(entry: Entry, title: str, least: float) -> bool:
    own = entry.fields.get("title")
    if own is None:
        return least < 90.0
    shorter, longer = sorted((fold(own.text), fold(title)), key=len)
    return longer.startswith(shorter) or _likeness(entry, title) >= least


def records(register: Register) -> tuple[tuple[RawRecord, ...], tuple[Issue, ...]]:
    """Return the records, and an issue wherever two places of the report give one indicator different values."""
    rows: list[RawRecord] = []
    issues: list[Issue] = []
    for entry in register.entries:
        ratings = list(_settled(entry.ratings, register.phase, entry.place, entry.number, issues))
        fields = dict(entry.fields)
        if level := _completion(ratings, register.phase):
            fields["completion"] = level
        rows.append(RawRecord("commitments", entry.place, fields))
        rows += [_assessment(f"{entry.place}.a{i}", rating, entry.place) for i, rating in enumerate(ratings, 1)]
        for milestone in entry.milestones:
            rows += _milestone(milestone, entry.place, register.phase, issues)
    return tuple(rows), tuple(issues)


def settled(entry: Entry, phase: str | None) -> tuple[Rating, ...]:
    """Return a commitment's ratings without those that contradict each other."""
    return tuple(_settled(entry.ratings, phase, entry.place, entry.number, []))


def _settled(
    ratings: Sequence[Rating], own: str | None, place: str, number: str | None, issues: list[Issue]
) -> Iterator[Rating]:
    by_key: dict[Key, list[Rating]] = {}
    for rating in (part for told in ratings for part in _parted(told)):
        phase = rating.phase or default_phase(rating.indicator, own)
        several = rating.code if rating.indicator == "relevance" else None
        by_key.setdefault((rating.indicator, phase, rating.part, several), []).append(replace(rating, phase=phase))
    for (indicator, _, _, _), told in by_key.items():
        codes = {rating.code for rating in told}
        if len(codes) == 1:
            yield next((rating for rating in told if rating.evidence), told[0])
            continue
        names = ", ".join(dict.fromkeys(rating.value.text for rating in told))
        text = f"Commitment {number or place}: the report gives {indicator} different values ({names}); none is taken."
        issues.append(Issue("parse", "warning", "conflicting-ratings", text, _page(told[0].value), place))


def _parted(rating: Rating) -> Iterator[Rating]:
    """Yield a rating for each of OGP's values that it lists, else the rating."""
    for code in rating.code.split(", "):
        yield replace(rating, code=code, value=replace(rating.value, text=code)) if code != rating.code else rating


def _page(printed: RawValue) -> int | None:
    places = (*(line.anchor for line in printed.lines), *printed.anchors)
    return next((anchor.page for anchor in places if anchor.page), None)


def _completion(ratings: Sequence[Rating], phase: str | None) -> RawValue | None:
    own = [r.value for r in ratings if r.indicator == "completion" and r.part is None and r.phase == phase]
    return own[0] if len(own) == 1 else None


def _assessment(place: str, rating: Rating, commitment: str, milestone: str | None = None) -> RawRecord:
    fields: dict[str, RawValue] = {
        "indicator": code_value(rating.indicator),
        "value": rating.value,
        "assessor": code_value("irm"),
    }
    given: Mapping[str, str | None] = {"phase": rating.phase, "part": rating.part}
    fields |= {name: code_value(text) for name, text in given.items() if text}
    if rating.evidence:
        fields["evidence"] = rating.evidence
    return RawRecord("assessments", place, fields, commitment=commitment, milestone=milestone)


def _milestone(milestone: Milestone, commitment: str, phase: str | None, issues: list[Issue]) -> Iterator[RawRecord]:
    number = milestone.number.text if milestone.number else None
    ratings = list(_settled(milestone.ratings, phase, milestone.place, number, issues))
    fields = {"number": milestone.number, "text": milestone.text, "status": _completion(ratings, phase)}
    given = {name: printed for name, printed in fields.items() if printed is not None}
    yield RawRecord("milestones", milestone.place, given, commitment=commitment)
    for index, rating in enumerate(ratings, 1):
        yield _assessment(f"{milestone.place}.a{index}", rating, commitment, milestone.place)


def take_prose(entry: Entry, prose: Mapping[str, Sequence[Line]]) -> None:
    """Add the prose of a commitment's section to its fields; what is told first stays."""
    for name, lines in prose.items():
        if lines:
            entry.fields.setdefault(name, value(lines, "prose"))
