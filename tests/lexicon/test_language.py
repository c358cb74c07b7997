"""Sentences, wordings and the language of a text."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.lexicon import language
from pipeline.lexicon.language import detect_language, make_phrase_finder, split_sentences


def cut(text: str, language: str | None = None) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It met. It closed.", ["It met.", "It closed."]),
        ("See Order No. 99 of 11 Mar. 2024. It opened.", ["See Order No. 99 of 11 Mar. 2024.", "It opened."]),
        ("The forum met.[2] In May it closed.[3][4] Then", ["The forum met.[2]", "In May it closed.[3][4]", "Then"]),
        ("The forum met.12 In May it closed.", ["The forum met.12", "In May it closed."]),
        ("Dr. Berg spoke vs. Mr. Dahl. All left.", ["Dr. Berg spoke vs. Mr. Dahl.", "All left."]),
        ("A heading\nA text that follows", ["A heading", "A text that follows"]),
        ("It costs 3.5 million. It pays.", ["It costs 3.5 million.", "It pays."]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_sentences_of_a_language_without_rules_of_its_own() -> None:
    assert cut("Bir jumla. Ikki jumla.", "xq") == ["Bir jumla.", "Ikki jumla."]


def test_sentences_of_a_text_without_any_end() -> None:
    text = "word " * 100_000
    assert sum(end - start for start, end in split_sentences(text)) > 490_000


def test_longest_wording_wins() -> None:
    find = make_phrase_finder(
        {"short": [[{"LOWER": "modest"}]], "long": [[{"LOWER": "modest"}, {"LOWER": "potential"}]]}
    )
    assert [(found.name, found.start, found.end) for found in find("A modest potential, modest")] == [
        ("long", 2, 18),
        ("short", 20, 26),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ministry will publish all contracts in open formats.", "en"),
        ("El ministerio publicará todos los contratos en formatos abiertos.", "es"),
        ("Le ministère publiera tous les contrats dans des formats ouverts.", "fr"),
        ("Нээлттэй засгийн түншлэлийн үндэсний үйл ажиллагааны төлөвлөгөөний хэрэгжилт", "mn"),
        ("Commitment", None),
        ("2021-2023", None),
        ("", None),
    ],
)
def test_detect_language(text: str, expected: str | None) -> None:
    assert detect_language(text) == expected


def test_nothing_heavy_is_loaded_with_the_module() -> None:
    code = "import sys, pipeline.lexicon.language; sys.exit(bool({'spacy', 'py3langid', 'numpy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_model_is_let_go_of_after_many_texts_and_not_after_each() -> None:
    text = "The government publishes all contracts in open formats."
    language._identifier().looked_up = 0
    detect_language(text)
    assert language._identifier().looked_up == len(text)
    for _ in range(language.MOST_LOOKED_UP // len(text)):
        detect_language(text)
    assert language._identifier().looked_up < len(text)


def test_a_text_without_a_word_that_a_pattern_needs_is_given_to_no_matcher(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[object] = []
    build_matcher = language._matcher

    def count_and_build(patterns: language.Patterns) -> object:
        built.append(patterns)
        return build_matcher(patterns)

    monkeypatch.setattr(language, "_matcher", count_and_build)
    optional = {"LOWER": {"IN": ["fully", "partly"]}, "OP": "?"}
    find = make_phrase_finder({"state": [[{"IS_PUNCT": True, "OP": "*"}, optional, {"LOWER": "verifiable"}]]})
    assert find("It was fully put into practice.") == ()
    assert not built
    assert [match.name for match in find("It is Verifiable.")] == ["state"]
    assert len(built) == 1


def test_a_pattern_without_any_word_is_held_against_every_text() -> None:
    find = make_phrase_finder({"figure": [[{"LIKE_NUM": True}]], "both": [[{"LOWER": "by"}, {"LOWER": "law"}]]})
    assert [match.name for match in find("It has 12 goals.")] == ["figure"]
