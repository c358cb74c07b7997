"""IRM reports of all generations: labels, totals, titles; doubt gives null and an issue, never a guess."""

from __future__ import annotations

import pytest

from pipeline.extraction import choose_parser
from pipeline.model import Block, Document, TableRow, TextBlock
from pipeline.parsers.irm import irm_report
from pipeline.parsers.irm.rating_rows import read_rating_rows
from pipeline.parsers.irm.report_reader import read_report
from pipeline.parsers.irm.totals import parse_count
from pipeline.structure.outline.tree import outline_items
from tests.building import cell, document, heading, identified, line, paragraph, row, table
from tests.parsers.irm_building import codes, commitments, grid, parsed, ratings


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
    assert parse_count(text) == number


def test_a_number_of_recommendations_that_differs_is_told() -> None:
    items = [paragraph("Fund the forum.", kind="list_item"), paragraph("Publish bids.", kind="list_item")]
    given = parsed(grid(("1. Open data", {"Limited": "✔"})), heading("Five Key Recommendations"), *items)
    assert sum(record.table == "recommendations" for record in given.records) == 2
    assert "total-mismatch" in codes(given)


def test_marks_without_headings_are_told() -> None:
    given = parsed(heading("Commitment 1: Open data", 2), table(("1. Open data", "✔", "✔"), ("2. Budgets", "✔", "")))
    assert "grid-not-read" in codes(given)


def claimed(*blocks: Block, text: str = "The Independent Reporting Mechanism reviews plans.") -> list[str]:
    given = identified(document(*blocks, paragraph(text)))
    parser, _ = choose_parser(given)
    return [irm_report.parse(given).report_type] if parser is irm_report else []


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
    ],
)
def test_other_titles_are_left(title: str) -> None:
    body = grid(("1. Open data", {"Minor": "✔"}), group="Potential Impact", levels=("Minor", "Moderate"))
    assert claimed(heading(title), body) == []


def test_a_title_alone_is_no_report() -> None:
    assert claimed(heading("Norlandia Progress Report 2014-2015 – For Public Comment")) == []
    assert claimed(heading("Norlandia Progress Report 2014-2015"), text="") == []


def test_other_tables_are_none_of_ratings() -> None:
    assert read_rating_rows(table(("Name", "Office"), ("A. Berg", "Forum"))) is None
    reading = read_report(outline_items(document(table(("Action", "Result"), ("Meeting", "Minutes")))), "midterm")
    assert (reading.ledger.entries, reading.issues) == ([], [])


def test_a_document_that_the_manifest_names_needs_no_title() -> None:
    given: Document = document(grid(("1. Open data", {"Limited": "✔"})))
    assert irm_report.parse(given).report_type == "irm_results_report"


def test_a_bullet_that_names_the_cluster_opens_no_section_and_is_no_prose() -> None:
    def rated(number: int, *texts: str) -> list[Block]:
        bullets = [
            "Verifiable: Yes",
            "Open government lens: Yes",
            "It was grouped in: Budget (Commitments 3 and 4)",
            *texts,
        ]
        named = heading(f"Commitment {number}: Budget {number}", 3)
        return [named, *(paragraph(text, kind="list_item", marker="•") for text in bullets)]

    title = heading("IRM Results Report: Norlandia 2021–2023")
    blocks = (*rated(3, "Completion: Substantial"), *rated(4, "Completion: Not started"))
    given = parsed(*blocks, title=title)
    assert [(c["number"], c["completion"], "relevance" in c) for c in commitments(given)] == [
        ("3", "Substantial", False),
        ("4", "Not started", False),
    ]


def test_a_cluster_names_its_commitments_and_who_leads_them() -> None:
    chapter = (
        heading("Cluster 1: Justice (Commitments 3 and 4: Supreme Court)", 2),
        heading("Context and objectives", 3),
    )
    given = parsed(*chapter, paragraph("Judgments are not published."))
    assert [(c["number"], c["lead_institution"], c["problem_statement"]) for c in commitments(given)] == [
        (number, "Supreme Court", "Judgments are not published.") for number in ("3", "4")
    ]


def test_what_one_place_puts_in_brackets_behind_a_title_leads_the_commitment() -> None:
    chapter = (heading("Commitment 1: Open bids (Servicio de Compras)", 2), paragraph("Potential for results: Modest"))
    annex = (heading("Commitment 1: Open bids", 2), paragraph("Verifiable: Yes"))
    for blocks in ((*chapter, *annex), (*annex, *chapter)):
        (found,) = commitments(parsed(*blocks))
        assert (found["title"], found["lead_institution"]) == ("Open bids", "Servicio de Compras")


