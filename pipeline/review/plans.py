"""The plans and members of the site's start page: names, years, documents, and completion by assessor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from pipeline.analysis.find import list_plan_commitments
from pipeline.review.records import Tables, group_by
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
    return [
        {
            "id": plan_id,
            "country": country,
            # The plan's ID has the year in which it starts, also where no document gives its years.
            "year": int(plan_id[-4:]) if plan_id[-4:].isdigit() else None,
            "number": _most_common(row.get("plan_number") for row in (*rows, *documents.get(plan_id, ()))),
            **{
                name: _most_common(row[f"plan_{name}_year"] for row in documents.get(plan_id, ()) if plan_id)
                for name in ("start", "end")
            },
            "stated": _most_common(
                row.get("commitments_stated")
                for row in documents.get(plan_id, ())
                if row["report_type"] == "action_plan"
            ),
            "documents": len(documents.get(plan_id, ())) if plan_id else 0,
            "commitments": len(rows),
            "completion": {
                name: dict(Counter(row[column] for row in rows if row.get(column)))
                for name, column in ASSESSORS.items()
            },
        }
        for (country, plan_id), rows in sorted(commitments.items())
    ]


def _most_common(values: Iterable[Any]) -> Any:
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda value: (-counts[value], value), default=None)
