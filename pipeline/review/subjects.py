"""Commitments through documents and plans: one entry for each ID, or for each commitment whose ID is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.review.records import Row, Tables, subject


def data(tables: Tables) -> dict[str, Any]:
    """Return `subjects` (ID or key -> what is known), `links` and `threads` (lists of IDs or keys)."""
    found = _subjects(tables)
    own = {str(row["commitment_key"]): subject(row) for row in tables["commitments"]}
    titles = {str(row["commitment_key"]): row["title"] for row in tables["commitments"]}
    links = [_link(row, own, titles) for row in tables["links"]]
    for link in links:
        for end in ("from", "to"):
            _known(found, link[end], {"plan_id": link[f"{end}_plan"]})
    return {"subjects": found, "links": links, "threads": threads(found, links)}


def _subjects(tables: Tables) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in tables["registry"]:
        _known(found, str(row["commitment_id"]), row)
    ratings = _completions(tables)
    for row in tables["commitments"]:
        entry = _known(found, subject(row), row)
        if row["document_id"] not in entry["documents"]:
            entry["documents"].append(row["document_id"])
        entry["keys"].append(row["commitment_key"])
        for assessor, value in ratings.get(str(row["commitment_key"]), ()):
            values = entry["completion"].setdefault(assessor, [])
            if value not in values:
                values.append(value)
    return dict(sorted(found.items()))


FACTS = {"title": "title", "number": "number", "country": "country_code", "plan": "plan_id"} | {
    "lead": "lead_institution",
    "area": "policy_area",
}
"""What is known of a commitment, and the column that tells it; the first row that tells counts."""


def _known(found: dict[str, dict[str, Any]], name: str, row: Row) -> dict[str, Any]:
    entry = found.setdefault(name, dict.fromkeys(FACTS) | {"documents": [], "keys": [], "completion": {}})
    for fact, column in FACTS.items():
        entry[fact] = entry[fact] or row.get(column)
    entry["country"] = entry["country"] or (entry["plan"] or "").partition("-")[0] or None
    return entry


def _completions(tables: Tables) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in tables["assessments"]:
        if row["indicator"] == "completion" and row["value"] and row["commitment_key"] and not row["milestone_key"]:
            found.setdefault(str(row["commitment_key"]), []).append((row["assessor"] or "unknown", row["value"]))
    return found


def _link(row: Row, own: Mapping[str, str], titles: Mapping[str, str | None]) -> dict[str, Any]:
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


def threads(names: Mapping[str, object], links: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Return the groups of two or more that accepted links join, each sorted, in order of their first member.

    >>> threads({"a": 1, "b": 1, "c": 1}, [{"kind": "succession", "from": "a", "to": "b", "status": "accepted"}])
    [['a', 'b']]
    """
    group = {name: name for name in names}

    def top(name: str) -> str:
        while group[name] != name:
            group[name] = group[group[name]]
            name = group[name]
        return name

    for link in links:
        if link["kind"] == "succession" and link["status"] == "accepted":
            low, high = sorted((top(link["from"]), top(link["to"])))
            group[high] = low
    members: dict[str, list[str]] = {}
    for name in sorted(names):
        members.setdefault(top(name), []).append(name)
    return [found for found in members.values() if len(found) > 1]
