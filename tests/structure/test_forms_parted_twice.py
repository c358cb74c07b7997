"""Forms whose title is next to a bare 'Commitment 1', and whose milestones are above rows with other columns."""

from __future__ import annotations

from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document

TITLES = ("Medicines at known prices", "Safe wells for villages", "Schools that parents can see")


def form(number: int) -> str:
    return (
        f"<table border='1'><tr><td colspan='2'>Commitment No. {number}</td>"
        f"<td colspan='3'>{TITLES[number - 1]}</td></tr>"
        f"<tr><td colspan='2'>Lead implementing agency</td><td colspan='3'>Ministry of Item {number}</td></tr>"
        "<tr><td rowspan='2'>Description</td><td>What is the problem?</td><td colspan='3'>Nobody knows it.</td></tr>"
        "<tr><td>What is the commitment?</td><td colspan='3'>We publish the whole list every month.</td></tr>"
        "<tr><td colspan='3'>Milestone activity</td><td>Start date</td><td>End date</td></tr>"
        "<tr><td colspan='3'>1. Print the list</td><td>May 2018</td><td>July 2018</td></tr>"
        "<tr><td colspan='3'>2. Build an application</td><td>June 2018</td><td>May 2019</td></tr>"
        "<tr><td rowspan='2'>Contact information</td><td>Responsible person</td><td colspan='3'>Bell</td></tr>"
        "<tr><td>Title, department</td><td colspan='3'>Director</td></tr>"
        "<tr><td>Other actors involved</td><td>Government</td><td colspan='3'>Ministry of Health</td></tr></table>"
    )


def read(folder: Path) -> dict[str, list[dict[str, object]]]:
    file = folder / "plan.html"
    forms = "".join(form(number) for number in (1, 2, 3))
    file.write_text(f"<html><body><h1>Action Plan 2018-2020</h1>{forms}</body></html>", encoding="utf-8")
    rows = extract_document(folder, describe_file(file)).extraction.rows
    return {name: [dict(row.values) for row in rows if row.table == name] for name in ("commitments", "milestones")}


def test_the_cell_next_to_a_bare_name_is_the_title(tmp_path: Path) -> None:
    found = read(tmp_path)["commitments"]
    assert [(row["number"], row["title"]) for row in found] == [(str(i), t) for i, t in enumerate(TITLES, start=1)]


def test_milestones_end_above_rows_with_other_columns(tmp_path: Path) -> None:
    texts = [row["text"] for row in read(tmp_path)["milestones"]]
    assert texts == ["Print the list", "Build an application"] * 3


BESIDE = (
    ("budget de l'État", "the state budget"),
    ("marchés publics", "public contracts"),
    ("soins de santé", "health care"),
)


def test_commitments_beside_their_translation_are_read_once(tmp_path: Path) -> None:
    """Each commitment is printed in French and then in English, under one number."""
    parts = "".join(
        f"<h2>Engagement {number} : Ouvrir les données sur le {french}</h2><p>Ministère responsable : Trésor public</p>"
        "<h3>Problème à résoudre</h3><p>Les citoyens ne savent pas comment l'argent des impôts est dépensé chaque "
        f"année.</p><h2>Commitment {number}: Open the data on {english}</h2><p>Lead department: Public Treasury</p>"
        "<h3>Issue to be addressed</h3><p>Citizens do not know how the money of their taxes is spent each year.</p>"
        for number, (french, english) in enumerate(BESIDE, 1)
    )
    file = tmp_path / "plan.html"
    title = "Plan d'action national pour un gouvernement ouvert 2022-2024"
    file.write_text(f"<html lang='fr'><body><h1>{title}</h1>{parts}</body></html>", encoding="utf-8")
    rows = [row.values for row in extract_document(tmp_path, describe_file(file)).extraction.rows]
    found = [(row["title"], row["lead_institution"]) for row in rows if "title" in row and "position" in row]
    assert found == [(f"Ouvrir les données sur le {french}", "Trésor public") for french, _ in BESIDE]
