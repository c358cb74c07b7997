"""Lay out data files as documents: their records as a table, for those that no parser of data files knows.

A register with one commitment a row, a form of labels and answers or a page of text are such files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Anchor, Block, Cell, Document, Line, Table, TableRow, TextBlock
from pipeline.readers.cleaning import clean_text

OTHER_SHEETS = "sheets-not-read"
"""Code of the issue that only one sheet of a workbook is data: laid out as a document, all are read."""

MOST_ROWS = 2_000
"""Rows of a sheet that is laid out: a plan's tracker has some hundreds, larger ones are data."""


def lay_out_records(document: Document) -> tuple[Document, Document] | None:
    """Return a data file as a document of text and one table, and its front: the text and the header.

    None where it is too large to be a document. What its records say is not what the file is.
    """
    if not document.records or len(document.records) > MOST_ROWS:
        return None
    columns = tuple(document.records[0])
    rows = [columns, *(tuple(record[column] for column in columns) for record in document.records)]
    names = ["header", *(f"record[{number}]" for number in range(1, len(rows)))]
    table = make_table(rows, [[f"{name}/{column}" for column in columns] for name in names])
    issues = tuple(issue for issue in document.issues if issue.code != OTHER_SHEETS)
    laid_out = replace(document, blocks=(*document.blocks, table), records=(), issues=issues)
    return laid_out, replace(laid_out, blocks=(*document.blocks, replace(table, rows=table.rows[:1])))


def lay_out_sheets(sheets: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> Iterator[Block]:
    """Yield the sheets of a workbook one below the other; a row of one cell is a paragraph, others make tables."""
    for name, rows in sheets:
        yield from _lay_out_sheet(name, rows[:MOST_ROWS])


def _lay_out_sheet(name: str, rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    together: list[Sequence[str]] = []
    paths: list[list[str]] = []
    for number, row in enumerate(rows, start=1):
        places = [f"{name}/row[{number}]/{column}" for column in range(1, len(row) + 1)]
        filled = [column for column, cell in enumerate(row) if cell.strip()]
        if len(filled) == 1:
            yield from _make_tables(together, paths)
            together, paths = [], []
            yield from _make_blocks(row[filled[0]], places[filled[0]])
        elif filled:
            together.append(row)
            paths.append(places)
    yield from _make_tables(together, paths)


def _make_tables(rows: list[Sequence[str]], paths: list[list[str]]) -> Iterator[Block]:
    if rows:
        yield make_table(rows, paths)


def make_table(rows: Sequence[Sequence[str]], paths: Sequence[Sequence[str]]) -> Table:
    """Return a table of cells that lie at these paths."""
    made = tuple(
        TableRow(tuple(_make_cell(index, column, text, paths[index][column]) for column, text in enumerate(row)))
        for index, row in enumerate(rows)
    )
    return Table(made, (Anchor(path=paths[0][0].rpartition("/")[0]),))


def _make_cell(row: int, column: int, text: str, path: str) -> Cell:
    blocks = tuple(_make_blocks(text, path))
    return Cell(row, column, float(column), column + 1.0, blocks, (Anchor(path=path),))


def _make_blocks(text: str, path: str) -> Iterator[TextBlock]:
    """Yield a paragraph for each line of a cell, with its span in the cell."""
    start = 0
    for part in text.split("\n"):
        if line := clean_text(part):
            lead = start + len(part) - len(part.lstrip())
            anchor = Anchor(path=path, start=lead, end=lead + len(part.strip()))
            yield TextBlock("paragraph", (Line(line, anchor),))
        start += len(part) + 1
