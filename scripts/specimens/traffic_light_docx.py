"""The traffic-light report as DOCX: landscape, the status only in the shading of the cell."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from docx.shared import Cm

from scripts.specimens.docx_file import new_document, pack, page_number, repeat_header, shade, write
from scripts.specimens.traffic_light_facts import FILLS, cells_of, numbered, voice

WIDTHS = (1.2, 4.6, 2.4, 9.0, 3.6, 3.6)


def render(facts: Mapping[str, Any]) -> bytes:
    """Return the report as DOCX."""
    document = new_document(facts["title"], facts["header"][0][1], landscape=True)
    page_number(document.sections[0].footer.paragraphs[0])
    header = document.add_table(rows=0, cols=2)
    header.style = "Table Grid"
    for label, value in facts["header"]:
        cells = header.add_row().cells
        write(cells[0], [label], bold=True)
        write(cells[1], [value])
    _before(document, facts)
    document.add_heading("Assessment of the Commitments", 1)
    document.add_paragraph("\t\t".join(text for _, text in facts["legend"]))
    _table(document, facts)
    for chapter in facts["chapters_after"]:
        document.add_heading(chapter["heading"], 1)
        for text in [*chapter["paragraphs"], *(line for comment in chapter["comments"] for line in voice(comment))]:
            document.add_paragraph(text)
    return pack(document)


def _before(document: Any, facts: Mapping[str, Any]) -> None:
    for heading, paragraphs in facts["chapters_before"]:
        document.add_heading(heading, 1)
        for text in paragraphs:
            document.add_paragraph(text)
    document.add_heading("Use of IRM Recommendations", 1)
    document.add_paragraph(facts["recommendations_intro"])
    for part in facts["recommendations"]:
        document.add_paragraph().add_run(part["heading"]).bold = True
        for item in part["items"]:
            document.add_paragraph(item, style="List Bullet")


def _table(document: Any, facts: Mapping[str, Any]) -> None:
    table = document.add_table(rows=0, cols=len(WIDTHS))
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Cm(width)
    row = table.add_row()
    repeat_header(row)
    for cell, text in zip(row.cells, facts["columns"], strict=True):
        write(cell, [text], bold=True)
    for commitment, rows in groupby(numbered(facts), key=lambda row: row[0]):
        cells = table.add_row().cells
        write(cells[0].merge(cells[-1]), [f"Commitment {commitment['number']}: {commitment['title']}"], bold=True)
        for _, number, milestone in rows:
            _milestone(table.add_row().cells, number, milestone)


def _milestone(cells: Any, number: str, milestone: Mapping[str, Any]) -> None:
    shade(cells[2], FILLS[milestone["status"]])
    texts = cells_of(number, milestone)
    for cell, text in zip(cells, texts, strict=True):
        write(cell, text)
