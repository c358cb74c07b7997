"""Checks that do not change rows: provenance, plausible dates, both ends of links."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from pipeline import schema
from pipeline.quality.finding import RowProblem, Tables, row_key
from pipeline.quality.keys import collect_values

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
