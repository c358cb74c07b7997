"""Whether a Python value is valid for a field. Arrow allows nulls in required fields and coerces types, so we check.

Row checks by column: valid columns are recognized by their types alone, only the others are checked value by value.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pipeline.schema.codes import list_codes
from pipeline.schema.tables import FieldSchema, TableSchema

INT64 = 2**63


def explain_violation(field: FieldSchema, value: object, row: Mapping[str, object]) -> str | None:
    """Say in a clause why `value` is not valid for `field` of `row`; None if it is.

    >>> from pipeline.schema import find_table
    >>> explain_violation(find_table("documents").field("size_bytes"), "12", {})
    "must be a whole number, not the str '12'"
    >>> explain_violation(find_table("documents").field("size_bytes"), 12, {}) is None
    True
    """
    if value is None:
        return "must not be null" if field.required else None
    expected, is_valid = _TYPE_CHECKS[field.type]
    if field.members:
        expected, is_valid = (
            f"a list of objects of {' and '.join(field.members)}",
            partial(_is_object_list, field.members),
        )
    if not is_valid(value):
        return f"must be {expected}, not the {type(value).__name__} {_abbreviate(value)}"
    return _explain_out_of_range(field, value) or _explain_unknown_code(field, value, row)


def _explain_out_of_range(field: FieldSchema, value: object) -> str | None:
    if not isinstance(value, int | float):
        return None
    if field.minimum is not None and value < field.minimum:
        return f"must be at least {field.minimum:g}, not {value:g}"
    if field.maximum is not None and value > field.maximum:
        return f"must be at most {field.maximum:g}, not {value:g}"
    return None


def _explain_unknown_code(field: FieldSchema, value: object, row: Mapping[str, object]) -> str | None:
    codes_allowed = allowed_codes(field, row)
    if codes_allowed is None:
        return None
    items = value if isinstance(value, list | tuple) else (value,)
    unknown = [item for item in items if item not in codes_allowed]
    return f"must be one of {', '.join(codes_allowed)}, not {_abbreviate(unknown[0])}" if unknown else None


def allowed_codes(field: FieldSchema, row: Mapping[str, object]) -> tuple[str, ...] | None:
    """Return the codes that `field` may take in `row`, None if it takes free values."""
    if field.codes_by is not None:
        vocabulary = field.vocabularies.get(str(row.get(field.codes_by)))
        return list_codes(vocabulary) if vocabulary else None
    return tuple(field.codes) or None


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    # Lone surrogates, which damaged font maps produce, can't be encoded as UTF-8.
    return value.isascii() or not any("\ud800" <= char <= "\udfff" for char in value)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -INT64 <= value < INT64


def _is_number(value: object) -> bool:
    return _is_integer(value) or (isinstance(value, float) and math.isfinite(value))


def _is_boolean(value: object) -> bool:
    return isinstance(value, bool)


def _is_date(value: object) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def _is_array(value: object) -> bool:
    return isinstance(value, list | tuple) and all(_is_text(item) for item in value)


def _is_object_list(members: tuple[str, ...], value: object) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(item, Mapping) and item.keys() == set(members) and all(map(_is_text, item.values()))
        for item in value
    )


def _abbreviate(value: object) -> str:
    shown = ascii(value) if isinstance(value, str) and not _is_text(value) else repr(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"


_TYPE_CHECKS: dict[str, tuple[str, Callable[[object], bool]]] = {
    "string": ("Unicode text", _is_text),
    "integer": ("a whole number", _is_integer),
    "number": ("a finite number", _is_number),
    "boolean": ("true or false", _is_boolean),
    "date": ("a date", _is_date),
    "array": ("a list of texts", _is_array),
}


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
