"""Milestones for OGP's dataset layout, which has no columns for them: a second file, joined by `id`.

The milestones of a commitment are those of the document with the highest precedence. The status is that of the
latest report on the same milestone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rapidfuzz.fuzz import token_set_ratio

from pipeline.export.dataset_rows import CommitmentRows, Row, sort_by_precedence
from pipeline.schema.data import load_data

NAME = "milestones"
SAME_TEXT_SCORE = 80.0
"""Similarity, 0 to 100, from which two texts with the same number are one milestone: reports shorten and rephrase."""

Types = Mapping[str, str | None]


def build_rows(
    commitments: Iterable[CommitmentRows], milestones: Iterable[Row], types: Types, notes: Counter[str]
) -> Iterator[Row]:
    """Yield a row for each milestone of the commitments; `types` is document_id -> report type."""
    rules = load_data("datasets/ogp_2024")["written"][NAME]
    milestones_by_commitment: dict[str, list[Row]] = {}
    for row in milestones:
        milestones_by_commitment.setdefault(row["commitment_key"], []).append(row)
    for number, commitment in enumerate(commitments, start=1):
        candidates = sort_by_precedence(
            [
                milestone
                for row in commitment.commitments
                for milestone in milestones_by_commitment.get(row["commitment_key"], ())
            ],
            types,
            rules["from"],
        )
        with_status = sort_by_precedence(
            (milestone for milestone in candidates if milestone["status"]), types, rules["status_from"]
        )
        selected = [row for row in candidates if row["commitment_key"] == candidates[0]["commitment_key"]]
        notes["Milestones of other documents left out, because one document's are given"] += _count_others(
            candidates, selected
        )
        for row in selected:
            yield {
                **_milestone_values(row, rules["columns"]),
                **_latest_status(row, with_status, types),
                **_commitment_columns(number, commitment),
            }


def _commitment_columns(number: int, commitment: CommitmentRows) -> dict[str, Any]:
    commitment_id = next(
        (row["commitment_id"] for row in (*commitment.commitments, *commitment.registry) if row["commitment_id"]), None
    )
    return {"id": str(number), "Commitment Unique Identifier": commitment_id}


def _milestone_values(row: Row, columns: Mapping[str, str]) -> dict[str, Any]:
    values = {column: row[name] for column, name in columns.items()}
    return {column: value.isoformat() if hasattr(value, "isoformat") else value for column, value in values.items()}


def _latest_status(row: Row, with_status: Sequence[Row], types: Types) -> dict[str, Any]:
    """Return the latest status of a milestone with the type of the report that gives it."""
    latest = next((candidate for candidate in with_status if is_same_milestone(candidate, row)), None)
    if latest is None:
        return {"Status": None, "Status Reported In": None}
    values = load_data("codes/milestone_status")["values"]
    label = next((value["label"] for value in values if value["code"] == latest["status"]), latest["status"])
    return {"Status": label, "Status Reported In": types.get(latest["document_id"])}


def is_same_milestone(first: Row, second: Row) -> bool:
    """Return whether two documents describe the same milestone: number and text must agree.

    >>> is_same_milestone({"number": "1", "text": "Draft the law"}, {"number": "1", "text": "Draft of the law"})
    True
    >>> is_same_milestone({"number": "1", "text": "Draft the law"}, {"number": "1", "text": "Train officials"})
    False
    """
    has_similar_text = (
        token_set_ratio((first["text"] or "").casefold(), (second["text"] or "").casefold()) >= SAME_TEXT_SCORE
    )
    return first["number"] == second["number"] and has_similar_text


def _count_others(candidates: Sequence[Row], selected: Sequence[Row]) -> int:
    return sum(not any(is_same_milestone(row, match) for match in selected) for row in candidates)
