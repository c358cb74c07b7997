"""Rows of rating tables to commitments: whole commitments, their milestones, themes over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import RawValue
from pipeline.model.issues import Issue
from pipeline.parsers.irm.ledger import Entry, Ledger, Milestone
from pipeline.parsers.irm.naming import Naming
from pipeline.parsers.irm.rating_rows import Rated
from pipeline.parsers.irm.ratings import is_prose, make_issue
from pipeline.parsers.irm.words import load_words
from pipeline.structure.numbers import is_roman


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
