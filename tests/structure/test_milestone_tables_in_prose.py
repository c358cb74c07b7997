"""Plans in prose with a small table of milestones below each commitment, and few labels or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.drawn_grids import DrawnCell, Found, Rows, over, read_grid

TITLE = "Norlandia Open Government Action Plan 2023-2025"
FRONT = "The government adopted this plan in an open process. It has four commitments."
TOPICS = ("budgets", "roads", "courts", "schools")
DATES = (("March 2024", "2024-03-31"), ("May 2024 to June 2025", "2025-06-30"))


def iterate_commitments(is_merged: bool, label: str | None) -> Iterator[str | Rows]:
    for number, topic in enumerate(TOPICS, 1):
        body = f"Ministry of {topic.title()}"
        yield f"# Commitment {number}: Open data on {topic}"
        yield f"Nobody knows which {topic} the state keeps, and what they cost the people who pay for them."
        yield f"The ministry will publish a list of all {topic} and will renew it each month."
        first: list[DrawnCell] = [f"Draw up the list of {topic}", DATES[0][0], over(body, 2) if is_merged else body]
        second: list[DrawnCell] = [f"Publish the list of {topic}", DATES[1][0], *([] if is_merged else [body])]
        yield [["Actions", "Calendar", "Responsible institution"], first, second]
        if label:
            yield f"{label}: Friends of {topic}"


def read(folder: Path, kind: str, is_merged: bool = False, label: str | None = None) -> Found:
    return read_grid(folder, kind, TITLE, FRONT, *iterate_commitments(is_merged, label))


def values(found: Found, table: str, name: str) -> Sequence[object]:
    return [row.get(name) for row in found[table]]


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
@pytest.mark.parametrize("label", [None, "Associated friends", "Partners"])
def test_a_table_below_the_text_gives_the_milestones(tmp_path: Path, label: str | None, kind: str) -> None:
    found = read(tmp_path, kind, label=label)
    assert values(found, "commitments", "title") == [f"Open data on {topic}" for topic in TOPICS]
    told = [str(text) for text in values(found, "commitments", "description")]
    assert all(text.startswith("Nobody knows") and text.endswith("each month.") for text in told)
    texts = [f"{verb} the list of {topic}" for topic in TOPICS for verb in ("Draw up", "Publish")]
    assert values(found, "milestones", "text") == texts
    assert [str(day) for day in values(found, "milestones", "end_date")] == [day for _, day in DATES] * 4
    assert values(found, "commitments", "lead_institution") == [None] * 4


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_a_body_in_one_cell_for_all_milestones_leads_the_commitment(tmp_path: Path, kind: str) -> None:
    found = read(tmp_path, kind, is_merged=True, label="Partners")
    bodies = [f"Ministry of {topic.title()}" for topic in TOPICS]
    assert values(found, "commitments", "lead_institution") == bodies
    assert values(found, "milestones", "responsible") == [body for body in bodies for _ in DATES]
