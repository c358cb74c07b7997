"""A ruled PDF, line by line: paragraphs, and tables whose rows break where the page ends, as word processors do it.

Lengths are PDF points; `Sheet.y` counts from the bottom of the page, as PDF does.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

REGULAR, BOLD, SYMBOLS = "Helvetica", "Helvetica-Bold", "ZapfDingbats"
PAD = 3.0  # points between a cell's edges and its text
DINGBATS = {"✓": "✓", "✔": "✔", "\uf0fc": "✔", "★": "★"}
"""Glyphs that the Latin fonts lack -> the glyph of ZapfDingbats. U+F0FC is the tick of another symbol font."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; `marker` is at the left edge, the text is moved right by `indent`."""

    text: str
    font: str = REGULAR
    indent: float = 0.0
    marker: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell between two vertical rules. Without `above` or `below` the rule is missing: the cell is merged.

    One that is not `ruled` has no rules at all.
    """

    left: float
    right: float
    lines: tuple[Line, ...] = ()
    fill: str | None = None
    above: bool = True
    below: bool = True
    ruled: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one height."""

    cells: tuple[Cell, ...]


Furniture = Callable[[Canvas, int], None]
Rules = Literal["all", "none", "level", "shade", "outer"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """How tables are set off: by all rules, none, level ones, shaded labels or a frame; and the room above a row."""

    rules: Rules = "all"
    pad: float = PAD


SHADE = "EDEDED"
_ALL = Ruling()
_ruling: ContextVar[Ruling] = ContextVar("ruling", default=_ALL)


@contextmanager
def draw_with_ruling(ruling: Ruling) -> Iterator[None]:
    """Draw the tables of all sheets begun within the block in another way than with all their rules."""
    token = _ruling.set(ruling)
    try:
        yield
    finally:
        _ruling.reset(token)


@dataclass(slots=True)
class Sheet:
    """The page being drawn; `header` is repeated on each page while a table with a header row is drawn.

    `last` is the row just drawn on this page and `foot` its lower edge; `ruling` says which rules there are.
    """

    size: tuple[float, float]
    margins: tuple[float, float, float, float]
    furniture: Furniture
    title: str
    author: str
    font_size: float = 9.0
    y: float = 0.0
    page: int = 1
    header: Row | None = None
    last: Row | None = None
    ruling: Ruling = field(default_factory=_ruling.get)
    foot: float = 0.0
    buffer: io.BytesIO = field(default_factory=io.BytesIO)
    canvas: Any = None

    def __post_init__(self) -> None:
        # Uncompressed: the bytes do not depend on the zlib at hand.
        self.canvas = Canvas(self.buffer, pagesize=self.size, invariant=1, pageCompression=0)
        self.canvas.setTitle(self.title)
        self.canvas.setAuthor(self.author)
        self._begin_page()

    @property
    def left(self) -> float:
        """Return the left edge of the text."""
        return self.margins[0]

    @property
    def right(self) -> float:
        """Return the right edge of the text."""
        return self.size[0] - self.margins[2]

    @property
    def leading(self) -> float:
        """Return the distance of lines."""
        return self.font_size * 1.17

    def _begin_page(self) -> None:
        self.last = None
        self.y = self.size[1] - self.margins[1]
        self.furniture(self.canvas, self.page)

    def new_page(self) -> None:
        """End the page and begin the next, with the header row of the table if there is one.

        Cells that are merged over the page end are closed by a rule, as word processors do it.
        """
        for cell in self.last.cells if self.last else ():
            if cell.ruled and not cell.below and self.ruling.rules in ("all", "level"):
                self.canvas.line(cell.left, self.y, cell.right, self.y)
        self.close_table()
        self.canvas.showPage()
        self.page += 1
        self._begin_page()
        if self.header is not None:
            header, self.header = self.header, None
            draw_row(self, header)
            self.header = header

    def close_table(self) -> None:
        """Draw the foot of the frame around the table that ends here."""
        if self.last and self.ruling.rules == "outer" and self.last.cells[0].ruled:
            self.canvas.line(self.last.cells[0].left, self.foot, self.last.cells[-1].right, self.foot)
        self.last = None

    def finish(self) -> bytes:
        """Return the PDF."""
        self.close_table()
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()


def wrap_text(text: str, font: str, size: float, width: float) -> list[str]:
    """Break a text into lines of a width; a word that is too long for a line is cut.

    >>> wrap_text("one two three", "Helvetica", 10, 45)
    ['one two', 'three']
    """
    lines, current = [], ""
    for word in text.split():
        joined = f"{current} {word}".strip()
        if stringWidth(joined, font, size) <= width:
            current = joined
            continue
        *full, rest = _cut_word(word, font, size, width)
        lines += [current, *full] if current else full
        current = rest
    return [*lines, current] if current else lines


def _cut_word(word: str, font: str, size: float, width: float) -> list[str]:
    pieces: list[str] = []
    remaining = word
    while stringWidth(remaining, font, size) > width:
        cut = next(n for n in range(len(remaining), 0, -1) if stringWidth(remaining[:n], font, size) <= width)
        pieces, remaining = [*pieces, remaining[:cut]], remaining[cut:]
    return [*pieces, remaining]


def make_lines(texts: Sequence[str], width: float, size: float, font: str = REGULAR) -> tuple[Line, ...]:
    """Return paragraphs as lines within a cell of a width; an empty paragraph is an empty line.

    >>> [line.text for line in make_lines(["one two", "three"], 51, 10)]
    ['one two', 'three']
    """
    return tuple(Line(line, font) for text in texts for line in wrap_text(text, font, size, width - 2 * PAD) or [""])


def make_glyph(mark: str) -> Line:
    """Return a mark as a line in a font that has it.

    >>> make_glyph("✔")
    Line(text='✔', font='ZapfDingbats', indent=0.0, marker=None)
    """
    return Line(DINGBATS[mark], SYMBOLS) if mark in DINGBATS else Line(mark)


def draw_row(sheet: Sheet, row: Row) -> None:
    """Draw a row; where the page ends inside it, continue with the rest of its lines on the next page."""
    lines_left = [list(cell.lines) for cell in row.cells]
    while True:
        needed = max(1, *(len(lines) for lines in lines_left)) if lines_left else 1
        room = int((sheet.y - sheet.margins[3] - 2 * sheet.ruling.pad) // sheet.leading)
        if room < min(needed, 2):
            sheet.new_page()
            continue
        count = min(needed, room)
        _draw_piece(sheet, row, [lines[:count] for lines in lines_left], count)
        lines_left = [lines[count:] for lines in lines_left]
        if not any(lines_left):
            return


def _draw_piece(sheet: Sheet, row: Row, lines: list[list[Line]], count: int) -> None:
    pad = sheet.ruling.pad
    height = count * sheet.leading + 2 * pad
    if sheet.y != sheet.foot:
        sheet.close_table()
    bottom = sheet.y - height
    for cell, texts in zip(row.cells, lines, strict=True):
        fill = cell.fill or (SHADE if sheet.ruling.rules == "shade" and _is_label(cell) else None)
        if fill:
            sheet.canvas.setFillColor(f"#{fill}")
            sheet.canvas.rect(cell.left, bottom, cell.right - cell.left, height, stroke=0, fill=1)
            sheet.canvas.setFillColor("#000000")
        if cell.ruled:
            draw_rules(sheet, cell, bottom, (cell is row.cells[0], cell is row.cells[-1]))
        for i, line in enumerate(texts):
            _draw_line(sheet, line, cell.left + PAD, sheet.y - pad - i * sheet.leading - sheet.font_size * 0.82)
    sheet.y, sheet.last, sheet.foot = bottom, row, bottom


def _is_label(cell: Cell) -> bool:
    return not cell.above or not cell.below or any(line.font == BOLD for line in cell.lines)


def draw_rules(sheet: Sheet, cell: Cell, bottom: float, ends: tuple[bool, bool]) -> None:
    """Draw those sides of a cell that tables of this sheet have; `ends` says whether it is the first, the last one."""
    rules, first = sheet.ruling.rules, sheet.last is None
    upright = [rules == "all" or (rules == "outer" and end) for end in ends]
    level = (rules in ("all", "level") and (cell.above or first)) or (rules == "outer" and first)
    sides = [(x, bottom, x, sheet.y) for x, there in zip((cell.left, cell.right), upright, strict=True) if there]
    sides += [(cell.left, sheet.y, cell.right, sheet.y)] if level else []
    sides += [(cell.left, bottom, cell.right, bottom)] if cell.below and rules in ("all", "level") else []
    sheet.canvas.setLineWidth(0.5)
    for side in sides:
        sheet.canvas.line(*side)


def _draw_line(sheet: Sheet, line: Line, x: float, y: float) -> None:
    if line.marker:
        sheet.canvas.setFont(REGULAR, sheet.font_size)
        sheet.canvas.drawString(x, y, line.marker)
    if line.text:
        sheet.canvas.setFont(line.font, sheet.font_size)
        sheet.canvas.drawString(x + line.indent, y, line.text)


def draw_paragraph(sheet: Sheet, text: str, font: str = REGULAR, size: float | None = None, after: float = 6.0) -> None:
    """Draw a paragraph over the width of the page; it may continue on the next page."""
    size = size or sheet.font_size
    for line in wrap_text(text, font, size, sheet.right - sheet.left):
        if sheet.y - size * 1.2 < sheet.margins[3]:
            sheet.new_page()
        sheet.close_table()
        sheet.y -= size * 1.2
        sheet.canvas.setFont(font, size)
        sheet.canvas.drawString(sheet.left, sheet.y, line)
    sheet.y -= after


def draw_bullet(sheet: Sheet, text: str) -> None:
    """Draw a list item with a bullet."""
    for i, line in enumerate(wrap_text(text, REGULAR, sheet.font_size, sheet.right - sheet.left - 18)):
        if sheet.y - sheet.leading < sheet.margins[3]:
            sheet.new_page()
        sheet.y -= sheet.leading
        _draw_line(sheet, Line(line, REGULAR, 10, None if i else "•"), sheet.left + 8, sheet.y)
    sheet.y -= 2


def draw_heading(sheet: Sheet, text: str, size: float, keep: float = 60.0) -> None:
    """Draw a heading; begin a new page where less than `keep` points are left."""
    if sheet.y - keep < sheet.margins[3]:
        sheet.new_page()
    sheet.y -= 8
    draw_paragraph(sheet, text, BOLD, size, after=4)
