"""The texts that the site searches: what documents say of each commitment, one file per country."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.review.commitments import list_plan_commitments, map_plan_keys
from pipeline.review.records import Row, Tables

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


def build_search_texts(tables: Tables) -> dict[str, dict[str, list[list[Any]]]]:
    """Return country code -> plan_commitment_key -> [field, text, table, record key], each text once.

    Commitments of no known country stand under `none`.
    """
    plan_keys = map_plan_keys(tables)
    countries = {
        str(row["plan_commitment_key"]): str(row.get("country_code") or "none") for row in list_plan_commitments(tables)
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
