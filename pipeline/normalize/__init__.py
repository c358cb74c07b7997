"""Normalise: a parser's raw records to typed rows, each value with its place; what can't be read is an issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.model import Document, Extraction, Parsed, RawRecord, Row, SourceDocument, identifiers
from pipeline.model.issues import Issue
from pipeline.model.records import Identity
from pipeline.normalize.commitments import ROLES, normalize_commitment
from pipeline.normalize.documents import (
    date_order,
    document_columns,
    kind_columns,
    list_undetermined,
    report_columns,
    source_columns,
)
from pipeline.normalize.institution_lists import find_standalone_names
from pipeline.normalize.places import SCANNED, raise_ocr_issues
from pipeline.normalize.records import (
    RecordContext,
    normalize_assessment,
    normalize_comment,
    normalize_milestone,
    normalize_recommendation,
)
from pipeline.normalize.sources import normalize_reference, normalize_registry

__all__ = ["describe_identified", "describe_unread", "normalize"]

_TABLES: Mapping[str, Callable[[RawRecord, RecordContext], Iterator[Row | Issue]]] = {
    "commitments": normalize_commitment,
    "milestones": normalize_milestone,
    "assessments": normalize_assessment,
    "comments": normalize_comment,
    "recommendations": normalize_recommendation,
    "references": normalize_reference,
    "registry": normalize_registry,
}


def normalize(
    document: Document, parsed: Parsed, parser: str, parser_version: str, identity: Identity | None = None
) -> Extraction:
    """Turn what a parser read into rows of the tables, the document's own among them, and issues.

    `identity` is what the document's front says of it.

    The document's status is partial where an issue of severity error is left. Pure: the same input gives the same rows.
    """
    identity = identity or Identity()
    columns = document_columns(document, identity)
    told, places = report_columns(document, identity, parsed)
    kind = kind_columns(identity, parsed)
    context = replace(_build_context(document, told, parsed), phase=_find_phase(str(kind["report_type"])))
    made = [item for record in parsed.records for item in _normalize_record(record, context)]
    scanned = {page.number: page for page in document.pages if SCANNED & set(page.quality)}
    rows = tuple(raise_ocr_issues(item, scanned) for item in _with_positions(made))
    issues = (
        *parsed.issues,
        *list_undetermined(told, parsed.report_type),
        *(item for item in made if isinstance(item, Issue)),
    )
    row: dict[str, object] = {
        **columns,
        **kind,
        "report_format": parser,
        **told,
        "parser_version": parser_version,
        "status": _document_status((*document.issues, *issues)),
    }
    return Extraction(row, (raise_ocr_issues(places, scanned), *rows) if rows else (), issues)


def describe_identified(document: Document, identity: Identity, *issues: Issue) -> Extraction:
    """Return what a document gives whose kind is known but of which no record was read: its complete row."""
    columns = document_columns(document, identity)
    told, places = report_columns(document, identity)
    row = {**columns, **kind_columns(identity, None), "report_format": None, **told, "status": "partial"}
    scanned = {page.number: page for page in document.pages if SCANNED & set(page.quality)}
    found = (*document.issues, *issues, *list_undetermined(told, str(row["report_type"])))
    return Extraction(row, (raise_ocr_issues(places, scanned),), found)


def describe_unread(source: SourceDocument | Document, status: str, *issues: Issue) -> Extraction:
    """Return what a document gives that was not parsed: its row with a status, and the issues that say why."""
    columns = document_columns(source) if isinstance(source, Document) else source_columns(source)
    before = source.issues if isinstance(source, Document) else ()
    row = {**columns, "report_format": None, "report_type": "unknown", "status": status}
    return Extraction(row, (), (*before, *issues))


def _normalize_record(record: RawRecord, context: RecordContext) -> Iterator[Row | Issue]:
    if record.table not in _TABLES:
        message = f"The parser gave a record of '{record.table}', which is no table of records; it is left out."
        yield Issue("normalise", "error", "unknown-table", message, place=record.place)
        return
    yield from _TABLES[record.table](record, context)


def _with_positions(items: Sequence[Row | Issue]) -> Iterator[Row]:
    """Yield the rows, commitments counted over the document and milestones over their commitment, from 1."""
    counts: Counter[object] = Counter()
    for item in items:
        if not isinstance(item, Row):
            continue
        if item.table not in {"commitments", "milestones"}:
            yield item
            continue
        group = item.values.get("commitment_key") if item.table == "milestones" else None
        counts[group] += 1
        yield replace(item, values={**item.values, "position": counts[group]})


def _build_context(document: Document, told: Mapping[str, object], parsed: Parsed) -> RecordContext:
    stated = {
        record.place: found[0]
        for record in parsed.records
        if record.table == "commitments" and "commitment_id" in record.fields
        if (found := identifiers.find_ids(record.fields["commitment_id"].text.upper()))
    }
    return RecordContext(
        document_id=document.source.document_id,
        order=date_order(document, parsed),
        country_code=_text_of(told.get("country_code")),
        plan_id=_text_of(told.get("plan_id")),
        plan_number=number if isinstance(number := told.get("plan_number"), int) else None,
        source_url=document.source.url or document.properties.get("canonical_url"),
        stated=stated,
        # The names that a table of many countries prints say nothing of one country's bodies.
        known_institutions=find_standalone_names(
            record.fields[name].text
            for record in parsed.records
            for name in ROLES
            if name in record.fields and parsed.report_type != "dataset"
        ),
    )


def _find_phase(report_type: str) -> str | None:
    """Return the phase that a self-assessment's own ratings represent, by its type."""
    return report_type.removeprefix("self_assessment_") if report_type.startswith("self_assessment_") else None


def _text_of(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _document_status(issues: tuple[Issue, ...]) -> str:
    return "partial" if any(issue.severity == "error" for issue in issues) else "ok"
