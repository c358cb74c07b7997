"""Export an Excel workbook: a typed sheet per table with frozen header, and no text that could run as a formula."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.export.folder import find_tables, iterate_rows, read_metadata
from pipeline.query.formats import write_atomically
from pipeline.schema import find_table

MAX_SHEET_ROWS = 1_048_575
"""Rows below the header that an Excel sheet can hold."""

MAX_CELL_LENGTH = 32_767
"""Characters that an Excel cell can hold."""

_FORMULA_STARTS = tuple("=+-@\t\r")
"""Characters that make a spreadsheet treat a text as a formula once the cell is edited."""

_WIDTHS = {"string": 28, "array": 28, "date": 12, "integer": 10, "number": 10, "boolean": 10}
_CREATED = datetime.datetime(2000, 1, 1)
"""A fixed creation date, so that the same tables give the same bytes."""


def write_excel(folder: Path, out: Path) -> tuple[dict[str, int], list[str]]:
    """Write the workbook; return rows by table, and notes on what Excel could not hold."""
    import xlsxwriter

    table_paths = find_tables(folder)
    counts: dict[str, int] = {}
    notes: list[str] = []
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with write_atomically(out) as part, xlsxwriter.Workbook(str(part), options) as book:
        book.set_properties({"title": str(read_metadata(folder).get("title", "")), "created": _CREATED})
        sheets = _Sheets(book)
        sheets.write_lines("about", _about_lines(folder))
        for name, files in table_paths.items():
            counts[name] = sheets.write_table(name, iterate_rows(name, files))
        sheets.write_lines("columns", _column_lines(list(table_paths)))
        if sheets.cut_count:
            notes.append(
                f"{sheets.cut_count} cells are cut at {MAX_CELL_LENGTH} characters, the most that Excel holds."
            )
    return counts, notes


def _item(value: object) -> str:
    """Return an item of a list as text: a printed label with its text as 'label: text'."""
    return ": ".join(map(str, value.values())) if isinstance(value, dict) else str(value)


def _about_lines(folder: Path) -> list[Sequence[object]]:
    facts = read_metadata(folder).items()
    return [(k, v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)) for k, v in facts]


def _column_lines(names: Sequence[str]) -> list[Sequence[object]]:
    head: list[Sequence[object]] = [("table", "column", "type", "meaning", "codes")]
    fields = [(name, field) for name in names for field in find_table(name).fields]
    return head + [(name, f.name, f.type, f.description, " ".join(f.codes)) for name, f in fields]


class _Sheets:
    """The sheets of one workbook; `cut_count` counts texts that were too long for a cell."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.cut_count = 0
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._date = book.add_format({"num_format": "yyyy-mm-dd"})
        # This format keeps a text from becoming a formula when the cell is edited.
        self._quoted = book.add_format({"quote_prefix": True})

    def write_lines(self, name: str, lines: Iterable[Sequence[object]]) -> None:
        """Write plain lines of cells in readable width."""
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 1, 24)
        sheet.set_column(2, 4, 60)
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                self._write_cell(sheet, row, column, value)

    def write_table(self, name: str, records: Iterable[Mapping[str, object]]) -> int:
        """Write a table on one sheet, or on several if it has too many rows; return the row count."""
        columns = find_table(name).columns
        sheet = self._add_sheet(name, 1)
        count = 0
        for row in records:
            if count and count % MAX_SHEET_ROWS == 0:
                sheet = self._add_sheet(name, count // MAX_SHEET_ROWS + 1)
            for column, field in enumerate(columns):
                self._write_cell(sheet, count % MAX_SHEET_ROWS + 1, column, row.get(field))
            count += 1
        return count

    def _add_sheet(self, name: str, number: int) -> Any:
        fields = find_table(name).fields
        sheet = self.book.add_worksheet(name if number == 1 else f"{name} ({number})")
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, MAX_SHEET_ROWS, len(fields) - 1)
        for column, field in enumerate(fields):
            sheet.set_column(column, column, max(_WIDTHS[field.type], len(field.name) + 3))
            sheet.write_string(0, column, field.name, self._head)
        return sheet

    def _write_cell(self, sheet: Any, row: int, column: int, value: object) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value)
        elif isinstance(value, datetime.date):
            sheet.write_datetime(row, column, value, self._date)
        else:
            self._write_text(
                sheet, row, column, "; ".join(map(_item, value)) if isinstance(value, list) else str(value)
            )

    def _write_text(self, sheet: Any, row: int, column: int, text: str) -> None:
        if len(text.encode("utf-16-le")) > 2 * MAX_CELL_LENGTH:
            self.cut_count += 1
            text = text.encode("utf-16-le")[: 2 * (MAX_CELL_LENGTH - 1)].decode("utf-16-le", "ignore") + "…"
        sheet.write_string(row, column, text, self._quoted if text.startswith(_FORMULA_STARTS) else None)
