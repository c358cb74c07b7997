"""Rows of published tables as answers read them, and texts that say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.lexicon.vocabularies import fold

Row = Mapping[str, Any]
Rows = Sequence[Row]
Tables = Mapping[str, Rows]

TABLES: Mapping[str, tuple[str, ...]] = {
    "documents": (
        "document_id",
        "source_path",
        "country_code",
        "country",
        "publisher",
        "report_type",
        "plan_id",
        "plan_end_year",
    ),
    "commitments": (
        "commitment_key",
        "document_id",
        "country_code",
        "plan_id",
        "plan_number",
        "number",
        "title",
        "commitment_id",
        "id_method",
        "lead_institution",
        "completion",
        "completion_raw",
    ),
    "milestones": ("milestone_key", "commitment_key", "document_id", "number", "text", "status", "status_raw"),
    "assessments": (
        "document_id",
        "commitment_key",
        "milestone_key",
        "part",
        "indicator",
        "value",
        "value_raw",
        "assessor",
        "phase",
    ),
    "comments": (
        "document_id",
        "commitment_key",
        "milestone_key",
        "author",
        "date",
        "text",
        "proposed_status",
        "conditional",
    ),
    "registry": (
        "commitment_id",
        "country_code",
        "plan_id",
        "plan_number",
        "number",
        "title",
        "source_document_id",
    ),
    "links": (
        "link_key",
        "kind",
        "from_key",
        "to_key",
        "from_plan_id",
        "to_plan_id",
        "relation",
        "score",
        "method",
        "status",
        "evidence",
        "evidence_document_id",
        "evidence_page",
    ),
}
"""Tables that answers are made of, with the columns that they need."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text and the document_ids of all that say it, in order."""

    text: str
    documents: tuple[str, ...]


def grouped(rows: Iterable[Row], column: str) -> dict[Any, list[Row]]:
    """Return value -> rows with that value in a column, rows in their order.

    >>> grouped([{"a": 1}, {"a": 2}, {"a": 1, "b": 3}], "a")[1]
    [{'a': 1}, {'a': 1, 'b': 3}]
    """
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.get(column)].append(row)
    return found


def said(pairs: Iterable[tuple[object, object]]) -> tuple[Said, ...]:
    """Join texts that differ in case, accents and punctuation only; the wording that most documents have stands.

    `pairs` are texts with document_ids; empty texts are left out.

    >>> said([("Open data", "d1"), ("Budget", "d2"), ("Open Data.", "d3"), ("Open data", "d4"), (None, "d5")])
    (Said(text='Open data', documents=('d1', 'd3', 'd4')), Said(text='Budget', documents=('d2',)))
    """
    wordings: dict[str, dict[str, int]] = {}
    documents: dict[str, dict[str, None]] = {}
    for text, document in pairs:
        if not text:
            continue
        same = fold(str(text)) or str(text)
        counts = wordings.setdefault(same, {})
        counts[str(text)] = counts.get(str(text), 0) + 1
        documents.setdefault(same, {})[str(document)] = None
    return tuple(
        Said(max(counts, key=lambda w: counts[w]), tuple(documents[same])) for same, counts in wordings.items()
    )


def ordered(values: Iterable[object]) -> tuple[str, ...]:
    """Return the values that are there, each once, in their order.

    >>> ordered(["b", None, "a", "b", ""])
    ('b', 'a')
    """
    return tuple(dict.fromkeys(str(value) for value in values if value))
