"""Rows of rating tables to commitments: whole commitments, their milestones, themes over them, rows by OGP value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import RawValue
from pipeline.model.issues import Issue
from pipeline.parsers.irm.ledger import Entry, Ledger, Milestone
from pipeline.parsers.irm.naming import Naming
from pipeline.parsers.irm.rating_rows import Rated
from pipeline.parsers.irm.rating_values import is_prose
from pipeline.parsers.irm.ratings import Problem, Rating
from pipeline.parsers.irm.words import words


@dataclass(slots=True)
class Context:
    """What the rows stand in: the ledger, the section's opening (None outside one), issues.

    `is_shared`: a row with the first number of a section on several commitments rates all of them.
    """

    ledger: Ledger
    section: Naming | None
    issues: list[Issue] = field(default_factory=list)
    is_shared: bool = True

    def entries(self) -> tuple[Entry, ...]:
        """Return the commitments of the section, added to the ledger if need be."""
        return self.ledger.name(self.section) if self.section else ()


@dataclass(slots=True)
class _Table:
    """Where the reading of one table stands."""

    heading: Naming | None = None
    theme: RawValue | None = None
    current: tuple[Entry, ...] = ()
    milestone: Milestone | None = None
    named: list[Entry] = field(default_factory=list)
    blank: Rated | None = None


def take_rows(rows: Sequence[Rated], context: Context) -> None:
    """Add what the rows of one table tell to the ledger."""
    state = _Table()
    named = {number for row in rows for number in row.naming.numbers[:1]}
    context.is_shared = context.section is None or len(named & set(context.section.numbers)) < 2
    for row in rows:
        if state.blank is not None:
            _settle_blank(state, context, row)
        if row.spanning and row.summary and not row.naming.numbers and is_prose(row.summary.text) and state.current:
            _add_prose(state.current, row.summary)
        elif row.spanning:
            state.heading, state.theme, state.current = row.naming, _theme(row.naming), ()
        elif _is_blank(row):
            state.blank = row
        else:
            _take(state, context, row)
    if state.blank is not None:
        _settle_blank(state, context, None)


def _add_prose(entries: Sequence[Entry], text: RawValue) -> None:
    """Add a row of text below a row of ratings to the field that the last rating's indicator feeds."""
    for entry in entries:
        feeds = words()["prose_of"].get(entry.ratings[-1].indicator) if entry.ratings else None
        if feeds:
            entry.add_text(feeds, text)


def _theme(told: Naming) -> RawValue | None:
    if told.title and told.number and not told.named:
        lines = told.title.lines if told.title.lines else told.number.lines
        return RawValue(f"{told.number.text}. {told.title.text}", told.title.method, lines)
    return told.title


def _is_blank(row: Rated) -> bool:
    """Return whether a row names a commitment or theme and rates nothing, in a table that rates others."""
    return not (row.ratings or row.problems or row.summary) and bool(row.naming.numbers or row.naming.title)


def _settle_blank(state: _Table, context: Context, after: Rated | None) -> None:
    """Take a row without ratings as the theme of the rows behind it, else as a commitment."""
    row = state.blank
    state.blank = None
    if row is None:
        return
    told = row.naming
    number = told.numbers[0] if told.numbers else None
    nested = after and number and any(other.startswith(f"{number}.") for other in after.naming.numbers)
    if nested or not number:
        state.theme, state.heading, state.current = _theme(told), told, ()
    else:
        _take(state, context, row)


def _take(state: _Table, context: Context, row: Rated) -> None:
    told = row.naming
    if row.value or told.empty or (told.overall and not told.numbers):
        _take_unnamed(state, context, row)
    elif _is_milestone(state, context, told):
        _take_milestone(state, context, row)
    else:
        entries = context.ledger.name(_told(told, context), state.named, state.theme)
        state.current, state.milestone = entries, None
        state.named += entries
        _add(context, entries, row)


def _told(told: Naming, context: Context) -> Naming:
    """Return an opening; the title of the section's own commitment is the section's."""
    section = context.section
    if section and section.numbers and told.numbers[:1] == section.numbers[:1] and context.is_shared:
        return replace(section, star=told.star or section.star)
    return told


def _take_unnamed(state: _Table, context: Context, row: Rated) -> None:
    """Take a row that names no commitment: the half row of a milestone or commitment, or the section's own."""
    if state.milestone and not row.value and row.naming.empty:
        state.milestone.ratings += row.ratings
        _tell(context, row.problems, row.page, state.milestone.place)
        return
    if not state.current:
        heading = state.heading
        own = context.ledger.name(heading, state.named) if heading and heading.numbers else context.entries()
        state.current = own
    if not state.current:
        if row.ratings:
            text = "A row of ratings stands under no commitment's name; it is left out."
            context.issues.append(Issue("parse", "warning", "rating-without-commitment", text, row.page))
        return
    _add(context, state.current, row)


def _is_milestone(state: _Table, context: Context, told: Naming) -> bool:
    """Return whether a row is part of a commitment that is rated as a whole."""
    whole = state.current or context.entries()
    if not whole:
        return False
    if told.milestone:
        return True
    number = whole[0].number
    if told.numbers:
        return bool(number and told.numbers[0].startswith(f"{number}.") and (whole[0].ratings or context.section))
    title = whole[0].fields.get("title")
    own = title is not None and told.title is not None and title.text.casefold() == told.title.text.casefold()
    return context.section is not None and not own


def _take_milestone(state: _Table, context: Context, row: Rated) -> None:
    entry = (state.current or context.entries())[0]
    state.current = state.current or (entry,)
    told = row.naming
    fields = {name: printed for name, printed in (("number", told.number), ("text", told.title)) if printed}
    known = entry.add_milestone(fields)
    known.ratings += row.ratings
    state.milestone = known
    _tell(context, row.problems, row.page, known.place)


def _add(context: Context, entries: Sequence[Entry], row: Rated) -> None:
    for entry in entries:
        entry.ratings += [_by_value(rating, row.value) for rating in row.ratings]
        if row.summary:
            entry.fields.setdefault("description", row.summary)
        for name, text in row.prose.items():
            entry.add_text(name, text)
        _tell(context, row.problems, row.page, entry.place)


def _by_value(rating: Rating, ogp_value: str | None) -> Rating:
    """Return a rating of government's opening by the value that its row names."""
    return replace(rating, part=ogp_value) if ogp_value and rating.indicator == "did_it_open_government" else rating


def _tell(context: Context, problems: Sequence[Problem], page: int | None, place: str) -> None:
    for problem in problems:
        context.issues.append(Issue("parse", "warning", problem.code, problem.message, page, place))
