"""Milestones beside OGP's dataset layout, which has no place for them: a file of their own, tied to its rows by `id`.

A commitment's milestones are those of the document whose word counts first; the status is the last report's on the same
milestone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rapidfuzz.fuzz import token_set_ratio

from pipeline.export.dataset_rows import Row, Told, by_word
from pipeline.schema.data import reference

NAME = "milestones"
ALIKE = 80.0
"""Likeness of two texts, 0 to 100, from which milestones of one commitment and number are the same."""

Types = Mapping[str, str | None]


def rows(all_told: Iterable[Told], milestones: Iterable[Row], types: Types, notes: Counter[str]) -> Iterator[Row]:
    """Yield a row for each milestone of the commitments; `types` is document_id -> kind of report."""
    rules = reference("datasets/ogp_2024")["written"][NAME]
    own: dict[str, list[Row]] = {}
    for row in milestones:
        own.setdefault(row["commitment_key"], []).append(row)
    for number, told in enumerate(all_told, start=1):
        found = by_word(
            [one for row in told.commitments for one in own.get(row["commitment_key"], ())], types, rules["from"]
        )
        later = by_word((one for one in found if one["status"]), types, rules["status_from"])
        chosen = [row for row in found if row["commitment_key"] == found[0]["commitment_key"]]
        notes["Milestones of other documents left out, because one document's are given"] += _others(found, chosen)
        for row in chosen:
            yield {**_written(row, rules["columns"]), **_status(row, later, types), **_of(number, told)}


def _of(number: int, told: Told) -> dict[str, Any]:
    known = next((row["commitment_id"] for row in (*told.commitments, *told.registry) if row["commitment_id"]), None)
    return {"id": str(number), "Commitment Unique Identifier": known}


def _written(row: Row, columns: Mapping[str, str]) -> dict[str, Any]:
    found = {column: row[name] for column, name in columns.items()}
    return {column: value.isoformat() if hasattr(value, "isoformat") else value for column, value in found.items()}


def _status(row: Row, later: Sequence[Row], types: Types) -> dict[str, Any]:
    """Return the last word on a milestone's status, with the kind of report that gives it."""
    told = next((one for one in later if same(one, row)), None)
    if told is None:
        return {"Status": None, "Status Reported In": None}
    values = reference("codes/milestone_status")["values"]
    label = next((value["label"] for value in values if value["code"] == told["status"]), told["status"])
    return {"Status": label, "Status Reported In": types.get(told["document_id"])}


def same(one: Row, other: Row) -> bool:
    """Say whether two documents tell of the same milestone of a commitment: number and text must agree.

    >>> same({"number": "1", "text": "Draft the law"}, {"number": "1", "text": "Draft of the law"})
    True
    >>> same({"number": "1", "text": "Draft the law"}, {"number": "1", "text": "Train officials"})
    False
    """
    alike = token_set_ratio((one["text"] or "").casefold(), (other["text"] or "").casefold()) >= ALIKE
    return one["number"] == other["number"] and alike


def _others(found: Sequence[Row], chosen: Sequence[Row]) -> int:
    return sum(not any(same(row, one) for one in chosen) for row in found)
