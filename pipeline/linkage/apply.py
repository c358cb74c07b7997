"""Put the matched IDs into the rows of a document, with a link and an issue where a person should look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.linkage.decisions import describe_decision
from pipeline.linkage.identity import Match
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
