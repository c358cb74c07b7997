"""Read data files: comma-separated values into `Document.records`, header -> cell."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.files.csv_dialect import Dialect, find_dialect, is_numbering, iterate_records
from pipeline.files.decoding import decode_text
from pipeline.model import Anchor, Document, Line, SourceDocument, TextBlock
from pipeline.model.issues import Issue, ReadError
from pipeline.readers.cleaning import clean_text
from pipeline.readers.text import report_undecodable


def read_csv(path: Path, source: SourceDocument) -> Document:
    """Read a CSV file; raise `ReadError` where it has no header and records.

    Lines before the header are its text, one that only numbers the columns is passed over; columns of the same name get
    ` (2)`, ` (3)`. Cells keep their line breaks; blanks around them are stripped.
    """
    decoded = decode_text(path.read_bytes())
    dialect = find_dialect(decoded.text) or Dialect(",")
    try:
        rows = [row for row in iterate_records(decoded.text[dialect.start :], dialect) if any(map(str.strip, row))]
    except csv.Error as error:
        raise ReadError("corrupt-csv", f"The table can't be read ({error}). Save it as CSV in UTF-8 again.") from error
    properties = {"encoding": decoded.encoding, "delimiter": dialect.delimiter}
    issues = report_undecodable(decoded.lost, decoded.encoding)
    return build_record_document(source, rows[dialect.preamble :], properties, issues, notes=rows[: dialect.preamble])


def build_record_document(
    source: SourceDocument,
    rows: Sequence[Sequence[str]],
    properties: Mapping[str, str],
    issues: tuple[Issue, ...],
    notes: Iterable[Sequence[str]] = (),
) -> Document:
    """Make a document of a table's rows, the first of which is its header; raise `ReadError` where there are none.

    A first row that only numbers the columns is passed over. The cells of notes are its text.
    """
    if rows and is_numbering(rows[0]):
        rows = rows[1:]
    if len(rows) < 2:
        raise ReadError("no-records", "The table has a header but no records.")
    header = make_column_names(rows[0])
    return Document(
        source=source,
        blocks=tuple(_make_notes(notes)),
        properties={**properties, "columns": "\n".join(header)},
        records=tuple(_make_record(header, row) for row in rows[1:]),
        issues=(*issues, *_report_long_rows(header, rows[1:])),
    )


def _make_notes(rows: Iterable[Sequence[str]]) -> Iterator[TextBlock]:
    """Yield a paragraph for each cell of titles and notes."""
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            if text := clean_text(cell):
                yield TextBlock("paragraph", (Line(text, Anchor(path=f"note[{number}]/{column}")),))


def make_column_names(cells: Iterable[str]) -> list[str]:
    """Return names for the columns of a header, made unique.

    >>> make_column_names(["Country", " Year ", "Year", ""])
    ['Country', 'Year', 'Year (2)', 'column 4']
    """
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = stem = clean_text(cell) or f"column {position}"
        count = 1
        while name in names:
            count += 1
            name = f"{stem} ({count})"
        names.append(name)
    return names


def _make_record(header: list[str], row: Sequence[str]) -> Mapping[str, str]:
    cells = [cell.strip() for cell in row[: len(header)]]
    return dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))


def _report_long_rows(header: list[str], rows: Sequence[Sequence[str]]) -> tuple[Issue, ...]:
    long_count = sum(1 for row in rows if any(cell.strip() for cell in row[len(header) :]))
    if not long_count:
        return ()
    message = f"{long_count} records have more cells than the header has columns; the cells beyond it are not read."
    return (Issue("read", "warning", "cells-beyond-header", message),)
