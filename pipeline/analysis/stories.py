"""What all documents together tell of one commitment: the same value from several documents is told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.analysis.rows import Row, Rows, Said, Tables, grouped, ordered, said
from pipeline.lexicon.vocabularies import fold

ASSESSOR_OF = {"government": "government", "irm": "irm", "ogp": "irm"}
"""Publisher -> whose word a document's own levels are; OGP's website and data repeat the IRM's."""

PHASE_OF = {
    "self_assessment_midterm": "midterm",
    "irm_progress_report": "midterm",
    "self_assessment_end_of_term": "end_of_term",
    "irm_end_of_term_report": "end_of_term",
    "irm_results_report": "end_of_term",
    "irm_transitional_results_report": "end_of_term",
}
"""Kind of report -> the time of the plan that its levels speak of, where the kind tells it."""

_ALIKE = 85.0
"""Least likeness (0 to 100) of two milestones of the same number that are the same milestone."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating: who gives it, when in the plan, of which part, and the documents that say so."""

    indicator: str
    value: str
    assessor: str
    phase: str | None
    part: str | None
    raw: str | None
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A stakeholder's remark; `proposed_status` is the status that its author would give."""

    author: str | None
    date: str | None
    text: str | None
    proposed_status: str | None
    conditional: bool
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone as its documents tell it, its ratings (indicator `status`) and the remarks on it."""

    number: str | None
    text: str | None
    ratings: tuple[Rating, ...]
    remarks: tuple[Remark, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A commitment as all documents tell it. `name` is its ID, or the key of the one row that tells of it."""

    name: str
    country_code: str | None
    plan_id: str | None
    other_plans: tuple[str, ...]
    plan_number: int | None
    numbers: tuple[str, ...]
    titles: tuple[Said, ...]
    leads: tuple[Said, ...]
    ratings: tuple[Rating, ...]
    milestones: tuple[Milestone, ...]
    remarks: tuple[Remark, ...]


def stories(names: Iterable[str], tables: Tables) -> tuple[Story, ...]:
    """Return the stories of some commitments, in their order; a name that no row knows gives an empty one."""
    by_name = grouped(
        ({**row, "name": row.get("commitment_id") or row["commitment_key"]} for row in tables["commitments"]), "name"
    )
    registry = grouped(tables["registry"], "commitment_id")
    belonging = {name: grouped(tables[name], "commitment_key") for name in ("milestones", "assessments", "comments")}
    documents = {row["document_id"]: row for row in tables["documents"]}
    return tuple(_story(name, by_name.get(name, ()), registry.get(name, ()), belonging, documents) for name in names)


Belonging = dict[str, dict[object, list[Row]]]
Documents = dict[str, Row]


def _story(name: str, rows: Rows, known: Rows, belonging: Belonging, documents: Documents) -> Story:
    keys = [row["commitment_key"] for row in rows]
    of = {table: [row for key in keys for row in found.get(key, ())] for table, found in belonging.items()}
    own = [row for row in of["assessments"] if not row.get("milestone_key")]
    plans = Counter(row["plan_id"] for row in [*known, *rows] if row.get("plan_id"))
    plan = min(plans, key=lambda p: (-plans[p], p)) if plans else None
    told = [(row, row["document_id"]) for row in rows]
    listed = [(row, row.get("source_document_id")) for row in known]
    both = [*told, *listed]
    return Story(
        name=name,
        country_code=next((row["country_code"] for row, _ in both if row.get("country_code")), None),
        plan_id=plan,
        other_plans=tuple(sorted(plans.keys() - {plan})),
        plan_number=next((row["plan_number"] for row, _ in both if row.get("plan_number") is not None), None),
        numbers=ordered(row.get("number") for row, _ in both),
        titles=said((row.get("title"), document) for row, document in both),
        leads=said((row.get("lead_institution"), document) for row, document in told),
        ratings=joined([*map(_rating, own), *_levels(rows, own, documents)]),
        milestones=_milestones(of, documents),
        remarks=_remarks(row for row in of["comments"] if not row.get("milestone_key")),
    )


def _rating(row: Row) -> Rating:
    return Rating(
        row["indicator"],
        row.get("value") or "",
        row["assessor"],
        row.get("phase"),
        row.get("part"),
        row.get("value_raw"),
        (row["document_id"],),
    )


