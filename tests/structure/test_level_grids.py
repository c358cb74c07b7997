"""Forms whose levels are columns of marks, with a row for the whole commitment and rows for its milestones."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document

TITLES = ("Precios de medicinas a la vista", "Pozos seguros en las aldeas", "Escuelas abiertas a las familias")
LEVELS = ("No iniciado", "Limitado", "Sustancial", "Completo")
WHOLE = (1, 3, 0)
STEPS = (
    (("1. Imprimir los precios (mayo de 2017)", 3), ("2. Construir la aplicación (junio de 2018)", 1)),
    (("1. Analizar los pozos (marzo de 2017)", 2), ("2. Formar comités de agua (abril de 2018)", 0)),
    (),
)
ANNOUNCED = "<tr><td colspan='5'>Hitos (fecha prevista)</td></tr>"


def marked(text: str, level: int) -> str:
    marks = "".join(f"<td>{'✔' if at == level else ''}</td>" for at in range(4))
    return f"<tr><td>{text}</td>{marks}</tr>"


def form(number: int, announced: str, corner: str) -> str:
    head = "".join(f"<td>{level}</td>" for level in LEVELS)
    rows = "".join(marked(text, level) for text, level in STEPS[number])
    return (
        f"<h3>Compromiso {number + 1}: {TITLES[number]}</h3><table border='1'>"
        f"<tr><td>Institución responsable</td><td colspan='4'>Ministerio Número {number + 1}</td></tr>"
        f"<tr><td>{corner}</td>{head}</tr>{marked('El compromiso en su conjunto', WHOLE[number])}"
        f"{announced if rows else ''}{rows}"
        f"<tr><td>Resultados</td><td colspan='4'>Los precios salieron en la gaceta.</td></tr></table>"
    )


def read(folder: Path, announced: str, corner: str = "Nivel de cumplimiento") -> dict[str, list[dict[str, object]]]:
    file = folder / "informe.html"
    front = "<h1>Informe de autoevaluación de gobierno abierto 2016-2018</h1><h2>Compromisos</h2>"
    forms = "".join(form(number, announced, corner) for number in range(3))
    file.write_text(f"<html lang='es'><body>{front}{forms}</body></html>", encoding="utf-8")
    rows = extract_document(folder, describe_file(file)).extraction.rows
    return {name: [dict(row.values) for row in rows if row.table == name] for name in ("commitments", "milestones")}


@pytest.mark.parametrize("announced", [ANNOUNCED, ""])
def test_mark_beside_the_whole_is_the_level_of_the_commitment(announced: str, tmp_path: Path) -> None:
    commitments = read(tmp_path, announced)["commitments"]
    assert [row.get("completion") for row in commitments] == ["limited", "complete", "not_started"]
    assert {str(row.get("results")) for row in commitments} == {"Los precios salieron en la gaceta."}


@pytest.mark.parametrize("announced", [ANNOUNCED, ""])
def test_marks_beside_numbers_are_the_status_of_milestones(announced: str, tmp_path: Path) -> None:
    milestones = read(tmp_path, announced)["milestones"]
    assert [(row["text"], row.get("status"), str(row.get("end_date"))) for row in milestones] == [
        ("Imprimir los precios (mayo de 2017)", "complete", "2017-05-31"),
        ("Construir la aplicación (junio de 2018)", "limited", "2018-06-30"),
        ("Analizar los pozos (marzo de 2017)", "substantial", "2017-03-31"),
        ("Formar comités de agua (abril de 2018)", "not_started", "2018-04-30"),
    ]


@pytest.mark.parametrize("corner", ["Hitos", ""])
def test_a_row_without_a_number_among_milestones_is_of_the_whole(corner: str, tmp_path: Path) -> None:
    found = read(tmp_path, "", corner)
    assert [row.get("completion") for row in found["commitments"][:2]] == ["limited", "complete"]
    assert [row.get("status") for row in found["milestones"][:4]] == [
        "complete",
        "limited",
        "substantial",
        "not_started",
    ]
