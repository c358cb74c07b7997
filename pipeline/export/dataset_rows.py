"""One record a commitment, put together from all documents that tell of it: whose word counts first is data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.schema.order import natural_sort_key

Row = Mapping[str, Any]
LAST = 10_000


@dataclass(slots=True)
class Told:
    """All that the tables tell of one commitment."""

    key: str
    registry: list[Row] = field(default_factory=list)
    commitments: list[Row] = field(default_factory=list)
    ratings: list[Row] = field(default_factory=list)


def collect(tables: Mapping[str, Sequence[Row]]) -> list[Told]:
    """Return what is told of each commitment, by its ID, else by its plan and number, else by its own row."""
    found: dict[str, Told] = {}
    owner: dict[str, Told] = {}
    for row in tables["registry"]:
        found.setdefault(row["commitment_id"], Told(row["commitment_id"])).registry.append(row)
    places = Counter((row["document_id"], row["plan_id"], row["number"]) for row in tables["commitments"])
    for row in tables["commitments"]:
        name = _name(row, alone=places[row["document_id"], row["plan_id"], row["number"]] == 1)
        owner[row["commitment_key"]] = found.setdefault(name, Told(name))
        owner[row["commitment_key"]].commitments.append(row)
    for row in tables["assessments"]:
        of = owner.get(row["commitment_key"] or "") or found.get(row["commitment_id"] or "")
        if of is not None and row["assessor"] == "irm" and row["part"] is None and row["milestone_key"] is None:
            of.ratings.append(row)
    return sorted(found.values(), key=lambda told: natural_sort_key(told.key))


def _name(row: Row, *, alone: bool) -> str:
    """Return what a commitment is known by; `alone`: no other of its document has its plan and number."""
    if row["commitment_id"]:
        return str(row["commitment_id"])
    if row["plan_id"] and row["number"] and alone:
        return f"~{row['plan_id']} {row['number']}"
    return f"~{row['commitment_key']}"


def merged(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the first value that is told of each column; nothing for no rows.

    >>> merged([{"a": None, "b": 1}, {"a": 2, "b": 3}])
    {'a': 2, 'b': 1}
    """
    return {column: first(rows, column) for column in rows[0]} if rows else {}


def by_word(
    rows: Iterable[Row], types: Mapping[str, str | None], order: Sequence[str], column: str = "document_id"
) -> list[Row]:
    """Sort rows by their document's kind as `order` ranks it, then by document, so that the first word counts."""
    rank = {name: number for number, name in enumerate(order)}
    return sorted(rows, key=lambda row: (rank.get(types.get(row[column]) or "", LAST), row[column]))


def first(rows: Iterable[Row], column: str) -> Any:
    """Return the first value of a column that is told; None where none is.

    >>> first([{"a": None}, {"a": []}, {"a": 3}], "a")
    3
    """
    return next((row[column] for row in rows if row.get(column) not in (None, [])), None)


def rating(rows: Sequence[Row], rule: Mapping[str, Any], types: Mapping[str, str | None]) -> list[Any]:
    """Return the codes that the first kind of document gives for a rule's indicator and phase, each once.

    More than one is a disagreement that nobody has settled. Codes that say that nothing is known are left out.
    """
    fitting = [row for row in rows if row["indicator"] == rule["indicator"] and row["value"] is not None]
    fitting = [row for row in fitting if row["phase"] == rule.get("phase", row["phase"])]
    if rule["indicator"] == "starred":
        fitting = [row for row in fitting if _says(row["evidence"], rule["column"])]
    kinds = [types.get(row["document_id"]) for row in fitting]
    return list(dict.fromkeys(row["value"] for row, kind in zip(fitting, kinds, strict=True) if kind == kinds[0]))


def _says(evidence: str | None, column: str) -> bool:
    return evidence is None or evidence.casefold() == column.casefold()
