"""Fronts of many countries, languages and kinds: what each document is, and what is no document of the partnership."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.identify import identify
from pipeline.identify.front import LONGEST_TITLE
from pipeline.model import Document
from tests.building import document, heading, paragraph
from tests.readers.reading import read_bytes

FRONTS: list[dict[str, Any]] = [
    sample
    for name in ("fronts.json", "passing_mentions.json", "other_genres.json")
    for sample in json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
]
"""Labelled fronts; those of passing_mentions.json are documents of others that mention the partnership, and plans and
reports of the partnership that look like them; those of other_genres.json minutes, invitations, tenders, laws, and
plans and reports that begin as these do."""
COLUMNS = {
    "country": "country_code",
    "start": "plan_start_year",
    "number": "plan_number",
    "draft": "is_draft",
    "local": "local_member",
    "commitments": "commitments_stated",
}


def front(*lines: str) -> Document:
    """Return a plain document of these lines."""
    return document(*(paragraph(line) for line in lines))


@pytest.mark.parametrize("sample", FRONTS, ids=lambda sample: sample["lines"][0][:50])
def test_a_front_tells_kind_member_and_plan(sample: dict[str, Any]) -> None:
    found = identify(front(*sample["lines"]))
    expected = {column: sample[name] for name, column in COLUMNS.items() if name in sample}
    assert (found.report_type, found.publisher) == (sample["type"], sample.get("publisher"))
    assert {column: found.value(column) for column in expected} == expected


def test_every_value_that_is_printed_has_its_place() -> None:
    found = identify(front("Republic of Ghana", "Open Government Partnership", "National Action Plan 2017-2019"))
    places = {name: fact.raw.text for name, fact in found.facts.items() if fact.raw is not None}
    assert (places["country_code"], places["plan_start_year"]) == ("Ghana", "2017-2019")
    assert all(fact.raw.lines for fact in found.facts.values() if fact.raw is not None)


def test_two_plans_on_one_front_give_the_better_supported_and_an_issue() -> None:
    lines = (
        "Kenya",
        "OGP National Action Plan 2016-2018",
        "Open Government Partnership Action Plan 2018-2020",
        "Contents",
    )
    found = identify(front(*lines))
    (issue,) = found.issues
    assert found.value("plan_start_year") in (2016, 2018)
    assert (issue.code, "2016" in issue.message, "2018" in issue.message) == ("identity-contradicted", True, True)


def test_years_of_another_programme_or_an_earlier_plan_are_not_the_plan_s() -> None:
    lines = (
        "Open Government Partnership",
        "Action Plan of Liberia 2017-2019",
        "The Government's Development Plan 2012-2017 and the previous action plan 2015-2017 prepared the ground.",
    )
    assert identify(front(*lines)).value("plan_start_year") == 2017


def test_a_year_alone_is_the_end_of_a_plan_after_up_to() -> None:
    found = identify(front("OPEN GOVERNMENT PARTNERSHIP", "ACTION PLAN OF CROATIA FOR THE PERIOD UP TO 2020"))
    assert (found.value("plan_start_year"), found.value("plan_end_year")) == (2018, 2020)


def test_a_page_without_any_words_of_the_partnership_keeps_its_language_only() -> None:
    found = identify(document(heading("Annual report of the fisheries board"), paragraph("Catches fell again in May.")))
    assert (found.report_type, found.is_refused) == (None, False)


def test_an_endless_line_is_no_title() -> None:
    found = identify(
        front("Open Government Partnership action plan of Kenya " + "and much more of it " * LONGEST_TITLE)
    )
    assert found.report_type in (None, "action_plan")


def test_two_countries_on_one_front_give_the_better_supported_and_an_issue() -> None:
    found = identify(
        front("Open Government Partnership", "National Action Plan of Italy 2016-2018", "Kenya", "Contents")
    )
    (issue,) = found.issues
    assert found.value("country_code") == "IT"
    assert (issue.code, "Italy" in issue.message, "Kenya" in issue.message) == ("identity-contradicted", True, True)


def test_a_label_s_years_win_over_the_title_s_and_an_issue_names_both() -> None:
    lines = (
        "Independent Reporting Mechanism (IRM): Italy Progress Report 2016–2018",
        "Action plan under review: 2015-2017",
    )
    found = identify(front(*lines))
    (issue,) = found.issues
    assert found.value("plan_start_year") == 2015
    assert "2015 and 2016" in issue.message


def test_the_title_of_a_progress_report_may_name_the_years_reviewed_only() -> None:
    found = identify(front("Independent Reporting Mechanism (IRM): Ghana Progress Report 2013–14", "Table of Contents"))
    assert (found.value("plan_start_year"), found.value("plan_end_year")) == (2013, 2015)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("This report covers the first year of implementation, from July 2014 to June 2015.", 2016),
        ("El informe evalúa el primer año del plan, de julio de 2014 a junio de 2015.", 2016),
        ("The plan covers the time from July 2014 to June 2015. It was finished in the first year.", 2015),
    ],
)
def test_a_report_on_the_first_year_of_a_plan_says_which_year_that_was(text: str, end: int) -> None:
    found = identify(
        front("Independent Reporting Mechanism (IRM): Trinidad and Tobago Progress Report 2014–2015", text)
    )
    assert (found.value("plan_start_year"), found.value("plan_end_year")) == (2014, end)


def test_the_last_year_alone_of_an_unknown_plan_gives_its_usual_term_and_an_issue() -> None:
    found = identify(front("OPEN GOVERNMENT PARTNERSHIP", "ACTION PLAN OF ICELAND FOR THE PERIOD UP TO 2020"))
    assert (found.value("plan_start_year"), found.value("plan_end_year")) == (2018, 2020)
    assert [issue.code for issue in found.issues] == ["plan-start-assumed"]


def test_the_properties_of_a_file_tell_what_its_first_page_does_not() -> None:
    properties = {"title": "Open Government Partnership National Action Plan 2021-2023, Republic of Kenya"}
    found = identify(document(heading("Foreword"), paragraph("We are glad to present it."), properties=properties))
    assert (found.report_type, found.value("country_code"), found.value("plan_start_year")) == (
        "action_plan",
        "KE",
        2021,
    )


def test_the_address_of_a_page_tells_its_country_and_plan() -> None:
    address = "https://www.opengovpartnership.org/documents/kenya-action-plan-2018-2020/"
    lines = (heading("Action Plan"), paragraph("The plan has six commitments."), heading("Commitment 1"))
    found = identify(document(*lines, properties={"canonical_url": address}))
    assert (found.report_type, found.value("country_code"), found.value("plan_start_year")) == (
        "action_plan",
        "KE",
        2018,
    )


def test_members_documents_on_a_member_s_page_are_not_its_current_plan() -> None:
    lines = (
        "Atlantis",
        "Member Since 2014",
        "Current Action Plan",
        "2021-2023",
        "Number of Commitments: 59",
        "Resources",
    )
    found = identify(front(*lines, "France Action Plan 2018-2020", "France Design Report 2018-2020"))
    assert (found.report_type, found.value("plan_start_year")) == ("member_page", 2021)


def test_a_member_s_page_is_headed_by_its_name_below_the_link_that_skips_the_menu() -> None:
    address = "https://www.opengovpartnership.org/es/members/peru/"
    lines = (paragraph("Omitir navegación"), heading("Perú"), paragraph("Recursos"))
    report = paragraph("2. Informe de diseño de Perú 2017-2019")
    assert identify(document(*lines, report, properties={"canonical_url": address})).report_type == "member_page"


@pytest.mark.parametrize("title", ["Informe de Autoevaluación de Medio Término", "INFORME DE AUTOEVALUACIÓN"])
def test_a_long_line_with_room_for_the_next_word_ends_there(tmp_path: Path, title: str) -> None:
    text = (
        f"Secretaría de Coordinación General de Gobierno y Transparencia\n{title}\n"
        "IV Plan de Acción de Gobierno Abierto\n"
        "Honduras, 2018-2020\nEste informe resume el avance de los quince compromisos que las secretarías y entes del\n"
        "país asumieron ante la Alianza para el Gobierno Abierto.\n"
    )
    found = identify(read_bytes(tmp_path, text))
    assert str(found.report_type).startswith("self_assessment")
    assert (found.value("country_code"), found.value("plan_start_year")) == ("HN", 2018)


def test_a_page_among_a_site_s_stories_is_no_plan() -> None:
    lines = ("Kenya Action Plan 2020-2022", "Open Government Partnership", "The plan holds eight commitments.")
    blocks = [heading(lines[0]), *map(paragraph, lines[1:])]
    page = document(*blocks, properties={"canonical_url": "https://www.example.org/documents/kenya-action-plan/"})
    story = document(*blocks, properties={"canonical_url": "https://www.example.org/stories/kenya-action-plan/"})
    signs = {name: identify(given).evidence for name, given in (("page", page), ("story", story))}
    assert identify(page).report_type == "action_plan"
    assert ("news address" in signs["page"], "news address" in signs["story"]) == (False, True)


def test_the_properties_of_a_file_count_less_than_what_its_title_page_prints() -> None:
    lines = ("South Africa", "Third Open Government Partnership Country Action Plan", "2016 - 2018")
    stale = document(*map(paragraph, lines), properties={"title": "Second Country Action Plan 2013-2015"})
    found = identify(stale)
    assert (found.value("plan_start_year"), found.value("plan_number")) == (2016, 3)


def test_the_properties_of_a_file_do_not_outweigh_what_its_first_page_says_it_is() -> None:
    properties = {"title": "Open Government Partnership National Action Plan 2021-2023, Republic of Kenya"}
    lines = ("Seating order", "Table 1: guests from abroad", "Table 2: officials")
    assert identify(document(*map(paragraph, lines), properties=properties)).report_type is None


def test_a_filled_in_form_is_a_plan_s_whatever_heads_it() -> None:
    labels = ("Lead implementing agency: Ministry of Justice", "Start date: May 2022", "End date: May 2023")
    head = ("Workbook for the Open Government Partnership Action Plan of Kenya 2022-2024",)
    forms = [paragraph(line) for number in (1, 2) for line in (f"Commitment {number}: Open data", *labels)]
    filled = identify(document(*map(paragraph, head), *forms))
    assert (identify(front(*head)).report_type, filled.report_type) == (None, "action_plan")


def test_a_heading_that_opens_a_report_for_comments_is_a_page_for_comments() -> None:
    page = identify(document(heading("For Public Comment: Kenya Results Report 2020-2022"), paragraph("OGP")))
    draft = identify(front("For public comment: please do not cite", "OGP Results Report: Kenya 2020-2022"))
    assert (page.report_type, draft.value("is_draft")) == (None, True)


def test_a_title_ends_before_the_place_and_month_of_printing_and_a_period_is_no_date() -> None:
    found = identify(front("Kenya", "Open Government Partnership", "National Action Plan II", "Nairobi, July 2016"))
    assert found.value("title") == "Kenya Open Government Partnership National Action Plan II"
    assert str(found.value("date_prepared")) == "2016-07-01"
    found = identify(front("Kenya", "OGP National Action Plan II", "July 1, 2016 – June 30, 2018"))
    assert (found.value("date_prepared"), found.value("plan_end_year")) == (None, 2018)
