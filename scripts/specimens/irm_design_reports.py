"""IRM design reports on the second plan: the web page's key and value lines, and a report with labels and a grid."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from scripts.specimens.docx_file import new_document, pack, write
from scripts.specimens.facts import SITE, country, load, path_of
from scripts.specimens.html_page import page, tag
from scripts.specimens.irm_facts import SCALES, Facts, counts, expected, levels, number, title
from scripts.specimens.irm_grid import Body, Group, draw
from scripts.specimens.pdf_sheet import BOLD, REGULAR, Sheet, heading, paragraph
from scripts.specimens.specimen import Specimen

FAMILY = "irm_design_report"
RATED = (("verifiable", "verifiable"), ("relevance", "relevance"), ("potential_impact", "potential_impact"))
TITLE = "Independent Reporting Mechanism (IRM): Norlandia Design Report 2018–2020"
INTRO = (
    "The Independent Reporting Mechanism (IRM) monitors all action plans. Norlandia joined in 2013. This report "
    "evaluates the design of Norlandia's second action plan."
)


def specimens() -> Iterator[Specimen]:
    """Yield the report as PDF with grids, as DOCX with labels in tables, and as web page in lines."""
    facts = load("irm_reports")["second_plan"]
    stem = f"{country().slug}-2018-2020-irm-design-report"
    yield Specimen(
        path_of(f"{stem}.pdf"), pdf(facts), f"{SITE}/documents/{stem}.pdf", _expected(facts, {}), shown=False
    )
    told = {"main_objective": "aim"}
    yield Specimen(
        path_of(f"{stem}.docx"), docx(facts), f"{SITE}/documents/{stem}.docx", _expected(facts, told), shown=False
    )
    url = f"{SITE}/documents/{stem}/"
    yield Specimen(path_of(f"{stem}.html"), html(facts, url), url, _expected(facts, {}))


def _expected(facts: Facts, fields: dict[str, str]) -> dict[str, Any]:
    found = expected(facts, FAMILY, RATED, fields)
    for commitment in facts["commitments"]:
        if not commitment["relevance"]:
            # 'Relevant: No' is told where no value is.
            row = {"number": number(commitment), "indicator": "relevance", "value": "no", "assessor": "irm"}
            found["assessments"].append(row)
    found["recommendations"] = list(facts["recommendations"])
    return found


def glance(facts: Facts) -> list[tuple[str, str]]:
    """Return the lines of the table at a glance."""
    total = len(facts["commitments"])
    relevant = sum(1 for c in facts["commitments"] if set(c["relevance"]) - {"technology_and_innovation"})
    transformative = counts(facts, "potential_impact")["transformative"]
    return [
        ("Participating since", "2013"),
        ("Action plan under review", "Second"),
        ("Report type", "Design"),
        ("Number of commitments", str(total)),
        ("Is there a multistakeholder forum", "Yes"),
        ("Level of public influence", "Consult"),
        ("Acted contrary to OGP process", "No"),
        ("Commitments relevant to OGP values", f"{relevant} ({round(100 * relevant / total)}%)"),
        ("Transformative commitments", f"{transformative} ({round(100 * transformative / total)}%)"),
        ("Potentially starred commitments", str(transformative)),
        ("Starred commitments", "N/A"),
        ("Completed commitments", "N/A"),
    ]


def relevance(commitment: Facts) -> str:
    """Return the printed values of a commitment, 'Not relevant' for none."""
    return ", ".join(SCALES["relevance"][value] for value in commitment["relevance"]) or "Not relevant"


def marks(commitment: Facts) -> list[tuple[str, str]]:
    """Return the labels of a commitment's assessment and what stands behind them."""
    return [
        ("Verifiable", commitment["verifiable"].title()),
        ("Relevant", relevance(commitment)),
        ("Potential impact", SCALES["potential_impact"][commitment["potential_impact"]]),
    ]


