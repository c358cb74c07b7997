"""The front page: counts, coverage per parser, issues, and a line for each document.

The plans and members of the site's start page: names, years, documents, and completion by assessor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipeline import __version__, quality, schema
from pipeline.analysis.disagreements import Disagreement, find_disagreements
from pipeline.analysis.find import (
    SHOWN_COLUMNS,
    commitment_name,
    list_plan_commitments,
    map_plan_keys,
    plan_key,
)
from pipeline.analysis.rows import Row, Tables, group_by
from pipeline.analysis.stories import collect_stories
from pipeline.model.issues import SEVERITIES
from pipeline.overrides import corrections, decisions
from pipeline.schema.codes import members

ASSESSORS = {"government": "completion_government", "irm": "completion_irm"}
"""Assessor -> its column of plan_commitments."""


def name_countries(tables: Tables) -> dict[str, str]:
    """Return the name of each country code in the tables, as the documents give it, else as OGP does."""
    known = members()
    tables_with_codes = (tables["documents"], list_plan_commitments(tables), tables["registry"])
    codes = sorted({str(row["country_code"]) for rows in tables_with_codes for row in rows if row.get("country_code")})
    by_code = {str(row["country_code"]): str(row["country"]) for row in tables["documents"] if row.get("country")}
    return {code: by_code.get(code) or known.get(code, code) for code in codes}


def build_plans(tables: Tables) -> list[dict[str, Any]]:
    """Return each plan with its years, documents, commitments, and completion as assessor -> code -> count.

    Commitments whose plan is unknown are under an empty plan of their country.
    """
    commitments: dict[tuple[str, str], list[Any]] = {}
    for row in list_plan_commitments(tables):
        commitments.setdefault((row.get("country_code") or "", row.get("plan_id") or ""), []).append(row)
    documents = group_by(tables["documents"], "plan_id")
    for plan_id, rows in documents.items():
        if plan_id and not any(known == plan_id for _, known in commitments):
            commitments[rows[0]["country_code"] or "", plan_id] = []
    for row in tables["documents"]:
        # Registers and datasets are of no single plan; their country counts them too.
        if row["country_code"] and not row["plan_id"]:
            commitments.setdefault((row["country_code"], ""), [])
    return [
        {
            "id": plan_id,
            "country": country,
            # The plan's ID has the year in which it starts, also where no document gives its years.
            "year": int(plan_id[-4:]) if plan_id[-4:].isdigit() else None,
            "number": _most_common(row.get("plan_number") for row in (*rows, *documents.get(plan_id or None, ()))),
            **{
                name: _most_common(row[f"plan_{name}_year"] for row in documents.get(plan_id or None, ()) if plan_id)
                for name in ("start", "end")
            },
            "stated": _most_common(
                row.get("commitments_stated")
                for row in documents.get(plan_id or None, ())
                if row["report_type"] == "action_plan"
            ),
            "documents": _count_documents(documents.get(plan_id or None, ()), plan_id, country),
            "commitments": len(rows),
            "completion": {
                name: dict(Counter(row[column] for row in rows if row.get(column)))
                for name, column in ASSESSORS.items()
            },
        }
        for (country, plan_id), rows in sorted(commitments.items())
    ]


def _count_documents(documents: Iterable[Row], plan_id: str, country: str) -> int:
    """Count the documents of a plan; those of no known plan are of many countries."""
    return sum(1 for row in documents if plan_id or (row["country_code"] or "") == country)


def _most_common(values: Iterable[Any]) -> Any:
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda value: (-counts[value], value), default=None)


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
        "severities": {name: severities[name] for name in SEVERITIES},
        "codes": [
            [*kind, count]
            for kind, count in sorted(codes.items(), key=lambda item: (SEVERITIES.index(item[0][0]), *item))
        ],
        "countries": name_countries(tables),
        "plans": build_plans(tables),
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
    return sorted(rows, key=lambda row: (SEVERITIES.index(row["severity"]), row["code"]))


_LONGEST_OPENING = 200
"""Characters of a text that stand for a title; lists show at most 160."""


def build_commitments_data(tables: Tables) -> dict[str, Any]:
    """Return `commitments` (plan_commitment_key -> values), `links`, and `disagreements`, the widest first.

    Each commitment also has `sources`, the documents that speak of it, and `records`, the keys of its records; one
    without a title has the `opening` of its text.
    """
    plan_keys = map_plan_keys(tables)
    commitments = {
        str(row["plan_commitment_key"]): {name: row[name] for name in SHOWN_COLUMNS if row.get(name) not in (None, [])}
        | {"sources": [], "records": []}
        for row in list_plan_commitments(tables)
    }
    for row in tables["commitments"]:
        entry = commitments.get(plan_key(row))
        if entry is not None:
            entry["records"].append(row["commitment_key"])
            if "title" not in entry and (opening := _find_opening(row)):
                entry.setdefault("opening", opening)
            if row["document_id"] not in entry["sources"]:
                entry["sources"].append(row["document_id"])
    titles = {str(row["commitment_key"]): row["title"] for row in tables["commitments"]}
    return {
        "commitments": commitments,
        "links": [_link_data(row, plan_keys, titles) for row in tables["links"]],
        "disagreements": list_disagreements(tables, plan_keys),
    }


def _find_opening(row: Row) -> str | None:
    texts = (row.get(name) for name in ("brief_description", "description", "main_objective", "problem_statement"))
    return next((str(text)[:_LONGEST_OPENING] for text in texts if text), None)


def _link_data(row: Row, plan_keys: Mapping[str, str], titles: Mapping[str, str | None]) -> dict[str, Any]:
    columns = ("kind", "from_key", "to_key", "relation", "score", "method", "status", "evidence")
    return {name: row[name] for name in columns} | {
        "from": plan_keys.get(row["from_key"], row["from_key"]),
        "to": plan_keys.get(row["to_key"], row["to_key"]),
        "from_text": titles.get(row["from_key"]),
    }


def list_disagreements(tables: Tables, plan_keys: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return where assessors can't both be right, the widest gap first; whole commitments before milestones."""
    names = sorted({commitment_name(row) for row in tables["commitments"]})
    differences = find_disagreements(collect_stories(names, tables))
    ranked = sorted(differences, key=lambda one: (-abs(one.gap or 0), one.milestone_text is not None, one.commitment))
    return [_disagreement_data(one, plan_keys) for one in ranked]


def _disagreement_data(disagreement: Disagreement, plan_keys: Mapping[str, str]) -> dict[str, Any]:
    values = asdict(disagreement)
    columns = ("milestone", "milestone_text", "part", "gap", "moment")
    shown = {name: values[name] for name in columns if values[name] is not None}
    for end in ("first", "second"):
        shown[end] = {name: values[end][name] for name in ("side", "values", "phase", "basis", "who")}
    return {"key": plan_keys.get(disagreement.commitment, disagreement.commitment), **shown}
