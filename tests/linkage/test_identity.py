"""Identity: titles, texts and numbers against the registry of a plan, one to one, weak cases left open."""

from __future__ import annotations

import pytest

from pipeline.linkage import link
from pipeline.model import Extraction
from tests.linkage.building import PLAN, Values, extraction, ids

REGISTRY = extraction("reg", registry=PLAN)


def matched(*commitments: Values, registry: Extraction = REGISTRY) -> list[object]:
    told = [{"plan_id": "QN-2014", **one} for one in commitments]
    return ids(link([extraction("doc", told), registry]).extractions, "doc")


def test_titles_that_drift_are_matched() -> None:
    told: tuple[Values, ...] = (
        {"number": "1", "title": "Open contracting portal"},
        {"number": "2", "title": "Register of beneficial ownership"},
    )
    assert matched(*told) == ["QN0001", "QN0002"]


def test_a_number_that_contradicts_the_titles_does_not_win() -> None:
    told: tuple[Values, ...] = (
        {"number": "2", "title": "Open contracting portal for public works"},
        {"number": "1", "title": "Beneficial ownership register"},
    )
    assert matched(*told) == ["QN0001", "QN0002"]


def test_numbers_that_restart_prove_nothing() -> None:
    told: tuple[Values, ...] = (
        {"number": "1", "title": "Open contracting portal"},
        {"number": "1", "title": "Clean rivers"},
        {"number": "3"},
    )
    assert matched(*told) == ["QN0001", None, None]


def test_titles_do_without_numbers() -> None:
    told: tuple[Values, ...] = (
        {"title": "Citizens' budget hearings in all districts"},
        {"title": "Open contracting portal for works"},
    )
    assert matched(*told) == ["QN0003", "QN0001"]


def test_a_stranger_stays_without_id() -> None:
    assert matched({"number": "9", "title": "Planting trees along the motorway"}) == [None]


def test_twin_titles_are_left_to_people() -> None:
    twins = [{**PLAN[0], "number": None}, {**PLAN[1], "number": None, "title": PLAN[0]["title"]}]
    told = [{"plan_id": "QN-2014", "title": PLAN[0]["title"]}]
    linked = link([extraction("doc", told), extraction("reg", registry=twins)])
    assert ids(linked.extractions, "doc") == [None]
    assert [row.values["status"] for e in linked.extractions for row in e.rows if row.table == "links"] == ["review"]
    assert "identity-unsure" in {issue.code for e in linked.extractions for issue in e.issues}
    assert "QN000" in str(linked.review)


def test_a_cluster_links_each_of_its_numbers() -> None:
    title = "1 and 2. Open contracting portal and beneficial ownership register"
    told: tuple[Values, ...] = (
        {"number": "1", "title": title},
        {"number": "2", "title": title},
        {"number": "3", "title": PLAN[2]["title"]},
    )
    assert matched(*told) == ["QN0001", "QN0002", "QN0003"]


@pytest.mark.parametrize("plan", [{"plan_number": 1}, {"plan_id": "QN-2015", "plan_number": 1}])
def test_the_plans_number_finds_the_plan_that_others_file_under_another_year(plan: Values) -> None:
    told = [{**plan, "number": "2", "title": "Beneficial ownership register"}]
    registry = extraction("reg", registry=[{**row, "plan_number": 1} for row in PLAN])
    assert ids(link([extraction("doc", told), registry]).extractions, "doc") == ["QN0002"]


def test_a_stated_id_is_taken_as_it_is() -> None:
    linked = link(
        [extraction("doc", [{"plan_id": "QN-2014", "title": "Anything", "commitment_id": "QN0003"}]), REGISTRY]
    )
    links = [row.values for e in linked.extractions for row in e.rows if row.table == "links"]
    assert [(one["to_key"], one["method"], one["status"]) for one in links] == [("QN0003", "stated", "accepted")]


def test_sources_that_disagree_are_kept_and_said() -> None:
    other = extraction("zzz", registry=[{**PLAN[0], "number": "7", "title": "Contracts portal"}])
    linked = link([REGISTRY, other])
    issues = [issue for e in linked.extractions for issue in e.issues]
    assert [issue.code for issue in issues] == ["registry-disagrees"]
    assert "1 and 7" in issues[0].message
    assert sum(row.table == "registry" for e in linked.extractions for row in e.rows) == 4
    titles = [
        row.values["title"] for row in linked.rows if row.table == "titles" and row.values["commitment_id"] == "QN0001"
    ]
    assert titles == ["Open contracting portal for public works", "Contracts portal"]
