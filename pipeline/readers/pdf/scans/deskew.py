"""Places on a straightened scan put back to where they are on the page as it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import cos, radians, sin

from pipeline.model import Anchor, Block, Box, Cell, Document, Line, Table, TextBlock
from pipeline.readers.pdf.chars.geometry import PageFrame, as_box

Move = Callable[[Anchor], Anchor]


@dataclass(frozen=True, slots=True)
class Laid:
    """How a page lay on the scanner: `quarters` turned against the clock to be read, then `skew` degrees with it.

    `frame` is the page as it is shown.
    """

    frame: PageFrame
    skew: float = 0.0
    quarters: int = 0

    @property
    def read(self) -> PageFrame:
        """The page as it is read: upright, from its own top left."""
        wide, high = self.frame.width, self.frame.height
        return PageFrame(0.0, 0.0, *((high, wide) if self.quarters % 2 else (wide, high)))


def shown(box: Box, laid: Laid) -> Box:
    """Return the box around a place on the page as it is shown.

    >>> frame = PageFrame(0, 0, 200, 100)
    >>> shown(Box(10, 20, 30, 40), Laid(frame)), shown(Box(10, 20, 30, 40), Laid(frame, quarters=1))
    (Box(x0=10.0, top=20.0, x1=30.0, bottom=40.0), Box(x0=160.0, top=10.0, x1=180.0, bottom=30.0))
    """
    corners = [back(x, y, laid) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
    xs, ys = zip(*corners, strict=True)
    return as_box((min(xs), min(ys), max(xs), max(ys)))


def back(x: float, y: float, laid: Laid) -> tuple[float, float]:
    """Return the point of the page as it is shown that a point of the straightened page is."""
    wide, high = laid.read.width, laid.read.height
    across, down, turn = x - wide / 2, y - high / 2, radians(laid.skew)
    x, y = wide / 2 + across * cos(turn) + down * sin(turn), high / 2 - across * sin(turn) + down * cos(turn)
    for _ in range(laid.quarters % 4):
        # A quarter against the clock took (x, y) of a page to (y, its width - x).
        x, y = high - y, x
        wide, high = high, wide
    return x, y


def put_back(document: Document, scans: Mapping[int, Laid]) -> Document:
    """Return the document with the places on its scanned pages as they are shown."""
    moved = {number: laid for number, laid in scans.items() if laid.skew or laid.quarters}
    if not moved:
        return document

    def move(anchor: Anchor) -> Anchor:
        laid = moved.get(anchor.page or 0)
        return replace(anchor, box=shown(anchor.box, laid)) if laid and anchor.box else anchor

    return replace(
        document,
        blocks=tuple(_block(block, move) for block in document.blocks),
        notes=tuple(_text(block, move) for block in document.notes),
        furniture=tuple(_text(block, move) for block in document.furniture),
    )


def _block(block: Block, move: Move) -> Block:
    if isinstance(block, TextBlock):
        return _text(block, move)
    rows = tuple(replace(row, cells=tuple(_cell(cell, move) for cell in row.cells)) for row in block.rows)
    return Table(rows, tuple(map(move, block.anchors)), block.ruled)


def _text(block: TextBlock, move: Move) -> TextBlock:
    return replace(block, lines=tuple(_line(line, move) for line in block.lines))


def _line(line: Line, move: Move) -> Line:
    return replace(line, anchor=move(line.anchor))


def _cell(cell: Cell, move: Move) -> Cell:
    blocks = tuple(_block(block, move) for block in cell.blocks)
    return replace(cell, blocks=blocks, anchors=tuple(map(move, cell.anchors)))
