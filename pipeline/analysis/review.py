"""Links that wait for a person: both texts, score and reasons, without those that were decided already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.analysis.evidence import Feature, features, model_of
from pipeline.analysis.rows import Row, Tables, ordered, said
from pipeline.overrides.decisions import Decision, Pair

TEXTS = ("main_objective", "brief_description", "description")
"""Columns of commitments that tell, besides the title, what it is about."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A link with status review: what it would join, both titles (empty where none is told), score and reasons.

    `from_told` and `to_told` are all that helps a person to judge: further titles, lead, the beginning of the text.
    """

    link_key: str
    kind: str
    from_key: str
    to_key: str
    from_plan_id: str | None
    to_plan_id: str | None
    from_text: str
    to_text: str
    from_told: tuple[str, ...]
    to_told: tuple[str, ...]
    from_document: str | None
    relation: str | None
    score: float | None
    evidence: str | None
    features: tuple[Feature, ...]


def doubts(tables: Tables, decided: Mapping[Pair, Decision]) -> tuple[Doubt, ...]:
    """Return the links that wait for a person, the likeliest first."""
    titles = _titles(tables)
    told = _told(tables)
    paths = {row["document_id"]: row["source_path"] for row in tables["documents"]}
    homes = {row["commitment_key"]: paths.get(row["document_id"]) for row in tables["commitments"]}
    found = [
        Doubt(
            row["link_key"],
            row["kind"],
            row["from_key"],
            row["to_key"],
            row.get("from_plan_id"),
            row.get("to_plan_id"),
            title(titles.get(row["from_key"], ())),
            title(titles.get(row["to_key"], ())),
            told.get(row["from_key"], ()),
            told.get(row["to_key"], ()),
            homes.get(row["from_key"]),
            row.get("relation"),
            row.get("score"),
            row.get("evidence"),
            features(row.get("evidence") or "", model_of(row["kind"]).weights),
        )
        for row in tables["links"]
        if row.get("status") == "review" and (row["kind"], row["from_key"], row["to_key"]) not in decided
    ]
    return tuple(sorted(found, key=lambda doubt: (-(doubt.score or 0.0), doubt.link_key)))


def title(told: Sequence[str]) -> str:
    """Return the title that most sources give, the first by alphabet among equals; empty where there is none.

    >>> title(["Open data", "Budget", "Budget"]), title([])
    ('Budget', '')
    """
    return max(sorted(set(told)), key=list(told).count) if told else ""


def _titles(tables: Tables) -> dict[str, list[str]]:
    """Return the titles of every row by its key, and of every ID by the sources that state it.

    Rows that were only matched to an ID do not speak for it: a decision is on the texts that linking compares.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for row in (*tables["registry"], *tables["commitments"]):
        if row.get("title"):
            matched = row.get("id_method") not in (None, "stated")
            for name in [row["commitment_key"]] if matched else _names(row):
                found[name].append(str(row["title"]))
    return found


def _names(row: Row) -> tuple[str, ...]:
    return ordered([row.get("commitment_key"), row.get("commitment_id")])


def _told(tables: Tables) -> dict[str, tuple[str, ...]]:
    """Return what the sources tell of every row and ID: titles, lead and texts, each wording once."""
    found: dict[str, list[tuple[object, object]]] = defaultdict(list)
    for column in ("title", "lead_institution", *TEXTS):
        for row in (*tables["registry"], *tables["commitments"]):
            if row.get(column):
                prefix = "Lead: " if column == "lead_institution" else ""
                for name in _names(row):
                    found[name].append((f"{prefix}{row[column]}", ""))
    return {name: tuple(one.text for one in said(pairs)) for name, pairs in found.items()}
