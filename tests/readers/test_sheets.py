"""Workbooks that are documents: a register with one commitment a row, forms on sheets or below each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.readers.reading import read_document

PLAN = "Open Government Partnership: National Action Plan of Kenya 2031-2033"
TITLES = ("Open the river gauges", "Publish school meals", "Ask before paving")
LEADS = ("Water Board", "Education Office", "Road Agency")
DAY = date(2032, 6, 30)
Rows = Sequence[Sequence[object]]


def save(folder: Path, *sheets: tuple[str, Rows]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "plan.xlsx")
    return folder / "plan.xlsx"


def register(*columns: str) -> list[Sequence[object]]:
    rows = [
        (i, title, lead, f"The {lead} acts.", DAY) for i, (title, lead) in enumerate(zip(TITLES, LEADS, strict=True), 1)
    ]
    return [columns, *rows]


def form(number: int, title: str, lead: str) -> list[Sequence[object]]:
    return [
        ("Commitment number", number),
        ("Commitment title", title),
        ("Lead implementing agency", lead),
        ("What is the public problem that the commitment will address?", "Nobody knows."),
        ("What is the commitment?", f"The {lead} acts."),
        ("End date", DAY),
    ]


def dashboard() -> list[Sequence[object]]:
    rows = [(i, title, lead, f"{i} of 3") for i, (title, lead) in enumerate(zip(TITLES, LEADS, strict=True), 1)]
    return [("#", "Commitment", "Lead agency", "Milestones completed"), *rows]


HEADER = ("Commitment number", "Commitment title", "Lead agency", "Brief description of commitment", "End date")
FORMS = [form(i, title, lead) for i, (title, lead) in enumerate(zip(TITLES, LEADS, strict=True), 1)]


@pytest.mark.parametrize(
    "sheets",
    [
        [("Plan", [[PLAN], [], *register(*HEADER)])],
        [("Cover", [[PLAN]]), ("Plan", register(*HEADER))],
        [("Plan", [[PLAN], *(row for rows in FORMS for row in ([], *rows))])],
        [("Cover", [[PLAN]]), *((f"Sheet {i}", rows) for i, rows in enumerate(FORMS, 1))],
        [
            ("Cover", [[PLAN]]),
            ("Dashboard", dashboard()),
            *((f"Sheet {i}", [("", *row) for row in rows]) for i, rows in enumerate(FORMS, 1)),
            ("How to", [["One sheet per commitment."]]),
            ("Scale", [["Limited"], ["Complete"]]),
        ],
    ],
    ids=[
        *("register", "register behind a cover", "forms below each other", "forms on sheets"),
        "forms from the second column on behind a dashboard",
    ],
)
def test_a_workbook_without_a_known_data_format_is_read_as_a_document(
    tmp_path: Path, sheets: list[tuple[str, Rows]]
) -> None:
    file = save(tmp_path, *sheets)
    found = extract_document(tmp_path, describe_file(file)).extraction
    rows = [row.values for row in found.rows if row.table == "commitments"]
    assert [(row["number"], row["title"]) for row in rows] == [(str(i), title) for i, title in enumerate(TITLES, 1)]
    assert [row["lead_institution"] for row in rows] == list(LEADS)
    assert {row["end_date"] for row in rows} == {DAY}
    assert (found.document["report_type"], found.document["country_code"]) == ("action_plan", "KE")
    assert found.document.get("date_prepared") is None


def test_a_table_of_others_is_no_plan(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [
        ["Roads of the county"],
        ["Road", "Responsible agency", "End date"],
        *(["A", "Roads", DAY] for _ in range(3)),
    ]
    file = save(tmp_path, ("Roads", rows))
    assert extract_document(tmp_path, describe_file(file)).extraction.document["status"] == "unidentified"


def test_a_list_of_reports_is_none_of_them(tmp_path: Path) -> None:
    columns = ("file", "title", "country", "plan", "commitment title", "lead agency", "ambition", "completion")
    reports = (
        (f"{n}.pdf", f"IRM Progress Report Kenya {2012 + n}", "Kenya", "2012-2014", title, lead, "High", "Limited")
        for n, (title, lead) in enumerate(zip(TITLES, LEADS, strict=True))
    )
    file = save(tmp_path, ("Reports", [columns, *reports]))
    assert extract_document(tmp_path, describe_file(file)).extraction.document["status"] == "unidentified"


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (3.1, "0.00", "3.10"),
        (3.1, "General", "3.1"),
        (8.1999999999999993, "General", "8.2"),
        (7, "000", "007"),
        (47, '"QN"0000', "QN0047"),
        (2, "0.00", "2"),
        (0.5, "0%", "50%"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(tmp_path: Path, value: float, number_format: str, shown: str) -> None:
    book = Workbook()
    sheet = book.active
    for row in (["Number", "Title", "Year"], [value, "Open the archive", 2031], [1, "Open doors", 2032]):
        sheet.append(row)
    sheet["A2"].number_format = number_format
    book.save(tmp_path / "register.xlsx")
    document = read_document(tmp_path, describe_file(tmp_path / "register.xlsx"))
    assert [record["Number"] for record in document.records] == [shown, "1"]
