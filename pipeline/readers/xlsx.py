"""Read Excel workbooks: the first sheet with a header and records, as text.

Dates come as ISO dates, other numbers as they are stored; cells that are errors are empty.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.files.csv_dialect import find_header
from pipeline.model import Document, SourceDocument
from pipeline.model.issues import Issue, ReadError
from pipeline.readers.csv_rows import document_of
from pipeline.readers.docx.package import parser, read_xml

_MOST_ROWS, _MOST_COLUMNS = 200_000, 1_000
"""Rows and columns of a sheet: what is beyond was made to keep readers busy."""
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Numbers of Excel's own formats that show dates or times."""
_DATE_CODE = re.compile(r"(?:\[[^\]]*\]|\"[^\"]*\"|\\.)|([ymdhs])", re.IGNORECASE)
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_EPOCH, _EPOCH_MAC = datetime(1899, 12, 30), datetime(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class _Workbook:
    """The parts of a workbook that its sheets refer to."""

    strings: Sequence[str]
    dates: frozenset[int]
    epoch: datetime
    sheets: Sequence[tuple[str, str]]


def read_xlsx(path: Path, source: SourceDocument) -> Document:
    """Read a workbook; raise `ReadError` where it is damaged or no sheet has a header and records."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, source)
    except (ReadError, MemoryError):
        raise
    except Exception as error:  # a damaged archive or part may provoke any
        why = str(error) or type(error).__name__
        raise ReadError("corrupt-xlsx", f"The workbook is damaged ({why}). Save the sheet as CSV in UTF-8.") from error


def _read(archive: zipfile.ZipFile, source: SourceDocument) -> Document:
    parts = {info.filename: info for info in archive.infolist()}
    book = _workbook(archive, parts)
    for place, (name, part) in enumerate(book.sheets):
        if part not in parts:
            continue
        rows = [row for row in _rows(_part(archive, parts, part), book) if any(cell.strip() for cell in row)]
        start = find_header(rows)
        if start is not None:
            issues = _others(book.sheets[place + 1 :], name)
            return document_of(source, rows[start:], {"sheet": name}, issues)
    raise ReadError("no-records", "No sheet of the workbook has a header and records.")


def _others(sheets: Sequence[tuple[str, str]], name: str) -> tuple[Issue, ...]:
    if not sheets:
        return ()
    message = f"Only the sheet '{name}' was read; the workbook has {len(sheets)} more. Save each as a file of its own."
    return (Issue("read", "info", "sheets-not-read", message),)


def _part(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo], name: str) -> Any:
    return etree.fromstring(read_xml(archive, parts[name]), parser())


def _workbook(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> _Workbook:
    root = _part(archive, parts, "xl/workbook.xml")
    relations = _part(archive, parts, "xl/_rels/workbook.xml.rels")
    targets = {found.get("Id"): _target(found.get("Target") or "") for found in relations}
    sheets = [
        (sheet.get("name") or "", targets.get(sheet.get(_RELATION), ""))
        for sheet in root.iter("{*}sheet")
        if sheet.get("state", "visible") == "visible"
    ]
    strings = _strings(_part(archive, parts, "xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in parts else []
    dates = _date_styles(_part(archive, parts, "xl/styles.xml")) if "xl/styles.xml" in parts else frozenset()
    counted = next(root.iter("{*}workbookPr"), None)
    mac = counted is not None and counted.get("date1904") in ("1", "true")
    return _Workbook(strings, dates, _EPOCH_MAC if mac else _EPOCH, sheets)


def _target(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _strings(root: Any) -> list[str]:
    return [_text(item) for item in root.iterchildren("{*}si")]


def _text(item: Any) -> str:
    """Return the text of a string, its phonetic guides left out."""
    runs = (part for part in item.iter("{*}t") if etree.QName(part.getparent()).localname != "rPh")
    return "".join(part.text or "" for part in runs)


def _date_styles(root: Any) -> frozenset[int]:
    """Return the numbers of the cell styles that show dates."""
    codes = {int(f.get("numFmtId") or 0): f.get("formatCode") or "" for f in root.iter("{*}numFmt")}
    cells = next(root.iter("{*}cellXfs"), ())
    formats = [int(style.get("numFmtId") or 0) for style in cells]
    return frozenset(
        k for k, number in enumerate(formats) if number in _DATE_FORMATS or _is_date_code(codes.get(number))
    )


def _is_date_code(code: str | None) -> bool:
    """Say whether a number format shows a date.

    >>> _is_date_code("dd-mmm"), _is_date_code('0.0 "days"'), _is_date_code("[Red]0")
    (True, False, False)
    """
    return any(found[1] for found in _DATE_CODE.finditer(code or ""))


def _rows(root: Any, book: _Workbook) -> Iterator[list[str]]:
    """Yield the rows of a sheet as text, hidden ones too; empty cells between others are empty."""
    for number, row in enumerate(root.iter("{*}row")):
        if number >= _MOST_ROWS:
            return
        cells: list[str] = []
        for cell in row.iterchildren("{*}c"):
            place = _PLACE.fullmatch(cell.get("r") or "")
            column = _column(place[1]) if place else len(cells)
            if column < _MOST_COLUMNS:
                cells += [""] * (column + 1 - len(cells))
                cells[column] = _shown(cell, book)
        yield cells


def _column(letters: str) -> int:
    """Return the number of a column, from 0.

    >>> _column("A"), _column("Z"), _column("AB")
    (0, 25, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _shown(cell: Any, book: _Workbook) -> str:
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        return _text(cell)
    stored = next((part.text or "" for part in cell.iterchildren("{*}v")), "")
    if kind == "s":
        return book.strings[int(stored)] if stored else ""
    if kind == "b":
        return "TRUE" if stored == "1" else "FALSE"
    if kind in ("str", "d", "e"):
        return "" if kind == "e" else stored
    style = cell.get("s") or "0"
    if stored and int(style) in book.dates:
        return _date(float(stored), book.epoch)
    return stored.removesuffix(".0")


def _date(days: float, epoch: datetime) -> str:
    try:
        moment = epoch + timedelta(days=days)
    except OverflowError:
        return str(days)
    return moment.date().isoformat()
