"""Chapters of commitments in IRM reports: their numbers, unknown headings, lists of ratings, other languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.model import Block, TextBlock
from tests.building import heading, line, paragraph, row, table
from tests.parsers.irm_building import codes, commitments, parsed, ratings


def chapter(name: str, *more: Block) -> tuple[Block, ...]:
    text = (heading("Commitment Text", 3), paragraph("The ministry will publish its contracts."))
    return (heading(name, 2), *text, paragraph("Completion: Limited"), heading("Did it matter?", 3), SAW, *more)


SAW_TEXT = "Reporters saw every contract."
SAW = paragraph(SAW_TEXT)


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (("Commitment I: Open data", "Commitment II: Budgets"), ["I", "II"]),
        (("I. Open data", "II. Budgets"), ["I", "II"]),
        (("A.1 Open data", "B.1 Budgets"), ["A.1", "B.1"]),
        (("A.1.a) Open data", "A.1.b) Budgets"), ["A.1.a", "A.1.b"]),
        (("1.a Open data", "1.b Budgets"), ["1.a", "1.b"]),
        (("Commitment A: Open data", "Commitment B: Budgets"), ["A", "B"]),
        (("Commitment 3.2: Open data", "Commitment 3.3: Budgets"), ["3.2", "3.3"]),
        (("Commitment III.2: Open data", "Commitment III.3: Budgets"), ["III.2", "III.3"]),
    ],
)
def test_commitments_may_have_letters_and_roman_numbers(names: tuple[str, str], numbers: list[str]) -> None:
    given = parsed(heading("IV. The commitments"), *chapter(names[0]), *chapter(names[1]), heading("V. Method"))
    assert [fields["number"] for fields in commitments(given)] == numbers
    assert [fields["title"] for fields in commitments(given)] == ["Open data", "Budgets"]
    assert {rating[0] for rating in ratings(given)} == set(numbers)


def test_an_unknown_heading_of_a_chapter_keeps_its_text_and_is_reported() -> None:
    farmers = (heading("Voices of farmers", 3), paragraph("They praise it."))
    first = chapter("1. Open data", *farmers, heading("Next steps", 3), paragraph("Go on."))
    given = parsed(*first, *chapter("2. Budgets"))
    own = commitments(given)[0]
    assert (own["results"], own["other:Voices of farmers"], own["next_steps"]) == (
        SAW_TEXT,
        "They praise it.",
        "Go on.",
    )
    assert codes(given) == ["unmapped-label"]


def test_a_smaller_heading_is_within_the_text_above_it() -> None:
    given = parsed(*chapter("1. Open data", heading("In the regions", 4), paragraph("They saw them too.")))
    assert commitments(given)[0]["results"] == f"{SAW_TEXT}\nIn the regions\nThey saw them too."
    assert codes(given) == []


DONE = "The register opened in March; five hundred firms entered it."


def test_prose_behind_a_list_of_ratings_is_on_results_where_the_list_rates_any() -> None:
    bullets = ("Verifiable: Yes", "Completion: Limited", "Early results: Moderate", "Potential for results: Modest")
    listed = [paragraph(f"• {text}", kind="list_item") for text in bullets]
    title = heading("IRM Results Report: Norlandia 2021–2023")
    fields = commitments(parsed(heading("Commitment 3: Registers", 2), *listed, paragraph(DONE), title=title))[0]
    assert (fields["results"], "ambition" in fields) == (DONE, False)


def test_values_below_relevant_are_those_that_the_commitment_serves() -> None:
    said = [paragraph(text) for text in ("• Relevant: Yes", "Access to Information", "Civic Participation")]
    given = parsed(heading("Commitment 3: Registers", 2), paragraph("• Verifiable: Yes"), *said)
    relevant = {value for _, indicator, value, _ in ratings(given) if indicator == "relevance"}
    assert relevant == {"access_to_information", "civic_participation"}


def test_a_numbered_title_is_no_indicator_though_it_has_its_words() -> None:
    name = "3. Open government portal"
    summary = table(row("Commitment", "Completion"), row(name, "Limited"), row("4. Laws", "Complete"))
    given = parsed(summary, *chapter(name), *chapter("4. Laws"))
    assert [fields["title"] for fields in commitments(given)] == ["Open government portal", "Laws"]
    assert commitments(given)[0]["results"] == SAW_TEXT


def test_a_paragraph_below_a_title_in_a_table_of_levels_is_the_commitment_s_text() -> None:
    rows = [row("1. Open data\nPublish all of it.", "Limited: It opened."), row("2. Laws: they passed.", "Complete")]
    fields = commitments(parsed(table(row("Commitment", "Completion"), *rows)))
    assert [each.get("description") for each in fields] == ["Publish all of it.", None]


REVIEW = heading("IRM Action Plan Review: Norlandia 2023–2025")


def test_a_cluster_in_a_table_of_promising_commitments_names_all_of_its_own() -> None:
    texts = (
        "Commitment 1: Data. It opens.",
        "Budgets (Commitments 2 and 3). They show it.",
        "Commitment 4: Owners. So.",
    )
    promising = table(row("Promising Commitments"), *(row(text) for text in texts))
    rated = [block for n in "1234" for block in (heading(f"Commitment {n}: Name {n}", 3), paragraph("Verifiable: Yes"))]
    given = parsed(promising, heading("Annex"), *rated, title=REVIEW)
    assert {number for number, indicator, _, _ in ratings(given) if indicator == "promising"} == set("1234")


@pytest.mark.parametrize(("name", "lead"), [("Commitment 2: Data", True), ("Data (Commitments 2 and 3)", False)])
def test_several_bodies_lead_one_commitment_and_no_one_knows_which_of_several(name: str, lead: bool) -> None:
    bodies = "Ministry of Finance; Audit Office"
    chapter_of = (heading(name, 3), paragraph(f"[{bodies}]"), heading("Potential for results: Modest", 4), SAW)
    fields = commitments(parsed(*chapter_of, title=REVIEW))[0]
    assert fields.get("lead_institution") == (bodies if lead else None)


def test_words_in_bold_that_open_a_remark_are_the_commitment_s_name() -> None:
    name = "Commitment 2: Clubs."
    remark = line(f"{name} It has no lens.", bold_start=len(name))
    known = (heading("Annex"), heading("Commitment 2: Clubs", 2), paragraph("Verifiable: Yes"))
    given = parsed(heading("Other commitments", 2), TextBlock("paragraph", (remark,)), *known, title=REVIEW)
    assert commitments(given)[0]["additional_information"] == "It has no lens."


LANGUAGES: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("irm_languages.json").read_text("utf-8"))
RATED = {"verifiable": "yes", "impact": "moderate", "completion": "limited", "opened": "major"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translated_reports_have_their_labels_and_levels_as_data(language: str) -> None:
    words = LANGUAGES[language]
    given = parsed(
        heading("1. Norlandia", 2),
        *(heading(words["text"], 3), paragraph("Aaa bbb.")),
        *(paragraph(f"{words[label]}: {words[level]}") for label, level in RATED.items()),
        *(heading(words["context"], 3), paragraph("Ccc ddd."), heading(words["next"], 3), paragraph("Eee fff.")),
    )
    rated = {r.fields["indicator"].text: r.fields["value"].text for r in given.records if r.table == "assessments"}
    names = {"verifiable": "verifiable", "impact": "potential_impact", "completion": "completion"}
    names["opened"] = "did_it_open_government"
    assert rated == {names[label]: words[level] for label, level in RATED.items()}
    (fields,) = commitments(given)
    texts = [fields[name] for name in ("description", "problem_statement", "next_steps")]
    assert (texts, codes(given)) == (["Aaa bbb.", "Ccc ddd.", "Eee fff."], [])


def test_a_heading_right_above_the_first_of_its_commitments_is_their_theme() -> None:
    themed = (heading("1. Transparency", 1), *chapter("1.1 Open data"), *chapter("1.2 Budgets"))
    given = parsed(*themed, heading("2. Integrity", 1), *chapter("2.1 Registers"), *chapter("2.2 Courts"))
    assert [fields["number"] for fields in commitments(given)] == ["1.1", "1.2", "2.1", "2.2"]
    assert {rating[0] for rating in ratings(given)} == {"1.1", "1.2", "2.1", "2.2"}


def test_the_name_of_a_cluster_may_precede_its_commitments() -> None:
    given = parsed(*chapter("Cluster 1. Commitments 1 and 3: Opening budgets"), *chapter("Commitment 2: Courts"))
    assert {fields["number"]: fields["results"] for fields in commitments(given)} == dict.fromkeys("123", SAW_TEXT)


def test_a_title_with_the_words_of_a_label_is_a_title() -> None:
    named = (heading("Commitment 2: Budgets in local languages", 2), paragraph("Verifiable: Yes"))
    given = parsed(heading("Commitment 1: Registers", 2), paragraph("Verifiable: No"), *named)
    assert [fields["title"] for fields in commitments(given)] == ["Registers", "Budgets in local languages"]
    assert {rating[:3] for rating in ratings(given)} == {("1", "verifiable", "no"), ("2", "verifiable", "yes")}
