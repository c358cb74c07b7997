"""A label that stands beside all rows of a milestone table is none of its columns."""

from __future__ import annotations

from pipeline.model import Table, TableRow
from pipeline.structure.lines import text_of
from pipeline.structure.surfaces.tables import table_pieces
from tests.building import cell, table

ROWS = (
    ("Activité", "Début", "Fin"),
    ("Publier le guide", "Janvier 2019", "Avril 2019"),
    ("Former", "Mars 2019", "Mai"),
)


def test_the_label_is_taken_off_the_table() -> None:
    rows = []
    for number, texts in enumerate(ROWS):
        cells = [cell(text, 150 * (at + 1), 150 * (at + 2)) for at, text in enumerate(texts)]
        beside = [cell("Jalons", 0, 150, row_span=len(ROWS))] if number == 0 else []
        rows.append(TableRow((*beside, *cells)))
    (piece,) = table_pieces(table(*rows), 0)
    assert piece.text == "milestones"
    (part,) = piece.answer
    assert isinstance(part, Table)
    assert [[text_of(found) for found in row.cells] for row in part.rows] == [list(texts) for texts in ROWS]
