"""What an IRM report says of the plan and of its own review: process ratings, researcher, dates, stars, responses."""

from __future__ import annotations

import pytest

from pipeline.model import Block, Parsed
from pipeline.parsers.irm import irm_report
from tests.building import document, heading, identified, paragraph, table

MIDTERM = heading("Independent Reporting Mechanism (IRM): Norlandia Mid-Term Report 2016–2018")
END = heading("Independent Reporting Mechanism (IRM): Norlandia End-of-Term Report 2014–2016")
DESIGN = heading("Independent Reporting Mechanism (IRM): Norlandia Design Report 2018–2020")


def parse(title: Block, *blocks: Block) -> Parsed:
    return irm_report.parse(identified(document(title, *blocks)))


def rows(parsed: Parsed, *indicators: str) -> list[tuple[str | None, str, str, str | None]]:
    return [
        (r.commitment, r.fields["indicator"].text, r.fields["value"].text.lower(), phase.text if phase else None)
        for r in parsed.records
        if r.table == "assessments" and r.fields["indicator"].text in indicators
        for phase in [r.fields.get("phase")]
    ]


PROCESS = ("public_influence", "acted_contrary_to_process")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Level of public influence: Involve", ("public_influence", "involve")),
        ("Nivel de influencia pública: Colaborar", ("public_influence", "colaborar")),
        ("Niveau d'influence du public : Consulter", ("public_influence", "consulter")),
        ("Acted contrary to OGP process: No", ("acted_contrary_to_process", "no")),
        ("Acting according to OGP process: Yes", ("acted_contrary_to_process", "no")),
        ("Agiu contrariamente ao processo da OGP: Sim", ("acted_contrary_to_process", "sim")),
    ],
)
def test_process_behind_a_label(text: str, expected: tuple[str, str]) -> None:
    assert rows(parse(DESIGN, paragraph(text)), *PROCESS) == [(None, *expected, "design")]


def test_a_list_of_levels_is_no_process_rating() -> None:
    methods = paragraph("Level of public influence: the IRM adapts the scale of the IAP2 from inform to empower.")
    assert rows(parse(DESIGN, methods), *PROCESS) == []


def test_process_by_the_times_of_the_plan() -> None:
    by_phase = table(("Forum", "Midterm", "End of Term"), ("Level of public influence", "Involve", "Consult"))
    assert rows(parse(END, by_phase), *PROCESS) == [
        (None, "public_influence", "involve", "midterm"),
        (None, "public_influence", "consult", "end_of_term"),
    ]
    marks = table(
        ("Level of public input", "During development of action plan", "During implementation of action plan"),
        ("Empower: The government handed decisions over.", "", ""),
        ("Collaborate: There was dialogue.", "✔", ""),
        ("Inform", "", "✔"),
    )
    assert rows(parse(MIDTERM, marks), *PROCESS) == [
        (None, "public_influence", "collaborate", "design"),
        (None, "public_influence", "inform", "midterm"),
    ]


def test_two_levels_of_influence_at_one_time_give_none() -> None:
    parsed = parse(DESIGN, paragraph("Level of public influence: Involve"), paragraph("Public influence: Consult"))
    assert rows(parsed, *PROCESS) == []
    assert "conflicting-ratings" in [issue.code for issue in parsed.issues]


@pytest.mark.parametrize(
    ("blocks", "name"),
    [
        ((paragraph("Ana Berg, Institute for Public Policy"),), "Ana Berg"),
        ((paragraph("IRM researcher: María del Carmen Soto"),), "María del Carmen Soto"),
        ((paragraph("Este informe fue elaborado por Luis Paz y Eva Ríos en 2017."),), "Luis Paz y Eva Ríos"),
        ((paragraph("The IRM partnered with Ana Berg, who carried out this evaluation."),), "Ana Berg"),
        ((paragraph("Ana María, Costa Rica"),), None),
        ((paragraph("Table of Contents, and more"),), None),
    ],
)
def test_researcher(blocks: tuple[Block, ...], name: str | None) -> None:
    found = parse(MIDTERM, *blocks).document.get("researcher")
    assert (found.text if found else None) == name


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Dates under review: 1 July 2016 – 30 June 2017", "1 July 2016 – 30 June 2017"),
        ("This report covers the period from July 2016 to June 2017.", "July 2016 to June 2017"),
        ("Ce rapport couvre la période juillet 2016 – juin 2017.", "juillet 2016 – juin 2017"),
        ("This report names ministers. Elections fell between July 2016 and June 2017.", None),
    ],
)
def test_dates_under_review(text: str, period: str | None) -> None:
    found = parse(MIDTERM, paragraph(text)).document.get("review_period")
    assert (found.text if found else None) == period


