"""Forms that ask in other ways than OGP's templates: each gives the same answers under the same fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.model import Anchor, Box, Document, Line, SourceDocument, TextBlock
from pipeline.structure.outline.tree import outline_items
from tests.structure.test_layouts import DOINGS, LEADS, PROBLEMS, TITLES, page

FORMS = list(zip(TITLES, LEADS, PROBLEMS, DOINGS, strict=True))
STEPS = (("Draft the rules", "May 2021", "June 2021"), ("Open the portal", "July 2021", "December 2022"))


def read(folder: Path, text: str) -> dict[str, list[dict[str, object]]]:
    file = folder / "plan.html"
    file.write_text(text, encoding="utf-8")
    rows = extract_document(folder, describe_file(file)).extraction.rows
    return {table: [dict(row.values) for row in rows if row.table == table] for table in ("commitments", "milestones")}


def table(*rows: tuple[str, ...]) -> str:
    return "<table>" + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows) + "</table>"


def several_questions() -> str:
    """Each label asks several questions, of which the lexicon knows the first."""
    forms = (
        f"<h2>{n}. {title}</h2>"
        + table(
            ("Lead implementing agency", lead),
            ("What is the public problem that the commitment will address? Who is affected by it?", problem),
            ("What is the commitment? What will be done, and for whom?", doing),
        )
        for n, (title, lead, problem, doing) in enumerate(FORMS, 1)
    )
    return page("".join(forms))


def labels_within_cells() -> str:
    """Two cells beside each other hold a label and its answer each."""
    forms = (
        table(
            (f"<b>{n}. {title}</b>",),
            ("Lead agency", lead),
            (f"<p><b>Problem</b></p><p>{problem}</p>", f"<p><b>Proposed solution</b></p><p>{doing}</p>"),
        ).replace(f"<td><b>{n}.", f"<td colspan='2'><b>{n}.")
        for n, (title, lead, problem, doing) in enumerate(FORMS, 1)
    )
    return page("<h2>Commitments</h2>" + "".join(forms))


def numbered_labels() -> str:
    """Labels are headings with the number of their commitment: 2.1, 3.1 ask the same."""
    forms = (
        f"<h2>{n} {title}</h2><h3>{n}.1 Whence we come</h3><p>{problem}</p>"
        f"<h3>{n}.2 What will be done</h3><p>{doing}</p><h3>{n}.3 Responsibility</h3><p>Lead agency: {lead}</p>"
        for n, (title, lead, problem, doing) in enumerate(FORMS, 2)
    )
    return page("".join(forms))


KINDS = {"several questions": several_questions(), "labels within cells": labels_within_cells()}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_answers_stand_under_their_fields(kind: str, tmp_path: Path) -> None:
    rows = read(tmp_path, KINDS[kind])["commitments"]
    told = [(r["title"], r["lead_institution"], r["problem_statement"], r["description"]) for r in rows]
    assert told == FORMS


def test_labels_with_the_number_of_their_commitment_are_no_titles(tmp_path: Path) -> None:
    rows = read(tmp_path, numbered_labels())["commitments"]
    assert [(row["title"], row["description"], row["lead_institution"]) for row in rows] == [
        (title, doing, lead) for title, lead, _, doing in FORMS
    ]
    # What stands before the commitment is the problem, in whatever words it is asked for.
    assert rows[0]["problem_statement"] == PROBLEMS[0]


def test_a_heading_in_other_words_asks_for_what_the_other_forms_ask_for(tmp_path: Path) -> None:
    forms = [
        f"<h2>{n}. {title}</h2><p>Lead agency: {lead}</p><h3>Problem to be solved</h3><p>{problem}</p>"
        f"<h3>What is the commitment?</h3><p>{doing}</p>"
        for n, (title, lead, problem, doing) in enumerate(FORMS, 1)
    ]
    forms[1] = forms[1].replace("What is the commitment?", "In what does this commitment consist?")
    rows = read(tmp_path, page("".join(forms)))["commitments"]
    assert [(row["problem_statement"], row["description"]) for row in rows] == [form[2:] for form in FORMS]


@pytest.mark.parametrize("heads", [("Activity", "From", "Until"), ("Hito", "Desde", "Hasta"), ("Step", "Start", "Due")])
def test_short_words_head_the_columns_of_milestones(heads: tuple[str, str, str], tmp_path: Path) -> None:
    forms = (
        f"<h2>{n}. {title}</h2><h3>Problem</h3><p>{problem}</p><h3>Proposed solution</h3><p>{doing}</p>"
        + table(heads, *STEPS)
        for n, (title, _, problem, doing) in enumerate(FORMS, 1)
    )
    rows = read(tmp_path, page("".join(forms)))["milestones"]
    assert [(str(row["start_date"]), str(row["end_date"])) for row in rows[:2]] == [
        ("2021-05-01", "2021-06-30"),
        ("2021-07-01", "2022-12-31"),
    ]


def test_a_column_of_dates_asks_for_dates(tmp_path: Path) -> None:
    heads = ("No.", "Compromiso", "Problema", "Institución responsable", "Inicio", "Fin")
    rows = [
        (f"{n}", title, problem, lead, "01/09/2021", "30/06/2023")
        for n, (title, lead, problem, _) in enumerate(FORMS, 1)
    ]
    found = read(tmp_path, page("<h2>Matriz</h2>" + table(heads, *rows)))["commitments"]
    assert [(str(row["start_date"]), str(row["end_date"])) for row in found] == [("2021-09-01", "2023-06-30")] * 3


def ticked(n: int, title: str, marks: tuple[tuple[str, ...], ...]) -> str:
    head = ("Milestone", "Not started", "Limited", "Substantial", "Completed")
    body = table(("Lead agency", LEADS[0], ""), ("Main objective", DOINGS[0], ""), ("Results", PROBLEMS[0], ""))
    return f"<table><tr><td colspan='5'>Theme: Water</td></tr><tr><td colspan='5'>Commitment {n}: {title}</td></tr>" + (
        body[len("<table>") : -len("</table>")] + table(head, *marks)[len("<table>") :]
    )


def test_a_row_ticks_the_level_of_its_milestone(tmp_path: Path) -> None:
    first = (("a. Draft the rules", "", "", "✓", ""), ("b. Open the portal", "", "✓", "", ""))
    second = (("a. Survey the lakes", "", "", "", "✓"), ("b. Publish the survey", "", "", "", "✓"))
    text = page(ticked(1, TITLES[0], first) + ticked(2, TITLES[1], second))
    found = read(tmp_path, text.replace("Open Government", "Self-Assessment of the Open Government"))
    assert [row["title"] for row in found["commitments"]] == list(TITLES[:2])
    assert [row["status"] for row in found["milestones"]] == ["substantial", "limited", "complete", "complete"]
    assert [row.get("completion") for row in found["commitments"]] == [None, "complete"]


def heading(text: str, top: float) -> TextBlock:
    line = Line(text, Anchor(1, Box(50.0, top, 300.0, top + 15.0)), size=15.0, bold=True)
    return TextBlock("heading", (line,), 2)


@pytest.mark.parametrize(("below", "count"), [(102.0, 1), (130.0, 2)])
def test_two_headings_right_below_each_other_are_one(below: float, count: int) -> None:
    blocks = (heading("Commitment 1 – Citizens’ budget and national", 84.0), heading("Participatory budget", below))
    document = Document(SourceDocument("d1", "plan.pdf", "0" * 64, "application/pdf", 1), blocks)
    assert len(outline_items(document)) == count


def test_a_level_behind_the_title_is_how_far_the_commitment_is(tmp_path: Path) -> None:
    forms = (
        f"<h2>Commitment {n} | {title} {level}</h2><h3>Lead agency</h3><p>{lead}</p><h3>Commitment</h3><p>{doing}</p>"
        f"<h3>Progress in 2022</h3><p>{problem}</p>"
        for n, ((title, lead, problem, doing), level) in enumerate(
            zip(FORMS, ("Substantial 70%", "Not started 0%", "Complete 100%"), strict=True), 1
        )
    )
    rows = read(tmp_path, page("".join(forms)))["commitments"]
    assert [(row["title"], row["completion"]) for row in rows] == list(
        zip(TITLES, ("substantial", "not_started", "complete"), strict=True)
    )
    assert [row["results"] for row in rows] == list(PROBLEMS)


def test_a_step_that_lost_its_bullet_is_a_step_like_the_others(tmp_path: Path) -> None:
    steps = (
        "<p>Draft the rules with all towns (May – June 2021);</p>"
        "<ul><li>Open the portal to everybody (July 2021);</li><li>Publish a report (May 2022).</li></ul>"
    )
    forms = (
        table(("Commitment", f"{n}. {title}"), ("Lead agency", lead), ("Problem", problem), ("Milestones", steps))
        for n, (title, lead, problem, _) in enumerate(FORMS, 1)
    )
    rows = read(tmp_path, page("".join(forms)))["milestones"]
    assert [(row["text"], str(row["end_date"])) for row in rows[:3]] == [
        ("Draft the rules with all towns (May – June 2021);", "2021-06-30"),
        ("Open the portal to everybody (July 2021);", "2021-07-31"),
        ("Publish a report (May 2022).", "2022-05-31"),
    ]
