"""Labels that lost their answers: these are left out, the commitment and what its other labels ask for are not."""

from __future__ import annotations

from pathlib import Path

from tests.structure.test_layouts import DOINGS, LEADS, PROBLEMS, TITLES, page, read


def test_only_answers_apart_from_their_labels_are_left_out(tmp_path: Path) -> None:
    forms = "".join(
        f"<h2>Commitment {number}: {title}</h2><p>Lead agency</p><p>Other actors involved</p><p>Start date</p>"
        f"<p>End date</p><p>Budget</p><p>{lead}</p><p>Friends of Item {number}</p><p>1 May 2022</p><p>20 June 2023</p>"
        f"<h3>Problem</h3><p>{problem}</p><h3>Proposed solution</h3><p>{doing}</p>"
        for number, (title, lead, problem, doing) in enumerate(zip(TITLES, LEADS, PROBLEMS, DOINGS, strict=True), 1)
    )
    found = read(tmp_path, page(forms))
    assert [row["title"] for row in found] == list(TITLES)
    assert [row["problem_statement"] for row in found] == list(PROBLEMS)
    assert not any({"lead_institution", "start_date", "end_date", "budget"} & row.keys() for row in found)
    assert not any(lead in str(row.values()) for row, lead in zip(found, LEADS, strict=True))
