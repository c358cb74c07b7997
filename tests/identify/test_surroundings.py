"""Web pages: what menus, trails and lists of related documents around a text say of it, and what they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.identify import identify
from pipeline.model.records import Identity
from tests.readers.reading import page, read_bytes

TITLE = "Tunisia: OGP National Action Plan 2018-2020"
TEXT = (
    "<p>The plan was drafted with forty organisations and holds "
    "eleven commitments, each with a lead ministry and milestones.</p><p>Commitment 1: Publish fishing licences</p>"
    "<p>Commitment 2: Open the diaries of ministers</p>"
)
PLAN = f"<h1>{TITLE}</h1>{TEXT}"
OTHER = "Kenya Action Plan 2012-2013"
ITEM = f"<a href='/ke'>{OTHER}</a>"
STORY = "<h1>Ministers meet in Oslo to talk about water</h1><p>The minister opened the meeting on Monday.</p>"


def identified(folder: Path, body: str, head: str = "") -> Identity:
    return identify(read_bytes(folder, page(body, head)))


@pytest.mark.parametrize(
    "body",
    [
        f"<main>{PLAN}</main><aside><h4>Related</h4><ul><li>{ITEM}</li></ul></aside>",
        f"<main>{PLAN}</main><footer><p>Latest</p><p>{OTHER}</p><p>Kenya IRM Progress Report 2013</p></footer>",
        f"<div><h3>{ITEM}</h3></div><article>{PLAN}</article>",
        f"<div class='top'><ul><li>{ITEM}</li><li><a href='/m'>Kenya</a></li></ul></div><div>{PLAN}</div>",
        f"<table><tr><td>{ITEM}<br><a href='/g'>Ghana Report 2014</a></td><td>{PLAN}</td></tr></table>",
        f"<main>{PLAN}<p>Previous: {ITEM}</p></main>",
        f"<main><h2><a href='https://a.example/tn'>{TITLE}</a></h2>{TEXT}</main><div class='latest'>{ITEM}</div>",
    ],
)
def test_links_and_what_surrounds_a_plan_are_of_other_pages(tmp_path: Path, body: str) -> None:
    found = identified(tmp_path, body, "<link rel='canonical' href='https://a.example/tn/'>")
    assert (found.report_type, found.value("country_code"), found.value("plan_start_year")) == (
        "action_plan",
        "TN",
        2018,
    )


def test_a_trail_says_what_a_page_is_in(tmp_path: Path) -> None:
    trail = "<ol class='breadcrumb'><li><a href='/m'>Members</a></li><li><a href='/m/tn'>Tunisia</a></li></ol>"
    found = identified(tmp_path, f"{trail}<main>{PLAN.replace('Tunisia: ', '')}</main><aside>{ITEM}</aside>")
    assert found.value("country_code") == "TN"


@pytest.mark.parametrize("around", [f"<aside>{ITEM}</aside>", f"<div>{ITEM}</div>", f"<footer>{OTHER}</footer>"])
def test_a_story_is_none_of_the_documents_that_it_links_to(tmp_path: Path, around: str) -> None:
    assert identified(tmp_path, f"<main>{STORY}</main>{around}").report_type is None
    assert identified(tmp_path, f"<main>{STORY}<ul><li>{ITEM}</li></ul></main>").report_type is None


@pytest.mark.parametrize(
    ("heading", "text", "address", "expected"),
    [
        ("Uruguay", "Miembro desde 2011", "https://www.opengovpartnership.org/es/members/uruguay/", ("UY", None)),
        ("Madrid, Spain", "Member since 2016", "https://a.example/", ("MAD", "Madrid")),
        ("Tunisia", "The country works on water.", "https://www.opengovpartnership.org/members/tunisia/", ("TN", None)),
    ],
)
def test_a_page_headed_by_a_member_is_that_members(
    tmp_path: Path, heading: str, text: str, address: str, expected: tuple[str, str | None]
) -> None:
    body = f"<main><h1>{heading}</h1><p>{text}</p><h3>Resources</h3><ul><li>{heading} Action Plan 2017</li></ul></main>"
    found = identified(tmp_path, body, f"<link rel='canonical' href='{address}'>")
    assert (found.report_type, found.publisher) == ("member_page", "ogp")
    assert (found.value("country_code"), found.value("local_member")) == expected
