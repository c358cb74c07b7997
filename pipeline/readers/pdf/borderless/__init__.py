"""Tables without rules, found by where their text begins, else by the gaps that all their lines leave.

`find_tables` is the way in: for lines that run over the whole page first, then for each column of text between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.readers.pdf.borderless.calendars import find_calendars
from pipeline.readers.pdf.borderless.columns import Strip
from pipeline.readers.pdf.borderless.detect import PreviousPage, find_strips
from pipeline.readers.pdf.borderless.gaps import find_regions
from pipeline.readers.pdf.borderless.grid import build_grid
from pipeline.readers.pdf.borderless.level_lines import find_level_lines
from pipeline.readers.pdf.borderless.rotated_header_tables import find_rotated_header_tables
from pipeline.readers.pdf.borderless.rows import TableLines, lay_table
from pipeline.readers.pdf.chars.drawing import Drawing
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.typography import Typography
from pipeline.readers.pdf.tables.cells import WordGrid

__all__ = [
    "AnyTable",
    "PreviousPage",
    "find_calendars",
    "find_gap_tables",
    "find_rotated_header_tables",
    "find_tables",
    "lay_grid",
]

Lines = list[PrintedLine]
AnyTable = Strip | TableLines
"""Lines that are a table: with labels or headings among its rows, or the same columns all over."""

LEAST_GRID_COLUMNS = 3
"""Columns of a table that is one by its gaps alone: two columns are text, lists and forms as well."""


def find_tables(
    lines: Lines, right: float, typography: Typography, drawing: Drawing, previous: PreviousPage
) -> list[AnyTable | Lines]:
    """Return the tables among lines, and the lines between them, from the top; `right` is how far text may reach."""
    bounds = find_level_lines(drawing)
    strips = find_strips(lines, right, typography, bounds, previous)
    forms = [strip for strip in strips if strip.is_form]
    form_ids = {id(line) for strip in forms for line in strip.lines}
    runs = [list(run) for is_form, run in groupby(lines, key=lambda line: id(line) in form_ids) if not is_form]
    grids = [region for run in runs for region in find_regions(run, typography, bounds, LEAST_GRID_COLUMNS)]
    grids = [
        replace(grid, right=max(grid.right, right)) for grid in grids if all(_adds(grid, strip) for strip in strips)
    ]
    grid_ids = {id(line) for grid in grids for line in grid.lines}
    strips = [strip for strip in strips if not any(id(line) in grid_ids for line in strip.lines)]
    return _split_lines(lines, [*strips, *grids])


def _adds(grid: TableLines, strip: Strip) -> bool:
    """Return whether a grid has all lines and columns of a strip and more of them, or none of its lines."""
    strip_ids = {id(line) for line in strip.lines}
    lines = [line for line in grid.lines if id(line) in strip_ids]
    rows = [pieces for line, pieces in zip(grid.lines, grid.pieces, strict=True) if id(line) not in strip_ids]
    columns = len(grid.edges) - len(strip.places)
    adds = columns > 0 or any(len(pieces) > 1 for pieces in rows)
    return not lines or (len(lines) == len(strip.lines) and columns >= 0 and adds)


def _split_lines(lines: Lines, tables: Sequence[AnyTable]) -> list[AnyTable | Lines]:
    """Return tables and the lines between them, from the top."""
    parts: list[AnyTable | Lines] = []
    for table in sorted(tables, key=lambda table: table.lines[0].base):
        table_ids = {id(line) for line in table.lines}
        at = next(k for k, line in enumerate(lines) if id(line) in table_ids)
        parts += [lines[:at]] if at else []
        lines = [line for line in lines[at:] if id(line) not in table_ids]
        parts.append(table)
    return [*parts, lines] if lines else parts


def find_gap_tables(lines: Sequence[PrintedLine], typography: Typography, drawing: Drawing) -> list[AnyTable | Lines]:
    """Return the tables among the lines of one column, and the lines between them, from the top."""
    return _split_lines(list(lines), find_regions(lines, typography, find_level_lines(drawing)))


def find_headed_tables(lines: Lines, typography: Typography, drawing: Drawing) -> list[WordGrid]:
    """Return the tables of marks that their headings show: rotated ones, else periods at even steps."""
    return find_rotated_header_tables(lines, typography, drawing) or find_calendars(lines, drawing)


def lay_grid(table: AnyTable) -> WordGrid:
    """Lay a grid over the lines of a table."""
    return build_grid(table) if isinstance(table, Strip) else lay_table(table)
