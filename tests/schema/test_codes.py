"""Vocabularies: every listed form gives its own code, and an unlisted word gives none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon.vocabularies import find_code, has_no_value, printed_forms
from pipeline.schema.data import list_data, load_data

FORMS = [
    (name, listed, form)
    for name in list_data("codes")
    for listed, forms in printed_forms(name).items()
    for form in forms
]


@pytest.mark.parametrize("vocabulary", list_data("codes"))
def test_every_form_gives_its_own_code(vocabulary: str) -> None:
    wrong = [(form, listed) for name, listed, form in FORMS if name == vocabulary and find_code(name, form) != listed]
    assert wrong == []


@pytest.mark.parametrize(
    ("vocabulary", "text", "expected"),
    [
        ("completion", "Substantia l", "substantial"),
        ("completion", "d. Complete", "complete"),
        ("completion", "NOT  STARTED", "not_started"),
        ("completion", "Progrès limité", "limited"),
        ("completion", "Завершено", "complete"),
        ("milestone_status", "yellow", "limited"),
        ("milestone_status", "Not started or severe delays", "not_started_or_delayed"),
        ("potential_impact", "Tranformative", "transformative"),
        ("early_results", "Marginal Marginal", "marginal"),
        ("early_results", "No IRM Data", "no_irm_data"),
        ("did_it_open_government", "no cambió", "did_not_change"),
        ("yes_no", "Sí", "yes"),
        ("starred", "Yes Starred", "yes"),
        ("ambition", "Pending IRM Review", "pending_irm_review"),
        ("completion", "about half", None),
        ("completion", "", None),
    ],
)
def test_printed_words(vocabulary: str, text: str, expected: str | None) -> None:
    assert find_code(vocabulary, text) == expected


def test_unclear_completion_is_known_to_give_no_level() -> None:
    assert find_code("completion", "Unclear") is None
    assert has_no_value("completion", "unclear")


@given(st.sampled_from(list_data("codes")), st.text(max_size=60))
def test_any_text_gives_a_listed_code_or_none(vocabulary: str, text: str) -> None:
    assert find_code(vocabulary, text) in {None, *printed_forms(vocabulary)}


def test_milestones_in_time_and_late_have_names_in_every_language() -> None:
    vocabulary = load_data("codes/milestone_status")
    for value in vocabulary["values"]:
        if value["code"] in ("complete_or_substantial", "not_started_or_delayed"):
            assert all(len(words) > 1 for words in value["variants"].values()), value["code"]