def test_a_longer_label_over_the_commitments_text() -> None:
    label = heading("Texto do compromisso conforme consta no plano de ação", 4)
    given = parsed(heading("Compromisso 2: Dados", 2), label, paragraph("Publicar os dados."))
    assert commitments(given)[0]["description"] == "Publicar os dados."


def test_sentences_on_other_commitments_name_them_with_an_article() -> None:
    chapter = (heading("Compromiso 2: Capacitación", 2), paragraph("Verificable: Sí"))
    closing = (heading("Otros compromisos", 1), paragraph("El Compromiso 2 busca capacitar a funcionarios."))
    (found,) = commitments(parsed(*chapter, *closing))
    assert found["additional_information"] == "El Compromiso 2 busca capacitar a funcionarios."


def test_prose_behind_a_level_in_its_cell_is_the_results_and_a_label_in_it_is_read() -> None:
    said = "Thirteen of the sixteen laboratories were set up, and three withdrew because of the pandemic."
    rows = (
        ("Commitment", "Completion"),
        (
            cell("1. Open laboratories", 0, 300),
            cell(
                "-",
                300,
                600,
                blocks=tuple(map(paragraph, ("Substantial:", said, "Did it open government? Did not change"))),
            ),
        ),
        ("2. Open minutes", "Complete"),
    )
    given = parsed(table(*(row(*cells) for cells in rows)))
    first, second = (r.fields for r in given.records if r.table == "commitments")
    assert first["results"].text == said
    assert "results" not in second
    assert {(indicator, value) for _, indicator, value, _ in ratings(given)} == {
        ("completion", "substantial"),
        ("completion", "complete"),
        ("did_it_open_government", "did_not_change"),
    }


@pytest.mark.parametrize(
    "printed",
    ["Mirando hacia el futuro", "Continuidade no próximo plano", "Opportunités, difficultés et recommandations"],
)
def test_a_heading_on_next_steps_in_unknown_words_is_read_by_its_stems(printed: str) -> None:
    given = parsed(
        heading("Commitment 3: Open data", 2),
        paragraph("Completion: Limited"),
        paragraph("Context and objectives"),
        paragraph("The registers were closed to everybody."),
        heading(printed, 3),
        paragraph("The ministry should open them within a year."),
    )
    fields = next(r.fields for r in given.records if r.table == "commitments")
    assert fields["next_steps"].text == "The ministry should open them within a year."
    assert fields["problem_statement"].text == "The registers were closed to everybody."


def test_bulleted_milestones_keep_their_dates() -> None:
    bullets = [paragraph(text, kind="list_item", marker="•") for text in ("Publish it (June 2018)", "Keep it current")]
    section = (heading("Commitment 4: Addresses", 2), paragraph("Verifiable: Yes"), heading("Milestones", 3), *bullets)
    found = [r.fields["text"].text for r in parsed(*section).records if r.table == "milestones"]
    assert found == ["Publish it (June 2018)", "Keep it current"]


def test_a_label_that_is_wrapped_is_one_label() -> None:
    """A line of it alone has the words of other labels."""
    label = paragraph(
        "Opportunities, challenges, and recommendations during", "implementation", kind="heading", level=3
    )
    given = parsed(
        heading("Commitment 2: Data", 2), paragraph("Potential for results: Modest"), label, paragraph("Pay it.")
    )
    assert commitments(given)[0]["next_steps"] == "Pay it."


def fields_of(*blocks: Block) -> dict[str, str]:
    return commitments(parsed(*blocks))[0]


def sized(text: str, size: float) -> TextBlock:
    return TextBlock("paragraph", (line(text, size=size),))


def test_a_footnote_whose_number_is_apart_and_lost_glyphs_are_no_text() -> None:
    prose = sized("The portal should publish its contracts as open data, and the council should meet in public.", 10)
    scraps = (sized("4", 7), sized("Ministry of Finance, “Budget for citizens,” October 2012.", 8), sized("fi fi", 6.5))
    fields = fields_of(heading("Commitment 3: Open data", 2), heading("Next steps", 3), prose, *scraps)
    assert fields["next_steps"] == prose.lines[0].text


