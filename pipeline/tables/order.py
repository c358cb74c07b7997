"""The order of rows: by stable keys, numbers within keys by their size, never by the order of the run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pipeline.schema import TableSchema

_DIGITS = re.compile(r"([0-9]+)")

Rows = list[dict[str, object]]


@lru_cache(maxsize=65_536)
def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key that puts c2 before c10.

    >>> sorted(["d:c10", "d:c2", "d:c2.m1"], key=natural)
    ['d:c2', 'd:c2.m1', 'd:c10']
    """
    parts = _DIGITS.split(text)
    # Digits compare by length, then as text: no number is too long for that.
    return tuple((len(part.lstrip("0")), part.lstrip("0")) if i % 2 else (0, part) for i, part in enumerate(parts))


def ordered(schema: TableSchema, rows: Iterable[Mapping[str, object]]) -> Rows:
    """Return the rows with the table's columns alone, each of them present, sorted as the schema says; nulls first."""
    columns = schema.columns
    whole: Rows = [{column: row.get(column) for column in columns} for row in rows]
    return sorted(whole, key=lambda row: tuple(_rank(column, row[column]) for column in schema.order))


def _rank(column: str, value: object) -> tuple[object, ...]:
    if value is None:
        return (0,)
    if isinstance(value, int | float):
        return (1, value)
    return (2, natural(str(value)) if column.endswith("_key") else str(value))
