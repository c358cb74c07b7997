"""Checks that do not change rows: provenance, plausible dates, both ends of links.

A problem found by a check, with its row.

Check keys: unique within their table, and present in the table that they refer to.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline import schema
from pipeline.model.issues import Severity
from pipeline.schema import ForeignKey, TableSchema

Rows = Sequence[Mapping[str, object]]
Tables = Mapping[str, Rows]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One problem of one row of a table."""

    table: str
    row: Mapping[str, object]
    severity: Severity
    code: str
    message: str

    @property
    def document_id(self) -> str | None:
        """The document that the row comes from."""
        found = self.row.get("document_id") or self.row.get("source_document_id")
        return str(found) if found else None

    @property
    def key(self) -> str | None:
        """The row's key, None if its table has none."""
        return row_key(self.table, self.row)


def row_key(table: str, row: Mapping[str, object]) -> str | None:
    """Return the key of a row, None if its table has none.

    >>> row_key("links", {"link_key": "a>b"})
    'a>b'
    """
    primary = schema.find_table(table).primary_key
    value = row.get(primary) if primary else None
    return None if value is None else str(value)


def build_issue_rows(problems: Sequence[RowProblem], documents: Rows) -> list[dict[str, object]]:
    """Return rows of the table issues for problems; `documents` give the source paths."""
    paths = {row["document_id"]: row.get("source_path") for row in documents}
    return [
        {
            "document_id": problem.document_id,
            "source_path": paths.get(problem.document_id),
            "stage": "validate",
            "severity": problem.severity,
            "code": problem.code,
            "message": problem.message,
            "page": None,
            "record_key": problem.key,
        }
        for problem in problems
    ]


@dataclass(frozen=True, slots=True)
class DanglingReference:
    """A reference to a missing record: row index and foreign key."""

    row: int
    key: ForeignKey


def find_repeated_keys(schema: TableSchema, rows: Rows) -> Iterator[int]:
    """Yield the index of each row whose unique column repeats a value of an earlier row.

    >>> from pipeline.schema import find_table
    >>> list(find_repeated_keys(find_table("links"), [{"link_key": "a"}, {"link_key": "b"}, {"link_key": "a"}]))
    [2]
    """
    unique = [field.name for field in schema.fields if field.unique]
    seen: dict[str, set[object]] = {name: set() for name in unique}
    for index, row in enumerate(rows):
        values = {name: row.get(name) for name in unique}
        if any(value is not None and value in seen[name] for name, value in values.items()):
            yield index
        for name, value in values.items():
            seen[name].add(value)


def find_dangling_references(schema: TableSchema, rows: Rows, tables: Tables) -> Iterator[DanglingReference]:
    """Yield each non-null reference of the rows whose target is missing in `tables`."""
    for key in schema.foreign_keys:
        targets = {row.get(key.target) for row in tables.get(key.table, ())}
        for index, row in enumerate(rows):
            value = row.get(key.field)
            if value is not None and value not in targets:
                yield DanglingReference(index, key)


def collect_values(tables: Tables, *columns: tuple[str, str]) -> set[object]:
    """Return all non-null values of the given (table, column) pairs."""
    return {row.get(column) for table, column in columns for row in tables.get(table, ())} - {None}


TRACED_TABLES = ("commitments", "milestones")
"""Tables whose template values must all have provenance."""

FIRST_YEAR, LAST_YEAR = 2011, 2035
"""OGP was founded in 2011. Plans end at most ten years ahead, so later years are more likely misread than planned."""


def find_problems(tables: Tables) -> Iterator[RowProblem]:
    """Yield the problems of valid rows in the order of tables and rows."""
    yield from _find_untraced_values(tables)
    yield from _find_orphaned_provenance(tables)
    for name in TRACED_TABLES:
        for row in tables.get(name, ()):
            yield from _check_dates(name, row)
    yield from _find_broken_links(tables)


def _find_untraced_values(tables: Tables) -> Iterator[RowProblem]:
    traced = {(row["record_table"], row["record_key"], row["field"]) for row in tables.get("provenance", ())}
    for name in TRACED_TABLES:
        fields = [field.name for field in schema.find_table(name).fields if field.template]
        for row in tables.get(name, ()):
            key = row_key(name, row)
            missing = [field for field in fields if row.get(field) is not None and (name, key, field) not in traced]
            if missing:
                message = f"No place in the source is known for {', '.join(missing)}: check the value by hand."
                yield RowProblem(name, row, "warning", "value-without-provenance", message)


def _find_orphaned_provenance(tables: Tables) -> Iterator[RowProblem]:
    keys = {name: {row_key(name, row) for row in rows} for name, rows in tables.items()}
    for row in tables.get("provenance", ()):
        if row["record_key"] not in keys.get(str(row["record_table"]), ()):
            message = f"There is provenance for {row['record_table']} {row['record_key']}, but no such record."
            yield RowProblem("provenance", row, "error", "provenance-without-record", message)


def _check_dates(name: str, row: Mapping[str, object]) -> Iterator[RowProblem]:
    start, end = row.get("start_date"), row.get("end_date")
    for field, value in (("start date", start), ("end date", end)):
        if isinstance(value, datetime.date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            message = f"The {field} {value} lies outside {FIRST_YEAR} to {LAST_YEAR}: compare it with the source."
            yield RowProblem(name, row, "warning", "date-implausible", message)
    if isinstance(start, datetime.date) and isinstance(end, datetime.date) and start > end:
        message = f"The start date {start} is later than the end date {end}: compare them with the source."
        yield RowProblem(name, row, "warning", "dates-reversed", message)


def _find_broken_links(tables: Tables) -> Iterator[RowProblem]:
    known_keys = collect_values(
        tables, ("commitments", "commitment_key"), ("commitments", "commitment_id"), ("registry", "commitment_id")
    )
    for row in tables.get("links", ()):
        for end in ("from_key", "to_key"):
            if row[end] not in known_keys:
                message = f"The link's {end} {row[end]} is neither a commitment of these tables nor a known ID."
                yield RowProblem("links", row, "error", "link-leads-nowhere", message)
