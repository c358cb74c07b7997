"""Distinguish comma-separated values from prose, and detect the delimiter.

Cells that a spreadsheet opens as text, whatever they begin with.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""


def escape_formula(text: str) -> str:
    """Return a cell that no spreadsheet runs: with an apostrophe before what looks like a formula.

    >>> escape_formula("=HYPERLINK(1)"), escape_formula("Open data"), escape_formula("'=quoted")
    ("'=HYPERLINK(1)", 'Open data', "''=quoted")
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def unescape_formula(cell: str) -> str:
    """Return the text of a cell as `escape_formula` was given it.

    >>> unescape_formula("'=HYPERLINK(1)"), unescape_formula("'tis open"), unescape_formula(escape_formula("'-"))
    ('=HYPERLINK(1)', "'tis open", "'-")
    """
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell


DELIMITERS = ",;\t|"

LONGEST_CELL = 50_000_000
"""Characters that one cell may have: some contain whole plans."""

_DELIMITER_LINE = re.compile(r'\ufeff?"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)
"""A line that names the delimiter for spreadsheets."""

_ESCAPED = re.compile(r'\\"[^,;\t|\r\n"]')
"""A quote behind a backslash that closes no cell: it is escaped so, not doubled."""

_NULL = re.compile(r"(?<![^,;\t|\r\n])\"?\\N\"?(?![^,;\t|\r\n])")
"""A cell in which databases write that there is no value."""

_MOST_PREAMBLE = 10
"""Records of titles and notes before a header that are skipped: longer ones are another table."""
_LEAST_BELOW_PREAMBLE = 3
"""Columns of a table below lines of other text: two columns may be prose with a comma in each line."""

_SAMPLE_RECORDS = 50
"""Records that are looked at."""

_AGREEING_SHARE = 0.9
"""Share of the records that must have as many cells as the header (the last one read may be cut)."""

_ABBREVIATION = re.compile(r"\s[^\W\d_a-z][^\W\d_]{0,3}\.$")
"""A short last word with a capital: 'Commitment No.', 'Acción Núm.'"""

_LONGEST_NAME = 160
"""Characters that a column's name may have."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written: its delimiter, the sign that escapes quotes (None: they are doubled), where it starts.

    `start` counts the characters of lines for spreadsheets (`sep=;`), `preamble` the records before the header.
    """

    delimiter: str
    escape: str | None = None
    start: int = 0
    preamble: int = 0


def find_dialect(text: str) -> Dialect | None:
    r"""Return how a table of a header and records is written, None for prose.

    >>> find_dialect("id;title\n1;Open data\n2;Budget\n")
    Dialect(delimiter=';', escape=None, start=0, preamble=0)
    >>> find_dialect("sep=;\nid;title\n1;a\n2;b\n").start, find_dialect("Dear all, we met.\nThen, we ate.\n")
    (6, None)
    """
    delimiter_line = _DELIMITER_LINE.match(text)
    start = delimiter_line.end() if delimiter_line else 0
    body = text[start:]
    delimiters = delimiter_line[1] if delimiter_line else DELIMITERS
    escapes = (None, "\\") if _ESCAPED.search(body) else (None,)
    candidates: list[tuple[int, int, Dialect]] = []
    for delimiter in delimiters:
        for escape in escapes:
            dialect = Dialect(delimiter, escape, start)
            sample = [record for record in _first_records(body, dialect) if any(cell.strip() for cell in record)]
            if columns := _count_columns(sample):
                candidates.append((columns, escape is not None, dialect))
            elif preamble := _count_preamble(sample):
                candidates.append(
                    (_count_columns(sample[preamble:]), escape is not None, replace(dialect, preamble=preamble))
                )
    return max(candidates, key=lambda item: item[:2])[2] if candidates else None


def _first_records(text: str, dialect: Dialect) -> list[list[str]]:
    """Return the first records of a text; none where it is no valid CSV."""
    try:
        return list(islice(iterate_records(text, dialect), _SAMPLE_RECORDS))
    except csv.Error:
        return []


def iterate_records(text: str, dialect: Dialect) -> Iterator[list[str]]:
    """Yield the records of a text from its start, nulls as empty cells; raise `csv.Error` where it is no valid CSV."""
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(
        io.StringIO(_NULL.sub("", text) if "\\N" in text else text, newline=""),
        delimiter=dialect.delimiter,
        escapechar=dialect.escape,
        doublequote=dialect.escape is None,
    )


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which row is the header of a table, None where there is none."""
    width = max(map(len, rows), default=0)
    even = [[*row, *[""] * (width - len(row))] for row in rows[:_SAMPLE_RECORDS]]
    if _count_columns(even):
        return 0
    return _count_preamble(even) or None


def _count_preamble(rows: Sequence[Sequence[str]]) -> int:
    """Return how many records are before the header: titles and notes, each with few cells filled; 0 for none."""
    for start in range(1, min(_MOST_PREAMBLE, len(rows) - 2) + 1):
        width = len(rows[start])
        narrow = all(sum(bool(cell.strip()) for cell in record) <= width // 2 for record in rows[:start])
        if width >= _LEAST_BELOW_PREAMBLE and narrow and _count_columns(rows[start:]):
            return start
    return 0


def is_numbering(cells: Sequence[str]) -> bool:
    """Return whether a record only numbers the columns (0,1,2 or 1,2,3), as a dump of a data frame does.

    >>> is_numbering(["", "0", "1", "2"]), is_numbering(["2015", "2016"])
    (True, False)
    """
    numbers = [cell.strip() for cell in cells[1:] if cell.strip()] if cells and not cells[0].strip() else cells
    return len(numbers) > 1 and numbers in (
        [str(n) for n in range(len(numbers))],
        [str(n) for n in range(1, len(numbers) + 1)],
    )


def _count_columns(rows: Sequence[Sequence[str]]) -> int:
    """Return the number of columns of records, 0 where they do not agree on one."""
    body = rows[1:] if rows and is_numbering(rows[0]) else rows
    if len(body) < 2 or not _is_header(body[0]):
        return 0
    widths = Counter(len(record) for record in body)
    width = len(body[0])
    tolerated = max(1, round(len(body) * (1 - _AGREEING_SHARE))) if len(body) > 3 else 0
    if len(body) - widths[width] > tolerated or (width == 2 and len(body) < 3):
        return 0
    return width


def _is_header(cells: Sequence[str]) -> bool:
    named = [cell for cell in cells if cell.strip()]
    if len(cells) < 2 or len(named) < max(2, len(cells) / 2) or len(set(named)) * 2 < len(named):
        return False
    return all(len(cell) <= _LONGEST_NAME and cell == cell.strip() and not _is_sentence(cell) for cell in named)


def _is_sentence(cell: str) -> bool:
    """Return whether a cell ends as prose does; a single word, or a short last one with a capital, is abbreviated.

    >>> _is_sentence("We met."), _is_sentence("No."), _is_sentence("Commitment No.")
    (True, False, False)
    """
    return cell.endswith(".") and " " in cell and not _ABBREVIATION.search(cell)
