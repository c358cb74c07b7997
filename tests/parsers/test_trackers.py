"""Trackers of a plan, as data files with three levels and as pages with a form for each milestone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
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


STEPS = """\
No.;Commitment;Lead agency;Counterpart / other actors;Level of completion;Progress;Milestone;Milestone status
4.01;Open wells;Water Board;Well Users;Substantial;Half of the wells are listed.;List the wells;Complete
4.01;Open wells;Water Board;Well Users;Substantial;Half of the wells are listed.;Map the wells;Limited
4.02;Open roads;Road Agency;Walkers;Limited;A draft is there.;Count the roads;Limited
"""


def test_cells_that_each_row_repeats_are_the_commitments(tmp_path: Path) -> None:
    plan = extract(tmp_path, "plan.csv", STEPS)
    assert [[row.values.get(name) for name in ("completion", "results")] for row in rows(plan, "commitments")] == [
        ["substantial", "Half of the wells are listed."],
        ["limited", "A draft is there."],
    ]
    assert [row.values["status"] for row in rows(plan, "milestones")] == ["complete", "limited", "limited"]
    assert not any(row.values.get("evidence") for row in rows(plan, "milestones"))


def build_register(path: Path) -> None:
    """Write a workbook: a read-me, a register whose commitments span their milestones' rows, and a hidden list."""
    book = openpyxl.Workbook()
    notes, sheet, choices = book.active, book.create_sheet("Register"), book.create_sheet("Choices")
    for texts in (["Open Government Action Plan of Canada 2022-2024"], [], ["Version", "Date", "What changed"]):
        notes.append(texts)
    notes.append(["1.0", datetime(2023, 1, 5), "First edition"])
    names: list[object] = ["No.", "Commitment", "Lead institution", "No. milestone", "Milestone", "Deadline", "Status"]
    lines: list[list[object]] = [
        ["Register of progress"],
        [*names, "Results", "Percent", "Level of completion"],
        ["Theme 1: Money of the public"],
        [1, "Open contracts of the state", "Treasury", "1.1", "Publish contracts", datetime(2023, 6, 30), "Complete"],
        [None, None, None, "1.2", "Train the buyers", datetime(2023, 12, 31), "Not started", "Two courses", 0.5],
        ["Theme 2: Integrity in office"],
        [2, "A register of lobbyists", "Parliament", "2.1", "Draft the law", datetime(2024, 3, 31), "Complete"],
        [None, None, None, "2.2", "Open the register", datetime(2024, 6, 30), "Limited"],
        ["Total of milestones", None, None, None, 4],
    ]
    for cells in lines:
        sheet.append(cells)
    for line, level in ((4, "Limited"), (7, "Substantial")):
        sheet.cell(line, 10, level)
        for column in ("A", "B", "C", "J"):
            sheet.merge_cells(f"{column}{line}:{column}{line + 1}")
    for line in (4, 5, 7, 8):
        sheet.cell(line, 6).number_format = "mmm/yyyy"
        sheet.cell(line, 9).number_format = "0%"
    choices.append(["Status", "Level"])
    choices.sheet_state = "hidden"
    book.save(path)


def test_a_register_in_a_workbook_is_read_below_its_notes(tmp_path: Path) -> None:
    build_register(tmp_path / "register.xlsx")
    register = extract_document(tmp_path, describe_file(tmp_path / "register.xlsx")).extraction
    assert (register.document["country_code"], register.document["plan_start_year"]) == ("CA", 2022)
    names = ("number", "title", "theme", "completion", "lead_institution")
    assert [tuple(row.values[name] for name in names) for row in rows(register, "commitments")] == [
        ("1", "Open contracts of the state", "Theme 1: Money of the public", "limited", "Treasury"),
        ("2", "A register of lobbyists", "Theme 2: Integrity in office", "substantial", "Parliament"),
    ]
    milestones = [row.values for row in rows(register, "milestones")]
    assert [(m["number"], str(m["end_date"]), m["status"]) for m in milestones] == [
        ("1.1", "2023-06-30", "complete"),
        ("1.2", "2023-12-31", "not_started"),
        ("2.1", "2024-03-31", "complete"),
        ("2.2", "2024-06-30", "limited"),
    ]
    assert milestones[1]["evidence"] == "Two courses"


def test_numbers_of_rows_are_no_numbers_of_commitments(tmp_path: Path) -> None:
    text = "No.,Commitment,Milestone\n1,Open contracts,Publish them\n2,Open contracts,Train\n3,Lobbyists,A law\n"
    plan = extract(tmp_path, "plan.csv", text)
    assert [row.values["title"] for row in rows(plan, "commitments")] == ["Open contracts", "Lobbyists"]
    assert len(rows(plan, "milestones")) == 3


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
