"""Forms whose cycle of labels could be cut at any label: the title that names a commitment by number opens it."""

from __future__ import annotations

from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Extraction
from tests.structure.test_layouts import DOINGS, LEADS, PROBLEMS, TITLES, page

NAMES = ("harbours", "schools", "wells", "forests", "courts")


def form(title: str, name: str, has_partners: bool = True) -> str:
    partners = f"Supporting civil society organisations\nFriends of {name}\n\n" if has_partners else ""
    return (
        f"{title}\nThe government will publish the list of all {name} so that people\ncan look at it.\n\n{partners}"
        f"Lead agency\nMinistry of {name}\n\n"
        f"Status quo or problem addressed\nNobody knows how many {name} there are, nor who\npays for them.\n\n"
        f"Main objective\nWhoever uses {name} knows what they cost and who\ndecides on them.\n\n"
        f"Relevance to open government\nInformation on {name} becomes open.\n\n"
    )


def extract(folder: Path, text: str) -> Extraction:
    file = folder / "plan.txt"
    file.write_text(f"National Action Plan 2019-2021\n\nIntroduction\n\nWe are open.\n\n{text}", encoding="utf-8")
    return extract_document(folder, describe_file(file)).extraction


def commitments(extraction: Extraction) -> list[dict[str, object]]:
    return [dict(row.values) for row in extraction.rows if row.table == "commitments"]


def assert_own_texts(rows: list[dict[str, object]]) -> None:
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5"]
    for row, name in zip(rows, NAMES, strict=True):
        texts = [str(row[column]) for column in ("problem_statement", "main_objective", "relevance")]
        assert all(name in text for text in texts)


def test_a_form_begins_at_its_number_and_not_at_a_label_of_the_one_before(tmp_path: Path) -> None:
    forms = [form(f"Commitment {number}", name, number != 2) for number, name in enumerate(NAMES, 1)]
    assert_own_texts(commitments(extract(tmp_path, "".join(forms))))


def test_forms_without_a_title_after_the_last_are_given_to_none(tmp_path: Path) -> None:
    forms = [form(f"Commitment {number}", name) for number, name in enumerate(NAMES, 1)]
    loose = [form("Ideas for later", name, has_partners=False) for name in ("bridges", "ports")]
    extraction = extract(tmp_path, "".join([*forms, *loose]))
    assert_own_texts(commitments(extraction))
    last = commitments(extraction)[-1]
    assert not any("bridges" in str(last[column]) for column in ("lead_institution", "problem_statement"))
    assert "form-without-title" in {issue.code for issue in extraction.issues}


def test_a_form_that_lost_its_title_is_given_to_no_commitment(tmp_path: Path) -> None:
    forms = [*zip(TITLES, LEADS, PROBLEMS, DOINGS, strict=True), ("", "Port Office", "Ships wait.", "Open a new port.")]
    body = "<h2>Theme 1: Water</h2>" + "".join(
        (f"<table><tr><td>Commitment number<br>{n}</td><td>Commitment title<br>{title}</td></tr></table>" * bool(title))
        + f"<h4>Lead agency</h4><p>{lead}</p><h4>Problem</h4><p>{problem}</p><h4>Description</h4><p>{doing}</p>"
        f"<h4>Partners</h4><p>Forum {n}</p><h4>Contact person</h4><p>Ann {n}</p>"
        for n, (title, lead, problem, doing) in enumerate(forms, 1)
    )
    file = tmp_path / "plan.html"
    file.write_text(page(body), encoding="utf-8")
    found = extract_document(tmp_path, describe_file(file)).extraction
    rows = [dict(row.values) for row in found.rows if row.table == "commitments"]
    assert [(row["title"], row["lead_institution"], row["description"]) for row in rows] == list(
        zip(TITLES, LEADS, DOINGS, strict=True)
    )
    assert "form-without-title" in {issue.code for issue in found.issues}
