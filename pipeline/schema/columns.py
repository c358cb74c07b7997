"""Row checks over whole columns: sound columns are recognised by their types alone, only odd ones are walked."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.schema.tables import FieldSchema, TableSchema
from pipeline.schema.values import INT64, why_not

_EXACT: dict[str, frozenset[type]] = {
    "string": frozenset({str}),
    "integer": frozenset({int}),
    "number": frozenset({int, float}),
    "boolean": frozenset({bool}),
    "date": frozenset({datetime.date}),
}
"""The Python types that surely fit a field's type; a list is always walked."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that may not stand where it stands: row index, column, and why ('must not be null')."""

    row: int
    field: str
    why: str


def faults(schema: TableSchema, rows: Sequence[Mapping[str, object]]) -> Iterator[Fault]:
    """Give every value of `rows` that the table's schema refuses, and every column that it doesn't know.

    >>> from pipeline.schema import table
    >>> [f.field for f in faults(table("contacts"), [{"contact_key": "a:1", "document_id": None, "age": 3}])]
    ['age', 'document_id']
    """
    known = frozenset(schema.columns)
    for index, row in enumerate(rows):
        if row.keys() - known:
            for name in sorted(row.keys() - known):
                yield Fault(index, name, f"is no column of {schema.name}")
    for field in schema.fields:
        column = [row.get(field.name) for row in rows]
        if not _surely_sound(field, column):
            for index, value in enumerate(column):
                if why := why_not(field, value, rows[index]):
                    yield Fault(index, field.name, why)


def _surely_sound(field: FieldSchema, column: Sequence[object]) -> bool:
    kinds = set(map(type, column))
    if type(None) in kinds and field.required:
        return False
    kinds.discard(type(None))
    if not kinds:
        return True
    if field.codes_by or not kinds <= _EXACT.get(field.type, frozenset()):
        return False
    values = [value for value in column if value is not None]
    if field.type in {"integer", "number"}:
        return _in_range(field, values)
    if field.type == "string":
        return _encodable(values) and (not field.codes or set(values) <= field.codes.keys())
    return True


def _in_range(field: FieldSchema, values: Sequence[Any]) -> bool:
    low = -INT64 if field.minimum is None else field.minimum
    high = INT64 - 1 if field.maximum is None else field.maximum
    return bool(low <= min(values) and max(values) <= high and all(map(math.isfinite, values)))


def _encodable(texts: Sequence[object]) -> bool:
    try:
        "\n".join(map(str, texts)).encode()
    except UnicodeEncodeError:
        return False
    return True
