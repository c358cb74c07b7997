"""The languages whose labels are looked up in a document: its own, and those of the labels that it prints."""

from __future__ import annotations

from dataclasses import replace

from pipeline.identify.languages import list_languages
from pipeline.lexicon.language import detect_language
from tests.building import document, heading, paragraph, table

HEADS = ("Compromiso", "Institución responsable", "Inicio", "Fin")


def test_labels_in_another_language_count_too() -> None:
    form = document(heading("Open registers"), table(HEADS, ("Open the register", "Ministry", "2021", "2023")))
    assert list_languages(replace(form, language="en")) == ("en", "es")


def test_one_or_two_words_that_are_labels_elsewhere_do_not() -> None:
    plan = document(paragraph("Slut"), paragraph("Our plan opens the registers of all companies to the public."))
    assert list_languages(replace(plan, language="en")) == ("en",)


def test_a_language_is_known_by_its_own_script() -> None:
    assert detect_language("시민은 공공 계약을 따내는 기업을 누가 소유하는지 알 수 없다.") == "ko"
    assert detect_language("民眾無法得知取得政府採購合約的公司由誰擁有以及如何取得資料。") == "zh"
