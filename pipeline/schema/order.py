"""Row order: by stable keys, with numbers inside keys compared by value, never by the order of the run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_DIGITS = re.compile(r"([0-9]+)")


@lru_cache(maxsize=65_536)
def natural_sort_key(text: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key that puts c2 before c10.

    >>> sorted(["d:c10", "d:c2", "d:c2.m1"], key=natural_sort_key)
    ['d:c2', 'd:c2.m1', 'd:c10']
    """
    parts = _DIGITS.split(text)
    # Digits are compared by length, then as text, so that numbers of any length work.
    return tuple((len(part.lstrip("0")), part.lstrip("0")) if i % 2 else (0, part) for i, part in enumerate(parts))


def value_sort_key(column: str, value: object) -> tuple[object, ...]:
    """Return the sort key of a column's value: nulls first, keys in natural order.

    >>> value_sort_key("page", None) < value_sort_key("page", 3)
    True
    >>> value_sort_key("link_key", "a2") < value_sort_key("link_key", "a10")
    True
    """
    if value is None:
        return (0,)
    if isinstance(value, int | float):
        return (1, value)
    return (2, natural_sort_key(str(value)) if column.endswith("_key") else str(value))


def sorted_indices(keys: Iterable[tuple[str, Sequence[object]]]) -> list[int]:
    """Return the indices of rows in sorted order; `keys` are the sort columns as (name, values).

    >>> sorted_indices([("link_key", ["a10", None, "a2"])])
    [1, 2, 0]
    """
    import numpy as np

    indices: list[int] = np.lexsort([_value_ranks(column, values) for column, values in keys][::-1]).tolist()
    return indices


def _value_ranks(column: str, values: Sequence[object]) -> list[int]:
    """Return the rank of every value among the distinct ones, which are far fewer than the rows."""
    sort_keys = {value: value_sort_key(column, value) for value in set(values)}
    rank_of_key = {key: position for position, key in enumerate(sorted(set(sort_keys.values())))}
    rank_of_value = {value: rank_of_key[key] for value, key in sort_keys.items()}
    return [rank_of_value[value] for value in values]
