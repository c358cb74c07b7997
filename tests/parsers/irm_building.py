"""Small IRM reports and grids built by hand, and what is read of them."""

from __future__ import annotations

from pipeline.model import Block, Cell, Parsed, Table
from pipeline.parsers.irm import irm_report
from tests.building import cell, document, heading, identified, row, table

Rating = tuple[str | None, str, str, str | None]
TITLE = heading("Independent Reporting Mechanism (IRM): Norlandia Progress Report 2014–2015")
LEVELS = ("Not Started", "Limited", "Substantial", "Completed")


def at(text: str, left: float, right: float) -> Cell:
    return cell(text, left, right)


def grid(*rows: tuple[str, dict[str, str]], group: str = "Completion", levels: tuple[str, ...] = LEVELS) -> Table:
    """Make a grid of one group: rows are a name and the texts below levels."""
    edges = [200 + 50 * i for i in range(len(levels) + 1)]
    top = row(at("Commitment Overview", 0, 200), at(group, 200, edges[-1]))
    names = row(at("", 0, 200), *(at(word, edges[i], edges[i + 1]) for i, word in enumerate(levels)))
    body = [
        row(at(name, 0, 200), *(at(marks.get(word, ""), edges[i], edges[i + 1]) for i, word in enumerate(levels)))
        for name, marks in rows
    ]
    return table(top, names, *body)


def parsed(*blocks: Block, title: Block = TITLE) -> Parsed:
    return irm_report.parse(identified(document(title, *blocks)))


def ratings(given: Parsed) -> set[Rating]:
    numbers = {r.place: r.fields["number"].text if "number" in r.fields else None for r in given.records}
    return {
        (
            numbers[r.commitment or ""],
            r.fields["indicator"].text,
            r.fields["value"].text.lower().replace(" ", "_"),
            r.fields["phase"].text if "phase" in r.fields else None,
        )
        for r in given.records
        if r.table == "assessments"
    }


def commitments(given: Parsed) -> list[dict[str, str]]:
    return [{n: v.text for n, v in r.fields.items()} for r in given.records if r.table == "commitments"]


def codes(given: Parsed) -> list[str]:
    return [issue.code for issue in given.issues]
