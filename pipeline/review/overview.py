"""The front page: counts, coverage per parser, issues, and a line for each document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipeline import __version__, quality, schema
from pipeline.overrides import corrections, decisions
from pipeline.review.records import Row, Tables

LISTED_COLUMNS = (
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

_SEVERITY_ORDER = {"error": 0, "warning": 1, "info": 2}


def build_overview(tables: Tables, counts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the data of the front page; `counts` is document_id -> result of `documents.count_contents`."""
    codes = Counter((row["severity"], row["code"]) for row in tables["issues"])
    severities = Counter(row["severity"] for row in tables["issues"])
    return {
        "version": __version__,
        "schema": {table.name: _table_data(table) for table in schema.tables()},
        "tables": {name: len(rows) for name, rows in tables.items()},
        "parsers": [asdict(parser) for parser in quality.summarize_parsers(tables)],
        "severities": {name: severities[name] for name in ("error", "warning", "info")},
        "codes": [
            [*kind, count]
            for kind, count in sorted(codes.items(), key=lambda item: (_SEVERITY_ORDER[item[0][0]], *item))
        ],
        "plans": plan_coverage(tables),
        "documents": {
            row["document_id"]: _document_line(row, counts[row["document_id"]]) for row in tables["documents"]
        },
        "corrections": {
            "file": decisions.OVERRIDES,
            "columns": [*decisions.COLUMNS, *corrections.COLUMNS],
            "fixed": {table.name: sorted(corrections.uncorrectable_columns(table.name)) for table in schema.tables()},
        },
    }


def _document_line(row: Row, counts: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: row[name] for name in LISTED_COLUMNS if row[name] is not None}, **counts}


def plan_coverage(tables: Tables) -> list[list[Any]]:
    """Return how completely each plan is covered, by country and year.

    As [plan, documents, commitments known by ID, those in documents, those with the government's completion,
    those with
    the IRM's, commitments without ID].
    """
    ids_by_plan: dict[str, set[str]] = {}
    for row in (*tables["registry"], *tables["commitments"]):
        if row["plan_id"] and row["commitment_id"]:
            ids_by_plan.setdefault(row["plan_id"], set()).add(row["commitment_id"])
    without_id = Counter(row["plan_id"] for row in tables["commitments"] if row["plan_id"] and not row["commitment_id"])
    documents = Counter(row["plan_id"] for row in tables["documents"] if row["plan_id"])
    in_documents = {row["commitment_id"] for row in tables["commitments"]}
    rated = {name: _rated_commitments(tables, name) for name in ("government", "irm")}
    return [
        [
            plan,
            documents[plan],
            len(ids),
            *(len(ids & selected) for selected in (in_documents, *rated.values())),
            without_id[plan],
        ]
        for plan in sorted({*ids_by_plan, *without_id, *documents})
        for ids in (ids_by_plan.get(plan, set()),)
    ]


def _rated_commitments(tables: Tables, assessor: str) -> set[str]:
    ids_by_key = {row["commitment_key"]: row["commitment_id"] for row in tables["commitments"]}
    rows = (row for row in tables["assessments"] if row["indicator"] == "completion" and row["assessor"] == assessor)
    identifiers = (row["commitment_id"] or ids_by_key.get(row["commitment_key"]) for row in rows if row["value"])
    return {name for name in identifiers if name}


def _table_data(table: schema.TableSchema) -> dict[str, Any]:
    return {
        "title": table.title,
        "unit": table.unit,
        "fields": {field.name: _field_data(field) for field in table.fields},
    }


def _field_data(field: schema.FieldSchema) -> dict[str, Any]:
    data: dict[str, Any] = {"text": field.description, "type": field.type}
    if field.codes:
        data["codes"] = dict(field.codes)
    return data


def list_issues(rows: Sequence[Row]) -> list[list[Any]]:
    """Return all issues as [severity, code, message, document_id, page, record_key], the most severe first."""
    ranked = sorted(rows, key=lambda row: (_SEVERITY_ORDER[row["severity"]], row["code"]))
    columns = ("severity", "code", "message", "document_id", "page", "record_key", "source_path")
    return [[row[name] for name in columns] for row in ranked]
