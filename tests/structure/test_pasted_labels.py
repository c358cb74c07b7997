"""Labels and milestone heads in pasted texts whose printing hides them."""

from __future__ import annotations

import pytest

from pipeline.model import Anchor, Line
from pipeline.structure.text_labels.segments import Segments, split_segments


def cut(text: str) -> Segments:
    return split_segments([Line(line, Anchor(path=f"p[{i}]")) for i, line in enumerate(text.split("\n"))])


def found(text: str) -> list[tuple[str | None, str]]:
    return [(section.field, "\n".join(line.text for line in section.value)) for section in cut(text).sections]


def test_label_in_capitals_ends_with_its_line() -> None:
    text = "SITUATION TODAY OR PROBLEM TO BE SOLVED\nNobody counts the boats.\nMAIN OBJECTIVE\nTo count the boats."
    assert found(text) == [
        ("problem_statement", "Nobody counts the boats."),
        ("main_objective", "To count the boats."),
    ]


def test_longest_wording_of_a_place_is_the_label() -> None:
    text = "Status quo / point of departure\nNobody counts the boats.\nMain objective\nTo count the boats."
    assert found(text)[0] == ("problem_statement", "Nobody counts the boats.")


def test_words_before_a_colon_complete_a_wording_behind_an_answer_without_a_stop() -> None:
    text = "Responsible institution: Harbour Office Status quo or problem to be mended: Nobody counts the boats."
    assert found(text)[1:] == [("problem_statement", "Nobody counts the boats.")]


def test_question_behind_a_lost_blank() -> None:
    text = "¿Cuál es el problema que aborda el compromiso?\nNadie cuenta los barcos.¿Cuál es el compromiso? Contarlos."
    assert found(text) == [("problem_statement", "Nadie cuenta los barcos."), ("description", "Contarlos.")]


def test_verb_before_a_colon_belongs_to_a_sentence() -> None:
    text = "¿Cuál es el compromiso? Contar barcos. Los objetivos del trabajo son:\na) Publicar la cuenta."
    assert [field for field, _ in found(text)] == ["description"]


def test_guidance_is_passed_over_sentence_by_sentence() -> None:
    text = (
        "What is the public problem that the commitment will address? Describe the social, economic, political, or "
        "environmental problem addressed by the commitment. When available include baseline data and contextual facts."
        "Nobody counts the boats."
    )
    assert found(text) == [("problem_statement", "Nobody counts the boats.")]


HEADS = {
    "beginning and end": "Single works Beginning End\nDraft of the list 08/2019 12/2019\nList in print 01/2020 06/2020",
    "term and body": "Works of the plan Term Responsible\n1. Draft of the list May 2019 Port Office\n"
    "2. List in print June 2020 Port Office",
    "targets of a year": "Year 1 Targets\n• Draft of the list\nYear 2 Targets\n• List in print",
}


@pytest.mark.parametrize("case", sorted(HEADS))
def test_head_of_milestones(case: str) -> None:
    assert len(cut(f"Objective\nTo count the boats.\n{HEADS[case]}").milestones) == 2


def test_heading_below_dated_rows_is_no_milestone() -> None:
    works = ("Draft of the list", "Talks with the pilots", "Register in print", "Report to the council")
    rows = "\n".join(f"{work} May {year} June {year}" for year, work in enumerate(works, 2019))
    text = f"Milestones Start date End date\n{rows}\nPeople at the desk\nName of responsible person\nA. Example"
    assert len(cut(text).milestones) == 4
