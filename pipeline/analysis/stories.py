"""Everything that all documents say about one commitment; a value that several documents give appears once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.analysis.rows import Row, Rows, StatedText, Tables, group_by, merge_statements, unique_values
from pipeline.lexicon.vocabularies import ASSESSOR_OF_PUBLISHER, PHASE_OF_TYPE, fold_printed_word

_SAME_TEXT_SCORE = 85.0
"""Similarity, 0 to 100, from which two milestones with the same number are one: reports shorten and rephrase."""


@dataclass(frozen=True, slots=True)
class StoryRating:
    """One rating: assessor, phase, rated part, and the documents that give it."""

    indicator: str
    value: str
    assessor: str
    phase: str | None
    part: str | None
    raw: str | None
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark of a stakeholder; `proposed_status` is the status that the author proposes."""

    author: str | None
    date: str | None
    text: str | None
    proposed_status: str | None
    conditional: bool
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryMilestone:
    """A milestone across documents, with its ratings (indicator `status`) and remarks.

    `part` is the lettered part of the commitment that it belongs to.
    """

    part: str | None
    number: str | None
    text: str | None
    ratings: tuple[StoryRating, ...]
    remarks: tuple[Remark, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A commitment across all documents. `name` is its ID, or the key of its only row."""

    name: str
    country_code: str | None
    plan_id: str | None
    other_plans: tuple[str, ...]
    plan_number: int | None
    numbers: tuple[str, ...]
    titles: tuple[StatedText, ...]
    leads: tuple[StatedText, ...]
    ratings: tuple[StoryRating, ...]
    milestones: tuple[StoryMilestone, ...]
    remarks: tuple[Remark, ...]


def collect_stories(names: Iterable[str], tables: Tables) -> tuple[Story, ...]:
    """Return the stories of commitments in their order; an unknown name gives an empty story."""
    by_name = group_by(
        ({**row, "name": row.get("commitment_id") or row["commitment_key"]} for row in tables["commitments"]), "name"
    )
    registry = group_by(tables["registry"], "commitment_id")
    belonging = {name: group_by(tables[name], "commitment_key") for name in ("milestones", "assessments", "comments")}
    documents = {row["document_id"]: row for row in tables["documents"]}
    return tuple(
        _build_story(name, by_name.get(name, ()), registry.get(name, ()), belonging, documents) for name in names
    )


Belonging = dict[str, dict[object, list[Row]]]
Documents = dict[str, Row]


def _build_story(name: str, rows: Rows, registered: Rows, belonging: Belonging, documents: Documents) -> Story:
    keys = [row["commitment_key"] for row in rows]
    related = {
        table: [row for key in keys for row in rows_by_key.get(key, ())] for table, rows_by_key in belonging.items()
    }
    own_ratings = [row for row in related["assessments"] if not row.get("milestone_key")]
    plans = Counter(row["plan_id"] for row in [*registered, *rows] if row.get("plan_id"))
    plan = min(plans, key=lambda p: (-plans[p], p)) if plans else None
    with_document = [(row, row["document_id"]) for row in rows]
    with_source = [(row, row.get("source_document_id")) for row in registered]
    all_rows = [*with_document, *with_source]
    return Story(
        name=name,
        country_code=next((row["country_code"] for row, _ in all_rows if row.get("country_code")), None),
        plan_id=plan,
        other_plans=tuple(sorted(plans.keys() - {plan})),
        plan_number=next((row["plan_number"] for row, _ in all_rows if row.get("plan_number") is not None), None),
        numbers=unique_values(row.get("number") for row, _ in all_rows),
        titles=merge_statements((row.get("title"), document) for row, document in all_rows),
        leads=merge_statements((row.get("lead_institution"), document) for row, document in with_document),
        ratings=merge_ratings([*map(_build_rating, own_ratings), *_published_levels(rows, own_ratings, documents)]),
        milestones=_build_milestones(related, documents),
        remarks=_build_remarks(row for row in related["comments"] if not row.get("milestone_key")),
    )


def _build_rating(row: Row) -> StoryRating:
    return StoryRating(
        row["indicator"],
        row.get("value") or "",
        row["assessor"],
        row.get("phase"),
        row.get("part"),
        row.get("value_raw"),
        (row["document_id"],),
    )


def _published_levels(rows: Rows, assessments: Rows, documents: Documents) -> Iterable[StoryRating]:
    """Yield completion levels that only the table commitments has, as ratings of the document's publisher."""
    rated_keys = {row["commitment_key"] for row in assessments if row["indicator"] == "completion"}
    for row in rows:
        if row.get("completion") and row["commitment_key"] not in rated_keys:
            yield _build_level(
                "completion", row["completion"], row.get("completion_raw"), row["document_id"], documents
            )


def _build_level(indicator: str, value: str, raw: str | None, document: str, documents: Documents) -> StoryRating:
    """Return a level without an assessor as a rating of the document's publisher."""
    facts = documents.get(document, {})
    assessor = ASSESSOR_OF_PUBLISHER.get(facts.get("publisher") or "", "government")
    return StoryRating(
        indicator, value, assessor, PHASE_OF_TYPE.get(facts.get("report_type") or ""), None, raw, (document,)
    )


def merge_ratings(ratings: Iterable[StoryRating]) -> tuple[StoryRating, ...]:
    """Merge equal ratings of several documents; ratings without a value are left out.

    >>> one = StoryRating("completion", "limited", "irm", "midterm", None, "Limited", ("d1",))
    >>> other = StoryRating("completion", "limited", "irm", "midterm", None, "b. limited", ("d2",))
    >>> [rating.documents for rating in merge_ratings([one, other])]
    [('d1', 'd2')]
    """
    groups: dict[tuple[object, ...], list[StoryRating]] = {}
    for rating in ratings:
        if rating.value:
            key = (rating.indicator, rating.assessor, rating.phase, rating.part, rating.value)
            groups.setdefault(key, []).append(rating)
    return tuple(
        replace(group[0], documents=unique_values(d for rating in group for d in rating.documents))
        for group in groups.values()
    )


def _build_milestones(related: dict[str, list[Row]], documents: Documents) -> tuple[StoryMilestone, ...]:
    ratings = group_by((row for row in related["assessments"] if row.get("milestone_key")), "milestone_key")
    comments = group_by((row for row in related["comments"] if row.get("milestone_key")), "milestone_key")
    milestones = []
    for group in _group_same_milestones(related["milestones"]):
        keys = [row["milestone_key"] for row in group]
        rated = [_build_rating(row) for key in keys for row in ratings.get(key, ())]
        # A report that rates its milestones has the same level in both tables.
        assessed = {(document, rating.value) for rating in rated for document in rating.documents}
        statuses = [
            _build_level("status", row["status"], row.get("status_raw"), row["document_id"], documents)
            for row in group
            if row.get("status") and (row["document_id"], row["status"]) not in assessed
        ]
        milestones.append(
            StoryMilestone(
                part=next((row["part"] for row in group if row.get("part")), None),
                number=next((row["number"] for row in group if row.get("number")), None),
                text=next((row["text"] for row in group if row.get("text")), None),
                ratings=merge_ratings([*statuses, *rated]),
                remarks=_build_remarks(row for key in keys for row in comments.get(key, ())),
                documents=unique_values(row["document_id"] for row in group),
            )
        )
    return tuple(sorted(milestones, key=lambda milestone: _number_sort_key(milestone.number)))


def _number_sort_key(number: str | None) -> tuple[bool, list[tuple[int, str]]]:
    """Return a sort key that puts '2' before '10' and milestones without number last."""
    parts = (number or "").split(".")
    return number is None, [(int(part), "") if part.isdecimal() else (10**9, part) for part in parts]


def _group_same_milestones(rows: Sequence[Row]) -> list[list[Row]]:
    """Group the rows of several documents about one milestone; each document has it at most once."""
    groups: list[list[Row]] = []
    for row in rows:
        group_of_row = next(
            (group for group in groups if _is_same_milestone(group[0], row) and _is_from_new_document(group, row)), None
        )
        if group_of_row is None:
            groups.append([row])
        else:
            group_of_row.append(row)
    return groups


def _is_from_new_document(group: Sequence[Row], row: Row) -> bool:
    return all(other["document_id"] != row["document_id"] for other in group)


def _is_same_milestone(first: Row, second: Row) -> bool:
    from rapidfuzz import fuzz

    if first.get("part") and second.get("part") and first["part"] != second["part"]:
        return False
    a, b = fold_printed_word(first.get("text") or ""), fold_printed_word(second.get("text") or "")
    if a == b:
        return bool(a) or first.get("number") == second.get("number")
    same_number = bool(first.get("number")) and first.get("number") == second.get("number")
    return same_number and (not a or not b or fuzz.partial_ratio(a, b) >= _SAME_TEXT_SCORE)


def _build_remarks(rows: Iterable[Row]) -> tuple[Remark, ...]:
    """Return each remark once: a report in several formats repeats it."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        beginning = fold_printed_word(row.get("text") or "")[:80]
        groups.setdefault((row.get("author"), row.get("proposed_status"), beginning), []).append(row)
    return tuple(
        Remark(
            group[0].get("author"),
            str(group[0]["date"]) if group[0].get("date") else None,
            group[0].get("text"),
            group[0].get("proposed_status"),
            bool(group[0].get("conditional")),
            unique_values(row["document_id"] for row in group),
        )
        for group in groups.values()
    )
