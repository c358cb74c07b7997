"""The label classifier: known wordings decide, unknown ones are read by meaning, and doubt abstains."""

from __future__ import annotations

import pytest

from pipeline.lexicon import classify_label
from pipeline.lexicon.index import Wording
from pipeline.lexicon.similarity import build_space, count_grams


@pytest.mark.parametrize(
    ("text", "field", "method"),
    [
        ("Main Objective:", "main_objective", "exact"),
        ("Leed implementing agency", "lead_institution", "fuzzy"),
        ("Sources of the funding that will be needed", "budget", "meaning"),
        ("Government agency that will lead implementing work", "lead_institution", "meaning"),
    ],
)
def test_the_first_stage_that_knows_a_label_decides(text: str, field: str, method: str) -> None:
    found = classify_label(text)
    assert (found.field, found.method, found.abstain) == (field, method, False)


@pytest.mark.parametrize("text", ["", "Monday", "1.", "The courts of the north published 12 decisions", "x" * 500])
def test_what_is_near_no_wording_is_left_alone(text: str) -> None:
    found = classify_label(text)
    assert found.abstain
    assert found.field is None


def test_candidates_are_ranked_and_each_field_stands_once() -> None:
    found = classify_label("Agency that is responsible for implementing")
    fields = [candidate.field for candidate in found.candidates]
    assert len(fields) == len(set(fields))
    assert [c.score for c in found.candidates[1:]] == sorted((c.score for c in found.candidates[1:]), reverse=True)


def test_unknown_words_take_a_text_away_from_every_wording() -> None:
    made = build_space([Wording("budget", "Source of funding", "en"), Wording("end_date", "End date", "en")])
    near, far = made.nearest("Source of funding")[0], made.nearest("Source of light in the dark night")[0]
    assert near.similarity == pytest.approx(1.0)
    assert far.similarity < 0.5
    assert made.nearest("§§") == ()
    assert "# funding" in count_grams("3. Funding")


def test_a_text_that_returns_is_as_near_as_before() -> None:
    made = build_space([Wording("budget", "Source of funding", "en"), Wording("end_date", "End date", "en")])
    texts = ["Source of funding", "End date", "Source of the date", "Source", "End date", "§§"]
    together = made.similarities(texts, {"budget": 0, "end_date": 1}, 2)
    for text, row in zip(texts, together, strict=True):
        alone = {near.field: near.similarity for near in made.nearest(text)}
        assert row.tolist() == pytest.approx([alone.get("budget", 0), alone.get("end_date", 0)])


def test_fields_that_ask_for_the_same_are_no_rivals() -> None:
    found = classify_label("Autres parties prenantes")
    assert found.field in {"actors", "support_institutions"}
    assert found.trust > 0.6
    assert classify_label("Pertinence vis-à-vis des valeurs de l'OGP").trust > 0.45
