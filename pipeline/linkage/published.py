"""Rows of what linking found: IDs in the rows of documents, links, threads, and every title that was seen for an ID."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.linkage.clusters import PlanCommitment
from pipeline.linkage.decisions import ActiveDecisions, describe_decision
from pipeline.linkage.groups import Bridge, Thread
from pipeline.linkage.identity import Match
from pipeline.linkage.succession import SuccessionLink, assign_relations
from pipeline.model import Extraction, Row
from pipeline.model.identifiers import make_key
from pipeline.model.issues import Issue
from pipeline.overrides.decisions import Decision


def apply_matches(
    extraction: Extraction, matches: Mapping[str, Match], decided: Mapping[str, Decision], numbers: Mapping[str, int]
) -> Extraction:
    """Return a document's extraction with IDs, plan numbers and identity links; decisions win over matches."""
    rows = [_set_commitment_id(row, matches.get(row.key), decided.get(row.key), numbers) for row in extraction.rows]
    ids = {row.key: row.values.get("commitment_id") for row in rows if row.table == "commitments"}
    rows = [_set_rating_id(row, ids) for row in rows]
    told = [row for row in rows if row.table == "commitments"]
    links = [_identity_link(row, matches.get(row.key), decided.get(row.key)) for row in told]
    weak = (matches[row.key] for row in told if row.key in matches and row.key not in decided)
    issues = [_unsure_issue(found) for found in weak if not found.accepted]
    return replace(extraction, rows=(*rows, *filter(None, links)), issues=(*extraction.issues, *issues))


def _set_commitment_id(row: Row, found: Match | None, decision: Decision | None, numbers: Mapping[str, int]) -> Row:
    if row.table != "commitments":
        return row
    values = dict(row.values)
    if values.get("plan_number") is None or not values.get("commitment_id"):
        values["plan_number"] = numbers.get(str(values.get("plan_id")), values.get("plan_number"))
    if decision:
        values.update(commitment_id=decision.to_key, id_method="override", id_score=None)
    elif found and found.accepted:
        values.update(commitment_id=found.commitment_id, id_method="matched", id_score=found.score)
    return replace(row, values=values)


def _set_rating_id(row: Row, ids: Mapping[str, object]) -> Row:
    commitment = str(row.values.get("commitment_key"))
    if row.table == "assessments" and ids.get(commitment) and not row.values.get("commitment_id"):
        return replace(row, values={**row.values, "commitment_id": ids[commitment]})
    return row


def _identity_link(row: Row, found: Match | None, decision: Decision | None) -> Row | None:
    values = row.values
    commitment_id = values.get("commitment_id") or (found.commitment_id if found and not decision else None)
    if not commitment_id:
        return None
    document_id, _, place = row.key.partition(":")
    link = {
        "kind": "identity",
        "from_key": row.key,
        "to_key": commitment_id,
        "from_plan_id": values.get("plan_id"),
        "to_plan_id": values.get("plan_id"),
        "relation": "same",
        "evidence_document_id": document_id,
        "evidence_page": next(_evidence_pages(row), None),
        **_link_basis(found, decision),
    }
    return Row("links", make_key(document_id, f"{place}.identity"), link)


def _link_basis(found: Match | None, decision: Decision | None) -> dict[str, object]:
    if decision:
        return {"score": None, "method": "override", "status": "accepted", "evidence": describe_decision(decision)}
    if found:
        status = "accepted" if found.accepted else "review"
        return {"score": found.score, "method": "matched", "status": status, "evidence": found.reason}
    return {"score": None, "method": "stated", "status": "accepted", "evidence": "the document states the ID"}


def _evidence_pages(row: Row) -> Iterator[int]:
    for place in row.provenance:
        if place.field in {"commitment_id", "title"} and place.anchor.page is not None:
            yield place.anchor.page


def _unsure_issue(found: Match) -> Issue:
    text = (
        f"This commitment may be {found.commitment_id} (probability {found.score:.2f}); that is too weak, or too close "
        "to another, to be taken. See links_review.csv, where you can decide."
    )
    return Issue("link", "warning", "identity-unsure", text, place=found.key.partition(":")[2])


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


def bridge_issues(bridges: Sequence[Bridge]) -> Iterator[Issue]:
    """Yield an issue for each weak step that alone would join two large threads."""
    for one, size, rest in bridges:
        message = (
            f"Only the weak link {one.earlier.key} – {one.later.key} (probability {one.score or 0:.2f}) would join two "
            f"threads of {size} and {rest} commitments, which stay apart. If they are one reform, accept it in "
            "overrides.csv."
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
