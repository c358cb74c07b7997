"""Every generation of IRM reports in four languages and three formats: all ratings, milestones and texts, no others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.lexicon.vocabularies import find_code, fold_printed_word
from pipeline.model import Document, Parsed, RawRecord, SourceDocument
from pipeline.parsers.irm import irm_report
from pipeline.parsers.irm.ratings import load_words
from pipeline.readers.reading import read_document
from scripts.specimens.irm.draw import as_docx, as_html, as_pdf
from scripts.specimens.irm.report import GENERATIONS, LANGUAGES, Report
from scripts.specimens.irm.reports import write_report
from tests.building import identified

MEDIA = {
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
DRAWN: dict[str, Callable[[Report], bytes]] = {
    "html": lambda report: as_html(report.parts, report.language, "X"),
    "pdf": lambda report: as_pdf(report.parts, "✔"),
    "open.pdf": lambda report: as_pdf(report.parts, "X", ruled=False),
    "docx": lambda report: as_docx(report.parts, report.language, "fill"),
}
SLOW = pytest.mark.slow
CASES: list[Any] = [(generation, language, "html") for generation in GENERATIONS for language in LANGUAGES]
CASES += [pytest.param(name, LANGUAGES[n % 4], "pdf", marks=SLOW) for n, name in enumerate(GENERATIONS)]
CASES += [pytest.param(name, LANGUAGES[(n + 2) % 4], "docx", marks=SLOW) for n, name in enumerate(GENERATIONS)]
CASES += [pytest.param(name, LANGUAGES[n % 4], "open.pdf", marks=SLOW) for n, name in enumerate(GENERATIONS[1:])]
# A page end parts the English form between the two halves of a label.
CASES += [pytest.param("vertical", language, "open.pdf", marks=SLOW) for language in ("es", "fr", "pt")]


def read(content: bytes, suffix: str, folder: Path) -> Document:
    path = folder / f"report.{suffix}"
    path.write_bytes(content)
    return read_document(
        folder, SourceDocument("0" * 16, path.name, "0" * 64, MEDIA[suffix.rsplit(".", maxsplit=1)[-1]], len(content))
    )


def coded(record: RawRecord, own: str) -> tuple[str, str]:
    indicator, value = record.fields["indicator"].text, record.fields["value"].text
    is_midterm = indicator == "completion" and own == "end_of_term" and record.fields["phase"].text == "midterm"
    found = find_code(load_words()["levels"].get(indicator, "yes_no"), value)
    return ("completion_midterm" if is_midterm else indicator, found or value)


def ratings_of(parsed: Parsed, commitment: RawRecord) -> set[tuple[str, str]]:
    return {
        coded(record, "end_of_term" if parsed.report_type == "irm_end_of_term_report" else "")
        for record in parsed.records
        if record.table == "assessments" and record.commitment == commitment.place
        # A milestone's ratings and those by OGP value are not the commitment's own.
        if record.milestone is None
        and not (record.fields["indicator"].text.startswith("did_it") and "part" in record.fields)
    }


def stated_ratings(fact: dict[str, Any]) -> set[tuple[str, str]]:
    return {
        (name, value)
        for name, given in fact["ratings"].items()
        for value in (given if isinstance(given, list) else [given])
    }


@pytest.mark.parametrize(("generation", "language", "suffix"), CASES)
def test_a_report_gives_what_it_states(generation: str, language: str, suffix: str, tmp_path: Path) -> None:
    report = write_report(generation, language)
    document = identified(read(DRAWN[suffix](report), suffix, tmp_path))
    assert irm_report.identify(document) is not None
    parsed = irm_report.parse(document)
    commitments = {r.fields["number"].text: r for r in parsed.records if r.table == "commitments"}
    assert sorted(commitments) == sorted(fact["number"] for fact in report.facts)
    for fact in report.facts:
        commitment = commitments[fact["number"]]
        assert commitment.fields["title"].text == fact["title"]
        assert ratings_of(parsed, commitment) == stated_ratings(fact)
        for name, text in fact["fields"].items():
            assert fold_printed_word(commitment.fields[name].text) == fold_printed_word(text), name
        for name in ("lead_institution", "support_institutions"):
            assert name not in fact or commitment.fields[name].text == fact[name]
        check_milestones(parsed, commitment, fact["milestones"])


def check_milestones(parsed: Parsed, commitment: RawRecord, stated: list[dict[str, str]]) -> None:
    given = [r for r in parsed.records if r.table == "milestones" and r.commitment == commitment.place]
    assert [m.fields["text"].text for m in given] == [m["text"] for m in stated]
    levels = [find_code("completion", m.fields["status"].text) if "status" in m.fields else None for m in given]
    assert levels == [m.get("status") for m in stated]
