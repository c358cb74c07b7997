"""A mid-term and an end-term report of one plan, each as a draft and as published: each commitment is one row."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.run.extract_folder import extract_folder
from scripts.specimens import self_assessment_2016_looks as looks
from scripts.specimens.facts import load_facts
from scripts.specimens.sketch import Look, render_docx, render_pdf

pytestmark = pytest.mark.slow

SUBJECTS = (
    (
        "Scan the Paper Records of Ministries",
        "Paper records are scanned under the Records Act and kept by the archive.",
    ),
    ("Publish Contracts of Public Works", "Every contract above the threshold is published with its amendments."),
    ("Register Beneficial Owners of Mines", "Owners who hold a tenth of a licence holder are listed in a register."),
    ("Hold Budget Hearings in Districts", "Residents of each district discuss the budget before the council votes."),
    ("Protect Those Who Report Wrongdoing", "An office receives reports and shields their authors from dismissal."),
    ("Open the Timetables of Ferries", "Ferry companies hand in timetables and delays in one machine-readable format."),
    ("Explain Court Decisions in Plain Words", "Judges add a summary in plain words to decisions of public interest."),
    ("Ask Pupils about School Meals", "Pupils rate school meals each month, and kitchens answer on a public board."),
    ("Map the Pollution of Harbours", "Measurements of harbour water are shown on a map an hour after sampling."),
    ("Track Parliamentary Questions", "Each question to a minister has a page with its deadline and its answer."),
)
LABELS = load_facts("self_assessment_2016_labels")["en"]


def list_commitments(is_final: bool) -> list[dict[str, Any]]:
    """Return fifteen commitments, none with an ID, numbered anew in each theme; the final report words titles anew."""
    facts = load_facts("self_assessment_2016")["en"]["commitments"]
    commitments = [copy.deepcopy(one) for one in facts]
    for title, text in SUBJECTS:
        one = copy.deepcopy(facts[0]) | {"title": title, "commitment": [text], "problem": [f"Before: {text.lower()}"]}
        one["milestones"] = [
            {**step, "text": f"Step {at}: {title.lower()}"} for at, step in enumerate(one["milestones"])
        ]
        commitments.append(one)
    for number, one in enumerate(commitments, 1):
        level = "complete" if is_final else "limited"
        one |= {"number": str(1 + (number - 1) % 5), "id": None, "completion": level, "mark": "x"}
        for at, step in enumerate(one["milestones"], 1):
            step |= {"number": f"{number}.{at}", "completion": "complete" if is_final else "limited"}
        if is_final:
            one["title"] += " (updated)"
            one["results"] = ["All that was open at midterm was carried out in the second year."]
    return commitments


def draw_report(path: Path, is_final: bool, is_draft: bool) -> None:
    facts = copy.deepcopy(load_facts("self_assessment_2016")["en"])
    kind = "End-of-Term" if is_final else "Midterm"
    facts["title"] = ["Norlandia", f"{kind} Self-Assessment Report", "National Action Plan 2018-2020"]
    facts["title"] += ["Draft for Public Comment"] if is_draft else []
    facts["commitments"] = list_commitments(is_final)
    if is_draft:
        for one in facts["commitments"]:
            one["next"] = ["Comments are welcome."]
    parts = list(looks.sketch_one_table(facts, LABELS, prompts=True))
    look = Look(running_header=facts["running_header"])
    render = render_docx if path.suffix == ".docx" else render_pdf
    path.write_bytes(render(parts, " ".join(facts["title"]), "Norlandia", look))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw, out = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("out") / "extracted"
    draw_report(raw / "midterm.pdf", is_final=False, is_draft=False)
    draw_report(raw / "midterm-draft.docx", is_final=False, is_draft=True)
    draw_report(raw / "endterm.pdf", is_final=True, is_draft=False)
    draw_report(raw / "endterm-draft.docx", is_final=True, is_draft=True)
    extract_folder(raw, out, workers=1)
    return out


def test_reports_and_their_drafts_share_the_keys_of_their_plan(tables: Path) -> None:
    paths = {row["document_id"]: row["source_path"] for row in pq.read_table(tables / "documents.parquet").to_pylist()}
    keys: dict[str, list[str]] = {}
    for row in pq.read_table(tables / "commitments.parquet").to_pylist():
        keys.setdefault(paths[row["document_id"]], []).append(row["plan_commitment_key"])
    assert len(keys) == 4
    assert len({tuple(listed) for listed in keys.values()}) == 1
    assert len(set(keys["midterm.pdf"])) == len(keys["midterm.pdf"]) == 15


def test_drafts_do_not_vote_and_the_later_report_counts(tables: Path) -> None:
    rows = pq.read_table(tables / "plan_commitments.parquet").to_pylist()
    assert {(row["completion_government"], row["completion_government_phase"]) for row in rows} == {
        ("complete", "end_of_term")
    }
    assert len(rows) == 15
    documents = pq.read_table(tables / "documents.parquet").to_pylist()
    relations = {row["source_path"]: row["relation"] for row in documents if row["related_document_id"]}
    assert relations == {"midterm-draft.docx": "version", "endterm-draft.docx": "version"}