def pdf(facts: Facts) -> bytes:
    """Return the report as PDF: grids of verifiability, values and impact."""

    def furniture(canvas: Canvas, at: int) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.drawString(60, 30, "For more information: Independent Reporting Mechanism")
        canvas.drawRightString(A4[0] - 60, 30, str(at))

    sheet = Sheet(A4, (60, 60, 60, 60), furniture, TITLE, "Independent Reporting Mechanism", 9)
    heading(sheet, TITLE, 18)
    paragraph(sheet, INTRO, after=8)
    paragraph(sheet, "Table 1. At a glance", BOLD)
    for label, text in glance(facts):
        paragraph(sheet, f"{label}: {text}", after=2)
    heading(sheet, "IV. Commitments", 14)
    names = ("Verifiability", "OGP Value Relevance (as written)", "Potential Impact")
    groups = [
        Group(name, tuple(levels(of)), tuple(SCALES[of][code] for code in levels(of)))
        for name, (of, _) in zip(names, RATED, strict=True)
    ]
    for commitment in facts["commitments"]:
        heading(sheet, f"{number(commitment)}. {title(commitment)}", 12, keep=260)
        found = {index: frozenset(_codes(commitment[fact])) for index, (_, fact) in enumerate(RATED)}
        draw(sheet, "Commitment Overview", groups, [Body(f"{number(commitment)}. Overall", (found,))], "✔")
        if not commitment["relevance"]:
            paragraph(sheet, "Relevant: No")
        paragraph(sheet, "Context and objectives", BOLD)
        paragraph(sheet, commitment["overview"])
    heading(sheet, "V. General Recommendations", 14)
    paragraph(sheet, "Table 5. Five Key Recommendations", BOLD)
    for index, text in enumerate(facts["recommendations"], 1):
        paragraph(sheet, f"{index}. {text}")
    return sheet.finish()


def _codes(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def docx(facts: Facts) -> bytes:
    """Return the report as DOCX: the assessment as a table of labels and values under each commitment."""
    document = new_document(TITLE, "Independent Reporting Mechanism")
    document.add_heading(TITLE, 0)
    document.add_paragraph(INTRO)
    document.add_paragraph("Table 1. At a glance")
    _pairs(document, glance(facts))
    document.add_heading("Commitments", 1)
    for commitment in facts["commitments"]:
        document.add_heading(f"Commitment {number(commitment)}: {title(commitment)}", 2)
        document.add_paragraph().add_run("Main Objective").bold = True
        document.add_paragraph(commitment["aim"])
        document.add_heading("IRM Design Report Assessment", 3)
        _pairs(document, [(f"{label}:", text) for label, text in marks(commitment)])
        document.add_paragraph().add_run("Commitment analysis").bold = True
        document.add_paragraph(commitment["overview"])
    document.add_heading("General Recommendations", 1)
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    cells = table.add_row().cells
    write(cells[0].merge(cells[1]), ["Five Key IRM Recommendations"], bold=True)
    for index, text in enumerate(facts["recommendations"], 1):
        cells = table.add_row().cells
        write(cells[0], [str(index)])
        write(cells[1], [text])
    return pack(document)


def _pairs(document: Any, pairs: list[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, text in pairs:
        cells = table.add_row().cells
        write(cells[0], [label], bold=True)
        write(cells[1], [text])


def html(facts: Facts, url: str) -> bytes:
    """Return the page: everything in lines, values in the paragraph behind their label."""
    parts = [tag("h1", "Norlandia Design Report 2018-2020"), tag("p", INTRO), tag("p", "Table 1. At a glance")]
    parts += [f"<p><strong>{label}:</strong> {escape(text)}</p>" for label, text in glance(facts)]
    for commitment in facts["commitments"]:
        parts.append(tag("h3", f"{number(commitment)}. {title(commitment)}"))
        for label, text in marks(commitment):
            parts += [f"<p><strong>{label}:</strong></p>", tag("p", text)]
        parts.append(tag("p", commitment["overview"]))
    parts += [tag("h2", "Five Key IRM Recommendations"), "<ol>"]
    parts += [tag("li", text) for text in facts["recommendations"]]
    return page("Norlandia Design Report 2018-2020", url, [*parts, "</ol>"])
