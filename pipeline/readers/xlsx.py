"""Read Excel workbooks: the sheet with the largest table as records, the others and the notes on it laid out as text.

Dates come as ISO dates, shares as percentages, other numbers as they are stored, with the zeros and words that the
cell's format adds: 3.1 may be shown as 3.10. Cells that are errors are empty.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.files.csv_dialect import find_header
from pipeline.model import Document, SourceDocument
from pipeline.model.issues import Issue, ReadError
from pipeline.readers.csv_rows import build_record_document
from pipeline.readers.docx.package import make_parser, read_xml
from pipeline.readers.sheets import (
    OTHER_SHEETS,
    SheetRow,
    Span,
    is_register,
    lay_out_register,
    lay_out_sheets,
    split_tables,
)

_MOST_ROWS, _MOST_COLUMNS = 200_000, 1_000
"""Rows and columns of a sheet: what is beyond was made to keep readers busy."""
_LEAST_SHARED = 4
"""Texts that open the rows of several sheets where they are forms: tables of several sheets share years or names."""
_MOST_IN_FORM = 2
"""Cells of a form's row: a label and its answer; a table's row has more."""
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Numbers of Excel's own formats that show dates or times."""
_SHARE_FORMATS = frozenset({9, 10})
_DATE_CODE = re.compile(r"(?:\[[^\]]*\]|\"[^\"]*\"|\\.)|([ymdhs])", re.IGNORECASE)
_OWN_FORMATS = {2: "0.00", 4: "#,##0.00"}
"""Excel's own formats with decimals, which its files don't spell out."""
_DIGITS = re.compile(r'(?:"([^"]*)")?[#,?]*(0*)(?:\.(0+))?(?:"([^"]*)")?')
"""A number format: words in front, the least digits before the point and those behind it, words behind."""
_SIGNIFICANT = 15
"""Figures of a number that Excel shows; its files have 17, so that 8.2 is 8.1999999999999993."""
_NOT_SHOWN = re.compile(r"\[[^\]]*\]|[_*].")
"""Colors, languages and widths of a number format."""
_CELL_NAME = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_EPOCH, _EPOCH_MAC = datetime(1899, 12, 30), datetime(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class _Workbook:
    """The parts of a workbook that its sheets refer to."""

    strings: Sequence[str]
    dates: frozenset[int]
    shares: frozenset[int]
    formats: Mapping[int, str]
    epoch: datetime
    sheets: Sequence[tuple[str, str]]


def read_xlsx(path: Path, source: SourceDocument) -> Document:
    """Read a workbook; raise `ReadError` where it is damaged or no sheet has a header and records."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _read_workbook(archive, source)
    except (ReadError, MemoryError):
        raise
    except Exception as error:  # a damaged archive or part may provoke any
        why = str(error) or type(error).__name__
        raise ReadError("corrupt-xlsx", f"The workbook is damaged ({why}). Save the sheet as CSV in UTF-8.") from error


def _read_workbook(archive: zipfile.ZipFile, source: SourceDocument) -> Document:
    parts = {info.filename: info for info in archive.infolist()}
    book = _load_workbook(archive, parts)
    sheets = [
        (name, _read_rows(_parse_part(archive, parts, part), book)) for name, part in book.sheets if part in parts
    ]
    tables = [
        (sum(len(row.filled) for row in rows[start:]), index, start)
        for index, (_, rows) in enumerate(sheets)
        if (start := find_header([row.cells for row in rows])) is not None
    ]
    if not tables or _are_forms([rows for _, rows in sheets]):
        blocks = tuple(lay_out_sheets(sheets))
        if not blocks:
            raise ReadError("no-text", "The workbook holds no text.")
        return Document(source, blocks)
    _, index, start = max(tables, key=itemgetter(0))
    name, rows = sheets.pop(index)
    issues = _report_other_sheets(sheets, name)
    table, *others = split_tables(rows[start:])
    below = lay_out_sheets([(name, rows) for rows in others])
    before, after = (tuple(lay_out_sheets(others)) for others in (sheets[:index], sheets[index:]))
    if is_register(table):
        whole = (*lay_out_sheets([(name, rows[:start])]), *lay_out_register(name, table))
        return Document(source, (*before, *whole, *below, *after))
    notes = [row.cells for row in rows[:start]]
    document = build_record_document(source, _join_header([row.cells for row in table]), {"sheet": name}, issues, notes)
    return replace(document, blocks=(*before, *document.blocks, *below, *after))


def _read_rows(root: Any, book: _Workbook) -> list[SheetRow]:
    """Return the rows of a sheet that hold something."""
    merged = _read_merged(root)
    rows = (SheetRow(number, cells, merged.get(number, {})) for number, cells in _iterate_rows(root, book))
    return [row for row in rows if row.filled]


def _read_merged(root: Any) -> Mapping[int, Mapping[int, Span]]:
    """Return the cells that are merged with others: row -> column -> rows and columns that the cell reaches over."""
    merged: dict[int, dict[int, Span]] = defaultdict(dict)
    for area in root.iter("{*}mergeCell"):
        corners = [_CELL_NAME.fullmatch(name) for name in (area.get("ref") or "").split(":")]
        if len(corners) == 2 and corners[0] and corners[1]:
            (left, first), (right, last) = ((_column_number(corner[1]), int(corner[2])) for corner in corners if corner)
            merged[first][left] = last - first + 1, min(right, _MOST_COLUMNS) - left + 1
    return merged


def _join_header(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """Return the rows with a header of two rows as one: 'From' and 'To' below 'Timeline', which is merged over both."""
    if len(rows) < 3:
        return rows
    width = max(len(rows[0]), len(rows[1]))
    upper, lower = ([*row, *[""] * (width - len(row))] for row in rows[:2])
    blank = {column for column in range(1, width) if not upper[column].strip()}
    below = {column for column in range(width) if lower[column].strip()}
    wide = blank | {column - 1 for column in blank}
    has_figures = any(char.isdigit() for cell in lower for char in cell)
    if not blank or below != wide or len(wide) == width or has_figures:
        return rows
    return [[low if low.strip() else high for high, low in zip(upper, lower, strict=True)], *rows[2:]]


def _are_forms(sheets: Sequence[Sequence[SheetRow]]) -> bool:
    """Return whether several sheets are forms: they share the labels that open their rows, and no header.

    A dashboard and instructions are no forms and share no labels with them.
    """
    openings = [
        {row.cells[row.filled[0]].strip() for row in rows if len(row.filled) <= _MOST_IN_FORM} for rows in sheets
    ]
    counts = Counter(label for labels in openings for label in labels)
    alike = [k for k, labels in enumerate(openings) if sum(counts[label] > 1 for label in labels) >= _LEAST_SHARED]
    cells = [[row.cells for row in sheets[k]] for k in alike]
    headers = [tuple(rows[start]) for rows in cells if (start := find_header(rows)) is not None]
    shared = [label for label, count in counts.items() if count > len(alike) / 2]
    return len(alike) > 1 and len(shared) >= _LEAST_SHARED and len(set(headers)) == len(headers)


def _report_other_sheets(sheets: Sequence[tuple[str, object]], name: str) -> tuple[Issue, ...]:
    if not sheets:
        return ()
    message = (
        f"Only the table of the sheet '{name}' is read as data; the workbook has {len(sheets)} more. Save each as a "
        "file of its own."
    )
    return (Issue("read", "info", OTHER_SHEETS, message),)


def _parse_part(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo], name: str) -> Any:
    return etree.fromstring(read_xml(archive, parts[name]), make_parser())


def _load_workbook(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> _Workbook:
    root = _parse_part(archive, parts, "xl/workbook.xml")
    relations = _parse_part(archive, parts, "xl/_rels/workbook.xml.rels")
    targets = {relation.get("Id"): _part_name(relation.get("Target") or "") for relation in relations}
    sheets = [
        (sheet.get("name") or "", targets.get(sheet.get(_RELATION), ""))
        for sheet in root.iter("{*}sheet")
        if sheet.get("state", "visible") == "visible"
    ]
    strings = (
        [_string_text(item) for item in _parse_part(archive, parts, "xl/sharedStrings.xml").iterchildren("{*}si")]
        if "xl/sharedStrings.xml" in parts
        else []
    )
    styles = _parse_part(archive, parts, "xl/styles.xml") if "xl/styles.xml" in parts else None
    dates = _find_styles(styles, _DATE_FORMATS, _is_date_code)
    shares = _find_styles(styles, _SHARE_FORMATS, lambda code: "%" in code)
    properties = next(root.iter("{*}workbookPr"), None)
    is_mac_epoch = properties is not None and properties.get("date1904") in ("1", "true")
    return _Workbook(strings, dates, shares, _list_formats(styles), _EPOCH_MAC if is_mac_epoch else _EPOCH, sheets)


def _part_name(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _string_text(item: Any) -> str:
    """Return the text of a string, its phonetic guides left out."""
    runs = (part for part in item.iter("{*}t") if etree.QName(part.getparent()).localname != "rPh")
    return "".join(part.text or "" for part in runs)


def _find_styles(root: Any, known: frozenset[int], shows: Callable[[str], bool]) -> frozenset[int]:
    """Return the numbers of the cell styles with one of the known formats or a code that shows a kind of value."""
    return frozenset(k for k, (number, code) in enumerate(_iterate_formats(root)) if number in known or shows(code))


def _iterate_formats(root: Any) -> Iterator[tuple[int, str]]:
    """Yield the number format of each cell style: Excel's number for it, and its code where the file spells it out."""
    if root is None:
        return
    codes = {int(f.get("numFmtId") or 0): f.get("formatCode") or "" for f in root.iter("{*}numFmt")}
    for style in next(root.iter("{*}cellXfs"), ()):
        number = int(style.get("numFmtId") or 0)
        yield number, codes.get(number, "")


def _list_formats(root: Any) -> Mapping[int, str]:
    """Return the codes of the cell styles that show a number with zeros or words of their own."""
    codes = {k: _OWN_FORMATS.get(number, code) for k, (number, code) in enumerate(_iterate_formats(root))}
    return {k: code for k, code in codes.items() if "0" in code}


def _is_date_code(code: str) -> bool:
    """Return whether a number format shows a date.

    >>> _is_date_code("dd-mmm"), _is_date_code('0.0 "days"'), _is_date_code("[Red]0")
    (True, False, False)
    """
    return any(sign[1] for sign in _DATE_CODE.finditer(code))


def _iterate_rows(root: Any, book: _Workbook) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet with their numbers, hidden ones too; empty cells between others are empty."""
    number = 0
    for row in islice(root.iter("{*}row"), _MOST_ROWS):
        number = int(row.get("r") or number + 1)
        cells: list[str] = []
        for cell in row.iterchildren("{*}c"):
            cell_name = _CELL_NAME.fullmatch(cell.get("r") or "")
            column = _column_number(cell_name[1]) if cell_name else len(cells)
            if column < _MOST_COLUMNS:
                cells += [""] * (column + 1 - len(cells))
                cells[column] = _cell_text(cell, book)
        yield number, cells


def _column_number(letters: str) -> int:
    """Return the number of a column, from 0.

    >>> _column_number("A"), _column_number("Z"), _column_number("AB")
    (0, 25, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _cell_text(cell: Any, book: _Workbook) -> str:
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        return _string_text(cell)
    stored = next((part.text or "" for part in cell.iterchildren("{*}v")), "")
    if not stored or kind == "e":
        return ""
    if kind == "s":
        return book.strings[int(stored)]
    if kind == "b":
        return "TRUE" if stored == "1" else "FALSE"
    return stored if kind in ("str", "d") else _format_number(stored, int(cell.get("s") or 0), book)


def _format_number(stored: str, style: int, book: _Workbook) -> str:
    if style in book.dates:
        return _format_date(float(stored), book.epoch)
    if style in book.shares:
        return f"{float(stored) * 100:.10g}%"
    number = f"{float(stored):.{_SIGNIFICANT}g}" if len(stored) > _SIGNIFICANT + 1 else stored.removesuffix(".0")
    return _show_number(number, book.formats.get(style, ""))


def _show_number(stored: str, code: str) -> str:
    """Return a number with what its format adds; a longer one is not rounded, and a whole one gets no decimals.

    >>> [_show_number("3.1", code) for code in ("0.00", "#,##0.00_ ;[Red]-0.00", "General", "0.0")]
    ['3.10', '3.10', '3.1', '3.1']
    >>> _show_number("47", '"QN"0000'), _show_number("3", "0.00"), _show_number("3.125", '0.00" m"')
    ('QN0047', '3', '3.125 m')
    """
    shown = _DIGITS.fullmatch(_NOT_SHOWN.sub("", code).split(";")[0].strip())
    whole, point, rest = stored.partition(".")
    if not shown or not whole.isdigit() or not (rest.isdigit() or not point):
        return stored
    before, least, decimals, behind = (part or "" for part in shown.groups())
    return f"{before}{whole.zfill(len(least))}{point}{rest.ljust(len(decimals), '0') if point else ''}{behind}"


def _format_date(days: float, epoch: datetime) -> str:
    try:
        moment = epoch + timedelta(days=days)
    except OverflowError:
        return str(days)
    return moment.date().isoformat()
