"""One ledger of commitments: what the summary, the chapter, the grid and the annex say of a commitment is one entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.lexicon.vocabularies import fold_printed_word
from pipeline.model import RawRecord, RawValue
from pipeline.model.issues import Issue
from pipeline.parsers.irm.naming import Naming
from pipeline.parsers.irm.ratings import Rating
from pipeline.parsers.irm.words import default_phase
from pipeline.structure.lines import make_code_value, make_value, open_paragraph

ALIKE = 60.0
"""Similarity (0 to 100) from which two titles of one number are taken for one commitment's within a table."""

SAME_TITLE = 90.0
"""Similarity from which two titles without a number are taken for one commitment's: they differ by a word or a typo."""

Key = tuple[str, str | None, str | None, str | None]
"""Indicator, phase, part, and for relevance its value: what may have one value only."""

BY_VALUE = "did_it_open_government"
"""Indicator that the IRM rates as a whole or for each of OGP's values; the latter has a name of its own."""

_YES_NO = frozenset({"yes", "no"})


@dataclass(slots=True)
class Milestone:
    """A milestone of a commitment: its place, fields and ratings."""

    place: str
    fields: dict[str, RawValue] = field(default_factory=dict)
    ratings: list[Rating] = field(default_factory=list)

    @property
    def number(self) -> str | None:
        """The milestone's number as printed."""
        return self.fields["number"].text if "number" in self.fields else None


@dataclass(slots=True)
class Entry:
    """A commitment: its place in the document, its fields, ratings and milestones.

    `is_shared_title`: the title is that of several commitments which are treated together.
    """

    place: str
    number: str | None
    fields: dict[str, RawValue] = field(default_factory=dict)
    ratings: list[Rating] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    is_shared_title: bool = False

    def add_text(self, field_name: str, text: RawValue) -> None:
        """Append a paragraph to a field unless the field says it already."""
        known = self.fields.get(field_name)
        if known is None:
            self.fields[field_name] = text
        elif fold_printed_word(text.text) not in fold_printed_word(known.text):
            lines = (*known.lines, *open_paragraph(text.lines))
            self.fields[field_name] = make_value(lines, known.method)

    def add_milestone(self, fields: Mapping[str, RawValue]) -> Milestone:
        """Return the milestone of a number, with a new place where it is not known yet."""
        number = fields["number"].text if "number" in fields else None
        known = next((m for m in self.milestones if number is not None and m.number == number), None)
        if known is None:
            known = Milestone(f"{self.place}.m{len(self.milestones) + 1}", dict(fields))
            self.milestones.append(known)
        return known


