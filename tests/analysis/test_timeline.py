"""Timelines: what is linked is told plan by plan, each thing once, with those that say so."""

from __future__ import annotations

import pytest

from pipeline.analysis.stories import collect_stories
from pipeline.analysis.timeline import build_timeline, list_successions, trace_lineage, trace_links
from tests.analysis import small


def test_a_timeline_goes_both_ways_plan_by_plan() -> None:
    found = build_timeline("QN0011", small.tables())
    plans = [(plan.plan_id, plan.plan_number, [story.name for story in plan.commitments]) for plan in found.plans]
    assert plans == [
        ("QN-2014", 1, ["QN0001"]),
        ("QN-2018", 2, ["QN0011"]),
        ("QN-2021", None, ["QN0021", "QN0022"]),
    ]
    assert (found.country, found.plans[0].end_year) == ("Norlandia", 2016)


def test_links_carry_their_reasons_and_places() -> None:
    first = build_timeline("QN0011", small.tables()).links[0]
    assert (first.earlier, first.later, first.method) == ("QN0001", "QN0011", "stated")
    assert (first.evidence, first.document, first.page) == (
        "It continues commitment 1 of the first plan.",
        small.REVIEW,
        7,
    )


def test_those_of_the_thread_that_are_neither_before_nor_after_stand_beside() -> None:
    assert build_timeline("QN0011", small.tables()).beside == ("QN0002",)
    assert build_timeline("QN0021", small.tables()).beside == ("QN0002", "QN0022")


def test_links_that_wait_are_told_apart() -> None:
    found = build_timeline("QN0021", small.tables())
    assert [(link.earlier, link.later) for link in found.unsure] == [("QN0021", "QN0030")]
    assert "QN0030" not in {story.name for plan in found.plans for story in plan.commitments}


def test_rows_that_may_be_the_commitment_are_told_apart() -> None:
    tables = small.tables()
    key = f"{small.PLAN3}:c2"
    tables["links"].append(small.succession(key, "QN0021", kind="identity", status="review", relation="same"))
    (one,) = build_timeline("QN0011", tables).maybe
    assert (one.commitment_key, one.name, one.title) == (key, "QN0021", "Nobody knows its ID")
    assert build_timeline("QN0030", tables).maybe == ()


def test_a_commitment_without_links_has_a_timeline_of_one_plan() -> None:
    found = build_timeline("QN0030", small.tables())
    assert [plan.plan_id for plan in found.plans] == ["QN-2021"]
    assert found.links == ()


def test_a_row_without_id_is_found_by_its_key() -> None:
    found = build_timeline(f"{small.PLAN3}:c2", small.tables())
    assert found.plans[0].commitments[0].titles[0].text == "Nobody knows its ID"


def test_an_unknown_commitment_is_an_error() -> None:
    with pytest.raises(KeyError):
        build_timeline("QN9999", small.tables())


def test_the_documents_named_are_those_the_answer_rests_on() -> None:
    found = build_timeline("QN0002", small.tables())
    assert found.documents == {small.LIST: "list.csv", small.REVIEW: "review.pdf"}


def test_links_by_key_count_for_the_id_of_the_row() -> None:
    tables = small.tables()
    tables["links"][1]["from_key"] = f"{small.REPORT_TXT}:c1"
    assert trace_lineage("QN0011", tables).before == {"QN0001"}


def test_a_loop_ends() -> None:
    rows = [small.succession("QN0001", "QN0011"), small.succession("QN0011", "QN0001")]
    found = trace_links("QN0001", list_successions(rows, {}))
    assert found.before == found.after == {"QN0011"}


def test_rejected_links_are_not_followed() -> None:
    rows = [small.succession("QN0001", "QN0011", status="rejected")]
    assert trace_links("QN0001", list_successions(rows, {})).direct == {"QN0001"}


def test_titles_that_differ_in_case_alone_are_one_with_all_sources() -> None:
    (story,) = collect_stories(["QN0001"], small.tables())
    assert [(title.text, title.documents) for title in story.titles] == [
        ("Open the register", (small.REPORT_PDF, small.REPORT_TXT, small.LIST)),
        ("Register of quotas", (small.REVIEW,)),
    ]


def test_a_level_that_stands_in_the_row_and_in_assessments_is_told_once() -> None:
    (story,) = collect_stories(["QN0001"], small.tables())
    levels = [(r.assessor, r.value, r.phase) for r in story.ratings if r.indicator == "completion"]
    assert levels == [("government", "complete", "midterm"), ("irm", "limited", "midterm")]


def test_a_level_of_the_row_alone_is_its_publishers_word() -> None:
    tables = small.tables()
    tables["assessments"].clear()
    (story,) = collect_stories(["QN0001"], tables)
    assert [(r.assessor, r.value, r.phase) for r in story.ratings] == [("government", "complete", "midterm")]


def test_milestones_stand_in_the_order_of_their_numbers() -> None:
    (story,) = collect_stories(["QN0021"], small.tables())
    assert [milestone.number for milestone in story.milestones] == ["2", "10"]
    assert [remark.author for remark in story.remarks] == ["Press Union"]


def test_one_milestone_of_two_formats_is_told_once() -> None:
    tables = small.tables()
    key = f"{small.REPORT_TXT}:c9"
    tables["commitments"].append(small.commitment(small.REPORT_TXT, "c9", "QN0021", "QN-2021"))
    tables["milestones"].append(small.milestone(key, "m1", number="2", text="Boards in nine dis-tricts"))
    tables["milestones"].append(small.milestone(key, "m2", number="3", text="Boards in nine districts of the coast"))
    (story,) = collect_stories(["QN0021"], tables)
    assert [(m.number, len(m.documents)) for m in story.milestones] == [("2", 2), ("3", 1), ("10", 1)]


def test_two_plans_of_one_id_are_both_named() -> None:
    tables = small.tables()
    tables["registry"].append(small.registered("QN0030", "QN-2023", "Clean water"))
    tables["registry"].append(small.registered("QN0030", "QN-2023", "Clean water"))
    (story,) = collect_stories(["QN0030"], tables)
    assert (story.plan_id, story.other_plans) == ("QN-2023", ("QN-2021",))


def test_a_status_that_a_report_also_gives_as_a_rating_is_listed_once() -> None:
    tables = small.tables()
    key = f"{small.REVIEW}:c21"
    tables["commitments"].append(small.commitment(small.REVIEW, "c21", "QN0021", "QN-2021"))
    tables["milestones"].append(small.milestone(key, "m1", number="7", text="Train the clerks", status="limited"))
    level = small.rating(key, "completion", "limited", "irm", "midterm", milestone_key=f"{key}.m1")
    tables["assessments"].append(level)
    (story,) = collect_stories(["QN0021"], tables)
    (rated,) = [m for m in story.milestones if m.number == "7"]
    assert [(r.indicator, r.value, r.assessor) for r in rated.ratings] == [("completion", "limited", "irm")]
