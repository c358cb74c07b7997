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

from scripts.specimens import sketch
from scripts.specimens.irm.parts import Box, Bullets, Cells, Heading, Paragraph, Part, RatingGrid, make_grid
from scripts.specimens.sketch import place_boxes

WIDTH = 480.0
"""Points of a table's width."""


@cache
def _register_fonts() -> None:
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    pdfmetrics.registerFont(TTFont("Body", folder / "DejaVuSans.ttf"))
    pdfmetrics.registerFont(TTFont("Bold", folder / "DejaVuSans-Bold.ttf"))


class RotatedText(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A text that reads from the bottom up in its cell."""

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
    _register_fonts()
    target = io.BytesIO()
    document = SimpleDocTemplate(target, pagesize=A4, leftMargin=56, rightMargin=56, invariant=True)
    story: list[Any] = []
    for part in parts:
        story += _make_flowables(part, mark, ruled)
    document.build(story)
    return target.getvalue()


def _make_style(size: float = 10, bold: bool = False, indent: float = 0) -> ParagraphStyle:
    font = "Bold" if bold else "Body"
    return ParagraphStyle(
        f"s{size}{bold}{indent}", fontName=font, fontSize=size, leading=size * 1.25, spaceAfter=5, leftIndent=indent
    )


def _make_flowables(part: Part, mark: str, ruled: bool) -> list[Any]:
    if isinstance(part, Heading):
        size = {1: 18, 2: 14, 3: 11.5}.get(part.level, 10.5)
        return [Text(escape(part.text), _make_style(size, True))]
    if isinstance(part, Paragraph):
        label = f'<font name="Bold">{escape(part.label)}</font> ' if part.label else ""
        return [Text(label + escape(part.text), _make_style(10, part.bold))]
    if isinstance(part, Bullets):
        return [Text(f"• {escape(item)}", _make_style(10, indent=14)) for item in part.items]
    if isinstance(part, Box):
        first, *rest = part.paragraphs
        texts = [Text(escape(first), _make_style(10, True)), *(Text(escape(text), _make_style(10)) for text in rest)]
        return [Table([[texts]], colWidths=[WIDTH], style=[("BOX", (0, 0), (-1, -1), 0.7, colors.black)]), Spacer(1, 6)]
    return [_make_table(part, mark, ruled), Spacer(1, 8)]


def _rule_commands(ruled: bool) -> list[Any]:
    return [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []


def _make_table(part: RatingGrid | Cells, mark: str, ruled: bool) -> Table:
    grid, is_rating = make_grid(part, mark), isinstance(part, RatingGrid)
    widths = [WIDTH * share / sum(grid.shares) for share in grid.shares]
    style: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if is_rating and ruled else "TOP"),
        *_rule_commands(ruled),
    ]
    if is_rating:
        style += [(f"{side}PADDING", (1, 0), (-1, -1), 1) for side in ("LEFT", "RIGHT")]
        style += [("ALIGN", (1, 2), (-1, -1), "CENTER"), ("FONT", (1, 2), (-1, -1), "Body", 9)]
    data: list[list[Any]] = [[""] * len(widths) for _ in grid.rows]
    for at, row in enumerate(place_boxes(grid)):
        for column, box in ((cell.column, cell.box) for cell in row if cell.first):
            end = (column + box.span - 1, at + box.down - 1)
            style += [("SPAN", (column, at), end)] if end != (column, at) else []
            style += [("BACKGROUND", (column, at), end, colors.HexColor(f"#{box.fill}"))] if box.fill else []
            data[at][column] = _cell_content(box, widths[column], is_rating)
    return Table(data, colWidths=widths, style=style, repeatRows=2 if is_rating else 0)


def _cell_content(box: sketch.Box, width: float, is_rating: bool) -> Any:
    if box.rotated:
        return RotatedText(box.texts[0], width - 2, 92)
    if not any(box.texts) or (is_rating and len(box.texts[0]) == 1):
        return "".join(box.texts)
    size = 8.5 if not is_rating else 6.5 if box.span > 1 else 7.5
    return [Text(escape(text), _make_style(size, box.bold)) for text in box.texts]
