"""An Excel workbook: a sheet for each table, typed, with the header frozen and no text that could run."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.export.reading import metadata, rows, tables
from pipeline.query.writing import whole
from pipeline.schema import table

ROWS = 1_048_575
"""Rows below the header that a sheet can hold."""

LONGEST = 32_767
"""Characters that a cell can hold."""

_RISKY = tuple("=+-@\t\r")
"""What a text begins with that a spreadsheet would take for a formula when the cell is edited."""

_WIDTHS = {"string": 28, "array": 28, "date": 12, "integer": 10, "number": 10, "boolean": 10}
_MADE = datetime.datetime(2000, 1, 1)
"""The file's own date: the same tables give the same bytes."""


def write(folder: Path, out: Path) -> tuple[dict[str, int], list[str]]:
    """Write the workbook; return rows by table, and a note where a cell or a sheet could not hold all."""
    import xlsxwriter

    found = tables(folder)
    counts: dict[str, int] = {}
    notes: list[str] = []
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with whole(out) as part, xlsxwriter.Workbook(str(part), options) as book:
        book.set_properties({"title": str(metadata(folder).get("title", "")), "created": _MADE})
        sheets = _Sheets(book)
        sheets.plain("about", _about(folder))
        for name, files in found.items():
            counts[name] = sheets.table(name, rows(name, files))
        sheets.plain("columns", _columns(list(found)))
        if sheets.cut:
            notes.append(f"{sheets.cut} cells are cut at {LONGEST} characters, the most that Excel holds.")
    return counts, notes


def _item(value: object) -> str:
    """Return an item of a list as text: a printed label with its text as 'label: text'."""
    return ": ".join(map(str, value.values())) if isinstance(value, dict) else str(value)


def _about(folder: Path) -> list[Sequence[object]]:
    facts = metadata(folder).items()
    return [(k, v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)) for k, v in facts]


def _columns(names: Sequence[str]) -> list[Sequence[object]]:
    head: list[Sequence[object]] = [("table", "column", "type", "meaning", "codes")]
    fields = [(name, field) for name in names for field in table(name).fields]
    return head + [(name, f.name, f.type, f.description, " ".join(f.codes)) for name, f in fields]


class _Sheets:
    """Sheets of one workbook; `cut` counts the texts that were too long for a cell."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.cut = 0
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._date = book.add_format({"num_format": "yyyy-mm-dd"})
        # The mark keeps a text a text, also after a person edited the cell.
        self._quoted = book.add_format({"quote_prefix": True})

    def plain(self, name: str, lines: Iterable[Sequence[object]]) -> None:
        """Write lines of cells as they are, wide enough to be read."""
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 1, 24)
        sheet.set_column(2, 4, 60)
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                self._cell(sheet, row, column, value)

    def table(self, name: str, found: Iterable[Mapping[str, object]]) -> int:
        """Write a table on one sheet, on more where it has more rows than a sheet can hold; return its rows."""
        columns = table(name).columns
        sheet = self._begin(name, 1)
        count = 0
        for row in found:
            if count and count % ROWS == 0:
                sheet = self._begin(name, count // ROWS + 1)
            for column, field in enumerate(columns):
                self._cell(sheet, count % ROWS + 1, column, row.get(field))
            count += 1
        return count

    def _begin(self, name: str, nth: int) -> Any:
        fields = table(name).fields
        sheet = self.book.add_worksheet(name if nth == 1 else f"{name} ({nth})")
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, ROWS, len(fields) - 1)
        for column, field in enumerate(fields):
            sheet.set_column(column, column, max(_WIDTHS[field.type], len(field.name) + 3))
            sheet.write_string(0, column, field.name, self._head)
        return sheet

    def _cell(self, sheet: Any, row: int, column: int, value: object) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value)
        elif isinstance(value, datetime.date):
            sheet.write_datetime(row, column, value, self._date)
        else:
            self._text(sheet, row, column, "; ".join(map(_item, value)) if isinstance(value, list) else str(value))

    def _text(self, sheet: Any, row: int, column: int, text: str) -> None:
        if len(text.encode("utf-16-le")) > 2 * LONGEST:
            self.cut += 1
            text = text.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
        sheet.write_string(row, column, text, self._quoted if text.startswith(_RISKY) else None)
