"""Forms and tables without all their rules, as PDF: none at all, level ones only, shaded labels, a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from scripts.specimens import (
    completion_template,
    completion_template_pdf,
    irm_end_of_term_reports,
    irm_progress_reports,
    irm_results_reports,
    lettered_template,
    lettered_template_pdf,
    self_assessment_2016,
    status_report,
    traffic_light,
    traffic_light_pdf,
)
from scripts.specimens.action_plan import specimen as plan_specimen
from scripts.specimens.facts import SITE, country, load, path_of
from scripts.specimens.pdf_sheet import Ruling, drawn_as
from scripts.specimens.specimen import Specimen
from scripts.specimens.traffic_light_facts import with_totals

MOST = 4
"""Commitments a document: enough for tables over page ends."""

RULINGS = {
    "open": Ruling("none"),
    "tight": Ruling("none", 0.0),
    "level": Ruling("level"),
    "shade": Ruling("shade", 1.0),
    "frame": Ruling("outer"),
}
"""Name in the path -> how the tables are set off."""

Facts = Mapping[str, Any]
Drawn = tuple[bytes, dict[str, Any], str]
"""Content, what a reader should find, language."""


def _few(facts: Facts) -> dict[str, Any]:
    return {**facts, "commitments": facts["commitments"][:MOST]}


def _completion() -> Drawn:
    facts = _few(load("completion_template"))
    return completion_template_pdf.render(facts), completion_template.expected(facts, columns=True), "en"


def _lettered() -> Drawn:
    facts = load("lettered_template")
    few = {**facts, "themes": facts["themes"][:2]}
    return lettered_template_pdf.render(few), lettered_template.expected(few), "en"


def _assessment(language: str, look: str) -> Drawn:
    facts, labels = _few(load("self_assessment_2016")[language]), load("self_assessment_2016_labels")[language]
    return self_assessment_2016.drawn(facts, labels, look), self_assessment_2016.expected(facts, look), language


def _plan(generation: str) -> Drawn:
    facts = next(plan for plan in load("action_plans") if plan["generation"] == generation)
    made = plan_specimen(facts, "form", "pdf")
    return made.content, dict(made.expected), made.language


def _traffic_light() -> Drawn:
    facts = with_totals(_few(load("traffic_light")))
    return traffic_light_pdf.render(facts), traffic_light.expected(facts, colours=True), "en"


def _status(index: int) -> Drawn:
    facts = load("status_report")[index]
    return status_report.drawn(facts), status_report.expected(facts), "pt"


def _irm(module: Any, plan: str) -> Drawn:
    facts = _few(load("irm_reports")[plan])
    return module.pdf(facts), module.expected_of_pdf(facts), "en"


SOURCES: Mapping[str, Callable[[], Drawn]] = {
    "completion": _completion,
    "lettered": _lettered,
    "assessment": partial(_assessment, "en", "form.pdf"),
    "assessment-es": partial(_assessment, "es", "form.pdf"),
    "assessment-merged": partial(_assessment, "en", "merged.pdf"),
    "plan-h2": partial(_plan, "H2"),
    "plan-h3": partial(_plan, "H3"),
    "plan-h3-es": partial(_plan, "H3-es"),
    "plan-h4": partial(_plan, "H4"),
    "traffic-light": _traffic_light,
    "status": partial(_status, 0),
    "status-single": partial(_status, 1),
    "irm-progress": partial(_irm, irm_progress_reports, "first_plan"),
    "irm-end-of-term": partial(_irm, irm_end_of_term_reports, "first_plan"),
    "irm-results": partial(_irm, irm_results_reports, "third_plan"),
}
"""Template -> how it is drawn."""

CHOSEN = (
    ("completion", "open"),
    ("lettered", "frame"),
    ("assessment", "level"),
    ("assessment-merged", "open"),
    ("plan-h2", "open"),
    ("plan-h3", "frame"),
    ("plan-h3-es", "tight"),
    ("plan-h4", "level"),
    ("traffic-light", "shade"),
    ("status", "open"),
    ("status-single", "tight"),
    ("irm-results", "open"),
)
"""What is written to disk: template and ruling. Tests make the others themselves."""


def specimens() -> Iterator[Specimen]:
    """Yield the chosen ones."""
    for source, ruling in CHOSEN:
        yield specimen(source, ruling)


def specimen(source: str, ruling: str) -> Specimen:
    """Return a template drawn in a ruling."""
    with drawn_as(RULINGS[ruling]):
        content, expected, language = SOURCES[source]()
    plan = expected["document"]["plan_id"].rsplit("-", 1)[-1]
    name = f"{country().slug}-{plan}-{source}-{ruling}.pdf"
    return Specimen(path_of(name), content, f"{SITE}/documents/{name}", expected, language, shown=False)
