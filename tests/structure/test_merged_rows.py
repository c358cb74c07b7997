"""Registers whose cell for the commitment reaches down over its milestones, below rows across for the themes."""

from __future__ import annotations

from pathlib import Path

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document

HEADS = ("Angajament", "Obiectiv specific", "Nr.", "Acțiuni", "Termen de realizare", "Instituția responsabilă")
TITLES = ("Deschiderea bugetelor locale", "Lista prețurilor la medicamente", "Apă curată la sate")
STEPS = (("Inventarierea datelor", "Trimestrul I, 2017"), ("Lansarea portalului", "Trimestrul IV, 2018"))


def commitment(number: int, title: str) -> str:
    rows = [f"<td>{number}.{at}</td><td>{text}</td><td>{end}</td>" for at, (text, end) in enumerate(STEPS, start=1)]
    name = f"<td rowspan='2'>Angajamentul {number}. {title}</td>"
    aim = f"<td rowspan='2'>Cetățenii văd ce se plătește în satul {number}.</td>"
    return f"<tr>{name}{aim}{rows[0]}<td rowspan='2'>Ministerul Finanțelor</td></tr><tr>{rows[1]}</tr>"


def read(folder: Path) -> dict[str, list[dict[str, object]]]:
    file = folder / "plan.html"
    heads = "".join(f"<td>{head}</td>" for head in HEADS)
    theme = "<tr><td colspan='6'>Obiectivul I. Acces la informație</td></tr>"
    body = "".join(commitment(number, title) for number, title in enumerate(TITLES, start=1))
    front = "<h1>Plan de acțiuni pentru o guvernare deschisă 2016-2018</h1>"
    page = f"<html><body>{front}<table border='1'><tr>{heads}</tr>{theme}{body}</table></body></html>"
    file.write_text(page, encoding="utf-8")
    rows = extract_document(folder, describe_file(file)).extraction.rows
    return {name: [dict(row.values) for row in rows if row.table == name] for name in ("commitments", "milestones")}


def test_rows_beside_one_commitment_are_its_milestones(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert [(row["number"], row["title"]) for row in found["commitments"]] == [
        (str(number), title) for number, title in enumerate(TITLES, start=1)
    ]
    assert {row["lead_institution"] for row in found["commitments"]} == {"Ministerul Finanțelor"}
    numbered = [(f"{number}.{at}", STEPS[at - 1][0]) for number in (1, 2, 3) for at in (1, 2)]
    assert [(row["number"], row["text"]) for row in found["milestones"]] == numbered


def test_quarters_with_an_article_are_dates(tmp_path: Path) -> None:
    ends = [str(row["end_date"]) for row in read(tmp_path)["milestones"]]
    assert ends == ["2017-03-31", "2018-12-31"] * 3


MATRIX_HEADS = ("No.", "Commitment", "Objective", "Activities", "In charge", "From – to", "Lead institution")
BARE = "<tr><td>2</td><td>Roads that are mended in time</td><td>No hole is older than a month.</td>"


def read_matrix(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Read a matrix with a commitment over two activities, and one whose columns of activities hold a sign for none."""
    file = folder / "matrix.html"
    heads = "".join(f"<td>{head}</td>" for head in (*MATRIX_HEADS, "Other institutions and associations"))
    first = "".join(f"<td rowspan='2'>{text}</td>" for text in ("1", "Budgets that villages write", "Villages decide."))
    last = "<td rowspan='2'>Treasury</td><td rowspan='2'>Union of Mayors</td>"
    steps = (
        ("1.1 Draw up a guide", "Treasury", "03.2021 – 08.2021"),
        ("1.2 Hold the votes", "Mayors", "09.2021 – 10.2022"),
    )
    done = ["".join(f"<td>{text}</td>" for text in step) for step in steps]
    bare = f"{BARE}<td>/</td><td>/</td><td>/</td><td>Road Office</td><td>/</td></tr>"
    rows = f"<tr>{first}{done[0]}{last}</tr><tr>{done[1]}</tr>{bare}"
    front = "<h1>Norlandia Open Government Action Plan 2021-2022</h1>"
    file.write_text(f"<html><body>{front}<table border='1'><tr>{heads}</tr>{rows}</table></body></html>", "utf-8")
    found = extract_document(folder, describe_file(file)).extraction.rows
    return {name: [dict(row.values) for row in found if row.table == name] for name in ("commitments", "milestones")}


def test_a_column_of_periods_gives_beginning_and_end(tmp_path: Path) -> None:
    steps = read_matrix(tmp_path)["milestones"]
    assert [(row["text"], str(row["start_date"]), str(row["end_date"])) for row in steps[:2]] == [
        ("Draw up a guide", "2021-03-01", "2021-08-31"),
        ("Hold the votes", "2021-09-01", "2022-10-31"),
    ]


def test_signs_of_no_value_are_no_milestone(tmp_path: Path) -> None:
    found = read_matrix(tmp_path)
    assert [row["title"] for row in found["commitments"]] == ["Budgets that villages write", BARE.split("<td>")[2][:-5]]
    assert [row.get("support_institutions") for row in found["commitments"]] == [["Union of Mayors"], None]
    assert len(found["milestones"]) == 2
