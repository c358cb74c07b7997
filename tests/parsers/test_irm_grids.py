"""Grids of IRM reports: a mark or word counts by its column; doubt gives null and an issue, never a guess."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Anchor, Box, Cell, Line, Parsed, TableRow, TextBlock
from tests.building import cell, heading, paragraph, row, table
from tests.parsers.irm_building import at, codes, commitments, grid, parsed, ratings

END = heading("IRM End-of-Term Report: Norlandia 2014–2016")


def test_a_mark_counts_by_its_column() -> None:
    given = parsed(grid(("1. Open data", {"Limited": "✔"}), ("2. Budgets", {"Completed": "X"})))
    assert ratings(given) == {("1", "completion", "limited", "midterm"), ("2", "completion", "complete", "midterm")}


def test_two_marks_of_one_scale_give_none() -> None:
    given = parsed(grid(("1. Open data", {"Limited": "✔", "Substantial": "✔"})))
    assert (ratings(given), codes(given)) == (set(), ["rating-ambiguous"])


def test_a_mark_between_two_columns_gives_none() -> None:
    whole = grid(("1. Open data", {}))
    marked = row(at("1. Open data", 0, 200), at("✔", 225, 275))
    given = parsed(replace(whole, rows=(*whole.rows[:2], marked)))
    assert (ratings(given), codes(given)) == (set(), ["mark-unclear"])


def test_an_unknown_sign_gives_none() -> None:
    given = parsed(grid(("1. Open data", {"Limited": "see text"})))
    assert (ratings(given), codes(given)) == (set(), ["mark-unclear"])


def test_a_heading_that_cannot_be_read_is_known_by_its_place() -> None:
    levels = ("TransparencyNone and", "Minor", "Moderate", "Transformative")
    given = parsed(grid(("1. Open data", {levels[0]: "✔"}), group="Potential Impact", levels=levels))
    assert ratings(given) == {("1", "potential_impact", "none", "design")}


def test_two_headings_that_cannot_be_read_stay_unknown() -> None:
    levels = ("xyz", "abc", "Moderate", "Transformative")
    given = parsed(grid(("1. Open data", {"xyz": "✔"}), group="Potential Impact", levels=levels))
    assert (ratings(given), codes(given)) == (set(), ["mark-unclear"])


def test_levels_without_a_name_are_known_by_their_scale() -> None:
    whole = grid(("1. Open data", {"Limited": "✔"}))
    given = parsed(replace(whole, rows=whole.rows[1:]))
    assert ratings(given) == {("1", "completion", "limited", "midterm")}


def test_names_of_groups_that_cannot_be_read_are_known_by_their_scales() -> None:
    """A PDF may break 'Verifiability' over the line into the next column's name."""
    levels = ("Not specific enough to be verifiable", "Specific enough to be verifiable", "None", "Minor", "Moderate")
    edges = [200 + 50 * i for i in range(len(levels) + 1)]
    top = row(at("Commitment Overview", 0, 200), at("Verifiab", 200, 300), at("ility Potential Imp", 300, 450))
    names = row(at("", 0, 200), *(at(word, edges[i], edges[i + 1]) for i, word in enumerate(levels)))
    marks = ("", "✔", "", "✔", "")
    body = row(at("1. Open data", 0, 200), *(at(mark, edges[i], edges[i + 1]) for i, mark in enumerate(marks)))
    expected = {("1", "verifiable", "yes", "design"), ("1", "potential_impact", "minor", "design")}
    assert ratings(parsed(table(top, names, body))) == expected
    assert ratings(parsed(table(names, body))) == expected


def test_a_group_whose_merged_cells_are_lost_is_over_the_empty_cells_behind_it() -> None:
    top = row(
        *(at(text, 50 * i, 50 * i + 50) for i, text in enumerate(("Completion", "", "", "On time?", "", "Commitment")))
    )
    names = row(
        *(
            at(text, 50 * i, 50 * i + 50)
            for i, text in enumerate(("Limited", "Substantial", "Complete", "Yes", "No", ""))
        )
    )
    body = row(*(at(text, 50 * i, 50 * i + 50) for i, text in enumerate(("", "✓", "", "", "✓", "5. Open courts"))))
    assert ratings(parsed(table(top, names, body))) == {
        ("5", "completion", "substantial", "midterm"),
        ("5", "on_time", "no", "midterm"),
    }


