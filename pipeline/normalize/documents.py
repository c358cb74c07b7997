"""A document's own row: what it is, which member and plan it speaks of, and where that is printed."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.model import Document, Line, Parsed, RawValue, Row, SourceDocument, TextBlock, identifiers
from pipeline.model.issues import Issue
from pipeline.normalize import dates
from pipeline.normalize.columns import first_number
from pipeline.normalize.countries import country, find_country, mentions
from pipeline.normalize.date_forms import Order
from pipeline.normalize.periods import first_year, names_plan, period, plan_number
from pipeline.normalize.records import DATED, Draft
from pipeline.normalize.text import clean, one_line
from pipeline.schema.data import members
from pipeline.structure.lines import lines_of, text_of

_TITLE_PAGE = 40
"""Lines at a document's head that may name its country and plan."""
_CLEAR_MAJORITY = 0.6
_FEWEST_MENTIONS = 3
_MENTIONS_WITHIN = 60_000
_BY_LANGUAGE: dict[str, Order] = dict.fromkeys(("es", "fr", "pt", "ru", "id", "it", "de"), "day")


@dataclass(frozen=True, slots=True)
class Found:
    """A value that was found for the document, and the raw value it stands in (None: told by the manifest)."""

    value: object
    source: RawValue | None


def source_columns(source: SourceDocument) -> dict[str, object]:
    """Return the columns that the catalogue knows of a file."""
    return {
        "document_id": source.document_id,
        "source_path": source.path,
        "source_url": source.url,
        "sha256": source.sha256,
        "media_type": source.media_type,
        "size_bytes": source.size_bytes,
        "retrieved_on": _day(source.retrieved_on),
        "licence": source.licence,
    }


def document_columns(document: Document) -> dict[str, object]:
    """Return the columns that reading a file tells."""
    columns = source_columns(document.source)
    columns["source_url"] = document.source.url or document.properties.get("canonical_url")
    return {
        **columns,
        "page_count": len(document.pages) or None,
        "language": document.source.language or document.language,
    }


def report_columns(document: Document, parsed: Parsed) -> tuple[dict[str, object], Row]:
    """Return the columns that the report itself tells, and a row with their places."""
    draft = Draft()
    member = _member(document, parsed)
    plan = _plan(document, parsed)
    code = str(member.value) if member else None
    _take(draft, "country_code", member)
    _take(draft, "country", Found(members().get(code or ""), member.source) if member else None)
    for column, found in plan.items():
        _take(draft, column, found)
    start = draft.values.get("plan_start_year")
    plan_id = identifiers.plan_id(code, start if isinstance(start, int) else None)
    _take(draft, "plan_id", Found(plan_id, plan["plan_start_year"].source) if plan_id else None)
    _take(draft, "title", _title(document, parsed))
    _take(draft, "date_prepared", _prepared(document, parsed))
    columns = dict(draft.values)
    return columns, Row("documents", document.source.document_id, {}, tuple(draft.places))


def _take(draft: Draft, column: str, found: Found | None) -> None:
    if found is None or found.value is None:
        return
    if found.source is None:
        draft.values[column] = found.value
    else:
        draft.take({column: found.value}, found.source)


def _member(document: Document, parsed: Parsed) -> Found | None:
    """Return the member's prefix: by the manifest, the report's own field, its title, its head, its IDs, its text."""
    given = country(document.source.country) if document.source.country else None
    if given:
        return Found(given[0], None)
    stated = parsed.document.get("country")
    if stated and (named := country(stated.text) or find_country(stated.text)):
        return Found(named[0], stated)
    for value in (*_told(parsed), *_head(document)):
        if named := find_country(value.text):
            return Found(named[0], value)
    return _by_ids(parsed) or _by_address(document) or _by_mentions(document)


def _told(parsed: Parsed) -> Iterator[RawValue]:
    yield from (parsed.document[name] for name in ("plan", "title") if name in parsed.document)


def _head(document: Document) -> Iterator[RawValue]:
    """Yield the lines of the title page, headings first: each as a value of its own."""
    lines = [(block, line) for block in document.blocks[:_TITLE_PAGE] for line in lines_of(block)][:_TITLE_PAGE]
    headings = [line for block, line in lines if isinstance(block, TextBlock) and block.kind == "heading"]
    for line in (*headings, *(line for _, line in lines)):
        yield _value(line)


def _value(line: Line) -> RawValue:
    return RawValue(line.text, "heading", (line,))


