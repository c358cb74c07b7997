"""A parser's raw record to the rows of its table, table-driven, with the places of their values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipeline import schema
from pipeline.lexicon.vocabularies import find_code, has_no_value, rating_vocabulary
from pipeline.model import OTHER_FIELD, Provenance, RawRecord, RawValue, Row, identifiers
from pipeline.model.issues import Issue
from pipeline.normalize.columns import ColumnInput, raw_text, read_cell, unknown_code_issue
from pipeline.normalize.dates import Order, detect_order
from pipeline.normalize.places import build_provenance, first_page, is_placed
from pipeline.normalize.relevance import values_listed
from pipeline.normalize.text import clean_text, is_empty, one_line
from pipeline.schema.data import load_data

DATED = frozenset({"start_date", "end_date", "timeline", "date"})
"""Raw fields that hold dates: those of one record, else of one document, write day and month in one order."""

_NUMBERED = re.compile(
    r"\W{0,3}(?:[^\W\d]{4,14}\s{1,2}(?:n[o°º.]{0,2}\s?)?)?([A-Z]?[\d.]{1,12}(?::?[a-z](?![^\W\d_]))?)([.):\s–—-]{1,6})(?=\S)"
)
"""A number in front of a title, with a word such as 'Commitment' before it."""


@dataclass(frozen=True, slots=True)
class RecordContext:
    """What records share: the document's ID, date order, member and plan, and the IDs that its commitments state."""

    document_id: str
    order: Order | None = None
    country_code: str | None = None
    plan_id: str | None = None
    plan_number: int | None = None
    source_url: str | None = None
    stated: Mapping[str, str] = field(default_factory=dict)
    known_institutions: frozenset[str] = frozenset()
    phase: str | None = None

    def key(self, place: str | None) -> str | None:
        """Return the key of the record at a place, None for none."""
        return identifiers.make_key(self.document_id, place) if place else None


@dataclass(slots=True)
class Draft:
    """A row in the making."""

    values: dict[str, object] = field(default_factory=dict)
    places: list[Provenance] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def take(
        self, columns: Mapping[str, object], value: RawValue, text_raw: str | None = None, derived: bool = False
    ) -> None:
        """Add values of columns with their place; a value that is already there stays."""
        for column, given in columns.items():
            if given is None or column in self.values:
                continue
            self.values[column] = given
            self.places += build_provenance(column, value, text_raw, "derived" if derived else None)

    def add_other_field(self, label: str, value: RawValue) -> None:
        """Add a printed label and its text to `other_fields`; an empty text adds nothing."""
        text = clean_text(value.text)
        if text is None or not label.strip():
            return
        others = self.values.setdefault("other_fields", [])
        assert isinstance(others, list)
        others.append({"label": one_line(label), "text": text})
        self.places += build_provenance("other_fields", value)

    def remove_number(self) -> None:
        """Take the record's own number from the front of its title: '3.3.1.1 Monitor laws' is 'Monitor laws'."""
        title, number = self.values.get("title"), self.values.get("number")
        if isinstance(title, str) and isinstance(number, str):
            self.values["title"] = without_number(title, number)

    def row(self, table: str, key: str) -> Row:
        """Return the row with the columns that its table has."""
        columns = set(schema.find_table(table).columns)
        values = {name: value for name, value in self.values.items() if name in columns}
        return Row(table, key, values, tuple(place for place in self.places if place.field in values))


def without_number(title: str, number: str) -> str:
    """Return a title without the number in front of it, where that is the record's own.

    >>> without_number("3.3.1.1 Monitor laws", "3.3.1.1"), without_number("2.10. Open data", "2.1")
    ('Monitor laws', 'Open data')
    >>> without_number("Commitment 4: Budget", "4"), without_number("2030 Agenda", "4"), without_number("12", "12")
    ('Budget', '2030 Agenda', '12')
    >>> without_number("Commitment 5: Services", "5.4"), without_number("2:a) Tax", "2:A")
    ('Services', 'Tax')
    """
    match = _NUMBERED.match(title)
    if match is None or not title[match.end() :].strip():
        return title
    printed = match[1].rstrip(".")
    # 'Commitment 5: ...' of the steps 5.1 to 5.4, '3. ...' as the third of its theme
    parts = re.split(r"[.:-]", number.casefold())
    is_part = printed in (parts[0], parts[-1]) and (match[2].strip() or match[1].endswith("."))
    is_own = printed.casefold() == number.casefold() or _is_same_figure(printed, number)
    return title[match.end() :] if is_own or is_part else title


def _is_same_figure(printed: str, number: str) -> bool:
    """Return True for '2.10' and '2.1': a spreadsheet drops the zero."""
    return printed.count(".") == 1 == number.count(".") and printed.rstrip("0") == number.rstrip("0")


def read_fields(record: RawRecord, context: RecordContext) -> Draft:
    """Read all fields of a record by the readings that the data lists for its table."""
    draft = Draft()
    readings = load_data("normalizers")["tables"][record.table]
    order = detect_order(value.text for name, value in record.fields.items() if name in DATED) or context.order
    for name, value in record.fields.items():
        if name.startswith(OTHER_FIELD) and "other_fields" in schema.find_table(record.table).columns:
            draft.add_other_field(name.removeprefix(OTHER_FIELD), value)
            continue
        if name not in readings:
            draft.issues.append(_unknown_field_issue(record, name, value))
            continue
        given = read_cell(ColumnInput(name, value, record.place, readings[name], order, context.known_institutions))
        draft.take(
            given.values, _with_place(record, value), _printed_sign(record, name, value), derived=not is_placed(value)
        )
        draft.issues += given.issues
    return draft


