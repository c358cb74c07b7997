"""The plan that a record belongs to: by its own fields (a dataset holds many plans), else the document's."""

from __future__ import annotations

from pipeline.model import RawRecord, identifiers
from pipeline.normalize.columns import first_number
from pipeline.normalize.countries import read_country
from pipeline.normalize.periods import first_year, read_period
from pipeline.normalize.records import RecordContext

_OWN = frozenset({"country", "plan", "plan_start_year", "plan_number"})


def find_member(record: RawRecord, context: RecordContext) -> str | None:
    """Return the prefix of the record's member: its own field's, its stated ID's, else the document's."""
    named = read_country(record.fields["country"].text) if "country" in record.fields else None
    if named:
        return named[0]
    stated = record.fields.get("commitment_id")
    found = identifiers.find_ids(stated.text.upper()) if stated else []
    return identifiers.find_prefix(found[0]) if found else context.country_code


def find_start_year(record: RawRecord) -> int | None:
    """Return the first year of the plan that the record's own fields tell."""
    year, plan = record.fields.get("plan_start_year"), record.fields.get("plan")
    if year is not None and (found := first_year(year.text)):
        return found
    span = read_period(plan.text) if plan else None
    return span[0] if span else None


def plan_columns(record: RawRecord, context: RecordContext) -> dict[str, object]:
    """Return country_code, plan_id and plan_number of a commitment."""
    if not _OWN & record.fields.keys():
        return {
            "country_code": context.country_code,
            "plan_id": context.plan_id,
            "plan_number": context.plan_number,
        }
    code, number = find_member(record, context), record.fields.get("plan_number")
    return {
        "country_code": code,
        "plan_id": identifiers.plan_id(code, find_start_year(record)),
        "plan_number": first_number(number.text) if number else None,
    }
