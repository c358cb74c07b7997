"""Workbooks of several sheets: the commitments in one, their milestones with numbers and levels in another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document

NAMES = ("harbours", "schools", "wells")
LEVELS = ("Complete", "Complete", "Limited")


def write_workbook(file: Path, sheets: dict[str, Sequence[Sequence[str]]]) -> None:
    book = Workbook()
    for number, (name, rows) in enumerate(sheets.items()):
        sheet = book.active if not number else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        for row in rows:
            sheet.append(list(row))
    book.save(file)


def register_row(at: int, name: str) -> tuple[str, ...]:
    told = (f"Nobody counts {name}.", "May 2021", "June 2023", "Limited", f"Some {name} are listed.")
    return (str(at), f"Open {name}", f"Ministry of {name}", *told, f"List all {name}.")


def step_row(at: int, name: str, step: int) -> tuple[str, ...]:
    dates = ("2021-10-01", "2022-02-28")
    named = f"{at}. Open {name}" if not step else ""
    return (named, f"{at}.{step + 1}", f"Step {step} on {name}", *dates, LEVELS[step], f"Letter on {name}")


def test_the_sheet_of_milestones_adds_to_the_sheet_of_commitments(tmp_path: Path) -> None:
    cover = [["Republic of Norlandia"], ["National Action Plan 2021-2023, Open Government Partnership"]]
    cover += [["Mid-term self-assessment report"]]
    heads = ("No.", "Commitment", "Lead agency", "Problem", "Starts", "Ends", "Completion", "Results", "Next steps")
    register = [heads, *(register_row(at, name) for at, name in enumerate(NAMES, 1))]
    heads_of_steps = ("Commitment", "Milestone no.", "Wording", "Start date", "Ready", "How far", "Evidence")
    steps = [heads_of_steps, *(step_row(at, name, step) for at, name in enumerate(NAMES, 1) for step in range(3))]
    file = tmp_path / "report.xlsx"
    write_workbook(file, {"Cover": cover, "Commitments": register, "Milestones": steps})
    extraction = extract_document(tmp_path, describe_file(file)).extraction
    found = [dict(row.values) for row in extraction.rows if row.table == "commitments"]
    milestones = [dict(row.values) for row in extraction.rows if row.table == "milestones"]
    assert [one["title"] for one in found] == [f"Open {name}" for name in NAMES]
    assert [one["next_steps"] for one in found] == [f"List all {name}." for name in NAMES]
    assert [one["number"] for one in milestones] == [f"{at}.{step}" for at in (1, 2, 3) for step in (1, 2, 3)]
    assert [one["text"] for one in milestones[3:6]] == [f"Step {step} on schools" for step in range(3)]
    assert [one["status"] for one in milestones[:3]] == ["complete", "complete", "limited"]
    assert str(milestones[0]["end_date"]) == "2022-02-28"
