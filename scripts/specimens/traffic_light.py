"""The traffic-light self-assessment: coloured milestones, comments of stakeholders inside the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens import traffic_light_docx, traffic_light_pdf, traffic_light_text
from scripts.specimens.facts import SITE, country, document_facts, load, path_of, plan_of, text_of
from scripts.specimens.specimen import Specimen
from scripts.specimens.traffic_light_facts import evidence, numbered, with_totals

FAMILY = "traffic_light_self_assessment"
STATUS = {"green": "complete_or_substantial", "amber": "limited", "red": "not_started_or_delayed"}


def specimens() -> Iterator[Specimen]:
    """Yield the self-assessment as DOCX, PDF and as plain text that lost its colours."""
    facts = with_totals(load("traffic_light"))
    plan = plan_of(facts["plan"])
    stem = f"{country().slug}-{plan.start}-{plan.end}-self-assessment"
    renderings = {
        "docx": traffic_light_docx.render(facts),
        "pdf": traffic_light_pdf.render(facts),
        "txt": traffic_light_text.render(facts),
    }
    for extension, content in renderings.items():
        url = f"{SITE}/documents/{stem}.{extension}"
        yield Specimen(path_of(f"{stem}.{extension}"), content, url, expected(facts, colours=extension != "txt"))


def expected(facts: Mapping[str, Any], colours: bool) -> dict[str, Any]:
    """Return what a reader should find; without colours no status."""
    document = document_facts("government", plan_of(facts["plan"]), "self_assessment", FAMILY)
    document["date_prepared"] = facts["date_prepared"]
    rows = list(numbered(facts))
    counts = Counter(STATUS[milestone["status"]] for _, _, milestone in rows)
    return {
        "document": document,
        "commitments": [
            {"number": commitment["number"], "title": commitment["title"], "commitment_id": commitment["id"]}
            for commitment in facts["commitments"]
        ],
        "milestones": [_milestone(commitment, number, row, colours) for commitment, number, row in rows],
        "comments": [*_inside(rows), *_closing(facts)],
        "recommendation_counts": {
            " and ".join(part["commitments"]): len(part["items"]) for part in facts["recommendations"]
        },
        "claims": {"milestones": len(rows)} | {status: counts[status] for status in STATUS.values()},
    }


def _milestone(commitment: Mapping[str, Any], number: str, row: Mapping[str, Any], colours: bool) -> dict[str, Any]:
    return {
        "commitment": commitment["number"],
        "number": number,
        "text": row["text"],
        "status": STATUS[row["status"]] if colours else None,
        "evidence": text_of(evidence(row)),
        "reasons": text_of(row["reasons"]),
        "next_steps": text_of(row["next"]),
    }


def _inside(rows: list[tuple[Mapping[str, Any], str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    return [
        _comment(comment, commitment["number"], number)
        for commitment, number, milestone in rows
        for comment in milestone["comments"]
    ]


def _closing(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [_comment(comment, None, None) for chapter in facts["chapters_after"] for comment in chapter["comments"]]


def _comment(facts: Mapping[str, Any], commitment: str | None, milestone: str | None) -> dict[str, Any]:
    return {
        "commitment": commitment,
        "milestone": milestone,
        "author": facts["author"],
        "date": facts["date"],
        "proposed_status": facts["proposed"],
        "text_start": " ".join(facts["text"])[:60],
        "conditional": facts["conditional"],
    }
