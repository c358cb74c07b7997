"""Rating grids that stand upright: the indicator at the left, its levels beside it, the marks below or in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from pipeline.model import Cell, RawValue, Table, TableRow
from pipeline.parsers.irm.rating_rows import Problem, Rating
from pipeline.parsers.irm.words import Label, is_level_of, label, level, value_of_ogp
from pipeline.structure.grids import heading_of, is_tick
from pipeline.structure.lines import lines_of, text_of

Told = tuple[list[Rating], list[tuple[Problem, int | None]], tuple[TableRow, ...]]


def stacked(table: Table) -> Told | None:
    """Return an upright grid's ratings, its problems and the rows that belong to none; None where the table is none."""
    rows = table.rows
    heads = [index for index, row in enumerate(rows) if _levels(row)]
    if not heads:
        return None
    used = set(heads)
    ratings: list[Rating] = []
    problems: list[tuple[Problem, int | None]] = []
    for index, end in zip(heads, [*heads[1:], len(rows)], strict=True):
        asked, cells = _label(rows[index]), _levels(rows[index])
        under = list(takewhile(lambda i: _label(rows[i]) is None, range(index + 1, end)))
        below = [cell for i in under for cell in rows[i].cells]
        used.update(under)
        found = _marked(asked, cells, below) if asked else []
        codes = {rating.code for rating in found}
        if asked and asked.indicator != "relevance" and len(codes) > 1:
            text = f"Several levels of {asked.indicator} are marked ({', '.join(sorted(codes))}); none is taken."
            page = next((anchor.page for cell in cells for anchor in cell.anchors), None)
            problems.append((Problem("rating-ambiguous", text), page))
        else:
            ratings += found
    return ratings, problems, tuple(row for index, row in enumerate(rows) if index not in used)


def _label(row: TableRow) -> Label | None:
    first = next((cell for cell in row.cells if text_of(cell)), None)
    return label(text_of(first)) if first else None


def _levels(row: TableRow) -> list[Cell]:
    asked = _label(row)
    if asked is None or asked.indicator is None:
        return []
    found = [cell for cell in row.cells if is_level_of(asked.indicator, text_of(cell))]
    return found if len(found) > 1 else []


def _marked(asked: Label, levels: Sequence[Cell], below: Sequence[Cell]) -> list[Rating]:
    found: list[Rating] = []
    for cell in (*levels, *below):
        heading = cell if cell in levels and cell.marked else None
        if cell not in levels and (is_tick(text_of(cell)) or cell.marked):
            heading = heading_of(cell, levels)
        if heading is not None:
            text = text_of(heading)
            coded = value_of_ogp(text) if asked.indicator == "relevance" else level(str(asked.indicator), text)
            printed = RawValue(str(coded), "mark", lines_of(cell), cell.anchors)
            found.append(Rating(str(asked.indicator), printed, str(coded), asked.phase))
    return found
