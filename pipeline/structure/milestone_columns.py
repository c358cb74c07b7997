"""Milestones from a table whose head names what stands in each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.model import Cell, RawRecord, RawValue, Table, TableRow
from pipeline.structure.lines import lines_of, value
from pipeline.structure.numbers import split_number
from pipeline.structure.rows import merged
from pipeline.structure.stream import piece, stream

COLUMNS = {
    "milestones": "text",
    "text": "text",
    "number": "number",
    "status": "status",
    "start_date": "start_date",
    "end_date": "end_date",
    "timeline": "timeline",
    "responsible": "responsible",
    "lead_institution": "responsible",
    "implementing_institutions": "responsible",
    "evidence": "evidence",
    "reasons": "reasons",
    "next_steps": "next_steps",
}
"""Field that a heading asks for -> raw field of the milestone."""


def told(columns: Sequence[str | None]) -> bool:
    """Say whether a head names enough for its rows to be read by columns: the milestone and something of it.

    >>> told(["milestones", "end_date"]), told(["milestones", None]), told(["milestones"])
    (True, False, False)
    """
    known = {COLUMNS[name] for name in columns if name in COLUMNS}
    return "text" in known and len(known) > 1


def milestones(table: Table, columns: Sequence[str | None], place: str) -> Iterator[RawRecord]:
    """Yield the raw records of a table's milestones for the commitment at a place.

    `columns` are the fields that the cells of the first row ask for, in their order.
    """
    head, *rows = merged(table)
    index = 0
    for row in rows:
        fields = _fields(head, row, columns)
        if "text" in fields:
            index += 1
            yield RawRecord("milestones", f"{place}.m{index}", fields, commitment=place)


def _fields(head: TableRow, row: TableRow, columns: Sequence[str | None]) -> Mapping[str, RawValue]:
    found: dict[str, RawValue] = {}
    for cell, name in zip(head.cells, columns, strict=True):
        below = under(cell, row)
        if name in COLUMNS and below is not None and (lines := lines_of(below)):
            found.setdefault(COLUMNS[name], value(lines, "column"))
    text = found.get("text")
    if text is not None and "number" not in found:
        number, rest = split_number(text.text)
        if number is not None and rest:
            whole = stream(text.lines)
            found["number"] = RawValue(number, "column", text.lines[:1])
            found["text"] = value(piece(whole, len(whole.text) - len(rest), len(whole.text)), "column")
    return found


def under(heading: Cell, row: TableRow) -> Cell | None:
    """Return the cell under a heading: the one that shares most of its width, None where none does."""
    shared = [(min(cell.right, heading.right) - max(cell.left, heading.left), -i) for i, cell in enumerate(row.cells)]
    width, place = max(shared, default=(0.0, 0))
    return row.cells[-place] if width > 0 else None
