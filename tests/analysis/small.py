"""Small tables for tests of answers: three plans of a fictional country; a reform goes on, splits and is rated."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.analysis.rows import TABLE_COLUMNS

REPORT_PDF, REPORT_TXT, REVIEW, LIST, PLAN3 = ("a" * 16, "b" * 16, "c" * 16, "d" * 16, "e" * 16)

Rows = list[dict[str, Any]]
Found = Mapping[str, Rows]


def row(table: str, **values: object) -> dict[str, Any]:
    return dict.fromkeys(TABLE_COLUMNS[table]) | values


def document(document_id: str, path: str, publisher: str, report_type: str, **values: object) -> dict[str, Any]:
    facts = {"source_path": path, "publisher": publisher, "report_type": report_type, "country_code": "QN"}
    return row("documents", document_id=document_id, country="Norlandia", **facts, **values)


def commitment(
    document_id: str, place: str, commitment_id: str | None, plan_id: str, **values: object
) -> dict[str, Any]:
    keys = {"commitment_key": f"{document_id}:{place}", "document_id": document_id, "commitment_id": commitment_id}
    return row("commitments", country_code="QN", plan_id=plan_id, **keys, **values)


def succession(earlier: str, later: str, status: str = "accepted", **values: object) -> dict[str, Any]:
    facts: dict[str, object] = {
        "link_key": f"{REVIEW}:{earlier}-{later}",
        "kind": "succession",
        "from_key": earlier,
        "to_key": later,
        "to_plan_id": "QN-2021",
        "relation": "continues",
        "status": status,
        "method": "matched",
        "score": 0.9 if status == "accepted" else 0.5,
        "evidence": "title 0.80 (+4.0); gap 2.00 (-0.6)",
        "evidence_document_id": REVIEW,
        "evidence_page": 7,
    }
    return row("links", **{**facts, **values})


def rating(key: str, indicator: str, value: str, assessor: str, phase: str | None = None, **values: object) -> Any:
    document_id = key.partition(":")[0]
    facts = {"indicator": indicator, "value": value, "assessor": assessor, "phase": phase, "value_raw": value}
    return row("assessments", document_id=document_id, commitment_key=key, **{**facts, **values})


def milestone(key: str, place: str, **values: object) -> dict[str, Any]:
    document_id = key.partition(":")[0]
    facts = {"milestone_key": f"{key}.{place}", "commitment_key": key, "document_id": document_id}
    return row("milestones", **facts, **values)


def comment(key: str, place: str | None, **values: object) -> dict[str, Any]:
    document_id = key.partition(":")[0]
    facts = {"commitment_key": key, "milestone_key": f"{key}.{place}" if place else None, "document_id": document_id}
    return row("comments", **facts, **values)


def registered(commitment_id: str, plan_id: str, title: str, **values: object) -> dict[str, Any]:
    facts = {"plan_id": plan_id, "country_code": "QN", "source_document_id": LIST}
    return row("registry", commitment_id=commitment_id, title=title, **facts, **values)


def documents() -> Rows:
    midterm = ("government", "self_assessment_midterm")
    return [
        document(REPORT_PDF, "report.pdf", *midterm, plan_id="QN-2014", plan_end_year=2016),
        document(REPORT_TXT, "report.txt", *midterm, plan_id="QN-2014"),
        document(REVIEW, "review.pdf", "irm", "irm_progress_report", plan_id="QN-2014"),
        document(LIST, "list.csv", "ogp", "dataset"),
        document(PLAN3, "third.docx", "government", "self_assessment", plan_id="QN-2021", plan_end_year=2023),
    ]


def commitments() -> Rows:
    first = {"number": "1", "commitment_id": "QN0001", "plan_id": "QN-2014"}
    lead = "Ministry of Fisheries"
    return [
        commitment(REPORT_PDF, "c1", title="Open the register", lead_institution=lead, completion="complete", **first),
        commitment(REPORT_TXT, "c1", title="Open the Register.", **first),
        commitment(REVIEW, "c1", title="Register of quotas", **first),
        commitment(PLAN3, "c1", "QN0021", "QN-2021", number="1", title="Transfers of quotas"),
        commitment(PLAN3, "c2", None, "QN-2021", number="2", title="Nobody knows its ID"),
    ]


def links() -> Rows:
    two = f"{REPORT_TXT}:c1"
    facts: dict[str, Any] = {"relation": "same", "score": 0.97, "evidence": "title 1.00 (+5.0)"}
    sentence = "It continues commitment 1 of the first plan."
    return [
        succession(two, "QN0001", kind="identity", link_key=f"{two}.identity", **facts),
        succession("QN0001", "QN0011", method="stated", score=None, evidence=sentence),
        succession("QN0011", "QN0021", relation="splits"),
        succession("QN0011", "QN0022", relation="splits"),
        succession("QN0002", "QN0022"),
        succession("QN0021", "QN0030", status="review"),
    ]


def tables() -> Found:
    """Return tables: QN0001 (plan 1) -> QN0011 (plan 2) -> QN0021 and QN0022 (plan 3); QN0002 -> QN0022."""
    third, proposed = f"{PLAN3}:c1", {"proposed_status": "limited", "conditional": False}
    return {
        "documents": documents(),
        "commitments": commitments(),
        "milestones": [
            milestone(third, "m10", number="10", text="Report to parliament", status="complete_or_substantial"),
            milestone(third, "m2", number="2", text="Boards in nine districts", status="limited"),
        ],
        "assessments": [
            rating(f"{REPORT_PDF}:c1", "completion", "complete", "government", "midterm"),
            rating(f"{REVIEW}:c1", "completion", "limited", "irm", "midterm"),
            rating(f"{REVIEW}:c1", "specificity", "high", "irm"),
        ],
        "comments": [
            comment(third, "m10", author="Harbour Watch NGO", text="It is late.", **proposed),
            comment(third, None, author="Press Union", text="Well begun."),
        ],
        "registry": [
            registered("QN0001", "QN-2014", "Open the register", plan_number=1),
            registered("QN0002", "QN-2014", "Publish contracts", plan_number=1),
            registered("QN0011", "QN-2018", "Open Register of Quotas", plan_number=2),
            registered("QN0021", "QN-2021", "Quota Transfers"),
            registered("QN0022", "QN-2021", "Quotas in contracts"),
            registered("QN0030", "QN-2021", "Clean water"),
        ],
        "links": links(),
    }


def publish(folder: Path) -> Path:
    """Write the tables as an extracted folder would hold them and return it."""
    from pipeline.tables import publish_tables as write

    made: dict[str, Rows] = {name: [dict(one) for one in rows] for name, rows in tables().items()}
    for one in made["documents"]:
        one.update(sha256=one["document_id"] * 4, status="ok")
    for table, key in (("assessments", "assessment_key"), ("comments", "comment_key"), ("registry", "registry_key")):
        for number, one in enumerate(made[table]):
            one[key] = f"{one.get('document_id') or one.get('source_document_id')}:x{number}"
    write(folder, made)
    return folder
