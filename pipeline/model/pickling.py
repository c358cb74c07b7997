"""Fast pickling of frozen dataclasses: documents and rows are hundreds of thousands of small objects.

The standard library looks up the fields of a class for each object, which takes longer than everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import TypeVar

C = TypeVar("C")


def pickle_by_position(cls: type[C]) -> type[C]:
    """Make a frozen dataclass with slots and two or more fields pickle as a tuple of its values.

    >>> from pipeline.model import Box
    >>> Box(1.0, 2.0, 3.0, 4.0).__getstate__()
    (1.0, 2.0, 3.0, 4.0)
    """
    names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
    values, setters = attrgetter(*names), [vars(cls)[name].__set__ for name in names]

    def getstate(self: C) -> tuple[object, ...]:
        field_values: tuple[object, ...] = values(self)
        return field_values

    def setstate(self: C, state: Sequence[object]) -> None:
        for put, value in zip(setters, state, strict=True):
            put(self, value)

    cls.__getstate__ = getstate  # type: ignore[assignment,method-assign]
    cls.__setstate__ = setstate  # type: ignore[attr-defined]
    return cls
