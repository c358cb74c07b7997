"""Build the tables from the extractions: rows with keys, provenance rows, issue rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pipeline import schema
from pipeline.model import Extraction, Provenance, Row, identifiers
from pipeline.model.issues import Issue

Tables = dict[str, list[dict[str, object]]]
"""Table name -> rows, for every declared table."""


def collect_tables(
    extractions: Iterable[Extraction], run_issues: Iterable[tuple[str | None, Issue]] = (), run_rows: Iterable[Row] = ()
) -> Tables:
    """Return the rows of all tables.

    `run_issues` are issues of no extraction, each with its source path if it has one. `run_rows` are rows of no single
    document, such as links. A `Row` of the table documents adds its values and provenance to its document's row.
    """
    tables: Tables = {table.name: [] for table in schema.all_tables()}
    for extraction in extractions:
        _add_extraction(tables, extraction)
    derived: list[Row] = []
    for row in run_rows:
        tables[row.table].append(build_table_row(row, str(row.values.get("document_id") or "")))
        if row.sources:
            derived.append(row)
    tables["provenance"] += list(_derived_provenance(tables["provenance"], derived))
    documents = {str(row["source_path"]): str(row["document_id"]) for row in tables["documents"]}
    tables["issues"] += [build_issue_row(issue, documents.get(path or ""), path) for path, issue in run_issues]
    return tables


def _add_extraction(tables: Tables, extraction: Extraction) -> None:
    document = {name: _plain_value(value) for name, value in extraction.document.items()}
    parser = document.get("report_format")
    document_id = str(document["document_id"])
    for row in extraction.rows:
        if row.table == "documents":
            document |= {name: _plain_value(value) for name, value in row.values.items()}
        else:
            tables[row.table].append(build_table_row(row, document_id))
        tables["provenance"] += _provenance_rows(row, document_id, str(parser))
    tables["documents"].append(document)
    path = str(document.get("source_path"))
    tables["issues"] += [build_issue_row(issue, document_id, path) for issue in extraction.issues]


def build_table_row(row: Row, document_id: str) -> dict[str, object]:
    """Return a row's values with its key and document in their columns; empty lists and texts become null.

    >>> build_table_row(Row("contacts", "d:c1.k1", {"name": "B. Dorj", "phone": ""}), "d")
    {'document_id': 'd', 'name': 'B. Dorj', 'phone': None, 'contact_key': 'd:c1.k1'}
    """
    table = schema.find_table(row.table)
    document_column = "source_document_id" if row.table == "registry" else "document_id"
    values: dict[str, object] = {document_column: document_id} if document_column in table.columns else {}
    values |= {name: _plain_value(value) for name, value in row.values.items()}
    return values | {table.primary_key: row.key} if table.primary_key else values


def build_issue_row(issue: Issue, document_id: str | None, source_path: str | None) -> dict[str, object]:
    """Return the row of `issues` for one issue; its place becomes the record key.

    >>> build_issue_row(Issue("parse", "warning", "odd", "It is odd.", place="c3"), "d", "a.pdf")["record_key"]
    'd:c3'
    """
    return {
        "document_id": document_id,
        "source_path": source_path,
        "stage": issue.stage,
        "severity": issue.severity,
        "code": issue.code,
        "message": issue.message,
        "page": issue.page,
        "record_key": identifiers.make_key(document_id, issue.place) if document_id and issue.place else None,
    }


def _provenance_rows(row: Row, document_id: str, parser: str) -> Iterator[dict[str, object]]:
    key = document_id if row.table == "documents" else row.key
    for place in row.provenance:
        values = {
            "record_table": row.table,
            "record_key": key,
            "document_id": document_id,
            **_position_columns(place),
            "confidence": _measured_confidence(parser, row.table, place),
        }
        # There are far more of these rows than of all others, so columns without a value are left out to save memory.
        yield {name: value for name, value in values.items() if value is not None}


def _derived_provenance(rows: Sequence[Mapping[str, object]], derived: Iterable[Row]) -> Iterator[dict[str, object]]:
    """Yield for each derived value the positions of the values that it is derived from."""
    columns: dict[tuple[object, ...], list[tuple[Row, str]]] = {}
    for row in derived:
        for source in row.sources:
            columns.setdefault((source.table, source.key, source.field), []).append((row, source.column))
    for place in rows:
        for row, column in columns.get((place["record_table"], place["record_key"], place["field"]), ()):
            yield {**place, "record_table": row.table, "record_key": row.key, "field": column}


def _measured_confidence(parser: str, table: str, place: Provenance) -> float | None:
    if place.confidence is not None:
        return place.confidence
    if place.method == "ocr" and place.engine:
        return engine_precision(place.engine, place.sure)
    return measured_precision(parser, table, place.field, place.method)


def _position_columns(place: Provenance) -> dict[str, object]:
    anchor, box = place.anchor, place.anchor.box
    return {
        "field": place.field,
        "page": anchor.page,
        "x0": box.x0 if box else None,
        "top": box.top if box else None,
        "x1": box.x1 if box else None,
        "bottom": box.bottom if box else None,
        "element_path": anchor.path,
        "char_start": anchor.start,
        "char_end": anchor.end,
        "text_raw": place.text_raw,
        "method": place.method,
    }


@cache
def measured_precision(parser: str, table: str, field: str, method: str) -> float | None:
    """Return the measured precision of a parser's field and method from `schemas/measured.json`, None if unmeasured.

    >>> measured_precision("no_such_parser", "commitments", "title", "label") is None
    True
    """
    if not schema.has_data("measured"):
        return None
    figures: Mapping[str, Any] = schema.load("measured")["parsers"]
    entry = figures.get(parser, {}).get(f"{table}.{field}", {}).get(method)
    return None if entry is None else float(entry["precision"])


@cache
def engine_precision(engine: str, certainty: float | None) -> float | None:
    """Return the measured precision of values that an OCR engine read with this certainty.

    `certainty` is None for values without words: marks and colors, which are found on the picture without the engine.

    >>> engine_precision("no such engine", 0.9) is None
    True
    """
    if not schema.has_data("scans"):
        return None
    bins_of_engine: Sequence[Mapping[str, Any]] = schema.load("scans")["engines"].get(engine, ())
    bins = (entry for entry in bins_of_engine if (entry["from"] is None) == (certainty is None))
    return next((float(entry["precision"]) for entry in bins if certainty is None or certainty >= entry["from"]), None)


def _plain_value(value: object) -> object:
    if isinstance(value, Sequence) and not value:
        return None
    return list(value) if isinstance(value, tuple) else value
