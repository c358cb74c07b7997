"""What the front page needs: counts, coverage per parser, issues, and a line for each document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipeline import __version__, quality, schema
from pipeline.overrides import corrections, decisions
from pipeline.review.records import Row, Tables

LISTED = (
    "source_path",
    "title",
    "country",
    "country_code",
    "plan_id",
    "report_type",
    "report_format",
    "media_type",
    "page_count",
    "publisher",
    "language",
    "status",
)
"""Columns of documents that lists show and search."""

_GRAVITY = {"error": 0, "warning": 1, "info": 2}


def data(tables: Tables, counts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the front page's data; `counts` is document_id -> what `documents.counts` says of it."""
    codes = Counter((row["severity"], row["code"]) for row in tables["issues"])
    severities = Counter(row["severity"] for row in tables["issues"])
    return {
        "version": __version__,
        "schema": {table.name: _table(table) for table in schema.tables()},
        "tables": {name: len(rows) for name, rows in tables.items()},
        "parsers": [asdict(parser) for parser in quality.summarize_parsers(tables)],
        "severities": {name: severities[name] for name in ("error", "warning", "info")},
        "codes": [[*kind, count] for kind, count in sorted(codes.items(), key=lambda one: (_GRAVITY[one[0][0]], *one))],
        "plans": plans(tables),
        "documents": {row["document_id"]: _document(row, counts[row["document_id"]]) for row in tables["documents"]},
        "corrections": {
            "file": decisions.OVERRIDES,
            "columns": [*decisions.COLUMNS, *corrections.COLUMNS],
            "fixed": {table.name: sorted(corrections.uncorrectable_columns(table.name)) for table in schema.tables()},
        },
    }


def _document(row: Row, counts: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: row[name] for name in LISTED if row[name] is not None}, **counts}


def plans(tables: Tables) -> list[list[Any]]:
    """Return how far each plan is covered, by country and year.

    As [plan, documents, commitments known by ID, of these told of in documents, of these with the government's
    completion, with the IRM's, commitments whose ID is not known].
    """
    known: dict[str, set[str]] = {}
    for row in (*tables["registry"], *tables["commitments"]):
        if row["plan_id"] and row["commitment_id"]:
            known.setdefault(row["plan_id"], set()).add(row["commitment_id"])
    nameless = Counter(row["plan_id"] for row in tables["commitments"] if row["plan_id"] and not row["commitment_id"])
    documents = Counter(row["plan_id"] for row in tables["documents"] if row["plan_id"])
    told = {row["commitment_id"] for row in tables["commitments"]}
    rated = {name: _rated(tables, name) for name in ("government", "irm")}
    return [
        [plan, documents[plan], len(own), *(len(own & some) for some in (told, *rated.values())), nameless[plan]]
        for plan in sorted({*known, *nameless, *documents})
        for own in (known.get(plan, set()),)
    ]


def _rated(tables: Tables, assessor: str) -> set[str]:
    own = {row["commitment_key"]: row["commitment_id"] for row in tables["commitments"]}
    rows = (row for row in tables["assessments"] if row["indicator"] == "completion" and row["assessor"] == assessor)
    found = (row["commitment_id"] or own.get(row["commitment_key"]) for row in rows if row["value"])
    return {name for name in found if name}


def _table(table: schema.TableSchema) -> dict[str, Any]:
    return {"title": table.title, "unit": table.unit, "fields": {field.name: _field(field) for field in table.fields}}


def _field(field: schema.FieldSchema) -> dict[str, Any]:
    found: dict[str, Any] = {"text": field.description, "type": field.type}
    if field.codes:
        found["codes"] = dict(field.codes)
    return found


def issues(rows: Sequence[Row]) -> list[list[Any]]:
    """Return all issues as [severity, code, message, document_id, page, record_key], the gravest first."""
    ranked = sorted(rows, key=lambda row: (_GRAVITY[row["severity"]], row["code"]))
    columns = ("severity", "code", "message", "document_id", "page", "record_key", "source_path")
    return [[row[name] for name in columns] for row in ranked]
