"""What is drawn between lines of text: level rules, and the edges of shaded areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.readers.pdf.chars.drawing import Drawing, Stroke
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.tables.cells import joined

MOST = 2000
LEAST_FILL = 6.0
COVERED = 0.75


@dataclass(frozen=True, slots=True)
class Bounds:
    """Level lines of a page from the top: rules, and the upper and lower edges of shaded areas."""

    lines: tuple[Stroke, ...]

    def between(self, above: PrintedLine, below: PrintedLine) -> list[Stroke]:
        """Return those that part two lines of text."""
        top, bottom = (above.box[1] + above.box[3]) / 2, (below.box[1] + below.box[3]) / 2
        return [line for line in self.lines if top < line.at < bottom]


def bounds_of(drawing: Drawing) -> Bounds:
    """Gather the level lines of a page."""
    found = [stroke for stroke in drawing.strokes if stroke.level]
    for fill in drawing.fills:
        x0, top, x1, bottom = fill.box
        if not fill.shape and bottom - top >= LEAST_FILL and x1 - x0 >= LEAST_FILL:
            found += [Stroke(top, x0, x1, True), Stroke(bottom, x0, x1, True)]
    return Bounds(tuple(joined(found, 1.0)) if len(found) <= MOST else ())


def covers(strokes: Sequence[Stroke], left: float, right: float) -> bool:
    """Tell whether lines at one height run over most of the way from left to right.

    >>> covers([Stroke(10, 0, 50, True), Stroke(10, 50, 90, True)], 0, 100)
    True
    """
    inside = sum(max(min(stroke.end, right) - max(stroke.start, left), 0.0) for stroke in strokes)
    return inside >= COVERED * (right - left)
