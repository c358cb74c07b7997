"""Labels in a country's own words: told by how the text prints its labels, by ideas, hints and whole questions."""

from __future__ import annotations

from pipeline.lexicon.ideas import find_asked_field, find_headed_field
from pipeline.structure.text_labels.segments import TEMPLATE, describe_segments
from tests.structure.test_segments import cut, found

PAIRS = """\
Lead agency Harbour Office
{problem} Ships wait for days because nobody knows which berth is free.
Main objective One list of berths that skippers can read.
{content} A board at the quay and a page on the network, both fed by the pilots every hour.
Expected results Shorter queues and fewer quarrels about who came first.
"""


def test_unknown_words_open_a_line_where_labels_open_the_others() -> None:
    sections = found(
        PAIRS.format(problem="The real problem that the commitment deals with", content="Essence of the commitment")
    )
    assert ("main_objective", "One list of berths that skippers can read.") in sections
    assert ("description", "A board at the quay and a page on the network, both fed by the pilots every hour.") in (
        sections
    )


def test_a_sentence_among_such_lines_is_an_answer() -> None:
    text = PAIRS.format(
        problem="Problem", content="In the framework of the Harbour Master Plan of 2019 the pilots have"
    )
    assert ("main_objective", 2) in [(field, value.count("\n") + 1) for field, value in found(text)]


def test_a_hint_in_brackets_belongs_to_the_label() -> None:
    text = "Main objective Open the berths.\nRelevance to OGP values (which of them, and why) Skippers see the list.\n"
    assert found(text)[1:] == [("relevance", "Skippers see the list.")]


def test_a_bracket_that_ends_the_line_is_the_answer() -> None:
    assert ("lead_institution", "(Harbour Office)") in found("Main objective: Berths.\nLead agency (Harbour Office)\n")


def test_no_label_is_inside_a_question() -> None:
    text = "MAIN OBJECTIVE\nBerths.\nWHAT IS THE PROBLEM THAT THE COMMITMENT SEEKS TO SOLVE?\nShips wait.\n"
    assert found(text)[1:] == [("problem_statement", "Ships wait.")]


def test_a_question_asks_what_all_of_it_says() -> None:
    text = "Main objective: Berths.\nWhy is the commitment important for the values of OGP?\nThe list is open.\n"
    assert found(text)[1:] == [("relevance", "The list is open.")]


def test_guidance_that_is_cut_short_is_no_answer() -> None:
    guidance = "Briefly describe the way in which this commitment is relevant to further advancing OGP values"
    text = f"Main objective Berths.\nRelevance - {guidance} Skippers see the list.\n"
    assert found(text)[1:] == [("relevance", "Skippers see the list.")]


def test_the_budget_below_additional_information_answers_both() -> None:
    text = (
        "Main objective:\nBerths.\nAdditional information:\n Funding source: fees of skippers.\nMilestones:\n1. Board\n"
    )
    values = describe_segments(cut(text), "", TEMPLATE)
    assert values["budget"].text == "fees of skippers."
    assert values["additional_information"].text == "Funding source: fees of skippers."


def test_a_known_label_below_a_numbered_list_ends_it() -> None:
    text = "Main objective Berths.\nMilestones\n1. Board (May 2021)\n2. Page (June 2021)\nPartners Pilots' Union\n"
    assert [row.text.text for row in cut(text).milestones if row.text] == ["Board (May 2021)", "Page (June 2021)"]
    assert ("support_institutions", "Pilots' Union") in found(text)


def test_ideas_of_questions_and_heads() -> None:
    assert find_asked_field("Where the money will come from") == "budget"
    assert find_asked_field("How this opens up government") == "relevance"
    assert find_asked_field("Vad ska göras?") == "description"
    assert find_headed_field("Ministry or agency in charge") == "lead_institution"
    assert find_headed_field("Short description of the promise") is None
    assert find_headed_field("Short description of the reform") == "brief_description"
    assert find_headed_field("OGP challenge tackled") == "ogp_challenge"
