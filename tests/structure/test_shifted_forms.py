"""Forms whose cycle of labels could be cut at any label: the title that names a commitment by number opens it."""

from __future__ import annotations

from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Extraction

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