def test_a_grid_rates_each_commitment_of_a_section_on_several() -> None:
    section = heading("2-3 | Councils and forums", 2)
    whole = grid(("2. Councils", {"Limited": "✔"}), ("3. Forums", {"Completed": "✔"}))
    text = (paragraph("Commitment text:"), paragraph("Create councils and hold a forum."))
    given = parsed(section, *text, whole)
    assert ratings(given) == {("2", "completion", "limited", "midterm"), ("3", "completion", "complete", "midterm")}
    commitments = [r.fields for r in given.records if r.table == "commitments"]
    assert [(c["title"].text, c["description"].text) for c in commitments] == [
        ("Councils", "Create councils and hold a forum."),
        ("Forums", "Create councils and hold a forum."),
    ]
    shared = parsed(section, *text, grid(("2. Overall", {"Limited": "✔"})))
    assert ratings(shared) == {("2", "completion", "limited", "midterm"), ("3", "completion", "limited", "midterm")}


def test_a_word_in_place_of_marks_is_read_though_its_cell_is_not_merged() -> None:
    values = ("Access to Information", "Civic Participation", "Public Accountability")
    given = parsed(grid(("1. Open data", {values[0]: "Unclear"}), group="OGP Value Relevance", levels=values))
    assert ratings(given) == {("1", "relevance", "unclear", "design")}
    assert codes(parsed(grid(("1. Open data", {"Limited": "Substantial"})))) == ["mark-unclear"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tem uma perspetiva de governo aberto? Sim", ("relevance", "sim")),
        ("Relevancia en cuanto a los valores de la Alianza (OGP): Acceso a la información", ("relevance", "")),
        ("Level of specificity in the text: Medium", ("specificity", "medium")),
        ("Potential for results of the reform: see the action plan", None),
        ("Access to government: Substantial", None),
    ],
)
def test_labels_in_unknown_words_are_proven_by_a_level(text: str, expected: tuple[str, str] | None) -> None:
    given = parsed(heading("Commitment 3: Open data", 2), paragraph("Completion: Limited"), paragraph(text))
    found = [(indicator, value) for _, indicator, value, _ in ratings(given) if indicator != "completion"]
    assert [indicator for indicator, _ in found] == ([expected[0]] if expected else [])
    assert not expected or not expected[1] or found == [expected]


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("Commitment 3: Open data (Office of the Clerk)", "Office of the Clerk"),
        ("Commitment 3: Open data [Ministry of Justice]", "Ministry of Justice"),
        ("Commitment 3: Right to information (RTI)", None),
        ("Commitment 3: Open data (Second phase of the reform)", None),
    ],
)
def test_an_institution_behind_a_title_leads_it(title: str, lead: str | None) -> None:
    given = parsed(heading(title, 2), paragraph("Completion: Limited"))
    fields = next(r.fields for r in given.records if r.table == "commitments")
    assert (fields["lead_institution"].text if "lead_institution" in fields else None) == lead
    assert (lead is None) == (fields["title"].text.endswith(")"))


def test_a_choice_of_next_steps_is_followed_by_the_prose_on_them() -> None:
    form = table(("Next steps", "Further work on basic implementation"), ("Level of completion", "Limited"))
    prose = (heading("Moving forward", 3), paragraph("The bill should be certified as urgent."))
    fields = next(r.fields for r in parsed(heading("Commitment 3: Laws", 2), form, *prose).records)
    assert fields["next_steps"].text == "Further work on basic implementation\nThe bill should be certified as urgent."


def test_several_values_are_several_ratings() -> None:
    values = ("Access to Information", "Civic Participation", "Public Accountability")
    marked = {values[0]: "✔", values[2]: "✔"}
    given = parsed(grid(("1. Open data", marked), group="OGP Value Relevance", levels=values))
    assert {value for _, _, value, _ in ratings(given)} == {"access_to_information", "public_accountability"}


def test_rows_below_a_commitment_are_its_milestones_and_those_below_a_theme_are_commitments() -> None:
    given = parsed(grid(("1. Overall", {"Limited": "✔"}), ("1.1. Publish", {"Completed": "✔"})))
    assert [r.fields["text"].text for r in given.records if r.table == "milestones"] == ["Publish"]
    given = parsed(grid(("1. Fiscal openness", {}), ("1.1. Publish", {"Completed": "✔"})))
    commitments = [r.fields for r in given.records if r.table == "commitments"]
    assert [(c["number"].text, c["theme"].text) for c in commitments] == [("1.1", "1. Fiscal openness")]


def end_of_term(*rows: tuple[Cell, ...]) -> Parsed:
    whole = grid(("", {}), group="Completion Midterm End of Term")
    body = tuple(row(*cells) for cells in rows)
    return parsed(replace(whole, rows=(*whole.rows[:2], *body)), title=END)


