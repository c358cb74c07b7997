"""A specimen of an IRM report as a PDF: upright headings, ruled or not, grids that break over pages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, SimpleDocTemplate, Spacer, Table
from reportlab.platypus import Paragraph as Text

from scripts.specimens.irm.parts import Box, Bullets, Cells, Heading, Paragraph, Part, RatingGrid, Row

WIDTH = 480.0
"""Points of a table's width."""


@cache
def _fonts() -> None:
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    pdfmetrics.registerFont(TTFont("Body", folder / "DejaVuSans.ttf"))
    pdfmetrics.registerFont(TTFont("Bold", folder / "DejaVuSans-Bold.ttf"))


class Upright(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A text that stands upright in its cell."""

    def __init__(self, text: str, width: float, height: float) -> None:
        super().__init__()
        self.text, self.width, self.height = text, width, height

    def draw(self) -> None:
        """Draw the text from the bottom up, in as many lines as it needs."""
        canvas = self.canv
        canvas.saveState()
        canvas.rotate(90)
        canvas.setFont("Body", 5)
        lines = [""]
        for word in self.text.split():
            longer = f"{lines[-1]} {word}".strip()
            if pdfmetrics.stringWidth(longer, "Body", 5) > self.height - 2 and lines[-1]:
                lines.append(word)
            else:
                lines[-1] = longer
        begin = (self.width - 5.5 * len(lines)) / 2
        for index, line in enumerate(lines):
            canvas.drawString(1, -begin - 4.5 - 5.5 * index, line)
        canvas.restoreState()


def as_pdf(parts: Sequence[Part], mark: str, ruled: bool = True) -> bytes:
    """Return the file."""
    _fonts()
    target = io.BytesIO()
    document = SimpleDocTemplate(target, pagesize=A4, leftMargin=56, rightMargin=56, invariant=True)
    story: list[Any] = []
    for part in parts:
        story += _flowables(part, mark, ruled)
    document.build(story)
    return target.getvalue()


def _style(size: float = 10, bold: bool = False, indent: float = 0) -> ParagraphStyle:
    font = "Bold" if bold else "Body"
    return ParagraphStyle(
        f"s{size}{bold}{indent}", fontName=font, fontSize=size, leading=size * 1.25, spaceAfter=5, leftIndent=indent
    )


def _flowables(part: Part, mark: str, ruled: bool) -> list[Any]:
    if isinstance(part, Heading):
        size = {1: 18, 2: 14, 3: 11.5}.get(part.level, 10.5)
        return [Text(escape(part.text), _style(size, True))]
    if isinstance(part, Paragraph):
        label = f'<font name="Bold">{escape(part.label)}</font> ' if part.label else ""
        return [Text(label + escape(part.text), _style(10, part.bold))]
    if isinstance(part, Bullets):
        return [Text(f"• {escape(item)}", _style(10, indent=14)) for item in part.items]
    if isinstance(part, Box):
        first, *rest = part.paragraphs
        texts = [Text(escape(first), _style(10, True)), *(Text(escape(text), _style(10)) for text in rest)]
        return [Table([[texts]], colWidths=[WIDTH], style=[("BOX", (0, 0), (-1, -1), 0.7, colors.black)]), Spacer(1, 6)]
    return [_cells(part, ruled) if isinstance(part, Cells) else _grid(part, mark, ruled), Spacer(1, 8)]


def _rules(ruled: bool) -> list[Any]:
    return [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []


def _cells(part: Cells, ruled: bool) -> Table:
    count = max(map(len, part.rows))
    widths = [WIDTH / count] * count
    style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), *_rules(ruled)]
    data: list[list[Any]] = []
    for at, row in enumerate(part.rows):
        line: list[Any] = []
        for column, text in enumerate(row):
            if text is None:
                first = max(i for i in range(column) if row[i] is not None)
                style.append(("SPAN", (first, at), (column, at)))
                line.append("")
            else:
                bold = part.has_head and at == 0
                line.append([Text(escape(piece), _style(8.5, bold)) for piece in text.split("\n")] if text else "")
        data.append(line)
    return Table(data, colWidths=widths, style=style, repeatRows=0)


def _grid(grid: RatingGrid, mark: str, ruled: bool) -> Table:
    count = sum(len(group.levels) for group in grid.groups)
    first = 120.0
    each = (WIDTH - first) / count
    style: list[Any] = [
        ("SPAN", (0, 0), (0, 1)),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if ruled else "TOP"),
        *_rules(ruled),
    ]
    style += [
        ("LEFTPADDING", (1, 0), (-1, -1), 1),
        ("RIGHTPADDING", (1, 0), (-1, -1), 1),
        ("ALIGN", (1, 2), (-1, -1), "CENTER"),
    ]
    style.append(("FONT", (1, 2), (-1, -1), "Body", 9))
    top: list[Any] = [Text(escape(grid.first), _style(7.5, True))]
    levels: list[Any] = [""]
    column = 1
    for number, group in enumerate(grid.groups):
        name = "<br/>".join(map(escape, [group.name, *(grid.halves if grid.halves and number == grid.halved else ())]))
        top += [Text(name, _style(6.5, True)), *([""] * (len(group.levels) - 1))]
        style.append(("SPAN", (column, 0), (column + len(group.levels) - 1, 0)))
        levels += [Upright(level, each - 2, 92) for level in group.levels]
        column += len(group.levels)
    data = [top, levels]
    for row in grid.rows:
        data += _body(grid, row, mark, style, len(data))
    return Table(data, colWidths=[first, *([each] * count)], style=style, repeatRows=2)


def _body(grid: RatingGrid, row: Row, mark: str, style: list[Any], at: int) -> list[list[Any]]:
    upper: list[Any] = [Text(escape(row.name), _style(7.5))]
    lower: list[Any] = [""]
    if row.lower is not None:
        style.append(("SPAN", (0, at), (0, at + 1)))
    for number, group in enumerate(grid.groups):
        column = len(upper)
        is_halved = row.lower is not None and number == grid.halved
        if number in row.words:
            style.append(("SPAN", (column, at), (column + len(group.levels) - 1, at + (row.lower is not None))))
            upper += [Text(escape(row.words[number]), _style(6.5)), *([""] * (len(group.levels) - 1))]
            lower += [""] * len(group.levels)
            continue
        for level in range(len(group.levels)):
            if row.lower is not None and not is_halved:
                style.append(("SPAN", (column + level, at), (column + level, at + 1)))
            upper.append(_mark(level in row.marks.get(number, ()), mark, style, column + level, at))
            below = is_halved and row.lower is not None and level in row.lower.get(number, ())
            lower.append(_mark(below, mark, style, column + level, at + 1))
    return [upper, lower] if row.lower is not None else [upper]


def _mark(is_marked: bool, mark: str, style: list[Any], column: int, at: int) -> str:
    if is_marked and mark == "fill":
        style.append(("BACKGROUND", (column, at), (column, at), colors.HexColor("#1F4E79")))
        return ""
    return mark if is_marked else ""
