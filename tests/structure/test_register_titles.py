"""A register's cell with a short paragraph above others gives the commitment's title and its description."""

from __future__ import annotations

from pipeline.parsers import unrecognised_template
from tests.building import cell, document, heading, paragraph, row, table

TITLES = ("Publier les textes de loi", "Mettre le budget en ligne", "Ouvrir les archives")
TEXT = "Élaborer les décrets, traduire la loi et la diffuser dans toutes les communes du pays"


def test_the_first_paragraph_is_the_title() -> None:
    rows = [row("N°", "Engagement", "Objectif", "Responsable")]
    for number, title in enumerate(TITLES, start=1):
        said = cell("-", 150, 300, blocks=(paragraph(title), paragraph(f"{TEXT} {number}.")))
        rows.append(row(str(number), said, f"Informer les citoyens de la loi {number}", "Ministère de la Justice"))
    parsed = unrecognised_template.parse(document(heading("Plan d'action national 2017-2019"), table(*rows)))
    found = [record.fields for record in parsed.records if record.table == "commitments"]
    assert [fields["title"].text for fields in found] == list(TITLES)
    assert [fields["description"].text for fields in found] == [f"{TEXT} {number}." for number in (1, 2, 3)]
