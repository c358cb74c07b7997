"""A document's own row: what it is, which member and plan it speaks of, and where that is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from pipeline import schema
from pipeline.model import Document, Parsed, RawValue, Row, SourceDocument, identifiers
from pipeline.model.issues import Issue
from pipeline.model.records import Identity
from pipeline.normalize import dates
from pipeline.normalize.columns import first_number
from pipeline.normalize.countries import find_country, read_country
from pipeline.normalize.dates import Order
from pipeline.normalize.periods import first_year, plan_number, read_period
from pipeline.normalize.records import DATED, Draft
from pipeline.normalize.text import clean_text, one_line
from pipeline.schema.codes import members
from pipeline.schema.data import load_data

_PLAN_COLUMNS = ("plan_start_year", "plan_end_year", "plan_number")
_BY_LANGUAGE: dict[str, Order] = dict.fromkeys(("es", "fr", "pt", "ru", "id", "it", "de"), "day")


@dataclass(frozen=True, slots=True)
class DocumentValue:
    """A value that was found for the document, and the raw value it is in (None: given by the manifest)."""

    value: object
    source: RawValue | None
    confidence: float | None = None


def source_columns(source: SourceDocument) -> dict[str, object]:
    """Return the columns that the catalogue knows of a file."""
    return {
        "document_id": source.document_id,
        "source_path": source.path,
        "source_url": source.url,
        "sha256": source.sha256,
        "media_type": source.media_type,
        "size_bytes": source.size_bytes,
        "retrieved_on": _read_day(source.retrieved_on),
        "licence": source.licence,
    }


def document_columns(document: Document, identity: Identity | None = None) -> dict[str, object]:
    """Return the columns that follow from reading a file."""
    columns = source_columns(document.source)
    columns["source_url"] = document.source.url or document.properties.get("canonical_url")
    return {
        **columns,
        "page_count": len(document.pages) or None,
        "language": document.source.language or (identity and identity.value("language")) or document.language,
    }


def report_columns(
    document: Document, identity: Identity, parsed: Parsed | None = None
) -> tuple[dict[str, object], Row]:
    """Return the columns that the report itself states, and a row with their places.

    What its front says comes first, then what a parser read of it; what the manifest says is above both.
    """
    draft = Draft()
    told = parsed.document if parsed else {}
    member = _find_member(document, identity, parsed)
    plan = _find_plan(document, identity, told)
    code = str(member.value) if member else None
    _take_value(draft, "country_code", member)
    _take_value(draft, "country", _find_country(identity, member))
    for column, found in plan.items():
        _take_value(draft, column, found)
    if plan_id := _plan_id(identity, code, draft.values.get("plan_start_year")):
        _take_value(draft, "plan_id", DocumentValue(plan_id, plan["plan_start_year"].source))
    _take_value(draft, "title", _find_title(document, identity, told))
    for column, found in _find_preparation_date(document, identity, parsed).items():
        _take_value(draft, column, found)
    for column, found in _find_review(document, parsed).items():
        _take_value(draft, column, found)
    for column in ("local_member", "is_draft", "is_translation", "commitments_stated"):
        _take_value(draft, column, _find_fact(identity, column))
    columns = {name: value for name, value in draft.values.items() if name in schema.find_table("documents").columns}
    return columns, Row("documents", document.source.document_id, {}, tuple(draft.places))


def kind_columns(identity: Identity, parsed: Parsed | None) -> dict[str, object]:
    """Return report_type and publisher: the front's, unless the parser read a document of another family."""
    if parsed is None or not parsed.publisher:
        return {"report_type": identity.report_type or "unknown", "publisher": identity.publisher}
    same = identity.report_type is not None and report_family(identity.report_type) == report_family(parsed.report_type)
    kind = identity if same else parsed
    return {"report_type": kind.report_type, "publisher": kind.publisher}


@cache
def _families() -> Mapping[str, str]:
    listed: Mapping[str, Mapping[str, list[str]]] = load_data("identify/parsers")["families"]
    return {kind: name for name, group in listed.items() for kind in group["report_types"]}


def report_family(report_type: str) -> str:
    """Return the family of a report type: those that the same parsers read.

    >>> report_family("irm_design_report") == report_family("irm_results_report"), report_family("action_plan")
    (True, 'plan')
    """
    return _families().get(report_type, report_type)


def _take_value(draft: Draft, column: str, found: DocumentValue | None) -> None:
    if found is None or found.value is None:
        return
    if found.source is None:
        draft.values[column] = found.value
        return
    first = len(draft.places)
    draft.take({column: found.value}, found.source)
    if found.confidence is not None:
        draft.places[first:] = [replace(place, confidence=found.confidence) for place in draft.places[first:]]


def _find_member(document: Document, identity: Identity, parsed: Parsed | None) -> DocumentValue | None:
    """Return the member's prefix: by the manifest, the front, the report's own field, its IDs."""
    given = read_country(document.source.country) if document.source.country else None
    if given:
        return DocumentValue(given[0], None)
    if fact := _find_fact(identity, "country_code"):
        return fact
    stated = parsed.document.get("country") if parsed else None
    if stated and (named := read_country(stated.text) or find_country(stated.text)):
        return DocumentValue(named[0], stated)
    return _by_ids(parsed) if parsed else None


def _find_country(identity: Identity, member: DocumentValue | None) -> DocumentValue | None:
    """Return the name of the country: a local member's own country where it has a prefix of its own."""
    if member is None:
        return None
    fact = _find_fact(identity, "country") if identity.value("country_code") == member.value else None
    return fact or DocumentValue(members().get(str(member.value)), member.source)


