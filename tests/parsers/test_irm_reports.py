"""IRM reports of the years before 2023: grids, labels, totals, titles; doubt gives null and an issue, never a guess."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Block, Cell, Document, Parsed, Table
from pipeline.parsers.irm import irm_report
from pipeline.parsers.irm.products import product
from pipeline.parsers.irm.rating_rows import rated_rows
from pipeline.parsers.irm.report_reader import read_report
from pipeline.parsers.irm.totals import count
from tests.building import cell, document, heading, paragraph, row, table

Rating = tuple[str | None, str, str, str | None]
TITLE = heading("Independent Reporting Mechanism (IRM): Norlandia Progress Report 2014–2015")
LEVELS = ("Not Started", "Limited", "Substantial", "Completed")


def at(text: str, left: float, right: float) -> Cell:
    return cell(text, left, right)


def grid(*rows: tuple[str, dict[str, str]], group: str = "Completion", levels: tuple[str, ...] = LEVELS) -> Table:
    """Make a grid of one group: rows are a name and the texts below levels."""
    edges = [200 + 50 * i for i in range(len(levels) + 1)]
    top = row(at("Commitment Overview", 0, 200), at(group, 200, edges[-1]))
    names = row(at("", 0, 200), *(at(word, edges[i], edges[i + 1]) for i, word in enumerate(levels)))
    body = [
        row(at(name, 0, 200), *(at(marks.get(word, ""), edges[i], edges[i + 1]) for i, word in enumerate(levels)))
        for name, marks in rows
    ]
    return table(top, names, *body)


def parsed(*blocks: Block, title: Block = TITLE) -> Parsed:
    return irm_report.parse(document(title, *blocks))


def ratings(given: Parsed) -> set[Rating]:
    numbers = {r.place: r.fields["number"].text if "number" in r.fields else None for r in given.records}
    return {
        (
            numbers[r.commitment or ""],
            r.fields["indicator"].text,
            r.fields["value"].text.lower().replace(" ", "_"),
            r.fields["phase"].text if "phase" in r.fields else None,
        )
        for r in given.records
        if r.table == "assessments"
    }


def codes(given: Parsed) -> list[str]:
    return [issue.code for issue in given.issues]


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


def test_a_choice_of_next_steps_gives_way_to_the_prose_on_them() -> None:
    form = table(("Next steps", "Further work on basic implementation"), ("Level of completion", "Limited"))
    prose = (heading("Moving forward", 3), paragraph("The bill should be certified as urgent."))
    fields = next(r.fields for r in parsed(heading("Commitment 3: Laws", 2), form, *prose).records)
    assert fields["next_steps"].text == "The bill should be certified as urgent."
    fields = next(r.fields for r in parsed(heading("Commitment 3: Laws", 2), form).records)
    assert fields["next_steps"].text == "Further work on basic implementation"


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
    return irm_report.parse(
        document(heading("IRM End-of-Term Report: Norlandia 2014–2016"), replace(whole, rows=(*whole.rows[:2], *body)))
    )


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


def test_labels_give_ratings_with_what_they_rest_on() -> None:
    given = parsed(
        heading("Commitment 3: Open data", 2),
        paragraph("Potential impact: Moderate"),
        paragraph("Completion: Limited"),
        paragraph("The portal opened late."),
        paragraph("Specificity: ☐ Low ☒ Medium ☐ High"),
    )
    assert {value for _, _, value, _ in ratings(given)} == {"moderate", "limited", "medium"}
    resting = [r.fields["evidence"].text for r in given.records if "evidence" in r.fields]
    assert resting == ["The portal opened late."]


def test_openness_is_rated_by_value_only_below_its_own_heading() -> None:
    told = ("Access to information: Major", "Public accountability: Did not change")
    section = [heading("Commitment 3: Open data", 2), paragraph("Completion: Limited")]
    given = parsed(*section, *(paragraph(text) for text in told))
    assert {indicator for _, indicator, _, _ in ratings(given)} == {"completion"}
    given = parsed(*section, paragraph("Did It Open Government?"), *(paragraph(text) for text in told))
    parts = {
        r.fields["part"].text: r.fields["value"].text.lower().replace(" ", "_")
        for r in given.records
        if "part" in r.fields
    }
    assert parts == {"access_to_information": "major", "public_accountability": "did_not_change"}


def test_an_unknown_word_behind_a_label_is_told() -> None:
    given = parsed(heading("Commitment 3: Open data", 2), paragraph("Completion: halfway"))
    assert (ratings(given), codes(given)) == (set(), ["unknown-rating"])


def test_places_that_contradict_each_other_give_none() -> None:
    given = parsed(
        grid(("3. Open data", {"Limited": "✔"})),
        heading("Commitment 3: Open data", 2),
        paragraph("Completion: Substantial"),
    )
    assert (ratings(given), codes(given)) == (set(), ["conflicting-ratings"])


def test_a_label_under_no_commitment_is_told() -> None:
    given = parsed(paragraph("Completion: Limited"))
    assert (ratings(given), codes(given)) == (set(), ["rating-without-commitment"])


@pytest.mark.parametrize(
    ("printed", "number", "star"),
    [("✪2. Open data", "2", True), ("✪ Open data", None, True), ("() 5. Open data", "5", False)],
)
def test_stars(printed: str, number: str | None, star: bool) -> None:
    summary = table(("Commitment", "Overview", "Well-Designed?*"), (printed, "It went well.", "Yes"))
    given = parsed(summary)
    commitment = next(r.fields for r in given.records if r.table == "commitments")
    assert commitment["title"].text == "Open data"
    assert commitment["description"].text == "It went well."
    assert ("number" in commitment, number) in {(True, number), (False, None)}
    assert {value for _, indicator, value, _ in ratings(given) if indicator == "starred"} == (
        {"yes"} if star else set()
    )


def test_numbers_that_restart_are_different_commitments() -> None:
    first = ("1. Publish the budget", {"Limited": "✔"})
    given = parsed(grid(first, ("1. Train judges in mediation", {"Completed": "✔"})))
    assert [r.fields["number"].text for r in given.records if r.table == "commitments"] == ["1", "1"]


def test_totals_are_checked() -> None:
    glance = table(("Number of Commitments", "9"), ("Completed", "1 (50%)"), ("Limited", "1 (50%)"))
    body = grid(("1. Open data", {"Limited": "✔"}), ("2. Budgets", {"Completed": "✔"}))
    given = parsed(glance, body)
    assert [issue.message for issue in given.issues if issue.code == "total-mismatch"] == [
        "The report's own table counts 9 for 'commitments', 2 were read."
    ]


@pytest.mark.parametrize(
    ("text", "number"), [("7 (12.5%)", 7), ("3/12", 3), ("2014", None), ("N/A", None), ("-", None)]
)
def test_counts(text: str, number: int | None) -> None:
    assert count(text) == number


def test_a_number_of_recommendations_that_differs_is_told() -> None:
    items = [paragraph("Fund the forum.", kind="list_item"), paragraph("Publish bids.", kind="list_item")]
    given = parsed(grid(("1. Open data", {"Limited": "✔"})), heading("Five Key Recommendations"), *items)
    assert sum(record.table == "recommendations" for record in given.records) == 2
    assert "total-mismatch" in codes(given)


def test_marks_without_headings_are_told() -> None:
    given = parsed(heading("Commitment 1: Open data", 2), table(("1. Open data", "✔", "✔"), ("2. Budgets", "✔", "")))
    assert "grid-not-read" in codes(given)


def claimed(*blocks: Block, text: str = "The Independent Reporting Mechanism reviews plans.") -> list[str]:
    given = document(*blocks, paragraph(text))
    return [irm_report.parse(given).report_type] if irm_report.identify(given) else []


@pytest.mark.parametrize(
    ("title", "report_type"),
    [
        ("Norlandia Progress Report 2014-2015", "irm_progress_report"),
        ("Norlandia Mid-Term Report 2016-2018 (Year 1)", "irm_progress_report"),
        ("Informe de Avance Norlandia 2016-2018", "irm_progress_report"),
        ("Norlandia End-Term Report 2012-2014", "irm_end_of_term_report"),
        ("Norlandia 2013-2014 End of Term Report", "irm_end_of_term_report"),
        ("Informe de fin de término Norlandia 2015-2017", "irm_end_of_term_report"),
        ("Norlandia Design Report 2019-2021", "irm_design_report"),
        ("Norlandia Implementation Report 2017-2019", "irm_transitional_results_report"),
        ("Norlandia Design and Implementation Report 2018-2019", "irm_transitional_results_report"),
        ("Norlandia Hybrid Report 2018-2020", "irm_transitional_results_report"),
        ("Norlandia Transitional Results Report 2018-2021", "irm_transitional_results_report"),
        ("Norlandia Results Report 2021-2023", "irm_results_report"),
    ],
)
def test_a_title_tells_the_product(title: str, report_type: str) -> None:
    body = grid(("1. Open data", {"Minor": "✔"}), group="Potential Impact", levels=("Minor", "Moderate"))
    assert claimed(heading(title), body) == [report_type]


@pytest.mark.parametrize(
    "title",
    [
        "Norlandia Mid-Term Self-Assessment Report 2014-2016",
        "Norlandia Co-Creation Brief 2022",
        "Response to the Progress Report 2014-2015",
        "Annual report of the ministry",
        "IRM Report: Norlandia Design Report 2019-2021",
    ],
)
def test_other_titles_are_left(title: str) -> None:
    body = grid(("1. Open data", {"Minor": "✔"}), group="Potential Impact", levels=("Minor", "Moderate"))
    assert claimed(heading(title), body) == []


def test_a_page_that_names_a_report_behind_a_label_is_none() -> None:
    page = (heading("IRM Review", 3), paragraph("IRM Report: Norlandia Action Plan Review 2023-2027"))
    marks = (heading("Commitment 3: Open data", 2), paragraph("Verifiable: Yes"))
    assert claimed(*page, *marks) == []


def test_a_title_alone_is_no_report() -> None:
    assert claimed(heading("Norlandia Progress Report 2014-2015 – For Public Comment")) == []
    assert claimed(heading("Norlandia Progress Report 2014-2015"), grid(("1. Roads", {"Limited": "✔"})), text="") == []


def test_types_of_results_reports() -> None:
    def kind(title: str) -> str | None:
        found = product(document(heading(title), paragraph("Independent Reporting Mechanism")))
        return found.report_type if found else None

    assert kind("Norlandia Transitional Results Report 2018-2020") == "irm_transitional_results_report"
    assert kind("Norlandia Results Report 2021-2023") == "irm_results_report"


def test_the_years_of_the_review_are_not_those_of_the_plan() -> None:
    body = grid(("1. Open data", {"Limited": "✔"}))
    given = parsed(paragraph("This report reviews the action plan", "2014-2016 of Norlandia."), body)
    assert given.document["plan"].text == "action plan 2014-2016"


def test_other_tables_are_none_of_ratings() -> None:
    assert rated_rows(table(("Name", "Office"), ("A. Berg", "Forum"))) is None
    reading = read_report([table(("Action", "Result"), ("Meeting", "Minutes"))], "midterm")
    assert (reading.ledger.entries, reading.issues) == ([], [])


def test_a_document_that_the_manifest_names_needs_no_title() -> None:
    given: Document = document(grid(("1. Open data", {"Limited": "✔"})))
    assert irm_report.parse(given).report_type == "irm_results_report"
