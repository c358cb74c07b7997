"""The completion template with lettered parts: themes, commitments numbered anew in each, letters in the grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens import lettered_template_docx, lettered_template_pdf
from scripts.specimens.facts import SITE, country, document_facts, load, path_of, plan_of
from scripts.specimens.specimen import Specimen

FAMILY = "commitment_completion_template"


def specimens() -> Iterator[Specimen]:
    """Yield the end-of-term self-assessment as PDF and DOCX."""
    facts = load("lettered_template")
    plan = plan_of(facts["plan"])
    stem = f"{country().slug}-{plan.start}-{plan.end}-end-of-term-self-assessment"
    renderings = {"pdf": lettered_template_pdf.render(facts), "docx": lettered_template_docx.render(facts)}
    for extension, content in renderings.items():
        yield Specimen(path_of(f"{stem}.{extension}"), content, f"{SITE}/documents/{stem}.{extension}", expected(facts))


def expected(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a reader should find."""
    return {
        "document": document_facts("government", plan_of(facts["plan"]), "self_assessment_end_of_term", FAMILY),
        "commitments": [
            _commitment(theme["heading"], commitment)
            for theme in facts["themes"]
            for commitment in theme["commitments"]
        ],
    }


def _commitment(theme: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    parts = facts.get("parts", {})
    levels = set(parts.values()) | ({facts["level"]} if "level" in facts else set())
    return {
        "number": facts["number"],
        "title": facts["title"],
        "commitment_id": facts["id"],
        "theme": theme,
        "lead_institution": facts["lead"],
        "actors_other": facts["other"],
        "main_objective": _text(facts["objective"]),
        "brief_description": _text(facts["brief"]),
        "relevance": facts["relevance"],
        "ambition": _text(facts["ambition"]),
        "completion": levels.pop() if len(levels) == 1 else None,
        "completion_parts": dict(parts),
        "results": _text(facts["results"]),
        "end_date_raw": facts["end"],
        "next_steps": _text(facts["next"]),
    }


def _text(value: str | Mapping[str, str] | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return "\n".join(f"{letter}. {text}" for letter, text in value.items())
