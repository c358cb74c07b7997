"""A register next to full forms: the forms give the texts, the register what they lack, each commitment once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drawn_grids import DrawnCell, Found, Rows, read_grid

TITLE = "Norlandia Open Government Action Plan 2023-2025"
FRONT = "The government adopted this plan in an open process."
TOPICS = ("budgets", "roads", "courts", "schools")
LEVELS = ("Completed", "Limited", "Substantial", "Not started")


def iterate_forms() -> Iterator[str | Rows]:
    for number, topic in enumerate(TOPICS, 1):
        yield f"# Commitment {number}: Open data on {topic}"
        yield [
            ["Lead implementing agency", f"Ministry of {topic.title()}"],
            ["What is the public problem?", f"Nobody knows which {topic} the state keeps, and what they cost."],
            ["What is the commitment?", f"The ministry publishes a list of all {topic} and renews it each month."],
        ]


def read(folder: Path, register: Rows, is_first: bool, kind: str = "html") -> Found:
    heading = "# State of the commitments"
    parts = [heading, register, *iterate_forms()] if is_first else [*iterate_forms(), heading, register]
    return read_grid(folder, kind, TITLE, FRONT, *parts)


def check_forms(found: Found) -> None:
    assert [(row["number"], row["lead_institution"]) for row in found["commitments"]] == [
        (str(number), f"Ministry of {topic.title()}") for number, topic in enumerate(TOPICS, 1)
    ]
    assert all(str(row["description"]).startswith("The ministry publishes") for row in found["commitments"])


@pytest.mark.parametrize("kind", ["html", "pdf"])
@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("is_numbered", [True, False])
def test_a_register_adds_level_and_dates_to_the_forms(
    tmp_path: Path, is_numbered: bool, is_first: bool, kind: str
) -> None:
    number_head = ["No."] if is_numbered else []
    rows: list[list[DrawnCell]] = [[*number_head, "Commitment", "Responsible", "Start date", "End date", "Status"]]
    for number, (topic, level) in enumerate(zip(TOPICS, LEVELS, strict=True), 1):
        named = [str(number)] if is_numbered else []
        rows.append([*named, f"Open data on {topic}", f"Min. of {topic}", "01/2023", f"0{number}/2025", level])
    found = read(tmp_path, rows, is_first, kind)
    check_forms(found)
    levels = [row["completion"] for row in found["commitments"]]
    assert levels == ["complete", "limited", "substantial", "not_started"]
    ends = [str(row["end_date"]) for row in found["commitments"]]
    assert ends == ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"]


def test_a_register_adds_milestones_that_no_form_asks_for(tmp_path: Path) -> None:
    rows: list[list[DrawnCell]] = [["No.", "Commitment", "Milestone", "Deadline"]]
    for number, topic in enumerate(TOPICS, 1):
        rows.append([str(number), f"Open data on {topic}", f"Draw up the list of {topic}", "03/2025"])
        rows.append(["", "", f"Publish the list of {topic}", "05/2025"])
    found = read(tmp_path, rows, is_first=False)
    check_forms(found)
    steps = [text for topic in TOPICS for text in (f"Draw up the list of {topic}", f"Publish the list of {topic}")]
    assert [row["text"] for row in found["milestones"]] == steps


def test_a_register_of_other_commitments_with_the_same_numbers_adds_nothing(tmp_path: Path) -> None:
    others = ("Whistleblowers", "Lobbying", "Parliament online", "Archives")
    rows: list[list[DrawnCell]] = [["No.", "Commitment", "Responsible", "End date", "Status"]]
    for number, (title, level) in enumerate(zip(others, LEVELS, strict=True), 1):
        rows.append([str(number), title, "Chancellery", "12/2022", level])
    found = read(tmp_path, rows, is_first=True)
    check_forms(found)
    assert not any(row.get("completion") or row.get("end_date") for row in found["commitments"])


@pytest.mark.parametrize("kind", ["html", "pdf"])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_register_and_sections_in_prose_are_the_same_commitments(tmp_path: Path, is_first: bool, kind: str) -> None:
    rows: list[list[DrawnCell]] = [["No.", "Commitment", "Responsible", "End date", "Status"]]
    sections: list[str | Rows] = []
    for number, (topic, level) in enumerate(zip(TOPICS, LEVELS, strict=True), 1):
        rows.append([str(number), f"Open data on {topic}", f"Ministry of {topic.title()}", "06/2025", level])
        sections.append(f"# Commitment {number}: Open data on {topic}")
        sections.append(f"Nobody knows which {topic} there are. The ministry will publish all {topic} each month.")
    register: list[str | Rows] = ["# State of the commitments", rows]
    parts = [*register, *sections] if is_first else [*sections, *register]
    found = read_grid(tmp_path, kind, TITLE, FRONT, *parts)
    check = [(row["number"], row["title"], str(row["end_date"])) for row in found["commitments"]]
    assert check == [(str(number), f"Open data on {topic}", "2025-06-30") for number, topic in enumerate(TOPICS, 1)]
    for row, topic in zip(found["commitments"], TOPICS, strict=True):
        assert str(row["description"]).startswith(f"Nobody knows which {topic} there are.")