def _by_ids(parsed: Parsed) -> Found | None:
    """Return the one prefix that all stated commitment IDs share."""
    values = [record.fields["commitment_id"] for record in parsed.records if "commitment_id" in record.fields]
    prefixes = {identifiers.prefix(found) for value in values for found in identifiers.find_ids(value.text)}
    return Found(prefixes.pop(), values[0]) if len(prefixes) == 1 else None


def _by_address(document: Document) -> Found | None:
    """Return the member whose name stands in the page's own address (/members/<name>/)."""
    address = document.properties.get("canonical_url") or document.source.url or ""
    parts = address.split("/")
    slugs = [after.replace("-", " ").title() for part, after in itertools.pairwise(parts) if part == "members"]
    named = find_country(slugs[0]) if slugs else None
    return Found(named[0], None) if named else None


def _by_mentions(document: Document) -> Found | None:
    """Return the member that the text names most, by a clear majority."""
    counted = Counter(mentions(text_of(document.blocks)[:_MENTIONS_WITHIN]))
    most = counted.most_common(1)
    if not most or most[0][1] < _FEWEST_MENTIONS or most[0][1] < _CLEAR_MAJORITY * counted.total():
        return None
    return Found(most[0][0], RawValue(members()[most[0][0]], "derived"))


def _plan(document: Document, parsed: Parsed) -> dict[str, Found]:
    """Return plan_name, plan_start_year, plan_end_year and plan_number, as far as told."""
    if document.source.plan:
        return _years(document.source.plan, None)
    fields = [parsed.document[name] for name in ("plan", "period", "title") if name in parsed.document]
    found: dict[str, Found] = {}
    for value in fields:
        found = {**_years(value.text, value, value is not parsed.document.get("title")), **found}
    for name in ("plan", "period"):
        if name in parsed.document and (text := clean(parsed.document[name].text)):
            found.setdefault("plan_name", Found(one_line(text), parsed.document[name]))
    stated = parsed.document.get("plan_number")
    if stated is not None and (number := first_number(stated.text)):
        found["plan_number"] = Found(number, stated)
    return found if "plan_start_year" in found else {**_first_period(_head(document)), **found}


def _years(text: str, source: RawValue | None, single: bool = True) -> dict[str, Found]:
    """Return what a text tells of the plan; a `single` year may be the plan's, in a title it is the report's."""
    span = period(text)
    start = span[0] if span else identifiers.plan_year(text.strip()) or (first_year(text) if single else None)
    found = {
        "plan_start_year": Found(start, source) if start else None,
        "plan_end_year": Found(span[1], source) if span else None,
        "plan_number": Found(number, source) if (number := plan_number(text)) else None,
    }
    return {name: value for name, value in found.items() if value}


def _first_period(values: Iterable[RawValue]) -> dict[str, Found]:
    """Return the years of the first line of the head that names a range of years, of one that names a plan if any."""
    ranged = [value for value in values if period(value.text)]
    chosen = next((value for value in ranged if names_plan(value.text)), next(iter(ranged), None))
    return _years(chosen.text, chosen) if chosen else {}


def untold(told: Mapping[str, object], report_type: str) -> Iterator[Issue]:
    """Yield an issue for a report that does not tell its country or plan; a dataset tells them row by row."""
    if report_type == "dataset":
        return
    for column, name in (("country_code", "country"), ("plan_start_year", "plan")):
        if told.get(column) is None and not (name == "plan" and report_type == "member_page"):
            message = f"The document does not tell its {name}. Give it in manifest.csv, column {name}."
            yield Issue("normalise", "warning", f"{name}-unknown", message)


def _title(document: Document, parsed: Parsed) -> Found | None:
    for value in filter(None, (parsed.document.get("title"),)):
        if text := clean(value.text):
            return Found(one_line(text), value)
    stated = clean(document.properties.get("title", ""))
    return Found(one_line(stated), None) if stated else None


def _prepared(document: Document, parsed: Parsed) -> Found | None:
    value = parsed.document.get("date_prepared")
    if value is None:
        return None
    moment = dates.read(one_line(value.text), date_order(document, parsed)).end
    return Found(moment.last, value) if moment and moment.precision == "day" else None


def date_order(document: Document, parsed: Parsed) -> Order | None:
    """Return which of day and month comes first: as the document's dates show, else as its language writes."""
    values = [value for record in parsed.records for name, value in record.fields.items() if name in DATED]
    shown = dates.detect_order(value.text for value in values)
    return shown or (_BY_LANGUAGE.get(document.language or "") if not _shows_both(values) else None)


def _shows_both(values: Iterable[RawValue]) -> bool:
    return len({order for value in values if (order := dates.detect_order([value.text]))}) > 1


def _day(text: str | None) -> object:
    moment = dates.read(text).end if text else None
    return moment.last if moment and moment.precision == "day" else None
