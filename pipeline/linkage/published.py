"""Rows of what linking found between documents: succession, threads, and every title that was seen for an ID."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.linkage.clusters import PlanCommitment
from pipeline.linkage.decisions import ActiveDecisions, describe_decision
from pipeline.linkage.succession import SuccessionLink, assign_relations
from pipeline.linkage.threads import Thread, find_bridges
from pipeline.model import Extraction, Row
from pipeline.model.issues import Issue


def apply_decisions(
    links: Sequence[SuccessionLink], commitments: Sequence[PlanCommitment], decided: ActiveDecisions
) -> tuple[SuccessionLink, ...]:
    """Return the steps as people decided them: those refused are gone, those accepted stand, new ones are added."""
    found = {(one.earlier.key, one.later.key): one for one in links}
    by_key = {one.key: one for one in commitments}
    for kind, *ends in decided.by_pair:
        decision = decided.by_pair[kind, ends[0], ends[1]]
        if kind != "succession" or not all(end in by_key for end in ends):
            continue
        earlier, later = sorted((by_key[end] for end in ends), key=lambda one: (one.when, one.key))
        found.pop((earlier.key, later.key), None)
        if decision.decision == "accept":
            step = SuccessionLink(earlier, later, None, True, False, describe_decision(decision), by_hand=True)
            found[earlier.key, later.key] = step
    return tuple(sorted(assign_relations(list(found.values())), key=lambda one: (one.earlier.key, one.later.key)))


def link_rows(links: Sequence[SuccessionLink]) -> Iterator[Row]:
    """Yield the links of succession."""
    for one in links:
        source = _evidence_source(one)
        link = {
            "kind": "succession",
            "from_key": one.earlier.key,
            "to_key": one.later.key,
            "from_plan_id": one.earlier.plan_id,
            "to_plan_id": one.later.plan_id,
            "relation": one.relation,
            "score": one.score,
            "method": "override" if one.by_hand else "stated" if one.stated else "matched",
            "status": "accepted" if one.accepted else "review",
            "evidence": one.evidence,
            "evidence_document_id": source[0],
            "evidence_page": source[1],
        }
        yield Row("links", f"{one.earlier.key}>{one.later.key}", link)


def _evidence_source(one: SuccessionLink) -> tuple[str | None, int | None]:
    """Return document and page of the sentence that states the link, else those of the later commitment."""
    mentions = one.later.mentions
    if one.stated:
        mentions = tuple(t for t in mentions if one.evidence in " ".join(t.text.split())) or mentions
    return (mentions[0].document_id, mentions[0].page) if mentions else (None, None)


def thread_rows(threads: Sequence[Thread]) -> Iterator[Row]:
    """Yield a row for each commitment of each thread; commitments of one plan share their place in the order."""
    for thread in threads:
        plans = sorted({one.when for one in thread.members})
        for one in thread.members:
            values = {
                "thread_id": thread.thread_id,
                "commitment": one.key,
                "country_code": one.country,
                "plan_id": one.plan_id,
                "plan_number": one.plan_number,
                "plan_position": plans.index(one.when) + 1,
                "title": one.titles[0] if one.titles else None,
            }
            yield Row("threads", f"{thread.thread_id}:{one.key}", values)


def bridge_issues(links: Sequence[SuccessionLink]) -> Iterator[Issue]:
    """Yield an issue for each weak step that alone joins two large parts of a thread."""
    for one, size, rest in find_bridges(links):
        message = (
            f"Only the weak link {one.earlier.key} – {one.later.key} (probability {one.score or 0:.2f}) joins two "
            f"threads of {size} and {rest} commitments. Look whether they are one reform; decide in overrides.csv."
        )
        yield Issue("link", "warning", "thread-bridge", message)


def title_rows(extractions: Sequence[Extraction]) -> Iterator[Row]:
    """Yield every title that any source gives to an ID, with the source and the record that it is in."""
    for extraction in extractions:
        for row in extraction.rows:
            title, commitment_id = row.values.get("title"), row.values.get("commitment_id")
            if row.table in {"registry", "commitments"} and title and commitment_id:
                values = {
                    "commitment_id": commitment_id,
                    "title": title,
                    "kind": "registry" if row.table == "registry" else "document",
                    "document_id": str(extraction.document["document_id"]),
                }
                yield Row("titles", row.key, values)
