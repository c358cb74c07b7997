"""Link the records of all documents of a run: IDs, continuations through the plans, threads; people's word first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.linkage import identity, match_weight, published, review
from pipeline.linkage.apply import applied
from pipeline.linkage.clusters import reforms
from pipeline.linkage.decisions import Decided, holding
from pipeline.linkage.records import Told, known, told
from pipeline.linkage.registry import Registry, disagreements, plan_numbers, registry
from pipeline.linkage.succession import steps
from pipeline.linkage.threads import threads
from pipeline.model import Extraction, Row
from pipeline.model.issues import Issue
from pipeline.overrides.decisions import Decision

__all__ = ["Linked", "identified", "link"]


@dataclass(frozen=True, slots=True)
class Linked:
    """A run's extractions with IDs, the rows that belong to no one document, issues, and the list for people (CSV)."""

    extractions: tuple[Extraction, ...]
    rows: tuple[Row, ...]
    issues: tuple[Issue, ...]
    review: bytes
    decided: int


def link(extractions: Sequence[Extraction], decisions: Sequence[Decision] = ()) -> Linked:
    """Link the records of a run; the order of documents does not matter, decisions of people win over all."""
    one_by_one, registered, matches, decided = _identified(extractions, decisions)
    found = reforms(one_by_one, registered.known, registered.numbers)
    made = steps(found, match_weight.model("succession", "first"), match_weight.model("succession", "second"))
    made = published.decided_steps(made, found, decided)
    by_document = _by_document(extractions)
    linked = tuple(
        applied(
            replace(one, issues=(*one.issues, *by_document.get(str(one.document["document_id"]), ()))),
            matches,
            decided.identities(),
            registered.numbers,
        )
        for one in extractions
    )
    rows = (*published.step_rows(made), *published.thread_rows(threads(made)), *published.title_rows(linked))
    listed = review.listed(one_by_one, registered.known, matches, made, decided)
    return Linked(linked, rows, (*decided.issues, *published.bridge_issues(made)), listed, len(decided.by_pair))


def identified(extractions: Sequence[Extraction]) -> tuple[tuple[Told, ...], Registry, Mapping[str, identity.Match]]:
    """Return the commitments of all documents with their IDs, the registry, and the matches that gave the IDs."""
    return _identified(extractions, ())[:3]


def _identified(
    extractions: Sequence[Extraction], decisions: Sequence[Decision]
) -> tuple[tuple[Told, ...], Registry, dict[str, identity.Match], Decided]:
    commitments = told(extractions)
    rows = [row.values for extraction in extractions for row in extraction.rows if row.table == "registry"]
    stated = [(one.plan_id, one.plan_number) for one in commitments if one.commitment_id]
    numbers = plan_numbers([*stated, *((row.get("plan_id"), row.get("plan_number")) for row in rows)])
    registered = registry(known(rows, commitments), numbers)
    decided = holding(decisions, _titles(commitments, registered))
    by_hand = {key: decision.to_key for key, decision in decided.identities().items()}
    commitments = tuple(
        replace(one, commitment_id=by_hand[one.key]) if one.key in by_hand else one for one in commitments
    )
    model = match_weight.model("identity")
    refused = decided.refused()
    matches = {m.key: m for g in identity.groups(commitments, registered) for m in identity.match(g, model, refused)}
    ids = {key: found.commitment_id for key, found in matches.items() if found.accepted}
    return (
        tuple(replace(one, commitment_id=ids[one.key]) if one.key in ids else one for one in commitments),
        registered,
        matches,
        decided,
    )


def _titles(commitments: Sequence[Told], registered: Registry) -> dict[str, tuple[str, ...]]:
    titles = {one.key: one.titles for one in commitments}
    return {**titles, **{one.commitment_id: one.titles for one in registered.known}}


def _by_document(extractions: Sequence[Extraction]) -> dict[str, list[Issue]]:
    """Return the registry's disagreements by the document that the first of the rows comes from."""
    rows = [row for extraction in extractions for row in extraction.rows if row.table == "registry"]
    found: dict[str, list[Issue]] = {}
    for document_id, issue in _placed(disagreements(rows)):
        found.setdefault(document_id, []).append(issue)
    return found


def _placed(found: Iterator[tuple[str, Issue]]) -> Iterator[tuple[str, Issue]]:
    for key, issue in found:
        document_id, _, place = key.partition(":")
        yield document_id, replace(issue, place=place)
