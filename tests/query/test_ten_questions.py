"""The ten questions of docs/how-to/ten-questions.md, with answers worked out by hand from the rows below.

Norlandia has two plans. Two reports of the first (mid-term and end of term), the IRM's two reports, a draft of the
last, and the second plan speak of the same commitments.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.linkage import link
from pipeline.model import Anchor, Extraction, Provenance, Row
from pipeline.query import ask
from pipeline.tables import collect_tables, publish_tables

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "ten-questions.md"

OWNERS = "A public register of the beneficial owners of companies that hold mining licences under the Ownership Act."
HEARINGS = "Budget hearings are held in every district before the draft budget goes to the council of deputies."
AREAS = {"QN0001": ["Anti-Corruption and Integrity", "Beneficial Ownership"], "QN0002": ["Fiscal Openness"]}

Values = dict[str, Any]


def document(name: str, commitments: Sequence[Values], ratings: Sequence[Values] = (), **facts: object) -> Extraction:
    document_id = name.ljust(16, "0")
    values: Values = {
        "document_id": document_id,
        "source_path": f"{name}.pdf",
        "sha256": document_id * 4,
        "size_bytes": 1,
        "status": "ok",
        "country_code": "QN",
        "country": "Norlandia",
        "report_format": "test",
        **facts,
    }
    rows: list[Row] = []
    for number, given in enumerate(commitments, 1):
        key = f"{document_id}:c{number}"
        facts_of = {name: value for name, value in given.items() if name not in {"lead", "steps"}}
        places = tuple(
            Provenance(f, Anchor(number + 1), str(v), "label") for f, v in facts_of.items() if f == "completion"
        )
        rows.append(Row("commitments", key, {"country_code": "QN", "position": number, **facts_of}, places))
        for place, name_raw in enumerate(given.get("lead", ()), 1):
            rows.append(
                Row(
                    "institutions",
                    f"{key}.i{place}",
                    {"commitment_key": key, "role": "lead", "name_raw": name_raw, "name": name_raw},
                )
            )
        for place, (text, end, status) in enumerate(given.get("steps", ()), 1):
            step = {
                "commitment_key": key,
                "position": place,
                "number": str(place),
                "text": text,
                "end_date": end,
                "status": status,
            }
            rows.append(Row("milestones", f"{key}.m{place}", step))
    for number, rating in enumerate(ratings, 1):
        key = f"{document_id}:c{rating['of']}"
        values_of = {
            "commitment_key": key,
            "indicator": "completion",
            "assessor": "irm",
            "value": rating["value"],
            "phase": rating["phase"],
        }
        rows.append(Row("assessments", f"{document_id}:a{number}", values_of))
    return Extraction(values, tuple(rows))


def commitment(commitment_id: str, title: str, text: str, plan: int = 1, **more: object) -> Values:
    year = 2012 + 2 * plan
    facts: Values = {"commitment_id": commitment_id, "id_method": "stated", "number": commitment_id[-1], "title": title}
    return {
        **facts,
        "description": text,
        "plan_id": f"QN-{year}",
        "plan_number": plan,
        "policy_areas": AREAS.get(commitment_id),
        **more,
    }


def both(**more: Sequence[object]) -> list[Values]:
    given = [{name: values[place] for name, values in more.items()} for place in (0, 1)]
    return [
        {**commitment("QN0001", "Register of beneficial owners in mining", OWNERS), **given[0]},
        {**commitment("QN0002", "Citizen budget hearings", HEARINGS), **given[1]},
    ]


STEPS = (
    [
        ("Pass the Ownership Act", datetime.date(2015, 6, 30), "limited"),
        ("Open it", datetime.date(2016, 6, 30), "not_started"),
    ],
    [("Train clerks", datetime.date(2015, 1, 31), "complete")],
)

UNDATED = (
    [("Pass the Act", None, "complete"), ("Open it", None, "limited"), ("Report on it", None, "limited")],
    [("Teach clerks", None, "limited")],
)
"""Steps of a report that does not repeat the dates."""

DOCUMENTS = (
    document(
        "midterm",
        both(completion=("limited", "substantial"), lead=(["Ministry of Mines (MoM)"], ["Treasury"]), steps=STEPS),
        publisher="government",
        report_type="self_assessment_midterm",
    ),
    document(
        "endterm",
        both(completion=("substantial", "complete"), lead=(["MoM"], ["Treasury"]), steps=UNDATED),
        publisher="government",
        plan_end_year=2016,
        report_type="self_assessment_end_of_term",
    ),
    document(
        "irmone",
        both(),
        [{"of": 1, "value": "limited", "phase": "midterm"}, {"of": 2, "value": "substantial", "phase": "midterm"}],
        publisher="irm",
        report_type="irm_progress_report",
    ),
    document(
        "irmtwo",
        both(),
        [{"of": 1, "value": "limited", "phase": "end_of_term"}, {"of": 2, "value": "complete", "phase": "end_of_term"}],
        publisher="irm",
        report_type="irm_end_of_term_report",
    ),
    document(
        "irmdraft",
        both(),
        [{"of": 1, "value": "complete", "phase": "end_of_term"}, {"of": 2, "value": "limited", "phase": "end_of_term"}],
        publisher="irm",
        report_type="irm_end_of_term_report",
        is_draft=True,
        relation="version",
        related_document_id="irmtwo".ljust(16, "0"),
    ),
    document(
        "plantwo",
        [
            commitment(
                "QN0003", "Beneficial ownership register for mining companies", OWNERS + " It is searchable.", 2
            ),
            commitment("QN0004", "Plant school gardens", "Seedlings are planted along the coast.", 2),
        ],
        [{"of": 1, "value": "substantial", "phase": "midterm"}],
        publisher="irm",
        report_type="irm_progress_report",
    ),
)

ANSWERS: tuple[list[tuple[object, ...]], ...] = (
    [("QN", "QN-2014", "complete", 1), ("QN", "QN-2014", "limited", 1), ("QN", "QN-2016", "substantial", 1)],
    [("T-QN0001", 2, "Register of beneficial owners in mining", "QN-2016")],
    [("QN0001", "Register of beneficial owners in mining", "substantial", "end_of_term", "limited", "end_of_term")],
    [
        (
            "QN0001",
            "Register of beneficial owners in mining",
            "1",
            "Pass the Ownership Act",
            datetime.date(2015, 6, 30),
            "milestone",
            "limited",
            "self_assessment_midterm",
        ),
        (
            "QN0002",
            "Citizen budget hearings",
            "1",
            "Teach clerks",
            datetime.date(2015, 1, 31),
            "milestone",
            "limited",
            "self_assessment_end_of_term",
        ),
    ],
    [("QN", "Ministry of Mines", 1, 0), ("QN", "Treasury", 1, 1)],
    [("QN", "QN-2014", 1, 2), ("QN", "QN-2016", 0, 2)],
    [
        ("endterm.pdf", "completion", 2, "substantial", "label", None),
        ("midterm.pdf", "completion", 2, "limited", "label", None),
    ],
    [
        *(
            ("QN0001", "Register of beneficial owners in mining", f"{name}.pdf")
            for name in ("endterm", "irmone", "irmtwo", "midterm")
        ),
        ("QN0003", "Beneficial ownership register for mining companies", "plantwo.pdf"),
    ],
    [("QN0002", "Citizen budget hearings", "substantial", "complete")],
    [("Anti-Corruption and Integrity", 1, 1), ("Beneficial Ownership", 1, 1), ("Fiscal Openness", 1, 1)],
)
"""The rows of each answer, in order."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    linked = link(DOCUMENTS)
    out = tmp_path_factory.mktemp("ten") / "extracted"
    publish_tables(out, collect_tables(linked.extractions, (), linked.rows))
    return out


def questions() -> list[str]:
    return re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_there_are_ten_questions() -> None:
    assert len(questions()) == len(ANSWERS) == 10


@pytest.mark.parametrize("number", range(10))
def test_a_question_has_its_answer(folder: Path, number: int) -> None:
    rows = ask(folder, questions()[number]).to_pylist()
    assert [tuple(row.values()) for row in rows] == ANSWERS[number]


def test_a_milestone_without_a_date_anywhere_is_due_by_the_end_of_its_plan(folder: Path) -> None:
    rows = ask(folder, "SELECT deadline, deadline_of FROM milestones_named WHERE text = 'Report on it'").to_pylist()
    assert rows == [{"deadline": datetime.date(2016, 12, 31), "deadline_of": "plan"}]
