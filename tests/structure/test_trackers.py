"""A milestone table that rows on commitments divide gives each commitment its texts and its own milestones."""

from __future__ import annotations

from pipeline.model import TableRow
from pipeline.parsers import unrecognised_template
from tests.building import cell, document, heading, paragraph, row, table

HEADS = ("No.", "Milestone", "Responsible", "Start", "Deadline", "Status")


def commitment(number: int, title: str) -> TableRow:
    blocks = (
        heading(title, 3),
        paragraph(f"The agency will build the common catalogue number {number} and describe all of its data sets."),
        paragraph(f"Lead authority: Agency {number}"),
        paragraph(f"Overall progress: The catalogue {number} was opened in a test version."),
    )
    wide = cell("-", 100, 500, column_span=4, blocks=blocks)
    return TableRow((cell(str(number), 0, 100), wide, cell("Limited", 500, 600)))


def milestone(number: str, text: str) -> TableRow:
    return row(number, text, "Agency", "March 2020", "June 2021", "Completed")


def test_each_commitment_has_its_texts_and_milestones() -> None:
    tracker = table(
        row(*HEADS),
        commitment(1, "A national data catalogue"),
        milestone("1.1", "Publish the profile of the standard"),
        milestone("1.2", "Open the test version"),
        commitment(2, "Transparency of algorithms"),
        milestone("2.1", "Publish the register of algorithms"),
    )
    parsed = unrecognised_template.parse(
        document(heading("Progress tracker of the National Action Plan 2019-2021"), tracker)
    )
    found = [record for record in parsed.records if record.table == "commitments"]
    assert [(c.fields["number"].text, c.fields["title"].text) for c in found] == [
        ("1", "A national data catalogue"),
        ("2", "Transparency of algorithms"),
    ]
    assert [c.fields["lead_institution"].text for c in found] == ["Agency 1", "Agency 2"]
    steps = [
        (record.commitment, record.fields["number"].text) for record in parsed.records if record.table == "milestones"
    ]
    assert steps == [("c1", "1.1"), ("c1", "1.2"), ("c2", "2.1")]