def test_half_rows_are_midterm_above_end_of_term() -> None:
    name = at("1. Overall", 0, 200)
    empty = [at("", 200 + 50 * i, 250 + 50 * i) for i in range(4)]
    upper = (name, *empty[:1], at("✔", 250, 300), *empty[2:])
    lower = (*empty[:3], at("✔", 350, 400))
    assert ratings(end_of_term(upper, lower)) == {
        ("1", "completion", "limited", "midterm"),
        ("1", "completion", "complete", "end_of_term"),
    }
    given = end_of_term(upper)
    assert (ratings(given), codes(given)) == (set(), ["phase-unclear"])


def test_an_upright_grid_belongs_to_its_section() -> None:
    upright = table(
        row(at("Specificity", 0, 100), at("None", 100, 200), at("Low", 200, 300), at("High", 300, 400)),
        row(at("", 0, 100), at("", 100, 200), at("✔", 200, 300), at("", 300, 400)),
        row(at("Completion", 0, 100), at("Limited", 100, 200), at("Completed", 200, 300)),
        row(at("", 0, 100), at("✔", 100, 200), at("", 200, 300)),
    )
    given = parsed(heading("Commitment 3: Open data", 2), upright)
    assert ratings(given) == {("3", "specificity", "low", "design"), ("3", "completion", "limited", "midterm")}


def test_a_second_band_of_columns_has_its_own_headings() -> None:
    first = grid(("1. Overall", {"Low": "✔"}), group="Specificity", levels=("None", "Low", "Medium", "High"))
    second = grid(("1. Overall", {"Limited": "✔"}))
    given = parsed(replace(first, rows=(*first.rows, *second.rows)))
    assert ratings(given) == {("1", "specificity", "low", "design"), ("1", "completion", "limited", "midterm")}
    names = row(at("Ambition", 0, 200), at("Completion", 200, 400))
    given = parsed(replace(first, rows=(*first.rows, names, second.rows[-1])))
    assert (ratings(given), codes(given)) == ({("1", "specificity", "low", "design")}, ["unknown-rating"])


def test_labels_beside_an_upright_grid_are_read_as_well() -> None:
    upright = table(
        row(
            at("Specificity and measurability", 0, 100),
            at("Medium (Commitment language describes an activity that can be checked in full)", 100, 400),
        ),
        row(at("Level of completion", 0, 100), at("Limited", 100, 200), at("Complete", 200, 300)),
        row(at("", 0, 100), at("X", 100, 200), at("", 200, 300)),
        row(at("Potential impact", 0, 100), at("Moderate: a step forward", 100, 400)),
    )
    given = parsed(heading("Commitment 3: Open data", 2), upright)
    assert {value for _, _, value, _ in ratings(given)} == {"medium", "limited", "moderate"}


def test_plain_text_has_a_label_on_each_line() -> None:
    lines = ("Commitment 3. Open data", "Potential impact: Moderate", "Completion: Limited")
    given = parsed(paragraph(*lines))
    assert {value for _, _, value, _ in ratings(given)} == {"limited", "moderate"}
    assert [r.fields["title"].text for r in given.records if r.table == "commitments"] == ["Open data"]


def test_a_row_under_two_phases_has_an_answer_for_either() -> None:
    phases = table(("", "Midterm", "End of Term"), ("Completion", "Limited", "Complete"))
    given = parsed(heading("Commitment 3: Open data", 2), phases, title=END)
    assert ratings(given) == {
        ("3", "completion", "limited", "midterm"),
        ("3", "completion", "complete", "end_of_term"),
    }


def test_a_tick_beside_a_value_is_no_text() -> None:
    form = table(
        ("Lead institution", "Ethics Office", ""),
        ("OGP values", "Access to Information", "✓"),
        ("Potential impact", "Minor", ""),
    )
    given = parsed(heading("Commitment 3: Open data", 2), form)
    fields = next(r.fields for r in given.records if r.table == "commitments")
    assert "✓" not in {printed.text for printed in fields.values()}
    assert ("3", "relevance", "access_to_information", "design") in ratings(given)


def test_text_below_the_heading_is_the_commitments_in_reports_without_a_label() -> None:
    text = paragraph("Publish the declarations of all ministers.")
    form = table(("Lead institution", "Ethics Office"), ("Specificity and measurability", "High"))
    first = parsed(heading("1.A. Asset declarations", 2), text, form)
    assert next(r.fields for r in first.records).get("description") is not None
    later = parsed(heading("Commitment 3: Open data", 2), text, paragraph("Potential for results: Modest"))
    assert "description" not in next(r.fields for r in later.records)


