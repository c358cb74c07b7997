"""Action plans in forms and languages of their own, written by hand; what is lost is told, what is no plan is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Extraction

HEAD = "<html lang='{}'><body><h1>{}</h1><p>A few words of introduction, which are prose.</p>{}</body></html>"
TITLE = "Norlandia National Action Plan 2018-2020"


def row(*texts: str, span: int = 1) -> str:
    *first, last = texts
    return "<tr>" + "".join(f"<td>{t}</td>" for t in first) + f"<td colspan={span}>{last}</td></tr>"


def read(folder: Path, body: str, title: str = TITLE, language: str = "en", name: str = "plan.html") -> Extraction:
    (folder / name).write_text(HEAD.format(language, title, body), encoding="utf-8")
    return extract_document(folder, describe_file(folder / name)).extraction


def rows(found: Extraction, table: str, *columns: str) -> list[tuple[Any, ...]]:
    plain = [{k: str(v) if k.endswith("date") and v else v for k, v in row.values.items()} for row in found.rows]
    tables = [row.table for row in found.rows]
    return [tuple(v.get(c) for c in columns) for t, v in zip(tables, plain, strict=True) if t == table]


def codes(found: Extraction) -> set[str]:
    return {issue.code for issue in found.issues}


def form(number: int, more: str, heading: str = "Commitment {0}: Title {0}") -> str:
    head = f"<h2>{heading.format(number)}</h2><table>"
    body = row("Lead agency", f"Ministry {number}", span=3) + row("Objective", f"To open {number}.", span=3)
    return head + body + row("Current situation", f"Closed {number}.", span=3) + more + "</table>"


def test_milestone_rows_below_a_label_without_headings(tmp_path: Path) -> None:
    steps = (
        row("Milestones", span=4) + row("1", "Draft", "May 2018", "June 2018") + row("2", "Pass", "July 2018", "2019")
    )
    found = read(tmp_path, form(1, steps) + form(2, steps))
    read_rows = rows(found, "milestones", "number", "text", "start_date", "end_date")
    assert read_rows == 2 * [("1", "Draft", "2018-05-01", "2018-06-30"), ("2", "Pass", "2018-07-01", "2019-12-31")]


def test_a_list_of_contents_and_an_annex_are_no_commitments(tmp_path: Path) -> None:
    contents = "<h2>Contents</h2><p>Commitment 1: Title 1 ...... 4</p><p>Commitment 2: Title 2 ...... 6</p>"
    found = read(tmp_path, contents + form(1, "") + form(2, "") + "<h2>Annex</h2><p>Words of the annex.</p>")
    assert rows(found, "commitments", "number", "title") == [("1", "Title 1"), ("2", "Title 2")]
    assert rows(found, "milestones", "text") == []


def test_commitments_without_numbers_and_two_pairs_in_a_row(tmp_path: Path) -> None:
    dates = row("Start date", "May 2018", "End date", "May 2020")
    body = form(1, dates, "Budgets") + form(2, dates, "Courts")
    found = read(tmp_path, body, "Norlandia: Open Government Action Plan 2018-2020")
    told = rows(found, "commitments", "number", "title", "start_date", "end_date")
    assert told == [(None, "Budgets", "2018-05-01", "2020-05-31"), (None, "Courts", "2018-05-01", "2020-05-31")]


def test_stakeholders_in_their_own_cells_and_milestones_over_several_rows(tmp_path: Path) -> None:
    who = row(
        "Supporting Stakeholders", "Government", "Civil Society", "Other Actors (Parliament, Private Sector, etc)"
    )
    who += row("", "Tax office", "Harbour Watch", "Chamber")
    prompt = (
        "Commitment Planning (This is an initial planning process largely looking at milestones and expected outputs, "
    )
    plan = row(prompt + "as well as key stakeholders involved.)", span=4)
    plan += row("Milestones", "Expected Outputs", "Expected Completion Date", "Stakeholders")
    plan += "<tr><td rowspan=2>Draft</td><td rowspan=2>Law</td><td rowspan=2>June 2024</td><td>Lead: Ministry</td></tr>"
    found = read(tmp_path, form(1, who + plan + row("Government: Tax office")) + form(2, ""))
    assert rows(found, "institutions", "role", "name_raw")[1:4] == [
        ("government", "Tax office"),
        ("non_government", "Harbour Watch"),
        ("non_government", "Chamber"),
    ]
    assert rows(found, "milestones", "text", "end_date", "responsible") == [("Draft", "2024-06-30", "Ministry")]


def test_a_question_and_its_answer_in_one_cell(tmp_path: Path) -> None:
    asked = row("Problem Definition", span=4) + row(
        "1. What problem does the commitment aim to address?<br>It is shut.", span=4
    )
    found = read(tmp_path, form(1, asked) + form(2, asked))
    assert rows(found, "commitments", "problem_statement")[0] == ("Closed 1.\nIt is shut.",)


def test_spanish_labels_run_in_and_goals_with_bullets(tmp_path: Path) -> None:
    body = "".join(
        f"<h3>Compromiso Nro. {n}: Datos {n}</h3><p><b>Entidad responsable:</b> Consejo de Estado</p>"
        f"<p><b>Objetivo:</b> Abrir {n}.</p><p><b>Descripción:</b> Se hará {n}.</p><p><b>Metas:</b></p>"
        f"<ul><li>Publicar {n} conjuntos</li><li>Evaluar los datos (junio de 2019)</li></ul>"
        for n in (1, 2)
    )
    found = read(tmp_path, body, "Norlandia: Plan de Acción de Gobierno Abierto 2018-2020", "es")
    assert rows(found, "commitments", "number", "lead_institution") == [
        ("1", "Consejo de Estado"),
        ("2", "Consejo de Estado"),
    ]
    assert rows(found, "milestones", "text", "end_date")[:2] == [
        ("Publicar 1 conjuntos", None),
        ("Evaluar los datos (junio de 2019)", "2019-06-30"),
    ]


def test_goals_that_open_with_month_and_year(tmp_path: Path) -> None:
    goals = "<p>METAS: 12/15: Diseñado el S2.</p><p>06/16 y 06/17: Abiertos 3 pilotos.</p>"
    body = "".join(
        f"<h3>Compromiso {n}: Datos</h3><p>Entidad responsable: X</p><p>Descripción: Se hará.</p>{goals}"
        for n in (1, 2)
    )
    found = read(tmp_path, body, "Norlandia: Plan de Acción 2015-2017", "es")
    assert rows(found, "milestones", "text", "end_date")[:2] == [
        ("Diseñado el S2.", "2015-12-31"),
        ("Abiertos 3 pilotos.", "2017-06-30"),
    ]


def test_french_form(tmp_path: Path) -> None:
    body = "".join(
        f"<h2>Engagement {n} : Données {n}</h2><table>"
        + row("Institution responsable", "Ministère de la Pêche", span=2)
        + row("Quel est le problème public que l'engagement traite ?", "Rien n'est public.", span=2)
        + row("Jalons", "Date de début", "Date de fin")
        + row("1. Registre publié", "janvier 2019", "juin 2019")
        + "</table>"
        for n in (1, 2)
    )
    found = read(tmp_path, body, "Norlandie : plan d'action national 2018-2020", "fr")
    assert rows(found, "commitments", "title", "problem_statement")[0] == ("Données 1", "Rien n'est public.")
    assert rows(found, "milestones", "number", "text", "end_date")[0] == ("1", "Registre publié", "2019-06-30")


def test_text_under_an_unknown_heading_keeps_its_name_and_is_no_answer(tmp_path: Path) -> None:
    asked = "<h4>What is the commitment?</h4><p>Doing.</p>"
    asked += "<h4>Why is this commitment relevant to OGP values?</h4><p>It opens.</p><h4>Shape</h4><p>4 corners</p>"
    asked += "<p>Lead agency: Ministry</p>"
    found = read(tmp_path, "".join(f"<h3>2.{n} Open data</h3>{asked}" for n in (1, 2)))
    assert rows(found, "commitments", "number", "description", "relevance")[0] == ("2.1", "Doing.", "It opens.")
    assert rows(found, "commitments", "other_fields")[0] == ([{"label": "Shape", "text": "4 corners"}],)


def test_ticks_that_lost_their_columns_give_no_values(tmp_path: Path) -> None:
    values = "<p>OGP values: Access to Information Civic Participation Public Accountability Technology X X</p>"
    labelled = "<p>Lead agency: Ministry</p><p>Objective: To open.</p><p>Status quo: Closed.</p>"
    found = read(tmp_path, "".join(f"<h3>Commitment {n}: Title</h3>{labelled}{values}" for n in (1, 2)))
    assert rows(found, "commitments", "ogp_values", "relevance")[0] == (None, None)
    assert "ogp-values-column-lost" in codes(found)


def test_check_boxes_before_the_names_of_values(tmp_path: Path) -> None:
    boxes = row("OGP values", "☒ Access to information<br>☐ Civic participation<br>☒ Public accountability", span=3)
    found = read(tmp_path, form(1, boxes) + form(2, boxes))
    assert rows(found, "commitments", "ogp_values")[0] == (["access_to_information", "public_accountability"],)


@pytest.mark.parametrize(
    ("more", "title"),
    [
        (row("Completion level", "Substantial", span=3), TITLE),
        (row("Verifiable", "Yes", span=3), "Norlandia 2018-2020"),
        ("", "Norlandia Self-Assessment of the National Action Plan 2018-2020"),
        ("", "Independent Reporting Mechanism (IRM): Norlandia Design Report 2018-2020"),
    ],
)
def test_reports_on_a_plan_are_left_to_others(tmp_path: Path, more: str, title: str) -> None:
    found = read(tmp_path, form(1, more) + form(2, more), title)
    assert found.document["report_format"] != "action_plan"


def test_one_commitment_is_no_plan(tmp_path: Path) -> None:
    assert read(tmp_path, form(1, "")).document["report_format"] != "action_plan"


def test_a_strategy_with_forms_like_a_plans_is_left(tmp_path: Path) -> None:
    body = form(1, "", "Roads") + form(2, "", "Bridges")
    assert read(tmp_path, body, "National transport strategy 2018-2020").document["report_format"] != "action_plan"


PLAIN = """Norlandia

Open Government Action Plan 2018-2020

This plan was written by nine authorities and it holds two commitments.

Commitment {0}. Publish the register

Responsible institution: Ministry of Fisheries
Objective: Everybody can see it.
Description: The register is put on the web.
Activities:
Activity {0}.1: Scan the register
Deadline: December 2018
Indicator: register scanned
Activity {0}.2: Publish the register
Deadline: June 2019
"""


def test_plain_text_with_labels_at_line_starts(tmp_path: Path) -> None:
    text = PLAIN.format(1) + "\n" + PLAIN.format(2).partition("commitments.\n\n")[2]
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    found = extract_document(tmp_path, describe_file(tmp_path / "plan.txt")).extraction
    told = rows(found, "commitments", "number", "lead_institution", "main_objective")
    assert told == [(n, "Ministry of Fisheries", "Everybody can see it.") for n in ("1", "2")]
    assert rows(found, "milestones", "number", "text", "end_date")[:2] == [
        ("1.1", "Scan the register", "2018-12-31"),
        ("1.2", "Publish the register", "2019-06-30"),
    ]
