"""Level lines of a page, which part the rows of tables: rules, and the edges of shaded areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.readers.pdf.chars.drawing import Drawing, Stroke
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.tables.cells import join_strokes

MOST_LINES = 2000
"""More level lines on a page are a chart or a map, and comparing each with each line of text takes seconds."""
LEAST_FILL = 6.0
"""Points; lower or narrower filled areas are bullets and lines, whose edges do not separate rows."""
LEAST_COVERED = 0.75
"""Share of the width: rules are often broken at columns or end a little before the last one."""


@dataclass(frozen=True, slots=True)
class LevelLines:
    """Level lines of a page from the top: rules, and the upper and lower edges of shaded areas."""

    lines: tuple[Stroke, ...]

    def between(self, above: PrintedLine, below: PrintedLine) -> list[Stroke]:
        """Return the level lines between two lines of text."""
        top, bottom = (above.box[1] + above.box[3]) / 2, (below.box[1] + below.box[3]) / 2
        return [line for line in self.lines if top < line.at < bottom]


def find_level_lines(drawing: Drawing) -> LevelLines:
    """Gather the level lines of a page."""
    strokes = [stroke for stroke in drawing.strokes if stroke.level]
    for fill in drawing.fills:
        x0, top, x1, bottom = fill.box
        if not fill.shape and bottom - top >= LEAST_FILL and x1 - x0 >= LEAST_FILL:
            strokes += [Stroke(top, x0, x1, True), Stroke(bottom, x0, x1, True)]
    return LevelLines(tuple(join_strokes(strokes, 1.0)) if len(strokes) <= MOST_LINES else ())


def is_covered(strokes: Sequence[Stroke], left: float, right: float) -> bool:
    """Return whether lines at one height run over most of the way from left to right.

    >>> is_covered([Stroke(10, 0, 50, True), Stroke(10, 50, 90, True)], 0, 100)
    True
    """
    inside = sum(max(min(stroke.end, right) - max(stroke.start, left), 0.0) for stroke in strokes)
    return inside >= LEAST_COVERED * (right - left)
