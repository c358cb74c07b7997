"""A page a commitment: facts in a narrow column beside the text, the theme as a running line over the title."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from tests.readers.pdf.drawing import drawn, text

BOLD = "Helvetica-Bold"
WORDS: dict[str, dict[str, Any]] = {
    "es": {
        "title": ("Plan de Acción 2022-2024", "Alianza para el Gobierno Abierto"),
        "facts": ("DEPENDENCIA RESPONSABLE", "ORGANIZACIÓN QUE ACOMPAÑA", "FECHA DE CONCLUSIÓN"),
        "heads": ("Objetivo", "¿Por qué hace falta?", "¿Qué vamos a hacer?"),
        "day": ("marzo de 2023", "octubre de 2024"),
        "axis": "EJE {} · Datos para {}",
    },
    "en": {
        "title": ("Action Plan 2022-2024", "Open Government Partnership"),
        "facts": ("Lead agency", "Partners", "End date"),
        "heads": ("Objective", "Why is it needed?", "What are we going to do?"),
        "day": ("March 2023", "October 2024"),
        "axis": "Axis {} | Data for {}",
    },
}
TITLES = ("Open the books of the mines", "Declare what ministers own", "Let towns share budgets", "Count the wells")
LEADS = ("Ministry of Mines", "Ministry of Justice", "Union of Towns", "Ministry of Water")
PARTNERS = ("Open Mines", "Clear Hands", "Town Watch", "Well Club")
LOOKS = {
    # language, left edges of facts and text, is the number in the side column, height between facts
    "number beside, facts on the left": ("es", 50.0, 210.0, True, 42),
    "facts on the left, close": ("en", 50.0, 210.0, False, 30),
    "facts on the right": ("en", 420.0, 60.0, False, 38),
}


def draw_page(canvas: Canvas, number: int, look: str) -> None:
    language, side, main, has_number, step = LOOKS[look]
    words = WORDS[language]
    text(canvas, 50, 40, words["axis"].format(number // 2 + 1, ("towns", "mines")[number // 2]), size=8)
    if has_number:
        text(canvas, side, 70, str(number + 1), font=BOLD, size=36)
        text(canvas, main, 74, TITLES[number], font=BOLD, size=17)
    else:
        text(canvas, main, 74, f"{number + 1}. {TITLES[number]}", font=BOLD, size=17)
    end = words["day"][1].capitalize()
    for at, (label, answer) in enumerate(zip(words["facts"], (LEADS[number], PARTNERS[number], end), strict=True)):
        text(canvas, side, 140 + step * at, label, font=BOLD, size=7.5)
        text(canvas, side, 153 + step * at, answer, size=9)
    top = 120.0
    for head, lines in zip(words["heads"], bodies(number, words["day"]), strict=True):
        text(canvas, main, top, head, font=BOLD, size=11)
        text(canvas, main, top + 18, *lines, size=10, step=14)
        top += 30 + 14 * len(lines)


def bodies(number: int, days: tuple[str, str]) -> tuple[tuple[str, ...], ...]:
    goal = (
        f"Every citizen can see what happens in case {number + 1} and can ask",
        "the officer in charge about it in a language of the country.",
    )
    need = tuple(f"Line {at} of the reason tells in some words why case {number + 1} matters" for at in range(1, 5))
    steps = (
        f"1. Publish the list of case {number + 1} ({days[0]}).",
        f"2. Train all officers of case {number + 1} ({days[1]}).",
    )
    return goal, (*need[:3], "and so it ends."), steps


@pytest.mark.parametrize("look", LOOKS)
def test_facts_beside_the_text(tmp_path: Path, look: str) -> None:
    words = WORDS[LOOKS[look][0]]

    def cover(canvas: Canvas) -> None:
        text(canvas, 50, 90, *words["title"], font=BOLD, size=24, step=30)

    pages = [lambda canvas, n=n: draw_page(canvas, n, look) for n in range(4)]
    path = drawn(tmp_path, cover, *pages)
    rows = extract_document(tmp_path, describe_file(path)).extraction.rows
    found = [dict(row.values) for row in rows if row.table == "commitments"]
    assert [(row["number"], row["title"]) for row in found] == list(zip("1234", TITLES, strict=True))
    assert [row["lead_institution"] for row in found] == list(LEADS)
    assert [str(row["end_date"]) for row in found] == ["2024-10-31"] * 4
    goals = [" ".join(bodies(number, words["day"])[0]) for number in range(4)]
    assert [row["main_objective"] for row in found] == goals
    needs = [" ".join(bodies(number, words["day"])[1]) for number in range(4)]
    assert [row["problem_statement"] for row in found] == needs
    # The running line is of its own page's commitment, and the dated list is its milestones.
    assert [row["theme"] for row in found] == [
        words["axis"].format(n // 2 + 1, ("towns", "mines")[n // 2]) for n in range(4)
    ]
    assert not any(row.get("description") for row in found)
    milestones = [dict(row.values) for row in rows if row.table == "milestones"]
    assert [(row["number"], str(row["end_date"])) for row in milestones] == [
        ("1", "2023-03-31"),
        ("2", "2024-10-31"),
    ] * 4
