"""Links in doubt that have no decision yet: both texts, score and reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.analysis.evidence import Feature, load_model, parse_features
from pipeline.analysis.rows import Row, Tables, merge_statements, unique_values
from pipeline.overrides.decisions import Decision, Pair

TEXT_COLUMNS = ("main_objective", "brief_description", "description")
"""Columns of commitments that say what a commitment is about, besides the title."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A link with status review: what it would join, both titles (empty if unknown), score and reasons.

    `from_told` and `to_told` help a person to decide: further titles, lead institution, the beginning of the
    text.
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


def list_doubts(tables: Tables, decisions: Mapping[Pair, Decision]) -> tuple[Doubt, ...]:
    """Return the links in doubt, the most likely first."""
    titles = _titles_by_name(tables)
    texts = _texts_by_name(tables)
    paths = {row["document_id"]: row["source_path"] for row in tables["documents"]}
    document_paths = {row["commitment_key"]: paths.get(row["document_id"]) for row in tables["commitments"]}
    open_doubts = [
        Doubt(
            row["link_key"],
            row["kind"],
            row["from_key"],
            row["to_key"],
            row.get("from_plan_id"),
            row.get("to_plan_id"),
            most_common_title(titles.get(row["from_key"], ())),
            most_common_title(titles.get(row["to_key"], ())),
            texts.get(row["from_key"], ()),
            texts.get(row["to_key"], ()),
            document_paths.get(row["from_key"]),
            row.get("relation"),
            row.get("score"),
            row.get("evidence"),
            parse_features(row.get("evidence") or "", load_model(row["kind"]).weights),
        )
        for row in tables["links"]
        if row.get("status") == "review" and (row["kind"], row["from_key"], row["to_key"]) not in decisions
    ]
    return tuple(sorted(open_doubts, key=lambda doubt: (-(doubt.score or 0.0), doubt.link_key)))


def most_common_title(titles: Sequence[str]) -> str:
    """Return the title that most sources give, the first alphabetically among equals; empty if there is none.

    >>> most_common_title(["Open data", "Budget", "Budget"]), most_common_title([])
    ('Budget', '')
    """
    return max(sorted(set(titles)), key=list(titles).count) if titles else ""


def _titles_by_name(tables: Tables) -> dict[str, list[str]]:
    """Return the titles of every row by key, and of every ID by the sources that state it.

    Rows that were only matched to an ID do not count for it: a decision is about the texts that linking
    compared.
    """
    titles: dict[str, list[str]] = defaultdict(list)
    for row in (*tables["registry"], *tables["commitments"]):
        if row.get("title"):
            is_matched = row.get("id_method") not in (None, "stated")
            for name in [row["commitment_key"]] if is_matched else _row_names(row):
                titles[name].append(str(row["title"]))
    return titles


def _row_names(row: Row) -> tuple[str, ...]:
    return unique_values([row.get("commitment_key"), row.get("commitment_id")])


def _texts_by_name(tables: Tables) -> dict[str, tuple[str, ...]]:
    """Return titles, lead and texts for every row and ID, each wording once."""
    texts: dict[str, list[tuple[object, object]]] = defaultdict(list)
    for column in ("title", "lead_institution", *TEXT_COLUMNS):
        for row in (*tables["registry"], *tables["commitments"]):
            if row.get(column):
                prefix = "Lead: " if column == "lead_institution" else ""
                for name in _row_names(row):
                    texts[name].append((f"{prefix}{row[column]}", ""))
    return {name: tuple(statement.text for statement in merge_statements(pairs)) for name, pairs in texts.items()}
