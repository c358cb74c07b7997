"""Trackers of a plan, as data files with three levels and as pages with a form for each milestone."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Extraction, Row

PLAN = """\
Commitment Number,Commitment,Milestone Number,Milestone,Indicator Number,Indicator,Deadline,Lead Department
N1,Open contracts of the state,N1.1,Publish all contracts,N1.1.1,Half of the contracts are there,2022-06,
N1,Open contracts of the state,N1.1,Publish all contracts,N1.1.2,All of the contracts are there,2023-06,
N1,Open contracts of the state,N1.2,Train all buyers,N1.2.1,200 are trained,2022-12,Ministry of Finance
N2,A register of lobbyists,N2.1,Draft the law,N2.1.1,The draft is published,,
"""

PAGE = """<html lang="en"><head><title>Open contracts | Norlandia</title></head><body>
<h1>Third Open Government National Action Plan of Norlandia 2021-2023<br>Commitment Tracker</h1>
<h2>Open contracts of the state</h2><p>3rd plan | Theme: Public money</p>
<table><tr><th>QN0031.1</th><td>Publish all contracts above 5 000 crowns</td></tr>
<tr><th>Agency</th><td>Ministry of Finance</td></tr><tr><th>Status</th><td>In progress</td></tr>
<tr><th>March 2023 Progress</th><td>Half of the contracts are published.</td></tr>
<tr><th>September 2022 Progress</th><td>The law was changed.</td></tr></table>
<table><tr><th>QN0031.2</th><td>Train the buyers</td></tr><tr><th>Status</th><td>Complete</td></tr></table>
</body></html>"""


def extract(folder: Path, name: str, text: str) -> Extraction:
    (folder / name).write_text(text, encoding="utf-8")
    return extract_document(folder, describe_file(folder / name)).extraction


def rows(extraction: Extraction, table: str) -> list[Row]:
    return [row for row in extraction.rows if row.table == table]


def test_a_plan_as_csv_gives_each_commitment_and_milestone_once(tmp_path: Path) -> None:
    plan = extract(tmp_path, "plan.csv", PLAN)
    assert plan.document["report_format"] == "plan_table"
    assert plan.document["language"] == "en"
    assert [(row.values["number"], row.values["title"]) for row in rows(plan, "commitments")] == [
        ("N1", "Open contracts of the state"),
        ("N2", "A register of lobbyists"),
    ]
    first, second, third = rows(plan, "milestones")
    assert (first.values["number"], str(first.values["end_date"])) == ("N1.1", "2023-06-30")
    assert first.values["indicator"] == "Half of the contracts are there\nAll of the contracts are there"
    assert second.values["responsible"] == "Ministry of Finance"
    assert (third.values.get("end_date"), third.values.get("responsible")) == (None, None)


def test_a_table_without_commitments_is_left_alone(tmp_path: Path) -> None:
    budget = "Number,Department,Deadline,Amount\n1,Ministry of Finance,2022-06,100\n2,Ministry of Health,2023-06,200\n"
    assert extract(tmp_path, "budget.csv", budget).document["status"] == "unidentified"


def test_a_tracker_page_gives_a_milestone_for_each_form(tmp_path: Path) -> None:
    page = extract(tmp_path, "tracker.html", PAGE)
    assert page.document["report_type"] == "status_report"
    (commitment,) = rows(page, "commitments")
    assert {name: commitment.values[name] for name in ("number", "commitment_id", "title", "theme")} == {
        "number": "QN0031",
        "commitment_id": "QN0031",
        "title": "Open contracts of the state",
        "theme": "Public money",
    }
    first, second = rows(page, "milestones")
    assert (first.values["status"], second.values["status"]) == ("limited", "complete")
    assert first.values["evidence"] == (
        "March 2023 Progress\nHalf of the contracts are published.\nSeptember 2022 Progress\nThe law was changed."
    )
    assert first.values["responsible"] == "Ministry of Finance"


@pytest.mark.parametrize("label", ["Status", "Agency"])
def test_a_page_with_numbers_but_no_status_is_no_tracker(tmp_path: Path, label: str) -> None:
    page = extract(tmp_path, "page.html", PAGE.replace("<th>Status</th>", f"<th>{label} of rivers</th>"))
    assert page.document["report_format"] != "progress_tracker"