def _plan_id(identity: Identity, code: str | None, start: object) -> str | None:
    """Return the plan's ID; none for a local member without a prefix, whose plans are not its country's."""
    local = identity.value("local_member")
    if local and identity.value("country_code") == code and members().get(code or "") == identity.value("country"):
        return None
    return identifiers.plan_id(code, start if isinstance(start, int) else None)


def _find_fact(identity: Identity, column: str) -> DocumentValue | None:
    fact = identity.facts.get(column)
    return None if fact is None or fact.value is None else DocumentValue(fact.value, fact.raw, fact.confidence)


def _by_ids(parsed: Parsed) -> DocumentValue | None:
    """Return the one prefix that all stated commitment IDs share."""
    values = [record.fields["commitment_id"] for record in parsed.records if "commitment_id" in record.fields]
    prefixes = {identifiers.find_prefix(found) for value in values for found in identifiers.find_ids(value.text)}
    return DocumentValue(prefixes.pop(), values[0]) if len(prefixes) == 1 else None


def _find_plan(document: Document, identity: Identity, told: Mapping[str, RawValue]) -> dict[str, DocumentValue]:
    """Return plan_name, plan_start_year, plan_end_year and plan_number, where the text says so."""
    if document.source.plan:
        return _find_years(document.source.plan, None)
    found = {column: fact for column in _PLAN_COLUMNS if (fact := _find_fact(identity, column))}
    fields = [told[name] for name in ("plan", "period", "title") if name in told]
    for value in fields:
        read = _find_years(value.text, value, value is not told.get("title"))
        start, own = read.get("plan_start_year"), found.get("plan_start_year")
        if own is None or start is None or start.value == own.value:
            found = {**read, **found}
    for name in ("plan", "period"):
        if name in told and (text := clean_text(told[name].text)):
            found.setdefault("plan_name", DocumentValue(one_line(text), told[name]))
    stated = told.get("plan_number")
    if stated is not None and (number := first_number(stated.text)):
        found["plan_number"] = DocumentValue(number, stated)
    return found


def _find_years(text: str, source: RawValue | None, single: bool = True) -> dict[str, DocumentValue]:
    """Return what a text says of the plan; a `single` year may be the plan's, in a title it is the report's."""
    span = read_period(text)
    start = span[0] if span else identifiers.plan_year(text.strip()) or (first_year(text) if single else None)
    found = {
        "plan_start_year": DocumentValue(start, source) if start else None,
        "plan_end_year": DocumentValue(span[1], source) if span else None,
        "plan_number": DocumentValue(number, source) if (number := plan_number(text)) else None,
    }
    return {name: value for name, value in found.items() if value}


def list_undetermined(told: Mapping[str, object], report_type: str) -> Iterator[Issue]:
    """Yield an issue for a report that does not name its country or plan; a dataset names them row by row."""
    if report_type == "dataset":
        return
    for column, name in (("country_code", "country"), ("plan_start_year", "plan")):
        if told.get(column) is None and not (name == "plan" and report_type == "member_page"):
            message = f"The document does not tell its {name}. Give it in manifest.csv, column {name}."
            yield Issue("normalise", "warning", f"{name}-unknown", message)


def _find_title(document: Document, identity: Identity, told: Mapping[str, RawValue]) -> DocumentValue | None:
    if "title" in told and (text := clean_text(told["title"].text)):
        return DocumentValue(one_line(text), told["title"])
    if fact := _find_fact(identity, "title"):
        return fact
    stated = clean_text(document.properties.get("title", ""))
    return DocumentValue(one_line(stated), None) if stated else None


def _find_preparation_date(document: Document, identity: Identity, parsed: Parsed | None) -> dict[str, DocumentValue]:
    """Return the day of preparation and its precision: by the parser's label, else by the front."""
    value = parsed.document.get("date_prepared") if parsed else None
    moment = dates.read_dates(one_line(value.text), date_order(document, parsed)).end if value and parsed else None
    if value and moment and moment.precision == "day":
        return {
            "date_prepared": DocumentValue(moment.last, value),
            "date_prepared_precision": DocumentValue("day", value),
        }
    columns = ("date_prepared", "date_prepared_precision")
    return {column: fact for column in columns if (fact := _find_fact(identity, column))}


def _find_review(document: Document, parsed: Parsed | None) -> dict[str, DocumentValue]:
    """Return who reviewed a plan and the time that the review covers, with the precision of its two dates."""
    told = parsed.document if parsed else {}
    found: dict[str, DocumentValue] = {}
    if "researcher" in told and (name := clean_text(told["researcher"].text)):
        found["researcher"] = DocumentValue(one_line(name), told["researcher"])
    if parsed and (stated := told.get("review_period")):
        span = dates.read_dates(one_line(stated.text), date_order(document, parsed))
        if span.start and span.end:
            found["review_start_date"] = DocumentValue(span.start.first, stated)
            found["review_start_date_precision"] = DocumentValue(span.start.precision, stated)
            found["review_end_date"] = DocumentValue(span.end.last, stated)
            found["review_end_date_precision"] = DocumentValue(span.end.precision, stated)
    return found


def date_order(document: Document, parsed: Parsed) -> Order | None:
    """Return which of day and month comes first: as the document's dates show, else as its language writes."""
    values = [value for record in parsed.records for name, value in record.fields.items() if name in DATED]
    shown = dates.detect_order(value.text for value in values)
    return shown or (_BY_LANGUAGE.get(document.language or "") if not _shows_both(values) else None)


def _shows_both(values: Iterable[RawValue]) -> bool:
    return len({order for value in values if (order := dates.detect_order([value.text]))}) > 1


def _read_day(text: str | None) -> object:
    moment = dates.read_dates(text).end if text else None
    return moment.last if moment and moment.precision == "day" else None
