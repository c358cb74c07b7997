"""Rows of OGP's dataset: commitments and milestones in its columns, labels and codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from rapidfuzz.fuzz import token_set_ratio

from pipeline.model import Anchor, Line
from pipeline.schema.data import load_data
from pipeline.schema.files import natural_sort_key
from pipeline.structure.text_labels.segments import describe_segments, split_segments


@cache
def field_labels() -> dict[str, str]:
    """Return the template's fields in order, each with its label."""
    field_labels_by_name: dict[str, str] = load_data("datasets/ogp_2024")["written"]["labels"]
    return field_labels_by_name


def build_full_text(values: Mapping[str, Any], title: str) -> tuple[str, tuple[str, ...]]:
    """Return the full text, and the fields left out because their words would be read as a label.

    A lone description has no label, as in OGP's dataset.

    >>> build_full_text({"description": "Contracts are published."}, "Contracts")
    ('Contracts are published.', ())
    >>> build_full_text({"main_objective": "Open data.", "ambition": "All of it."}, "Data")[0].splitlines()
    ['Main objective:', 'Open data.', 'Ambition:', 'All of it.']
    """
    texts = {name: str(values[name]) for name in field_labels() if values.get(name)}
    if set(texts) == {"description"} and _parse_back(texts["description"], title) == texts:
        return texts["description"], ()
    if _parse_back(format_labelled(texts), title) == texts:
        return format_labelled(texts), ()
    readable: dict[str, str] = {}
    for name, value in texts.items():
        if _parse_back(format_labelled({**readable, name: value}), title) == {**readable, name: value}:
            readable[name] = value
    return format_labelled(readable), tuple(name for name in texts if name not in readable)


def format_labelled(values: Mapping[str, str]) -> str:
    """Return values under their labels."""
    return "\n".join(f"{field_labels()[name]}:\n{value}" for name, value in values.items())


def _parse_back(text: str, title: str) -> dict[str, str]:
    fields = describe_segments(split_segments(_text_lines(text.splitlines())), title, list(field_labels()))
    return {name: value.text for name, value in fields.items()}


def _text_lines(texts: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(text, Anchor()) for text in texts if text.strip())


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
