"""Workbooks of several sheets: the commitments in one, their milestones with numbers and levels in another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Table
from pipeline.readers.reading import read_document
from pipeline.structure.lines import text_of

NAMES = ("harbours", "schools", "wells")
NUMBERED = tuple(enumerate(NAMES, 1))
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


def numbered_step(at: int, name: str, step: int) -> tuple[str, ...]:
    """Return a step's row that says by a number alone which commitment it is of, and counts anew in each."""
    return (str(at), str(step + 1), *step_row(at, name, step)[2:])


@pytest.mark.parametrize(
    ("heads", "row", "number"),
    [
        (("Commitment", "Milestone no.", "Wording"), step_row, "{at}.{step}"),
        (("Commitment no.", "Milestone no.", "What is to be done"), numbered_step, "{step}"),
    ],
)
def test_the_sheet_of_milestones_adds_to_the_sheet_of_commitments(
    tmp_path: Path, heads: tuple[str, ...], row: Callable[[int, str, int], tuple[str, ...]], number: str
) -> None:
    cover = [["Republic of Norlandia"], ["National Action Plan 2021-2023, Open Government Partnership"]]
    cover += [["Mid-term self-assessment report"]]
    asked = ("No.", "Commitment", "Lead agency", "Problem", "Starts", "Ends", "Completion", "Results", "Next steps")
    register = [asked, *(register_row(at, name) for at, name in NUMBERED)]
    heads_of_steps = (*heads, "Start date", "Ready", "How far", "Evidence")
    steps = [heads_of_steps, *(row(at, name, step) for at, name in NUMBERED for step in range(3))]
    file = tmp_path / "report.xlsx"
    write_workbook(file, {"Cover": cover, "Commitments": register, "Milestones": steps})
    extraction = extract_document(tmp_path, describe_file(file)).extraction
    found = [dict(row.values) for row in extraction.rows if row.table == "commitments"]
    milestones = [dict(row.values) for row in extraction.rows if row.table == "milestones"]
    assert [one["title"] for one in found] == [f"Open {name}" for name in NAMES]
    assert [one["next_steps"] for one in found] == [f"List all {name}." for name in NAMES]
    numbers = [number.format(at=at, step=step) for at in (1, 2, 3) for step in (1, 2, 3)]
    assert [one["number"] for one in milestones] == numbers
    assert [one["text"] for one in milestones[3:6]] == [f"Step {step} on schools" for step in range(3)]
    assert [one["status"] for one in milestones[:3]] == ["complete", "complete", "limited"]
    assert str(milestones[0]["end_date"]) == "2022-02-28"


def test_sheets_that_each_say_something_of_the_same_commitments_are_joined(tmp_path: Path) -> None:
    cover = [["Open Government Partnership: National Action Plan of Kenya 2031-2033"], ["Progress report"]]
    plan = [("No.", "Commitment", "Public problem", "Lead agency")]
    plan += [(str(at), f"Open {name}", f"Nobody counts {name}.", f"Ministry of {name}") for at, name in NUMBERED]
    heads = ("Milestone no.", "Milestone", "Status", "Means of verification")
    steps = [
        (f"{at}.{step + 1}", f"Step {step} on {name}", LEVELS[step], f"Letter on {name}")
        for at, name in NUMBERED
        for step in range(3)
    ]
    levels = [(str(at), f"Open {name}", LEVELS[at - 1], f"Half of the {name} are there.") for at, name in NUMBERED]
    # A blank row parts the totals from the table above.
    totals = [(), ("", "Complete", "2", ""), ("", "Limited", "1", "")]
    summary = [("No.", "Commitment", "Level of completion", "Results so far"), *levels, *totals]
    work: list[tuple[str, ...]] = [("Commitment", "Milestone no.", "Milestone", "Start", "End")]
    work += [dated_step(at, name, step) for at, name in NUMBERED for step in range(3)]
    file = tmp_path / "report.xlsx"
    write_workbook(file, {"Cover": cover, "Plan": plan, "Work": work, "Progress": [heads, *steps], "Summary": summary})
    extraction = extract_document(tmp_path, describe_file(file)).extraction
    found = [dict(row.values) for row in extraction.rows if row.table == "commitments"]
    milestones = [dict(row.values) for row in extraction.rows if row.table == "milestones"]
    assert [(one["number"], one["title"]) for one in found] == [(str(at), f"Open {name}") for at, name in NUMBERED]
    assert [one["lead_institution"] for one in found] == [f"Ministry of {name}" for name in NAMES]
    assert [one["problem_statement"] for one in found] == [f"Nobody counts {name}." for name in NAMES]
    assert [one["results"] for one in found] == [f"Half of the {name} are there." for name in NAMES]
    assert [one["completion"] for one in found] == ["complete", "complete", "limited"]
    assert [one["number"] for one in milestones] == [row[0] for row in steps]
    assert [one["status"] for one in milestones] == ["complete", "complete", "limited"] * 3
    assert [str(one.get("end_date")) for one in milestones] == ["2032-02-28", "2032-03-28", "2032-04-28"] * 3


def dated_step(at: int, name: str, step: int) -> tuple[str, ...]:
    named = "" if step else f"{at}. Open {name}"
    return (named, f"{at}.{step + 1}", f"Step {step} on {name}", "2031-10-01", f"2032-0{step + 2}-28")


def test_a_merged_cell_is_of_every_row_that_it_reaches_over(tmp_path: Path) -> None:
    rows = [("No.", "Commitment", "Lead agency", "Starts", "Ends")]
    rows += [
        (str(at), f"Open {name}", f"Ministry of {NAMES[at // 2]}", "May 2031", "June 2032") for at, name in NUMBERED
    ]
    rows[3] = ("3", "Open wells", "", "May 2031", "June 2032")
    file = tmp_path / "plan.xlsx"
    larger = [("Year", "Visits", "Clicks"), *((str(2000 + at), str(at), str(2 * at)) for at in range(20))]
    write_workbook(file, {"Plan": rows, "Visits": larger})
    book = load_workbook(file)
    book["Plan"].merge_cells("C3:C4")
    book.save(file)
    tables = [block for block in read_document(tmp_path, describe_file(file)).blocks if isinstance(block, Table)]
    assert [
        cell.row_span for row in tables[0].rows for cell in row.cells if text_of(cell) == "Ministry of schools"
    ] == [2]


def test_a_table_that_repeats_its_commitment_for_each_milestone_gives_it_once(tmp_path: Path) -> None:
    heads = ("No.", "Commitment", "Lead agency", "Public problem", "Milestone", "Start", "End")
    rows = [heads] + [
        (str(at), f"Open {name}", f"Ministry of {name}", f"Nobody counts {name}.", f"{step} {name}", start, end)
        for at, name in NUMBERED
        for step, start, end in (("List", "May 2031", "June 2031"), ("Show", "July 2031", "June 2032"))
    ]
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    file = tmp_path / "plan.html"
    file.write_text(f"<html><body><h1>National Action Plan 2031-2033, Kenya</h1><table>{table}</table></body></html>")
    extraction = extract_document(tmp_path, describe_file(file)).extraction
    found = [dict(row.values) for row in extraction.rows if row.table == "commitments"]
    milestones = [dict(row.values) for row in extraction.rows if row.table == "milestones"]
    assert [(one["title"], one["lead_institution"]) for one in found] == [
        (f"Open {name}", f"Ministry of {name}") for name in NAMES
    ]
    assert [one["text"] for one in milestones] == [f"{step} {name}" for name in NAMES for step in ("List", "Show")]
