"""Row checks by column: valid columns are recognized by their types alone, only the others are checked value by
value.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.schema.tables import FieldSchema, TableSchema
from pipeline.schema.values import INT64, explain_violation

_EXACT_TYPES: dict[str, frozenset[type]] = {
    "string": frozenset({str}),
    "integer": frozenset({int}),
    "number": frozenset({int, float}),
    "boolean": frozenset({bool}),
    "date": frozenset({datetime.date}),
}
"""Python types that are valid for a field's type without a further check; lists are always checked."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that its schema refuses: row index, column, and the reason ('must not be null')."""

    row: int
    field: str
    reason: str


def find_faults(schema: TableSchema, rows: Sequence[Mapping[str, object]]) -> Iterator[Fault]:
    """Yield every value in `rows` that the table's schema refuses, and every undeclared column.

    >>> from pipeline.schema import find_table
    >>> [f.field for f in find_faults(find_table("contacts"), [{"contact_key": "a:1", "document_id": None, "age": 3}])]
    ['age', 'document_id']
    """
    declared = frozenset(schema.columns)
    for index, row in enumerate(rows):
        if not declared.issuperset(row):
            for name in sorted(row.keys() - declared):
                yield Fault(index, name, f"is no column of {schema.name}")
    for field in schema.fields:
        column = [row.get(field.name) for row in rows]
        if not _is_surely_valid(field, column):
            for index, value in enumerate(column):
                if reason := explain_violation(field, value, rows[index]):
                    yield Fault(index, field.name, reason)


def _is_surely_valid(field: FieldSchema, column: Sequence[object]) -> bool:
    kinds = set(map(type, column))
    if type(None) in kinds and field.required:
        return False
    kinds.discard(type(None))
    if not kinds:
        return True
    if field.codes_by or not kinds <= _EXACT_TYPES.get(field.type, frozenset()):
        return False
    values = [value for value in column if value is not None]
    if field.type in {"integer", "number"}:
        return _are_in_range(field, values)
    if field.type == "string":
        return _are_encodable(values) and (not field.codes or set(values) <= field.codes.keys())
    return True


def _are_in_range(field: FieldSchema, values: Sequence[Any]) -> bool:
    low = -INT64 if field.minimum is None else field.minimum
    high = INT64 - 1 if field.maximum is None else field.maximum
    return bool(low <= min(values) and max(values) <= high and all(map(math.isfinite, values)))


def _are_encodable(texts: Sequence[object]) -> bool:
    try:
        "\n".join(map(str, texts)).encode()
    except UnicodeEncodeError:
        return False
    return True
