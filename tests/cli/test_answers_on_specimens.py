"""The questions asked of specimens, from their files to the answer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.run.extract_folder import extract_folder

RAW = Path(__file__).parents[2] / "raw"
TAKEN = ("registry/registry-norlandia.csv", "registry/dataset-norlandia.csv", "norlandia/QN0003.html")
REPORTS = ("norlandia/norlandia-2014-2016-midterm-self-assessment", "norlandia/norlandia-2021-2023-self-assessment")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw = tmp_path_factory.mktemp("specimens") / "raw"
    for name in (*TAKEN, *(f"{report}{ending}" for report in REPORTS for ending in (".docx", ".txt"))):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(RAW / name, raw / name)
    extract_folder(raw, raw.parent / "extracted", workers=1)
    return raw.parent / "extracted"


def ogp(*words: object) -> Any:
    done = CliRunner().invoke(main, [*map(str, words), "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_report_in_two_formats_is_told_once(folder: Path) -> None:
    found = ogp("timeline", "QN0021", "--from", folder)
    plan = next(plan for plan in found["plans"] if plan["plan_id"] == "QN-2021")
    (story,) = [story for story in plan["commitments"] if story["name"] == "QN0021"]
    assert [milestone["number"] for milestone in story["milestones"]] == ["1", "2", "3", "4"]
    assert all(len(milestone["documents"]) == 2 for milestone in story["milestones"])
    remarks = [remark["author"] for milestone in story["milestones"] for remark in milestone["remarks"]]
    assert len(remarks) == len(set(remarks)) == 4


def test_government_irm_and_stakeholders_stand_side_by_side(folder: Path) -> None:
    found = ogp("disagreements", "--country", "QN", "--from", folder)
    told = {(d["commitment"], d["milestone"], d["second"]["side"], d["gap"]) for d in found}
    assert ("QN0001", None, "irm", 1) in told
    assert ("QN0023", "9", "civil_society", 1) in told
    assert ("QN0006", None, "irm", 0) not in told


def test_a_title_has_its_sources(folder: Path) -> None:
    (plan, *_) = ogp("timeline", "QN0003", "--from", folder)["plans"]
    titles = next(story["titles"] for story in plan["commitments"] if story["name"] == "QN0003")
    assert sum(len(title["documents"]) for title in titles) >= 4
