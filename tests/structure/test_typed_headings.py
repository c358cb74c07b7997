"""A plan in prose that was saved as plain text: headings are short lines between sentences."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Line, TextBlock
from pipeline.model.records import Anchor
from pipeline.structure.outline.rewriting import mark_typed_headings

THEMES = {
    "Open Government for Honest Offices": (
        "Publish the Register of Gifts",
        "Protect Those Who Report Wrongdoing",
        "Open the Minutes of Councils",
    ),
    "Open Government for Better Services": (
        "Put Waiting Times of Clinics Online",
        "Let Parents Rate School Meals",
        "Answer Letters within a Week",
    ),
}


def write_commitment(number: int, title: str) -> list[str]:
    opening = (
        f"{title[:12]} is what people have asked for. Offices know much about this subject and tell little of it, "
        f"and {title.lower()} answers them. To reach this, the government will:"
    )
    steps = [
        f"{verb} the Rules. The ministry will {verb.lower()} what its offices have to do until the end of the year, "
        f"and explains to everybody how to {verb.lower()} rules and to {title.lower()}."
        for verb in ("Draft", "Test", "Extend")
    ]
    return [f"{number}. {title}", *wrap(opening, 90), *(line for step in steps for line in wrap(f"• {step}", 90))]


def write_plan() -> str:
    intro = "The government takes part in the Open Government Partnership and presents its plan for two years. "
    lines = [
        "NATIONAL ACTION PLAN OF NORWAY 2012-2014",
        "",
        "INTRODUCTION",
        *wrap(intro * 4, 90),
        "",
        "NEW INITIATIVES",
    ]
    for theme, titles in THEMES.items():
        lines += ["", theme]
        for number, title in enumerate(titles, 1):
            lines += write_commitment(number, title)
    return "\n".join([*lines, "", "CONCLUSION", *wrap(intro * 2, 90), ""])


def test_the_commitments_of_a_typed_plan_are_read_by_its_headings(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(write_plan(), encoding="utf-8")
    rows = extract_document(tmp_path, describe_file(file)).extraction.rows
    found = [dict(row.values) for row in rows if row.table == "commitments"]
    assert [(row["theme"], row["title"]) for row in found] == [
        (theme, title) for theme, titles in THEMES.items() for title in titles
    ]
    assert all(str(row["title"]).lower() in str(row["description"]) for row in found)
    assert sum(row.table == "milestones" for row in rows) == 18


def test_a_line_that_breaks_off_at_the_margin_is_no_heading() -> None:
    texts = [
        "The offices publish what they decide, so that whoever wants to can look at it.",
        "Ministers and mayors answer each question of the people within three weeks or",
        "Parliament asks them for it in public, which happens three or four times a year.",
        "Answers to the People",
        "The offices publish what they decide, so that whoever wants to can look at it.",
    ]
    lines = tuple(Line(text, Anchor(path=f"line[{n}]"), "space") for n, text in enumerate(texts, 1))
    marked = mark_typed_headings([TextBlock("paragraph", lines)])
    assert [(block.kind, len(block.lines)) for block in marked if isinstance(block, TextBlock)] == [
        ("paragraph", 3),
        ("heading", 1),
        ("paragraph", 1),
    ]
