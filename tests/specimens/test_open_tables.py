"""Forms and tables without all their rules: what a reader sees from where text begins, gaps, drawing and weight."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Extraction
from scripts.specimens import self_assessment_2016, status_report
from scripts.specimens.facts import load_facts
from scripts.specimens.pdf_sheet import Ruling, draw_with_ruling
from tests import layouts
from tests.specimens.test_extraction import fold

pytestmark = pytest.mark.slow

RULINGS = {
    "open": Ruling("none"),
    "tight": Ruling("none", 0.0),
    "level": Ruling("level"),
    "shade": Ruling("shade", 1.0),
    "frame": Ruling("outer"),
}
"""How tables are set off."""

MOST = 4
"""Commitments of a drawn form: enough for tables over page ends."""

SET_OFF = [name for name in RULINGS if name != "tight"]
"""Rulings in which rows are told apart by gaps or drawing; in tight ones only the ends of lines tell them."""

FORMS = ("completion", "lettered", "assessment", "assessment-merged", "plan-h2", "plan-h3", "plan-h3-es", "plan-h4")
COLUMNS = ("irm-results", "status", "status-single", "traffic-light")
MILESTONES = ("assessment", "assessment-es", "assessment-merged", "plan-h4")
PADS = (0.0, 0.4, 1.0, 1.7)
"""Room above the rows of shaded forms: tables end at other places of the page, and stick to each other."""
GRIDS = ("irm-progress", "irm-end-of-term")
COUNTED = ("completion", "results", "next_steps", "lead_institution", "problem_statement", "end_date", "title")


def drawn(source: str) -> tuple[bytes, dict[str, Any]]:
    """Draw a sketched form; return its content and what a reader should find."""
    if source.startswith("status"):
        facts = load_facts("status_report")[source == "status-single"]
        return status_report.draw_report(facts), status_report.build_expectation(facts)
    language, look = ("es" if source.endswith("-es") else "en"), ("merged" if "merged" in source else "form")
    facts = load_facts("self_assessment_2016")[language]
    few = {**facts, "commitments": facts["commitments"][:MOST]}
    content = self_assessment_2016.draw_form(few, load_facts("self_assessment_2016_labels")[language], f"{look}.pdf")
    return content, self_assessment_2016.build_expectation(few, f"{look}.pdf")


@cache
def read(source: str, ruling: str, folder: Path) -> tuple[Extraction, dict[str, Any]]:
    content = layouts.files().get(f"borderless/{source}/{ruling}.pdf")
    if content is not None:
        expected = layouts.expected(f"borderless/{source}")
    else:
        with draw_with_ruling(RULINGS[ruling]):
            content, expected = drawn(source)
    path = folder / f"{source}-{ruling}.pdf"
    path.write_bytes(content)
    return extract_document(folder, describe_file(path)).extraction, expected


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("open")


@pytest.mark.parametrize("ruling", SET_OFF)
@pytest.mark.parametrize("source", FORMS)
def test_a_form_answers_as_with_rules(source: str, ruling: str, folder: Path) -> None:
    found, expected = read(source, ruling, folder)
    rows = [row.values for row in found.rows if row.table == "commitments"]
    assert [fold(row["number"]) for row in rows] == [fold(c["number"]) for c in expected["commitments"]]
    for row, wanted in zip(rows, expected["commitments"], strict=True):
        for field in wanted.keys() & set(COUNTED):
            assert fold(row.get(field)) == fold(wanted[field]), (wanted["number"], field)


@pytest.mark.parametrize("source", FORMS)
def test_rows_without_gaps_give_no_wrong_level(source: str, folder: Path) -> None:
    found, expected = read(source, "tight", folder)
    rows = [row.values for row in found.rows if row.table == "commitments"]
    for row, wanted in zip(rows, expected["commitments"], strict=True):
        assert row.get("completion") in {None, wanted.get("completion")}, wanted["number"]


@pytest.mark.parametrize("source", COLUMNS)
@pytest.mark.parametrize("ruling", SET_OFF)
def test_milestones_and_ratings_in_columns(source: str, ruling: str, folder: Path) -> None:
    found, expected = read(source, ruling, folder)
    if expected.get("milestones"):
        given = [row.values for row in found.rows if row.table == "milestones"]
        assert [fold(row.get("text")) for row in given] == [fold(m["text"]) for m in expected["milestones"]]
        assert [row.get("status") for row in given] == [m["status"] for m in expected["milestones"]]
    else:
        rated = {row.values["value"] for row in found.rows if row.table == "assessments"}
        assert rated >= {a["value"] for a in expected["assessments"]}


@pytest.mark.parametrize("ruling", SET_OFF)
@pytest.mark.parametrize("source", MILESTONES)
def test_milestones_below_a_form_keep_their_rows(source: str, ruling: str, folder: Path) -> None:
    found, expected = read(source, ruling, folder)
    given = [row.values for row in found.rows if row.table == "milestones"]
    for field in ("text", "end_date"):
        assert [fold(row.get(field)) for row in given] == [fold(m.get(field)) for m in expected["milestones"]]


@pytest.mark.parametrize("pad", PADS)
@pytest.mark.parametrize("source", MILESTONES)
def test_shaded_forms_give_no_wrong_milestone(
    source: str, pad: float, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULINGS, f"shade-{pad}", Ruling("shade", pad))
    found, expected = read(source, f"shade-{pad}", folder)
    wanted = {fold(m["text"]): m for m in expected["milestones"]}
    given = [row.values for row in found.rows if row.table == "milestones"]
    assert len(given) == len(wanted)
    for row in given:
        told = wanted[fold(row["text"])]
        for field in told.keys() & {"start_date", "end_date", "responsible", "status"}:
            assert row.get(field) is None or fold(row[field]) == fold(told[field]), (row["number"], field)


@pytest.mark.parametrize("source", GRIDS)
@pytest.mark.parametrize("ruling", RULINGS)
def test_marks_below_upright_headings(source: str, ruling: str, folder: Path) -> None:
    found, expected = read(source, ruling, folder)
    numbers = {row.key: fold(row.values["number"]) for row in found.rows if row.table == "commitments"}
    given = [row.values for row in found.rows if row.table == "assessments"]
    rated = {(numbers[str(a["commitment_key"])], a["indicator"], a["value"]) for a in given}
    assert rated == {(fold(a["number"]), a["indicator"], a["value"]) for a in expected["assessments"]}
    steps = [row.values for row in found.rows if row.table == "milestones"]
    assert [fold(m["text"]) for m in steps] == [fold(m["text"]) for m in expected["milestones"]]
    assert [m["status"] for m in steps] == [m["status"] for m in expected["milestones"]]
    levels = [row.values.get("completion") for row in found.rows if row.table == "commitments"]
    assert levels == [c["completion"] for c in expected["commitments"]]
    assert not found.issues