def _with_place(record: RawRecord, value: RawValue) -> RawValue:
    """Return the value, one without a place of its own with that of the record's first field that has one."""
    if is_placed(value):
        return value
    first = next(
        (other for other in (_main_value(record), *record.fields.values()) if other and is_placed(other)), None
    )
    return RawValue(value.text, value.method, first.lines[:1], first.anchors[:1]) if first else value


def _main_value(record: RawRecord) -> RawValue | None:
    return record.fields.get("value") or record.fields.get("title") or record.fields.get("text")


def _printed_sign(record: RawRecord, name: str, value: RawValue) -> str | None:
    """Return the printed sign of a value without lines: a colour's RRGGBB, which the parser gives as `<name>_raw`."""
    if value.lines:
        return None
    raw = record.fields.get(name if name.endswith("_raw") else f"{name}_raw")
    return raw.text if raw else value.text if name.endswith("_raw") else ""


def _unknown_field_issue(record: RawRecord, name: str, value: RawValue) -> Issue:
    message = f"The parser gave a field '{name}' of {record.table} that no column takes; it is left out."
    return Issue("normalise", "warning", "unknown-field", message, first_page(value), record.place)


def normalize_milestone(record: RawRecord, context: RecordContext) -> Iterator[Row | Issue]:
    """Yield the row of a milestone and its issues; nothing for signs of no value in its columns ('/', 'n/a')."""
    if all(is_empty(value.text) for name, value in record.fields.items() if name != "number"):
        return
    draft = read_fields(record, context)
    draft.values["commitment_key"] = context.key(record.commitment)
    yield from draft.issues
    yield draft.row("milestones", identifiers.make_key(context.document_id, record.place))


def normalize_comment(record: RawRecord, context: RecordContext) -> Iterator[Row | Issue]:
    """Yield the row of a stakeholder's comment and its issues."""
    draft = read_fields(record, context)
    draft.values["commitment_key"] = context.key(record.commitment)
    draft.values["milestone_key"] = context.key(record.milestone)
    yield from draft.issues
    yield draft.row("comments", identifiers.make_key(context.document_id, record.place))


def normalize_recommendation(record: RawRecord, context: RecordContext) -> Iterator[Row | Issue]:
    """Yield the row of a recommendation and its issues."""
    draft = read_fields(record, context)
    yield from draft.issues
    yield draft.row("recommendations", identifiers.make_key(context.document_id, record.place))


def normalize_assessment(record: RawRecord, context: RecordContext) -> Iterator[Row | Issue]:
    """Yield the rows of a rating: one, or one for each OGP value that relevance lists; none for an empty one."""
    value = record.fields.get("value")
    draft = read_fields(record, context)
    yield from draft.issues
    if value is None or not (
        clean_text(value.text) or value.method == "mark" or read_rating(str(draft.values.get("indicator")), value.text)
    ):
        return
    indicator = str(draft.values.get("indicator"))
    codes = read_rating(indicator, value.text)
    if codes is None and not _is_no_value(indicator, value.text):
        yield unknown_code_issue(
            ColumnInput(indicator, value, record.place, vocabulary=rating_vocabulary(indicator) or indicator)
        )
    for number, found in enumerate(codes or [None], 1):
        place = record.place if number == 1 else f"{record.place}.{number}"
        yield _rating_row(draft, found, value, record, context, identifiers.make_key(context.document_id, place))


def read_rating(indicator: str, text: str) -> list[str] | None:
    """Return the codes that a rating's words represent, None where its vocabulary does not know them.

    >>> read_rating("relevance", "Access to Information , Civic Participation")
    ['access_to_information', 'civic_participation']
    >>> read_rating("verifiable", "Yes"), read_rating("early_results", "NR"), read_rating("potential_impact", "great")
    (['yes'], ['no_irm_data'], None)
    """
    if indicator == "relevance":
        return values_listed(text)
    name = rating_vocabulary(indicator)
    if name is None:
        words = clean_text(text)
        return ["_".join(words.casefold().split())] if words and len(words) < 40 else None
    found = find_code(name, text)
    return [found] if found else None


def _is_no_value(indicator: str, text: str) -> bool:
    name = rating_vocabulary(indicator)
    return name is not None and has_no_value(name, text)


def _rating_row(
    draft: Draft, found: str | None, value: RawValue, record: RawRecord, context: RecordContext, key: str
) -> Row:
    own = Draft(dict(draft.values), list(draft.places))
    own.take({"value": found, "value_raw": raw_text(value) or clean_text(value.text)}, value)
    own.values |= {
        "commitment_key": context.key(record.commitment),
        "milestone_key": context.key(record.milestone),
        "commitment_id": context.stated.get(record.commitment or ""),
    }
    if own.values.get("assessor") == "government" and not own.values.get("phase"):
        own.values["phase"] = context.phase
    return own.row("assessments", key)
