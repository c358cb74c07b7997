"""The lettered completion template as DOCX: real numbered lists, and the grid as a table within a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docx.shared import Pt

from scripts.specimens import lettered_labels as labels
from scripts.specimens.docx_file import letter_list, new_document, numbered, pack, page_number, shade, symbol, write

TICK = "✔"


def render(facts: Mapping[str, Any]) -> bytes:
    """Return the report as DOCX."""
    document = new_document(": ".join(facts["title"][1:]), facts["title"][0])
    section = document.sections[0]
    section.header.paragraphs[0].text = facts["running_header"]
    page_number(section.footer.paragraphs[0])
    for line in facts["title"]:
        document.add_paragraph(line, style="Title" if line == facts["title"][0] else "Subtitle")
    document.add_heading("Introduction", 1)
    for text in facts["introduction"]:
        document.add_paragraph(text)
    for theme in facts["themes"]:
        document.add_heading(theme["heading"], 1)
        for commitment in theme["commitments"]:
            _table(document, commitment)
            document.add_paragraph()
    return pack(document)


def _table(document: Any, commitment: Mapping[str, Any]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    cells = table.add_row().cells
    title = cells[0].merge(cells[1])
    write(title, [f"{commitment['number']}. {commitment['title']}"], bold=True, size=10)
    shade(title, labels.SHADE)
    for label, key in labels.BEFORE:
        _value(document, _labelled(table, label), commitment[key])
    _grid(_labelled(table, labels.COMPLETION), commitment)
    for label, key in labels.AFTER:
        _value(document, _labelled(table, label), commitment[key])


def _labelled(table: Any, label: str) -> Any:
    """Add a row, write its label and return the cell for the value."""
    cells = table.add_row().cells
    write(cells[0], [label])
    shade(cells[0], labels.SHADE)
    return cells[1]


def _value(document: Any, cell: Any, value: str | Mapping[str, str] | None) -> None:
    if value is None or isinstance(value, str):
        write(cell, [value or labels.NOTHING])
        return
    write(cell, list(value.values()))
    if list(value) == [chr(ord("a") + i) for i in range(len(value))]:
        number = letter_list(document)
        for paragraph in cell.paragraphs:
            numbered(paragraph, number)
        return
    # Letters with gaps are typed by hand.
    for paragraph, letter in zip(cell.paragraphs, value, strict=True):
        paragraph.runs[0].text = f"{letter}. {paragraph.text}"


def _grid(cell: Any, commitment: Mapping[str, Any]) -> None:
    """Nest the grid of four levels within the cell."""
    grid = cell.add_table(rows=2, cols=len(labels.LEVELS))
    grid.style = "Table Grid"
    for i, (name, mark) in enumerate(zip(labels.LEVELS.values(), labels.marks(commitment), strict=True)):
        write(grid.rows[0].cells[i], [name])
        shade(grid.rows[0].cells[i], labels.SHADE)
        if mark == TICK:
            symbol(grid.rows[1].cells[i], "F0FC")
        elif mark:
            write(grid.rows[1].cells[i], [mark])
    # A cell must end with a paragraph; a small one, so that the grid fills the cell.
    cell.add_paragraph().paragraph_format.space_after = Pt(0)
