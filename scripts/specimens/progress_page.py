"""Progress reports of one commitment as web pages: milestones in lines, in a table, and an older page of questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens.facts import SITE, country, document_facts, load, path_of, plan_of, text_of
from scripts.specimens.html_page import labelled, listing, page, tag
from scripts.specimens.specimen import Specimen

FAMILY = "progress_report"


def specimens() -> Iterator[Specimen]:
    """Yield a page a report; the first also as text, as a reader of pages without layout saves it."""
    for index, facts in enumerate(load("progress_page")):
        name = f"{country().slug}-{facts['name']}"
        url = f"{SITE}/open-government/{facts['name']}/"
        parts = [tag("h1", facts["headline"]), *_head(facts), *_body(facts)]
        content = page(facts["headline"], url, parts)
        yield Specimen(path_of(f"{name}.html"), content, url, expected(facts), shown=index == 0)
        if facts["look"] == "milestones":
            yield Specimen(path_of(f"{name}.txt"), _text(facts), f"{url}?text", expected(facts), shown=False)


def _head(facts: Mapping[str, Any]) -> Iterator[str]:
    plan = plan_of(facts["plan"])
    yield tag("p", f"{country().name} National Action Plan {plan.start}-{plan.end}")
    yield tag("h2", f"Commitment {facts['number']}: {facts['title']}")
    yield labelled("Lead agency:", facts["lead"])
    for label, name in (("Objective:", "objective"), ("Ambition:", "ambition"), ("OGP values:", "values")):
        if name in facts:
            yield labelled(label, facts[name])


def _body(facts: Mapping[str, Any]) -> Iterator[str]:
    if facts["look"] == "questions":
        yield from (tag("p", text) for text in facts["description"])
        yield tag("h3", "What have we been doing?") + listing([tag("p", text) for text in facts["doing"]], "ul")
        yield tag("h3", "What’s next?") + listing([tag("p", text) for text in facts["next"]], "ul")
        yield tag("h3", "Links") + listing([tag("p", "https://example.org/budgets")], "ul")
    elif facts["look"] == "table":
        yield _table(facts)
    else:
        for row in facts["milestones"]:
            yield tag("h3", f"Milestone {row['number']}") + tag("p", row["text"])
            yield labelled("Start/End dates:", row["dates"]) + labelled("Progress:", row["progress"])
            yield from (tag("p", text) for text in row["told"])


def _table(facts: Mapping[str, Any]) -> str:
    head = "".join(tag("th", text) for text in ("Milestone", "Start/End dates", "Progress"))
    rows = [f"<tr>{head}</tr>"]
    for row in facts["milestones"]:
        told = tag("p", row["progress"]) + "".join(tag("p", text) for text in row["told"])
        cells = tag("td", f"{row['number']}. {row['text']}") + tag("td", row["dates"]) + f"<td>{told}</td>"
        rows.append(f"<tr>{cells}</tr>")
    return "<table>\n" + "\n".join(rows) + "\n</table>"


def _text(facts: Mapping[str, Any]) -> bytes:
    plan = plan_of(facts["plan"])
    lines = [facts["headline"], f"{country().name} National Action Plan {plan.start}-{plan.end}"]
    lines += [f"Commitment {facts['number']}: {facts['title']}", f"Lead agency: {facts['lead']}"]
    lines += [f"Objective: {facts['objective']}", f"Ambition: {facts['ambition']}", f"OGP values: {facts['values']}"]
    for row in facts["milestones"]:
        lines += [f"Milestone {row['number']}: {row['text']}", f"Start/End dates: {row['dates']}"]
        lines += [f"Progress: {row['progress']}", *row["told"]]
    return ("\n\n".join(lines) + "\n").encode()


def expected(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a reader should find."""
    return {
        "document": document_facts("government", plan_of(facts["plan"]), "self_assessment", FAMILY),
        "commitments": [
            {
                "number": facts["number"],
                "title": facts["title"],
                "commitment_id": facts["id"],
                "lead_institution": facts["lead"],
                "main_objective": facts.get("objective"),
                "ambition": facts.get("ambition"),
                "relevance": facts.get("values"),
                "description": text_of(facts.get("description")),
                "results": text_of(facts.get("doing")),
                "next_steps": text_of(facts.get("next")),
                "ogp_values": facts.get("value_codes"),
            }
        ],
        "milestones": [_milestone(facts["number"], row) for row in facts["milestones"]],
        "progress": {row["number"]: row["progress"] for row in facts["milestones"] if row["status"] is None},
    }


def _milestone(number: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "commitment": number,
        "number": row["number"],
        "text": row["text"],
        "status": row["status"],
        "status_raw": row["progress"],
        "start_date": row["start"],
        "end_date": row["end"],
        "evidence": text_of(row["told"]),
    }