@dataclass(slots=True)
class Ledger:
    """The commitments in the order of first mention; `phase` is the report's own, `process` rates the whole plan."""

    phase: str | None
    entries: list[Entry] = field(default_factory=list)
    process: list[Rating] = field(default_factory=list)

    def find(self, number: str | None, title: str | None, within: Sequence[Entry] = ()) -> Entry | None:
        """Return the commitment of a number, else of a title; `within` are those that a table named already.

        A number that one table gives to two different titles restarts there and names two commitments.
        """
        if number is None:
            return next((e for e in self.entries if title and _is_alike(e, title, SAME_TITLE)), None)
        found = [entry for entry in self.entries if entry.number == number]
        if len(found) > 1 and title:
            found = [max(found, key=lambda entry: _compute_title_similarity(entry, title))]
        if not found or (found[0] in within and title and not _is_alike(found[0], title, ALIKE)):
            return None
        return found[0] if len(found) == 1 else None

    def name(self, naming: Naming, within: Sequence[Entry] = (), theme: RawValue | None = None) -> tuple[Entry, ...]:
        """Return the commitments that a heading or cell names, new ones added; the first title stays."""
        return tuple(self._name_one(number, naming, within, theme) for number in naming.numbers or (None,))

    def mention(self, number: str, where: RawValue) -> Entry:
        """Return the commitment of a number that prose names, added where it is not known."""
        entry = next((entry for entry in self.entries if entry.number == number), None)
        if entry is None:
            lines = tuple(line for line in where.lines if number in re.split(r"[^\w.]+|\.\s", line.text)) or where.lines
            entry = Entry(self._make_place(number), number, {"number": RawValue(number, "prose", lines[:1])})
            self.entries.append(entry)
        return entry

    def _name_one(self, number: str | None, naming: Naming, within: Sequence[Entry], theme: RawValue | None) -> Entry:
        is_shared = len(naming.numbers) > 1
        title = naming.title.text if naming.title and not is_shared else None
        entry = self.find(number, title, within)
        if entry is None:
            entry = Entry(self._make_place(number), number)
            self.entries.append(entry)
        if number and naming.number:
            entry.fields.setdefault("number", RawValue(number, naming.number.method, naming.number.lines))
        body = _find_body_behind_title(entry.fields.get("title"), naming.title)
        if body is not None:
            entry.fields["title"] = min(entry.fields["title"], naming.title or body, key=lambda title: len(title.text))
            entry.fields.setdefault("lead_institution", body)
        elif naming.title is not None and _is_better_title(entry, naming.title, is_shared):
            entry.fields["title"], entry.is_shared_title = naming.title, is_shared
        if theme is not None:
            entry.fields.setdefault("theme", theme)
        if naming.lead is not None:
            entry.fields.setdefault("lead_institution", naming.lead)
        if naming.star:
            entry.ratings.append(Rating("starred", RawValue("yes", "mark", naming.star.lines), "yes"))
        return entry

    def _make_place(self, number: str | None) -> str:
        same = sum(1 for entry in self.entries if entry.number == number)
        base = f"c{number}" if number else f"u{same + 1}"
        return base if number is None or same == 0 else f"{base}-{same + 1}"


def is_same_title(entry: Entry, naming: Naming) -> bool:
    """Return whether a heading's title is that of a known commitment, so that its number is no coincidence."""
    if naming.named or naming.title is None:
        return naming.named
    return "title" in entry.fields and _is_alike(entry, naming.title.text, SAME_TITLE)


def _find_body_behind_title(known: RawValue | None, other: RawValue | None) -> RawValue | None:
    """Return the words in brackets that one of two places puts behind the title: who leads the commitment."""
    if known is None or other is None:
        return None
    shorter, longer = sorted((known, other), key=lambda title: len(title.text))
    rest = longer.text[len(shorter.text) :] if longer.text.casefold().startswith(shorter.text.casefold()) else ""
    bracket = re.fullmatch(r"\s*[(\[]([^()\[\]]+\s[^()\[\]]+)[)\]]\s*", rest)
    return RawValue(bracket[1], longer.method, longer.lines) if bracket else None


def _is_better_title(entry: Entry, other: RawValue, is_shared: bool) -> bool:
    """Return whether a title is better: the first, the commitment's own, or longer than one that a table cut off."""
    known = entry.fields.get("title")
    if known is None:
        return True
    if entry.is_shared_title != is_shared:
        return entry.is_shared_title
    if known.method == "heading" != other.method:
        return False
    shorter, longer = fold_printed_word(known.text), fold_printed_word(other.text)
    return len(shorter) < len(longer) and longer.startswith(shorter)


def _compute_title_similarity(entry: Entry, title: str) -> float:
    from rapidfuzz import fuzz

    own = entry.fields.get("title")
    return float(fuzz.token_set_ratio(own.text.casefold(), title.casefold())) if own else 0.0


def _is_alike(entry: Entry, title: str, least: float) -> bool:
    own = entry.fields.get("title")
    if own is None or entry.is_shared_title:
        return least < SAME_TITLE
    shorter, longer = sorted((fold_printed_word(own.text), fold_printed_word(title)), key=len)
    return longer.startswith(shorter) or _compute_title_similarity(entry, title) >= least


def build_records(ledger: Ledger) -> tuple[tuple[RawRecord, ...], tuple[Issue, ...]]:
    """Return the records, and an issue wherever two places of the report give one indicator different values."""
    rows: list[RawRecord] = []
    issues: list[Issue] = []
    for entry in ledger.entries:
        rows += _build_records(entry, entry.place, ledger.phase, issues)
        for milestone in entry.milestones:
            rows += _build_records(milestone, entry.place, ledger.phase, issues)
    process = _settle(ledger.process, ledger.phase, "plan", None, issues)
    rows += [_build_assessment(f"plan.a{i}", rating, None) for i, rating in enumerate(process, 1)]
    return tuple(rows), tuple(issues)


