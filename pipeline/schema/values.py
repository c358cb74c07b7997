"""Whether a Python value is valid for a field. Arrow allows nulls in required fields and coerces types, so we
check.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from functools import partial

from pipeline.schema.codes import list_codes
from pipeline.schema.tables import FieldSchema

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
