"""The self-assessment template of 2016 to 2019, in English and Spanish and in several looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens import self_assessment_2016_looks as looks
from scripts.specimens.facts import (
    SITE,
    document_facts,
    document_path,
    find_plan,
    join_paragraphs,
    load_country,
    load_facts,
)
from scripts.specimens.sketch import Look, render_docx, render_lines, render_pdf, render_text
from scripts.specimens.specimen import Specimen

FAMILY = "self_assessment_2016_2019"
KINDS = {"en": ("midterm", "self_assessment_midterm"), "es": ("end-of-term", "self_assessment_end_of_term")}
CONTACT = {"name_raw": "name", "position": "position", "email": "email", "phone": "phone"}
CLOSE = Look(width=612.0, height=792.0, margin=54.0, size=10.0, ruled=False)


def draw_specimens() -> Iterator[Specimen]:
    """Yield the English form in one table, open tables and text, the Spanish one with merged cells and check boxes."""
    for language in KINDS:
        facts, labels = (
            load_facts("self_assessment_2016")[language],
            load_facts("self_assessment_2016_labels")[language],
        )
        ruled = Look(running_header=facts["running_header"])
        title, author = " ".join(facts["title"]), facts["title"][0]
        form = list(looks.sketch_one_table(facts, labels, prompts=language == "en"))
        merged = list(looks.sketch_merged(facts, labels, boxes=False))
        boxed = list(looks.sketch_merged(facts, labels, boxes=True))
        headed = list(looks.sketch_headings(facts, labels))
        yield _make_specimen(facts, "form.pdf", render_pdf(form, title, author, ruled), shown=True)
        yield _make_specimen(facts, "form.docx", render_docx(form, title, author, ruled))
        yield _make_specimen(facts, "form.txt", render_text(form))
        yield _make_specimen(facts, "merged.pdf", render_pdf(merged, title, author, ruled))
        yield _make_specimen(facts, "boxes.docx", render_docx(boxed, title, author, CLOSE))
        yield _make_specimen(facts, "headed.docx", render_docx(headed, title, author, ruled))
        if language == "en":
            yield _make_specimen(facts, "lines.txt", render_lines(headed))


def draw_form(facts: Mapping[str, Any], labels: Mapping[str, Any], look: str) -> bytes:
    """Return the form as PDF in a look ('form.pdf' or 'merged.pdf')."""
    single_table = looks.sketch_one_table(facts, labels, prompts=facts["language"] == "en")
    parts = list(single_table if look == "form.pdf" else looks.sketch_merged(facts, labels, boxes=False))
    return render_pdf(parts, " ".join(facts["title"]), facts["title"][0], Look(running_header=facts["running_header"]))


def _make_specimen(facts: Mapping[str, Any], look: str, content: bytes, shown: bool = False) -> Specimen:
    plan, language = find_plan(facts["plan"]), facts["language"]
    name = f"{load_country().slug}-{plan.start}-{plan.end}-{KINDS[language][0]}-{language}-{look}"
    url = f"{SITE}/documents/{name}"
    return Specimen(document_path(name), content, url, build_expectation(facts, look), language, shown)


def build_expectation(facts: Mapping[str, Any], look: str) -> dict[str, Any]:
    """Return what a reader should find."""
    document = document_facts("government", find_plan(facts["plan"]), KINDS[facts["language"]][1], FAMILY)
    return {
        "document": document | {"language": facts["language"]},
        "commitments": [_expect_commitment(commitment, look != "form.txt") for commitment in facts["commitments"]],
        "milestones": [_expect_milestone(c, row) for c in facts["commitments"] for row in c["milestones"]],
        "contacts": [_expect_contact(commitment) for commitment in facts["commitments"]],
    }


def _expect_commitment(facts: Mapping[str, Any], columns: bool) -> dict[str, Any]:
    """Return a commitment's facts; where the file lost its columns a mark says nothing ('?')."""
    stated_id = {"commitment_id": facts["id"]} if facts["id"] else {}
    return stated_id | {
        "number": facts["number"],
        "title": facts["title"],
        "lead_institution": facts["lead"],
        "start_date": facts["start"],
        "end_date": facts["end"],
        "problem_statement": join_paragraphs(facts["problem"]),
        "description": join_paragraphs(facts["commitment"]),
        "expected_results": join_paragraphs(facts["solution"]),
        "relevance": join_paragraphs(facts["relevance"]),
        "additional_information": join_paragraphs(facts["additional"]),
        "completion": facts["completion"] if columns or not facts["mark"] else "?",
        "results": join_paragraphs(facts["results"]),
        "next_steps": join_paragraphs(facts["next"]),
        "actors_government": ", ".join(facts["state"]) or None,
        "actors_non_government": ", ".join(facts["others"]) or None,
    }


def _expect_milestone(commitment: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
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


def _expect_contact(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"number": facts["number"]} | {column: facts["contact"][key] for column, key in CONTACT.items()}
