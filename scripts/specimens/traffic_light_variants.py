"""Traffic-light reports of other looks: words for colors, light shades, a table a commitment, Spanish and French."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens.facts import SITE, document_facts, document_path, find_plan, load_country, load_facts
from scripts.specimens.sketch import Boxes, Grid, Look, Part, Text, make_box, render_docx, render_pdf
from scripts.specimens.specimen import Specimen

FAMILY = "traffic_light_self_assessment"
SHARES = {"status": 3, "number": 1, "text": 5, "evidence": 7, "reasons": 5, "next": 5}
WIDE = Look(width=842.0, height=380.0, margin=50.0, size=9.0)
"""Low pages, so that tables and rows continue over their ends."""


def draw_specimens() -> Iterator[Specimen]:
    """Yield each variant as DOCX and PDF."""
    for facts in load_facts("traffic_light_variants"):
        parts = list(_iterate_parts(facts))
        for extension, draw in (("docx", render_docx), ("pdf", render_pdf)):
            name = f"{load_country().slug}-{facts['name']}.{extension}"
            content = draw(parts, facts["heading"], load_country().name, WIDE)
            url = f"{SITE}/documents/{name}"
            yield Specimen(document_path(name), content, url, build_expectation(facts), facts["language"], shown=False)


def _iterate_parts(facts: Mapping[str, Any]) -> Iterator[Part]:
    yield Grid((1, 2), tuple((make_box(label, bold=True), make_box(value)) for label, value in facts["facts"]))
    yield Text(facts["heading"], "heading")
    yield from (Text(line) for line in facts["legend"])
    shares = tuple(SHARES[name] for name in facts["columns"])
    if facts["look"] == "tables":
        for commitment in facts["commitments"]:
            yield Text(facts["named"].format(commitment["number"], commitment["title"]), "bold")
            yield Grid(shares, (_heading_row(facts), *_milestone_rows(facts, commitment)), repeats=True)
        return
    rows: list[Boxes] = [_heading_row(facts)]
    for commitment in facts["commitments"]:
        rows.append(
            (make_box(facts["named"].format(commitment["number"], commitment["title"]), span=len(shares), bold=True),)
        )
        rows += _milestone_rows(facts, commitment)
    yield Grid(shares, tuple(rows), repeats=True)


def _heading_row(facts: Mapping[str, Any]) -> Boxes:
    return tuple(make_box(facts["headings"][name], bold=True) for name in facts["columns"])


def _milestone_rows(facts: Mapping[str, Any], commitment: Mapping[str, Any]) -> Iterator[Boxes]:
    for number, (status, text, evidence, reasons, following) in enumerate(commitment["milestones"], 1):
        word, fill = facts.get("words", {}).get(status), facts.get("fills", {}).get(status)
        cells = {
            "status": make_box(word, fill=fill),
            "number": make_box(str(number) + "."),
            "text": make_box(text),
            "evidence": make_box(evidence),
            "reasons": make_box(reasons),
            "next": make_box(following),
        }
        yield tuple(cells[name] for name in facts["columns"])


def build_expectation(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a reader should find."""
    document = document_facts("government", find_plan(facts["plan"]), "self_assessment", FAMILY)
    return {
        "document": document | {"language": facts["language"], "date_prepared": facts["date_prepared"]},
        "commitments": [_expect_commitment(commitment) for commitment in facts["commitments"]],
        "milestones": [
            _expect_milestone(facts, commitment["number"], str(number), row)
            for commitment in facts["commitments"]
            for number, row in enumerate(commitment["milestones"], 1)
        ],
        "comments": [],
    }


def _expect_commitment(facts: Mapping[str, Any]) -> dict[str, Any]:
    stated_id = {"commitment_id": facts["id"]} if facts["id"] else {}
    return {"number": facts["number"], "title": facts["title"]} | stated_id


def _expect_milestone(facts: Mapping[str, Any], commitment: str, number: str, row: list[Any]) -> dict[str, Any]:
    status, text, evidence, reasons, following = row
    values = {"text": text, "status": status, "evidence": evidence}
    values |= {"reasons": reasons} if "reasons" in facts["columns"] else {}
    values |= {"next_steps": following} if "next" in facts["columns"] else {}
    return {"commitment": commitment, "number": number} | values
