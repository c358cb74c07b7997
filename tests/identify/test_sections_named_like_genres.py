"""Sections of a plan that are called like other documents do not make it one of these."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document

SECTIONS = {
    "en": ("Calendar", "Questionnaire", "List of participants", "Contract"),
    "es": ("Calendario", "Encuesta", "Cronograma", "Lista de participantes"),
    "fr": ("Calendrier", "Questionnaire", "Liste des participants", "Convention"),
}
TITLES = {
    "en": "National Action Plan 2022-2024",
    "es": "Plan de Acción Nacional 2022-2024",
    "fr": "Plan d'action national 2022-2024",
}


@pytest.mark.parametrize("language", SECTIONS)
@pytest.mark.parametrize("kind", ["h2", "li", "td"])
def test_sections_below_the_title_are_not_the_document(tmp_path: Path, kind: str, language: str) -> None:
    sections = "".join(
        f"<tr><td>{name}</td></tr>" if kind == "td" else f"<{kind}>{name}</{kind}>" for name in SECTIONS[language]
    )
    body = f"<table>{sections}</table>" if kind == "td" else sections
    path = tmp_path / "plan.html"
    path.write_text(
        f"<html lang='{language}'><body><h1>{TITLES[language]}</h1><p>Open Government Partnership</p>"
        f"<p>Norlandia</p><p>Ministry of Justice</p>{body}</body></html>",
        encoding="utf-8",
    )
    document = extract_document(tmp_path, describe_file(path)).extraction.document
    assert (document["report_type"], document["plan_start_year"]) == ("action_plan", 2022)
