"""Forms: labels and values in table rows and in running lines."""

from __future__ import annotations

from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.lexicon import match_label
from pipeline.model import Table
from pipeline.structure.lines import lines_of, text_of
from pipeline.structure.surfaces.flow import flow_pieces
from pipeline.structure.surfaces.tables import table_pieces
from tests.building import paragraph, row, table

ORDER = ("commitment", "lead_institution", "main_objective", "relevance", "results", "end_date", "next_steps")


def entries(table: Table) -> list[tuple[str, str]]:
    """Return the rows of a form: the field that the label asks for, and the answer."""
    labelled = ((match_label(piece.text), piece) for piece in table_pieces(table, 0))
    return [(match.field, text_of(piece.answer).replace("\n", " ")) for match, piece in labelled if match]


def test_the_innermost_label_decides() -> None:
    rows = ("Lead agency", "Treasury"), ("Other actors involved", "Government", "Ministry of Finance")
    assert entries(table(*rows))[-1] == ("actors_government", "Ministry of Finance")


def test_a_value_that_reads_like_a_label_stays_a_value() -> None:
    found = entries(table(("Other actors involved", "Government")))
    assert found == [("actors", "Government")]


def test_a_label_that_goes_on_over_a_page_end_is_one_row() -> None:
    found = entries(
        table(
            row("Relevance Briefly describe the way in which this commitment is relevant to further", "High."),
            row("advancing OGP values of access to information, public accountability", "", after_break=True, page=2),
            row("Next steps", "None", page=2),
        )
    )
    assert found == [("relevance", "High."), ("next_steps", "None")]


def test_a_prompt_that_goes_on_in_mid_sentence_opens_no_row() -> None:
    prompt = "Include specific activities"
    found = entries(
        table(
            row(f"Descriptions of the results {prompt} within the reporting period (first or second year", "A"),
            row("of the action plan) and, wherever possible, please indicate", "b.", after_break=True, page=2),
        )
    )
    assert found == [("results", "A b.")]


def test_a_label_that_some_prompt_speaks_of_is_still_a_label() -> None:
    found = entries(
        table(row("Other actors involved", "Unions"), row("Main objective", "Openness", after_break=True, page=2))
    )
    assert found == [("actors", "Unions"), ("main_objective", "Openness")]


def test_a_sub_label_below_a_page_end_opens_its_own_row() -> None:
    found = entries(
        table(
            row("Other actors involved", "Government", "Ministry of Finance"),
            row("", "CSOs, private sector, working groups, multilaterals", "Unions", after_break=True),
        )
    )
    assert found == [
        ("actors_government", "Ministry of Finance"),
        ("actors_non_government", "Unions"),
    ]


FLOW = (
    "Commitment Completion Template",
    "1. Open the budget",
    "Lead implementing agency Ministry of Finance",
    "Main Objective To publish",
    "the budget.",
    "Descriptions of the",
    "results",
    "Results of the survey are out.",
    "End date 2015",
    "Next steps -",
    "Commitment Completion Template",
    "2. Open the courts",
    "Lead implementing agency Ministry of Justice",
    "Main Objective The judgments are published.",
    "Descriptions of the",
    "results",
    "Nothing yet.",
    "End date July 2015",
    "Next steps Train judges",
)


def read_flow(lines: tuple[str, ...], order: tuple[str, ...]) -> list[tuple[str | None, str]]:
    within = {"actors": ("actors_government", "actors_non_government")}
    found = flow_pieces(lines_of([paragraph(*lines)]), order, within)
    return [(piece.asks, text_of(piece.answer)) for piece in found]


def test_running_lines_give_answers_in_the_templates_order() -> None:
    fields = read_flow(FLOW, ORDER)
    assert fields[:6] == [
        ("commitment", "1. Open the budget"),
        ("lead_institution", "Ministry of Finance"),
        ("main_objective", "To publish the budget."),
        ("results", "Results of the survey are out."),
        ("end_date", "2015"),
        ("next_steps", "-"),
    ]
    assert ("main_objective", "The judgments are published.") in fields
    assert fields[-1] == ("next_steps", "Train judges")


def test_sub_labels_printed_across_their_outer_label_are_told_apart() -> None:
    lines = (
        "Lead implementing agency X",
        "Other",
        "actors Government",
        "Ministry of Justice",
        "involved CSOs, private",
    )
    more = ("sector, working groups, multilaterals", "Unions", "Next steps -")
    order = ("commitment", "lead_institution", "actors", "actors_government", "actors_non_government", "next_steps")
    fields = read_flow((*lines, *more), order)
    assert fields[1:3] == [("actors_government", "Ministry of Justice"), ("actors_non_government", "Unions")]


PASTED = """\
Programme: Money of the public

Commitment {n}: {title}
Commitment Start and End Date: March 2021 – June 2023
Lead implementing agency/actor {lead}
(the lead of the working
group)
Commitment Description
What is the public problem that the
commitment will address?
{problem}
What is the commitment?
{what}
Why is this commitment relevant to OGP values? Access to information.
Milestone Activity with a verifiable deliverable Start Date: End Date:
1. Register opened in 12             March 2021      June 2022
towns of the coast
2. {milestone}   May 2022   June 2023
Contact information
Name of responsible person from implementing agency Ada Byron
"""


def test_a_plan_pasted_as_text_is_read_by_the_labels_that_open_its_lines(tmp_path: Path) -> None:
    contracts = {"n": 1, "title": "Open contracts", "lead": "Treasury", "problem": "Contracts are secret."}
    lobbyists = {"n": 2, "title": "A register of\nlobbyists", "lead": "Parliament", "problem": "Nobody knows them."}
    first = PASTED.format(**contracts, what="Publish them.", milestone="Buyers trained")
    second = PASTED.format(**lobbyists, what="A law and a register.", milestone="Law passed")
    text = f"Open Government Action Plan of Canada 2021-2023\n\n{first}\n{second}"
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    plan = extract_document(tmp_path, describe_file(tmp_path / "plan.txt")).extraction
    commitments = [row.values for row in plan.rows if row.table == "commitments"]
    group, relevance = "(the lead of the working group)", "Access to information."
    names = ("number", "title", "lead_institution", "problem_statement", "description", "relevance")
    assert [tuple(values[name] for name in names) for values in commitments] == [
        ("1", "Open contracts", f"Treasury {group}", "Contracts are secret.", "Publish them.", relevance),
        (
            "2",
            "A register of lobbyists",
            f"Parliament {group}",
            "Nobody knows them.",
            "A law and a register.",
            relevance,
        ),
    ]
    milestones = [row.values for row in plan.rows if row.table == "milestones"]
    register = ("Register opened in 12 towns of the coast", "2021-03-01", "2022-06-30")
    assert [(m["text"], str(m["start_date"]), str(m["end_date"])) for m in milestones] == [
        register,
        ("Buyers trained", "2022-05-01", "2023-06-30"),
        register,
        ("Law passed", "2022-05-01", "2023-06-30"),
    ]