def _build_records(
    part: Entry | Milestone, commitment: str, phase: str | None, issues: list[Issue]
) -> Iterator[RawRecord]:
    """Yield the record of a commitment or milestone, with its level at the report's phase, and its ratings."""
    ratings = list(_settle(part.ratings, phase, part.place, part.number, issues))
    levels = [r.value for r in ratings if r.indicator == "completion" and r.part is None and r.phase == phase]
    is_milestone = isinstance(part, Milestone)
    level = {"status" if is_milestone else "completion": levels[0]} if len(levels) == 1 else {}
    table, owner = ("milestones", commitment) if is_milestone else ("commitments", None)
    yield RawRecord(table, part.place, {**part.fields, **level}, commitment=owner)
    for index, rating in enumerate(ratings, 1):
        yield _build_assessment(f"{part.place}.a{index}", rating, commitment, part.place if is_milestone else None)


def settle_ratings(ledger: Ledger) -> list[list[Rating]]:
    """Return each commitment's ratings without those that contradict each other."""
    return [list(_settle(e.ratings, ledger.phase, e.place, e.number, [])) for e in ledger.entries]


def _settle(
    ratings: Sequence[Rating], own: str | None, place: str, number: str | None, issues: list[Issue]
) -> Iterator[Rating]:
    by_key: dict[Key, list[Rating]] = {}
    for rating in (part for given in ratings for part in _split_rating(given)):
        phase = rating.phase or default_phase(rating.indicator, own)
        several = rating.code if rating.indicator == "relevance" and rating.code not in _YES_NO else None
        phased = rating if phase == rating.phase else replace(rating, phase=phase)
        by_key.setdefault((rating.indicator, phase, rating.part, several), []).append(phased)
    names_values = any(key[0] == "relevance" and key[3] for key in by_key)
    for (indicator, _, _, several), given in by_key.items():
        # 'Relevance: Clear' in a summary says less than the values that the grid marks.
        if indicator == "relevance" and several is None and names_values:
            continue
        # A table or label is surer than what a sentence seems to say.
        surest = [rating for rating in given if rating.value.method != "prose"] or given
        differ = len({rating.code for rating in given}) > 1
        is_clear = len({rating.code for rating in surest}) == 1
        if is_clear:
            resting = next((rating for rating in given if rating.evidence and rating.code == surest[0].code), surest[0])
            yield replace(surest[0], evidence=resting.evidence)
        if differ:
            names = ", ".join(dict.fromkeys(rating.value.text for rating in given))
            taken = f"'{surest[0].value.text}' of the table or label is taken" if is_clear else "none is taken"
            text = f"Commitment {number or place}: the report gives {indicator} different values ({names}); {taken}."
            issues.append(Issue("parse", "warning", "conflicting-ratings", text, _find_page(given[0].value), place))


def _split_rating(rating: Rating) -> Iterator[Rating]:
    """Yield a rating for each of OGP's values that it lists, else the rating."""
    for code in rating.code.split(", "):
        yield replace(rating, code=code, value=replace(rating.value, text=code)) if code != rating.code else rating


def _find_page(printed: RawValue) -> int | None:
    places = (*(line.anchor for line in printed.lines), *printed.anchors)
    return next((anchor.page for anchor in places if anchor.page), None)


def _build_assessment(place: str, rating: Rating, commitment: str | None, milestone: str | None = None) -> RawRecord:
    is_by_value = rating.part is not None and rating.indicator == BY_VALUE
    fields: dict[str, RawValue] = {
        "indicator": make_code_value(f"{BY_VALUE}_for_value" if is_by_value else rating.indicator),
        "value": rating.value,
        "assessor": make_code_value("irm"),
    }
    given: Mapping[str, str | None] = {"phase": rating.phase, "part": rating.part}
    fields |= {name: make_code_value(text) for name, text in given.items() if text}
    if rating.evidence:
        fields["evidence"] = rating.evidence
    return RawRecord("assessments", place, fields, commitment=commitment, milestone=milestone)
