"""Registers whose cell for the commitment reaches down over several rows: what is beside it in each is a milestone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.model import TableRow
from pipeline.structure.surfaces.table_heads import SUBJECT, under


def split_merged_rows(
    rows: Sequence[TableRow], head: Mapping[int, str]
) -> Iterator[tuple[TableRow, tuple[TableRow, ...]]]:
    """Yield the rows below a register's heads, each with the table of its milestones.

    That table is empty for a row alone; else it holds the cells, and their heads, that do not reach over all the rows
    which the cell of the commitment reaches over, and the row holds those that do.
    """
    heading = rows[0]
    names = [heading.cells[place] for place, field in head.items() if field in SUBJECT]
    at = 1
    while at < len(rows):
        opener = under(names[0], rows[at]) if names and "milestones" in head.values() else None
        until = opener.row + opener.row_span if opener else 0
        end = at + 1
        while end < len(rows) and rows[end].cells and rows[end].cells[0].row < until:
            end += 1
        shared = [cell for cell in rows[at].cells if cell.row + cell.row_span >= until]
        own = [cell for cell in rows[at].cells if cell not in shared]
        if end - at < 2 or not own:
            yield from ((row, ()) for row in rows[at:end])
        else:
            first = replace(rows[at], cells=tuple(own))
            heads = [cell for cell in heading.cells if under(cell, first)]
            yield replace(rows[at], cells=tuple(shared)), (TableRow(tuple(heads)), first, *rows[at + 1 : end])
        at = end
