"""A plan that is a table of activities below a decree: the points of the decree are not its commitments."""

from __future__ import annotations

from pathlib import Path

from tests.drawn_grids import read_grid
from tests.structure.test_row_groups import TOPICS, Rows

DECREE = (
    "# DECREE on the action plan",
    "1. The action plan on open government for 2023-2025 is approved and will be published in the gazette.",
    "2. The ministries and other central authorities will take the measures needed to carry out the plan.",
    "3. The chancellery will coordinate the plan and will inform the government of it once a year.",
    "# PLAN",
)


def test_activities_are_the_commitments_and_not_the_points_of_a_decree(tmp_path: Path) -> None:
    rows: Rows = [["No.", "Activity", "Responsible institution", "Partners", "Deadline", "Indicators"]]
    for number, topic in enumerate(TOPICS, 1):
        text = (
            f"Publish in open form all that the state knows of its {topic}, with prices, places and owners, each month."
        )
        rows.append([str(number), text, f"Ministry {number}", "Forum of users", "June 2024", f"Number of {topic}"])
    found = read_grid(tmp_path, "docx", "Norlandia Open Government Action Plan 2023-2025", *DECREE, rows)
    assert [row["number"] for row in found["commitments"]] == [str(n) for n in range(1, len(TOPICS) + 1)]
    assert [row["lead_institution"] for row in found["commitments"]] == [f"Ministry {n}" for n in range(1, 7)]
