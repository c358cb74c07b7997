"""Corrected values: lines of kind `value` in `overrides.csv`, applied before linking.

A line names a cell by table, key and column, with who changed it, when and why. Keys depend on the bytes of a document,
so a correction remains valid from run to run. If the pipeline reads another value now than the person saw, the record
may have changed its meaning: the correction is not applied but reported.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from pathlib import Path

from pipeline import schema
from pipeline.model import Anchor, Extraction, Provenance, Row
from pipeline.model.issues import Issue
from pipeline.overrides import decisions
from pipeline.schema.codes import members

COLUMNS = ("record_table", "record_key", "field", "value")
"""Columns of a line of kind `value` besides those of a decision; `from_text` is the value that the person saw."""

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co"})
"""Unicode's categories of characters that print nothing, turn text round or have no meaning."""
_LISTED: Mapping[str, Callable[[], Container[str]]] = {
    "country_code": members,
    "language": lambda: schema.load("languages")["codes"],
}
"""Columns whose values are codes of reference data."""
_SHAPES = {
    "plan_id": re.compile(r"[A-Z]{2,4}-(?:19|20)[0-9]{2}"),
    "commitment_id": re.compile(r"[A-Z]{2,3}[0-9]{4}"),
    "email": re.compile(r"[^@\s]{1,100}@[^@\s]{1,100}"),
    "url": re.compile(r"https?://\S{1,2000}"),
}
"""Columns whose values have one form."""
LARGEST_INTEGER = 10**9
EARLIEST, LATEST = 1990, 2100
"""Years of dates in plans: the partnership began in 2011, and laws that plans name are older."""

_CATALOG_COLUMNS = frozenset({"source_path", "sha256", "media_type", "size_bytes", "page_count", "report_format"})
_RUN_COLUMNS = frozenset(
    {"parser_version", "status", "country_code", "country", "source_url", "retrieved_on", "licence"}
    | {"related_document_id", "relation"}
)
_LINK_COLUMNS = frozenset({"commitment_id", "id_method", "id_score", "plan_commitment_key"})


@dataclass(frozen=True, slots=True)
class Correction:
    """One corrected cell. `value` is empty for null, `seen_value` is empty if the line does not give it."""

    table: str
    key: str
    field: str
    value: str
    seen_value: str
    who: str
    when: str
    why: str

    @property
    def document_id(self) -> str:
        """The document whose cell is corrected."""
        return self.key.partition(":")[0]


def uncorrectable_columns(table: str) -> frozenset[str]:
    """Return the columns of a table that can't be corrected: keys, catalog facts, results of linking.

    >>> "commitment_id" in uncorrectable_columns("commitments"), "completion" in uncorrectable_columns("commitments")
    (True, False)
    """
    declared = schema.find_table(table)
    keys = {declared.primary_key or "", *(key.field for key in declared.foreign_keys), "document_id"}
    others = _CATALOG_COLUMNS | _RUN_COLUMNS if table == "documents" else _LINK_COLUMNS
    return frozenset(keys | others | {name for name in declared.columns if name.endswith("_precision")})


def read_corrections(raw: Path) -> tuple[tuple[Correction, ...], tuple[Issue, ...]]:
    """Read the corrections of a raw folder, the last one for each cell; a bad line gives an issue.

    An unreadable file gives none: `decisions.read_decisions` reports it.
    """
    try:
        text = (raw / decisions.OVERRIDES).read_bytes().decode("utf-8-sig")
        return parse_corrections(text)
    except (OSError, UnicodeDecodeError, csv.Error):
        return (), ()


def parse_corrections(text: str) -> tuple[tuple[Correction, ...], tuple[Issue, ...]]:
    """Parse the text of the file; raise `csv.Error` if it is not CSV."""
    corrections: dict[tuple[str, str, str], Correction] = {}
    issues: list[Issue] = []
    for number, row in decisions.iterate_rows(text):
        if row.get("kind") != decisions.VALUE_KIND:
            continue
        values = {name: row.get(name, "") for name in (*COLUMNS, "from_text", "who", "when", "why")}
        correction = Correction(*(values[name] for name in (*COLUMNS, "from_text", "who", "when", "why")))
        if problem := _find_problem(correction):
            message = f"{decisions.OVERRIDES}, line {number}: {problem}. The line was not used."
            issues.append(Issue("normalise", "warning", "overrides-bad-line", message))
        else:
            corrections[correction.table, correction.key, correction.field] = correction
    return tuple(corrections.values()), tuple(issues)


def _find_problem(correction: Correction) -> str | None:
    if correction.table not in {table.name for table in schema.all_tables()}:
        return f"there is no table '{correction.table[:40]}'"
    if correction.field not in schema.find_table(correction.table).columns:
        return f"the table {correction.table} has no column '{correction.field[:40]}'"
    if correction.field in uncorrectable_columns(correction.table):
        return f"the column {correction.field} of {correction.table} can't be corrected by a value"
    if not (correction.key and correction.who and correction.why):
        return "a correction needs a record, a person and a reason"
    is_dated = decisions.is_calendar_date(correction.when)
    return None if is_dated else f"when '{correction.when[:40]}' is no date such as 2024-01-31"


def apply_corrections(
    extractions: Sequence[Extraction], corrections: Iterable[Correction]
) -> tuple[tuple[Extraction, ...], tuple[Issue, ...]]:
    """Return the corrected extractions, with an issue for each correction, and the issues of unused ones."""
    by_document: dict[str, list[Correction]] = {}
    for correction in corrections:
        by_document.setdefault(correction.document_id, []).append(correction)
    corrected = tuple(
        _correct_extraction(extraction, by_document.pop(str(extraction.document["document_id"]), ()))
        for extraction in extractions
    )
    unused = (
        _unused_issue(correction, "the document no longer exists")
        for remaining in by_document.values()
        for correction in remaining
    )
    return corrected, tuple(unused)


