"""One ledger of commitments: what the summary, the chapter, the grid and the annex say of a commitment is one entry.

Rows of rating tables are whole commitments, their milestones, or the themes over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.lexicon.vocabularies import fold_printed_word
from pipeline.model import RawRecord, RawValue
from pipeline.model.issues import Issue
from pipeline.parsers.irm.naming import Naming
from pipeline.parsers.irm.rating_rows import Rated
from pipeline.parsers.irm.ratings import Rating, default_phase, is_prose, load_words, make_issue
from pipeline.structure.lines import make_code_value, make_value, open_paragraph
from pipeline.structure.numbers import is_roman

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


class GridReader:
    """Adds the rows of one table to the ledger; `section` is the heading of the section that holds it, if any."""

    def __init__(self, ledger: Ledger, section: Naming | None, issues: list[Issue]) -> None:
        self.ledger, self.section, self.issues = ledger, section, issues
        self.heading: Naming | None = None
        self.theme: RawValue | None = None
        self.current: tuple[Entry, ...] = ()
        self.milestone: Milestone | None = None
        self.named: list[Entry] = []
        self.rates_all = True

    def read(self, rows: Sequence[Rated]) -> None:
        """Add the rows."""
        numbers = {number for row in rows for number in row.naming.numbers[:1]}
        # The first number of a section on several commitments represents all of them, unless others have their rows.
        self.rates_all = self.section is None or len(numbers & set(self.section.numbers)) < 2
        for row, following in zip(rows, [*rows, None][1:], strict=True):
            if row.spanning and self.current and not row.naming.numbers and row.summary and is_prose(row.summary.text):
                self._add_prose(row.summary)
            elif row.spanning or _is_theme(row, following):
                self.heading, self.theme, self.current = row.naming, _make_theme(row.naming), ()
            elif row.naming.empty or (row.naming.overall and not row.naming.numbers):
                self._read_unnamed(row)
            elif self._is_milestone(row.naming):
                self._read_milestone(row)
            else:
                self._read_commitment(row)

    def _section_entries(self) -> tuple[Entry, ...]:
        return self.ledger.name(self.section) if self.section else ()

    def _read_commitment(self, row: Rated) -> None:
        naming, section = row.naming, self.section
        if section and section.numbers and naming.numbers[:1] == section.numbers[:1] and self.rates_all:
            naming = replace(section, star=naming.star or section.star)
        self.current, self.milestone = self.ledger.name(naming, self.named, self.theme), None
        self.named += self.current
        self._add(row)

    def _read_unnamed(self, row: Rated) -> None:
        """Read a row that names no commitment: the half row of a milestone or commitment, or the section's own."""
        if self.milestone and row.naming.empty:
            self.milestone.ratings += row.ratings
            self._report(row, self.milestone.place)
            return
        if not self.current:
            above = self.heading if self.heading and self.heading.numbers else None
            self.current = self.ledger.name(above, self.named) if above else self._section_entries()
        if not self.current and row.ratings:
            text = "A row of ratings stands under no commitment's name; it is left out."
            self.issues.append(make_issue("rating-without-commitment", text, row.page))
        self._add(row)

    def _is_milestone(self, naming: Naming) -> bool:
        """Return whether a row is part of a commitment that is rated as a whole."""
        entries = self.current or self._section_entries()
        if not entries or naming.milestone:
            return bool(entries)
        number = entries[0].number
        if naming.numbers:
            is_below = bool(number and naming.numbers[0].startswith(f"{number}."))
            return is_below and bool(entries[0].ratings or self.section)
        title = entries[0].fields.get("title")
        is_own = (
            title is not None and naming.title is not None and title.text.casefold() == naming.title.text.casefold()
        )
        return self.section is not None and not is_own

    def _read_milestone(self, row: Rated) -> None:
        self.current = self.current or self._section_entries()[:1]
        naming = row.naming
        fields = {name: printed for name, printed in (("number", naming.number), ("text", naming.title)) if printed}
        self.milestone = self.current[0].add_milestone(fields)
        self.milestone.ratings += row.ratings
        self._report(row, self.milestone.place)

    def _add(self, row: Rated) -> None:
        for entry in self.current:
            entry.ratings += row.ratings
            if text := row.summary or (row.naming.summary if row.naming.below else None):
                entry.fields.setdefault("description", text)
            for name, prose in row.prose.items():
                entry.add_text(name, prose)
            self._report(row, entry.place)

    def _add_prose(self, text: RawValue) -> None:
        """Add a row of text below a row of ratings to the field that the last rating's indicator feeds."""
        for entry in self.current:
            feeds = load_words()["prose_of"].get(entry.ratings[-1].indicator) if entry.ratings else None
            if feeds:
                entry.add_text(feeds, text)

    def _report(self, row: Rated, place: str) -> None:
        self.issues += [replace(issue, page=row.page, place=place) for issue in row.issues]


def _make_theme(naming: Naming) -> RawValue | None:
    if naming.title and naming.number and not naming.named:
        lines = naming.title.lines or naming.number.lines
        return RawValue(f"{naming.number.text}. {naming.title.text}", naming.title.method, lines)
    return naming.title


def _is_theme(row: Rated, following: Rated | None) -> bool:
    """Return whether a row without ratings is the theme of the rows behind it: it has no number, or theirs begin so."""
    if row.ratings or row.issues or row.summary or not (row.naming.numbers or row.naming.title):
        return False
    number = row.naming.numbers[0] if row.naming.numbers else None
    below = following.naming.numbers if following else ()
    return number is None or is_roman(number) or any(other.startswith(f"{number}.") for other in below)
