"""Reading Word tables: ours beside the ways of python-docx, over generated tables and the largest DOCX of a folder.

Every way opens the file and takes the text of every cell; ours gives spans, shading, lists, notes, boldness and places
as well. `table.cell(r, c)`, the way of python-docx's own examples, works out all cells of the table at every call: it
is asked for a few rows, evenly spread, and its time counted up to all of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from pipeline.readers import read
from scripts.bench import _documents
from scripts.bench._clock import Spent, middle, times_faster, turns
from scripts.bench._settings import Settings
from scripts.bench._table import Table, Value

TITLE = "Reading Word tables, in turns with the ways of python-docx"
ROWS, LARGE, ROUNDS, ASKED = 500, 3_000, 5, 10
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_CELL = "python-docx table.cell(r, c)"
_NOTE = (
    "CPU seconds, medians of rounds in turns; 'of its time' is what our read takes of it. Each way opens the file and "
    f"takes the text of every cell; ours gives spans, shades, lists, notes and places as well. {_CELL} works out the "
    f"whole table at every call: it is asked for {ASKED} rows, evenly spread, and counted up to all."
)
_COLUMNS = ("document", "way", "CPU seconds", "our read takes of its time", "from-to, times")

Way = Callable[[Path], float]
"""Reads a file; returns the number that its time is to be multiplied by."""


def ours(path: Path) -> float:
    """Read the document as a run does."""
    read(path, describe_file(path))
    return 1


def our_pipeline(path: Path) -> float:
    """Read, identify, parse and normalise the document."""
    extract_document(path.parent, describe_file(path))
    return 1


def by_cell(path: Path) -> float:
    """Ask python-docx for cells by their place, in a few rows of each table."""
    every = 1.0
    for table in _opened(path).tables:
        rows, columns = len(table.rows), len(table.columns)
        asked = range(0, rows, max(rows // ASKED, 1))
        every = rows / max(len(asked), 1)
        for row in asked:
            for column in range(columns):
                _ = table.cell(row, column).text
    return every


def by_row(path: Path) -> float:
    """Go through python-docx's `row.cells`."""
    for table in _opened(path).tables:
        for row in table.rows:
            for cell in row.cells:
                _ = cell.text
    return 1


def by_xml(path: Path) -> float:
    """Walk the XML below python-docx's tables: no spans, no merged cells, text alone."""
    for table in _opened(path).tables:
        for row in table._tbl.tr_lst:
            for cell in row.tc_lst:
                "".join(text.text or "" for text in cell.iter(_TEXT))
    return 1


def _opened(path: Path) -> Any:
    import docx

    return docx.Document(str(path))


WAYS: dict[str, Way] = {
    "ogp: read": ours,
    "ogp: read, parse, normalise": our_pipeline,
    _CELL: by_cell,
    "python-docx row.cells": by_row,
    "python-docx, XML walked": by_xml,
}
OURS = "ogp: read"


def measured(settings: Settings) -> Table:
    """Return the table."""
    rounds, small = (1, 20) if settings.quick else (settings.rounds or ROUNDS, ROWS)
    rows: list[tuple[Value, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        table, large = Path(folder) / "table.docx", Path(folder) / "large.docx"
        _documents.merged_docx(table, small)
        rows += _rows(f"{small} rows of 6 columns, merges", table, table, WAYS, rounds)
        few = {name: way for name, way in WAYS.items() if name != _CELL}
        if not settings.quick:
            _documents.merged_docx(large, LARGE)
            rows += _rows(f"{LARGE:,} rows, 7,000 merges", large, table, few, 1)
        if found := max(settings.raw.rglob("*.docx"), key=lambda path: path.stat().st_size, default=None):
            rows += _rows(f"largest DOCX of the folder, {found.stat().st_size // 1000:,} kB", found, table, few, rounds)
    return Table(_COLUMNS, tuple(rows), (_NOTE,))


def _rows(document: str, path: Path, warm: Path, ways: dict[str, Way], rounds: int) -> list[tuple[Value, ...]]:
    for way in ways.values():  # what is loaded at first use is no part of reading
        if way is not by_cell:
            way(warm)
    counted: dict[str, float] = {}

    def turn(name: str, way: Way) -> None:
        counted[name] = way(path)

    times = turns({name: partial(turn, name, way) for name, way in ways.items()}, rounds)
    times = {name: [Spent(one.cpu * counted[name], one.wall * counted[name]) for one in times[name]] for name in times}
    return [_row(document, name, times) for name in ways]


def _row(document: str, name: str, times: dict[str, list[Spent]]) -> tuple[Value, ...]:
    ratio, span, _ = times_faster(times[name], times[OURS])
    share = f"{1 / ratio:.1%}" if ratio > 20 else f"{1 / ratio:.0%}"
    return (document, name, round(middle(times[name]).cpu, 3), share, span)
