"""Disagreements: what can't both be right, between different sides, at comparable times."""

from __future__ import annotations

import pytest

from pipeline.analysis.disagreements import Disagreement, find_disagreements
from pipeline.analysis.stories import collect_stories
from tests.analysis import small

ONE = f"{small.REPORT_PDF}:c1"
IRM = f"{small.REVIEW}:c1"


def found(name: str, *ratings: dict[str, object]) -> list[Disagreement]:
    tables = small.tables()
    if ratings:
        for row in tables["commitments"]:
            row["completion"] = None
        tables["assessments"][:] = ratings
    return list(find_disagreements(collect_stories([name], tables)))


def sides(ones: list[Disagreement]) -> list[tuple[str, tuple[str, ...], str, tuple[str, ...], int | None, str]]:
    return [(d.first.side, d.first.values, d.second.side, d.second.values, d.gap, d.moment) for d in ones]


def test_government_against_irm_on_a_commitment() -> None:
    assert sides(found("QN0001")) == [("government", ("complete",), "irm", ("limited",), 2, "same")]


def test_a_stakeholder_who_would_give_amber_for_green() -> None:
    (one,) = found("QN0021")
    assert (one.milestone, one.milestone_text) == ("10", "Report to parliament")
    assert (one.first.side, one.second.side, one.second.who) == ("government", "civil_society", "Harbour Watch NGO")
    assert (one.gap, one.moment, one.second.conditional) == (1, "same", False)


@pytest.mark.parametrize(
    ("government", "irm", "gap"),
    [
        (("limited", "midterm"), ("limited", "midterm"), None),
        (("limited", "midterm"), ("complete", "midterm"), -2),
        (("limited", "midterm"), ("complete", "end_of_term"), None),
        (("complete", "midterm"), ("limited", "end_of_term"), 2),
        (("complete", "end_of_term"), ("limited", "midterm"), None),
        (("limited", "end_of_term"), ("complete", "midterm"), -2),
        (("limited", None), ("substantial", "midterm"), -1),
        (("limited", "midterm"), ("no_irm_data", "midterm"), None),
    ],
)
def test_times_and_levels(government: tuple[str, str | None], irm: tuple[str, str | None], gap: int | None) -> None:
    ones = found(
        "QN0001",
        small.rating(ONE, "completion", government[0], "government", government[1]),
        small.rating(IRM, "completion", irm[0], "irm", irm[1]),
    )
    assert [one.gap for one in ones] == ([] if gap is None else [gap])


def test_a_level_without_time_that_repeats_one_with_time_is_told_once() -> None:
    ones = found(
        "QN0001",
        small.rating(ONE, "completion", "complete", "government", "midterm"),
        small.rating(IRM, "completion", "limited", "irm", "midterm"),
        small.rating(f"{small.REPORT_TXT}:c1", "completion", "limited", "irm", None),
    )
    assert [one.moment for one in ones] == ["same"]


def test_a_withdrawn_commitment_is_on_no_scale() -> None:
    ones = found(
        "QN0001",
        small.rating(ONE, "completion", "complete", "government", "midterm"),
        small.rating(IRM, "completion", "withdrawn", "irm", "midterm"),
    )
    assert [one.gap for one in ones] == [None]


def test_lettered_parts_stand_for_the_range_of_their_levels() -> None:
    parts = [
        small.rating(ONE, "completion", "complete", "government", "midterm", part="a"),
        small.rating(ONE, "completion", "substantial", "government", "midterm", part="b"),
    ]
    within = small.rating(IRM, "completion", "substantial", "irm", "midterm")
    below = small.rating(IRM, "completion", "limited", "irm", "midterm")
    assert found("QN0001", *parts, within) == []
    (one,) = found("QN0001", *parts, below)
    assert (one.gap, one.first.basis) == (1, "its parts")


def test_parts_are_compared_with_the_same_part() -> None:
    (one,) = found(
        "QN0001",
        small.rating(ONE, "completion", "complete", "government", "midterm", part="a"),
        small.rating(ONE, "completion", "limited", "government", "midterm", part="b"),
        small.rating(IRM, "completion", "limited", "irm", "midterm", part="a"),
        small.rating(IRM, "completion", "limited", "irm", "midterm", part="b"),
    )
    assert (one.part, one.gap) == ("a", 2)


def test_milestones_speak_for_a_side_that_does_not_rate_the_whole() -> None:
    tables = small.tables()
    tables["assessments"][:] = [small.rating(f"{small.PLAN3}:c1", "completion", "not_started", "irm", "end_of_term")]
    first = find_disagreements(collect_stories(["QN0021"], tables))[0]
    assert (first.first.basis, first.first.values) == ("its milestones", ("limited", "complete_or_substantial"))
    assert (first.gap, first.moment) == (1, "same")


def test_two_stakeholders_and_other_indicators_are_no_disagreement() -> None:
    tables = small.tables()
    key = f"{small.PLAN3}:c1"
    tables["comments"][:] = [
        small.comment(key, "m2", author="A NGO", text="x", proposed_status="limited"),
        small.comment(key, "m2", author="B NGO", text="y", proposed_status=None),
    ]
    tables["assessments"][:] = [small.rating(key, "ambition", "low", "irm")]
    assert find_disagreements(collect_stories(["QN0021"], tables)) == ()
