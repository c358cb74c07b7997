"""Rating grids of IRM reports, drawn as PDF, DOCX and HTML: groups over their levels, a mark in each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from scripts.specimens.docx_file import symbol, write
from scripts.specimens.pdf_sheet import (
    BOLD,
    REGULAR,
    Cell,
    Line,
    Row,
    Sheet,
    draw_row,
    draw_rules,
    glyph,
    lines_of,
    wrap,
)

Marks = Mapping[int, frozenset[str]]
"""Index of a group -> codes that are marked in it."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of columns: its printed name, the codes of its levels and their printed words."""

    name: str
    codes: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A row: its name, and the marks of its one half or two (midterm above end of term)."""

    name: str
    halves: tuple[Marks, ...]


def cells_of(groups: Sequence[Group]) -> list[tuple[int, str]]:
    """Return group index and code of each mark column."""
    return [(index, code) for index, group in enumerate(groups) for code in group.codes]


def draw(sheet: Sheet, first: str, groups: Sequence[Group], body: Sequence[Body], mark: str, halves: str = "") -> None:
    """Draw a ruled grid whose level names stand upright; `halves` is printed below the name of the completion group."""
    width, name_width = 17.0, 118.0
    edges = [sheet.left, sheet.left + name_width]
    for word in (word for group in groups for word in group.words):
        edges.append(edges[-1] + max(width, 6 + 8 * len(wrap(word, REGULAR, 7, 78))))
    need = 120 + 26 * len(body)
    if sheet.y - min(need, 300) < sheet.margins[3]:
        sheet.new_page()
    _draw_groups(sheet, first, groups, edges, halves)
    _draw_levels(sheet, groups, edges)
    for row in body:
        for half, marks in enumerate(row.halves):
            draw_row(sheet, _row(sheet, row, half, marks, groups, edges, mark))
    sheet.y -= 12


def _draw_groups(sheet: Sheet, first: str, groups: Sequence[Group], edges: Sequence[float], halves: str) -> None:
    cells = [Cell(edges[0], edges[1], lines_of([first], edges[1] - edges[0], sheet.font_size, BOLD), below=False)]
    at = 1
    for group in groups:
        right = at + len(group.codes)
        texts = [group.name, *(halves.split("\n") if halves and "ompletion" in group.name else [])]
        lines = lines_of(texts, edges[right] - edges[at], sheet.font_size, BOLD)
        cells.append(Cell(edges[at], edges[right], lines))
        at = right
    draw_row(sheet, Row(tuple(cells)))


def _draw_levels(sheet: Sheet, groups: Sequence[Group], edges: Sequence[float]) -> None:
    height = 84.0
    bottom = sheet.y - height
    words = ["", *(word for group in groups for word in group.words)]
    for index, word in enumerate(words):
        left, right = edges[index], edges[index + 1]
        draw_rules(sheet, Cell(left, right, above=False), bottom, (index == 0, index == len(words) - 1))
        lines = wrap(word, REGULAR, 7, height - 6)
        for i, line in enumerate(lines):
            sheet.canvas.saveState()
            sheet.canvas.translate(left + 7 + 8 * i, bottom + 4)
            sheet.canvas.rotate(90)
            sheet.canvas.setFont(REGULAR, 7)
            sheet.canvas.drawString(0, 0, line)
            sheet.canvas.restoreState()
    sheet.y = sheet.foot = bottom


def _row(
    sheet: Sheet, row: Body, half: int, marks: Marks, groups: Sequence[Group], edges: Sequence[float], mark: str
) -> Row:
    last = half == len(row.halves) - 1
    names = lines_of([row.name], edges[1] - edges[0], sheet.font_size) if half == 0 else ()
    cells = [Cell(edges[0], edges[1], names, above=half == 0, below=last)]
    for column, (group, code) in enumerate(cells_of(groups), 1):
        # Only the groups that both halves rate are parted.
        parted = sum(group in other for other in row.halves) > 1
        lines: tuple[Line, ...] = (glyph(mark),) if code in marks.get(group, ()) else ()
        above, below = half == 0 or parted, last or parted
        cells.append(Cell(edges[column], edges[column + 1], lines, above=above, below=below))
    return Row(tuple(cells))


def add(document: Any, first: str, groups: Sequence[Group], body: Sequence[Body], mark: str) -> None:
    """Add the grid to a DOCX: merged group names, upright level names, marks as text or as a Wingdings symbol."""
    columns = cells_of(groups)
    table = document.add_table(rows=2, cols=1 + len(columns))
    table.style = "Table Grid"
    top, second = table.rows[0].cells, table.rows[1].cells
    write(top[0].merge(second[0]), [first], bold=True)
    at = 1
    for group in groups:
        end = at + len(group.codes) - 1
        write(top[at].merge(top[end]) if end > at else top[at], [group.name], bold=True)
        for offset, word in enumerate(group.words):
            write(second[at + offset], [word], size=7)
            turn = parse_xml(f'<w:textDirection {nsdecls("w")} w:val="btLr"/>')
            second[at + offset]._tc.get_or_add_tcPr().append(turn)
        at = end + 1
    for row in body:
        _add_row(table, row, columns, mark)


def _add_row(table: Any, row: Body, columns: Sequence[tuple[int, str]], mark: str) -> None:
    rows = [table.add_row().cells for _ in row.halves]
    for column, (group, code) in enumerate(columns, 1):
        parted = sum(group in marks for marks in row.halves) > 1
        if len(rows) > 1 and not parted:
            rows[0][column].merge(rows[-1][column])
        for cells, marks in zip(rows, row.halves, strict=True):
            if code in marks.get(group, ()):
                _mark(cells[column], mark)
    write(rows[0][0].merge(rows[-1][0]) if len(rows) > 1 else rows[0][0], [row.name])


def _mark(cell: Any, mark: str) -> None:
    if mark == "\uf0fc":
        symbol(cell, f"{ord(mark):04X}")
        return
    run = cell.paragraphs[0].add_run(mark)
    run.font.size = Pt(9)


def html(first: str, groups: Sequence[Group], body: Sequence[Body], mark: str) -> str:
    """Return the grid as an HTML table with spanned headings."""
    spans = "".join(f'<th colspan="{len(g.codes)}">{escape(g.name)}</th>' for g in groups)
    words = "".join(f"<th>{escape(word)}</th>" for g in groups for word in g.words)
    lines = ["<table>", f'<tr><th rowspan="2">{escape(first)}</th>{spans}</tr>', f"<tr>{words}</tr>"]
    for row in body:
        for half, marks in enumerate(row.halves):
            name = f'<td rowspan="{len(row.halves)}">{escape(row.name)}</td>' if half == 0 else ""
            cells = []
            for group, code in cells_of(groups):
                parted = sum(group in other for other in row.halves) > 1
                if half and not parted:
                    continue
                span = f' rowspan="{len(row.halves)}"' if len(row.halves) > 1 and not parted else ""
                cells.append(f"<td{span}>{mark if code in marks.get(group, ()) else ''}</td>")
            lines.append(f"<tr>{name}{''.join(cells)}</tr>")
    return "\n".join([*lines, "</table>"])
