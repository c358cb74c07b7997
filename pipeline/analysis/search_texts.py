"""The texts of commitments that site and `ogp find` search, by commitment of a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.analysis.rows import Row, Tables

SHOWN_COLUMNS = (
    "country_code", "plan_id", "plan_number", "position", "commitment_id", "number", "theme", "title",
    "lead_institution", "start_date", "start_date_precision", "end_date", "end_date_precision",
    "completion_government", "completion_government_phase", "completion_irm", "completion_irm_phase", "verifiable",
    "potential", "early_results", "starred", "milestones_total", "milestones_complete", "milestones_limited",
    "milestones_not_started", "policy_areas", "ogp_values", "documents", "thread_id",
)  # fmt: skip
"""Columns of plan_commitments that the site shows and that its downloads have."""


def list_plan_commitments(tables: Tables) -> Sequence[Row]:
    """Return the rows of plan_commitments; folders of version 0.1 have none, so each commitment ID gives one."""
    if tables["plan_commitments"]:
        return tables["plan_commitments"]
    rows: dict[str, dict[str, Any]] = {}
    for row in tables["commitments"]:
        name = commitment_name(row)
        known = rows.setdefault(name, {"plan_commitment_key": name, "documents": 0})
        known |= {column: known.get(column) or row.get(column) for column in SHOWN_COLUMNS if column != "documents"}
        known["documents"] += 1
    return list(rows.values())


def map_plan_keys(tables: Tables) -> dict[str, str]:
    """Return every name of a commitment, its ID or the key of one of its records -> its plan_commitment_key."""
    keys = {str(row["commitment_key"]): plan_key(row) for row in tables["commitments"]}
    own = {str(row["commitment_id"]): plan_key(row) for row in tables["commitments"] if row["commitment_id"]}
    registered = {
        str(row["commitment_id"]): str(row["plan_commitment_key"])
        for row in list_plan_commitments(tables)
        if row.get("commitment_id")
    }
    return keys | own | registered


def plan_key(row: Row) -> str:
    """Return the plan_commitment_key of a row of commitments."""
    return str(row.get("plan_commitment_key") or commitment_name(row))


def commitment_name(row: Row) -> str:
    """Return the ID of a commitment row, or its key if it has none."""
    return str(row["commitment_id"] or row["commitment_key"])


SEARCHED_COLUMNS = {
    "commitments": (
        "title", "problem_statement", "main_objective", "brief_description", "description", "relevance", "ambition",
        "expected_results", "results", "next_steps", "additional_information",
    ),
    "milestones": ("text", "evidence", "reasons", "next_steps"),
    "assessments": ("evidence",),
    "comments": ("text",),
}  # fmt: skip
"""Columns with running text; names, dates and codes are among the commitments' own values."""


def name_group(country_code: str | None) -> str:
    """Return the name of a country's file of texts: corrections may have set any text as a code, and it becomes a path.

    >>> [name_group(code) for code in ("QN", "SCO", "../x", None)]
    ['QN', 'SCO', 'none', 'none']
    """
    return country_code if country_code and re.fullmatch("[A-Za-z]{2,6}", country_code) else "none"


def build_search_texts(tables: Tables) -> dict[str, dict[str, list[list[Any]]]]:
    """Return country code -> plan_commitment_key -> [field, text, table, record key], each text once.

    Commitments of no known country are under `none`.
    """
    plan_keys = map_plan_keys(tables)
    countries = {
        str(row["plan_commitment_key"]): name_group(row.get("country_code")) for row in list_plan_commitments(tables)
    }
    texts: dict[str, dict[str, list[list[Any]]]] = {country: {} for country in countries.values()}
    known: set[tuple[str, str]] = set()
    for table, row in _iterate_rows(tables):
        key = plan_keys.get(str(row["commitment_key"]), "")
        if key not in countries:
            continue
        for name in SEARCHED_COLUMNS[table]:
            text = " ".join(str(row.get(name) or "").split())
            # Copies and translations repeat a text: one of them is enough to find it.
            if text and (key, text.casefold()) not in known:
                known.add((key, text.casefold()))
                record = str(row[f"{table.removesuffix('s')}_key"])
                texts[countries[key]].setdefault(key, []).append([name, text, table, record])
    return texts


def _iterate_rows(tables: Tables) -> Iterator[tuple[str, Row]]:
    for table in SEARCHED_COLUMNS:
        for row in tables[table]:
            if row["commitment_key"]:
                yield table, row
