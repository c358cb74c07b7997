"""Status reports of one commitment in Portuguese: with planned and actual dates, and with one date and remarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.specimens.facts import SITE, country, document_facts, load, path_of, plan_of, text_of
from scripts.specimens.sketch import Boxes, Grid, Look, Part, Text, as_lines, box
from scripts.specimens.sketch_docx import as_docx
from scripts.specimens.sketch_pdf import as_pdf
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


def specimens() -> Iterator[Specimen]:
    """Yield one report as DOCX, PDF and lines, the other with fewer columns as PDF and DOCX."""
    for facts in load("status_report"):
        title = f"Relatório de status de execução - {country().name}"
        parts = list(_parts(facts))
        shown = "docx" if facts["look"] == "dates" else "pdf"
        renderings = {"docx": as_docx(parts, title, country().name, WIDE)}
        renderings["pdf"] = as_pdf(parts, title, country().name, WIDE)
        if facts["look"] == "dates":
            renderings["txt"] = as_lines(parts)
        for extension, content in renderings.items():
            name = f"{country().slug}-{facts['plan']}-{facts['name']}.{extension}"
            url = f"{SITE}/governo-aberto/{name}"
            yield Specimen(path_of(name), content, url, expected(facts), "pt", extension == shown)


def drawn(facts: Mapping[str, Any]) -> bytes:
    """Return a report as PDF."""
    return as_pdf(list(_parts(facts)), f"Relatório de status de execução - {country().name}", country().name, WIDE)


def _parts(facts: Mapping[str, Any]) -> Iterator[Part]:
    plan = plan_of(facts["plan"])
    yield Text("RELATÓRIO DE STATUS DE EXECUÇÃO (RSE)", "title")
    yield Text(f"{country().name} - Plano de Ação {plan.start}-{plan.end}", "bold")
    if facts["theme"]:
        yield Text(f"TEMA: {facts['theme']}", "bold")
    yield Grid((4, 9, 5), tuple(_summary(facts)))
    yield Grid((4, 4, 10), tuple(_bodies(facts)))
    if facts.get("overview"):
        yield Grid(
            (1,), ((box("VISÃO GERAL DO COMPROMISSO (MÁXIMO 2 PARÁGRAFOS)", bold=True),), (box(*facts["overview"]),))
        )
    yield Grid(SHARES[facts["look"]], tuple(_milestones(facts)))


def _summary(facts: Mapping[str, Any]) -> Iterator[Boxes]:
    yield (box("RESUMO DO COMPROMISSO", span=3, bold=True),)
    yield tuple(box(label, bold=True) for label in ("DATA DO RELATÓRIO", "COMPROMISSO", "PREPARADO POR"))
    yield box(facts["date"][0]), box(f"Compromisso {facts['number']} - {facts['title']}"), box(facts["by"][0])


def _bodies(facts: Mapping[str, Any]) -> Iterator[Boxes]:
    yield (box("ÓRGÃO RESPONSÁVEL E ENTIDADES PARTICIPANTES", span=3, bold=True),)
    yield box("Órgão coordenador", span=2, bold=True), box(facts["lead"])
    yield box("Atores Envolvidos", down=2, bold=True), box("Governo", bold=True), box(*facts["government"])
    yield box("Sociedade Civil", bold=True), box(*facts["others"])


def _milestones(facts: Mapping[str, Any]) -> Iterator[Boxes]:
    headings = HEADINGS[facts["look"]]
    yield (box("VISÃO GERAL DO MARCO / PRAZOS", span=len(headings), bold=True),)
    yield tuple(box(text, bold=True) for text in headings)
    for row in facts["milestones"]:
        named = (
            f"Marco {row['number']} - {row['text']}" if facts["look"] == "dates" else f"{row['number']} – {row['text']}"
        )
        if facts["look"] == "dates":
            dates = [box(*_dated(row["start"])), box(*_dated(row["end"]))]
            yield (
                box(named),
                box(row["progress"]),
                *dates,
                box(row["responsible"]),
                box(*row["details"]),
                box(*row["links"]),
            )
        else:
            yield box(named), box(row["progress"]), box(row["end"][0][0]), box(row["responsible"]), box(*row["details"])


def _dated(dates: list[Any]) -> list[str]:
    (planned, _), actual = dates
    return [f"Prevista: {planned}", f"Realizada: {actual or '-'}"]


def expected(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a reader should find."""
    document = document_facts("government", plan_of(facts["plan"]), "self_assessment", FAMILY)
    return {
        "document": document | {"language": "pt", "date_prepared": facts["date"][1]},
        "commitments": [
            {
                "number": facts["number"],
                "title": facts["title"],
                "theme": facts["theme"],
                "lead_institution": facts["lead"],
                "results": text_of(facts.get("overview")),
                "actors_government": ", ".join(facts["government"]),
                "actors_non_government": ", ".join(facts["others"]),
            }
        ],
        "milestones": [_expected(facts["number"], row) for row in facts["milestones"]],
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


def _expected(number: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "commitment": number,
        "number": row["number"],
        "text": row["text"],
        "status": row["status"],
        "status_raw": row["progress"],
        "start_date": row["start"][0][1] if "start" in row else None,
        "end_date": row["end"][0][1],
        "responsible": row["responsible"],
        "evidence": text_of([*row["details"], *row["links"]]),
    }
