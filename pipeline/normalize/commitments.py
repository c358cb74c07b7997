"""A commitment's record to its row and those of the institutions and officials that it names."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Provenance, RawRecord, RawValue, Row, identifiers
from pipeline.model.issues import Issue
from pipeline.normalize import contacts, institutions
from pipeline.normalize.institution_lists import split_institutions
from pipeline.normalize.periods import plan_columns
from pipeline.normalize.places import build_provenance, first_page
from pipeline.normalize.records import Draft, RecordContext, read_fields
from pipeline.normalize.relevance import ValuesRead, read_values
from pipeline.normalize.text import clean_text, is_empty, one_line

ROLES = {
    "lead_institution": "lead",
    "support_institutions": "support",
    "actors_government": "government",
    "actors_non_government": "non_government",
    "actors_other": "other",
    "implementing_institutions": "implementing",
}
"""Raw field -> role in institutions."""

_SUPPORTERS = ("actors_government", "actors_non_government", "actors_other")
"""Raw fields of the bodies that support the work, in templates that list them by kind."""

_KIND_OF_ROLE = {"government": "government"}
"""Kind that the form itself tells, where a name's words don't."""


def normalize_commitment(record: RawRecord, context: RecordContext) -> Iterator[Row | Issue]:
    """Yield a commitment's row, its institutions and contacts, and the issues of all."""
    draft = read_fields(record, context)
    _derive_values(draft, record)
    _unite_supporters(draft, record, context)
    draft.remove_number()
    if "commitment_id" in draft.values:
        draft.values["id_method"] = "stated"
    draft.values |= plan_columns(record, context)
    key = identifiers.make_key(context.document_id, record.place)
    yield from draft.issues
    yield draft.row("commitments", key)
    yield from _institution_rows(record, context, key)
    yield from _contact_rows(record, context, key)


def _derive_values(draft: Draft, record: RawRecord) -> None:
    """Fill OGP's values from the relevance prose where the document lists none."""
    relevance = record.fields.get("relevance")
    if relevance is None or "ogp_values" in draft.values or "relevance" not in draft.values:
        return
    reading = read_values(relevance.text)
    if reading.values:
        named = RawValue(relevance.text, "prose", relevance.lines, relevance.anchors)
        draft.take({"ogp_values": list(reading.values)}, named, derived=reading.is_weak)
    else:
        draft.issues.append(_no_values_issue(record, relevance, reading))


def _unite_supporters(draft: Draft, record: RawRecord, context: RecordContext) -> None:
    """Fill the supporting institutions from the lists by kind, where the document has no one list of them."""
    listed = [value for name in _SUPPORTERS if (value := record.fields.get(name))]
    filled = [value for value in listed if not is_empty(value.text, "institutions")]
    if not filled or "support_institutions" in draft.values:
        return
    names = [
        institutions.clean_name(raw)
        for value in filled
        for raw in split_institutions(clean_text(value.text) or "", context.known_institutions)
    ]
    for value in filled:
        draft.places += build_provenance("support_institutions", value, None, "derived")
    draft.values["support_institutions"] = list(dict.fromkeys(names))


def _no_values_issue(record: RawRecord, relevance: RawValue, reading: ValuesRead) -> Issue:
    """Return the issue of a relevance without a value: a template whose marks are missing, or prose that names none."""
    if reading.is_unmarked:
        message = "The relevance lists OGP's values, and which of them are ticked cannot be read; ogp_values is empty."
        return Issue("normalise", "warning", "ogp-values-unmarked", message, first_page(relevance), record.place)
    message = "The relevance names none of OGP's values; ogp_values is empty."
    return Issue("normalise", "info", "ogp-values-not-named", message, first_page(relevance), record.place)


def _institution_rows(record: RawRecord, context: RecordContext, key: str) -> Iterator[Row]:
    number = 0
    for name, role in ROLES.items():
        value = record.fields.get(name)
        if value is None or is_empty(value.text, "institutions"):
            continue
        for raw in split_institutions(clean_text(value.text) or "", context.known_institutions):
            number += 1
            kind = institutions.classify_kind(raw)
            columns = {
                "role": role,
                "name_raw": raw,
                "name": institutions.clean_name(raw),
                "kind": _KIND_OF_ROLE.get(role, kind) if kind == "unknown" else kind,
            }
            places = [place for column in columns for place in _name_places(column, raw, value)]
            values = {**columns, "commitment_key": key}
            yield Row("institutions", f"{key}.i{number}", values, tuple(places))


def _name_places(column: str, raw: str, value: RawValue) -> list[Provenance]:
    """Return the places of one name of a list: the lines that hold it, else all lines of the list."""
    holding = tuple(line for line in value.lines if raw in line.text)[:1]
    method = value.method if column in {"name", "name_raw"} else "derived"
    return build_provenance(column, RawValue(raw, value.method, holding or value.lines, value.anchors), None, method)


def _contact_rows(record: RawRecord, context: RecordContext, key: str) -> Iterator[Row | Issue]:
    fields = {
        name: value for name, value in record.fields.items() if name.startswith("contact_") and clean_text(value.text)
    }
    if not fields:
        return
    draft = Draft()
    for name, value in fields.items():
        draft.take(_contact_columns(name, value), value)
    for column, value in fields.items():
        if column == "contact_email" and "email" not in draft.values:
            yield _unread_email_issue(record, value)
    if draft.values:
        draft.values["commitment_key"] = key
        yield draft.row("contacts", f"{key}.k1")


def _contact_columns(name: str, value: RawValue) -> dict[str, object]:
    text = one_line(value.text)
    if name == "contact_name":
        return {"name_raw": text, "name": contacts.extract_person(text)}
    if name == "contact_position":
        return {"position": text}
    if name == "contact_email":
        return {"email": contacts.extract_email(text), "phone": contacts.extract_phones(text)}
    return {"phone": contacts.extract_phones(text) or text, "email": contacts.extract_email(text)}


def _unread_email_issue(record: RawRecord, value: RawValue) -> Issue:
    message = f"'{one_line(value.text)[:80]}' is no e-mail address; it is left empty."
    return Issue("normalise", "info", "email-unread", message, first_page(value), record.place)
