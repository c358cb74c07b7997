"""IRM progress reports on the first plan: grids with check marks, a summary table, the web page, in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from scripts.specimens.docx_file import new_document, pack, page_number
from scripts.specimens.facts import SITE, country, load, path_of
from scripts.specimens.html_page import page, tag
from scripts.specimens.irm_facts import (
    SCALES,
    SPANISH,
    Facts,
    expected,
    levels,
    milestone_ratings,
    milestones,
    number,
    title,
)
from scripts.specimens.irm_grid import Body, Group, add, draw
from scripts.specimens.pdf_sheet import BOLD, REGULAR, Cell, Row, Sheet, draw_row, heading, lines_of, paragraph
from scripts.specimens.specimen import Specimen

FAMILY = "irm_progress_report"
GROUPS = ("specificity", "relevance", "potential_impact", "completion")
NAMES = ("Specificity", "OGP Value Relevance (as written)", "Potential Impact", "Completion")
NAMES_ES = ("Especificidad", "Relevancia frente a los valores de OGP", "Impacto potencial", "Nivel de cumplimiento")
RATED = (
    ("specificity", "specificity"),
    ("relevance", "relevance"),
    ("potential_impact", "potential_impact"),
    ("completion", "midterm"),
)
TITLE = "Independent Reporting Mechanism (IRM): Norlandia Progress Report 2014–2015"
TITLE_ES = "Mecanismo de Revisión Independiente (MRI): Norlandia Informe de Avance 2014–2015"
INTRO = (
    "The Independent Reporting Mechanism of the partnership reviews each country's action plan. Norlandia's first "
    "action plan, 2014-2016, holds eight commitments that this report looks at."
)


def specimens() -> Iterator[Specimen]:
    """Yield the report as PDF, its Spanish version as DOCX, and the page that announces it."""
    facts = load("irm_reports")["first_plan"]
    stem = f"{country().slug}-2014-2016-irm-progress-report"
    full = expected_of_pdf(facts)
    yield Specimen(path_of(f"{stem}.pdf"), pdf(facts), f"{SITE}/documents/{stem}.pdf", full)
    middle = f"{country().slug}-2014-2016-irm-midterm-report"
    words = expected(facts, FAMILY, (RATED[2], RATED[3]), {"completion": "midterm"})
    yield Specimen(path_of(f"{middle}.pdf"), open_pdf(facts), f"{SITE}/documents/{middle}.pdf", words, shown=False)
    spanish = expected_of_pdf(facts, "es")
    yield Specimen(path_of(f"{stem}-es.docx"), docx(facts), f"{SITE}/documents/{stem}-es.docx", spanish, "es", False)
    url = f"{SITE}/documents/{stem}/"
    yield Specimen(path_of(f"{stem}.html"), html(facts, url), url, _expected_page(facts), shown=False)


def expected_of_pdf(facts: Facts, language: str = "en") -> dict[str, Any]:
    """Return what a reader should find in the PDF."""
    fields = {"completion": "midterm", "description": "text", "next_steps": "next"}
    found = expected(facts, FAMILY, RATED, fields, language=language)
    found["milestones"] = milestones(facts, "midterm")
    found["assessments"] += milestone_ratings(facts, ["midterm"])
    if language == "en":
        found["recommendations"] = list(facts["recommendations"])
    return found


def _expected_page(facts: Facts) -> dict[str, Any]:
    found = expected(facts, FAMILY, (), {"description": "overview"})
    starred = [c for c in facts["commitments"] if c["star"]]
    found["assessments"] = [
        {"number": number(c), "indicator": "starred", "value": "yes", "assessor": "irm"} for c in starred
    ]
    return found


def groups(names: tuple[str, ...], scales: Any) -> list[Group]:
    """Return the groups of the grid in a language."""
    return [
        Group(name, tuple(levels(of, scales)), tuple(scales[of][code] for code in levels(of, scales)))
        for name, of in zip(names, GROUPS, strict=True)
    ]


def body(commitment: Facts, overall: str) -> list[Body]:
    """Return the rows of a commitment's grid: the whole, then its milestones, which have a level of completion only."""
    marks = {index: frozenset(_codes(commitment, fact)) for index, (_, fact) in enumerate(RATED)}
    rows = [Body(f"{number(commitment)}. {overall}", (marks,))]
    for milestone in commitment["milestones"]:
        rows.append(Body(f"{milestone['number']}. {milestone['text']}", ({3: frozenset([milestone["midterm"]])},)))
    return rows


def _codes(commitment: Facts, fact: str) -> list[str]:
    value = commitment[fact]
    return [value] if isinstance(value, str) else list(value)


