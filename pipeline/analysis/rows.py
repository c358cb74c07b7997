"""Table rows as used by the analysis, and merging of texts that say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.lexicon.vocabularies import fold_printed_word

Row = Mapping[str, Any]
Rows = Sequence[Row]
Tables = Mapping[str, Rows]

TABLE_COLUMNS: Mapping[str, tuple[str, ...]] = {
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
    "milestones": ("milestone_key", "commitment_key", "document_id", "part", "number", "text", "status", "status_raw"),
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
"""Tables that the analysis uses, with the columns that it needs."""


@dataclass(frozen=True, slots=True)
class StatedText:
    """A text and the IDs of all documents that have it, in order."""

    text: str
    documents: tuple[str, ...]


def group_by(rows: Iterable[Row], column: str) -> dict[Any, list[Row]]:
    """Return value -> rows with that value in a column, rows in their order.

    >>> group_by([{"a": 1}, {"a": 2}, {"a": 1, "b": 3}], "a")[1]
    [{'a': 1}, {'a': 1, 'b': 3}]
    """
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.get(column)].append(row)
    return groups


def merge_statements(pairs: Iterable[tuple[object, object]]) -> tuple[StatedText, ...]:
    """Merge texts that differ only in case, accents and punctuation; the most frequent wording is used.

    `pairs` are texts with document IDs; empty texts are left out.

    >>> pairs = [("Open data", "d1"), ("Budget", "d2"), ("Open Data.", "d3"), ("Open data", "d4"), (None, "d5")]
    >>> merge_statements(pairs)
    (StatedText(text='Open data', documents=('d1', 'd3', 'd4')), StatedText(text='Budget', documents=('d2',)))
    """
    wordings: dict[str, dict[str, int]] = {}
    documents: dict[str, dict[str, None]] = {}
    for text, document in pairs:
        if not text:
            continue
        folded = fold_printed_word(str(text)) or str(text)
        counts = wordings.setdefault(folded, {})
        counts[str(text)] = counts.get(str(text), 0) + 1
        documents.setdefault(folded, {})[str(document)] = None
    return tuple(
        StatedText(max(counts, key=lambda w: counts[w]), tuple(documents[folded]))
        for folded, counts in wordings.items()
    )


def unique_values(values: Iterable[object]) -> tuple[str, ...]:
    """Return the non-empty values, each once, in their order.

    >>> unique_values(["b", None, "a", "b", ""])
    ('b', 'a')
    """
    return tuple(dict.fromkeys(str(value) for value in values if value))
