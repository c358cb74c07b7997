"""What people corrected in values: the lines of kind `value` in `overrides.csv`, applied before anything is linked.

A line names a cell by table, key and column, and says who changed it, when and why. Keys come from a document's bytes
and a record's place, so a correction holds from run to run; where the value that the person saw is read otherwise by
now, the place may tell of something else, and the correction waits for a person.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipeline import schema
from pipeline.model import Anchor, Extraction, Provenance, Row
from pipeline.model.issues import Issue
from pipeline.overrides import decisions

COLUMNS = ("record_table", "record_key", "field", "value")
"""Columns that a line of kind `value` has besides those of a decision; `from_text` is what the person saw."""

_CATALOGUED = frozenset({"source_path", "sha256", "media_type", "size_bytes", "page_count", "report_format"})
_RUN = frozenset({"parser_version", "status", "country_code", "source_url", "retrieved_on", "licence"})
_LINKED = frozenset({"commitment_id", "id_method", "id_score"})


@dataclass(frozen=True, slots=True)
class Correction:
    """One corrected cell; `value` and `seen` as the file has them, empty for null (`seen`: not told)."""

    table: str
    key: str
    field: str
    value: str
    seen: str
    who: str
    when: str
    why: str


def fixed(table: str) -> frozenset[str]:
    """Return the columns of a table that no correction changes: keys, what the catalogue knows, what linking sets.

    >>> "commitment_id" in fixed("commitments"), "completion" in fixed("commitments")
    (True, False)
    """
    declared = schema.table(table)
    keys = {declared.primary_key or "", *(key.field for key in declared.foreign_keys), "document_id"}
    others = _CATALOGUED | _RUN if table == "documents" else _LINKED
    return frozenset(keys | others | {name for name in declared.columns if name.endswith("_precision")})


def read_corrections(raw: Path) -> tuple[tuple[Correction, ...], tuple[Issue, ...]]:
    """Read the corrections of a raw folder, the last one of each cell; a bad line is an issue.

    A file that can't be read gives none: `decisions.read_decisions` reports it.
    """
    try:
        text = (raw / decisions.OVERRIDES).read_bytes().decode("utf-8-sig")
        return parsed(text)
    except (OSError, UnicodeDecodeError, csv.Error):
        return (), ()


def parsed(text: str) -> tuple[tuple[Correction, ...], tuple[Issue, ...]]:
    """Parse the text of the file; raise `csv.Error` where it is no CSV."""
    found: dict[tuple[str, str, str], Correction] = {}
    issues: list[Issue] = []
    for number, row in decisions.rows_of(text):
        if row.get("kind") != decisions.VALUE:
            continue
        given = {name: row.get(name, "") for name in (*COLUMNS, "from_text", "who", "when", "why")}
        made = Correction(*(given[name] for name in (*COLUMNS, "from_text", "who", "when", "why")))
        if fault := _fault(made):
            message = f"{decisions.OVERRIDES}, line {number}: {fault}. The line was not used."
            issues.append(Issue("normalise", "warning", "overrides-bad-line", message))
        else:
            found[made.table, made.key, made.field] = made
    return tuple(found.values()), tuple(issues)


def _fault(made: Correction) -> str | None:
    if made.table not in {table.name for table in schema.tables()}:
        return f"there is no table '{made.table[:40]}'"
    if made.field not in schema.table(made.table).columns:
        return f"the table {made.table} has no column '{made.field[:40]}'"
    if made.field in fixed(made.table):
        return f"the column {made.field} of {made.table} can't be corrected by a value"
    if not (made.key and made.who and made.why):
        return "a correction needs a record, a person and a reason"
    try:
        date.fromisoformat(made.when)
    except ValueError:
        return f"when '{made.when[:40]}' is no date such as 2024-01-31"
    return None


def apply(
    extractions: Sequence[Extraction], corrections: Iterable[Correction]
) -> tuple[tuple[Extraction, ...], tuple[Issue, ...]]:
    """Return the extractions with their corrected values, an issue at each; issues of no document are those unused."""
    by_document: dict[str, list[Correction]] = {}
    for one in corrections:
        by_document.setdefault(one.key.partition(":")[0], []).append(one)
    done = tuple(_corrected(found, by_document.pop(str(found.document["document_id"]), ())) for found in extractions)
    lost = (_unused(one, "there is no such document any more") for rest in by_document.values() for one in rest)
    return done, tuple(lost)


def _corrected(found: Extraction, corrections: Sequence[Correction]) -> Extraction:
    for one in corrections:
        found = _in_document(found, one) if one.table == "documents" else _in_row(found, one)
    return found


def _in_document(found: Extraction, one: Correction) -> Extraction:
    row = next((row for row in found.rows if row.table == "documents"), Row("documents", one.key, {}))
    current = {**found.document, **row.values}
    values, issue = _changed(one, current)
    if values is None:
        return replace(found, issues=(*found.issues, issue))
    changed = replace(row, values={**row.values, **values}, provenance=_places(row.provenance, one, values))
    others = tuple(other for other in found.rows if other.table != "documents")
    return replace(found, rows=(changed, *others), issues=(*found.issues, issue))


def _in_row(found: Extraction, one: Correction) -> Extraction:
    for nth, row in enumerate(found.rows):
        if row.table == one.table and row.key == one.key:
            values, issue = _changed(one, row.values)
            rows = list(found.rows)
            if values is not None:
                places = _places(row.provenance, one, values)
                rows[nth] = replace(row, values={**row.values, **values}, provenance=places)
            return replace(found, rows=tuple(rows), issues=(*found.issues, issue))
    return replace(found, issues=(*found.issues, _unused(one, "the document has no such record any more")))


def _changed(one: Correction, current: Mapping[str, object]) -> tuple[dict[str, object] | None, Issue]:
    """Return the columns to change, None where the correction can't be used, and what a person should know."""
    field = schema.table(one.table).field(one.field)
    old = current.get(one.field)
    try:
        new = typed(field, one.value)
        seen = typed(field, one.seen)
    except ValueError as error:
        return None, _unused(one, str(error))
    plain = list(old) if isinstance(old, tuple) else old
    if one.seen and plain not in (seen, new):
        return None, _unused(one, f"'{_short(one.seen)}' was corrected, and '{_short(old)}' is read by now")
    if reason := schema.why_not(field, new, {**current, one.field: new}):
        return None, _unused(one, f"the value {reason}")
    values: dict[str, object] = {one.field: new}
    if field.type == "date" and f"{one.field}_precision" in schema.table(one.table).columns:
        values[f"{one.field}_precision"] = None if new is None else "day"
    message = f"{one.field} was corrected from '{_short(old)}' to '{_short(new)}' by {one.who}, {one.when}: {one.why}"
    return values, Issue("normalise", "info", "value-corrected", message, place=_place(one))


