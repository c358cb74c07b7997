"""Text is told from nonsense in every language that CLDR knows, and nonsense of each kind from text."""

from __future__ import annotations

import importlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from babel import Locale, localedata

from pipeline.readers.pdf.page_quality import find_text_fault, script_of
from scripts.letter_profiles import list_languages

WORDS = 350
NOISE = "~^|{}<>*%$#_=+\\"
Spoil = Callable[[str, random.Random], str]


@cache
def pages() -> dict[str, tuple[str, list[str]]]:
    """Return language -> its main script and the words of a page of names in it."""
    found = {}
    for language in localedata.locale_identifiers():
        locale = Locale.parse(language)
        words = (
            [] if locale.territory or locale.variant else [w for text in list_languages(locale) for w in text.split()]
        )
        if len(words) >= 150:
            random.Random(language).shuffle(words)
            scripts = Counter(script_of(letter) for word in words[:WORDS] for letter in word if letter.isalpha())
            found[language] = (max(scripts, key=scripts.__getitem__), words[:WORDS])
    return found


def of_scripts(*scripts: str) -> Iterator[tuple[str, list[str]]]:
    for language, (script, words) in pages().items():
        if not scripts or script in scripts:
            yield language, words


def test_no_language_is_taken_for_nonsense() -> None:
    assert len(pages()) > 250
    assert {language: code for language, words in of_scripts() if (code := find_text_fault(words))} == {}


def shifted(by: int) -> Spoil:
    return lambda word, _: "".join(chr(ord(letter) + by) if letter.isalpha() else letter for letter in word)


def badly_seen(word: str, seed: random.Random) -> str:
    def seen(letter: str) -> str:
        chance = seed.random()
        return seed.choice(NOISE) if chance < 0.25 else letter.swapcase() if chance < 0.4 else letter

    return "".join(map(seen, word))


def misread(code: str, as_code: str) -> Spoil:
    return lambda word, _: word.encode(code, "replace").decode(as_code, "replace")


CASED = ("LATIN", "CYRILLIC")
SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    ("spoil", "scripts", "least"),
    [
        pytest.param(shifted(-29), ("LATIN",), 0.95, id="glyph numbers for letters"),
        pytest.param(shifted(3), ("LATIN",), 0.95, id="shifted by three", marks=SLOW),
        pytest.param(shifted(1), ("LATIN",), 0.8, id="shifted by one", marks=SLOW),
        pytest.param(
            lambda word, _: "".join(letter * 2 for letter in word), (), 0.99, id="every letter twice", marks=SLOW
        ),
        pytest.param(lambda word, _: word[::-1], CASED, 0.95, id="backwards, with capitals", marks=SLOW),
        pytest.param(lambda word, _: word[::-1], ("HEBREW",), 0.99, id="backwards, Hebrew"),
        pytest.param(badly_seen, CASED, 0.99, id="bad OCR"),
        pytest.param(
            misread("utf-8", "cp1252"), ("CYRILLIC", "GEORGIAN", "ARABIC"), 0.99, id="UTF-8 as Windows", marks=SLOW
        ),
        pytest.param(
            misread("utf-8", "latin-1"), ("CYRILLIC", "ETHIOPIC", "CJK"), 0.99, id="UTF-8 as Latin-1", marks=SLOW
        ),
        pytest.param(misread("cp1251", "latin-1"), ("CYRILLIC",), 0.99, id="Cyrillic as Latin-1"),
        pytest.param(
            lambda word, _: "".join(chr(0xE000 + ord(c) % 500) for c in word), (), 0.99, id="private characters"
        ),
    ],
)
def test_nonsense_is_told(spoil: Spoil, scripts: tuple[str, ...], least: float) -> None:
    seed = random.Random(5)
    told = [find_text_fault([spoil(word, seed) for word in words]) is not None for _, words in of_scripts(*scripts)]
    assert sum(told) >= least * len(told)


@pytest.mark.parametrize("language", ["ar", "fa", "he", "ur"])
def test_sentences_that_run_backwards_are_told(language: str) -> None:
    sentences = importlib.import_module(f"spacy.lang.{language}.examples").sentences
    words = " ".join(sentences).split()
    assert find_text_fault(words) is None
    assert find_text_fault([word[::-1] for word in words]) == "mirrored-text"


def test_letters_that_stand_for_others_are_told() -> None:
    seed = random.Random(5)
    told = []
    for _, words in of_scripts("LATIN", "CYRILLIC", "ARABIC", "HEBREW"):
        letters = sorted({letter for word in words for letter in word if letter.isalpha()})
        others = dict(zip(letters, seed.sample(letters, len(letters)), strict=True))
        told.append(find_text_fault(["".join(others.get(c, c) for c in word) for word in words]) is not None)
    assert sum(told) >= 0.9 * len(told)


def test_a_page_of_figures_and_names_is_text() -> None:
    printed = "USD 1,200.50 12/2015 QN-2014 www.example.org info@example.org 3.3.1.1 (a) iPhone"
    assert find_text_fault(printed.split() * 9) is None


@pytest.mark.parametrize("words", [[], ["x"], ["+"], ["\uf0fc"] * 40, ["1."] * 200])
def test_little_text_is_never_nonsense(words: list[str]) -> None:
    assert find_text_fault(words) is None
