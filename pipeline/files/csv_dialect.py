"""Tell comma-separated values from prose, and by what they are separated."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice

DELIMITERS = ",;\t|"

_LOOKED_AT = 50
"""Records that are looked at."""

_AGREEING = 0.9
"""Share of the records that must have as many cells as the header (the last one read may be cut)."""

_LONGEST_NAME = 160
"""Characters that a column's name may have."""


def sniff(text: str) -> str | None:
    r"""Return the delimiter where the text is a table of a header and records, None for prose.

    >>> sniff("id;title\n1;Open data\n2;Budget\n"), sniff("Dear all, we met.\nThen, we ate.\n")
    (';', None)
    """
    scored = [(columns, delimiter) for delimiter in DELIMITERS if (columns := _columns(text, delimiter))]
    return max(scored, key=lambda item: item[0])[1] if scored else None


def records(text: str, delimiter: str) -> list[list[str]]:
    """Return the first records of a text; none where it is no valid CSV."""
    csv.field_size_limit(10_000_000)
    try:
        return list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _LOOKED_AT))
    except csv.Error:
        return []


def is_numbering(cells: list[str]) -> bool:
    """Say whether a record only numbers the columns (0,1,2 or 1,2,3), as a dump of a data frame does.

    >>> is_numbering(["", "0", "1", "2"]), is_numbering(["2015", "2016"])
    (True, False)
    """
    numbers = [cell.strip() for cell in cells[1:] if cell.strip()] if cells and not cells[0].strip() else cells
    return len(numbers) > 1 and numbers in (
        [str(n) for n in range(len(numbers))],
        [str(n) for n in range(1, len(numbers) + 1)],
    )


def _columns(text: str, delimiter: str) -> int:
    """Return the number of columns, 0 where the records do not agree on one."""
    found = [record for record in records(text, delimiter) if any(cell.strip() for cell in record)]
    body = found[1:] if found and is_numbering(found[0]) else found
    if len(body) < 2 or not _is_header(body[0]):
        return 0
    widths = Counter(len(record) for record in body)
    width = len(body[0])
    tolerated = max(1, round(len(body) * (1 - _AGREEING))) if len(body) > 3 else 0
    if len(body) - widths[width] > tolerated or (width == 2 and len(body) < 3):
        return 0
    return width


def _is_header(cells: list[str]) -> bool:
    named = [cell for cell in cells if cell.strip()]
    if len(cells) < 2 or len(named) < max(2, len(cells) / 2) or len(set(named)) * 2 < len(named):
        return False
    return all(len(cell) <= _LONGEST_NAME and cell == cell.strip() and not _is_sentence(cell) for cell in named)


def _is_sentence(cell: str) -> bool:
    """Say whether a cell ends as prose does; a single word may be abbreviated.

    >>> _is_sentence("We met."), _is_sentence("No.")
    (True, False)
    """
    return cell.endswith(".") and " " in cell
