"""Links: what explains them, and which wait for a person."""

from __future__ import annotations

from pipeline.analysis.evidence import explain_links, list_doubts, parse_features
from pipeline.overrides.decisions import Decision, latest_decisions
from tests.analysis import small


def test_a_matched_link_is_explained_by_its_features() -> None:
    (link,) = explain_links("QN0021", "QN0011", small.tables())
    assert (link.from_key, link.to_key, link.score, link.document, link.page) == (
        "QN0011",
        "QN0021",
        0.9,
        "review.pdf",
        7,
    )
    assert [(f.name, f.value, f.part) for f in link.features] == [("title", 0.8, 4.0), ("gap", 2.0, -0.6)]
    assert (link.from_text, link.to_text) == ("Open Register of Quotas", "Quota Transfers")


def test_a_stated_link_is_explained_by_its_sentence() -> None:
    (link,) = explain_links("QN0001", "QN0011", small.tables())
    assert (link.features, link.score, link.evidence) == ((), None, "It continues commitment 1 of the first plan.")


def test_identity_is_explained_by_the_key_of_the_row() -> None:
    (link,) = explain_links(f"{small.REPORT_TXT}:c1", "QN0001", small.tables())
    assert (link.kind, link.from_text) == ("identity", "Open the Register.")
    assert explain_links("QN0001", "QN0002", small.tables()) == ()


def test_reasons_in_words_stay_words() -> None:
    found = parse_features("title similarity 0.81; number same (trust 0.00); the lead is the same", {})
    assert [(f.name, f.value, f.part) for f in found] == [
        ("title similarity", 0.81, None),
        ("number same (trust 0.00)", None, None),
        ("the lead is the same", None, None),
    ]


def test_a_link_waits_until_a_person_decides() -> None:
    (doubt,) = list_doubts(small.tables(), {})
    assert (doubt.from_key, doubt.to_key, doubt.from_text, doubt.to_text) == (
        "QN0021",
        "QN0030",
        "Quota Transfers",
        "Clean water",
    )
    assert "Transfers of quotas" in doubt.from_told
    made = Decision("succession", "QN0021", "QN0030", "reject", "Ada", "2024-01-31", "water is no quota")
    assert list_doubts(small.tables(), latest_decisions([made])) == ()


def test_the_likeliest_comes_first() -> None:
    tables = small.tables()
    tables["links"].append(small.succession("QN0002", "QN0030", status="review", score=0.6))
    assert [doubt.from_key for doubt in list_doubts(tables, {})] == ["QN0002", "QN0021"]


def test_the_text_of_an_id_is_that_of_sources_that_state_it() -> None:
    tables = small.tables()
    for place in ("c8", "c9"):
        row = small.commitment(small.REPORT_TXT, place, "QN0021", "QN-2021", title="Matched only", id_method="matched")
        tables["commitments"].append(row)
    assert list_doubts(tables, {})[0].from_text == "Quota Transfers"
