"""Small documents built by hand for tests of layout and parsers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.identify import identify
from pipeline.model import Anchor, Block, Box, Cell, Document, Line, SourceDocument, Table, TableRow, TextBlock

SOURCE = SourceDocument("0" * 16, "report.pdf", "0" * 64, "application/pdf", 1)


def line(text: str, page: int = 1, top: float = 0.0, **more: object) -> Line:
    return Line(text, Anchor(page, Box(0, top, 100, top + 10)), **more)  # type: ignore[arg-type]


def paragraph(*texts: str, kind: str = "paragraph", **more: object) -> TextBlock:
    lines = tuple(line(text, glue="paragraph" if i == 0 else "space") for i, text in enumerate(texts))
    return TextBlock(kind, lines, **more)  # type: ignore[arg-type]


def heading(text: str, level: int = 1) -> TextBlock:
    return paragraph(text, kind="heading", level=level)


def cell(text: str = "", left: float = 0, right: float = 100, page: int = 1, **more: object) -> Cell:
    blocks = more.pop("blocks", (TextBlock("paragraph", (line(text, page),)),) if text else ())
    anchor = Anchor(page, Box(left, 0, right, 20))
    return Cell(0, 0, left, right, blocks, (anchor,), **more)  # type: ignore[arg-type]


def row(*texts: str | Cell, after_break: bool = False, page: int = 1) -> TableRow:
    """Make a row of cells of equal width over 0 to 600 points."""
    width = 600 / len(texts)
    cells = [
        text if isinstance(text, Cell) else cell(text, i * width, (i + 1) * width, page) for i, text in enumerate(texts)
    ]
    return TableRow(tuple(cells), after_break)


def table(*rows: TableRow | Sequence[str]) -> Table:
    made = tuple(r if isinstance(r, TableRow) else row(*r) for r in rows)
    return Table(made, (Anchor(1, Box(0, 0, 600, 100)),))


def identified(given: Document) -> Document:
    """Return a document with the kind that its front shows, as parsers get it."""
    return replace(given, report_type=identify(given).report_type)


def document(*blocks: Block, **more: object) -> Document:
    return Document(SOURCE, tuple(blocks), **more)  # type: ignore[arg-type]
