"""Places on a straightened scan put back to where they are on the page as it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import cos, radians, sin

from pipeline.model import Anchor, Block, Box, Cell, Document, Line, Table, TextBlock
from pipeline.readers.pdf.chars.geometry import PageFrame, as_box

MoveAnchor = Callable[[Anchor], Anchor]


@dataclass(frozen=True, slots=True)
class PageTurn:
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


def box_as_shown(box: Box, turn: PageTurn) -> Box:
    """Return the box around a place on the page as it is shown.

    >>> frame = PageFrame(0, 0, 200, 100)
    >>> box_as_shown(Box(10, 20, 30, 40), PageTurn(frame))
    Box(x0=10.0, top=20.0, x1=30.0, bottom=40.0)
    >>> box_as_shown(Box(10, 20, 30, 40), PageTurn(frame, quarters=1))
    Box(x0=160.0, top=10.0, x1=180.0, bottom=30.0)
    """
    corners = [point_as_shown(x, y, turn) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
    xs, ys = zip(*corners, strict=True)
    return as_box((min(xs), min(ys), max(xs), max(ys)))


def point_as_shown(x: float, y: float, turn: PageTurn) -> tuple[float, float]:
    """Return the point of the page as it is shown that a point of the straightened page is."""
    wide, high = turn.read.width, turn.read.height
    across, down, angle = x - wide / 2, y - high / 2, radians(turn.skew)
    x, y = wide / 2 + across * cos(angle) + down * sin(angle), high / 2 - across * sin(angle) + down * cos(angle)
    for _ in range(turn.quarters % 4):
        # A quarter against the clock took (x, y) of a page to (y, its width - x).
        x, y = high - y, x
        wide, high = high, wide
    return x, y


def restore_anchors(document: Document, scans: Mapping[int, PageTurn]) -> Document:
    """Return the document with the places on its scanned pages as they are shown."""
    turns = {number: turn for number, turn in scans.items() if turn.skew or turn.quarters}
    if not turns:
        return document

    def move(anchor: Anchor) -> Anchor:
        turn = turns.get(anchor.page or 0)
        return replace(anchor, box=box_as_shown(anchor.box, turn)) if turn and anchor.box else anchor

    return replace(
        document,
        blocks=tuple(_move_block(block, move) for block in document.blocks),
        notes=tuple(_move_text(block, move) for block in document.notes),
        furniture=tuple(_move_text(block, move) for block in document.furniture),
    )


def _move_block(block: Block, move: MoveAnchor) -> Block:
    if isinstance(block, TextBlock):
        return _move_text(block, move)
    rows = tuple(replace(row, cells=tuple(_move_cell(cell, move) for cell in row.cells)) for row in block.rows)
    return Table(rows, tuple(map(move, block.anchors)), block.ruled)


def _move_text(block: TextBlock, move: MoveAnchor) -> TextBlock:
    return replace(block, lines=tuple(_move_line(line, move) for line in block.lines))


def _move_line(line: Line, move: MoveAnchor) -> Line:
    return replace(line, anchor=move(line.anchor))


def _move_cell(cell: Cell, move: MoveAnchor) -> Cell:
    blocks = tuple(_move_block(block, move) for block in cell.blocks)
    return replace(cell, blocks=blocks, anchors=tuple(map(move, cell.anchors)))
