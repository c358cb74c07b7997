"""IRM reports in words and layouts of their own: what the structure of a report proves, its words need not say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Anchor, Line, TextBlock
from pipeline.parsers.irm.naming import read_naming
from tests.building import heading, line, paragraph, row, table
from tests.parsers.irm_building import at, codes, grid, parsed, ratings

TITLE = heading("Commitment 3: Open data", 2)
REVIEW = heading("IRM Action Plan Review: Norlandia 2021–2023")
RESULTS = heading("IRM Results Report: Norlandia 2021–2023")


def fields_of(*blocks: TextBlock, title: TextBlock = REVIEW) -> list[dict[str, str]]:
    records = parsed(*blocks, title=title).records
    return [{k: v.text for k, v in r.fields.items()} for r in records if r.table == "commitments"]


def test_ogp_values_that_a_form_shortens_are_marked() -> None:
    names = ("Access to information", "Civic participation", "Tech & innovation for trans. & acc.", "None")
    edges = [200 + 100 * i for i in range(len(names) + 1)]
    values = (at(name, edges[i], edges[i + 1]) for i, name in enumerate(names))
    marks = (at("✔" if i in (0, 2) else "", edges[i], edges[i + 1]) for i in range(len(names)))
    form = table(
        row(at("Lead institution", 0, 200), at("Ministry of Water", 200, 600)),
        row(at("OGP values", 0, 200), *values),
        row(at("", 0, 200), *marks),
    )
    rated = {value for _, indicator, value, _ in ratings(parsed(TITLE, form)) if indicator == "relevance"}
    assert rated == {"access_to_information", "technology_and_innovation"}


def test_two_marks_of_one_scale_in_a_form_give_none() -> None:
    names = ("Not started", "Limited", "Substantial")
    form = table(
        row(at("Lead institution", 0, 200), at("Ministry of Water", 200, 500)),
        row(at("Completion", 0, 200), *(at(name, 200 + 100 * i, 300 + 100 * i) for i, name in enumerate(names))),
        row(at("", 0, 200), at("X", 200, 300), at("X", 300, 400), at("", 400, 500)),
    )
    given = parsed(TITLE, form)
    assert (ratings(given), codes(given)) == (set(), ["rating-ambiguous"])


def test_labels_of_a_form_may_be_over_their_answers_and_a_level_is_followed_by_its_definition() -> None:
    meaning = "Moderate: the commitment is a major step forward in the relevant policy area, but limited in scope."
    form = table(
        row(at("Lead institution", 0, 200), at("Ministry of Water", 200, 600)),
        row(at("Ambition", 0, 200), at("New vs. pre-existing", 200, 400), at("Potential impact", 400, 600)),
        row(at("", 0, 200), at("Pre-existing", 200, 400), at(meaning, 400, 600)),
    )
    given = parsed(TITLE, form)
    assert ratings(given) == {("3", "potential_impact", "moderate", "design")}
    assert "ambition" not in next(r.fields for r in given.records if r.table == "commitments")


def test_the_noun_of_a_label_may_be_behind_its_level() -> None:
    given = parsed(TITLE, paragraph("Early results: Significant Results"), title=RESULTS)
    assert ratings(given) == {("3", "early_results", "significant", "end_of_term")}


def test_a_sentence_on_another_commitment_is_not_the_text_of_the_one_before() -> None:
    first = "Commitment 3 names no body. It overlaps with Commitment 4 in part."
    second = "As regards Commitment 4, the queue discloses nothing."
    chapters = (TITLE, paragraph("Verifiable: No"), heading("Commitment 4: Queue", 2), paragraph("Verifiable: Yes"))
    found = fields_of(*chapters, heading("Other commitments", 1), paragraph(f"{first} {second}"))
    assert [fields["additional_information"] for fields in found] == [first, second]


def test_a_note_in_small_print_is_no_text_though_the_section_is_short() -> None:
    body = TextBlock("paragraph", (line("The plan was written in May by six ministries and their partners.", size=10),))
    bullets = tuple(TextBlock("list_item", (line(text, size=10),)) for text in ("Potential for results: Unclear",))
    note = (
        TextBlock("paragraph", (line("2", size=7),)),
        TextBlock("paragraph", (line("For commitments in clusters the assessment is that of the cluster.", size=7.5),)),
    )
    (found,) = fields_of(body, TITLE, *bullets, *note)
    assert "ambition" not in found


def test_a_heading_in_unknown_words_is_a_label_where_the_head_of_a_grid_repeats_it() -> None:
    asked = "Le gouvernement est-il plus ouvert ?"
    levels = ("Worsened", "Did not change", "Marginal", "Major")
    whole = grid(("3. Open data", {"Major": "X"}), group=asked, levels=levels)
    title = heading("IRM End-of-Term Report: Norlandia 2014–2016")
    texts = (heading("Completion", 3), paragraph("The law passed."), heading(asked, 3), paragraph("Ministries answer."))
    given = parsed(TITLE, whole, *texts, title=title)
    fields = next(r.fields for r in given.records if r.table == "commitments")
    assert fields["results"].text == "The law passed.\nMinistries answer."
    alone = parsed(TITLE, *texts, title=title)
    assert next(r.fields for r in alone.records if r.table == "commitments")["results"].text == "The law passed."


def test_labels_of_the_action_plans_are_labels_of_a_report_too() -> None:
    report = heading("IRM Progress Report: Norlandia 2014–2015")
    (found,) = fields_of(
        TITLE,
        paragraph("Lead institution: Ministry of Water"),
        paragraph("Civil society partners: Water Forum"),
        heading("Outcomes", 3),
        paragraph("The register opened in May."),
        title=report,
    )
    assert found["actors_non_government"] == "Water Forum"
    assert found["results"] == "The register opened in May."


def test_a_label_in_bold_that_opens_its_paragraph_needs_no_sign() -> None:
    report = heading("IRM Results Report: Norlandia 2021–2023")
    said = "Looking ahead The council should meet in public."
    text = TextBlock("paragraph", (replace(line(said), bold_start=len("Looking ahead")),))
    (found,) = fields_of(TITLE, paragraph("Completion: Limited"), text, title=report)
    assert found["next_steps"] == "The council should meet in public."
    (other,) = fields_of(TITLE, paragraph("Completion: Limited"), paragraph(said), title=report)
    assert "next_steps" not in other


def test_a_term_of_a_definition_list_is_a_label() -> None:
    term = TextBlock("paragraph", (Line("Implementing agency", Anchor(path="body/dl/dt[1]")),))
    (found,) = fields_of(TITLE, paragraph("Verifiable: Yes"), term, paragraph("Ministry of Water"))
    assert found["lead_institution"] == "Ministry of Water"


@pytest.mark.parametrize("printed", ["Suites à donner", "Pasos a seguir", "The way forward"])
def test_a_heading_on_what_comes_next_is_known_by_its_stems(printed: str) -> None:
    blocks = (TITLE, paragraph("Verifiable: Yes"), heading(printed, 3), paragraph("Publish the prices."))
    (found,) = fields_of(*blocks)
    assert found["next_steps"] == "Publish the prices."


def test_the_number_of_a_milestone_is_that_of_the_grid_where_its_list_counts_from_one() -> None:
    steps = tuple(TextBlock("list_item", (line(text),), marker=f"{n}.") for n, text in ((1, "List it"), (2, "Open it")))
    whole = grid(
        ("3. Overall", {"Limited": "X"}), ("3.1. List it", {"Completed": "X"}), ("3.2. Open it", {"Limited": "X"})
    )
    records = parsed(
        TITLE, heading("Commitment text", 3), paragraph("Open it."), heading("Milestones", 3), *steps, whole
    )
    numbers = [r.fields["number"].text for r in records.records if r.table == "milestones"]
    assert numbers == ["3.1", "3.2"]


@pytest.mark.parametrize(
    ("printed", "numbers", "title", "is_starred"),
    [
        ("Commitments 3, 4 and 5 – Open data", ("3", "4", "5"), "Open data", False),
        ("Compromisos 2, 3 y 4: Datos abiertos", ("2", "3", "4"), "Datos abiertos", False),
        ("Cluster A (commitments 3, 4): Open data", ("3", "4"), "Open data", False),
        ("Commitment cluster 2: Open data (Commitments 3, 4)", ("3", "4"), "Open data", False),
        ("Commitment 3. Open data (✪)", ("3",), "Open data", True),
        ("3. Open data ✪", ("3",), "Open data", True),
        ("Commitment 3, which is open", (), "Commitment 3, which is open", False),
    ],
)
def test_what_a_heading_names(printed: str, numbers: tuple[str, ...], title: str, is_starred: bool) -> None:
    naming = read_naming([line(printed)], "heading")
    assert (naming.numbers, naming.title and naming.title.text) == (numbers, title)
    assert (naming.star is not None) == is_starred
