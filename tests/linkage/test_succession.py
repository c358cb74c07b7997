"""Succession and threads: what is stated, what is alike, what shares a theme; people's word; any order of files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.linkage import Linked, encode_review_list, link
from pipeline.linkage.clusters import PlanCommitment
from pipeline.linkage.groups import build_threads, find_bridges, leave_bridges_to_people
from pipeline.linkage.stated_links import FIRM, LIKELY, find_statements, judge_statements
from pipeline.linkage.succession import SuccessionLink, score_pairs
from pipeline.model import Extraction
from pipeline.overrides.decisions import Decision
from tests.linkage.building import Values, extraction

REGISTER = (
    "A public register of the beneficial owners of companies that hold mining licences is created by the Ownership Act."
)
HEARINGS = "Budget hearings are held in every district before the draft budget goes to the council of deputies."
TREES = "School gardens are planted along the coast with seedlings from the forest nursery."


def commitment(number: int, plan: int, title: str, text: str, **more: object) -> Values:
    """Return a commitment of the fictional country's plan with its ID."""
    year = 2012 + 2 * plan
    shared = {"plan_id": f"QN-{year}", "plan_number": plan, "number": str(number), "title": title, "description": text}
    return {"commitment_id": f"QN{plan:02}{number:02}", **shared, **more}


PLANS = (
    extraction(
        "a",
        [
            commitment(
                1, 1, "Register of beneficial owners in mining", REGISTER, lead_institution="Ministry of Mining"
            ),
            commitment(2, 1, "Citizen budget hearings", HEARINGS, lead_institution="Ministry of Finance"),
            commitment(3, 1, "School gardens", TREES),
        ],
    ),
    extraction(
        "b",
        [
            commitment(1, 2, "Beneficial ownership register for mining companies", REGISTER + " It is searchable."),
            commitment(2, 2, "Participatory budget hearings in districts", HEARINGS + " Minutes are published."),
            commitment(3, 2, "Electronic voting for expatriates", "Ballots are cast from embassies."),
        ],
    ),
)


def links(linked: Linked, status: str = "accepted") -> dict[tuple[object, object], dict[str, object]]:
    rows = [dict(row.values) for row in linked.rows if row.table == "links"]
    return {(row["from_key"], row["to_key"]): row for row in rows if row["status"] == status}


def test_a_reform_that_goes_on_is_linked_and_a_new_one_is_not() -> None:
    found = links(link(PLANS))
    assert set(found) == {("QN0101", "QN0201"), ("QN0102", "QN0202")}
    assert {row["relation"] for row in found.values()} == {"continues"}
    assert all(row["method"] == "matched" and "text concepts" in str(row["evidence"]) for row in found.values())


def test_threads_are_named_for_their_first_commitment() -> None:
    rows = [row.values for row in link(PLANS).rows if row.table == "threads"]
    assert [(row["thread_id"], row["commitment"], row["plan_position"]) for row in rows] == [
        ("T-QN0101", "QN0101", 1),
        ("T-QN0101", "QN0201", 2),
        ("T-QN0102", "QN0102", 1),
        ("T-QN0102", "QN0202", 2),
    ]


def test_what_a_document_states_is_a_link_with_its_sentence() -> None:
    sentence = "This continues Commitment 3 of the 2014-2016 action plan."
    later = commitment(3, 2, "Green classrooms", f"Pupils look after the nursery of seedlings. {sentence}")
    found = links(link([PLANS[0], extraction("b", [later])]))
    row = found["QN0103", "QN0203"]
    assert (row["method"], row["status"], row["evidence"]) == ("stated", "accepted", sentence)
    assert row["evidence_document_id"] == "b".ljust(16, "0")


