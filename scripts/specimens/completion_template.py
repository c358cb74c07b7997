"""The 'Commitment Completion Template' of 2014-2016 with responsible person and sub-labelled actors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens import completion_template_docx, completion_template_pdf, completion_template_text
from scripts.specimens.facts import SITE, country, document_facts, load, path_of, plan_of, text_of
from scripts.specimens.specimen import Specimen

FAMILY = "commitment_completion_template"
CONTACT = {"name_raw": "name", "position": "position", "email": "email", "phone": "phone"}


def specimens() -> Iterator[Specimen]:
    """Yield the midterm self-assessment as PDF, DOCX and as plain text that lost its columns."""
    facts = load("completion_template")
    plan = plan_of(facts["plan"])
    stem = f"{country().slug}-{plan.start}-{plan.end}-midterm-self-assessment"
    renderings = {
        "pdf": completion_template_pdf.render(facts),
        "docx": completion_template_docx.render(facts),
        "txt": completion_template_text.render(facts),
    }
    for extension, content in renderings.items():
        url = f"{SITE}/documents/{stem}.{extension}"
        yield Specimen(path_of(f"{stem}.{extension}"), content, url, expected(facts, columns=extension != "txt"))


def expected(facts: Mapping[str, Any], columns: bool) -> dict[str, Any]:
    """Return what a reader should find; where the file lost its columns a mark says nothing ('?')."""
    document = document_facts("government", plan_of(facts["plan"]), "self_assessment_midterm", FAMILY)
    return {
        "document": document,
        "commitments": [_commitment(commitment, columns) for commitment in facts["commitments"]],
        "contacts": [_contact(commitment) for commitment in facts["commitments"]],
    }


def _commitment(facts: Mapping[str, Any], columns: bool) -> dict[str, Any]:
    completion = facts["completion"] if columns or not facts["mark"] else "?"
    return {
        "number": facts["number"],
        "title": facts["title"],
        "commitment_id": facts["id"],
        "lead_institution": facts["lead"],
        "main_objective": facts["objective"],
        "brief_description": facts["brief"],
        "relevance": facts["relevance"],
        "ambition": facts["ambition"],
        "completion": completion,
        "results": text_of(facts["results"]),
        "end_date": facts["end_date"],
        "end_date_precision": facts["end_precision"],
        "next_steps": text_of(facts["next"]),
        "additional_information": text_of(facts["additional"]),
        "actors_government": facts["government"],
        "actors_non_government": facts["non_government"],
    }


def _contact(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"number": facts["number"]} | {column: facts["contact"][key] for column, key in CONTACT.items()}
