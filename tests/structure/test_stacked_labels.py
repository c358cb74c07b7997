"""Labels of a margin that stand below each other in one cell, with their answers beside them."""

from __future__ import annotations

from pipeline.model import Anchor, Cell, Line, TableRow, TextBlock
from pipeline.model.records import Box
from pipeline.structure.lines import text_of
from pipeline.structure.surfaces.piece import split_stacked_labels


def cell(column: int, *lines: tuple[str, float]) -> Cell:
    placed = tuple(Line(text, Anchor(page=1, box=Box(72.0, top, 200.0, top + 10.0))) for text, top in lines)
    return Cell(0, column, column, column + 1.0, (TextBlock("paragraph", placed),), (placed[0].anchor,))


def row(*cells: Cell) -> list[list[str]]:
    return [[text_of(one) for one in part.cells] for part in split_stacked_labels(TableRow(cells))]


def test_labels_below_each_other_take_the_lines_beside_them() -> None:
    labels = cell(0, ("Expected results", 100.0), ("Milestones", 120.0))
    answers = cell(1, ("Prices fall.", 98.0), ("Amend the act", 118.0), ("Publish contracts", 131.0))
    assert [[text.replace("\n", " ") for text in part] for part in row(labels, answers)] == [
        ["Expected results", "Prices fall."],
        ["Milestones", "Amend the act Publish contracts"],
    ]


def test_a_label_over_two_lines_is_one() -> None:
    labels = cell(0, ("Problem", 100.0), ("statement", 112.0))
    assert len(row(labels, cell(1, ("Nobody can see it.", 100.0)))) == 1


def test_a_line_in_lower_case_goes_on_with_the_label_above() -> None:
    labels = cell(0, ("Objectif général de", 100.0), ("l'engagement", 112.0))
    answers = cell(1, ("Ouvrir les", 99.0), ("ports.", 111.0))
    assert len(row(labels, answers)) == 1
