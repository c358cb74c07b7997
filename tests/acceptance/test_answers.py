"""Answers over the labelled corpus, where it is there: one country's reports with the registry and OGP's datasets."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.query import ask
from pipeline.run.extract_folder import extract_folder
from tests.acceptance.corpus import MISSING, SHARED, copied

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(MISSING), reason=MISSING)]

LEVELS = ("not_started", "limited", "substantial", "complete")


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


def question(number: int) -> str:
    """Return a SELECT of docs/how-to/ten-questions.md."""
    page = Path(__file__).parents[2] / "docs" / "how-to" / "ten-questions.md"
    found: list[str] = re.findall(r"```sql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return found[number - 1]


def test_selects_give_what_the_datasets_say(folder: Path) -> None:
    """Answers counted by hand in OGP's tables of 2016 and 2024, each commitment once, the later phase first."""
    levels = {
        (row["plan_id"], row["completion_irm"]): row["commitments"]
        for row in ask(folder, question(1)).to_pylist()
        if row["plan_id"] in {"EE-2012", "EE-2014", "MN-2014"}
    }
    # Estonia's second plan has 14 substantial at mid-term, one of which is complete at the end.
    assert levels == {
        **{("EE-2012", level): count for level, count in zip(LEVELS, (2, 4, 2, 7), strict=True)},
        **{("EE-2014", level): count for level, count in zip(LEVELS[1:], (4, 13, 6), strict=True)},
        **{("MN-2014", level): count for level, count in zip(LEVELS, (6, 10, 4, 1), strict=True)},
    }
    both = {row["plan_commitment_key"]: row for row in ask(folder, question(3)).to_pylist()}
    assert (both["MN0018"]["completion_government"], both["MN0018"]["completion_irm"]) == ("complete", "not_started")
    changes = {
        row["plan_commitment_key"]: (row["midterm"], row["end_of_term"])
        for row in ask(folder, question(9)).to_pylist()
        if str(row["plan_commitment_key"]).startswith(("EE", "MN"))
    }
    assert changes == {"EE0025": ("substantial", "complete")}
    threads = ask(
        folder, "SELECT thread_id, commitment_id FROM plan_commitments WHERE thread_id IS NOT NULL"
    ).to_pylist()
    thread = {row["commitment_id"]: row["thread_id"] for row in threads}
    assert thread["MN0025"]
    assert thread["MN0025"] == thread["MN0042"]


def test_no_accepted_link_is_within_one_plan_or_between_copies(folder: Path) -> None:
    pairs = """
        SELECT from_plan_commitment_key AS earlier, to_plan_commitment_key AS later, p.plan_id, q.plan_id AS later_plan,
            p.plan_number, q.plan_number AS later_number, p.country_code, q.country_code AS later_country
        FROM links_named l
        JOIN plan_commitments p ON p.plan_commitment_key = l.from_plan_commitment_key
        JOIN plan_commitments q ON q.plan_commitment_key = l.to_plan_commitment_key
        WHERE l.kind = 'succession' AND l.status = 'accepted'
    """
    rows = ask(folder, pairs).to_pylist()
    assert len(rows) > 100
    # A copy's commitments have the key of the original's: a link between the two would have one key at both ends.
    assert not [row for row in rows if row["earlier"] == row["later"] or row["plan_id"] == row["later_plan"]]
    assert not [row for row in rows if row["plan_number"] and row["plan_number"] == row["later_number"]]
    assert {row["country_code"] == row["later_country"] for row in rows} == {True}