def _levels(rows: Rows, assessments: Rows, documents: Documents) -> Iterable[Rating]:
    """Yield the completion levels that stand in commitments alone, as ratings of the document's publisher."""
    rated = {row["commitment_key"] for row in assessments if row["indicator"] == "completion"}
    for row in rows:
        if row.get("completion") and row["commitment_key"] not in rated:
            yield _level("completion", row["completion"], row.get("completion_raw"), row["document_id"], documents)


def _level(indicator: str, value: str, raw: str | None, document: str, documents: Documents) -> Rating:
    """Return a level that a document states without an assessor as the word of its publisher."""
    facts = documents.get(document, {})
    assessor = ASSESSOR_OF.get(facts.get("publisher") or "", "government")
    return Rating(indicator, value, assessor, PHASE_OF.get(facts.get("report_type") or ""), None, raw, (document,))


def joined(ratings: Iterable[Rating]) -> tuple[Rating, ...]:
    """Tell each rating once, with all documents that give it; those without a value are left out.

    >>> one = Rating("completion", "limited", "irm", "midterm", None, "Limited", ("d1",))
    >>> other = Rating("completion", "limited", "irm", "midterm", None, "b. limited", ("d2",))
    >>> [rating.documents for rating in joined([one, other])]
    [('d1', 'd2')]
    """
    found: dict[tuple[object, ...], list[Rating]] = {}
    for rating in ratings:
        if rating.value:
            same = (rating.indicator, rating.assessor, rating.phase, rating.part, rating.value)
            found.setdefault(same, []).append(rating)
    return tuple(
        Rating(r.indicator, r.value, r.assessor, r.phase, r.part, r.raw, ordered(d for g in group for d in g.documents))
        for group in found.values()
        for r in group[:1]
    )


def _milestones(of: dict[str, list[Row]], documents: Documents) -> tuple[Milestone, ...]:
    ratings = grouped((row for row in of["assessments"] if row.get("milestone_key")), "milestone_key")
    comments = grouped((row for row in of["comments"] if row.get("milestone_key")), "milestone_key")
    found = []
    for group in _same_milestones(of["milestones"]):
        keys = [row["milestone_key"] for row in group]
        statuses = [
            _level("status", row["status"], row.get("status_raw"), row["document_id"], documents)
            for row in group
            if row.get("status")
        ]
        given = [_rating(row) for key in keys for row in ratings.get(key, ())]
        found.append(
            Milestone(
                number=next((row["number"] for row in group if row.get("number")), None),
                text=next((row["text"] for row in group if row.get("text")), None),
                ratings=joined([*statuses, *given]),
                remarks=_remarks(row for key in keys for row in comments.get(key, ())),
                documents=ordered(row["document_id"] for row in group),
            )
        )
    return tuple(sorted(found, key=lambda one: _by_number(one.number)))


def _by_number(number: str | None) -> tuple[bool, list[tuple[int, str]]]:
    """Return what sorts '2' before '10' and milestones without number last."""
    parts = (number or "").split(".")
    return number is None, [(int(part), "") if part.isdecimal() else (10**9, part) for part in parts]


def _same_milestones(rows: Sequence[Row]) -> list[list[Row]]:
    """Put together the rows of several documents that tell of one milestone; a document tells of each but once."""
    groups: list[list[Row]] = []
    for row in rows:
        home = next((group for group in groups if _same(group[0], row) and _is_new(group, row)), None)
        if home is None:
            groups.append([row])
        else:
            home.append(row)
    return groups


def _is_new(group: Sequence[Row], row: Row) -> bool:
    return all(other["document_id"] != row["document_id"] for other in group)


def _same(one: Row, other: Row) -> bool:
    from rapidfuzz import fuzz

    a, b = fold(one.get("text") or ""), fold(other.get("text") or "")
    if a == b:
        return bool(a) or one.get("number") == other.get("number")
    same_number = bool(one.get("number")) and one.get("number") == other.get("number")
    return same_number and (not a or not b or fuzz.partial_ratio(a, b) >= _ALIKE)


def _remarks(rows: Iterable[Row]) -> tuple[Remark, ...]:
    """Tell each remark once: the formats of one report print the same one."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        beginning = fold(row.get("text") or "")[:80]
        groups.setdefault((row.get("author"), row.get("proposed_status"), beginning), []).append(row)
    return tuple(
        Remark(
            group[0].get("author"),
            str(group[0]["date"]) if group[0].get("date") else None,
            group[0].get("text"),
            group[0].get("proposed_status"),
            bool(group[0].get("conditional")),
            ordered(row["document_id"] for row in group),
        )
        for group in groups.values()
    )
