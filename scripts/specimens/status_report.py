"""Status reports of one commitment in Portuguese: with planned and actual dates, and with one date and remarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens.facts import (
    SITE,
    document_facts,
    document_path,
    find_plan,
    join_paragraphs,
    load_country,
    load_facts,
)
from scripts.specimens.sketch import Boxes, Grid, Look, Part, Text, make_box, render_docx, render_pdf
from scripts.specimens.specimen import Specimen

FAMILY = "status_report"
WIDE = Look(width=842.0, height=595.0, margin=50.0, size=8.5)
DETAILS = (
    "DETALHAMENTO (detalhar o que foi realizado e, se necessário, apresentar justificativa para atrasos, com descrição "
    "dos próximos passos)"
)
LINKS = "INDICADORES DE CONCLUSÃO (links de comprovação das entregas)"
HEADINGS = {
    "dates": ("MARCOS", "% CONCLUSÃO", "DATA DE INÍCIO", "DATA DE FIM", "RESPONSÁVEIS", DETAILS, LINKS),
    "single": ("MARCOS", "% CONCLUSÃO", "DATA PARA CONCLUSÃO", "RESPONSÁVEL", "OBSERVAÇÕES"),
}
SHARES = {"dates": (5, 3, 4, 4, 4, 8, 5), "single": (6, 3, 4, 4, 9)}


def draw_specimens() -> Iterator[Specimen]:
    """Yield both reports as DOCX and PDF."""
    for facts in load_facts("status_report"):
        title = f"Relatório de status de execução - {load_country().name}"
        parts = list(_iterate_parts(facts))
        shown = "docx" if facts["look"] == "dates" else "pdf"
        renderings = {"docx": render_docx(parts, title, load_country().name, WIDE)}
        renderings["pdf"] = render_pdf(parts, title, load_country().name, WIDE)
        for extension, content in renderings.items():
            name = f"{load_country().slug}-{facts['plan']}-{facts['name']}.{extension}"
            url = f"{SITE}/governo-aberto/{name}"
            yield Specimen(document_path(name), content, url, build_expectation(facts), "pt", extension == shown)


def draw_report(facts: Mapping[str, Any]) -> bytes:
    """Return a report as PDF."""
    return render_pdf(
        list(_iterate_parts(facts)),
        f"Relatório de status de execução - {load_country().name}",
        load_country().name,
        WIDE,
    )


def _iterate_parts(facts: Mapping[str, Any]) -> Iterator[Part]:
    plan = find_plan(facts["plan"])
    yield Text("RELATÓRIO DE STATUS DE EXECUÇÃO (RSE)", "title")
    yield Text(f"{load_country().name} - Plano de Ação {plan.start}-{plan.end}", "bold")
    if facts["theme"]:
        yield Text(f"TEMA: {facts['theme']}", "bold")
    yield Grid((4, 9, 5), tuple(_summary_rows(facts)))
    yield Grid((4, 4, 10), tuple(_body_rows(facts)))
    if facts.get("overview"):
        yield Grid(
            (1,),
            (
                (make_box("VISÃO GERAL DO COMPROMISSO (MÁXIMO 2 PARÁGRAFOS)", bold=True),),
                (make_box(*facts["overview"]),),
            ),
        )
    yield Grid(SHARES[facts["look"]], tuple(_milestone_rows(facts)))


def _summary_rows(facts: Mapping[str, Any]) -> Iterator[Boxes]:
    yield (make_box("RESUMO DO COMPROMISSO", span=3, bold=True),)
    yield tuple(make_box(label, bold=True) for label in ("DATA DO RELATÓRIO", "COMPROMISSO", "PREPARADO POR"))
    yield (
        make_box(facts["date"][0]),
        make_box(f"Compromisso {facts['number']} - {facts['title']}"),
        make_box(facts["by"][0]),
    )


def _body_rows(facts: Mapping[str, Any]) -> Iterator[Boxes]:
    yield (make_box("ÓRGÃO RESPONSÁVEL E ENTIDADES PARTICIPANTES", span=3, bold=True),)
    yield make_box("Órgão coordenador", span=2, bold=True), make_box(facts["lead"])
    yield (
        make_box("Atores Envolvidos", down=2, bold=True),
        make_box("Governo", bold=True),
        make_box(*facts["government"]),
    )
    yield make_box("Sociedade Civil", bold=True), make_box(*facts["others"])


def _milestone_rows(facts: Mapping[str, Any]) -> Iterator[Boxes]:
    headings = HEADINGS[facts["look"]]
    yield (make_box("VISÃO GERAL DO MARCO / PRAZOS", span=len(headings), bold=True),)
    yield tuple(make_box(text, bold=True) for text in headings)
    for row in facts["milestones"]:
        named = (
            f"Marco {row['number']} - {row['text']}" if facts["look"] == "dates" else f"{row['number']} – {row['text']}"
        )
        if facts["look"] == "dates":
            dates = [make_box(*_date_lines(row["start"])), make_box(*_date_lines(row["end"]))]
            yield (
                make_box(named),
                make_box(row["progress"]),
                *dates,
                make_box(row["responsible"]),
                make_box(*row["details"]),
                make_box(*row["links"]),
            )
        else:
            yield (
                make_box(named),
                make_box(row["progress"]),
                make_box(row["end"][0][0]),
                make_box(row["responsible"]),
                make_box(*row["details"]),
            )


def _date_lines(dates: list[Any]) -> list[str]:
    (planned, _), actual = dates
    return [f"Prevista: {planned}", f"Realizada: {actual or '-'}"]


def build_expectation(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a reader should find."""
    document = document_facts("government", find_plan(facts["plan"]), "self_assessment", FAMILY)
    return {
        "document": document | {"language": "pt", "date_prepared": facts["date"][1]},
        "commitments": [
            {
                "number": facts["number"],
                "title": facts["title"],
                "theme": facts["theme"],
                "lead_institution": facts["lead"],
                "results": join_paragraphs(facts.get("overview")),
                "actors_government": ", ".join(facts["government"]),
                "actors_non_government": ", ".join(facts["others"]),
            }
        ],
        "milestones": [_expect_milestone(facts["number"], row) for row in facts["milestones"]],
        "contacts": [
            {
                "number": facts["number"],
                "name_raw": facts["by"][1],
                "position": facts["by"][2],
                "email": None,
                "phone": None,
            }
        ],
        "progress": {row["number"]: row["progress"] for row in facts["milestones"]},
    }


def _expect_milestone(number: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "commitment": number,
        "number": row["number"],
        "text": row["text"],
        "status": row["status"],
        "status_raw": row["progress"],
        "start_date": row["start"][0][1] if "start" in row else None,
        "end_date": row["end"][0][1],
        "responsible": row["responsible"],
        "evidence": join_paragraphs([*row["details"], *row["links"]]),
    }
