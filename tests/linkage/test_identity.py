"""Identity: titles and numbers against the registry of a plan, one to one, weak cases left open."""

from __future__ import annotations

from pipeline.linkage.identity import Known, Told, match, registry_by_plan, similarity

PLAN = (
    Known("QN0001", frozenset({"1"}), ("Open contracting portal for public works",)),
    Known("QN0002", frozenset({"2"}), ("Beneficial ownership register",)),
    Known("QN0003", frozenset({"3"}), ("Citizen budget hearings in every district",)),
)


def ids(*told: Told) -> dict[str, str | None]:
    found = {m.key: m.commitment_id for m in match(told, PLAN) if m.accepted}
    return {t.key: found.get(t.key) for t in told}


def test_titles_that_drift_are_matched() -> None:
    told = [Told("a", "1", "Open contracting portal"), Told("b", "2", "Register of beneficial ownership")]
    assert ids(*told) == {"a": "QN0001", "b": "QN0002"}


def test_a_number_that_contradicts_the_titles_does_not_win() -> None:
    told = [Told("a", "2", "Open contracting portal for public works"), Told("b", "1", "Beneficial ownership register")]
    assert ids(*told) == {"a": "QN0001", "b": "QN0002"}


def test_a_number_without_title_counts_where_the_titled_ones_agree() -> None:
    titled = [Told("a", "1", "Open contracting portal"), Told("b", "2", "Beneficial ownership register")]
    assert ids(*titled, Told("c", "3", None))["c"] == "QN0003"


def test_numbers_that_restart_prove_nothing() -> None:
    told = [Told("a", "1", "Open contracting portal"), Told("b", "1", "Clean rivers"), Told("c", "3", None)]
    assert ids(*told) == {"a": "QN0001", "b": None, "c": None}


def test_a_stranger_stays_without_id() -> None:
    assert ids(Told("a", "9", "Planting trees along the motorway")) == {"a": None}


def test_twin_titles_are_left_open() -> None:
    twins = (Known("QN0001", frozenset(), ("Open data portal",)), Known("QN0002", frozenset(), ("Open data portal",)))
    assert not any(m.accepted for m in match([Told("a", None, "Open data portal")], twins))


def test_the_registry_takes_every_title_that_was_seen() -> None:
    row = {"country_code": "QN", "plan_id": "QN-2014", "commitment_id": "QN0001", "number": "1."}
    plans = registry_by_plan([{**row, "title": "Open contracts"}, {**row, "title": "Contract portal"}])
    known = plans["QN", "QN-2014"][0]
    assert known.titles == ("Contract portal", "Open contracts")
    assert known.numbers == frozenset({"1"})


def test_two_words_in_common_are_not_the_same_reform() -> None:
    assert similarity("Open data for health", "Open data in courts and prisons") < 0.75