def test_words_of_the_first_commitment_are_no_headings() -> None:
    top = row(at("Compromiso", 0, 200), at("Cumplimiento", 200, 600))
    phases = row(at("", 0, 200), at("Medio término", 200, 400), at("Fin de término", 400, 600))
    body = row(at("1. Datos", 0, 200), at("Limitado", 200, 400), at("Sustancial", 400, 600))
    title = heading("MRI: Informe de Fin de Término de Norlandia 2013–2015")
    given = parsed(table(top, phases, body), title=title)
    assert ratings(given) == {
        ("1", "completion", "limitado", "midterm"),
        ("1", "completion", "sustancial", "end_of_term"),
    }


def test_two_rows_of_completion_are_midterm_over_end_of_term_where_the_head_is_lost() -> None:
    levels = grid(("", {})).rows[1]
    empty = [at("", 200 + 50 * i, 250 + 50 * i) for i in range(4)]
    upper = row(at("1. Open data", 0, 200), *empty[:1], at("✔", 250, 300), *empty[2:])
    lower = row(*empty[:2], at("✔", 300, 350), empty[3])
    given = parsed(table(levels, upper, lower), title=END)
    assert ratings(given) == {
        ("1", "completion", "limited", "midterm"),
        ("1", "completion", "substantial", "end_of_term"),
    }


def placed(text: str, left: float, right: float, x0: float, x1: float) -> Cell:
    """Make a cell of a table without rules whose text is at a place within it."""
    printed = Line(text, Anchor(1, Box(x0, 0, x1, 8.5)), size=8.5)
    return cell(left=left, right=right, blocks=(TextBlock("paragraph", (printed,)),))


@pytest.mark.parametrize(
    ("x0", "expected"),
    [(223.6, "not_started"), (303.6, "limited"), (383.6, "substantial"), (463.6, "complete"), (244, "not_started")],
)
def test_a_mark_counts_by_its_place_where_the_levels_are_one_cell(x0: float, expected: str) -> None:
    levels = placed("Not Started Limited Substantial Completed", 208, 522, 223.6, 510)
    form = table(
        row("Lead institution", "Ethics Office"),
        row(at("Level of", 59, 128), at("", 128, 208), levels),
        row(at("completion", 59, 128), at("", 128, 208), at("", 208, 522)),
        row(at("", 59, 128), at("Projected completion", 128, 208), placed("X", 208, 522, 463.6, 469.5)),
        row(at("", 59, 128), at("Actual completion", 128, 208), placed("X", 208, 522, x0, x0 + 6)),
    )
    given = parsed(heading("Commitment 3: Open data", 2), replace(form, ruled=False))
    assert ("3", "completion", expected, "midterm") in ratings(given)


def test_a_forms_last_row_that_is_cut_off_below_it_is_read() -> None:
    form = table(("Lead institution", "Ethics Office"), ("Level of completion", "Limited"))
    rest = paragraph("Next Steps The bill should be certified as urgent.")
    fields = next(r.fields for r in parsed(heading("Commitment 3: Laws", 2), replace(form, ruled=False), rest).records)
    assert fields["next_steps"].text == "The bill should be certified as urgent."


@pytest.mark.parametrize("order", [("Projected completion", "Actual completion"), ("Actual completion", "Projected")])
def test_a_name_in_front_of_labels_is_what_they_rate(order: tuple[str, str]) -> None:
    """The name spans the rows of its levels, of which the actual one counts."""
    levels = {"Projected completion": "Complete", "Projected": "Complete"}

    def block(name: str, actual: str) -> tuple[TableRow, TableRow]:
        answers = [at(levels.get(label, actual), 300, 600) for label in order]
        upper = row(at(name, 0, 200), at(order[0], 200, 300), answers[0])
        return upper, row(at(order[1], 200, 300), answers[1])

    form = table(
        ("Lead institution", "Ethics Office"),
        ("Level of completion",),
        *block("Commitment overall", "Limited"),
        *block("B.1.1. Draft the bill", "Substantial"),
        ("Next steps",),
    )
    given = parsed(heading("B.1. Laws", 2), form)
    assert commitments(given)[0]["completion"].lower() == "limited"
    (milestone,) = (r.fields for r in given.records if r.table == "milestones")
    assert {name: value.text for name, value in milestone.items()} == {
        "number": "B.1.1",
        "text": "Draft the bill",
        "status": "Substantial",
    }
