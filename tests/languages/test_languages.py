"""A plan and a self-assessment in every language of the lexicon are read from end to end."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from babel.dates import format_date

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.lexicon.index import iterate_entries
from pipeline.lexicon.scope import languages
from pipeline.model import Extraction
from pipeline.schema.data import load_data
from scripts.specimens.sketch import Grid, Look, Part, Text, make_box, render_docx

SPECIMENS = Path(__file__).parent / "specimens.json"
FACTS: dict[str, dict[str, Any]] = json.loads(SPECIMENS.read_text("utf-8"))["languages"]
ANSWERS = ("problem_statement", "description", "expected_results", "relevance")
DAYS = (datetime.date(2022, 2, 1), datetime.date(2023, 12, 15))
LEVELS = ("limited", "complete")
IN_CLDR = {"no": "nb", "zh": "zh_Hant"}
"""Names of languages in CLDR that are others there; dates of those without month names are in figures."""
WITHOUT_MONTH_NAMES = {"mn"}

QUICK = ("ar", "es", "ka", "ru", "zh")
"""Languages of the quick tests: a few scripts, and the ones with most documents."""

EVERY = [pytest.param(language, marks=[] if language in QUICK else [pytest.mark.slow]) for language in FACTS]


def label(language: str, field: str) -> str:
    """Return the first wording of a label."""
    return next(entry.wording for entry in iterate_entries(language) if entry.field == field)


def numbered(language: str, number: int) -> str:
    """Return the word for a commitment with its number."""
    wordings = (entry.wording for entry in iterate_entries(language) if entry.field == "commitment")
    return next(wording for wording in wordings if "#" in wording).replace("#", str(number))


def date(language: str, day: datetime.date) -> str:
    if language in WITHOUT_MONTH_NAMES:
        return day.strftime("%d.%m.%Y")
    return format_date(day, "long", IN_CLDR.get(language, language))


def level(language: str, code: str) -> str:
    values = {value["code"]: value["variants"] for value in load_data("codes/completion")["values"]}
    return str(values[code][language][0])


def rows(*pairs: tuple[str, ...]) -> Grid:
    made = tuple(tuple(make_box(text) for text in pair) for pair in pairs)
    return Grid((1,) * len(pairs[0]), made)


def answers(language: str, index: int) -> dict[str, str]:
    """Return the answers of a form: the sentences, in another order in each."""
    sentences: Sequence[str] = FACTS[language]["sentences"]
    return {field: sentences[(place + index) % len(sentences)] for place, field in enumerate(ANSWERS)}


def draw(language: str, name: str, forms: Sequence[Sequence[Part]]) -> bytes:
    facts = FACTS[language]
    parts: list[Part] = [Text(facts[name], "title")]
    for number, (title, form) in enumerate(zip(facts["titles"], forms, strict=True), start=1):
        parts += [Text(f"{numbered(language, number)}: {title}", "heading"), *form]
    return render_docx(parts, facts[name], facts["ministry"], Look())


def plan_form(language: str, index: int) -> list[Part]:
    lead = (label(language, "lead_institution"), FACTS[language]["ministry"])
    answered = [(label(language, field), text) for field, text in answers(language, index).items()]
    heads = tuple(label(language, field) for field in ("milestones", "start_date", "end_date"))
    days = [date(language, day) for day in DAYS]
    milestones = [(text, *days) for text in FACTS[language]["milestones"]]
    return [rows(lead, *answered), rows(heads, *milestones)]


def report_form(language: str, index: int) -> list[Part]:
    text = answers(language, index)
    return [
        rows(
            (label(language, "main_objective"), text["problem_statement"]),
            (label(language, "description"), text["description"]),
            (label(language, "completion"), level(language, LEVELS[index])),
            (label(language, "results"), text["expected_results"]),
            (label(language, "next_steps"), text["relevance"]),
        )
    ]


def extract(folder: Path, content: bytes) -> Extraction:
    path = folder / "document.docx"
    path.write_bytes(content)
    return extract_document(folder, describe_file(path)).extraction


def table(extraction: Extraction, name: str) -> list[dict[str, Any]]:
    return [dict(row.values) for row in extraction.rows if row.table == name]


def test_every_language_has_a_specimen() -> None:
    assert sorted(FACTS) == sorted(languages())


@pytest.mark.parametrize("language", EVERY)
def test_a_plan_is_read(language: str, tmp_path: Path) -> None:
    facts = FACTS[language]
    found = extract(tmp_path, draw(language, "plan", [plan_form(language, index) for index in range(2)]))
    document = found.document
    assert (document["report_type"], document["language"], document["country_code"]) == (
        "action_plan", language, facts["country"],
    )  # fmt: skip
    assert (document["plan_start_year"], document["plan_end_year"]) == (2022, 2024)
    commitments = table(found, "commitments")
    assert [row["title"] for row in commitments] == facts["titles"]
    assert [row["number"] for row in commitments] == ["1", "2"]
    for index, row in enumerate(commitments):
        assert {field: row[field] for field in ANSWERS} == answers(language, index)
    assert [row["name"] for row in table(found, "institutions")] == [facts["ministry"]] * 2
    milestones = table(found, "milestones")
    assert [row["text"] for row in milestones] == facts["milestones"] * 2
    assert [(row["start_date"], row["end_date"]) for row in milestones] == [DAYS] * 4


@pytest.mark.parametrize("language", EVERY)
def test_a_self_assessment_is_read(language: str, tmp_path: Path) -> None:
    facts = FACTS[language]
    found = extract(tmp_path, draw(language, "report", [report_form(language, index) for index in range(2)]))
    document = found.document
    assert (document["report_type"], document["language"], document["country_code"]) == (
        "self_assessment", language, facts["country"],
    )  # fmt: skip
    commitments = table(found, "commitments")
    assert [row["title"] for row in commitments] == facts["titles"]
    assert [row["completion"] for row in commitments] == list(LEVELS)
    for index, row in enumerate(commitments):
        text = answers(language, index)
        fields = ("main_objective", "description", "results", "next_steps")
        assert [row[field] for field in fields] == [text[field] for field in ANSWERS]
