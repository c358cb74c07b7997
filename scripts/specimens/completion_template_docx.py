"""The completion template as DOCX: seven grid columns, merged across and down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scripts.specimens import completion_labels as labels
from scripts.specimens.docx_file import new_document, pack, page_number, symbol, write

COLUMNS, SPLIT = 7, 3
WINGDINGS = "\uf0fc"


def render(facts: Mapping[str, Any]) -> bytes:
    """Return the report as DOCX."""
    document = new_document(" ".join(facts["title"]), facts["title"][0])
    section = document.sections[0]
    section.header.paragraphs[0].text = facts["running_header"]
    page_number(section.footer.paragraphs[0])
    for line in facts["title"]:
        document.add_paragraph().add_run(line).bold = True
    for heading, paragraphs in facts["chapters"]:
        document.add_heading(heading, 1)
        for text in paragraphs:
            document.add_paragraph(text)
    for commitment in facts["commitments"]:
        _table(document, commitment)
        document.add_paragraph()
    return pack(document)


def _table(document: Any, commitment: Mapping[str, Any]) -> None:
    table = document.add_table(rows=0, cols=COLUMNS)
    table.style = "Table Grid"
    _wide(table, [labels.TEMPLATE], bold=True)
    _wide(table, [commitment["heading"]], bold=True)
    _pair(table, ["Lead implementing agency"], commitment["lead"])
    for label, key in labels.CONTACT:
        _pair(table, [label], commitment["contact"][key])
    _actors(table, commitment)
    for label, prompt, key in labels.DESCRIPTION:
        _pair(table, [label, prompt] if prompt else [label], commitment[key])
    _grid(table, commitment)
    _pair(table, list(labels.RESULTS), commitment["results"])
    _pair(table, ["End date"], commitment["end"])
    _pair(table, ["Next steps"], commitment["next"])
    _wide(table, [labels.ADDITIONAL], bold=True)
    _wide(table, labels.value(commitment["additional"]))


def _wide(table: Any, texts: list[str], bold: bool = False) -> None:
    cells = table.add_row().cells
    write(cells[0].merge(cells[-1]), texts, bold)


def _pair(table: Any, label: list[str], text: str | list[str] | None) -> None:
    cells = table.add_row().cells
    write(cells[0].merge(cells[SPLIT - 1]), label, bold=True)
    write(cells[SPLIT].merge(cells[-1]), labels.value(text))


def _actors(table: Any, commitment: Mapping[str, Any]) -> None:
    """Add two rows; the cell at their left is merged down over both."""
    rows = [table.add_row().cells for _ in labels.ACTORS]
    write(rows[0][0].merge(rows[-1][0]), ["Other actors involved"], bold=True)
    for cells, (label, key) in zip(rows, labels.ACTORS, strict=True):
        write(cells[1].merge(cells[SPLIT - 1]), [label], bold=True)
        write(cells[SPLIT].merge(cells[-1]), labels.value(commitment[key]))


def _grid(table: Any, commitment: Mapping[str, Any]) -> None:
    """Add the grid of four levels; its label is merged down over the headings and the marks."""
    headings, marks = table.add_row().cells, table.add_row().cells
    write(headings[0].merge(marks[SPLIT - 1]), [labels.COMPLETION], bold=True)
    for i, (name, mark) in enumerate(zip(labels.LEVELS.values(), labels.marks(commitment), strict=True)):
        write(headings[SPLIT + i], [name])
        if mark == WINGDINGS:
            symbol(marks[SPLIT + i], "F0FC")
        elif mark:
            write(marks[SPLIT + i], [mark])
