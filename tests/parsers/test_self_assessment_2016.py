"""The self-assessment of 2016 to 2019: what it claims, guidance, milestone tables of several kinds, lost layouts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.model import Document, Parsed, RawRecord, TableRow
from tests.building import cell, document, heading, paragraph, row, table
from tests.templates import parser

completion_template, self_assessment_2016 = parser("completion_template"), parser("self_assessment_2016_2019")

QUESTIONS = [
    ["What is the public problem that the commitment will address?", "Few know the budget."],
    ["What is the commitment?", "The budget is published."],
    ["How will the commitment contribute to solve the public problem?", "Everybody can read it."],
    ["Why is this commitment relevant to OGP values?", "Access to information."],
]
REPORT = [
    ["Completion Level", "Limited"],
    ["Description of the results", "A draft was made."],
    ["Next steps", "Adopt it."],
]
OPENING = [["Number and Name of Commitment", "3. Open the budget"], ["Lead implementing agency", "Ministry of Finance"]]
LINKED = "Link to other government programs: the digital strategy."
MILESTONES = ["Milestone Activity with a verifiable deliverable", "Start Date", "End Date"]


def form(*rows: Sequence[str] | TableRow, opening: Sequence[Sequence[str]] = OPENING) -> Document:
    return document(table(*opening, *QUESTIONS, *REPORT, *rows))


def of(parsed: Parsed, name: str) -> list[RawRecord]:
    return [record for record in parsed.records if record.table == name]


def fields(record: RawRecord) -> dict[str, str]:
    return {name: printed.text for name, printed in record.fields.items()}


def test_claims_its_own_form_and_nobody_elses() -> None:
    assert self_assessment_2016.identify(form()) is not None
    assert completion_template.identify(form(MILESTONES, ["3.1 Draft it", "May 2017", "June 2017"])) is None


def test_leaves_an_action_plan_and_the_older_template_alone() -> None:
    plan = document(table(*OPENING, *QUESTIONS, MILESTONES, ["3.1 Draft it", "May 2017", "June 2017"]))
    older = document(
        table(
            ["Lead implementing agency", "Ministry of Finance"],
            ["Main Objective", "Open the budget."],
            ["Brief Description of Commitment", "It is published."],
            ["Relevance", "Access."],
            ["Ambition", "More of it."],
            *REPORT,
        )
    )
    assert self_assessment_2016.identify(plan) is None
    assert self_assessment_2016.identify(older) is None
    assert completion_template.identify(older) is not None


def test_reads_the_fields_of_a_form() -> None:
    found = fields(of(self_assessment_2016.parse(form()), "commitments")[0])
    assert found["number"] == "3"
    assert found["title"] == "Open the budget"
    assert found["problem_statement"] == "Few know the budget."
    assert found["description"] == "The budget is published."
    assert found["expected_results"] == "Everybody can read it."
    assert (found["completion"], found["results"], found["next_steps"]) == ("Limited", "A draft was made.", "Adopt it.")


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        (["- Describe what the commitment entails, its expected results and overall objective.", "Data."], "Data."),
        (["Tip: use the information contained in your NAP. If something changed, please flag it.", "Data."], "Data."),
        ([LINKED], LINKED),
        (["access to information"], "access to information"),
    ],
)
def test_guidance_is_no_answer_and_answers_are_no_guidance(printed: list[str], kept: str) -> None:
    answer = cell("", 300, 600, blocks=tuple(paragraph(text) for text in printed))
    made = document(table(*OPENING, *QUESTIONS, *REPORT, row(cell("Additional information", 0, 300), answer)))
    found = fields(of(self_assessment_2016.parse(made), "commitments")[0])
    assert found["additional_information"] == kept


def test_milestones_go_on_behind_a_page_end() -> None:
    rest = row("with its annexes", "", "", after_break=True, page=2)
    second = row("3.2 Adopt it", "July 2017", "August 2017", after_break=False)
    made = form(MILESTONES, ["3.1 Draft the budget", "May 2017", "June 2017"], rest, second)
    found = [fields(record) for record in of(self_assessment_2016.parse(made), "milestones")]
    assert [(m["number"], m["text"]) for m in found] == [
        ("3.1", "Draft the budget with its annexes"),
        ("3.2", "Adopt it"),
    ]
    assert (found[0]["start_date"], found[1]["end_date"]) == ("May 2017", "August 2017")


def test_milestones_may_be_ticked_under_levels() -> None:
    levels = row("", "", "", "Not started", "Limited", "Completed")
    made = form(
        row(*MILESTONES, cell("Completion level", 300, 600)),
        levels,
        row("Draft it", "May 2017", "June 2017", "", "", "x"),
        row("Adopt it", "July 2017", "August 2017", "", "x", ""),
    )
    assert [fields(m)["status"] for m in of(self_assessment_2016.parse(made), "milestones")] == ["Completed", "Limited"]


def test_labels_may_stand_over_their_answers() -> None:
    over = [["Lead implementing agency", "Start date", "End date"], ["Ministry of Finance", "May 2017", "June 2018"]]
    made = form(opening=[["Number and Name of Commitment", "3. Open the budget"], *over])
    found = fields(of(self_assessment_2016.parse(made), "commitments")[0])
    assert (found["lead_institution"], found["start_date"], found["end_date"]) == (
        "Ministry of Finance",
        "May 2017",
        "June 2018",
    )


def test_labels_apart_from_their_answers_give_no_answer() -> None:
    labels = [paragraph(label) for label, _ in [*OPENING, *QUESTIONS, *REPORT]]
    answers = [paragraph(answer) for _, answer in [*OPENING, *QUESTIONS, *REPORT]]
    second = [paragraph(label) for label, _ in [*OPENING, *QUESTIONS, *REPORT]]
    parsed = self_assessment_2016.parse(document(*labels, *answers, *second, *answers))
    assert parsed.records == ()


def test_a_title_stands_above_the_table_and_the_level_is_a_box() -> None:
    rows = [row for row in REPORT if row[0] != "Completion Level"]
    boxes = ["Completion Level", "☐ Not Started ☐ Limited ☒ Substantial ☐ Completed"]
    made = document(heading("Commitment 4: Open data"), table(OPENING[1], *QUESTIONS, boxes, *rows))
    found = fields(of(self_assessment_2016.parse(made), "commitments")[0])
    assert (found["number"], found["title"], found["completion"]) == ("4", "Open data", "Substantial")


def test_unticked_boxes_are_no_level() -> None:
    boxes = ["Completion Level", "☐ Not Started ☐ Limited ☐ Substantial ☐ Completed"]
    parsed = self_assessment_2016.parse(document(table(*OPENING, *QUESTIONS, boxes, *REPORT[1:])))
    assert "completion" not in of(parsed, "commitments")[0].fields
    assert parsed.issues == ()
