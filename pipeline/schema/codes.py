"""Code lists: the values a field may take, from `schemas/codes/` or from the field's own declaration."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pipeline.schema.data import SchemaError
from pipeline.schema.data import load_data as load


@cache
def list_codes(vocabulary: str) -> tuple[str, ...]:
    """Return the codes of one vocabulary in the file's order; raise `SchemaError` where there is none.

    >>> "substantial" in list_codes("completion")
    True
    """
    return tuple(code_descriptions(vocabulary))


@cache
def code_values(vocabulary: str) -> tuple[Mapping[str, Any], ...]:
    """Return the values of one vocabulary, those of the list that it includes first.

    >>> [value["code"] for value in code_values("relevance")][3:5]
    ['technology_and_innovation', 'yes']
    """
    data = load(f"codes/{vocabulary}")
    included = code_values(data["includes"]) if "includes" in data else ()
    return (*included, *data["values"])


@cache
def code_descriptions(vocabulary: str) -> dict[str, str]:
    """Return code -> description (else its label) of one vocabulary of `schemas/codes/`."""
    try:
        return {
            str(value["code"]): str(value.get("description") or value.get("label") or "")
            for value in code_values(vocabulary)
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise SchemaError(f"The code list {vocabulary} must hold values with a code each.") from error
