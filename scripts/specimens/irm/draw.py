"""A specimen of an IRM report as PDF with upright headings and grids over pages, as Word document and as web page."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
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
from scripts.specimens.docx_file import new_document, pack_document
from scripts.specimens.irm.report import Box, Bullets, Cells, Heading, Paragraph, Part, RatingGrid, make_grid
from scripts.specimens.sketch import Look, add_grid, place_boxes

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


def as_docx(parts: Sequence[Part], language: str, mark: str, ruled: bool = True) -> bytes:
    """Return the document; `language` goes into its properties."""
    document = new_document("", "")
    document.core_properties.language = language
    for part in parts:
        _add_part(document, part, mark, Look(ruled=ruled))
    return pack_document(document)


def _add_part(document: Any, part: Part, mark: str, look: Look) -> None:
    if isinstance(part, Heading):
        document.add_heading(part.text, part.level)
    elif isinstance(part, Paragraph):
        paragraph = document.add_paragraph()
        if part.label:
            paragraph.add_run(part.label + " ").bold = True
        paragraph.add_run(part.text).bold = part.bold or None
    elif isinstance(part, Bullets):
        for item in part.items:
            document.add_paragraph(item, style="List Bullet")
    elif isinstance(part, Box):
        cell = document.add_table(1, 1, style="Table Grid").cell(0, 0)
        for index, text in enumerate(part.paragraphs):
            paragraph = cell.add_paragraph() if index else cell.paragraphs[0]
            paragraph.add_run(text).bold = index == 0 or None
    else:
        add_grid(document, make_grid(part, mark), look)


def as_html(parts: Sequence[Part], language: str, mark: str) -> bytes:
    """Return the page."""
    body = "\n".join(text for part in parts for text in _iterate_elements(part, mark))
    title = next(part.text for part in parts if isinstance(part, Heading))
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return f'<!DOCTYPE html>\n<html lang="{language}">{head}<body>\n{body}\n</body></html>\n'.encode()


def _iterate_elements(part: Part, mark: str) -> Iterator[str]:
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
    else:
        rows = ("".join(map(_format_cell, boxes)) for boxes in make_grid(part, mark).rows)
        yield '<table border="1">' + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _format_cell(box: sketch.Box) -> str:
    text = "".join(f"<p>{escape(line)}</p>" for line in box.texts)
    fill = f' style="background-color:#{box.fill}"' if box.fill else ""
    return f'<td colspan="{box.span}" rowspan="{box.down}"{fill}>{f"<b>{text}</b>" if box.bold else text}</td>'
