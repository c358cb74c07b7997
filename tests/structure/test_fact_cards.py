"""Facts of a commitment in rows of cards, a small label over a bold value, two or three of them side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from tests.readers.pdf.drawing import HEIGHT, drawn, text

BOLD = "Helvetica-Bold"
LEFT, RIGHT = 50.0, 560.0
TITLES = ("Open the books of the mines", "Declare what ministers own", "Let towns share their budgets")
LEADS = ("Ministry of Mines", "Authority of Good Governance", "Directorate of Local Government")
STARTS = ("2023-01-01", "2022-10-15", "2022-11-01")
ENDS = ("2024-09-30", "2024-07-31", "2024-08-31")
DATES = (
    ("1 January 2023", "30 September 2024"),
    ("15 October 2022", "31 July 2024"),
    ("1 November 2022", "31 August 2024"),
)
BUDGETS = ("180 million francs", "95 million francs", "420 million francs")
ACTORS = (
    "Council of the Initiative, Friends of Item 1",
    "Court of Audit, Friends of Item 2",
    "Union of Towns, Friends of 3",
)
TEXTS = (("Problem to solve", "Nobody knows it."), ("Description", "It will be told."))


def facts(number: int) -> list[tuple[tuple[str, str, float], ...]]:
    """Return the rows of cards of a commitment: label, value, left edge."""
    start, end = DATES[number]
    return [
        (("LEAD AGENCY", LEADS[number], LEFT), ("OTHER ACTORS INVOLVED", ACTORS[number], 280)),
        (("START DATE", start, LEFT), ("END DATE", end, 190), ("BUDGET", BUDGETS[number], 330)),
    ]


def draw_form(canvas: Canvas, number: int, look: str) -> None:
    text(canvas, LEFT, 60, f"Commitment {number + 1}: {TITLES[number]}", font=BOLD, size=15)
    for row, cards in enumerate(facts(number)):
        top = 90.0 + 38 * row
        if "band" in look:
            canvas.setFillColor("#F3F6F2")
            canvas.rect(LEFT, HEIGHT - top - 34, RIGHT - LEFT, 34, stroke=0, fill=1)
            canvas.setFillColor("black")
        for label, value, x in cards:
            if "rules" in look and x > LEFT:
                canvas.setStrokeColor("white" if "band" in look else "grey")
                canvas.line(x, HEIGHT - top - 34, x, HEIGHT - top)
            fonts = (BOLD, "Helvetica") if "bold labels" in look else ("Helvetica", BOLD)
            text(canvas, x + 8, top + 6, label, font=fonts[0], size=7)
            text(canvas, x + 8, top + 16, value, font=fonts[1], size=9)
    for at, (label, answer) in enumerate(
        (("Problem to solve", "Nobody knows it."), ("Description", "It will be told."))
    ):
        text(canvas, LEFT, 180 + 50 * at, label, font=BOLD, size=11)
        text(
            canvas, LEFT, 196 + 50 * at, f"{answer} It is said of item {number + 1} in a sentence that fills the line."
        )


@pytest.mark.parametrize("look", ["band and rules, bold labels", "band and rules", "rules", "plain"])
def test_each_card_is_a_label_with_its_answer(tmp_path: Path, look: str) -> None:
    def cover(canvas: Canvas) -> None:
        text(canvas, LEFT, 60, "Open Government Partnership", "Action Plan 2022-2024", font=BOLD, size=20, step=26)

    pages = [lambda canvas, n=n: draw_form(canvas, n, look) for n in range(3)]
    path = drawn(tmp_path, cover, *pages)
    rows = extract_document(tmp_path, describe_file(path)).extraction.rows
    found = [dict(row.values) for row in rows if row.table == "commitments"]
    assert [row["title"] for row in found] == list(TITLES)
    assert [row["lead_institution"] for row in found] == list(LEADS)
    assert [str(row["start_date"]) for row in found] == list(STARTS)
    assert [str(row["end_date"]) for row in found] == list(ENDS)
    assert [row["budget"] for row in found] == list(BUDGETS)
    assert all(str(row["problem_statement"]).startswith("Nobody knows") for row in found)
