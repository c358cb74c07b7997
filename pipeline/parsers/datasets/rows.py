"""Rows of data files as raw records: column maps are data, cells keep their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.model import Anchor, Line, Method, RawValue

_DAMAGED = re.compile(r"[0-9]{1,4}\.[0-9]{10,}")
_LETTERED = re.compile(r"[a-f]\. ")


def fits(columns: Sequence[str], layout: Mapping[str, Any]) -> bool:
    """Say whether a table has the columns that a layout requires.

    >>> fits(["commitment_id", "title", "more"], {"required": ["title"]})
    True
    """
    return set(layout["required"]) <= set(columns)


def columns_of(records: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Return the columns of a data file."""
    return tuple(records[0]) if records else ()


def mended(text: str) -> str:
    """Undo the damage that a spreadsheet does to numbers such as 8.2 and 10.13.

    >>> mended("8.1999999999999993"), mended("10.130000000000001"), mended("3.3.1.1")
    ('8.2', '10.13', '3.3.1.1')
    """
    return f"{float(text):.6f}".rstrip("0").rstrip(".") if _DAMAGED.fullmatch(text) else text


def level(text: str) -> str:
    """Drop the letter that older tables put before a level.

    >>> level("c. Substantial"), level("Major")
    ('Substantial', 'Major')
    """
    return _LETTERED.sub("", text, count=1) if _LETTERED.match(text) else text


def is_empty(text: str, layout: Mapping[str, Any]) -> bool:
    """Say whether a cell holds nothing, or one of the layout's words for nothing."""
    return not text.strip() or text.strip() in layout["empty"]


def lines_of_cell(text: str, record: int, column: str) -> tuple[Line, ...]:
    r"""Return the lines of a cell with their character spans in it; blanks within a line are made single.

    >>> [(line.text, line.anchor.start, line.anchor.end) for line in lines_of_cell("Goal:  a\n\n b", 3, "Text")]
    [('Goal: a', 0, 8), ('b', 11, 12)]
    """
    found: list[Line] = []
    for match in re.finditer(r"[^\r\n]+", text):
        clean = " ".join(match[0].split())
        if clean:
            lead = len(match[0]) - len(match[0].lstrip())
            start = match.start() + lead
            end = match.start() + len(match[0].rstrip())
            found.append(Line(clean, Anchor(path=f"record[{record}]/{column}", start=start, end=end)))
    return tuple(found)


def cell_value(text: str, record: int, column: str, method: Method = "column") -> RawValue:
    """Make the raw value of a cell; its lines keep the cell's own text, its value the mended one."""
    lines = lines_of_cell(text, record, column)
    joined = "\n".join(line.text for line in lines)
    return RawValue(mended(level(joined)), method, lines)


def mapped(
    row: Mapping[str, str], record: int, columns: Mapping[str, str], layout: Mapping[str, Any]
) -> Iterator[tuple[str, RawValue]]:
    """Yield field and value for the columns of a map that hold something."""
    for field, first in columns.items():
        for column in (first, layout.get("instead", {}).get(field)):
            text = row.get(column, "") if column else ""
            if column and not is_empty(text, layout):
                yield field, cell_value(text, record, column)
                break
