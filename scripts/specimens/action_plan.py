"""National action plans of the template generations H2, H3 (English and Spanish) and H4, in several looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens import plan_docx, plan_pdf
from scripts.specimens.facts import SITE, country, document_facts, load, path_of, plan_of
from scripts.specimens.plan_parts import LOOKS, template
from scripts.specimens.specimen import Specimen

FAMILY = "action_plan"
RENDERERS = {"pdf": plan_pdf.render, "docx": plan_docx.render}
SHOWN = (("H2", "form", "pdf"), ("H3", "headings", "docx"), ("H3-es", "run_in", "pdf"), ("H4", "wide", "docx"))
"""What stands in the raw folder: generation, look, format. All others are made by the tests that read them."""

FIELDS = {
    "lead_institution": ("lead",),
    "problem_statement": ("problem", "causes", "done"),
    "main_objective": ("objective",),
    "brief_description": ("brief",),
    "description": ("description",),
    "expected_results": ("results",),
    "relevance": ("relevance", "transparency", "accountability", "participation"),
    "ambition": ("ambition",),
    "additional_information": ("additional",),
    "actors_government": ("government",),
    "actors_non_government": ("non_government",),
}
"""Column -> keys of the facts whose answers it holds, each a paragraph."""


def specimens() -> Iterator[Specimen]:
    """Yield one plan of each generation, each in another look."""
    shown = {generation: (look, extension) for generation, look, extension in SHOWN}
    for facts in load("action_plans"):
        look, extension = shown[facts["generation"]]
        yield specimen(facts, look, extension)


def renderings() -> Iterator[tuple[str, Specimen]]:
    """Yield every generation in every look and format, each with a name for the test."""
    for facts in load("action_plans"):
        for look in LOOKS:
            for extension in RENDERERS:
                yield f"{facts['generation']}-{look}-{extension}", specimen(facts, look, extension)


def specimen(facts: Mapping[str, Any], look: str, extension: str) -> Specimen:
    """Return a plan in a look and format."""
    plan = plan_of(facts["plan"])
    name = f"{country().slug}-{plan.start}-{plan.end}-{facts['name']}.{extension}"
    content = RENDERERS[extension](facts, look)
    url = f"{SITE}/documents/{name}"
    return Specimen(path_of(name), content, url, expected(facts, look), template(facts["generation"])["language"])


def expected(facts: Mapping[str, Any], look: str) -> dict[str, Any]:
    """Return what a reader should find; a list of milestones has no other columns than their dates."""
    document = document_facts("government", plan_of(facts["plan"]), "action_plan", FAMILY)
    commitments = facts["commitments"]
    return {
        "document": document | {"language": template(facts["generation"])["language"]},
        "commitments": [
            _commitment(commitment, theme) for commitment, theme in zip(commitments, facts["themes"], strict=True)
        ],
        "milestones": [row for commitment in commitments for row in _milestones(commitment, look)],
        "contacts": [_contact(commitment) for commitment in commitments if "contact_name" in commitment],
    }


def _commitment(facts: Mapping[str, Any], theme: str) -> dict[str, Any]:
    found = {"number": facts["number"], "title": facts["title"], "theme": theme}
    for column, keys in FIELDS.items():
        texts = [facts[key] for key in keys if key in facts]
        found[column] = "\n".join(texts) if texts else None
    if "values" in facts:
        found["ogp_values"] = facts["values"]
    if "timeline" in facts:
        found |= {"start_date": facts["s"], "end_date": facts["e"], "end_date_precision": facts["sp"]}
    return found


def _milestones(commitment: Mapping[str, Any], look: str) -> Iterator[dict[str, Any]]:
    for row in commitment["milestones"]:
        found = {"commitment": commitment["number"], "number": row["number"], "text": row["text"]}
        listed = look == "run_in"
        if not listed or "s" in row:
            found |= {"start_date": row.get("s"), "end_date": row["e"], "end_date_precision": "month"}
        yield found if listed else {**found, "responsible": row.get("body")}


def _contact(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": facts["number"],
        "name_raw": facts["contact_name"],
        "position": facts["contact_position"],
        "email": facts["contact_email"],
        "phone": facts["contact_phone"],
    }
