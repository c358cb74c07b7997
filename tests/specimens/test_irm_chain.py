"""Design, midterm, end of term and results of one plan join through identity; answers show the chain."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.run.extract_folder import extract_folder
from scripts.specimens.irm.draw import as_html
from scripts.specimens.irm.reports import write_report

pytestmark = pytest.mark.slow
PRODUCTS = ("design", "midterm", "end", "results")
IDS = ("QN0001", "QN0002", "QN0003", "QN0004")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw = tmp_path_factory.mktemp("chain") / "raw"
    raw.mkdir()
    names: list[str] = []
    for product in PRODUCTS:
        report = write_report(product, "en")
        title = report.words["titles"][product]
        names = report.words["names"]
        page = as_html(report.parts, "en", "✔").decode()
        of_plan = re.sub(r"\d{4}–\d{4}", "2014–2016", title).replace(" (Year 1)", "")
        (raw / f"{product}.html").write_text(page.replace(title, of_plan))
    rows = [f"{key},QN,2014,2016,{n},{name}" for n, (key, name) in enumerate(zip(IDS, names, strict=True), 1)]
    registry = ["commitment_id,country_code,plan_start_year,plan_end_year,number,title", *rows]
    (raw / "registry.csv").write_text("\n".join(registry))
    (raw / "government.html").write_text(self_assessment(names))
    extract_folder(raw, raw.parent / "out", workers=1)
    return raw.parent / "out"


def self_assessment(names: list[str]) -> str:
    """Write the government's own report: it calls all commitments complete."""
    asked = ("Lead implementing agency", "Main objective", "Brief description of commitment", "Level of completion")
    forms = (
        f"<h2>{n}. {name}</h2><table>"
        + "".join(f"<tr><td>{label}</td><td>{answer}</td></tr>" for label, answer in zip(asked, answers, strict=True))
        + "</table>"
        for n, name in enumerate(names, 1)
        for answers in [("Cabinet Office", f"Finish {name}", f"Work on {name}", "Completed")]
    )
    return f"<html lang=en><h1>Norlandia: End-of-Term Self-Assessment Report 2014–2016</h1>{''.join(forms)}</html>"


def ogp(*words: object) -> Any:
    done = CliRunner().invoke(main, [*map(str, words), "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_every_report_joins_the_commitments_of_the_plan(folder: Path) -> None:
    links = pq.read_table(folder / "links.parquet").to_pylist()
    joined = {(row["from_key"].split(":")[0], row["to_key"]) for row in links if row["status"] == "accepted"}
    assert len(joined) == len(IDS) * (len(PRODUCTS) + 1)
    plan = pq.read_table(folder / "plan_commitments.parquet").to_pylist()
    assert [(row["commitment_id"], row["documents"]) for row in plan] == [(key, len(PRODUCTS) + 1) for key in IDS]
    first = plan[0]
    assert (first["completion_irm"], first["completion_irm_phase"]) == ("substantial", "end_of_term")
    assert (first["potential"], first["early_results"], first["starred"]) == ("substantial", "moderate", True)


def test_a_timeline_shows_what_each_report_says(folder: Path) -> None:
    (plan,) = ogp("timeline", "QN0001", "--from", folder)["plans"]
    (story,) = plan["commitments"]
    told = {
        (rating["indicator"], rating["value"], rating["phase"], len(rating["documents"])) for rating in story["ratings"]
    }
    assert {
        ("verifiable", "yes", "design", 2),
        ("completion", "substantial", "midterm", 1),
        ("completion", "limited", "midterm", 1),
        ("completion", "substantial", "end_of_term", 2),
        ("did_it_open_government", "major", "end_of_term", 1),
        ("early_results", "moderate", "end_of_term", 1),
        ("potential_for_results", "substantial", "design", 1),
    } <= told
    assert [milestone["number"] for milestone in story["milestones"]] == ["1.1", "1.2", "1.3"]


def test_disagreements_compare_the_government_with_the_last_report(folder: Path) -> None:
    found = ogp("disagreements", "--country", "QN", "--from", folder)
    assert {(d["commitment"], d["second"]["side"], d["gap"]) for d in found} == {
        ("QN0001", "irm", 1),
        ("QN0003", "irm", 3),
        ("QN0004", "irm", 2),
    }