def pdf(facts: Facts) -> bytes:
    """Return the report as PDF: a summary table in words over a page end, then a section with a grid each."""

    def furniture(canvas: Canvas, at: int) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.drawString(60, 30, "IRM Progress Report: Norlandia 2014–2015")
        canvas.drawRightString(A4[0] - 60, 30, str(at))

    sheet = Sheet(A4, (60, 60, 60, 60), furniture, TITLE, "Independent Reporting Mechanism", 8.5)
    heading(sheet, TITLE, 18)
    paragraph(sheet, INTRO, after=8)
    heading(sheet, "I. National participation in OGP", 13)
    for _ in range(4):
        paragraph(sheet, INTRO, after=8)
    heading(sheet, "Table 1. Assessment of Progress by Commitment", 10)
    _summary(sheet, facts)
    heading(sheet, "IV. Commitments", 13)
    for commitment in facts["commitments"]:
        heading(sheet, f"{number(commitment)}. {title(commitment)}", 11, keep=240)
        draw(sheet, "Commitment Overview", groups(NAMES, SCALES), body(commitment, "Overall"), "✔")
        if commitment["midterm"] == "withdrawn":
            paragraph(sheet, "Completion: Withdrawn")
        for label, fact in (("Commitment Text:", "text"), ("Status", "midterm_text"), ("Next Steps", "next")):
            paragraph(sheet, label, BOLD)
            paragraph(sheet, commitment[fact])
    heading(sheet, "VII. General recommendations", 13)
    heading(sheet, "Five Key Recommendations", 11)
    for index, text in enumerate(facts["recommendations"], 1):
        draw_row(sheet, Row((Cell(60, 535, lines_of([f"{index}. {text}"], 475, 8.5)),)))
    return sheet.finish()


def open_pdf(facts: Facts) -> bytes:
    """Return a mid-term report whose one table has no rules."""
    name = "Independent Reporting Mechanism (IRM): Norlandia Mid-Term Report 2014–2016 (Year 1)"
    sheet = Sheet(A4, (60, 60, 60, 60), lambda canvas, at: None, name, "Independent Reporting Mechanism", 8.5)
    heading(sheet, name, 18)
    for _ in range(4):
        paragraph(sheet, INTRO, after=22)
    heading(sheet, "Table 2. Overview of commitments", 10)
    _summary(sheet, facts, ruled=False)
    return sheet.finish()


def _summary(sheet: Sheet, facts: Facts, ruled: bool = True) -> None:
    edges = (60.0, 320.0, 430.0, 535.0)
    spans = list(pairwise(edges))
    texts: list[tuple[str, ...]] = [("Commitment Short Name", "Potential Impact", "Level of Completion")]
    sheet.header = None
    theme = ""
    for c in facts["commitments"]:
        own = number(c).rsplit(".", 1)[0]
        if own != theme:
            theme = own
            texts.append((f"{theme}. {facts['themes'][theme]}",))
        completion = SCALES["completion"][c["midterm"]]
        texts.append((f"{number(c)}. {title(c)}", SCALES["potential_impact"][c["potential_impact"]], completion))
    for index, row in enumerate(texts):
        font = BOLD if index == 0 or len(row) == 1 else REGULAR
        at = [(60.0, 535.0)] if len(row) == 1 else spans
        drawn = Row(
            tuple(
                Cell(*span, lines_of([t], span[1] - span[0], 8.5, font), ruled=ruled)
                for span, t in zip(at, row, strict=True)
            )
        )
        draw_row(sheet, drawn)
        sheet.header = sheet.header or drawn
    sheet.header = None
    sheet.y -= 12


def docx(facts: Facts) -> bytes:
    """Return the Spanish version: sections named 'Compromiso N', marks as Wingdings ticks under merged headings."""
    document = new_document(TITLE_ES, "Mecanismo de Revisión Independiente", landscape=True)
    page_number(document.sections[0].footer.paragraphs[0])
    document.add_heading(TITLE_ES, 0)
    document.add_paragraph(
        "El Mecanismo de Revisión Independiente evalúa los planes de acción de cada país. El primer plan de acción "
        "2014-2016 de Norlandia se revisa en este informe, que cubre su primer año de implementación."
    )
    document.add_heading("Compromisos", 1)
    for commitment in facts["commitments"]:
        document.add_heading(f"Compromiso {number(commitment)}. {title(commitment)}", 2)
        add(document, "Resumen del compromiso", groups(NAMES_ES, SPANISH), body(commitment, "General"), "\uf0fc")
        if commitment["midterm"] == "withdrawn":
            document.add_paragraph("Nivel de cumplimiento: Retirado")
        for label, fact in (("Texto del compromiso", "text"), ("Próximos pasos", "next")):
            document.add_heading(label, 3)
            document.add_paragraph(commitment[fact])
    return pack(document)


def html(facts: Facts, url: str) -> bytes:
    """Return the page that announces the report: its table lists the commitments with stars and overviews."""
    rows = [
        f"<tr><td>{'✪' if c['star'] else ''}{number(c)}. {escape(title(c))}</td><td>{escape(c['overview'])}</td>"
        f"<td>{'Yes' if c['star'] else 'No'}</td></tr>"
        for c in facts["commitments"]
    ]
    parts = [
        tag("h1", "Norlandia Progress Report 2014-2015"),
        tag("p", "Country : Norlandia"),
        tag("p", "Dates Under Review : 2014–2015"),
        tag("p", INTRO),
        "<table>",
        "<tr><th>Commitment</th><th>Overview</th><th>Well-Designed?*</th></tr>",
        *rows,
        "</table>",
        tag("p", "* The IRM evaluates commitments as specific, relevant, and of transformative potential impact."),
    ]
    return page("Norlandia Progress Report 2014-2015", url, parts)
