"""The IRM's Action Plan Review: prose that rates commitments, a table of promising ones, footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from scripts.specimens.docx_file import add_notes, new_document, note_reference, pack, page_number, write
from scripts.specimens.facts import SITE, country, document_facts, load, path_of, plan_of
from scripts.specimens.html_page import COMMENTS, note, noted, page, tag
from scripts.specimens.pdf_sheet import BOLD, REGULAR, Cell, Row, Sheet, draw_row, heading, lines_of, paragraph
from scripts.specimens.specimen import Specimen

FAMILY = "irm_action_plan_review"
REFERENCE = re.compile(r"\[(\d{1,3})\]")


def specimens() -> Iterator[Specimen]:
    """Yield the review as HTML, DOCX and PDF."""
    facts = load("action_plan_review")
    plan = plan_of(facts["plan"])
    stem = f"{country().slug}-{plan.start}-{plan.end}-action-plan-review"
    url = f"{SITE}/documents/{stem}/"
    renderings = {"html": html(facts, url), "docx": docx(facts), "pdf": pdf(facts)}
    for extension, content in renderings.items():
        address = url if extension == "html" else f"{SITE}/documents/{stem}.{extension}"
        yield Specimen(path_of(f"{stem}.{extension}"), content, address, expected(facts))


def expected(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a reader should find."""
    titles = {number: item["title"] for item in facts["promising"] for number in item["numbers"]}
    promising = dict.fromkeys(titles, "yes")
    marks = {
        "potential_for_results": facts["potential"],
        "promising": promising,
        "proposed_by": facts["proposed_by"],
    }
    return {
        "document": document_facts("irm", plan_of(facts["plan"]), "irm_action_plan_review", FAMILY),
        "commitment_count_claim": facts["count"],
        "commitments": [
            {"number": number} | ({"title": titles[number]} if number in titles else {}) | {"commitment_id": known}
            for number, known in facts["ids"].items()
        ],
        "assessments": [
            {"number": number, "indicator": indicator, "value": value, "assessor": "irm"}
            for indicator, values in marks.items()
            for number, value in values.items()
        ],
        "clusters": [item["numbers"] for item in facts["promising"] if len(item["numbers"]) > 1],
        "references": len(facts["notes"]),
        "reference_urls": sum(1 for item in facts["notes"] if item["url"]),
    }


def _promising(item: Mapping[str, Any]) -> str:
    return f"{' and '.join(item['numbers'])}. {item['title']}: {item['summary']}"


def _note(item: Mapping[str, Any]) -> str:
    text: str = item["text"].format(url=item["url"])
    return text


def html(facts: Mapping[str, Any], url: str) -> bytes:
    """Return the review as the web page that announces it."""
    rows = [f"<tr><td>{tag('p', _promising(item))}</td></tr>" for item in facts["promising"]]
    table = ["<table>", f"<tr><th>{facts['table_heading']}</th></tr>", *rows, "</table>"]
    parts = [
        tag("h1", facts["title"]),
        *(noted(text) for text in facts["paragraphs"]),
        tag("h2", facts["promising_heading"]),
        tag("p", facts["promising_intro"]),
        tag("p", facts["table_caption"]),
        *table,
        *(note(item["label"], _note(item)) for item in facts["notes"]),
        COMMENTS,
    ]
    return page(facts["title"], url, parts)


def docx(facts: Mapping[str, Any]) -> bytes:
    """Return the review as DOCX with real footnotes."""
    document = new_document(facts["title"], "Independent Reporting Mechanism")
    footer = document.sections[0].footer.paragraphs[0]
    footer.text = f"{facts['footer']}\t\t"
    page_number(footer)
    add_notes(document, {int(item["label"]): _note(item) for item in facts["notes"]})
    document.add_heading(facts["title"], 0)
    for text in facts["paragraphs"]:
        _noted(document.add_paragraph(), text)
    document.add_heading(facts["promising_heading"], 1)
    document.add_paragraph(facts["promising_intro"])
    document.add_paragraph(facts["table_caption"], style="Caption")
    table = document.add_table(rows=0, cols=1)
    table.style = "Table Grid"
    write(table.add_row().cells[0], [facts["table_heading"]], bold=True)
    for item in facts["promising"]:
        write(table.add_row().cells[0], [_promising(item)])
    return pack(document)


def _noted(target: Any, text: str) -> None:
    """Write a paragraph whose `[n]` become references to footnotes."""
    for i, piece in enumerate(REFERENCE.split(text)):
        if i % 2:
            note_reference(target, int(piece))
        elif piece:
            target.add_run(piece)


def pdf(facts: Mapping[str, Any]) -> bytes:
    """Return the review as PDF, the notes at the end."""

    def furniture(canvas: Canvas, number: int) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.drawString(72, 40, facts["footer"])
        canvas.drawRightString(A4[0] - 72, 40, str(number))

    sheet = Sheet(A4, (72, 72, 72, 70), furniture, facts["title"], "Independent Reporting Mechanism", 12)
    heading(sheet, facts["title"], 20)
    sheet.canvas.line(72, sheet.y, A4[0] - 72, sheet.y)
    sheet.y -= 10
    for text in facts["paragraphs"]:
        paragraph(sheet, text, after=9)
    heading(sheet, facts["promising_heading"], 13)
    for text in (facts["promising_intro"], facts["table_caption"]):
        paragraph(sheet, text, after=9)
    _table(sheet, facts)
    for item in facts["notes"]:
        paragraph(sheet, f"[{item['label']}] {_note(item)}", size=9, after=6)
    return sheet.finish()


def _table(sheet: Sheet, facts: Mapping[str, Any]) -> None:
    texts = [(facts["table_heading"], BOLD), *((_promising(item), REGULAR) for item in facts["promising"])]
    width = sheet.right - sheet.left
    for text, font in texts:
        draw_row(sheet, Row((Cell(sheet.left, sheet.right, lines_of([text], width, sheet.font_size, font)),)))
    sheet.y -= 14
