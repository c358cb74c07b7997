"""Traffic-light reports of other looks: words for colours, light shades, a table a commitment, Spanish and French."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens.facts import SITE, country, document_facts, load, path_of, plan_of
from scripts.specimens.sketch import Boxes, Grid, Look, Part, Text, box
from scripts.specimens.sketch_docx import as_docx
from scripts.specimens.sketch_pdf import as_pdf
from scripts.specimens.specimen import Specimen

FAMILY = "traffic_light_self_assessment"
SHARES = {"status": 3, "number": 1, "text": 5, "evidence": 7, "reasons": 5, "next": 5}
WIDE = Look(width=842.0, height=380.0, margin=50.0, size=9.0)
"""Low pages, so that tables and rows go on over their ends."""


def specimens() -> Iterator[Specimen]:
    """Yield each variant as DOCX and PDF."""
    for facts in load("traffic_light_variants"):
        parts = list(_parts(facts))
        for extension, draw in (("docx", as_docx), ("pdf", as_pdf)):
            name = f"{country().slug}-{facts['name']}.{extension}"
            content = draw(parts, facts["heading"], country().name, WIDE)
            url = f"{SITE}/documents/{name}"
            yield Specimen(path_of(name), content, url, expected(facts), facts["language"], shown=False)


def _parts(facts: Mapping[str, Any]) -> Iterator[Part]:
    yield Grid((1, 2), tuple((box(label, bold=True), box(value)) for label, value in facts["facts"]))
    yield Text(facts["heading"], "heading")
    yield from (Text(line) for line in facts["legend"])
    shares = tuple(SHARES[name] for name in facts["columns"])
    if facts["look"] == "tables":
        for commitment in facts["commitments"]:
            yield Text(facts["named"].format(commitment["number"], commitment["title"]), "bold")
            yield Grid(shares, (_headings(facts), *_rows(facts, commitment)), repeats=True)
        return
    rows: list[Boxes] = [_headings(facts)]
    for commitment in facts["commitments"]:
        rows.append(
            (box(facts["named"].format(commitment["number"], commitment["title"]), span=len(shares), bold=True),)
        )
        rows += _rows(facts, commitment)
    yield Grid(shares, tuple(rows), repeats=True)


def _headings(facts: Mapping[str, Any]) -> Boxes:
    return tuple(box(facts["headings"][name], bold=True) for name in facts["columns"])


def _rows(facts: Mapping[str, Any], commitment: Mapping[str, Any]) -> Iterator[Boxes]:
    for number, (status, text, evidence, reasons, following) in enumerate(commitment["milestones"], 1):
        word, fill = facts.get("words", {}).get(status), facts.get("fills", {}).get(status)
        cells = {
            "status": box(word, fill=fill),
            "number": box(str(number) + "."),
            "text": box(text),
            "evidence": box(evidence),
            "reasons": box(reasons),
            "next": box(following),
        }
        yield tuple(cells[name] for name in facts["columns"])


def expected(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a reader should find."""
    document = document_facts("government", plan_of(facts["plan"]), "self_assessment", FAMILY)
    return {
        "document": document | {"language": facts["language"], "date_prepared": facts["date_prepared"]},
        "commitments": [_commitment(commitment) for commitment in facts["commitments"]],
        "milestones": [
            _milestone(facts, commitment["number"], str(number), row)
            for commitment in facts["commitments"]
            for number, row in enumerate(commitment["milestones"], 1)
        ],
        "comments": [],
    }


def _commitment(facts: Mapping[str, Any]) -> dict[str, Any]:
    stated = {"commitment_id": facts["id"]} if facts["id"] else {}
    return {"number": facts["number"], "title": facts["title"]} | stated


def _milestone(facts: Mapping[str, Any], commitment: str, number: str, row: list[Any]) -> dict[str, Any]:
    status, text, evidence, reasons, following = row
    told = {"text": text, "status": status, "evidence": evidence}
    told |= {"reasons": reasons} if "reasons" in facts["columns"] else {}
    told |= {"next_steps": following} if "next" in facts["columns"] else {}
    return {"commitment": commitment, "number": number} | told
