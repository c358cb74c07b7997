"""An action plan as DOCX, in each look; labels over several rows are merged down, questions across."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from scripts.specimens.docx_file import new_document, pack, page_number, repeat_header, write
from scripts.specimens.plan_parts import Part, heading, numbered, parts, template, told

COLUMNS = 12
SPLIT, SUB = 5, 2


def render(plan: Mapping[str, Any], look: str) -> bytes:
    """Return the plan as DOCX."""
    document = new_document(" ".join(plan["title"]), plan["title"][0])
    page_number(document.sections[0].footer.paragraphs[0])
    for line in plan["title"]:
        document.add_paragraph().add_run(line).bold = True
    for title, paragraphs in plan["chapters"]:
        document.add_heading(title, 1)
        for text in paragraphs:
            document.add_paragraph(text)
    last = None
    for theme, commitment in zip(plan["themes"], plan["commitments"], strict=True):
        if theme != last:
            document.add_heading(theme, 2)
        last = theme
        _commitment(document, plan["generation"], commitment, look)
    return pack(document)


def _commitment(document: Any, generation: str, commitment: Mapping[str, Any], look: str) -> None:
    found = list(parts(generation, commitment))
    if look in ("headings", "run_in"):
        document.add_heading(heading(generation, commitment), 3)
        for label, group in groupby(found, key=lambda part: part.label):
            _prose(document, label, list(group), look)
        return
    table = document.add_table(rows=0, cols=COLUMNS)
    if look != "borderless":
        table.style = "Table Grid"
    asked = template(generation)["title"]
    if asked and look != "wide":
        _pair(table, [asked], [numbered(commitment)])
    else:
        _across(table, [heading(generation, commitment)], bold=True)
    for label, group in groupby(found, key=lambda part: part.label):
        _rows(table, label, list(group), look)
    document.add_paragraph()


def _rows(table: Any, label: str, group: Sequence[Part], look: str) -> None:
    first = group[0]
    if first.rows:
        _table(table, first)
    elif first.sub:
        _subs(table, label, group)
    elif not first.texts or (first.long and look == "wide"):
        _across(table, [label], bold=True)
        if first.texts:
            _across(table, first.texts)
    else:
        _pair(table, [label], first.texts)


def _across(table: Any, texts: Sequence[str], bold: bool = False) -> None:
    cells = table.add_row().cells
    write(cells[0].merge(cells[-1]), texts, bold)


def _pair(table: Any, label: Sequence[str], texts: Sequence[str]) -> None:
    cells = table.add_row().cells
    write(cells[0].merge(cells[SPLIT - 1]), label, bold=True)
    write(cells[SPLIT].merge(cells[-1]), texts)


def _subs(table: Any, label: str, group: Sequence[Part]) -> None:
    rows = [table.add_row().cells for _ in group]
    write(rows[0][0].merge(rows[-1][SUB - 1]), [label], bold=True)
    for cells, part in zip(rows, group, strict=True):
        write(cells[SUB].merge(cells[SPLIT - 1]), [part.sub or ""], bold=True)
        write(cells[SPLIT].merge(cells[-1]), part.texts)


def _table(table: Any, part: Part) -> None:
    """Add the rows of a table within the form; ticks have their label at the left, milestones none."""
    width = len(part.rows[0])
    start = COLUMNS - 2 * width if part.ticks else 0
    edges = [start + 2 * i for i in range(width)] if part.ticks else _edges(width)
    rows = [table.add_row().cells for _ in part.rows]
    if part.ticks:
        write(rows[0][0].merge(rows[-1][start - 1]), [part.label], bold=True)
    for number, (cells, texts) in enumerate(zip(rows, part.rows, strict=True)):
        for left, right, text in zip(edges, [*edges[1:], COLUMNS], texts, strict=True):
            write(cells[left].merge(cells[right - 1]), [text] if text else [], bold=number == 0)


def _edges(width: int) -> list[int]:
    """Return the first grid columns of a milestone table's columns: the text is wide, the others share the rest.

    >>> _edges(4), _edges(3)
    ([0, 6, 8, 10], [0, 6, 9])
    """
    rest = 6 // (width - 1)
    return [0, *(6 + rest * i for i in range(width - 1))]


def _prose(document: Any, label: str, group: Sequence[Part], look: str) -> None:
    first = group[0]
    if first.rows:
        _separate(document, first, look)
        return
    if first.sub:
        document.add_paragraph().add_run(label).bold = True
    for part in group:
        name = part.sub or label
        if look == "headings" and part.long:
            document.add_heading(name, 4)
            for text in part.texts:
                document.add_paragraph(text)
        elif part.texts:
            _run_in(document, name, part.texts)
        else:
            document.add_paragraph().add_run(name).bold = True


def _run_in(document: Any, name: str, texts: Sequence[str]) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(name if name.endswith("?") else f"{name}:").bold = True
    paragraph.add_run(f" {texts[0]}")
    for text in texts[1:]:
        document.add_paragraph(text)


def _separate(document: Any, part: Part, look: str) -> None:
    """Add ticks or milestones: a table of their own, or a list."""
    if look == "run_in" and not part.ticks:
        document.add_paragraph().add_run(f"{part.rows[0][0].rstrip(':')}:").bold = True
        for row in part.rows[1:]:
            document.add_paragraph(told(row, part.rows[0]))
        return
    if part.ticks:
        document.add_paragraph().add_run(part.label).bold = True
    table = document.add_table(rows=0, cols=len(part.rows[0]))
    table.style = "Table Grid"
    for number, texts in enumerate(part.rows):
        row = table.add_row()
        if number == 0:
            repeat_header(row)
        for cell, text in zip(row.cells, texts, strict=True):
            write(cell, [text] if text else [], bold=number == 0)
