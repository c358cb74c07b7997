"""Text files pasted from forms: labels on lines of their own, and what pages print between the lines of an answer."""

from __future__ import annotations

from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.structure.grouping.leads import from_numbered_lines
from pipeline.structure.surfaces import Piece

FORM = """\
Commitment {n}
Name of the commitment
{title}
Lead implementing
agency
Ministry of {lead}, Directorate
{foot}
for Registers
Other actors: government
Tax Administration
What is the public problem that
the commitment will address?
{title} is not known. Nobody
can see it.
Budget
EUR {n}0,000 of the ordinary budget
Milestones
No. Activity Start End
{n}.1 Draft discussed with citizens in six towns 01/03/2021
30/06/2021
{n}.2 Register on line 01/07/2021 31/12/2021

"""

FORMS = (("Register of companies", "Justice"), ("Map of schools", "Education"), ("List of permits", "Environment"))


def _read(folder: Path) -> dict[str, list[dict[str, object]]]:
    parts = ["GOVERNMENT OF KENYA\n\nNational Action Plan 2021-2023\nOpen Government Partnership\n\n"]
    for number, (title, lead) in enumerate(FORMS, 1):
        foot = f"{number + 1}\n\nThe Plan of Open Government of Kenya"
        parts.append(FORM.format(n=number, title=title, lead=lead, foot=foot))
    (folder / "plan.txt").write_text("".join(parts), encoding="utf-8")
    found = extract_document(folder, describe_file(folder / "plan.txt")).extraction
    tables: dict[str, list[dict[str, object]]] = {}
    for row in found.rows:
        tables.setdefault(row.table, []).append(dict(row.values))
    return tables


def test_labels_on_lines_of_their_own_are_over_their_answers(tmp_path: Path) -> None:
    commitments = _read(tmp_path)["commitments"]
    assert [row["title"] for row in commitments] == [title for title, _ in FORMS]
    assert [row["problem_statement"] for row in commitments] == [
        f"{title} is not known. Nobody can see it." for title, _ in FORMS
    ]


def test_numbers_and_heads_of_pages_are_no_part_of_an_answer(tmp_path: Path) -> None:
    commitments = _read(tmp_path)["commitments"]
    assert [row["lead_institution"] for row in commitments] == [
        f"Ministry of {lead}, Directorate for Registers" for _, lead in FORMS
    ]


def test_milestones_below_the_heads_of_their_columns_end_in_their_dates(tmp_path: Path) -> None:
    milestones = _read(tmp_path)["milestones"]
    assert [(row["number"], row["text"], str(row["start_date"]), str(row["end_date"])) for row in milestones[:2]] == [
        ("1.1", "Draft discussed with citizens in six towns", "2021-03-01", "2021-06-30"),
        ("1.2", "Register on line", "2021-07-01", "2021-12-31"),
    ]


LAID_OUT = """\
{above}Commitment {n}: {title}
Lead agency             Ministry of {lead}
Main objective          To let everybody see it.
Milestones              Start date      End date
1. Draft discussed      March 2021      June 2021
2. Register on line     July 2021       May 2022
Budget                  None beyond the ordinary budget.

"""


def test_a_title_below_other_headings_is_read_above_the_columns_of_its_form(tmp_path: Path) -> None:
    parts = ["GOVERNMENT OF KENYA\n\nNational Action Plan 2021-2023\nOpen Government Partnership\n\n"]
    for number, (title, lead) in enumerate(FORMS, 1):
        above = f"Priority area {number}. Open data\n"
        parts.append(LAID_OUT.format(n=number, title=title, lead=lead, above=above))
    (tmp_path / "plan.txt").write_text("".join(parts), encoding="utf-8")
    found = extract_document(tmp_path, describe_file(tmp_path / "plan.txt")).extraction
    told = [row.values for row in found.rows if row.table == "commitments"]
    assert [(row["number"], row["title"], row["lead_institution"]) for row in told] == [
        (str(n), title, f"Ministry of {lead}") for n, (title, lead) in enumerate(FORMS, 1)
    ]


def test_a_commitment_begins_at_the_last_numbered_line_above_its_form() -> None:
    texts = (
        "4. Commitments",
        "Priority area A",
        "1.1 Register",
        "Lead agency",
        "Priority area B",
        "1.2 Map",
        "Lead agency",
    )
    pieces = [Piece("row" if text == "Lead agency" else "line", text, ()) for text in texts]
    assert from_numbered_lines(pieces, {0: range(3), 1: range(4, 6)}) == {0: range(2, 3), 1: range(5, 6)}
    assert from_numbered_lines(pieces, {0: range(2), 1: range(4, 5)}) == {}
