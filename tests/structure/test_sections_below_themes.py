"""Plans whose commitments are sections without numbers below their themes: text, a heading, a list of milestones."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from tests.structure.test_layouts import TITLE, page

THEMES = {
    "Theme One: Services for everybody": ("Certificates asked for only once", "A map of works in all streets"),
    "Theme Two: Taking part": ("A common standard for public consultation", "Fair grants for voluntary bodies"),
}
TITLES = [title for titles in THEMES.values() for title in titles]
PROCESS = "<h3>Public consultation</h3><p>A draft was open to all for four weeks, and drew sixty letters.</p>"


def section(title: str) -> str:
    return (
        f"<h3>{title}</h3><p>People have asked for {title.lower()} for years, and nobody has answered them.</p>"
        f"<p>The ministry will see to it within two years and will report each month.</p><h4>Milestones</h4>"
        f"<ul><li><b>By June 2022,</b> rules on {title.lower()} will be drawn up.</li>"
        f"<li><b>By May 2023,</b> they will be in force everywhere.</li></ul>"
    )


def register() -> str:
    rows = "".join(
        f"<tr><td>{title}</td><td>Office {at}</td><td>Union {at}</td></tr>" for at, title in enumerate(TITLES)
    )
    return f"<table><tr><th>Commitment</th><th>Responsible body</th><th>Partners</th></tr>{rows}</table>"


@pytest.mark.parametrize("is_listed", [True, False])
def test_sections_are_the_commitments_also_where_an_annex_lists_them(tmp_path: Path, is_listed: bool) -> None:
    themes = "".join(f"<h2>{theme}</h2>{''.join(map(section, titles))}" for theme, titles in THEMES.items())
    annex = f"<h2>Annex: bodies</h2>{register()}" if is_listed else ""
    file = tmp_path / "plan.html"
    file.write_text(page(f"{PROCESS}{themes}{annex}"), encoding="utf-8")
    rows = extract_document(tmp_path, describe_file(file)).extraction.rows
    found = [dict(row.values) for row in rows if row.table == "commitments"]
    assert [row["title"] for row in found] == TITLES
    assert [row["theme"] for row in found] == [theme for theme, titles in THEMES.items() for _ in titles]
    texts = [str(row["description"]) for row in found]
    assert all(text.startswith("People have asked") and text.endswith("report each month.") for text in texts)
    bodies = [row.get("lead_institution") for row in found]
    assert bodies == [f"Office {at}" if is_listed else None for at, _ in enumerate(TITLES)]
    days = [str(row.values["end_date"]) for row in rows if row.table == "milestones"]
    assert days == ["2022-06-30", "2023-05-31"] * len(TITLES)


FACTS = [("Ministry of Health", "2013-06-30"), ("Tax Office", "2013-12-31"), (None, None)]
PROSE = "Officials will publish the list each month and will say which of its entries were checked by whom."
GERMAN = "Die Ämter werden die Liste jeden Monat neu veröffentlichen und erklären, welche Einträge geprüft wurden."
CLOSED = {
    "run-in titles, facts behind the prose": (
        "<p><b>{title}.</b> {prose} <i>Responsible:</i> {body}. <i>Deadline:</i> {day}.</p>",
        PROSE,
        ("June 2013", "December 2013"),
    ),
    "headings, facts in a bracket": (
        "<h3>{title}</h3><p>{prose} (Zuständig: {body}; Frist: {day})</p>",
        GERMAN,
        ("Juni 2013", "Dezember 2013"),
    ),
    "titled items, lead and day in a bracket": (
        "<ul><li><b>{title}.</b> {prose} (Lead: {body}; by {day})</li></ul>",
        PROSE,
        ("June 2013", "December 2013"),
    ),
    "headings, facts in paragraphs of their own": (
        "<h3>{title}</h3><p>{prose}</p><p><i>Lead agency:</i> {body}</p><p>Timeframe: {day}</p>",
        PROSE,
        ("by June 2013", "by December 2013"),
    ),
}


@pytest.mark.parametrize("surface", CLOSED)
def test_facts_that_close_prose_are_its_commitments(tmp_path: Path, surface: str) -> None:
    form, prose, days = CLOSED[surface]
    titles = ["Lists of gifts", "Audits of grants", "Registers of visits"]
    bodies = [body for body, _ in FACTS]
    parts = [
        form.format(title=title, prose=prose, body=body, day=day)
        for title, body, day in zip(titles, bodies, days, strict=False)
    ]
    last = f"{form.partition('{prose}')[0].format(title=titles[2])}{prose}"
    # The name of the partnership, over a whole plan, heads no section on it.
    intro = (
        f"<h1>Open Government Partnership</h1><p>{TITLE}</p><h2>Introduction</h2><p>The plan has three commitments.</p>"
    )
    file = tmp_path / "plan.html"
    body = f"{intro}<h2>Commitments</h2>{''.join(parts)}{last}"
    file.write_text(f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>", encoding="utf-8")
    rows = extract_document(tmp_path, describe_file(file)).extraction.rows
    found = [dict(row.values) for row in rows if row.table == "commitments"]
    assert [row["title"] for row in found] == titles
    assert [row["description"] for row in found] == [prose] * 3
    assert [(row.get("lead_institution"), row.get("end_date") and str(row["end_date"])) for row in found] == FACTS
