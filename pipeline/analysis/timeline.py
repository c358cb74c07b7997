"""What became of a commitment: plan by plan, along the links between plans, with all that the documents tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.analysis.lineage import Lineage, Succession, lineage
from pipeline.analysis.rows import Row, Tables, ordered
from pipeline.analysis.stories import Story, stories
from pipeline.model.identifiers import plan_year


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two commitments of different plans, and why it is made.

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
class Maybe:
    """A document's commitment that may be one of the timeline's but waits for a person: what it tells is left out."""

    commitment_key: str
    name: str
    title: str | None
    score: float | None
    evidence: str | None
    document: str


@dataclass(frozen=True, slots=True)
class Plan:
    """An action plan with the commitments of the timeline that it holds; the years are null where no document tells."""

    plan_id: str | None
    plan_number: int | None
    start_year: int | None
    end_year: int | None
    commitments: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The answer: plans from first to last and the accepted links between them.

    `unsure` are links between plans, `maybe` rows of documents, that wait for a person; `beside` are the others of the
    thread; `documents` gives the paths of all documents that the answer names.
    """

    name: str
    country: str | None
    plans: tuple[Plan, ...]
    links: tuple[Link, ...]
    unsure: tuple[Link, ...]
    maybe: tuple[Maybe, ...]
    beside: tuple[str, ...]
    documents: dict[str, str]


def timeline(name: str, tables: Tables) -> Timeline:
    """Answer for one commitment, by ID or commitment_key; raise `KeyError` where no table knows it."""
    known = any(row["commitment_id"] == name for row in tables["registry"]) or any(
        name in (row.get("commitment_id"), row["commitment_key"]) for row in tables["commitments"]
    )
    if not known:
        raise KeyError(name)
    found = lineage(name, tables)
    told = stories(sorted(found.direct), tables)
    maybe = _maybe(tables, found.direct)
    used = _documents(told, found) | {one.document for one in maybe}
    countries = ordered(row["country"] for row in tables["documents"] if _is_of(row, told))
    return Timeline(
        name,
        countries[0] if countries else None,
        _plans(told, tables),
        tuple(_link(step) for step in _sorted(found.steps) if {step.earlier, step.later} <= found.direct),
        tuple(_link(step) for step in _sorted(found.unsure) if found.direct & {step.earlier, step.later}),
        maybe,
        tuple(sorted(found.beside)),
        {row["document_id"]: row["source_path"] for row in tables["documents"] if row["document_id"] in used},
    )


def _maybe(tables: Tables, names: frozenset[str]) -> tuple[Maybe, ...]:
    waiting = [row for row in tables["links"] if row["kind"] == "identity" and row.get("status") == "review"]
    rows = {row["commitment_key"]: row for row in tables["commitments"]}
    found = [
        Maybe(key, row["to_key"], told.get("title"), row.get("score"), row.get("evidence"), told["document_id"])
        for row in waiting
        if row["to_key"] in names and (told := rows.get(key := row["from_key"]))
    ]
    return tuple(sorted(found, key=lambda one: (one.name, -(one.score or 0.0), one.commitment_key)))


def _is_of(document: Row, told: Sequence[Story]) -> bool:
    return bool(document.get("country")) and document.get("country_code") in {story.country_code for story in told}


def _plans(told: Sequence[Story], tables: Tables) -> tuple[Plan, ...]:
    ends = {row["plan_id"]: row for row in tables["documents"] if row.get("plan_id") and row.get("plan_end_year")}
    plans = []
    for plan_id in dict.fromkeys(story.plan_id for story in told):
        held = tuple(story for story in told if story.plan_id == plan_id)
        number = next((story.plan_number for story in held if story.plan_number is not None), None)
        start = plan_year(plan_id) if plan_id else None
        plans.append(Plan(plan_id, number, start, ends.get(plan_id, {}).get("plan_end_year"), held))
    return tuple(sorted(plans, key=lambda plan: (plan.start_year or 9999, plan.plan_id or "")))


def _sorted(steps: Iterable[Succession]) -> list[Succession]:
    return sorted(steps, key=lambda step: (step.earlier, step.later, str(step.link.get("link_key"))))


def _link(step: Succession) -> Link:
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


def _documents(told: Iterable[Story], found: Lineage) -> set[str]:
    """Return the document_ids that the answer rests on."""
    tellings: list[tuple[str, ...]] = []
    for story in told:
        remarks = [*story.remarks, *(remark for milestone in story.milestones for remark in milestone.remarks)]
        tellings += [text.documents for text in (*story.titles, *story.leads)]
        tellings += [rating.documents for rating in story.ratings]
        tellings += [milestone.documents for milestone in story.milestones]
        tellings += [remark.documents for remark in remarks]
    used = {document for documents in tellings for document in documents}
    return used | {str(step.link.get("evidence_document_id")) for step in (*found.steps, *found.unsure)}