def typed(field: schema.FieldSchema, text: str) -> object:
    """Return the value that a cell of the file stands for, None for an empty one; raise `ValueError` with a clause.

    >>> typed(schema.table("commitments").field("policy_areas"), "Health; Water")
    ['Health', 'Water']
    """
    if not text:
        return None
    try:
        if field.type == "boolean":
            return {"true": True, "false": False}[text.casefold()]
        if field.type == "array":
            return [part.strip() for part in text.split(";") if part.strip()]
        readers: dict[str, Callable[[str], object]] = {"integer": int, "number": float, "date": date.fromisoformat}
        return readers.get(field.type, str)(text)
    except (ValueError, KeyError):
        raise ValueError(f"'{_short(text)}' is no {field.type}") from None


def _places(places: Sequence[Provenance], one: Correction, values: Mapping[str, object]) -> tuple[Provenance, ...]:
    """Return the places with the corrected value's own: where it was read before, with the person's text."""
    kept = tuple(place for place in places if place.field not in values)
    if values[one.field] is None:
        return kept
    old = [place.anchor for place in places if place.field == one.field]
    return (*kept, *(Provenance(one.field, anchor, one.value, "override") for anchor in old or [Anchor()]))


def _unused(one: Correction, reason: str) -> Issue:
    message = (
        f"The correction of {one.table}.{one.field} at {one.key} by {one.who} was not used: {reason}. "
        f"Look at it again, and change or remove its line in {decisions.OVERRIDES}."
    )
    return Issue("normalise", "warning", "correction-unused", message, place=_place(one))


def _place(one: Correction) -> str | None:
    return one.key.partition(":")[2] or None


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
