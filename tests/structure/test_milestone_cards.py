"""Milestones that are cards within a commitment: elements of a web page side by side, or texts with labels below."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from tests.structure.test_layouts import TITLE, TITLES, page

STEPS = (
    ("Draft the rules with the users", "January 2023", "June 2023", "Court of Audit"),
    ("Put the first data online", "July 2023", "March 2024", "Office of Statistics"),
    ("Train three hundred officials", "April 2024", "December 2024", "Treasury"),
)
FOUND = [(text, str(n), who) for n, (text, _, _, who) in enumerate(STEPS, 1)]


def list_below(number: int, text: str, start: str, end: str, who: str) -> str:
    parts = f"<li><b>Inicio:</b> {start}</li><li><b>Fin:</b> {end}</li><li><b>Responsable:</b> {who}</li>"
    return f"<div class='ms'><span>{number}</span><p>{text}</p><ul>{parts}</ul></div>"


def definitions_below(number: int, text: str, start: str, end: str, who: str) -> str:
    terms = f"<dt>Period</dt><dd>{start} – {end}</dd><dt>Responsible</dt><dd>{who}</dd>"
    return f"<section><h5>{number}. {text}</h5><dl>{terms}</dl></section>"


def period_above(number: int, text: str, start: str, end: str, who: str) -> str:
    return f"<div><div>{start} – {end}</div><p>{number}. {text}</p><p>Responsable: {who}</p></div>"


def panel(number: int, text: str, start: str, end: str, who: str) -> str:
    return f"<details><summary>{number}. {text}</summary><p>When: {start} – {end}</p><p>Who: {who}</p></details>"


def level_for_label(number: int, text: str, start: str, end: str, who: str) -> str:
    # 'Selesai' is the end, and the name of a level.
    parts = f"<dt>Mulai</dt><dd>{start}</dd><dt>Selesai</dt><dd>{end}</dd><dt>Pelaksana</dt><dd>{who}</dd>"
    return f"<div><p><b>{number}. {text}</b></p><dl>{parts}</dl></div>"


CARDS = (list_below, definitions_below, period_above, panel, level_for_label)


def write_page(card: Callable[..., str], heading: str) -> str:
    cards = "".join(card(number, *step) for number, step in enumerate(STEPS, 1))
    above = f"<h4>{heading}</h4>" if heading else ""
    return page(
        "".join(
            f"<article><span>Commitment {number}</span><h3>{title}</h3><dl><dt>Lead agency</dt><dd>Treasury</dd></dl>"
            f"<dl><dt>Problem</dt><dd><p>Nobody can tell what is known of {title}, and who answers for it.</p></dd>"
            f"<dt>Description</dt><dd><p>The treasury will publish {title}.</p></dd></dl>"
            f"{above}<div>{cards}</div><footer><a href='#top'>To the top</a></footer></article>"
            for number, title in enumerate(TITLES, 1)
        )
    )


def read_rows(path: Path) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    rows = extract_document(path.parent, describe_file(path)).extraction.rows
    commitments, milestones = ([dict(row.values) for row in rows if row.table == name] for name in TABLES)
    return commitments, milestones


TABLES = ("commitments", "milestones")


def check_steps(milestones: list[dict[str, object]]) -> None:
    assert [(row["text"], row["number"], row["responsible"]) for row in milestones] == FOUND * len(TITLES)
    days = [(str(row["start_date"]), str(row["end_date"])) for row in milestones[:3]]
    assert days == [("2023-01-01", "2023-06-30"), ("2023-07-01", "2024-03-31"), ("2024-04-01", "2024-12-31")]


@pytest.mark.parametrize("heading", ["Milestones", "On the way", ""])
@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.__name__)
def test_cards_within_a_commitment_are_its_milestones(tmp_path: Path, card: Callable[..., str], heading: str) -> None:
    path = tmp_path / "plan.html"
    path.write_text(write_page(card, heading), encoding="utf-8")
    commitments, milestones = read_rows(path)
    assert [row["title"] for row in commitments] == list(TITLES)
    assert [row["description"] for row in commitments] == [f"The treasury will publish {title}." for title in TITLES]
    assert not any(row.get("other_fields") or row.get("results") for row in commitments)
    check_steps(milestones)


@pytest.mark.parametrize("heading", ["Milestones", "On the way", ""])
def test_texts_with_labels_below_are_milestones_of_the_commitment_above(tmp_path: Path, heading: str) -> None:
    document = docx.Document()
    document.add_heading(TITLE, 1)
    for number, title in enumerate(TITLES, 1):
        document.add_heading(f"Commitment {number}: {title}", 2)
        for label, answer in (("Problem", f"Nobody can tell what is known of {title}."), ("Lead agency", "Treasury")):
            document.add_heading(label, 3)
            document.add_paragraph(answer)
        if heading:
            document.add_heading(heading, 3)
        for part, (text, start, end, who) in enumerate(STEPS, 1):
            document.add_paragraph(f"{part}. {text}")
            for line in (f"Start date: {start}", f"End date: {end}", f"Responsible: {who}"):
                document.add_paragraph(line)
    document.save(str(tmp_path / "plan.docx"))
    commitments, milestones = read_rows(tmp_path / "plan.docx")
    assert [row["title"] for row in commitments] == list(TITLES)
    check_steps(milestones)


def test_cards_below_the_facts_of_the_plan_are_commitments(tmp_path: Path) -> None:
    facts = "<dl><dt>Lead agency</dt><dd>Treasury</dd><dt>Supporting institutions</dt><dd>Court of Audit</dd></dl>"
    cards = "".join(
        f"<div><h3>{title}</h3><p>Period: {start} – {end}</p><p>Responsible: {who}</p></div>"
        for title, (_, start, end, who) in zip(TITLES, STEPS, strict=False)
    )
    path = tmp_path / "plan.html"
    path.write_text(page(f"{facts}<h2>Commitments</h2>{cards}"), encoding="utf-8")
    commitments, milestones = read_rows(path)
    assert [row["title"] for row in commitments] == list(TITLES)
    assert not milestones


def table_of(number: int, text: str, start: str, end: str, who: str) -> str:
    rows = (("Status", "Completed"), ("Progress", f"What was done of {number}."), ("Reasons for delay", "None."))
    told = "".join(f"<tr><td>{label}</td><td colspan='3'>{answer}</td></tr>" for label, answer in rows)
    return (
        f"<table><tr><td colspan='4'>Activity {number}. {text}</td></tr><tr><td>Responsible</td><td>{who}</td>"
        f"<td>Period</td><td>{start} – {end}</td></tr>{told}</table>"
    )


def test_tables_of_activities_below_a_commitment_are_its_milestones(tmp_path: Path) -> None:
    tables = "".join(table_of(number, *step) for number, step in enumerate(STEPS, 1))
    body = "".join(
        ("" if number % 2 == 0 else f"<h3>AXIS {'IVX'[number // 2]}</h3>")
        + f"<h3>Commitment {number} – {title}</h3><p>Lead agency: Treasury</p><p>Main objective: to show {title}.</p>"
        f"<p>Overall status of the commitment: Substantial</p>{tables}"
        for number, title in enumerate(TITLES, 1)
    )
    path = tmp_path / "report.html"
    path.write_text(page(f"<h2>Self-assessment report</h2>{body}"), encoding="utf-8")
    commitments, milestones = read_rows(path)
    assert [(row["title"], row["theme"], row["lead_institution"], row["completion"]) for row in commitments] == [
        (title, f"AXIS {'IVX'[number // 2]}", "Treasury", "substantial")
        for number, title in zip((1, 1, 3, 3, 5, 5), TITLES, strict=False)
    ]
    check_steps(milestones)
    assert {(row["status"], row["reasons"]) for row in milestones} == {("complete", "None.")}
