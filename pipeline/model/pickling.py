"""How frozen dataclasses are pickled: documents and their rows are hundreds of thousands of small objects.

The standard library looks up the fields of a class for each of its objects, which takes longer than the rest of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import TypeVar

C = TypeVar("C")


def by_place(cls: type[C]) -> type[C]:
    """Have the objects of a frozen dataclass with slots and two or more fields pickled as a tuple of their values.

    >>> from pipeline.model import Box
    >>> Box(1.0, 2.0, 3.0, 4.0).__getstate__()
    (1.0, 2.0, 3.0, 4.0)
    """
    names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
    values, setters = attrgetter(*names), [vars(cls)[name].__set__ for name in names]

    def getstate(self: C) -> tuple[object, ...]:
        found: tuple[object, ...] = values(self)
        return found

    def setstate(self: C, state: Sequence[object]) -> None:
        for put, value in zip(setters, state, strict=True):
            put(self, value)

    cls.__getstate__ = getstate  # type: ignore[assignment,method-assign]
    cls.__setstate__ = setstate  # type: ignore[attr-defined]
    return cls
