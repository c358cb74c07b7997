"""IRM end-of-term reports on the first plan: totals at a glance, levels of completion, whether government opened."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from scripts.specimens.docx_file import new_document, pack, page_number, write
from scripts.specimens.facts import SITE, country, load, path_of
from scripts.specimens.html_page import page, tag
from scripts.specimens.irm_facts import (
    SCALES,
    SPANISH,
    Facts,
    counts,
    expected,
    levels,
    milestone_ratings,
    milestones,
    number,
    rating,
    title,
)
from scripts.specimens.irm_grid import Body, Group, draw
from scripts.specimens.irm_grid import html as grid_html
from scripts.specimens.pdf_sheet import BOLD, REGULAR, Cell, Row, Sheet, draw_row, heading, lines_of, paragraph
from scripts.specimens.specimen import Specimen

FAMILY = "irm_end_of_term_report"
GROUPS = ("specificity", "relevance", "potential_impact", "completion", "did_it_open_government")
NAMES = ("Specificity", "OGP Value Relevance", "Potential Impact", "Completion", "Did It Open Government?")
NAMES_ES = (
    "Especificidad",
    "Relevancia frente a los valores de OGP",
    "Impacto potencial",
    "Cumplimiento",
    "¿Contribuyó a la apertura del gobierno?",
)
DESIGN = (
    ("specificity", "specificity"),
    ("relevance", "relevance"),
    ("potential_impact", "potential_impact"),
)
LEVELS = (("completion", "midterm"), ("completion", "end_of_term"))
TITLE = "Norlandia End-of-Term Report 2014–2016"
INTRO = (
    "The Independent Reporting Mechanism (IRM) of the partnership follows the action plan 2014-2016 to its end. This "
    "report tells what became of the commitments in their second year."
)
INTRO_ES = (
    "El Mecanismo de Revisión Independiente (MRI) da seguimiento al plan de acción 2014-2016 hasta su final. Este "
    "informe describe qué ocurrió con los compromisos durante su segundo año."
)


def specimens() -> Iterator[Specimen]:
    """Yield the report as PDF with grids, as DOCX with labels, and a Spanish page with grids."""
    facts = load("irm_reports")["first_plan"]
    stem = f"{country().slug}-2014-2016-irm-end-of-term-report"
    yield Specimen(path_of(f"{stem}.pdf"), pdf(facts), f"{SITE}/documents/{stem}.pdf", expected_of_pdf(facts))
    yield Specimen(
        path_of(f"{stem}.docx"), docx(facts), f"{SITE}/documents/{stem}.docx", _expected_labels(facts), shown=False
    )
    url = f"{SITE}/es/documents/{stem}/"
    yield Specimen(path_of(f"{stem}-es.html"), html(facts, url), url, _expected_page(facts), "es", False)


def expected_of_pdf(facts: Facts) -> dict[str, Any]:
    """Return what a reader should find in the PDF."""
    wanted = (*DESIGN, *LEVELS, ("did_it_open_government", "opened"))
    found = expected(facts, FAMILY, wanted, {"completion": "end_of_term"})
    found["milestones"] = milestones(facts, "end_of_term")
    found["assessments"] += milestone_ratings(facts, ["midterm", "end_of_term"])
    return found


def _expected_labels(facts: Facts) -> dict[str, Any]:
    fields = {"completion": "end_of_term", "main_objective": "text", "next_steps": "next"}
    found = expected(facts, FAMILY, (*LEVELS, ("did_it_open_government", "diog")), fields)
    found["assessments"] += [found for c in facts["commitments"] if c["star"] for found in rating(c, "starred", "yes")]
    return found


def _expected_page(facts: Facts) -> dict[str, Any]:
    wanted = (*DESIGN, *LEVELS, ("did_it_open_government", "opened"))
    return expected(facts, FAMILY, wanted, {"completion": "end_of_term"}, language="es")


def groups(names: tuple[str, ...], scales: Any) -> list[Group]:
    """Return the groups of the grid in a language."""
    return [
        Group(name, tuple(levels(of, scales)), tuple(scales[of][code] for code in levels(of, scales)))
        for name, of in zip(names, GROUPS, strict=True)
    ]


def body(commitment: Facts, overall: str) -> list[Body]:
    """Return a commitment's rows, each with the midterm's marks above those of the end of term."""
    whole = {index: frozenset(_codes(commitment[fact])) for index, (_, fact) in enumerate(DESIGN)}
    opened = commitment["opened"]
    first = {**whole, 3: frozenset([commitment["midterm"]]), 4: frozenset([opened] if opened else [])}
    rows = [Body(f"{number(commitment)}. {overall}", (first, {3: frozenset([commitment["end_of_term"]])}))]
    for m in commitment["milestones"]:
        halves = ({3: frozenset([m["midterm"]])}, {3: frozenset([m["end_of_term"]])})
        rows.append(Body(f"{m['number']}. {m['text']}", halves))
    return rows


def _codes(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def glance(facts: Facts) -> list[tuple[str, ...]]:
    """Return the rows of the table of totals: a label, then one count for both phases or one for each."""
    total = len(facts["commitments"])
    mid, end, opened = counts(facts, "midterm"), counts(facts, "end_of_term"), counts(facts, "opened")
    rows: list[tuple[str, ...]] = [("", "Mid-term", "End of term"), ("Number of Commitments", str(total))]
    rows.append(("Level of Completion",))
    for code in ("complete", "substantial", "limited", "not_started"):
        shares = (f"{n} ({round(100 * n / total)}%)" for n in (mid[code], end[code]))
        rows.append((SCALES["completion"][code], *shares))
    rows.append(("Number of Commitments with…",))
    clear = [c for c in facts["commitments"] if set(c["relevance"]) - {"technology_and_innovation"}]
    rows.append(("Clear Relevance to OGP Values", str(len(clear))))
    rows.append(("Transformative Potential Impact", str(counts(facts, "potential_impact")["transformative"])))
    rows.append(
        ("Substantial or Complete Implementation", *(str(n["complete"] + n["substantial"]) for n in (mid, end)))
    )
    rows.append(("Did It Open Government?",))
    rows += [("Major", "", str(opened["major"])), ("Outstanding", "", str(opened["outstanding"]))]
    rows += [("Moving Forward",), ("Number of Commitments Carried Over to Next Action Plan", "", "4")]
    return rows


def pdf(facts: Facts) -> bytes:
    """Return the report as PDF, landscape: the totals, then a grid for each commitment."""
    size = landscape(A4)

    def furniture(canvas: Canvas, at: int) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.drawRightString(size[0] - 60, 30, str(at))

    sheet = Sheet(size, (60, 60, 60, 60), furniture, TITLE, "Independent Reporting Mechanism", 9)
    heading(sheet, TITLE, 20)
    paragraph(sheet, INTRO, after=8)
    paragraph(sheet, "Table 1: At a Glance", BOLD)
    _glance(sheet, facts)
    heading(sheet, "Commitment Implementation", 14)
    for commitment in facts["commitments"]:
        heading(sheet, f"Commitment {number(commitment)}. {title(commitment)}", 12, keep=260)
        draw(
            sheet,
            "Commitment Overview",
            groups(NAMES, SCALES),
            body(commitment, "Overall"),
            "✓",
            "Midterm\nEnd of Term",
        )
        if commitment["midterm"] == "withdrawn":
            paragraph(sheet, "Midterm: Withdrawn")
            paragraph(sheet, "End of term: Withdrawn")
        paragraph(sheet, commitment["end_text"])
    return sheet.finish()


def _glance(sheet: Sheet, facts: Facts) -> None:
    edges = (60.0, 330.0, 420.0, 510.0)
    for row in glance(facts):
        if len(row) == 1:
            spans = [(edges[0], edges[-1])]
        elif len(row) == 2:
            spans = [(edges[0], edges[1]), (edges[1], edges[-1])]
        else:
            spans = list(pairwise(edges))
        font = BOLD if len(row) == 1 else REGULAR
        cells = (
            Cell(*span, lines_of([text], span[1] - span[0], 9, font)) for span, text in zip(spans, row, strict=True)
        )
        draw_row(sheet, Row(tuple(cells)))
    sheet.y -= 14


def docx(facts: Facts) -> bytes:
    """Return the report as DOCX without grids: levels behind labels, openness by OGP value."""
    document = new_document(TITLE, "Independent Reporting Mechanism")
    page_number(document.sections[0].footer.paragraphs[0])
    document.add_heading(TITLE, 0)
    document.add_paragraph(INTRO)
    document.add_paragraph("Table 1: At a Glance")
    table = document.add_table(rows=0, cols=3)
    table.style = "Table Grid"
    for row in glance(facts):
        cells = table.add_row().cells
        texts = list(row)
        if len(texts) < 3:
            cells = (cells[0], cells[1].merge(cells[2])) if len(texts) == 2 else (cells[0].merge(cells[2]),)
        for cell, text in zip(cells, texts, strict=True):
            write(cell, [text])
    for commitment in facts["commitments"]:
        document.add_heading(
            f"{'✪ ' if commitment['star'] else ''}Commitment {number(commitment)}. {title(commitment)}", 2
        )
        for texts in _section(commitment):
            document.add_paragraph().add_run(texts[0]).bold = True
            for text in texts[1:]:
                document.add_paragraph(text)
    return pack(document)


def _section(commitment: Facts) -> Iterator[list[str]]:
    scale, values = SCALES["completion"], SCALES["relevance"]
    yield ["Commitment Aim:", commitment["text"]]
    yield ["Status"]
    yield [f"Midterm: {scale[commitment['midterm']]}", commitment["midterm_text"]]
    yield [f"End of term: {scale[commitment['end_of_term']]}", commitment["end_text"]]
    if commitment["diog"]:
        yield ["Did It Open Government?"]
        opened = SCALES["did_it_open_government"]
        for value, level in commitment["diog"].items():
            yield [f"{values[value]}: {opened[level]}"]
    yield ["Carried Forward?", commitment["next"]]


def html(facts: Facts, url: str) -> bytes:
    """Return the Spanish page: a grid for each commitment, the levels of withdrawn ones in words."""
    parts = [tag("h1", "Norlandia Informe de fin de término 2014-2016"), tag("p", INTRO_ES)]
    for commitment in facts["commitments"]:
        parts.append(tag("h2", f"Compromiso {number(commitment)}: {title(commitment)}"))
        first = groups(NAMES_ES, SPANISH)
        middle = Group("Cumplimiento (medio término)", first[3].codes, first[3].words)
        end = Group("Cumplimiento (fin de término)", first[3].codes, first[3].words)
        marks = {index: frozenset(_codes(commitment[fact])) for index, (_, fact) in enumerate(DESIGN)}
        marks |= {3: frozenset([commitment["midterm"]]), 4: frozenset([commitment["end_of_term"]])}
        marks |= {5: frozenset([commitment["opened"]] if commitment["opened"] else [])}
        parts.append(grid_html("Compromiso", [*first[:3], middle, end, first[4]], [Body("General", (marks,))], "X"))
        if commitment["midterm"] == "withdrawn":
            parts += [tag("p", "Medio término: Retirado"), tag("p", "Fin de término: Retirado")]
        parts.append(f"<p>{escape(commitment['end_text'])}</p>")
    return page("Norlandia Informe de fin de término 2014-2016", url, parts, "es")