def test_statements_in_several_languages() -> None:
    texts = (
        "This was carried over from the 2014 action plan.",
        "Este compromiso da continuidad al compromiso 3 del plan de acción 2014-2016.",
        "Ceci est la poursuite de l'engagement 3 du plan d'action 2014-2016.",
        "Este compromisso dá continuidade ao compromisso 3 do plano de ação 2014-2016.",
    )
    earlier = PlanCommitment("QN0103", "QN", "QN-2014", 1, 2014.0, ("x",), "", "", frozenset(), frozenset({"3"}), ())
    assert [judge_statements(earlier, find_statements(text))[0] for text in texts] == [LIKELY, FIRM, FIRM, FIRM]
    assert judge_statements(replace(earlier, when=2010.0), find_statements(texts[1]))[0] == 0.0


def test_the_previous_plan_is_the_one_before() -> None:
    said = find_statements("This continues commitment 3 of the previous action plan.")
    earlier = PlanCommitment("QN0103", "QN", "QN-2014", 1, 2014.0, ("x",), "", "", frozenset(), frozenset({"3"}), ())
    assert judge_statements(earlier, said, 2)[0] == FIRM
    assert [judge_statements(earlier, said, later)[0] for later in (3, None)] == [0.0, 0.0]
    assert judge_statements(earlier, find_statements("This commitment was made in the first NAP."))[0] == LIKELY


def test_a_sentence_that_denies_a_continuation_states_none() -> None:
    texts = (
        "This was not carried over from the previous action plan.",
        "El compromiso no da continuidad al plan de acción anterior.",
    )
    assert [[one.continues for one in find_statements(text)] for text in texts] == [[False], [False]]


def test_people_decide_until_the_titles_change() -> None:
    refused = Decision("succession", "QN0101", "QN0201", "reject", "Ada", "2026-01-31", "another register")
    added = Decision("succession", "QN0103", "QN0203", "accept", "Ada", "2026-01-31", "same garden", "School gardens")
    linked = link(PLANS, [refused, added])
    assert linked.decided == 2
    found = links(linked)
    assert ("QN0101", "QN0201") not in found
    assert found["QN0103", "QN0203"]["method"] == "override"
    assert found["QN0103", "QN0203"]["evidence"] == "decided by Ada on 2026-01-31: same garden"
    stale = link(PLANS, [replace(added, from_text="Orchards of the monastery")])
    assert stale.decided == 0
    assert [issue.code for issue in stale.issues] == ["override-stale"]


def test_a_decided_identity_wins() -> None:
    registry = extraction("r", registry=[{"commitment_id": "QN0009", "plan_id": "QN-2014", "title": "Clean water"}])
    doc = extraction("d", [{"plan_id": "QN-2014", "title": "Open data"}])
    decision = Decision(
        "identity", f"{'d'.ljust(16, '0')}:c1", "QN0009", "accept", "Ada", "2026-01-31", "page 4 says so"
    )
    rows = [row for e in link([doc, registry], [decision]).extractions for row in e.rows if row.table == "commitments"]
    assert (rows[0].values["commitment_id"], rows[0].values["id_method"]) == ("QN0009", "override")


def test_the_list_for_people_holds_both_texts_and_no_formula() -> None:
    later = commitment(
        1, 2, "=Register of owners", "Owners of mining licences are asked for their names in the capital."
    )
    linked = link([PLANS[0], extraction("b", [later])])
    rows = list(csv.DictReader(io.StringIO(encode_review_list(linked.review).decode("utf-8-sig"), newline="")))
    assert {row["kind"] for row in rows} <= {"succession"}
    assert all(not cell.startswith("=") for row in rows for cell in row.values())


def reform(key: str, when: float) -> PlanCommitment:
    return PlanCommitment(key, "QN", f"QN-{when:.0f}", None, when, (key,), "", "", frozenset(), frozenset(), ())


