"""Labels told by how a text prints them: cells that tabs part, bullets, whole lines."""

from __future__ import annotations

import pytest

from pipeline.parsers.datasets.rows import lines_of_cell
from pipeline.structure.text_labels.segments import TEMPLATE, describe_segments, split_segments
from tests.structure.test_segments import cut, found

TABBED = """\
Lead agency\tHarbour Office
Main objective\tOne list of berths
Gist of the promise in a nutshell\tA board at the quay.
Additional information\tCommitment No. 4 of the Harbour Plan
Milestones with a verifiable deliverable\tStart date\tEnd date
1. Board\tMay 2021\tJune 2021
"""


def test_a_tab_parts_label_and_answer() -> None:
    sections = split_segments(lines_of_cell(TABBED, 1, "Text", blank="\t")).sections
    values = {section.field: " ".join(line.text for line in section.value) for section in sections}
    assert values["main_objective"] == "One list of berths"
    assert values["additional_information"] == "Commitment No. 4 of the Harbour Plan"
    assert values["milestones"] == "1. Board May 2021 June 2021"


def test_the_name_of_a_column_opens_with_a_capital() -> None:
    text = "Main objective: Berths.\nWhich quarrel is going to be settled by this commitment?\nThat of May 2021.\n"
    assert not cut(text).milestones


def test_heads_behind_bullets() -> None:
    text = (
        "3-1. Berths\n□ Background\n ○ Ships wait for days.\n ○ Nobody knows which berth is free.\n"
        "□ Main objective\n ○ One list of berths.\n□ Expected results\n ○ Shorter queues.\n"
    )
    assert [field for field, _ in found(text)[1:]] == ["problem_statement", "main_objective", "expected_results"]
    assert found(text)[2] == ("main_objective", "○ One list of berths.")


def test_a_question_inside_prose_is_no_label_where_labels_open_lines() -> None:
    text = (
        "Lead agency: Harbour Office\nProblem: Ships wait. What is it that went wrong? The pilots kept the lists.\n"
        "Main objective: One list.\nAmbition: To lead.\nExpected results: Shorter queues.\n"
    )
    assert ("problem_statement", "Ships wait. What is it that went wrong? The pilots kept the lists.") in found(text)


def test_the_budget_is_additional_information() -> None:
    text = "Main objective: Berths.\nAmbition: To lead.\nEstimated costs: Fees of skippers.\n"
    values = describe_segments(cut(text), "", TEMPLATE)
    assert values["budget"].text == values["additional_information"].text == "Fees of skippers."


HEADS = {
    "parted by semicolons": "Things that are made and seen; Start date; End date; Who: 1. Board; May 2021; June 2021",
    "broken by a narrow column": "Targets that anybody can see\nStart of\nwork\nDeadline\n1. Board May 2021 June 2021",
    "glued to the first row": "Stages Start date End date1. Board May 2021 June 2021",
    "with the parties": "Milestones Expected results Deadline Stakeholders 1. Board Seen May 2021 Pilots",
}


@pytest.mark.parametrize("case", sorted(HEADS))
def test_the_head_of_a_table_of_milestones(case: str) -> None:
    sections = found(f"Main objective: Berths. Ambition: To lead.\n{HEADS[case]}\n")
    assert sections[-1][0] == "milestones"
    assert sections[-1][1].startswith("1. Board")


def test_dates_behind_the_names_of_dates_answer_them() -> None:
    text = (
        "Lead agency: Harbour Office\nPilots and Skippers\nStart date\nEnd date\nMay 2021\nJune 2021\nAmbition: None.\n"
    )
    assert not cut(text).milestones


def test_a_label_may_lose_the_blank_behind_it() -> None:
    text = "Main objective: Berths are listed. Additional informationThe list is kept by pilots. Ambition: To lead."
    assert ("additional_information", "The list is kept by pilots.") in found(text)


def test_an_unknown_label_without_a_class_of_its_own_is_told_by_its_ideas() -> None:
    assert ("budget", "Fees, donors.") in found(
        "Main objective: Berths.\nAmbition: To lead.\nFinancing source: Fees, donors.\n"
    )


def test_a_word_before_an_article_is_a_label_where_labels_open_lines() -> None:
    text = (
        "Lead agency Harbour Office of the Northern Port\nMain objective One list of berths that all can read.\n"
        "Content The pilots and the port agree on a board at the quay.\n"
        "Expected results Shorter queues and few quarrels.\n"
    )
    assert ("description", "The pilots and the port agree on a board at the quay.") in found(text)


def test_a_label_behind_an_article_is_a_subject_where_it_goes_on() -> None:
    text = "Problem\nShips wait.\nThe main objective of the inspection that came next was to count.\nAmbition\nNone.\n"
    assert [field for field, _ in found(text)] == ["problem_statement", "ambition"]


def test_kinds_of_results_in_one_answer() -> None:
    text = (
        "Expected results: Output: a board. Outcome: shorter queues. Impact: peace at the quay.\nAmbition: To lead.\n"
    )
    assert found(text)[0] == (
        "expected_results",
        "Output: a board. Outcome: shorter queues. Impact: peace at the quay.",
    )


def test_a_number_belongs_to_the_label_behind_it() -> None:
    text = "Problem definition 1. What problem does the commitment aim to address? Ships wait. Ambition: To lead."
    assert next(section.value for section in cut(text).sections if section.field == "problem_statement") == ()


def test_a_misspelt_label_in_a_run_on_text() -> None:
    text = (
        "Lead agency Harbour Office Main objective One list of berths Brief Decription of Commitment (140 characters) "
        "A board at the quay Ambition To lead"
    )
    assert ("brief_description", "A board at the quay") in found(text)


def test_two_names_of_one_label() -> None:
    text = "Lead agency Harbour Office Status quo / problem statement Ships wait. Main objective One list of berths."
    assert ("problem_statement", "Ships wait.") in found(text)


def test_a_label_with_a_colon_ends_a_lettered_list_in_one_line() -> None:
    text = (
        "Main objective: Berths; Milestones: a) Board (by: May 2021); b) Page (by: June 2021); "
        "c) Report (by: July 2021); Necessary resources: fees of skippers."
    )
    assert ("budget", "fees of skippers.") in found(text)
    assert len(cut(text).milestones) == 3