def test_a_caption_over_a_table_of_descriptions_is_no_commitment() -> None:
    summary = table(
        ("Commitment description", "Moving forward"), ("Commitment 3. Open data: all of it.", "Fix a date.")
    )
    given = parsed(
        heading("Table 2. Noteworthy commitments", 4),
        summary,
        heading("Commitment 3: Open data", 2),
        paragraph("Completion: Limited"),
    )
    assert [fields["title"] for fields in commitments(given)] == ["Open data"]


def test_a_body_in_brackets_below_a_heading_leads_the_commitment() -> None:
    below = (paragraph("[Ministry of Justice (MOJ)]"), paragraph("Completion: Limited"))
    assert fields_of(heading("Commitment 3: Open data", 2), *below)["lead_institution"] == "Ministry of Justice (MOJ)"
    several = (paragraph("[Parliament; Chancellery]"), paragraph("Completion: Limited"))
    assert "lead_institution" not in fields_of(heading("Commitments 3 and 4: Open data", 2), *several)


def test_of_all_values_those_that_are_marked_are_served() -> None:
    values = ("Access to Information ✗", "Civic Participation", "Public Accountability ✗", "Technology & Innovation")
    listed = cell(left=300, right=600, blocks=tuple(paragraph(value) for value in values))
    form = table(row("Lead institution", "Ethics Office"), row(cell("OGP values", 0, 300), listed))
    rated = ratings(parsed(heading("Commitment 3: Open data", 2), form))
    assert {value for _, _, value, _ in rated} == {"access_to_information", "public_accountability"}


def test_the_text_behind_a_level_in_a_table_follows_that_of_the_chapter() -> None:
    chapter = (heading("Commitment 3: Open data", 2), heading("Did it open government? Major", 3), paragraph("It did."))
    rows = (
        ("3. Open data", "Complete: The portal was opened in 2018."),
        ("4. Budget", "Not started: No law was made."),
    )
    given = parsed(*chapter, heading("Implementation", 1), table(("Commitment", "Completion"), *rows))
    texts = [fields["results"] for fields in commitments(given)]
    assert texts == ["It did.\nThe portal was opened in 2018.", "No law was made."]


def test_a_question_about_the_next_plan_in_other_words_asks_for_next_steps() -> None:
    asked = heading("¿El compromiso forma parte del próximo plan?", 3)
    text = paragraph("El compromiso fue retomado en el cuarto plan como compromiso 5.")
    form = paragraph("Nivel de cumplimiento: Limitado")
    fields = fields_of(heading("3. Datos abiertos", 2), form, asked, text)
    assert fields["next_steps"] == text.lines[0].text


def test_a_levels_definition_in_brackets_is_no_prose() -> None:
    form = table(
        ("Potential impact", "Moderate", "(A major step forward in the policy area, but limited in scale or scope)"),
        ("Level of completion", "Limited", ""),
    )
    assert "ambition" not in fields_of(heading("Commitment 3: Open data", 2), form)


def test_a_theme_in_capitals_ends_the_text_above_it() -> None:
    steps = (heading("Next steps", 3), paragraph("The council should meet in public."))
    fields = fields_of(
        heading("Commitment 3: Open data", 2),
        *steps,
        paragraph("C. PUBLIC INTEGRITY"),
        heading("Commitment 4: Laws", 2),
    )
    assert fields["next_steps"] == "The council should meet in public."


RATED = ("Verifiable: Yes", "Potential for results: Modest", "Completion: Substantial", "Early results: Moderate")
SAID = "The register opened in March: five hundred firms entered it, and reporters used it at once."


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param((row("\n".join(RATED)), row(SAID)), id="below"),
        pytest.param((row("\n".join(RATED), SAID),), id="at the right"),
        pytest.param((row(*RATED), row(SAID)), id="below four cells"),
        pytest.param(
            (row(*(r.split(": ")[0] for r in RATED)), row(*(r.split(": ")[1] for r in RATED)), row(SAID)),
            id="below labels over values",
        ),
        pytest.param((*(row(*r.split(": ")) for r in RATED), row(SAID)), id="below a form"),
    ],
)
def test_a_cell_of_prose_without_a_label_is_on_the_last_rating(rows: tuple[TableRow, ...]) -> None:
    title = heading("IRM Results Report: Norlandia 2021–2023")
    annex = table(row("Commitment 3: Open registers"), *rows)
    given = parsed(heading("Annex I: Commitment Data"), annex, title=title)
    assert [fields["results"] for fields in commitments(given)] == [SAID]
    assert {value for _, _, value, _ in ratings(given)} == {"yes", "modest", "substantial", "moderate"}
