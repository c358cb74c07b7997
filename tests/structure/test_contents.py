"""The table of contents corrects the outline: themes in small type are no sections of the front matter above them."""

from __future__ import annotations

from pipeline.model import TextBlock
from pipeline.structure.narrative.commitments import find_narrative_commitments
from pipeline.structure.outline.tree import outline_items
from tests.building import document, heading, line, paragraph

CONTENTS = ("Introducción", "Tema 1. Acceso", "Tema 2. Servicios", "Seguimiento")
STEP = "El ministerio publicará el registro completo de las compras con todos sus anexos y contratos en el portal."
BODY = (
    heading("Introducción", 1),
    paragraph("Se realizaron cinco talleres con la sociedad civil en todo el país durante el año pasado."),
    heading("Tema 1. Acceso", 2),
    paragraph(f"1. Abrir las compras. {STEP}"),
    paragraph(f"2. Abrir los archivos. {STEP}"),
    heading("Tema 2. Servicios", 2),
    paragraph(f"3. Abrir los hospitales. {STEP}"),
    heading("Seguimiento", 1),
    paragraph("Un comité seguirá el plan."),
)


def test_themes_that_the_contents_list_beside_front_matter_are_none_of_it() -> None:
    listed = [paragraph(f"{title} .......... {page}") for page, title in enumerate(CONTENTS, start=3)]
    items = outline_items(document(heading("Índice", 1), *listed, *BODY))
    ranks = {item.text: item.rank for item in items}
    assert ranks["Tema 1. Acceso"] == ranks["Tema 2. Servicios"] == ranks["Introducción"] == 1
    assert [c.marker for c in find_narrative_commitments(items)] == ["1", "2", "3"]


def test_without_contents_the_type_alone_tells() -> None:
    items = outline_items(document(*BODY))
    assert {item.text: item.rank for item in items}["Tema 1. Acceso"] == 2
    assert find_narrative_commitments(items) == ()


def large(text: str, top: float) -> TextBlock:
    return TextBlock("heading", (line(text, top=top, size=14.0, bold=True),), 3)


def test_a_second_line_below_several_titles_is_a_label() -> None:
    """A title goes on in the line below it, of its type; what several titles have below them is no part of either."""
    body = paragraph("Boats of other countries fish here, and nobody knows under which licence.")
    parts = [large("1. A portal of all data that", 0), large("offices have", 17), large("Aim", 34), body]
    parts += [large("2. Open licences for boats", 200), large("Aim", 217), body]
    texts = [item.text for item in outline_items(document(*parts)) if item.rank]
    assert texts == ["1. A portal of all data that offices have", "Aim", "2. Open licences for boats", "Aim"]
