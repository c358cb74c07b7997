"""The front page: counts, coverage per parser, issues, and a line for each document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipeline import __version__, quality, schema
from pipeline.overrides import corrections, decisions
from pipeline.review import plans
from pipeline.review.records import Row, Tables

LISTED_COLUMNS = (
    "source_path",
    "source_url",
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
    "is_draft",
    "related_document_id",
    "relation",
)
"""Columns of documents that lists show and search."""

UNREAD = {"failed", "unidentified"}
"""Statuses of documents that gave no record."""

_SEVERITY_ORDER = {"error": 0, "warning": 1, "info": 2}


def build_overview(tables: Tables, counts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the data of the front page; `counts` is document_id -> result of `documents.count_contents`."""
    codes = Counter((row["severity"], row["code"]) for row in tables["issues"])
    reasons = {row["document_id"]: row["message"] for row in reversed(_rank_issues(tables["issues"]))}
    severities = Counter(row["severity"] for row in tables["issues"])
    return {
        "version": __version__,
        "schema": {table.name: _table_data(table) for table in schema.all_tables()},
        "tables": {name: len(rows) for name, rows in tables.items()},
        "parsers": [asdict(parser) for parser in quality.summarize_parsers(quality.count_results(tables))],
        "severities": {name: severities[name] for name in ("error", "warning", "info")},
        "codes": [
            [*kind, count]
            for kind, count in sorted(codes.items(), key=lambda item: (_SEVERITY_ORDER[item[0][0]], *item))
        ],
        "countries": plans.name_countries(tables),
        "plans": plans.build_plans(tables),
        "documents": {
            row["document_id"]: _document_line(row, counts[row["document_id"]])
            | ({"reason": reasons.get(row["document_id"], "")} if row["status"] in UNREAD else {})
            for row in tables["documents"]
        },
        "corrections": {
            "file": decisions.OVERRIDES,
            "columns": [*decisions.COLUMNS, *corrections.COLUMNS],
            "fixed": {
                table.name: sorted(corrections.uncorrectable_columns(table.name)) for table in schema.all_tables()
            },
        },
    }


def _document_line(row: Row, counts: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: row[name] for name in LISTED_COLUMNS if row.get(name) is not None}, **counts}


def _table_data(table: schema.TableSchema) -> dict[str, Any]:
    return {
        "title": table.title,
        "unit": table.unit,
        "fields": {field.name: _field_data(field) for field in table.fields},
    }


def _field_data(field: schema.FieldSchema) -> dict[str, Any]:
    data: dict[str, Any] = {"text": field.description, "type": field.type}
    if field.codes_by:  # the codes of a rating depend on what is rated
        data["codes_by"] = field.codes_by
        data["codes_for"] = {value: list(schema.code_descriptions(name)) for value, name in field.vocabularies.items()}
    elif field.codes:
        data["codes"] = dict(field.codes)
    return data


def list_issues(rows: Sequence[Row]) -> list[list[Any]]:
    """Return all issues as [severity, code, message, document_id, page, record_key], the most severe first."""
    ranked = _rank_issues(rows)
    columns = ("severity", "code", "message", "document_id", "page", "record_key", "source_path")
    return [[row[name] for name in columns] for row in ranked]


def _rank_issues(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (_SEVERITY_ORDER[row["severity"]], row["code"]))
