"""Checks that leave the rows as they are: provenance, plausible dates, the ends of links."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from pipeline import schema
from pipeline.quality.finding import Finding, Tables, key_of
from pipeline.quality.keys import known

TRACED = ("commitments", "milestones")
"""Tables whose template values must all have provenance."""

FIRST_YEAR, LAST_YEAR = 2011, 2035
"""OGP was founded in 2011; later years than the last are more likely misread than planned."""


def findings(tables: Tables) -> Iterator[Finding]:
    """Give what is odd about sound rows, in the order of tables and rows."""
    yield from _untraced(tables)
    yield from _orphans(tables)
    for name in TRACED:
        for row in tables.get(name, ()):
            yield from _dates(name, row)
    yield from _loose_links(tables)


def _untraced(tables: Tables) -> Iterator[Finding]:
    traced = {(row["record_table"], row["record_key"], row["field"]) for row in tables.get("provenance", ())}
    for name in TRACED:
        fields = [field.name for field in schema.table(name).fields if field.template]
        for row in tables.get(name, ()):
            key = key_of(name, row)
            lost = [field for field in fields if row.get(field) is not None and (name, key, field) not in traced]
            if lost:
                message = f"No place in the source is known for {', '.join(lost)}: check the value by hand."
                yield Finding(name, row, "warning", "value-without-provenance", message)


def _orphans(tables: Tables) -> Iterator[Finding]:
    keys = {name: {key_of(name, row) for row in rows} for name, rows in tables.items()}
    for row in tables.get("provenance", ()):
        if row["record_key"] not in keys.get(str(row["record_table"]), ()):
            message = f"There is provenance for {row['record_table']} {row['record_key']}, but no such record."
            yield Finding("provenance", row, "error", "provenance-without-record", message)


def _dates(name: str, row: Mapping[str, object]) -> Iterator[Finding]:
    start, end = row.get("start_date"), row.get("end_date")
    for field, value in (("start date", start), ("end date", end)):
        if isinstance(value, datetime.date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            message = f"The {field} {value} lies outside {FIRST_YEAR} to {LAST_YEAR}: compare it with the source."
            yield Finding(name, row, "warning", "date-implausible", message)
    if isinstance(start, datetime.date) and isinstance(end, datetime.date) and start > end:
        message = f"The start date {start} is later than the end date {end}: compare them with the source."
        yield Finding(name, row, "warning", "dates-reversed", message)


def _loose_links(tables: Tables) -> Iterator[Finding]:
    ends = known(
        tables, ("commitments", "commitment_key"), ("commitments", "commitment_id"), ("registry", "commitment_id")
    )
    for row in tables.get("links", ()):
        for end in ("from_key", "to_key"):
            if row[end] not in ends:
                message = f"The link's {end} {row[end]} is neither a commitment of these tables nor a known ID."
                yield Finding("links", row, "error", "link-leads-nowhere", message)
