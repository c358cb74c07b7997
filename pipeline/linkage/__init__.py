"""Find the records that are one and the same commitment, over all documents of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.identifiers import key
from pipeline.issues import Issue
from pipeline.linkage.identity import Match, Plan, Told, folded_number, match, registry_by_plan
from pipeline.model import Extraction, Row


def link(extractions: Sequence[Extraction]) -> list[Extraction]:
    """Return the extractions with IDs filled in and identity links added; the order of documents does not matter."""
    rows = [row.values for extraction in extractions for row in extraction.rows if row.table == "registry"]
    registry = registry_by_plan(rows)
    numbers = _plan_numbers(rows)
    return [_linked(extraction, _matches(extraction, registry), numbers) for extraction in extractions]


def _plan_numbers(rows: Iterable[Mapping[str, object]]) -> dict[str, int]:
    """Return plan ID -> number of the plan where a source states it and no other source contradicts."""
    stated: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        number = row.get("plan_number")
        if isinstance(number, int) and row.get("plan_id"):
            stated[str(row["plan_id"])].add(number)
    return {plan: next(iter(found)) for plan, found in stated.items() if len(found) == 1}


def _matches(extraction: Extraction, registry: Mapping[Plan, Sequence[object]]) -> dict[str, Match]:
    told: dict[Plan, list[Told]] = defaultdict(list)
    for row in extraction.rows:
        values = row.values
        if row.table == "commitments" and not values.get("commitment_id"):
            plan = str(values.get("country_code")), str(values.get("plan_id"))
            title = values.get("title")
            told[plan].append(Told(row.key, folded_number(values.get("number")), str(title) if title else None))
    return {
        m.key: m
        for plan, commitments in sorted(told.items())
        for m in match(commitments, registry.get(plan, ()))  # type: ignore[arg-type]
    }


def _linked(extraction: Extraction, matches: Mapping[str, Match], numbers: Mapping[str, int]) -> Extraction:
    ids = {key_: m.commitment_id for key_, m in matches.items() if m.accepted}
    for row in extraction.rows:
        if row.table == "commitments" and row.values.get("commitment_id"):
            ids[row.key] = str(row.values["commitment_id"])
    rows = [_with_id(row, matches, ids, numbers) for row in extraction.rows]
    links = [_link_row(row, matches.get(row.key)) for row in rows if row.table == "commitments"]
    issues = [_weak(m) for m in matches.values() if not m.accepted]
    return replace(extraction, rows=(*rows, *filter(None, links)), issues=(*extraction.issues, *issues))


def _with_id(row: Row, matches: Mapping[str, Match], ids: Mapping[str, str], numbers: Mapping[str, int]) -> Row:
    if row.table == "commitments":
        values = dict(row.values)
        if values.get("plan_number") is None:
            values["plan_number"] = numbers.get(str(values.get("plan_id")))
        found = matches.get(row.key)
        if found and found.accepted:
            values.update(commitment_id=found.commitment_id, id_method="matched", id_score=found.score)
        return replace(row, values=values)
    if row.table == "assessments" and row.values.get("commitment_key") in ids and not row.values.get("commitment_id"):
        return replace(row, values={**row.values, "commitment_id": ids[str(row.values["commitment_key"])]})
    return row


def _link_row(row: Row, found: Match | None) -> Row | None:
    values = row.values
    commitment_id = values.get("commitment_id") or (found.commitment_id if found else None)
    if not commitment_id:
        return None
    document_id = row.key.partition(":")[0]
    evidence = found.reason if found else "the document states the ID"
    return Row(
        "links",
        key(document_id, f"{row.key.partition(':')[2]}.identity"),
        {
            "kind": "identity",
            "from_key": row.key,
            "to_key": commitment_id,
            "from_plan_id": values.get("plan_id"),
            "to_plan_id": values.get("plan_id"),
            "relation": "same",
            "score": found.score if found else None,
            "method": "matched" if found else "stated",
            "status": "accepted" if found is None or found.accepted else "review",
            "evidence": evidence,
            "evidence_document_id": document_id,
            "evidence_page": next(
                (p.anchor.page for p in row.provenance if p.field in {"commitment_id", "title"}), None
            ),
        },
    )


def _weak(found: Match) -> Issue:
    text = (
        f"This commitment may be {found.commitment_id} (score {found.score:.2f}: {found.reason}); "
        "that is too weak or too close to another to be taken. See the table links, status review."
    )
    return Issue("link", "warning", "identity-unsure", text, place=found.key.partition(":")[2])
