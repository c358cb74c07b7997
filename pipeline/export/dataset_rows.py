"""Combine all documents on a commitment into one record. Which document takes precedence is data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.schema.order import natural_sort_key

Row = Mapping[str, Any]
LAST_RANK = 10_000
"""Rank of report types that an order does not list: after all others."""


@dataclass(slots=True)
class CommitmentRows:
    """All rows about one commitment."""

    key: str
    registry: list[Row] = field(default_factory=list)
    commitments: list[Row] = field(default_factory=list)
    ratings: list[Row] = field(default_factory=list)


def collect_commitments(tables: Mapping[str, Sequence[Row]]) -> list[CommitmentRows]:
    """Return the rows of each commitment, grouped by ID, else by plan and number, else alone."""
    commitments: dict[str, CommitmentRows] = {}
    by_key: dict[str, CommitmentRows] = {}
    for row in tables["registry"]:
        commitments.setdefault(row["commitment_id"], CommitmentRows(row["commitment_id"])).registry.append(row)
    occurrences = Counter((row["document_id"], row["plan_id"], row["number"]) for row in tables["commitments"])
    for row in tables["commitments"]:
        name = _identify(row, is_unique=occurrences[row["document_id"], row["plan_id"], row["number"]] == 1)
        by_key[row["commitment_key"]] = commitments.setdefault(name, CommitmentRows(name))
        by_key[row["commitment_key"]].commitments.append(row)
    for row in tables["assessments"]:
        commitment = by_key.get(row["commitment_key"] or "") or commitments.get(row["commitment_id"] or "")
        if commitment is not None and row["assessor"] == "irm" and row["part"] is None and row["milestone_key"] is None:
            commitment.ratings.append(row)
    return sorted(commitments.values(), key=lambda commitment: natural_sort_key(commitment.key))


def _identify(row: Row, *, is_unique: bool) -> str:
    """Return what identifies a commitment; `is_unique`: no other in its document has the same plan and number."""
    if row["commitment_id"]:
        return str(row["commitment_id"])
    if row["plan_id"] and row["number"] and is_unique:
        return f"~{row['plan_id']} {row['number']}"
    return f"~{row['commitment_key']}"


def merge_rows(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the first value of each column; empty without rows.

    >>> merge_rows([{"a": None, "b": 1}, {"a": 2, "b": 3}])
    {'a': 2, 'b': 1}
    """
    return {column: first_value(rows, column) for column in rows[0]} if rows else {}


def sort_by_precedence(
    rows: Iterable[Row], types: Mapping[str, str | None], order: Sequence[str], column: str = "document_id"
) -> list[Row]:
    """Sort rows by the precedence of their report type in `order`, then by document."""
    rank = {name: number for number, name in enumerate(order)}
    return sorted(rows, key=lambda row: (rank.get(types.get(row[column]) or "", LAST_RANK), row[column]))


def first_value(rows: Iterable[Row], column: str) -> Any:
    """Return the first value of a column, None if there is none.

    >>> first_value([{"a": None}, {"a": []}, {"a": 3}], "a")
    3
    """
    return next((row[column] for row in rows if row.get(column) not in (None, [])), None)


def find_rating_codes(rows: Sequence[Row], rule: Mapping[str, Any], types: Mapping[str, str | None]) -> list[Any]:
    """Return the codes that the first report type gives for a rule's indicator and phase, each once.

    More than one code is a disagreement that no one has settled.
    """
    matching = [row for row in rows if row["indicator"] == rule["indicator"] and row["value"] is not None]
    matching = [row for row in matching if row["phase"] == rule.get("phase", row["phase"])]
    if rule["indicator"] == "starred":
        matching = [row for row in matching if _is_for_column(row["evidence"], rule["column"])]
    kinds = [types.get(row["document_id"]) for row in matching]
    return list(dict.fromkeys(row["value"] for row, kind in zip(matching, kinds, strict=True) if kind == kinds[0]))


def _is_for_column(evidence: str | None, column: str) -> bool:
    return evidence is None or evidence.casefold() == column.casefold()
