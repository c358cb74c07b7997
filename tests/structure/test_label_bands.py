"""Forms whose labels are in a shaded or bold row over their answers, side by side, some in words no one knows."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from tests.readers.pdf.drawing import HEIGHT, drawn, text

BOLD = "Helvetica-Bold"
TITLES = ("Water tests online", "Budget in plain words", "A court that answers")
LABELS = ("Lead agency", "Supporting institutions", "Quipu circles of the land")
COSTS = ("Cost: 38 million, of which donors pay a half.", "Linked to the plan for the towns.", "Part of the reform.")


def answers(number: int) -> tuple[str, str, str]:
    return (
        f"Office number {number}",
        "Court of Auditors of the Lakes; Agency for Statistics",
        f"Circle of {number} Rivers",
    )


def strip(canvas: Canvas, top: float, labels: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    """Draw a shaded label over each column of answers, with a gap between the columns."""
    for column, (label, lines) in enumerate(zip(labels, rows, strict=True)):
        left = 60.0 + 160 * column
        canvas.setFillColor("#E2EEF2")
        canvas.rect(left, HEIGHT - top - 18, 146, 18, stroke=0, fill=1)
        canvas.setFillColor("black")
        text(canvas, left + 6, top + 4, label, font=BOLD, size=9)
        text(canvas, left + 6, top + 24, *lines, size=10, step=13)


def form(canvas: Canvas, number: int) -> None:
    lead, _, friends = answers(number)
    text(canvas, 60, 60, "Kenya Open Government Action Plan 2021-2023" if number == 1 else "", font=BOLD, size=16)
    text(canvas, 60, 100, f"Commitment {number}: {TITLES[number - 1]}", font=BOLD, size=12)
    # 'Lakes;' has no room in the column, but has room up to the next one.
    support = ("Court of Auditors of the", "Lakes; Agency for Statistics")
    strip(canvas, 130, LABELS, ((lead,), support, (friends,)))
    for index, (label, answer) in enumerate(
        (("Problem", "Nobody can tell what is known of it."), ("Additional information", COSTS[number - 1]))
    ):
        strip(canvas, 200 + 50 * index, (label,), ((answer,),))


def read_commitments(path: Path) -> tuple[list[dict[str, object]], list[tuple[str, str]]]:
    rows = extract_document(path.parent, describe_file(path)).extraction.rows
    bodies = [(str(row.values["role"]), str(row.values["name"])) for row in rows if row.table == "institutions"]
    return [dict(row.values) for row in rows if row.table == "commitments"], bodies


def check_bodies(bodies: list[tuple[str, str]]) -> None:
    support = [("support", "Court of Auditors of the Lakes"), ("support", "Agency for Statistics")]
    for number in (1, 2, 3):
        assert ("lead", f"Office number {number}") in bodies
    assert [body for body in bodies if body[0] == "support" and "Circle" not in body[1]] == support * 3


def test_labels_in_a_shaded_row_are_over_their_answers(tmp_path: Path) -> None:
    commitments, bodies = read_commitments(drawn(tmp_path, *(partial(form, number=n) for n in (1, 2, 3))))
    assert [row["title"] for row in commitments] == list(TITLES)
    check_bodies(bodies)


def test_words_like_a_label_that_open_one_answer_are_its_text(tmp_path: Path) -> None:
    commitments, _ = read_commitments(drawn(tmp_path, *(partial(form, number=n) for n in (1, 2, 3))))
    assert [row["additional_information"] for row in commitments] == list(COSTS)
    assert not any(row.get("budget") for row in commitments)


@pytest.mark.parametrize("is_bold", [True, False])
def test_a_bold_row_of_labels_is_over_its_answers(tmp_path: Path, is_bold: bool) -> None:
    document = docx.Document()
    document.add_heading("Kenya Open Government Action Plan 2021-2023", 1)
    for number, title in enumerate(TITLES, 1):
        document.add_heading(f"Commitment {number}: {title}", 2)
        table = document.add_table(rows=2, cols=3)
        for cell, label in zip(table.rows[0].cells, LABELS, strict=True):
            cell.paragraphs[0].add_run(label).bold = is_bold
        for cell, answer in zip(table.rows[1].cells, answers(number), strict=True):
            cell.text = answer
        for label, answer in (("Problem", "Nobody can tell what is known of it."), ("Budget", COSTS[0])):
            document.add_heading(label, 3)
            document.add_paragraph(answer)
    document.save(str(tmp_path / "plan.docx"))
    commitments, bodies = read_commitments(tmp_path / "plan.docx")
    assert [row["title"] for row in commitments] == list(TITLES)
    if is_bold:
        check_bodies(bodies)
    else:
        assert not bodies  # nothing shows that the first row is of labels