def _correct_extraction(extraction: Extraction, corrections: Sequence[Correction]) -> Extraction:
    for correction in corrections:
        extraction = (
            _correct_document(extraction, correction)
            if correction.table == "documents"
            else _correct_row(extraction, correction)
        )
    return extraction


def _correct_document(extraction: Extraction, correction: Correction) -> Extraction:
    row = next((row for row in extraction.rows if row.table == "documents"), Row("documents", correction.key, {}))
    current = {**extraction.document, **row.values}
    values, issue = _compute_change(correction, current)
    if values is None:
        return replace(extraction, issues=(*extraction.issues, issue))
    corrected = replace(
        row, values={**row.values, **values}, provenance=_correct_provenance(row.provenance, correction, values)
    )
    others = tuple(other for other in extraction.rows if other.table != "documents")
    return replace(extraction, rows=(corrected, *others), issues=(*extraction.issues, issue))


def _correct_row(extraction: Extraction, correction: Correction) -> Extraction:
    for index, row in enumerate(extraction.rows):
        if row.table == correction.table and row.key == correction.key:
            values, issue = _compute_change(correction, row.values)
            rows = list(extraction.rows)
            if values is not None:
                places = _correct_provenance(row.provenance, correction, values)
                rows[index] = replace(row, values={**row.values, **values}, provenance=places)
            return replace(extraction, rows=tuple(rows), issues=(*extraction.issues, issue))
    return replace(
        extraction, issues=(*extraction.issues, _unused_issue(correction, "the document no longer has this record"))
    )


def _compute_change(correction: Correction, current: Mapping[str, object]) -> tuple[dict[str, object] | None, Issue]:
    """Return the columns to change (None if the correction can't be applied) and the issue."""
    field = schema.find_table(correction.table).field(correction.field)
    old = current.get(correction.field)
    try:
        new = parse_value(field, correction.value)
        seen_value = parse_value(field, correction.seen_value)
    except ValueError as error:
        return None, _unused_issue(correction, str(error))
    current_value = list(old) if isinstance(old, tuple) else old
    if correction.seen_value and current_value not in (seen_value, new):
        return None, _unused_issue(
            correction,
            f"'{_abbreviate(correction.seen_value)}' was corrected, but the document now reads '{_abbreviate(old)}'",
        )
    if reason := schema.explain_violation(field, new, {**current, correction.field: new}):
        return None, _unused_issue(correction, f"the value {reason}")
    values: dict[str, object] = {correction.field: new}
    if field.type == "date" and f"{correction.field}_precision" in schema.find_table(correction.table).columns:
        values[f"{correction.field}_precision"] = None if new is None else "day"
    by = f"{correction.who}, {correction.when}: {correction.why}"
    message = f"{correction.field} was corrected from '{_abbreviate(old)}' to '{_abbreviate(new)}' by {by}"
    return values, Issue("normalise", "info", "value-corrected", message, place=_record_place(correction))


def parse_value(field: schema.FieldSchema, text: str) -> object:
    """Return the typed value of a cell text, None if it is empty; raise `ValueError` with a clause.

    >>> parse_value(schema.find_table("commitments").field("policy_areas"), "Health; Water")
    ['Health', 'Water']
    """
    if not text:
        return None
    if any(unicodedata.category(letter) in _UNPRINTABLE for letter in text if letter not in "\n\t"):
        raise ValueError(f"'{_abbreviate(ascii(text))}' has characters that print nothing")
    is_listed = field.name not in _LISTED or text in _LISTED[field.name]()
    if not is_listed or (field.name in _SHAPES and not _SHAPES[field.name].fullmatch(text)):
        raise ValueError(f"'{_abbreviate(text)}' is no {field.name}")
    try:
        if field.type == "boolean":
            return {"true": True, "false": False}[text.casefold()]
        if field.type == "array":
            return [part.strip() for part in text.split(";") if part.strip()]
        readers: dict[str, Callable[[str], object]] = {"integer": _integer, "number": _number, "date": _date}
        return readers.get(field.type, str)(text)
    except (ValueError, KeyError):
        raise ValueError(f"'{_abbreviate(text)}' is no {field.type}") from None


def _integer(text: str) -> int:
    number = int(text)
    if abs(number) > LARGEST_INTEGER:
        raise ValueError("out of range")
    return number


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError("not finite")
    return number


def _date(text: str) -> date:
    found = date.fromisoformat(text)
    if found.isoformat() != text or not EARLIEST <= found.year <= LATEST:
        raise ValueError("no plausible date")
    return found


def _correct_provenance(
    places: Sequence[Provenance], correction: Correction, values: Mapping[str, object]
) -> tuple[Provenance, ...]:
    """Return provenance with the corrected value at the place of the old one, with the person's text."""
    others = tuple(place for place in places if place.field not in values)
    if values[correction.field] is None:
        return others
    old = [place.anchor for place in places if place.field == correction.field]
    return (
        *others,
        *(Provenance(correction.field, anchor, correction.value, "override") for anchor in old or [Anchor()]),
    )


def _unused_issue(correction: Correction, reason: str) -> Issue:
    message = (
        f"The correction of {correction.table}.{correction.field} at {correction.key} by {correction.who} "
        f"was not used: {reason}. "
        f"Review it, then change or remove its line in {decisions.OVERRIDES}."
    )
    return Issue("normalise", "warning", "correction-unused", message, place=_record_place(correction))


def _record_place(correction: Correction) -> str | None:
    return correction.key.partition(":")[2] or None


def _abbreviate(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
