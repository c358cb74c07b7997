"""IRM Action Plan Review of 2021 in tables: the plan at a glance, and each commitment's assessment as bullets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scripts.specimens.docx_file import new_document, pack, write
from scripts.specimens.facts import SITE, country, load, path_of
from scripts.specimens.html_page import page, tag
from scripts.specimens.irm_facts import SCALES, Facts, counts, expected, number, title
from scripts.specimens.specimen import Specimen

FAMILY = "irm_action_plan_review"
RATED = (
    ("verifiable", "verifiable"),
    ("relevance", "lens"),
    ("potential_for_results", "potential_for_results"),
)
TITLE = "IRM Action Plan Review: Norlandia 2021–2023"
INTRO = "This product is a review by the Independent Reporting Mechanism (IRM) of Norlandia's action plan."


def specimens() -> Iterator[Specimen]:
    """Yield the review as DOCX and as web page."""
    facts = load("irm_reports")["third_plan"]
    stem = f"{country().slug}-2021-2023-action-plan-review"
    found = expected(facts, FAMILY, RATED, {})
    yield Specimen(path_of(f"{stem}.docx"), docx(facts), f"{SITE}/documents/{stem}.docx", found, shown=False)
    url = f"{SITE}/documents/{stem}/"
    yield Specimen(path_of(f"{stem}.html"), html(facts, url), url, found, shown=False)


def glance(facts: Facts) -> list[tuple[str, str]]:
    """Return the table at a glance."""
    lens, potential = counts(facts, "lens"), counts(facts, "potential_for_results")
    return [
        ("Participating since", "2013"),
        ("Action plan under review", "2021–2023"),
        ("IRM product", "Action plan review"),
        ("Number of commitments", str(len(facts["commitments"]))),
        ("Commitments with an open gov. lens", f"{lens['yes']} (71%)"),
        ("Commitments with substantial potential for results", f"{potential['substantial']} (29%)"),
        ("Acted according to OGP process", "Yes"),
    ]


def _marks(commitment: Facts) -> list[str]:
    level = SCALES["potential_for_results"][commitment["potential_for_results"]]
    return [
        f"Verifiable: {commitment['verifiable'].title()}",
        f"Does it have an open government lens? {commitment['lens'].title()}",
        f"Potential for results: {level}",
    ]


def docx(facts: Facts) -> bytes:
    """Return the review as DOCX."""
    document = new_document(TITLE, "Independent Reporting Mechanism")
    document.add_heading(TITLE, 0)
    document.add_paragraph(INTRO)
    document.add_paragraph("AT A GLANCE")
    _pairs(document, glance(facts))
    document.add_heading("Annex 1: Commitment by commitment data", 1)
    for commitment in facts["commitments"]:
        document.add_heading(f"Commitment {number(commitment)}: {title(commitment)}", 2)
        for text in _marks(commitment):
            document.add_paragraph(text, style="List Bullet")
    return pack(document)


def _pairs(document: Any, pairs: list[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, text in pairs:
        cells = table.add_row().cells
        write(cells[0], [label], bold=True)
        write(cells[1], [text])


def html(facts: Facts, url: str) -> bytes:
    """Return the review as web page, the assessments as paragraphs."""
    parts = [tag("h1", TITLE), tag("p", INTRO), tag("h2", "At a glance"), "<table>"]
    parts += [f"<tr><td>{label}</td><td>{text}</td></tr>" for label, text in glance(facts)]
    parts.append("</table>")
    for commitment in facts["commitments"]:
        parts.append(tag("h3", f"Commitment {number(commitment)}: {title(commitment)}"))
        parts += [tag("p", text) for text in _marks(commitment)]
    return page(TITLE, url, parts)
