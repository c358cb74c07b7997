"""The order of rows: by stable keys, numbers within keys by their size, never by the order of the run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_DIGITS = re.compile(r"([0-9]+)")


@lru_cache(maxsize=65_536)
def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key that puts c2 before c10.

    >>> sorted(["d:c10", "d:c2", "d:c2.m1"], key=natural)
    ['d:c2', 'd:c2.m1', 'd:c10']
    """
    parts = _DIGITS.split(text)
    # Digits compare by length, then as text: no number is too long for that.
    return tuple((len(part.lstrip("0")), part.lstrip("0")) if i % 2 else (0, part) for i, part in enumerate(parts))


def rank(column: str, value: object) -> tuple[object, ...]:
    """Return the sort key of a column's value: nulls first, keys by `natural`.

    >>> rank("page", None) < rank("page", 3), rank("link_key", "a2") < rank("link_key", "a10")
    (True, True)
    """
    if value is None:
        return (0,)
    if isinstance(value, int | float):
        return (1, value)
    return (2, natural(str(value)) if column.endswith("_key") else str(value))


def places(keys: Iterable[tuple[str, Sequence[object]]]) -> list[int]:
    """Return the indices of rows in order, by the columns (name, values) that they are sorted by.

    >>> places([("link_key", ["a10", None, "a2"])])
    [1, 2, 0]
    """
    import numpy as np

    found: list[int] = np.lexsort([_ranks(column, values) for column, values in keys][::-1]).tolist()
    return found


def _ranks(column: str, values: Sequence[object]) -> list[int]:
    """Return the place of every value among the column's different ones: far fewer are compared than there are rows."""
    ranked = {value: rank(column, value) for value in set(values)}
    of_rank = {found: place for place, found in enumerate(sorted(set(ranked.values())))}
    of_value = {value: of_rank[found] for value, found in ranked.items()}
    return [of_value[value] for value in values]
