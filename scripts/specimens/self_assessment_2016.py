"""The self-assessment template of 2016 to 2019, in English and Spanish and in several looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens import self_assessment_2016_looks as looks
from scripts.specimens.facts import SITE, country, document_facts, load, path_of, plan_of, text_of
from scripts.specimens.sketch import Look, as_lines, as_text
from scripts.specimens.sketch_docx import as_docx
from scripts.specimens.sketch_pdf import as_pdf
from scripts.specimens.specimen import Specimen

FAMILY = "self_assessment_2016_2019"
KINDS = {"en": ("midterm", "self_assessment_midterm"), "es": ("end-of-term", "self_assessment_end_of_term")}
CONTACT = {"name_raw": "name", "position": "position", "email": "email", "phone": "phone"}
CLOSE = Look(width=612.0, height=792.0, margin=54.0, size=10.0, ruled=False)


def specimens() -> Iterator[Specimen]:
    """Yield the English form in one table, open tables and text, the Spanish one with merged cells and check boxes."""
    for language in KINDS:
        facts, labels = load("self_assessment_2016")[language], load("self_assessment_2016_labels")[language]
        ruled = Look(running_header=facts["running_header"])
        title, author = " ".join(facts["title"]), facts["title"][0]
        form = list(looks.one_table(facts, labels, prompts=language == "en"))
        merged = list(looks.merged(facts, labels, boxes=False))
        boxed = list(looks.merged(facts, labels, boxes=True))
        headed = list(looks.headed(facts, labels))
        yield _specimen(facts, "form.pdf", as_pdf(form, title, author, ruled), shown=True)
        yield _specimen(facts, "form.docx", as_docx(form, title, author, ruled))
        yield _specimen(facts, "form.txt", as_text(form))
        yield _specimen(facts, "merged.pdf", as_pdf(merged, title, author, ruled))
        yield _specimen(facts, "boxes.docx", as_docx(boxed, title, author, CLOSE))
        yield _specimen(facts, "headed.docx", as_docx(headed, title, author, ruled))
        if language == "en":
            yield _specimen(facts, "lines.txt", as_lines(headed))


def drawn(facts: Mapping[str, Any], labels: Mapping[str, Any], look: str) -> bytes:
    """Return the form as PDF in a look ('form.pdf' or 'merged.pdf')."""
    one = looks.one_table(facts, labels, prompts=facts["language"] == "en")
    parts = list(one if look == "form.pdf" else looks.merged(facts, labels, boxes=False))
    return as_pdf(parts, " ".join(facts["title"]), facts["title"][0], Look(running_header=facts["running_header"]))


def _specimen(facts: Mapping[str, Any], look: str, content: bytes, shown: bool = False) -> Specimen:
    plan, language = plan_of(facts["plan"]), facts["language"]
    name = f"{country().slug}-{plan.start}-{plan.end}-{KINDS[language][0]}-{language}-{look}"
    url = f"{SITE}/documents/{name}"
    return Specimen(path_of(name), content, url, expected(facts, look), language, shown)


def expected(facts: Mapping[str, Any], look: str) -> dict[str, Any]:
    """Return what a reader should find."""
    document = document_facts("government", plan_of(facts["plan"]), KINDS[facts["language"]][1], FAMILY)
    return {
        "document": document | {"language": facts["language"]},
        "commitments": [_commitment(commitment, look != "form.txt") for commitment in facts["commitments"]],
        "milestones": [_milestone(c, row) for c in facts["commitments"] for row in c["milestones"]],
        "contacts": [_contact(commitment) for commitment in facts["commitments"]],
    }


def _commitment(facts: Mapping[str, Any], columns: bool) -> dict[str, Any]:
    """Return a commitment's facts; where the file lost its columns a mark says nothing ('?')."""
    stated = {"commitment_id": facts["id"]} if facts["id"] else {}
    return stated | {
        "number": facts["number"],
        "title": facts["title"],
        "lead_institution": facts["lead"],
        "start_date": facts["start"],
        "end_date": facts["end"],
        "problem_statement": text_of(facts["problem"]),
        "description": text_of(facts["commitment"]),
        "expected_results": text_of(facts["solution"]),
        "relevance": text_of(facts["relevance"]),
        "additional_information": text_of(facts["additional"]),
        "completion": facts["completion"] if columns or not facts["mark"] else "?",
        "results": text_of(facts["results"]),
        "next_steps": text_of(facts["next"]),
        "actors_government": ", ".join(facts["state"]) or None,
        "actors_non_government": ", ".join(facts["others"]) or None,
    }


def _milestone(commitment: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    (_, start, start_precision), (_, end, end_precision) = facts["start"], facts["end"]
    return {
        "commitment": commitment["number"],
        "number": facts["number"],
        "text": facts["text"],
        "status": facts["completion"],
        "start_date": start,
        "start_date_precision": start_precision,
        "end_date": end,
        "end_date_precision": end_precision,
    }


def _contact(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"number": facts["number"]} | {column: facts["contact"][key] for column, key in CONTACT.items()}
