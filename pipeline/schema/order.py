"""The order of rows: by stable keys, numbers within keys by their size, never by the order of the run."""

from __future__ import annotations

import re
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
