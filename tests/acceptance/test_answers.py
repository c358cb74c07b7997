"""Answers over the labelled corpus, where it is there: one country's reports with the registry and OGP's datasets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.run.extract_folder import extract_folder
from tests.acceptance.corpus import MISSING, SHARED, copied

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw = copied(tmp_path_factory.mktemp("answers"), [SHARED / "corpus" / part for part in ("mongolia", "registry")])
    extract_folder(raw, raw.parent / "extracted", workers=1, use_cache=False)
    return raw.parent / "extracted"


def ogp(*words: object) -> Any:
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_timeline_of_a_reform_through_its_plans(folder: Path) -> None:
    found = ogp("timeline", "MN0025", "--from", folder, "--json")
    assert found["country"] == "Mongolia"
    plans = {plan["plan_id"]: [story["name"] for story in plan["commitments"]] for plan in found["plans"]}
    assert plans.get("MN-2016") == ["MN0025"]
    (story,) = next(plan["commitments"] for plan in found["plans"] if plan["plan_id"] == "MN-2016")
    assert "Transparent funding of political parties" in {title["text"] for title in story["titles"]}
    levels = {(r["assessor"], r["phase"], r["value"]) for r in story["ratings"] if r["indicator"] == "completion"}
    assert levels == {("irm", "midterm", "limited"), ("irm", "end_of_term", "limited")}
    if found["links"]:
        assert ("MN0025", "MN0042") in {(link["earlier"], link["later"]) for link in found["links"]}


def test_disagreements_are_those_of_the_report(folder: Path) -> None:
    """Each colour that a stakeholder proposes against the report's own is found, and no other."""
    gold = SHARED / "gold" / "mongolia" / "mongolia-2021-2023-self-assessment.docx.json"
    labelled = json.loads(gold.read_text(encoding="utf-8"))
    status = {milestone["number"]: milestone["status"] for milestone in labelled["milestones"]}
    proposed = {(c.get("milestone"), c.get("proposed_status")) for c in labelled["comments"]}
    expected = {
        (number, status[number], code) for number, code in proposed if code and number and status[number] != code
    }
    found = ogp("disagreements", "--country", "MN", "--from", folder, "--json")
    told = {
        (one["milestone"], one["first"]["values"][0], one["second"]["values"][0]) for one in found if one["milestone"]
    }
    assert told == expected
    assert len(expected) > 5


def test_government_against_irm_at_midterm(folder: Path) -> None:
    found = ogp("disagreements", "--commitment", "MN0018", "--from", folder, "--json")
    assert [(d["first"]["values"], d["second"]["values"], d["gap"], d["moment"]) for d in found] == [
        (["complete"], ["not_started"], 3, "same")
    ]
