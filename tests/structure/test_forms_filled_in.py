"""Forms as people fill them in: boxes beside words, one letter a box, the title in the form itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.structure.test_layouts import page, read

WORDS = {
    "en": (
        "Lead implementing agency",
        "Main objective",
        "Show every map of the country to all citizens",
        "Completion level",
    ),
    "es": (
        "Institución responsable",
        "Objetivo principal",
        "Mostrar los mapas a los ciudadanos",
        "Nivel de cumplimiento",
    ),
    "fr": ("Organisme responsable", "Objectif principal", "Montrer les cartes aux citoyens", "Niveau d'achèvement"),
    "pt": ("Instituição responsável", "Objetivo principal", "Mostrar os mapas aos cidadãos", "Nível de conclusão"),
}
CHOICES = (
    ("en", "Not started [ ] Limited [ ] Substantial [x] Completed [ ]", "substantial"),
    ("en", "☐ Not started ☐ Limited ☒ Substantial ☐ Completed", "substantial"),
    ("es", "No iniciado ( ) Limitado (X) Sustancial ( ) Completo ( )", "limited"),
    ("fr", "Non commencé ☐ Limité ☐ Substantiel ☐ Achevé ☒", "complete"),
    ("en", "○ Not started ● Limited ○ Substantial ○ Completed", "limited"),
    ("pt", "Substancial", "substantial"),
)


def write_form(number: int, *rows: str, head: str = "") -> str:
    cells = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"{head}<table>{cells}</table>"


def make_row(label: str, *answers: str) -> str:
    return f"<td>{label}</td>" + "".join(f"<td>{answer}</td>" for answer in answers)


@pytest.mark.parametrize(("language", "choices", "level"), CHOICES)
@pytest.mark.parametrize("colon", [":", ""])
def test_boxes_beside_the_names_of_levels(tmp_path: Path, language: str, choices: str, level: str, colon: str) -> None:
    lead, aim, answer, label = WORDS[language]
    text = "".join(
        f"<h2>{n}. Maps {n}</h2><p>{lead}: Ministerio {n}</p><p>{aim}: {answer} {n}.</p><p>{label}{colon} {choices}</p>"
        for n in (1, 2)
    )
    rows = read(tmp_path, page(text))
    assert [(row["completion"], row["main_objective"]) for row in rows] == [
        (level, f"{answer} 1."), (level, f"{answer} 2.")
    ]  # fmt: skip


@pytest.mark.parametrize("boxes", ["30/11/2022", "3011 2022", "30112022"])
@pytest.mark.parametrize("nested", [True, False])
def test_a_date_with_a_box_for_each_figure(tmp_path: Path, boxes: str, nested: bool) -> None:
    cells = [sign.strip() for sign in boxes]
    if nested:
        cells = [f"<table><tr>{''.join(f'<td>{sign}</td>' for sign in cells)}</tr></table>"]
    forms = (
        write_form(
            number,
            make_row("Lead implementing agency", "Ministry"),
            make_row("Main objective", f"Show map {number} to all."),
            make_row("End date", *cells),
            head=f"<h2>{number}. Open maps {number}</h2>",
        )
        for number in (1, 2)
    )
    assert [str(row["end_date"]) for row in read(tmp_path, page("".join(forms)))] == ["2022-11-30"] * 2


FORMS = (
    ("Fiche de suivi B", "Mise en œuvre", ("Organisme responsable", "Objectif principal", "Description")),
    ("Quadro do compromisso", "Compromissos", ("Instituição responsável", "Objetivo principal", "Breve descrição")),
    ("Follow-up sheet", "Implementation", ("Lead implementing agency", "Main objective", "Brief description")),
)


@pytest.mark.parametrize(("name", "chapter", "labels"), FORMS)
@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("headed", [True, False])
def test_the_title_in_a_form_is_the_commitment_s(
    tmp_path: Path, name: str, chapter: str, labels: tuple[str, ...], count: int, named: bool, headed: bool
) -> None:
    titles = ("Publish mining permits", "Train town halls")[:count]
    forms = (
        write_form(
            number,
            *([f"<td colspan='2'>{name}</td>"] if named else []),
            f"<td colspan='2'>1.{number} {title}</td>",
            *(make_row(label, f"{title} {label.lower()}") for label in labels),
            head=f"<h3>1.{number} {title}</h3>" if headed else "",
        )
        for number, title in enumerate(titles, 1)
    )
    rows = read(tmp_path, page(f"<h2>{chapter}</h2>" + "".join(forms)))
    assert [row["title"] for row in rows] == list(titles)
