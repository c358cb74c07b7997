"""Convert rows of data files to raw records: column maps are data, cells keep their position."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pipeline.model import Anchor, Line, RawValue
from pipeline.schema.data import load_data

_DAMAGED = re.compile(r"[0-9]{1,4}\.[0-9]{10,}")
_LETTERED = re.compile(r"[a-f]\. ")


def has_required_columns(columns: Sequence[str], layout: Mapping[str, Any]) -> bool:
    """Return whether a table has the columns that a layout requires.

    >>> has_required_columns(["commitment_id", "title", "more"], {"required": ["title"]})
    True
    """
    return set(layout["required"]) <= set(columns)


def column_names(records: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Return the columns of a data file."""
    return tuple(records[0]) if records else ()


def repair_number(text: str) -> str:
    """Undo the float conversion of a spreadsheet for numbers such as 8.2 and 10.13.

    >>> repair_number("8.1999999999999993"), repair_number("10.130000000000001"), repair_number("3.3.1.1")
    ('8.2', '10.13', '3.3.1.1')
    """
    return f"{float(text):.6f}".rstrip("0").rstrip(".") if _DAMAGED.fullmatch(text) else text


def strip_level_letter(text: str) -> str:
    """Remove the letter that older tables put before a level.

    >>> strip_level_letter("c. Substantial"), strip_level_letter("Major")
    ('Substantial', 'Major')
    """
    return _LETTERED.sub("", text, count=1) if _LETTERED.match(text) else text


def is_empty(text: str, layout: Mapping[str, Any]) -> bool:
    """Return whether a cell is empty or has one of the layout's words for empty."""
    return not text.strip() or text.strip() in layout["empty"]


def is_flagged(text: str) -> bool:
    """Return whether a cell in a column of flags is set, in any notation that spreadsheets use.

    >>> is_flagged("1"), is_flagged("TRUE"), is_flagged("x"), is_flagged("0"), is_flagged("")
    (True, True, True, False, False)
    """
    return text.strip().removesuffix(".0").casefold() in _set_flags()


@cache
def _set_flags() -> frozenset[str]:
    data = load_data("marks")
    return frozenset(word.casefold() for word in (*data["ticks"], *data["flags"]))


def lines_of_cell(text: str, record: int, column: str, blank: str = " ") -> tuple[Line, ...]:
    r"""Return the lines of a cell with their character spans in it; blanks within a line are made single.

    `blank` is what a tab becomes.

    >>> [(line.text, line.anchor.start, line.anchor.end) for line in lines_of_cell("Goal:  a\n\n b", 3, "Text")]
    [('Goal: a', 0, 8), ('b', 11, 12)]
    """
    found: list[Line] = []
    for match in re.finditer(r"[^\r\n]+", text):
        clean = blank.join(part for cell in match[0].split("\t") if (part := " ".join(cell.split())))
        if clean:
            lead = len(match[0]) - len(match[0].lstrip())
            start = match.start() + lead
            end = match.start() + len(match[0].rstrip())
            found.append(Line(clean, Anchor(path=f"record[{record}]/{column}", start=start, end=end)))
    return tuple(found)


def cell_value(text: str, record: int, column: str) -> RawValue:
    """Make the raw value of a cell; its lines keep the cell's own text, its value the repaired one."""
    lines = lines_of_cell(text, record, column)
    joined = "\n".join(line.text for line in lines)
    return RawValue(repair_number(strip_level_letter(joined)), "column", lines)


def iterate_mapped_values(
    row: Mapping[str, str], record: int, columns: Mapping[str, str], layout: Mapping[str, Any]
) -> Iterator[tuple[str, RawValue]]:
    """Yield field and value for the columns of a map that hold something."""
    for field, first in columns.items():
        for column in (first, layout.get("instead", {}).get(field)):
            text = row.get(column, "") if column else ""
            if column and not is_empty(text, layout):
                yield field, cell_value(text, record, column)
                break
