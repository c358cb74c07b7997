"""What became of a commitment, plan by plan: the links that lead from it to others, and what the documents say."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.analysis.rows import Row, Rows, Tables, unique_values
from pipeline.analysis.stories import Story, collect_stories
from pipeline.model.identifiers import plan_year

Neighbors = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Succession:
    """A link from an earlier commitment to a later one that continues it, with its row."""

    earlier: str
    later: str
    link: Row


@dataclass(frozen=True, slots=True)
class Lineage:
    """A commitment with its predecessors and successors; `beside` are the others of its thread, through splits and
    merges.

    `steps` are the accepted links among all of these, `unsure` the links in doubt to one of them.
    """

    start: str
    before: frozenset[str]
    after: frozenset[str]
    beside: frozenset[str]
    steps: tuple[Succession, ...]
    unsure: tuple[Succession, ...]

    @property
    def direct(self) -> frozenset[str]:
        """The commitment, its predecessors and its successors."""
        return frozenset({self.start}) | self.before | self.after


def commitment_names(commitments: Rows) -> dict[str, str]:
    """Return the name of each commitment_key: its ID if known, else the key."""
    return {row["commitment_key"]: row.get("commitment_id") or row["commitment_key"] for row in commitments}


def list_successions(links: Rows, names_by_key: Mapping[str, str]) -> tuple[Succession, ...]:
    """Return the links between plans with commitments by name.

    >>> rows = [{"kind": "succession", "from_key": "a:c1", "to_key": "QN0011"}, {"kind": "identity"}]
    >>> [(s.earlier, s.later) for s in list_successions(rows, {"a:c1": "QN0001"})]
    [('QN0001', 'QN0011')]
    """
    return tuple(
        Succession(
            names_by_key.get(row["from_key"], row["from_key"]), names_by_key.get(row["to_key"], row["to_key"]), row
        )
        for row in links
        if row["kind"] == "succession"
    )


def trace_lineage(start: str, tables: Tables) -> Lineage:
    """Follow the accepted links between plans from one commitment in both directions."""
    return trace_links(start, list_successions(tables["links"], commitment_names(tables["commitments"])))


def trace_links(start: str, links: Iterable[Succession]) -> Lineage:
    """Follow the accepted links in `links` from one commitment in both directions."""
    links = tuple(links)
    accepted = [link for link in links if link.link.get("status") == "accepted"]
    later = _build_neighbors((link.earlier, link.later) for link in accepted)
    earlier = _build_neighbors((link.later, link.earlier) for link in accepted)
    both = _build_neighbors(pair for a in accepted for pair in ((a.earlier, a.later), (a.later, a.earlier)))
    before, after = find_reachable(start, earlier), find_reachable(start, later)
    thread = find_reachable(start, both)
    beside = thread - before - after
    group = thread | {start}
    return Lineage(
        start,
        before,
        after,
        beside,
        tuple(link for link in accepted if link.earlier in group),
        tuple(link for link in links if link.link.get("status") == "review" and group & {link.earlier, link.later}),
    )


def find_reachable(start: str, neighbours: Neighbors) -> frozenset[str]:
    """Return everything reachable from a start, without the start; loops are allowed.

    >>> sorted(find_reachable("a", {"a": frozenset("b"), "b": frozenset("ac")}))
    ['b', 'c']
    """
    reachable: set[str] = set()
    queue = deque([start])
    while queue:
        for name in neighbours.get(queue.popleft(), frozenset()):
            if name not in reachable and name != start:
                reachable.add(name)
                queue.append(name)
    return frozenset(reachable)


def _build_neighbors(pairs: Iterable[tuple[str, str]]) -> Neighbors:
    neighbors: dict[str, set[str]] = defaultdict(set)
    for start, end in pairs:
        neighbors[start].add(end)
    return {name: frozenset(others) for name, others in neighbors.items()}


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

    `unsure` are links between plans in doubt, `maybe` document rows in doubt; `beside` are the other commitments of the
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
