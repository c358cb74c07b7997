"""Why two records are not linked: run linking again on the published tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.analysis.evidence import Feature, build_feature, load_model, title_of
from pipeline.analysis.rows import Row as Published
from pipeline.analysis.rows import Tables, group_by
from pipeline.linkage import explanation
from pipeline.linkage.clusters import cluster_mentions, ordered_commitments
from pipeline.linkage.records import TEXTS, build_registry, collect_mentions, merge_registry, plan_numbers
from pipeline.model import Extraction, Row

EXTRA_COLUMNS: Mapping[str, Sequence[str]] = {
    "commitments": (*TEXTS, "policy_areas"),
    "registry": ("other_titles",),
}
"""Columns that linking needs besides those of the other analyses."""


@dataclass(frozen=True, slots=True)
class Unlinked:
    """Two records without a link: the reason, and the model's values (None if it does not apply)."""

    kind: str
    from_key: str
    to_key: str
    from_text: str
    to_text: str
    status: str
    reason: str
    score: float | None
    features: tuple[Feature, ...]
    constant: float | None
    accept: float | None
    review: float | None


def explain_missing_link(first: str, second: str, tables: Tables) -> Unlinked:
    """Return why two records are not linked, each given by commitment_id or commitment_key.

    A key with an ID of its own plan is a question of identity, everything else one of succession.
    """
    mentions = collect_mentions(_build_extractions(tables))
    stated = {row["commitment_key"] for row in tables["commitments"] if row.get("id_method") in {"stated", "override"}}
    unmatched = tuple(t if t.key in stated else replace(t, commitment_id=None) for t in mentions)
    pairs = [(t.plan_id, t.plan_number) for t in unmatched if t.commitment_id]
    numbers = plan_numbers([*pairs, *((row.get("plan_id"), row.get("plan_number")) for row in tables["registry"])])
    registry = build_registry(merge_registry(tables["registry"], unmatched), numbers)
    key, commitment_id = (first, second) if ":" in first else (second, first)
    row = next((t for t in mentions if t.key == key), None)
    entry = next((k for k in registry.entries if k.commitment_id == commitment_id), None)
    if row and entry and (row.plan_id in entry.plan_ids or row.plan_number in entry.plan_numbers):
        return _build_answer(
            key, commitment_id, explanation.explain_identity(key, commitment_id, unmatched, registry), tables
        )
    ids = {t.key: t.commitment_id for t in mentions if t.commitment_id}
    ends = ids.get(first, first), ids.get(second, second)
    if ends[0] == ends[1]:
        return _build_answer(first, second, explanation.LinkExplanation("identity", f"Both are {ends[0]}."), tables)
    commitments = ordered_commitments(cluster_mentions(mentions, registry.entries, numbers))
    time_by_key = {reform.key: reform.when for reform in commitments}
    earlier, later = sorted(ends, key=lambda end: time_by_key.get(end, 0.0))
    return _build_answer(earlier, later, explanation.explain_succession(earlier, later, commitments), tables)


def _build_extractions(tables: Tables) -> list[Extraction]:
    milestones = group_by(tables["milestones"], "document_id")
    return [
        Extraction(
            {"document_id": document},
            (*_build_rows("commitments", rows), *_build_rows("milestones", milestones.get(document, ()))),
        )
        for document, rows in group_by(tables["commitments"], "document_id").items()
    ]


def _build_rows(table: str, rows: Sequence[Published]) -> list[Row]:
    return [Row(table, str(row[f"{table[:-1]}_key"]), row) for row in rows]


def _build_answer(start: str, end: str, explanation_result: explanation.LinkExplanation, tables: Tables) -> Unlinked:
    model = load_model(explanation_result.kind)
    parts = [
        build_feature(
            name.replace("_", " "),
            explanation_result.values[name],
            weight,
            round(weight * explanation_result.values[name], 2),
        )
        for name, weight in model.weights.items()
        if name in explanation_result.values
    ]
    return Unlinked(
        explanation_result.kind,
        start,
        end,
        title_of(start, tables),
        title_of(end, tables),
        "none",
        explanation_result.reason,
        explanation_result.score,
        tuple(sorted(parts, key=lambda part: -abs(part.part or 0.0))),
        model.constant if parts else None,
        model.accept,
        model.review,
    )
