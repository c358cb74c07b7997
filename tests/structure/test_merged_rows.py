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
