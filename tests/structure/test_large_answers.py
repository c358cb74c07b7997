"""Answers in large type: above their small labels in a strip of facts, or set as a heading below a label."""

from __future__ import annotations

from pathlib import Path

from pipeline.model import TableRow
from pipeline.structure.lines import text_of
from pipeline.structure.surfaces.tables import table_pieces
from tests.building import cell, paragraph, table
from tests.structure.test_layouts import page, read


def strip(*texts: tuple[str, ...]) -> list[tuple[str, str]]:
    cells = [cell(left=150 * at, right=150 * (at + 1), blocks=(paragraph(*lines),)) for at, lines in enumerate(texts)]
    return [(piece.text, text_of(piece.answer)) for piece in table_pieces(table(TableRow(tuple(cells))), 0)]


def test_labels_below_their_answers() -> None:
    found = strip(("Treasury", "Lead department"), ("Open Data", "Alliance", "Partners"))
    assert found == [("Lead department", "Treasury"), ("Partners", "Open Data Alliance")]


def test_a_row_in_which_one_cell_has_no_label_is_left() -> None:
    found = strip(("Treasury", "Lead department"), ("Open Data", "Alliance"))
    assert "Lead department" not in [label for label, _ in found]


def test_a_heading_below_a_label_is_its_answer(tmp_path: Path) -> None:
    bodies = ("Ministry of Finance", "Ministry of Justice", "Office of Audit")
    forms = "".join(
        f"<p>Commitment {number}</p><h3>Open the books of {place}</h3><p>Lead institution</p><h3>{body}</h3>"
        f"<p>What is the public problem?</p><p>Nobody knows what {place} spends.</p>"
        f"<p>What is the commitment?</p><p>Publish what {place} spends.</p>"
        for number, (place, body) in enumerate(zip(("Highville", "Lowtown", "Midham"), bodies, strict=True), 1)
    )
    found = read(tmp_path, page(forms))
    assert [one["title"] for one in found] == [f"Open the books of {p}" for p in ("Highville", "Lowtown", "Midham")]
    assert [one["lead_institution"] for one in found] == list(bodies)
