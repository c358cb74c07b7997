"""A specimen of an IRM report as a web page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from scripts.specimens.irm.parts import Box, Bullets, Cells, Heading, Paragraph, Part, RatingGrid, Row


def as_html(parts: Sequence[Part], language: str, mark: str) -> bytes:
    """Return the page."""
    body = "\n".join(text for part in parts for text in _element(part, mark))
    title = next(part.text for part in parts if isinstance(part, Heading))
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return f'<!DOCTYPE html>\n<html lang="{language}">{head}<body>\n{body}\n</body></html>\n'.encode()


def _element(part: Part, mark: str) -> Iterator[str]:
    if isinstance(part, Heading):
        yield f"<h{part.level}>{escape(part.text)}</h{part.level}>"
    elif isinstance(part, Paragraph):
        text = f"<b>{escape(part.text)}</b>" if part.bold else escape(part.text)
        yield f"<p>{f'<b>{escape(part.label)}</b> ' if part.label else ''}{text}</p>"
    elif isinstance(part, Bullets):
        yield "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in part.items) + "</ul>"
    elif isinstance(part, Box):
        first, *rest = part.paragraphs
        texts = "".join(f"<p>{escape(text)}</p>" for text in rest)
        yield f'<table border="1"><tr><td><p><b>{escape(first)}</b></p>{texts}</td></tr></table>'
    elif isinstance(part, Cells):
        yield (
            '<table border="1">'
            + "".join(_row(row, part.has_head and n == 0) for n, row in enumerate(part.rows))
            + "</table>"
        )
    else:
        yield _grid(part, mark)


def _row(row: Sequence[str | None], is_head: bool) -> str:
    cells: list[list[str | int]] = []
    for text in row:
        if text is None:
            cells[-1][1] = int(cells[-1][1]) + 1
        else:
            cells.append([text, 1])
    inner = ""
    for content, span in cells:
        html = "".join(f"<p>{escape(line)}</p>" for line in str(content).split("\n"))
        html = f"<b>{html}</b>" if is_head else html
        inner += f'<td colspan="{span}">{html}</td>'
    return f"<tr>{inner}</tr>"


def _grid(grid: RatingGrid, mark: str) -> str:
    rows = [f'<td rowspan="2">{escape(grid.first)}</td>']
    for number, group in enumerate(grid.groups):
        halves = f"<p>{grid.halves[0]}</p><p>{grid.halves[1]}</p>" if grid.halves and number == grid.halved else ""
        rows[0] += f'<td colspan="{len(group.levels)}"><p>{escape(group.name)}</p>{halves}</td>'
    rows.append("".join(f"<td>{escape(level)}</td>" for group in grid.groups for level in group.levels))
    for row in grid.rows:
        rows += _body(grid, row, mark)
    return '<table border="1">' + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _body(grid: RatingGrid, row: Row, mark: str) -> list[str]:
    down = 2 if row.lower is not None else 1
    upper, lower = f'<td rowspan="{down}">{escape(row.name)}</td>', ""
    for number, group in enumerate(grid.groups):
        if number in row.words:
            upper += f'<td colspan="{len(group.levels)}" rowspan="{down}">{escape(row.words[number])}</td>'
            continue
        is_halved = row.lower is not None and number == grid.halved
        for level in range(len(group.levels)):
            span = "" if is_halved else f' rowspan="{down}"'
            upper += _mark(level in row.marks.get(number, ()), mark, span)
            if is_halved and row.lower is not None:
                lower += _mark(level in row.lower.get(number, ()), mark, "")
    return [upper, lower] if row.lower is not None else [upper]


def _mark(is_marked: bool, mark: str, span: str) -> str:
    if is_marked and mark == "fill":
        return f'<td{span} style="background-color:#1f4e79"></td>'
    return f"<td{span}>{escape(mark) if is_marked else ''}</td>"
