"""Commitment pages of the website in the layouts of 2019 to today, as HTML and as plain text."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from scripts.specimens.facts import (
    Entry,
    document_facts,
    entry_of,
    listed_in,
    load,
    path_of,
    plan_of,
    registry_row,
    text_of,
)
from scripts.specimens.html_page import page
from scripts.specimens.page_blocks import Block, blocks_of
from scripts.specimens.page_renderings import as_compact_text, as_html, as_text, bare, translated, without_glance
from scripts.specimens.specimen import Specimen

FAMILY = "commitment_page"
COLUMNS = (
    "main_objective",
    "brief_description",
    "problem_statement",
    "description",
    "relevance",
    "ambition",
    "expected_results",
    "additional_information",
)
"""The columns of `commitments` that a template's answers fill; other answers stay in the page's text."""
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}


def specimens() -> Iterator[Specimen]:
    """Yield the pages in English, then those of other languages and renderings."""
    for facts in load("commitment_pages"):
        yield _specimen(facts, f"{facts['id']}.{facts['format']}", shown=True)
    for facts in load("further_pages"):
        yield _specimen(facts, facts["name"], shown=False)


def _specimen(facts: Mapping[str, Any], name: str, shown: bool) -> Specimen:
    entry = entry_of(facts["id"])
    if "title" in facts:
        entry = replace(entry, title=facts["title"])
    content = _render(facts, entry, list(blocks_of(facts, entry)))
    language, look = facts.get("language", "en"), f"{facts['layout']} {facts.get('rendering', '')}"
    return Specimen(path_of(name), content, facts["canonical"], expected(facts, entry), language, shown, look)


def _render(facts: Mapping[str, Any], entry: Entry, blocks: list[Block]) -> bytes:
    if "labels" in facts:
        blocks = translated(blocks, load("page_languages")[facts["labels"]])
    rendering = facts.get("rendering")
    if facts["format"] == "txt":
        return as_compact_text(blocks) if rendering == "compact" else as_text(bare(blocks) if rendering else blocks)
    shown = without_glance(blocks) if rendering else blocks
    return page(f"{entry.title} ({entry.id})", facts["canonical"], as_html(shown), facts.get("language", "en"))


def expected(facts: Mapping[str, Any], entry: Entry) -> dict[str, Any]:
    """Return what a reader should find."""
    number = facts.get("number")
    found: dict[str, Any] = {
        "document": _document(facts, entry),
        "commitments": [_commitment(facts, entry)],
        "assessments": [
            {"number": number, "indicator": indicator, "value": value, "assessor": "irm"}
            for indicator, value in facts["assessments"]
        ],
        "absent": [[number, field] for field in facts["absent"]],
    }
    if facts["milestones"]:
        found["milestones"] = [_milestone(number, milestone) for milestone in facts["milestones"]]
    if facts["notes"]:
        found["references"] = len(facts["notes"])
        found["reference_urls"] = sum(1 for _, _, url in facts["notes"] if url)
    if facts["list_cycles"]:
        found["registry"] = [_listed(facts, listed) for listed in listed_in(facts["list_cycles"])]
    return found


def _listed(facts: Mapping[str, Any], entry: Entry) -> dict[str, Any]:
    """Return a row of the list; compact text lost the titles, and with them the stars."""
    row = registry_row(entry, entry.starred)
    return row if facts.get("rendering") != "compact" else row | {"title": None, "starred": None}


def _document(facts: Mapping[str, Any], entry: Entry) -> dict[str, Any]:
    found = document_facts("ogp", plan_of(entry.plan), "commitment_page", FAMILY)
    found["language"] = facts.get("language", "en")
    return found


def _commitment(facts: Mapping[str, Any], entry: Entry) -> dict[str, Any]:
    answers = {column: text_of(facts["fields"][column]) for column in COLUMNS if column in facts["fields"]}
    return {
        "number": facts.get("number"),
        "title": entry.title,
        "commitment_id": entry.id,
        "id_method": "stated",
        "lead_institution": facts["lead"],
        "policy_areas": facts["policy_areas"],
        "completion": facts.get("completion_code"),
    } | answers


def _milestone(commitment: str | None, facts: Mapping[str, Any]) -> dict[str, Any]:
    found = {"commitment": commitment, "number": facts["number"], "text": facts["text"]}
    if facts.get("start"):
        found |= {"start_date": _day(facts["start"], last=False), "start_date_precision": "month"}
    if facts.get("end"):
        found |= {"end_date": _day(facts["end"], last=True), "end_date_precision": "month"}
    return found


def _day(month_and_year: str, last: bool) -> str:
    """Return the first or last day of a month as an ISO date."""
    name, year = month_and_year.split()
    month = MONTHS[name]
    day = calendar.monthrange(int(year), month)[1] if last else 1
    return f"{year}-{month:02}-{day:02}"
