"""What became of a commitment: plan by plan along the links, with everything that the documents say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.analysis.lineage import Lineage, Succession, trace_lineage
from pipeline.analysis.rows import Row, Tables, unique_values
from pipeline.analysis.stories import Story, collect_stories
from pipeline.model.identifiers import plan_year


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two commitments of different plans, with its reason.

    `method` is stated, matched or override; `score` the calibrated probability; `page` that of the evidence.
    """

    earlier: str
    later: str
    relation: str | None
    status: str | None
    method: str | None
    score: float | None
    evidence: str | None
    document: str | None
    page: int | None


@dataclass(frozen=True, slots=True)
class PossibleMatch:
    """A document's commitment that may be one of the timeline; it is in doubt, so its content is left out."""

    commitment_key: str
    name: str
    title: str | None
    score: float | None
    evidence: str | None
    document: str


@dataclass(frozen=True, slots=True)
class TimelinePlan:
    """An action plan with its commitments in the timeline; years are None if no document gives them."""

    plan_id: str | None
    plan_number: int | None
    start_year: int | None
    end_year: int | None
    commitments: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The timeline: plans in order and the accepted links between them.

    `unsure` are links between plans in doubt, `maybe` document rows in doubt; `beside` are the other commitments
    of the
    thread; `documents` are the paths of all documents that are cited.
    """

    name: str
    country: str | None
    plans: tuple[TimelinePlan, ...]
    links: tuple[Link, ...]
    unsure: tuple[Link, ...]
    maybe: tuple[PossibleMatch, ...]
    beside: tuple[str, ...]
    documents: dict[str, str]


def build_timeline(name: str, tables: Tables) -> Timeline:
    """Return the timeline of one commitment, by ID or commitment_key; raise `KeyError` if no table has it."""
    is_known = any(row["commitment_id"] == name for row in tables["registry"]) or any(
        name in (row.get("commitment_id"), row["commitment_key"]) for row in tables["commitments"]
    )
    if not is_known:
        raise KeyError(name)
    traced = trace_lineage(name, tables)
    stories = collect_stories(sorted(traced.direct), tables)
    possible = _possible_matches(tables, traced.direct)
    documents = _used_documents(stories, traced) | {match.document for match in possible}
    countries = unique_values(row["country"] for row in tables["documents"] if _is_of_country(row, stories))
    return Timeline(
        name,
        countries[0] if countries else None,
        _build_plans(stories, tables),
        tuple(_build_link(step) for step in _sort_steps(traced.steps) if {step.earlier, step.later} <= traced.direct),
        tuple(_build_link(step) for step in _sort_steps(traced.unsure) if traced.direct & {step.earlier, step.later}),
        possible,
        tuple(sorted(traced.beside)),
        {row["document_id"]: row["source_path"] for row in tables["documents"] if row["document_id"] in documents},
    )


def _possible_matches(tables: Tables, names: frozenset[str]) -> tuple[PossibleMatch, ...]:
    open_links = [row for row in tables["links"] if row["kind"] == "identity" and row.get("status") == "review"]
    rows = {row["commitment_key"]: row for row in tables["commitments"]}
    matches = [
        PossibleMatch(
            key,
            row["to_key"],
            commitment.get("title"),
            row.get("score"),
            row.get("evidence"),
            commitment["document_id"],
        )
        for row in open_links
        if row["to_key"] in names and (commitment := rows.get(key := row["from_key"]))
    ]
    return tuple(sorted(matches, key=lambda match: (match.name, -(match.score or 0.0), match.commitment_key)))


def _is_of_country(document: Row, stories: Sequence[Story]) -> bool:
    return bool(document.get("country")) and document.get("country_code") in {story.country_code for story in stories}


def _build_plans(stories: Sequence[Story], tables: Tables) -> tuple[TimelinePlan, ...]:
    ends = {row["plan_id"]: row for row in tables["documents"] if row.get("plan_id") and row.get("plan_end_year")}
    plans = []
    for plan_id in dict.fromkeys(story.plan_id for story in stories):
        plan_stories = tuple(story for story in stories if story.plan_id == plan_id)
        number = next((story.plan_number for story in plan_stories if story.plan_number is not None), None)
        start = plan_year(plan_id) if plan_id else None
        plans.append(TimelinePlan(plan_id, number, start, ends.get(plan_id, {}).get("plan_end_year"), plan_stories))
    return tuple(sorted(plans, key=lambda plan: (plan.start_year or 9999, plan.plan_id or "")))


def _sort_steps(steps: Iterable[Succession]) -> list[Succession]:
    return sorted(steps, key=lambda step: (step.earlier, step.later, str(step.link.get("link_key"))))


def _build_link(step: Succession) -> Link:
    row = step.link
    return Link(
        step.earlier,
        step.later,
        row.get("relation"),
        row.get("status"),
        row.get("method"),
        row.get("score"),
        row.get("evidence"),
        row.get("evidence_document_id"),
        row.get("evidence_page"),
    )


def _used_documents(stories: Iterable[Story], traced: Lineage) -> set[str]:
    """Return the IDs of the documents that the timeline cites."""
    document_groups: list[tuple[str, ...]] = []
    for story in stories:
        remarks = [*story.remarks, *(remark for milestone in story.milestones for remark in milestone.remarks)]
        document_groups += [text.documents for text in (*story.titles, *story.leads)]
        document_groups += [rating.documents for rating in story.ratings]
        document_groups += [milestone.documents for milestone in story.milestones]
        document_groups += [remark.documents for remark in remarks]
    used = {document for documents in document_groups for document in documents}
    return used | {str(step.link.get("evidence_document_id")) for step in (*traced.steps, *traced.unsure)}
