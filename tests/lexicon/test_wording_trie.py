from __future__ import annotations

import pytest

from pipeline.lexicon.ideas import find_asked_field
from pipeline.lexicon.wording_trie import find_wordings, fold_with_places


def longest(text: str) -> tuple[str, str] | None:
    folded = fold_with_places(text)
    hits = list(find_wordings(folded, 0))
    return (hits[-1].field, text[: folded.until[hits[-1].end - 1]]) if hits else None


def test_places_lead_back_to_the_text() -> None:
    folded = fold_with_places("Área 12 b")
    assert folded.letters == "area#b"
    assert [(start, end) for start, end in zip(folded.at, folded.until, strict=True)][4] == (5, 7)


def test_longest_wording_is_found() -> None:
    assert longest("Main objective of the commitment Open data") == (
        "main_objective",
        "Main objective of the commitment",
    )


def test_footnotes_and_limits_are_passed_over() -> None:
    assert fold_with_places("Goal26 does (140 character limit)").letters == "goaldoes"


def test_nothing_known() -> None:
    assert longest("Zebra crossing") is None


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("How will this activity contribute to problem solving?", "expected_results"),
        ("What are the major challenges that this commitment will address?", "problem_statement"),
        ("Why is this commitment consistent with OGP values?", "relevance"),
        ("Which Sustainable Development Goal does it serve?", "additional_information"),
        ("¿Qué resultados espera la medida?", "expected_results"),
        ("Who paid for the bridge?", None),
    ],
)
def test_question_is_read_by_its_ideas(question: str, field: str | None) -> None:
    assert find_asked_field(question) == field
