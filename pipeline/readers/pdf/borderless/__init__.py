"""Tables without rules, found by where their text begins, else by the gaps that all their lines leave.

`find_tables` is the way in: for lines that run over the whole page first, then for each column of text between.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.readers.pdf.borderless.columns import Strip, find_level_lines
from pipeline.readers.pdf.borderless.detect import PreviousPage, find_strips
from pipeline.readers.pdf.borderless.gaps import fill_region, find_regions
from pipeline.readers.pdf.borderless.grid import build_grid
from pipeline.readers.pdf.borderless.rotated_header_tables import find_rotated_header_tables
from pipeline.readers.pdf.chars.drawing import Drawing
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.typography import Typography
from pipeline.readers.pdf.tables.cells import WordGrid

__all__ = ["PreviousPage", "Strip", "build_grid", "find_gap_tables", "find_rotated_header_tables", "find_tables"]

Lines = list[PrintedLine]


def find_tables(
    lines: Lines, right: float, typography: Typography, drawing: Drawing, previous: PreviousPage
) -> list[Strip | Lines]:
    """Return the tables among lines, and the lines between them, from the top; `right` is how far text may reach."""
    parts: list[Strip | Lines] = []
    for strip in find_strips(lines, right, typography, find_level_lines(drawing), previous):
        strip_ids = {id(line) for line in strip.lines}
        at = next(k for k, line in enumerate(lines) if id(line) in strip_ids)
        parts += [lines[:at]] if at else []
        lines = [line for line in lines[at:] if id(line) not in strip_ids]
        parts.append(strip)
    return [*parts, lines] if lines else parts


def find_gap_tables(lines: Sequence[PrintedLine], typography: Typography, drawing: Drawing) -> list[WordGrid | Lines]:
    """Return the tables among the lines of one column, and the lines between them, from the top."""
    parts: list[WordGrid | Lines] = []
    rest = list(lines)
    for region in find_regions(rest, typography):
        at, region_lines = rest.index(region.lines[0]), set(region.lines)
        parts += [rest[:at]] if at else []
        rest = [line for line in rest[at:] if line not in region_lines]
        parts.append(fill_region(region, drawing.strokes, typography))
    return [*parts, rest] if rest else parts
