"""Code lists: the values a field may take, from `schemas/codes/` or from the field's own declaration."""

from __future__ import annotations

from functools import cache

from pipeline.schema.data import SchemaError
from pipeline.schema.data import reference as load


@cache
def codes(vocabulary: str) -> tuple[str, ...]:
    """Return the codes of one vocabulary in the file's order; raise `SchemaError` where there is none.

    >>> "substantial" in codes("completion")
    True
    """
    return tuple(descriptions(vocabulary))


@cache
def descriptions(vocabulary: str) -> dict[str, str]:
    """Return code -> description (else its label) of one vocabulary of `schemas/codes/`."""
    data = load(f"codes/{vocabulary}")
    try:
        return {
            str(value["code"]): str(value.get("description") or value.get("label") or "") for value in data["values"]
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise SchemaError(f"The code list {vocabulary} must hold values with a code each.") from error
