"""The label lexicon: wordings of several templates and languages, run-in labels, prompts; values are no labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon import is_prompt, iterate_entries, match_label, match_start, split_label
from pipeline.lexicon.index import find_by_letters
from pipeline.lexicon.scope import narrow_languages
from pipeline.lexicon.text_folding import expand_template, fold_to_letters
from pipeline.schema.data import list_data

LABELS = [
    ("Main Objective:", "main_objective"),
    ("2. What are the causes of the problem?", "problem_statement"),
    ("Which societal challenge is tackled by this reform?", "problem_statement"),
    ("What need does the initiative seek to address?", "problem_statement"),
    ("How shall this measure help to overcome the public issue?", "expected_results"),
    ("Brief Description of  Commitment\n(140 character limit)", "brief_description"),
    ("Substantia l results", None),
    ("Completion level", "completion"),
    ("CSOs, private  sector, working groups,  multilaterals", "actors_non_government"),
    ("Assessment of Progress (Green/Amber/Red)", "status"),
    ("Milestone Activity with a verifiable deliverable\tStart Date:\tEnd Date:", "milestones"),
    ("Ambition (see definition):", "ambition_rating"),
    ("¿Cuál es la problemática que la acción busca resolver?", "problem_statement"),
    ("Ciclo del Plan de Acción", "cycle"),
    ("Órgão coordenador", "lead_institution"),
    ("Como contribuirá para a prestação de contas?", "relevance"),
    ("¿Cómo promoverá la transparencia?", "relevance"),
    ("Other bodies and associations", "support_institutions"),
    ("Résultats attendus :", "expected_results"),
    ("Краткое описание обязательства", "brief_description"),
    ("Дараагийн алхам", "next_steps"),
    ("Penanggung jawab", "lead_institution"),
    ("The ministry will publish its contracts.", None),
    ("Ministry of Finance", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "field"), LABELS)
def test_labels_and_values(text: str, field: str | None) -> None:
    match = match_label(text)
    assert (match and match.field) == field


def test_guidance_after_a_label_does_not_hide_it() -> None:
    match = match_label("Ambition Briefly describe the intended policy results of the commitment")
    assert match is not None
    assert (match.field, match.method) == ("ambition", "prefix")


def test_a_misspelt_label_is_matched_by_likeness_and_says_so() -> None:
    match = match_label("Lead implemeting agancy")
    assert match is not None
    assert match.method == "fuzzy"
    assert match.score < 1


def test_fields_restrict() -> None:
    assert match_label("Government", fields={"actors_government"}) is not None
    assert match_label("Government", fields={"title"}) is None


def test_a_run_in_label_is_cut_from_its_value() -> None:
    found = split_label("Lead implementing agency/actor – Ministry of Justice: legal department")
    assert found is not None
    assert (found[0].field, found[1]) == ("lead_institution", "Ministry of Justice: legal department")


def test_the_longest_label_opens_a_text() -> None:
    found = match_start("What is the commitment? Courts will publish judgments.")
    assert found is not None
    assert (found[0].field, found[1]) == ("description", len("What is the commitment?"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("which this commitment is relevant to further advancing OGP values", True),
        ("Tip: use the information contained in your NAP.", True),
        ("Relevant for increasing the information transparency", False),
        ("-", False),
    ],
)
def test_prompts(text: str, expected: bool) -> None:
    assert is_prompt(text) is expected


@pytest.mark.parametrize("language", list_data("lexicon"))
def test_every_wording_is_found_again_with_its_field(language: str) -> None:
    with narrow_languages([language]):
        lost = [e.wording for e in iterate_entries(language) if match_label(e.wording, [e.field]) is None]
    assert lost == []


@given(st.text(max_size=200))
def test_no_text_breaks_the_lexicon(text: str) -> None:
    match_label(text)
    match_start(text)
    split_label(text)
    is_prompt(text)
    assert fold_to_letters(fold_to_letters(text)) == fold_to_letters(text)


def test_templates_with_odd_brackets_are_refused() -> None:
    with pytest.raises(ValueError, match="missing"):
        list(expand_template("[open", {}))
    with pytest.raises(ValueError, match="pair"):
        list(expand_template("shut]", {}))


def test_a_label_counts_in_the_languages_of_the_document_alone() -> None:
    with narrow_languages(["sv"]):
        assert match_label("Slut") is not None
        assert match_label("Objetivo general") is None
    with narrow_languages(["en"]):
        assert match_label("Slut") is None
        assert [entry.field for entry in find_by_letters("slut")] == []


def test_words_of_a_slot_may_be_templates() -> None:
    assert list(expand_template("Was ist {c}", {"c": ["die <Maßnahme|Zusage>"]})) == [
        "Was ist die Maßnahme",
        "Was ist die Zusage",
    ]


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Why is this needed?", "problem_statement"),
        ("Vad ska vi göra?", "description"),
        ("Коли це буде готово?", "timeline"),
        ("¿Quién es responsable?", "lead_institution"),
        ("Kes veel osaleb?", "support_institutions"),
        ("Que passos vamos dar?", "milestones"),
    ],
)
def test_plain_questions_ask_for_fields(question: str, field: str | None) -> None:
    match = match_label(question)
    assert (match.field if match and match.method == "exact" else None) == field
