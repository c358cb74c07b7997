"""IRM results reports: the transitional one on the second plan with an annex of bullets, the later one on the third."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from scripts.specimens.docx_file import new_document, pack, write
from scripts.specimens.facts import SITE, country, load, path_of
from scripts.specimens.html_page import page, tag
from scripts.specimens.irm_facts import SCALES, Facts, expected, number, title
from scripts.specimens.pdf_sheet import BOLD, REGULAR, Cell, Row, Sheet, draw_row, heading, lines_of, paragraph
from scripts.specimens.specimen import Specimen

FAMILY = "irm_results_report"
TRANSITIONAL = "irm_transitional_results_report"
INTRO = (
    "The Independent Reporting Mechanism (IRM) assesses how far commitments of the action plan were carried out and "
    "what came of them."
)


def specimens() -> Iterator[Specimen]:
    """Yield the transitional report as DOCX and HTML, the results report as PDF and HTML."""
    facts = load("irm_reports")
    second, third = facts["second_plan"], facts["third_plan"]
    stem = f"{country().slug}-2018-2020-irm-transitional-results-report"
    yield Specimen(
        path_of(f"{stem}.docx"), docx(second), f"{SITE}/documents/{stem}.docx", _expected_second(second), shown=False
    )
    stem = f"{country().slug}-2021-2023-irm-results-report"
    yield Specimen(path_of(f"{stem}.pdf"), pdf(third), f"{SITE}/documents/{stem}.pdf", expected_of_pdf(third))
    url = f"{SITE}/documents/{stem}/"
    yield Specimen(path_of(f"{stem}.html"), html(third, url), url, expected_of_pdf(third), shown=False)


def _expected_second(facts: Facts) -> dict[str, Any]:
    wanted = (
        ("verifiable", "verifiable"),
        ("potential_impact", "potential_impact"),
        ("completion", "completion"),
        ("did_it_open_government", "opened"),
        ("starred", "starred"),
    )
    starred = [{**c, "starred": "yes" if c.get("star") else None} for c in facts["commitments"]]
    return expected({**facts, "commitments": starred}, FAMILY, wanted, {"completion": "completion"}, TRANSITIONAL)


def expected_of_pdf(facts: Facts) -> dict[str, Any]:
    """Return what a reader should find in the PDF."""
    wanted = (
        ("verifiable", "verifiable"),
        ("relevance", "lens"),
        ("potential_for_results", "potential_for_results"),
        ("completion", "completion"),
        ("early_results", "early_results"),
    )
    return expected(facts, FAMILY, wanted, {"completion": "completion"})


def docx(facts: Facts) -> bytes:
    """Return the transitional report: prose on each commitment, the ratings as bullets in an annex's table."""
    name = "Norlandia Transitional Results Report 2018–2020"
    document = new_document(name, "Independent Reporting Mechanism")
    document.add_heading("Independent Reporting Mechanism (IRM):", 0)
    document.add_heading(name, 0)
    document.add_paragraph(INTRO)
    document.add_heading("II. Commitment results", 1)
    for commitment in facts["commitments"]:
        star = "✪ " if commitment.get("star") else ""
        document.add_heading(f"{star}Commitment {number(commitment)}. {title(commitment)}", 2)
        document.add_paragraph(commitment["results"])
    document.add_heading("Annex I. Overview of commitments' performance", 1)
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for commitment in facts["commitments"]:
        cells = table.add_row().cells
        write(cells[0].merge(cells[1]), [f"Commitment {number(commitment)}. {title(commitment)}"], bold=True)
        cells = table.add_row().cells
        impact = SCALES["potential_impact"][commitment["potential_impact"]]
        opened = SCALES["did_it_open_government"][commitment["opened"]]
        write(cells[0], [f"• Verifiable: {commitment['verifiable'].title()}", f"• Potential impact: {impact}"])
        level = SCALES["completion"][commitment["completion"]]
        write(cells[1], [f"• Completion: {level}", f"• Did it open government? {opened}"])
    return pack(document)


def _levels(commitment: Facts) -> list[tuple[str, str]]:
    return [
        ("Verifiable", commitment["verifiable"].title()),
        ("Does it have an open government lens?", commitment["lens"].title()),
        ("Potential for results", SCALES["potential_for_results"][commitment["potential_for_results"]]),
        ("Completion", SCALES["completion"][commitment["completion"]]),
        ("Early results", SCALES["early_results"][commitment["early_results"]]),
    ]


def pdf(facts: Facts) -> bytes:
    """Return the results report as PDF: a table of words that goes on over the page end."""

    def furniture(canvas: Canvas, at: int) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.drawString(60, 30, "IRM Results Report: Norlandia 2021–2023")
        canvas.drawRightString(A4[0] - 60, 30, str(at))

    name = "IRM Results Report: Norlandia 2021–2023"
    sheet = Sheet(A4, (60, 60, 60, 60), furniture, name, "Independent Reporting Mechanism", 9)
    heading(sheet, name, 20)
    for _ in range(9):
        paragraph(sheet, INTRO, after=12)
    heading(sheet, "Annex I. Commitment data", 14)
    edges = (60.0, 200.0, 262.0, 334.0, 400.0, 466.0, 535.0)
    spans = list(pairwise(edges))
    labels = [label for label, _ in _levels(facts["commitments"][0])]
    labels[1] = "Open government lens"
    _row(sheet, spans, ["Commitment", *labels], BOLD)
    sheet.header = Row(
        tuple(_cell(span, text, BOLD) for span, text in zip(spans, ["Commitment", *labels], strict=True))
    )
    for c in facts["commitments"]:
        _row(
            sheet,
            spans,
            [
                f"{number(c)}. {title(c)}: {c['results']} " + "It was followed closely. " * 6,
                *(t for _, t in _levels(c)),
            ],
        )
    sheet.header = None
    return sheet.finish()


def _cell(span: tuple[float, float], text: str, font: str = REGULAR) -> Cell:
    return Cell(*span, lines_of([text], span[1] - span[0], 9, font))


def _row(sheet: Sheet, spans: list[tuple[float, float]], texts: list[str], font: str = REGULAR) -> None:
    draw_row(sheet, Row(tuple(_cell(span, text, font) for span, text in zip(spans, texts, strict=True))))


def html(facts: Facts, url: str) -> bytes:
    """Return the page of the results report: each commitment's ratings as a list behind its heading."""
    parts = [tag("h1", "Norlandia Results Report 2021-2023"), tag("p", INTRO), tag("p", "Number of commitments: 7")]
    for commitment in facts["commitments"]:
        parts += [tag("h3", f"Commitment {number(commitment)}: {title(commitment)}"), "<ul>"]
        parts += [
            tag("li", f"{label}{'' if label.endswith('?') else ':'} {text}") for label, text in _levels(commitment)
        ]
        parts += ["</ul>", tag("p", commitment["results"])]
    return page("Norlandia Results Report 2021-2023", url, parts)
