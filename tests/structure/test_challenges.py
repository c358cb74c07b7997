"""Forms with the number of a commitment alone above its title, which speak of challenges: in reports and in plans."""

from __future__ import annotations

from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document

TITLES = ("Ferries that come on time", "Forests on one map", "Rents that tenants can compare")
CHALLENGE = "Nobody in the harbours writes down when the ships come and go, and no law asks for it."
IN_REPORTS = (
    ("Responsible agency", "Office of Harbours"),
    ("Level of completion", "Limited"),
    ("Commitment as adopted", "The Office undertook to publish every delay within a day."),
    ("What was done", "Delays of two harbours out of nine have been published since May."),
    ("Challenges", CHALLENGE),
)
IN_PLANS = (
    ("Responsible agency", "Office of Harbours"),
    ("Challenges", CHALLENGE),
    ("Description of the commitment", "The Office will publish every delay within a day."),
)


def read(folder: Path, title: str, form: tuple[tuple[str, str], ...]) -> list[dict[str, object]]:
    file = folder / "document.html"
    rows = "".join(f"<tr><td><b>{label}</b></td><td>{answer}</td></tr>" for label, answer in form)
    forms = "".join(
        f"<p>COMMITMENT {number}</p><h3>{name}</h3><table border='1'>{rows}</table>"
        for number, name in enumerate(TITLES, 1)
    )
    file.write_text(f"<html><body><h1>{title}</h1><h2>Commitments at sea</h2>{forms}</body></html>", encoding="utf-8")
    found = extract_document(folder, describe_file(file)).extraction.rows
    return [dict(row.values) for row in found if row.table == "commitments"]


def test_challenges_of_a_report_are_no_problem_that_the_commitment_addresses(tmp_path: Path) -> None:
    found = read(tmp_path, "Open Government Action Plan 2018-2020: End-of-Term Self-Assessment Report", IN_REPORTS)
    assert [row["title"] for row in found] == list(TITLES)
    assert {row.get("problem_statement") for row in found} == {None}
    assert {str(row["results"]) for row in found} == {IN_REPORTS[3][1]}
    assert {str(row["description"]) for row in found} == {IN_REPORTS[2][1]}
    assert all({"label": "Challenges", "text": CHALLENGE} in row["other_fields"] for row in found)  # type: ignore[operator]


def test_challenges_of_a_plan_are_the_problem(tmp_path: Path) -> None:
    found = read(tmp_path, "Open Government Action Plan 2018-2020", IN_PLANS)
    assert [row.get("problem_statement") for row in found] == [CHALLENGE] * 3


def test_the_title_above_is_no_theme(tmp_path: Path) -> None:
    found = read(tmp_path, "Open Government Action Plan 2018-2020", IN_PLANS)
    assert [row.get("theme") for row in found] == ["Commitments at sea"] * 3