def test_a_weak_bridge_between_two_large_threads_is_left_to_people() -> None:
    nodes = {name: reform(name, 2012.0 + place) for place, name in enumerate("abcdef")}
    sure = [("a", "b"), ("b", "c"), ("d", "e"), ("e", "f")]
    steps = [SuccessionLink(nodes[x], nodes[y], 0.99, True, False, "") for x, y in sure]
    weak = SuccessionLink(nodes["c"], nodes["d"], 0.75, True, False, "")
    assert [(one.earlier.key, size, rest) for one, size, rest in find_bridges([*steps, weak])] == [("c", 3, 3)]
    assert not list(find_bridges(steps))
    assert not list(find_bridges([*steps, replace(weak, by_hand=True)]))
    links, _ = leave_bridges_to_people([*steps, weak])
    assert [[one.key for one in thread.members] for thread in build_threads(links)] == [list("abc"), list("def")]
    assert [len(one.members) for one in build_threads([*steps, weak])] == [6]


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(3)))
def test_the_order_of_files_does_not_matter(order: Sequence[int]) -> None:
    registry = extraction(
        "r", registry=[{"commitment_id": "QN0103", "plan_id": "QN-2014", "title": "Gardens of schools"}]
    )
    documents: tuple[Extraction, ...] = (*PLANS, registry)
    expected, found = link(documents), link([documents[place] for place in order])
    assert found.review == expected.review
    assert sorted(row.key for row in found.rows) == sorted(row.key for row in expected.rows)
    assert links(found) == links(expected)


def test_a_firm_statement_links_texts_that_share_no_word() -> None:
    statement = "This continues Commitment 3 of the 2014-2016 action plan."
    later = commitment(3, 2, "Oyster reefs", f"Divers count molluscs near Norhavn. {statement}")
    assert ("QN0103", "QN0203") in links(link([PLANS[0], extraction("b", [later])]))


def test_texts_in_two_languages_are_told_and_their_likeness_weighs_less() -> None:
    english = commitment(1, 1, "Open contracting portal", "All contracts of the state and of the towns are on the web.")
    spanish = "Los contratos del Estado y de los municipios se publican en la web para que los vea quien los pida."
    known = {"commitment_id": "QN0201", "plan_id": "QN-2016", "plan_number": 2, "number": "1"}
    told = commitment(1, 2, "Portal de contrataciones abiertas", spanish)
    short_title = extraction("c", registry=[{**known, "title": "Contracting portal for open contracts"}])
    found = link([extraction("a", [english]), extraction("b", [told]), short_title])
    rows = {**links(found), **links(found, "review")}
    assert "other language 1.00" in str(rows["QN0101", "QN0201"]["evidence"])


def test_a_pair_gives_way_to_a_far_likelier_one_of_the_same_plans() -> None:
    commitments = [plan_commitment("QN0001", 2014), plan_commitment("QN0011", 2016), plan_commitment("QN0012", 2016)]
    pairs = np.array([[0, 1], [0, 2]])
    score = score_pairs(commitments, pairs, np.array([0.99, 0.6]), np.zeros(2))
    assert score.round(2).tolist() == [0.99, 0.36]
    assert score_pairs(commitments, pairs, np.array([0.99, 0.9]), np.zeros(2)).tolist() == [0.99, 0.9]
    assert score_pairs(commitments, pairs, np.array([0.99, 0.6]), np.array([0.0, FIRM]))[1] >= 0.95


def plan_commitment(key: str, year: int) -> PlanCommitment:
    nothing: frozenset[str] = frozenset()
    return PlanCommitment(key, "QN", f"QN-{year}", None, year, (key,), key, "", nothing, nothing, ())


@pytest.mark.parametrize(
    "text",
    [
        "Cette action poursuit l'engagement 4 du premier plan d'actions triennal de la Stratégie nationale.",
        "This continues commitment 4 of the first action plan of the national integrity strategy.",
    ],
)
def test_the_action_plan_of_a_strategy_is_another_plan(text: str) -> None:
    assert find_statements(text) == ()


def test_a_strategy_behind_the_plan_keeps_the_statement() -> None:
    text = "This continues commitment 4 of the first action plan and supports the national strategy."
    assert [one.ordinal for one in find_statements(text)] == [1]
