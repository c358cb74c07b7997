"""Commitments across documents and plans: one entry per ID, or per commitment without ID."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.review.records import Row, Tables, commitment_name


def build_subjects_data(tables: Tables) -> dict[str, Any]:
    """Return `subjects` (ID or key -> facts), `links` and `threads` (lists of IDs or keys)."""
    subjects = _collect_subjects(tables)
    names_by_key = {str(row["commitment_key"]): commitment_name(row) for row in tables["commitments"]}
    titles = {str(row["commitment_key"]): row["title"] for row in tables["commitments"]}
    links = [_link_data(row, names_by_key, titles) for row in tables["links"]]
    for link in links:
        for end in ("from", "to"):
            _add_facts(subjects, link[end], {"plan_id": link[f"{end}_plan"]})
    return {"subjects": subjects, "links": links, "threads": group_threads(subjects, links)}


def _collect_subjects(tables: Tables) -> dict[str, dict[str, Any]]:
    subjects: dict[str, dict[str, Any]] = {}
    for row in tables["registry"]:
        _add_facts(subjects, str(row["commitment_id"]), row)
    ratings = _completion_ratings(tables)
    for row in tables["commitments"]:
        entry = _add_facts(subjects, commitment_name(row), row)
        if row["document_id"] not in entry["documents"]:
            entry["documents"].append(row["document_id"])
        entry["keys"].append(row["commitment_key"])
        for assessor, value in ratings.get(str(row["commitment_key"]), ()):
            values = entry["completion"].setdefault(assessor, [])
            if value not in values:
                values.append(value)
    return dict(sorted(subjects.items()))


FACT_COLUMNS = {"title": "title", "number": "number", "country": "country_code", "plan": "plan_id"} | {
    "lead": "lead_institution",
    "area": "policy_area",
}
"""Facts of a commitment and their columns; the first row with a value counts."""


def _add_facts(subjects: dict[str, dict[str, Any]], name: str, row: Row) -> dict[str, Any]:
    entry = subjects.setdefault(name, dict.fromkeys(FACT_COLUMNS) | {"documents": [], "keys": [], "completion": {}})
    for fact, column in FACT_COLUMNS.items():
        entry[fact] = entry[fact] or row.get(column)
    entry["country"] = entry["country"] or (entry["plan"] or "").partition("-")[0] or None
    return entry


def _completion_ratings(tables: Tables) -> dict[str, list[tuple[str, str]]]:
    ratings: dict[str, list[tuple[str, str]]] = {}
    for row in tables["assessments"]:
        if row["indicator"] == "completion" and row["value"] and row["commitment_key"] and not row["milestone_key"]:
            ratings.setdefault(str(row["commitment_key"]), []).append((row["assessor"] or "unknown", row["value"]))
    return ratings


def _link_data(row: Row, own: Mapping[str, str], titles: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        "kind": row["kind"],
        "key": row["link_key"],
        "from": own.get(row["from_key"], row["from_key"]),
        "to": own.get(row["to_key"], row["to_key"]),
        "from_key": row["from_key"],
        "from_text": titles.get(row["from_key"]),
        "to_key": row["to_key"],
        "from_plan": row["from_plan_id"],
        "to_plan": row["to_plan_id"],
        "relation": row["relation"],
        "score": row["score"],
        "method": row["method"],
        "status": row["status"],
        "evidence": row["evidence"],
    }


def group_threads(names: Mapping[str, object], links: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Return groups of two or more commitments joined by accepted links, each sorted, by first member.

    >>> group_threads({"a": 1, "b": 1, "c": 1}, [{"kind": "succession", "from": "a", "to": "b", "status": "accepted"}])
    [['a', 'b']]
    """
    parent = {name: name for name in names}

    def find_root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for link in links:
        if link["kind"] == "succession" and link["status"] == "accepted":
            low, high = sorted((find_root(link["from"]), find_root(link["to"])))
            parent[high] = low
    members: dict[str, list[str]] = {}
    for name in sorted(names):
        members.setdefault(find_root(name), []).append(name)
    return [thread for thread in members.values() if len(thread) > 1]
