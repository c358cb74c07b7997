"""Registers whose rows across name the commitments, above rows of their steps under the heads of the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drawn_grids import KINDS, DrawnCell, Found, over, read_grid

ALL_KINDS = (*KINDS, "csv")
TITLE = "Norlandia Open Government Action Plan 2023-2025"
FRONT = "The government adopted this plan in an open process."
HEADS = ("Pos.", "Actions", "Deadline", "Responsible", "Indicators")
TOPICS = ("budgets", "roads", "courts", "schools", "forests", "rivers")
ENDS = ("June 2023", "Dec 2024", "Ongoing")

Rows = list[list[DrawnCell]]


def across(text: str, columns: int = 5) -> list[DrawnCell]:
    return [over(text, 1, columns)]


def said_in_one_cell(topic: str) -> Rows:
    return [across(f"Problem: Nobody knows how many {topic} there are.\nLead institution: Ministry of {topic}")]


def said_in_rows(topic: str) -> Rows:
    return [
        [over("Problem", 1, 2), over(f"Nobody knows how many {topic} there are.", 1, 3)],
        [over("Lead institution", 1, 2), over(f"Ministry of {topic}", 1, 3)],
    ]


def steps_of(number: int, topic: str) -> Rows:
    texts = (f"Draw up a list of {topic}", f"Publish the list of {topic}", f"Ask people about {topic}")
    return [
        [f"{number}.{at}.", text, end, f"Office {at}", "List printed"]
        for at, (text, end) in enumerate(zip(texts, ENDS, strict=True), 1)
    ]


def expect_steps(found: Found) -> None:
    texts = ("Draw up a list of", "Publish the list of", "Ask people about")
    assert [(row["number"], row["text"]) for row in found["milestones"]] == [
        (f"{at % 2 + 1}.{step}", f"{text} {topic}")
        for at, topic in enumerate(TOPICS)
        for step, text in enumerate(texts, 1)
    ]
    assert [row.get("end_date") and str(row["end_date"]) for row in found["milestones"]] == [
        "2023-06-30",
        "2024-12-31",
        None,
    ] * len(TOPICS)


@pytest.mark.parametrize("kind", ALL_KINDS)
@pytest.mark.parametrize("said", [said_in_one_cell, said_in_rows])
@pytest.mark.parametrize("title", ["Commitment {}: Open data on {}", "{}. Open data on {}"])
def test_rows_across_are_themes_commitments_and_what_they_say(
    tmp_path: Path, kind: str, said: object, title: str
) -> None:
    assert callable(said)
    rows: Rows = [list(HEADS), list("12345")]
    for at, topic in enumerate(TOPICS):
        rows += [] if at % 2 else [across(f"Theme {'ABC'[at // 2]}: All that is open")]
        rows += [across(title.format(at % 2 + 1, topic)), *said(topic), *steps_of(at % 2 + 1, topic)]
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)
    assert [(row["number"], row["title"], row["lead_institution"]) for row in found["commitments"]] == [
        (str(at % 2 + 1), f"Open data on {topic}", f"Ministry of {topic}") for at, topic in enumerate(TOPICS)
    ]
    assert {str(row["problem_statement"])[:11] for row in found["commitments"]} == {"Nobody know"}
    assert [row["theme"] for row in found["commitments"]] == [
        f"Theme {letter}: All that is open" for letter in "AABBCC"
    ]
    expect_steps(found)


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_title_and_its_steps_are_a_commitment(tmp_path: Path, kind: str) -> None:
    rows: Rows = [list(HEADS)]
    for at, topic in enumerate(TOPICS):
        name = "" if at == 3 else "Commitment "  # One has its number alone.
        rows += [across(f"{name}{at % 2 + 1}. Open data on {topic}"), *steps_of(at % 2 + 1, topic)]
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)
    assert [row["title"] for row in found["commitments"]] == [f"Open data on {topic}" for topic in TOPICS]
    expect_steps(found)


def test_activities_under_rows_of_themes_are_the_commitments(tmp_path: Path) -> None:
    rows: Rows = [list(HEADS)]
    for at, theme in enumerate(("Open money", "Open nature")):
        rows.append(across(theme))
        for number, topic in enumerate(TOPICS[3 * at : 3 * at + 3], 3 * at + 1):
            rows.append([f"{number}.", f"Publish what is known of {topic}", "June 2024", f"Office {at}", "A list"])
    found = read_grid(tmp_path, "html", TITLE, FRONT, rows)
    assert [row["title"] for row in found["commitments"]] == [f"Publish what is known of {topic}" for topic in TOPICS]
    assert not found["milestones"]


@pytest.mark.parametrize("kind", ["html", "docx", "xlsx"])
def test_texts_merged_down_beside_steps_are_the_commitments(tmp_path: Path, kind: str) -> None:
    """Below a heading in words that no list knows, where nothing else in the document is a commitment."""
    rows: Rows = [["Undertaken matter", "Activity", "Deadline", "Responsible", "Partners"]]
    for number, topic in enumerate(TOPICS, 1):
        rows += [[over(f"{number}. Open {topic}", 2), f"Count the {topic}", "March 2024", "Treasury", "Bank"]]
        rows += [[f"Show the {topic}", "June 2025", "Court of Audit", "Forum"]]
    found = read_grid(tmp_path, kind, TITLE, FRONT, rows)
    names = [(row["number"], row["title"]) for row in found["commitments"]]
    assert names == [(str(number), f"Open {topic}") for number, topic in enumerate(TOPICS, 1)]
    steps = [f"{verb} the {topic}" for topic in TOPICS for verb in ("Count", "Show")]
    assert [row["text"] for row in found["milestones"]] == steps


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
@pytest.mark.parametrize("label", ["Lead: {}", "Lead agency – {}"])
def test_titles_beside_their_leads_name_what_sections_above_describe(tmp_path: Path, kind: str, label: str) -> None:
    """The text of each measure, with its aim in front of a paragraph, is before the table of all activities."""
    prose = "Hardly anyone has ever seen a full list of {0}, and the offices that keep it answer few letters on {0}."
    parts = [
        part
        for at, topic in enumerate(TOPICS, 1)
        for part in (f"# Measure {at}. Open data on {topic}", prose.format(topic), f"Objective: to show the {topic}.")
    ]
    rows: Rows = [["No.", "Activity", "Implementers", "Period"]]
    for at, topic in enumerate(TOPICS, 1):
        body = f"Ministry of {topic}"
        rows.append([f"{at}.", over(f"Open data on {topic}", 1, 2), label.format(body)])
        rows += [
            [f"{at}.{step}.", f"{verb} {topic}", "Office", "May 2024"] for step, verb in enumerate(("Count", "Show"), 1)
        ]
    found = read_grid(tmp_path, kind, TITLE, FRONT, *parts, rows)
    assert [
        (row["number"], row["title"], row["description"], row["main_objective"], row["lead_institution"])
        for row in found["commitments"]
    ] == [
        (str(at), f"Open data on {topic}", prose.format(topic), f"to show the {topic}.", f"Ministry of {topic}")
        for at, topic in enumerate(TOPICS, 1)
    ]
    assert [row["text"] for row in found["milestones"]] == [f"{verb} {t}" for t in TOPICS for verb in ("Count", "Show")]
