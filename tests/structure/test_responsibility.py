"""Who carries a commitment out where a sentence says so, and steps that a promise leads to within an answer."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from pipeline.structure.commitments.answers import read_responsible
from pipeline.structure.lines import join_lines
from tests.building import line
from tests.structure.test_forms_of_many_kinds import read
from tests.structure.test_layouts import DOINGS, PROBLEMS, TITLES, page

SENTENCES = (
    ("The Treasury will lead the work in cooperation with the Court of Audit.", "Treasury", "the Court of Audit"),
    ("Responsibility rests with the Ministry of Justice, which reports to us.", "Ministry of Justice", ""),
    (
        "El Ministerio de Hacienda será responsable de este compromiso, con el apoyo de la Contraloría.",
        "Ministerio de Hacienda",
        "la Contraloría",
    ),
    ("Cet engagement est piloté par le Ministère de la Justice.", "Ministère de la Justice", ""),
    ("Kementerian Keuangan bertanggung jawab atas komitmen ini bersama dengan Ombudsman.", "Kementerian Keuangan", ""),
    ("The Treasury as well as the Bank are responsible for the plan.", "Treasury as well as the Bank", ""),
    ("Finansdepartementet har ansvaret for tiltaket sammen med Riksrevisjonen.", "Finansdepartementet", ""),
)


@pytest.mark.parametrize(("text", "lead", "support"), SENTENCES, ids=[text[:24] for text, _, _ in SENTENCES])
def test_sentence_names_who_leads(text: str, lead: str, support: str) -> None:
    found = read_responsible((line(text),))
    assert found is not None
    assert join_lines(found.lead) == lead
    assert not support or join_lines(found.support) == support


@pytest.mark.parametrize(
    "text",
    [
        "Ministry of Justice",
        "Treasury as well as the Bank",
        "It is responsible for this.",
        "Treasury (unit responsible for budgets)",
        "",
    ],
)
def test_other_answers_are_no_such_sentence(text: str) -> None:
    assert read_responsible((line(text),)) is None


def test_other_sentences_are_kept() -> None:
    found = read_responsible((line("The Treasury is responsible for the portal. It reports to parliament."),))
    assert found is not None
    assert join_lines(found.rest) == "It reports to parliament."


def test_unasked_sentence_has_to_speak_of_the_commitment() -> None:
    of_a_law = (line("The Treasury is responsible for the Budget Act."),)
    assert read_responsible(of_a_law) is not None
    assert read_responsible(of_a_law, is_asked=False) is None
    assert read_responsible((line("The Treasury is responsible for this commitment."),), is_asked=False) is not None


@pytest.mark.parametrize("heading", ["<h4>Responsibility</h4>", ""])
def test_plan_that_speaks_in_sentences(tmp_path: Path, heading: str) -> None:
    bodies = "The Ministry of Finance is responsible for the commitment, together with the Bank and the Court of Audit."
    steps = ("Draft the rules by June 2024", "Publish the first list", "Open the portal by May 2025")
    rows = read(
        tmp_path,
        page(
            "".join(
                f"<h2>{n}. {title}</h2><h4>Current situation</h4><p>{problem}</p><h4>Commitment</h4><p>{doing} "
                f"To this end the government will:</p><ul>{''.join(f'<li>{s} of {title}.</li>' for s in steps)}</ul>"
                f"{heading}<p>{bodies}</p>"
                for n, (title, problem, doing) in enumerate(zip(TITLES, PROBLEMS, DOINGS, strict=True), 1)
            )
        ),
    )
    commitments, milestones = rows["commitments"], rows["milestones"]
    assert {row["lead_institution"] for row in commitments} == {"Ministry of Finance"}
    assert {len(cast(list[str], row["support_institutions"])) for row in commitments} == {2}
    assert [row["text"] for row in milestones] == [f"{step} of {title}." for title in TITLES for step in steps]


def test_list_of_subjects_is_no_list_of_steps(tmp_path: Path) -> None:
    subjects = "<ul><li>Roads and bridges</li><li>Schools of the coast</li></ul>"
    rows = read(
        tmp_path,
        page(
            "".join(
                f"<h2>{n}. {title}</h2><h4>Current situation</h4><p>{problem}</p><h4>Commitment</h4><p>{doing} "
                f"Citizens decide on investment in these subjects:</p>{subjects}<h4>Lead agency</h4><p>Treasury</p>"
                for n, (title, problem, doing) in enumerate(zip(TITLES, PROBLEMS, DOINGS, strict=True), 1)
            )
        ),
    )
    assert not rows["milestones"]
