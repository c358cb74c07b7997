"""Why two records are not linked: linking is asked again, from what the published tables hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.analysis.evidence import Feature, feature, model_of, text_of
from pipeline.analysis.rows import Row as Published
from pipeline.analysis.rows import Tables, grouped
from pipeline.linkage import explanation
from pipeline.linkage.clusters import cluster_mentions, ordered_commitments
from pipeline.linkage.records import TEXTS, Mention, collect_mentions, merge_registry
from pipeline.linkage.registry import build_registry, plan_numbers
from pipeline.model import Extraction, Row

MORE: Mapping[str, Sequence[str]] = {
    "commitments": (*TEXTS, "policy_areas"),
    "registry": ("other_titles",),
}
"""Columns that linking looks at and other answers do not need."""


@dataclass(frozen=True, slots=True)
class Unlinked:
    """Two records without a link: the reason in words, and what the model says of them (null where none applies)."""

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


def unlinked(one: str, other: str, tables: Tables) -> Unlinked:
    """Return why two records are not linked, each meant by its commitment_id or commitment_key.

    A key with an ID of its own plan is a question of identity, all else one of succession.
    """
    everything = collect_mentions(_extractions(tables))
    stated = {row["commitment_key"] for row in tables["commitments"] if row.get("id_method") in {"stated", "override"}}
    given = tuple(t if t.key in stated else replace(t, commitment_id=None) for t in everything)
    pairs = [(t.plan_id, t.plan_number) for t in given if t.commitment_id]
    numbers = plan_numbers([*pairs, *((row.get("plan_id"), row.get("plan_number")) for row in tables["registry"])])
    registered = build_registry(merge_registry(tables["registry"], given), numbers)
    key, commitment_id = (one, other) if ":" in one else (other, one)
    row = next((t for t in everything if t.key == key), None)
    same = next((k for k in registered.entries if k.commitment_id == commitment_id), None)
    if row and same and _one_plan(row, same.plan_ids, same.plan_numbers):
        return _answer(key, commitment_id, explanation.explain_identity(key, commitment_id, given, registered), tables)
    ids = {t.key: t.commitment_id for t in everything if t.commitment_id}
    ends = ids.get(one, one), ids.get(other, other)
    if ends[0] == ends[1]:
        return _answer(one, other, explanation.Explanation("identity", f"Both are {ends[0]}."), tables)
    found = ordered_commitments(cluster_mentions(everything, registered.entries, numbers))
    when = {reform.key: reform.when for reform in found}
    earlier, later = sorted(ends, key=lambda end: when.get(end, 0.0))
    return _answer(earlier, later, explanation.explain_succession(earlier, later, found), tables)


def _one_plan(row: Mention, plan_ids: frozenset[str], plan_numbers: frozenset[int]) -> bool:
    return row.plan_id in plan_ids or row.plan_number in plan_numbers


def _extractions(tables: Tables) -> list[Extraction]:
    milestones = grouped(tables["milestones"], "document_id")
    return [
        Extraction(
            {"document_id": document},
            (*_rows("commitments", rows), *_rows("milestones", milestones.get(document, ()))),
        )
        for document, rows in grouped(tables["commitments"], "document_id").items()
    ]


def _rows(table: str, rows: Sequence[Published]) -> list[Row]:
    return [Row(table, str(row[f"{table[:-1]}_key"]), row) for row in rows]


def _answer(start: str, end: str, judged: explanation.Explanation, tables: Tables) -> Unlinked:
    model = model_of(judged.kind)
    parts = [
        feature(name.replace("_", " "), judged.values[name], weight, round(weight * judged.values[name], 2))
        for name, weight in model.weights.items()
        if name in judged.values
    ]
    return Unlinked(
        judged.kind,
        start,
        end,
        text_of(start, tables),
        text_of(end, tables),
        "none",
        judged.reason,
        judged.score,
        tuple(sorted(parts, key=lambda part: -abs(part.part or 0.0))),
        model.constant if parts else None,
        model.accept,
        model.review,
    )
