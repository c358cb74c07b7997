"""Rows whose label cell holds several labels, one a line: small labels in a margin that no rule or gap parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.lexicon import match_label
from pipeline.model import Cell, Line, TableRow, TextBlock
from pipeline.structure.lines import lines_of
from pipeline.structure.numbers import is_named, split_number

ABOVE = 4.0
"""Points that an answer may stand above its label: its type is larger, so that its top is higher on one baseline."""


def split_stacked_labels(row: TableRow) -> Iterator[TableRow]:
    """Yield a row for each of the labels that stand below each other in its first cell, with the lines beside it."""
    if len(row.cells) != 2:
        yield row
        return
    labels, answers = lines_of(row.cells[0]), lines_of(row.cells[1])
    whole = match_label(" ".join(line.text for line in labels)) if labels else None
    if whole is not None and whole.method == "exact":
        yield row  # one label over several lines
        return
    tops = [_top(line) for line in labels]
    known = {match.field for line in labels if (match := match_label(line.text)) and match.method == "exact"}
    if len(known) < 2 or not all(_is_label(line) or _names(line) for line in labels) or None in tops:
        yield row
        return
    for index, label in enumerate(labels):
        begin, end = tops[index], tops[index + 1] if index + 1 < len(tops) else None
        beside = [line for line in answers if _is_beside(line, begin if index else None, end)]
        cells = [_with_lines(row.cells[0], [label])]
        yield replace(row, cells=(*cells, _with_lines(row.cells[1], beside)) if beside else tuple(cells))


def _is_label(line: Line) -> bool:
    match = match_label(line.text)
    return match is not None and match.method == "exact"


def _names(line: Line) -> bool:
    return is_named(line.text) and not split_number(line.text)[1]


def _top(line: Line) -> float | None:
    return line.anchor.box.top if line.anchor.box else None


def _is_beside(line: Line, begin: float | None, end: float | None) -> bool:
    top = _top(line)
    if top is None:
        return begin is None
    return (begin is None or top >= begin - ABOVE) and (end is None or top < end - ABOVE)


def _with_lines(cell: Cell, lines: Sequence[Line]) -> Cell:
    """Return the cell with some of its lines, each in a block of the kind that it stood in."""
    first = replace(lines[0], glue="paragraph")
    return replace(cell, blocks=(TextBlock("paragraph", (first, *lines[1:])),))
