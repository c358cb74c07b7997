"""The commitments of plans as researchers look at them: one entry each, over all documents, with links and threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pipeline.analysis.disagreements import Disagreement, find_disagreements
from pipeline.analysis.find import (
    SHOWN_COLUMNS,
    commitment_name,
    list_plan_commitments,
    map_plan_keys,
    plan_key,
)
from pipeline.analysis.rows import Row, Tables
from pipeline.analysis.stories import collect_stories

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
