"""Answers in two parts: two rows next to one label, and the rest below the commitment's repeated name."""

from __future__ import annotations

from pathlib import Path

from tests.structure.test_layouts import DOINGS, LEADS, PROBLEMS, TITLES, page, read


def test_a_label_next_to_two_rows_asks_for_both(tmp_path: Path) -> None:
    forms = "".join(
        f"<table><tr><td colspan='2'>Commitment {number}: {title}</td></tr>"
        f"<tr><td>Lead agency</td><td>{lead}</td></tr>"
        f"<tr><td rowspan='2'>What is the public problem?</td><td>{problem}</td></tr>"
        f"<tr><td>The smaller towns are the last to learn of item {number}.</td></tr>"
        f"<tr><td>What is the commitment?</td><td>{doing}</td></tr></table>"
        for number, (title, lead, problem, doing) in enumerate(zip(TITLES, LEADS, PROBLEMS, DOINGS, strict=True), 1)
    )
    found = read(tmp_path, page(forms))
    ends = [f"The smaller towns are the last to learn of item {number}." for number in (1, 2, 3)]
    assert [str(row["problem_statement"]).split("\n") for row in found] == [
        list(p) for p in zip(PROBLEMS, ends, strict=True)
    ]


def test_the_rest_below_the_repeated_name_is_of_the_answer_above(tmp_path: Path) -> None:
    forms = "".join(
        f"<h2>Commitment {number}: {title}</h2><p><strong>Lead agency:</strong> {lead}</p>"
        f"<p><strong>Problem:</strong> {problem}</p><p><strong>Proposed solution:</strong> {doing}</p>"
        f"<h3>Commitment {number} (continued)</h3><p>The rest of item {number} is done by the towns.</p>"
        f"<p><strong>Expected results:</strong> Everybody can see item {number} at last.</p>"
        for number, (title, lead, problem, doing) in enumerate(zip(TITLES, LEADS, PROBLEMS, DOINGS, strict=True), 1)
    )
    found = read(tmp_path, page(forms))
    assert [row["title"] for row in found] == list(TITLES)
    rests = [f"{doing}\nThe rest of item {number} is done by the towns." for number, doing in enumerate(DOINGS, 1)]
    assert [row["description"] for row in found] == rests
