"""References and the registry of commitment IDs: records that point outside the document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import RawRecord, RawValue, Row, identifiers
from pipeline.model.issues import Issue
from pipeline.normalize import dates
from pipeline.normalize.columns import first_number, first_url
from pipeline.normalize.periods import find_member, find_start_year
from pipeline.normalize.records import RecordContext, read_fields

_ACCESSED = re.compile(
    r"(?:accessed|retrieved|consulted|visited|viewed|consultado|consulté|acessado|дата обращения)"
    r"(?:\s(?:on|el|le|em|at))?[:,]?\s([^()\[\]]{6,30})",
    re.I,
)


def normalize_reference(record: RawRecord, context: RecordContext) -> Iterator[Row | Issue]:
    """Yield the row of a footnote or citation: its first address and the day of access are read from its text."""
    draft = read_fields(record, context)
    text = record.fields.get("text")
    if text is not None:
        draft.take({"url": first_url(text.text), "accessed": read_access_date(text.text)}, text)
    yield from draft.issues
    yield draft.row("references", identifiers.make_key(context.document_id, record.place))


def read_access_date(text: str) -> object:
    """Return the day on which a source was read, as its citation says; None where it names no day.

    >>> read_access_date("Law on Data, https://example.org (accessed 5 May 2024).").isoformat()
    '2024-05-05'
    >>> read_access_date("accessed in spring") is None
    True
    """
    for match in _ACCESSED.finditer(text):
        for end in (*[cut.start() for cut in re.finditer(r"[.;]\s|$", match[1])], len(match[1])):
            moment = dates.read_dates(match[1][:end]).end
            if moment is not None and moment.precision == "day":
                return moment.last
    return None


def normalize_registry(record: RawRecord, context: RecordContext) -> Iterator[Row | Issue]:
    """Yield the row of a commitment ID, its member and plan from its own fields, else from the document."""
    draft = read_fields(record, context)
    draft.remove_number()
    code, start = find_member(record, context), find_start_year(record)
    draft.take(
        {"plan_id": identifiers.plan_id(code, start)}, _first_source(record, "plan_start_year", "plan"), derived=True
    )
    draft.values |= {"country_code": code, "source_url": _read_url(record.fields.get("url")) or context.source_url}
    if "cycle_year" not in draft.values and start:
        draft.values["cycle_year"] = start
    if "plan_number" in record.fields:
        draft.values["plan_number"] = first_number(record.fields["plan_number"].text)
    yield from draft.issues
    yield draft.row("registry", identifiers.make_key(context.document_id, record.place))


def _first_source(record: RawRecord, *names: str) -> RawValue:
    return next((record.fields[name] for name in names if name in record.fields), RawValue("", "derived"))


def _read_url(value: RawValue | None) -> str | None:
    return first_url(value.text) if value else None
