"""From what single documents gave to the tables: rows with their keys, provenance rows, issue rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pipeline import schema
from pipeline.model import Extraction, Provenance, Row, identifiers
from pipeline.model.issues import Issue

Tables = dict[str, list[dict[str, object]]]
"""Table name -> rows; every table of the contract is there."""


def collect(
    extractions: Iterable[Extraction],
    run_issues: Iterable[tuple[str | None, Issue]] = (),
    run_rows: Iterable[Row] = (),
) -> Tables:
    """Return the rows of all tables; `run_issues` are issues of no extraction, each with its source path if it has one.

    `run_rows` are rows of no one document, which name theirs themselves.

    A `Row` of the table documents adds its values and its provenance to its document's row.
    """
    tables: Tables = {table.name: [] for table in schema.tables()}
    for extraction in extractions:
        _add(tables, extraction)
    for row in run_rows:
        tables[row.table].append(table_row(row, str(row.values.get("document_id") or "")))
    documents = {str(row["source_path"]): str(row["document_id"]) for row in tables["documents"]}
    tables["issues"] += [issue_row(issue, documents.get(path or ""), path) for path, issue in run_issues]
    return tables


def _add(tables: Tables, extraction: Extraction) -> None:
    document = {name: _value(value) for name, value in extraction.document.items()}
    parser = document.get("report_format")
    document_id = str(document["document_id"])
    for row in extraction.rows:
        if row.table == "documents":
            document |= {name: _value(value) for name, value in row.values.items()}
        else:
            tables[row.table].append(table_row(row, document_id))
        tables["provenance"] += _provenance(row, document_id, str(parser))
    tables["documents"].append(document)
    path = str(document.get("source_path"))
    tables["issues"] += [issue_row(issue, document_id, path) for issue in extraction.issues]


def table_row(row: Row, document_id: str) -> dict[str, object]:
    """Return a row's values with its key and its document in their columns; empty lists and texts become null.

    >>> table_row(Row("contacts", "d:c1.k1", {"name": "B. Dorj", "phone": ""}), "d")
    {'document_id': 'd', 'name': 'B. Dorj', 'phone': None, 'contact_key': 'd:c1.k1'}
    """
    table = schema.table(row.table)
    home = "source_document_id" if row.table == "registry" else "document_id"
    values: dict[str, object] = {home: document_id} if home in table.columns else {}
    values |= {name: _value(value) for name, value in row.values.items()}
    return values | {table.primary_key: row.key} if table.primary_key else values


def issue_row(issue: Issue, document_id: str | None, source_path: str | None) -> dict[str, object]:
    """Return the row of `issues` for one issue; its place becomes the record's key.

    >>> issue_row(Issue("parse", "warning", "odd", "It is odd.", place="c3"), "d", "a.pdf")["record_key"]
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
        "record_key": identifiers.key(document_id, issue.place) if document_id and issue.place else None,
    }


def _provenance(row: Row, document_id: str, parser: str) -> Iterator[dict[str, object]]:
    key = document_id if row.table == "documents" else row.key
    for given in row.provenance:
        found = {
            "record_table": row.table,
            "record_key": key,
            "document_id": document_id,
            **_place(given),
            "confidence": _confidence(parser, row.table, given),
        }
        # There are far more of these rows than of all others: columns without a value take no memory.
        yield {name: value for name, value in found.items() if value is not None}


def _confidence(parser: str, table: str, given: Provenance) -> float | None:
    if given.method == "ocr" and given.engine:
        return by_engine(given.engine, given.sure)
    return measured(parser, table, given.field, given.method)


def _place(given: Provenance) -> dict[str, object]:
    anchor, box = given.anchor, given.anchor.box
    return {
        "field": given.field,
        "page": anchor.page,
        "x0": box.x0 if box else None,
        "top": box.top if box else None,
        "x1": box.x1 if box else None,
        "bottom": box.bottom if box else None,
        "element_path": anchor.path,
        "char_start": anchor.start,
        "char_end": anchor.end,
        "text_raw": given.text_raw,
        "method": given.method,
    }


@cache
def measured(parser: str, table: str, field: str, method: str) -> float | None:
    """Return the measured precision of a parser's field and method (`schemas/measured.json`), None until measured.

    >>> measured("no_such_parser", "commitments", "title", "label") is None
    True
    """
    if not schema.exists("measured"):
        return None
    figures: Mapping[str, Any] = schema.load("measured")["parsers"]
    found = figures.get(parser, {}).get(f"{table}.{field}", {}).get(method)
    return None if found is None else float(found["precision"])


@cache
def by_engine(engine: str, sure: float | None) -> float | None:
    """Return the measured precision of values read by an engine of OCR that was so sure of their words.

    `sure` is None for values without words: marks and colours, which are found on the picture without the engine.

    >>> by_engine("no such engine", 0.9) is None
    True
    """
    if not schema.exists("scans"):
        return None
    found: Sequence[Mapping[str, Any]] = schema.load("scans")["engines"].get(engine, ())
    bins = (one for one in found if (one["from"] is None) == (sure is None))
    return next((float(one["precision"]) for one in bins if sure is None or sure >= one["from"]), None)


def _value(value: object) -> object:
    if isinstance(value, Sequence) and not value:
        return None
    return list(value) if isinstance(value, tuple) else value