COMMITMENT = (heading("Commitment 3: Open data", 2), paragraph("Completion: Limited"))


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("Yes. The next plan has it as Commitment 4.", "yes"),
        ("The commitment was not carried forward to the next plan.", "no"),
        ("The commitment has been carried forward.", "yes"),
        ("It is not known whether it will be carried forward.", None),
    ],
)
def test_carried_forward(answer: str, value: str | None) -> None:
    parsed = parse(END, *COMMITMENT, heading("Carried forward?", 3), paragraph(answer))
    assert rows(parsed, "carried_forward") == ([("c3", "carried_forward", value, "end_of_term")] if value else [])
    assert next(r.fields["next_steps"].text for r in parsed.records if r.table == "commitments") == answer
    assert "unknown-rating" not in [issue.code for issue in parsed.issues]


def test_on_time_in_a_summary_of_the_first_reports() -> None:
    summary = table(
        ("Commitment Short Name", "Level of Completion", "Timing"),
        ("1. Open data", "Limited", "Behind schedule"),
        ("2. Budgets", "Complete", "On schedule"),
    )
    values = [(commitment, value) for commitment, _, value, _ in rows(parse(MIDTERM, summary), "on_time")]
    assert values == [("c1", "no"), ("c2", "yes")]


def test_a_star_that_is_lost_was_there_at_the_midterm() -> None:
    note = paragraph("Note: This commitment lost its star, as its completion fell.")
    assert rows(parse(END, *COMMITMENT, note), "starred") == [
        ("c3", "starred", "no", "end_of_term"),
        ("c3", "starred", "yes", "midterm"),
    ]


def test_stars_listed_by_phase() -> None:
    criteria = paragraph(
        "Based on these criteria, at the midterm the plan had two starred commitments (3 and 4). "
        "At the end of term, it has one: Commitment 3."
    )
    other = (heading("Commitment 4: Budgets", 2), paragraph("Completion: Limited"))
    assert rows(parse(END, criteria, *COMMITMENT, *other), "starred") == [
        ("c3", "starred", "yes", "midterm"),
        ("c3", "starred", "yes", "end_of_term"),
        ("c4", "starred", "yes", "midterm"),
        ("c4", "starred", "no", "end_of_term"),
    ]


def test_openness_by_value_has_an_indicator_of_its_own() -> None:
    by_value = [
        heading("Did It Open Government?", 3),
        paragraph("Access to information: Major"),
        paragraph("Public accountability: Did not change"),
    ]
    parsed = parse(END, *COMMITMENT, *by_value)
    parts = [
        (r.fields["part"].text, r.fields["value"].text)
        for r in parsed.records
        if r.table == "assessments" and r.fields["indicator"].text == "did_it_open_government_for_value"
    ]
    assert parts == [("access_to_information", "Major"), ("public_accountability", "Did not change")]
    assert rows(parsed, "did_it_open_government") == []


def test_responses_to_earlier_recommendations() -> None:
    earlier = table(
        ("#", "Recommendation", "Addressed?", "Integrated into Next Action Plan?"),
        ("1", "Fund the forum.", "Yes", "No"),
        ("2", "Publish bids.", "No", "No"),
    )
    found = [r.fields for r in parse(END, *COMMITMENT, earlier).records if r.table == "recommendations"]
    assert [(f["text"].text, f["is_earlier"].text) for f in found] == [
        ("Fund the forum.", "yes"),
        ("Publish bids.", "yes"),
    ]
    assert found[0]["response"].text == "Addressed?\nYes\nIntegrated into Next Action Plan?\nNo"


def test_recommendations_of_a_numbered_chapter_and_questions_on_earlier_ones() -> None:
    earlier = table(("Recomendación", "¿La tomó en cuenta el gobierno?"), ("Publicar las actas.", "No"))
    listed = (
        heading("5.2 Cinco recomendaciones clave", 3),
        paragraph("1. Crear un fondo."),
        paragraph("2. Dar datos."),
    )
    found = [r.fields for r in parse(DESIGN, *COMMITMENT, earlier, *listed).records if r.table == "recommendations"]
    assert [f["text"].text for f in found] == ["Crear un fondo.", "Dar datos.", "Publicar las actas."]
    assert found[-1]["response"].text == "No"
