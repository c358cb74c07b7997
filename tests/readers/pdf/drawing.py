"""Write small PDFs for the tests, and read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, TableStyle
from reportlab.platypus import Table as Flowable

from pipeline.model import Cell, Document, SourceDocument, Table, TextBlock
from pipeline.readers.pdf import read_pdf
from pipeline.structure.lines import text_of

HEIGHT = letter[1]
Draw = Callable[[Canvas], None]
BODY = getSampleStyleSheet()["BodyText"]
GRID = ("GRID", (0, 0), (-1, -1), 0.5, "black")


def read(path: Path) -> Document:
    return read_pdf(
        path, SourceDocument("0123456789abcdef", path.name, "0" * 64, "application/pdf", path.stat().st_size)
    )


def drawn(folder: Path, *pages: Draw, size: tuple[float, float] = letter) -> Path:
    """Draw pages on a canvas."""
    path = folder / "drawn.pdf"
    canvas = Canvas(str(path), pagesize=size, invariant=1)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def text(
    canvas: Canvas, x: float, top: float, *lines: str, font: str = "Helvetica", size: float = 10, step: float = 12
) -> None:
    """Set lines of text from the top left."""
    canvas.setFont(font, size)
    for index, line in enumerate(lines):
        canvas.drawString(x, HEIGHT - top - index * step - size, line)


def flowed(folder: Path, *flowables: object, on_page: Callable[..., None] | None = None) -> Path:
    """Set flowables over as many pages as they take."""
    path = folder / "flowed.pdf"
    template = SimpleDocTemplate(str(path), pagesize=letter, invariant=1)
    template.build(list(flowables), onFirstPage=on_page or _nothing, onLaterPages=on_page or _nothing)
    return path


def _nothing(*_: object) -> None:
    return None


def table(
    rows: Sequence[Sequence[object]],
    *styles: tuple[object, ...],
    widths: Sequence[float] | None = None,
    repeat: int = 0,
) -> Flowable:
    cells = [[Paragraph(cell, BODY) if isinstance(cell, str) and cell else cell for cell in row] for row in rows]
    return Flowable(cells, colWidths=widths, repeatRows=repeat, style=TableStyle([GRID, *styles]))


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def texts(document: Document) -> list[str]:
    return [text_of(block) for block in document.blocks if isinstance(block, TextBlock)]


def grid(found: Table) -> list[list[str]]:
    return [[text_of(cell) for cell in row.cells] for row in found.rows]


def cells(found: Table) -> list[Cell]:
    return [cell for row in found.rows for cell in row.cells]
