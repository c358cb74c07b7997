"""Link the records of all documents of a run: IDs, continuations through the plans, threads; people's word first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.linkage import identity, match_weight, published
from pipeline.linkage.clusters import cluster_mentions, ordered_commitments, spread_ids
from pipeline.linkage.decisions import ActiveDecisions, ReviewRow, encode_review_list, list_doubts, select_active
from pipeline.linkage.groups import (
    GROUPED_COLUMNS,
    DocumentGroup,
    Member,
    build_threads,
    divide_documents,
    leave_bridges_to_people,
)
from pipeline.linkage.institution_names import add_canonical_names
from pipeline.linkage.plan_commitments import add_plan_keys, plan_commitment_rows, plan_keys
from pipeline.linkage.published import apply_matches
from pipeline.linkage.records import (
    Mention,
    Registry,
    build_registry,
    collect_mentions,
    find_disagreements,
    merge_registry,
    plan_numbers,
)
from pipeline.linkage.succession import find_links
from pipeline.model import Extraction, Row
from pipeline.model.issues import Issue
from pipeline.overrides.decisions import Decision

__all__ = [
    "GROUPED_COLUMNS",
    "DocumentGroup",
    "Linked",
    "Member",
    "divide_documents",
    "encode_review_list",
    "link",
    "resolve_identities",
]


@dataclass(frozen=True, slots=True)
class Linked:
    """Extractions with IDs, the rows that belong to no one document, issues, and the links for people to look at."""

    extractions: tuple[Extraction, ...]
    rows: tuple[Row, ...]
    issues: tuple[Issue, ...]
    review: tuple[ReviewRow, ...]
    decided: int


def link(extractions: Sequence[Extraction], decisions: Sequence[Decision] = ()) -> Linked:
    """Link the records of documents in any order; decisions of people win over all.

    What is found in one group of `groups.divide_documents` is the same without the others but for the rarity of words.
    """
    mentions, registered, matches, active = _resolve_identities(extractions, decisions)
    clusters = cluster_mentions(mentions, registered.entries, registered.numbers)
    commitments = ordered_commitments(clusters)
    links = find_links(
        commitments, match_weight.load_model("succession", "first"), match_weight.load_model("succession", "second")
    )
    links, bridges = leave_bridges_to_people(published.apply_decisions(links, commitments, active))
    by_document = _group_disagreements(extractions)
    linked = tuple(
        apply_matches(
            replace(one, issues=(*one.issues, *by_document.get(str(one.document["document_id"]), ()))),
            matches,
            active.identities(),
            registered.numbers,
        )
        for one in extractions
    )
    keys = plan_keys(clusters)
    linked = add_canonical_names([add_plan_keys(extraction, keys) for extraction in linked])
    threads = build_threads(links)
    rows = (
        *plan_commitment_rows(clusters, linked, threads),
        *published.link_rows(links),
        *published.thread_rows(threads),
        *published.title_rows(linked),
    )
    doubts = list_doubts(mentions, registered.entries, matches, links, active)
    return Linked(linked, rows, (*active.issues, *published.bridge_issues(bridges)), doubts, len(active.by_pair))


def resolve_identities(
    extractions: Sequence[Extraction],
) -> tuple[tuple[Mention, ...], Registry, Mapping[str, identity.Match]]:
    """Return the commitments of all documents with their IDs, the registry, and the matches that gave the IDs."""
    return _resolve_identities(extractions, ())[:3]


def _resolve_identities(
    extractions: Sequence[Extraction], decisions: Sequence[Decision]
) -> tuple[tuple[Mention, ...], Registry, dict[str, identity.Match], ActiveDecisions]:
    commitments = collect_mentions(extractions)
    rows = [row.values for extraction in extractions for row in extraction.rows if row.table == "registry"]
    stated = [(one.plan_id, one.plan_number) for one in commitments if one.commitment_id]
    numbers = plan_numbers([*stated, *((row.get("plan_id"), row.get("plan_number")) for row in rows)])
    registered = build_registry(merge_registry(rows, commitments), numbers)
    commitments = tuple(_with_known_number(one, numbers) for one in commitments)
    active = select_active(decisions, _titles_by_key(commitments, registered))
    by_hand = {key: decision.to_key for key, decision in active.identities().items()}
    commitments = _with_ids(commitments, by_hand)
    model = match_weight.load_model("identity")
    refused = active.refused()
    matches = {
        m.key: m
        for g in identity.build_groups(commitments, registered)
        for m in identity.match_group(g, model, refused)
    }
    commitments = _with_ids(commitments, _accepted_ids(matches))
    scores = {key: match.score for key, match in matches.items() if match.accepted}
    for mention, source in spread_ids(commitments, numbers):
        if source.commitment_id and (mention.key, source.commitment_id) not in refused:
            reason = f"the same commitment in another document of the plan ({source.key})"
            score = scores.get(source.key, 1.0)
            matches[mention.key] = identity.Match(mention.key, source.commitment_id, score, True, reason)
    return _with_ids(commitments, _accepted_ids(matches)), registered, matches, active


def _accepted_ids(matches: Mapping[str, identity.Match]) -> dict[str, str]:
    return {key: match.commitment_id for key, match in matches.items() if match.accepted}


def _with_ids(commitments: Sequence[Mention], ids: Mapping[str, str]) -> tuple[Mention, ...]:
    return tuple(replace(one, commitment_id=ids[one.key]) if one.key in ids else one for one in commitments)


def _with_known_number(mention: Mention, numbers: Mapping[str, int]) -> Mention:
    """Return a mention with the number that the registry and stated IDs give its plan, where its document differs."""
    number = numbers.get(mention.plan_id or "", mention.plan_number)
    return mention if mention.commitment_id or number == mention.plan_number else replace(mention, plan_number=number)


def _titles_by_key(commitments: Sequence[Mention], registered: Registry) -> dict[str, tuple[str, ...]]:
    titles = {one.key: one.titles for one in commitments}
    return {**titles, **{one.commitment_id: one.titles for one in registered.entries}}


def _group_disagreements(extractions: Sequence[Extraction]) -> dict[str, list[Issue]]:
    """Return the registry's disagreements by the document that the first of the rows comes from."""
    rows = [row for extraction in extractions for row in extraction.rows if row.table == "registry"]
    found: dict[str, list[Issue]] = {}
    for document_id, issue in _split_keys(find_disagreements(rows)):
        found.setdefault(document_id, []).append(issue)
    return found


def _split_keys(found: Iterator[tuple[str, Issue]]) -> Iterator[tuple[str, Issue]]:
    for key, issue in found:
        document_id, _, place = key.partition(":")
        yield document_id, replace(issue, place=place)
