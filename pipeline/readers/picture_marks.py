"""Ticks and empty boxes that are pictures or icons, by what their alternative text, file or class calls them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pipeline.model import Cell
from pipeline.schema.data import reference

_WORD = re.compile(r"[^\W\d_]+")
_EXTENSION = re.compile(r"\.(?:png|gif|jpe?g|svg|bmp|webp|emf|wmf)$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LONGEST = 60
"""Characters of a name or description that is looked at; longer ones describe a photograph."""

TICKED, EMPTY = "☒", "☐"


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in reference("marks")["pictured"][kind])


def picture_mark(description: str) -> str:
    """Return the mark that a picture shows by its description or name: ☒ or ☐, empty where it is another picture.

    >>> picture_mark("Checked box"), picture_mark("img/unchecked.gif"), picture_mark("fa fa-check"), picture_mark("Map")
    ('☒', '☐', '☒', '')
    """
    name = _EXTENSION.sub("", description.strip().rpartition("/")[2])
    if not name or len(name) > _LONGEST:
        return ""
    words = [word.casefold() for word in _WORD.findall(_CAMEL.sub(" ", name))]
    told = " ".join(word for word in words if word not in _words("noise"))
    if told in _words("empty") or any(word in _words("empty") for word in words if word.startswith(("un", "des"))):
        return EMPTY
    return TICKED if told in _words("ticked") else ""


def with_pictures(cells: Sequence[Cell], pictures: Sequence[str]) -> tuple[Cell, ...]:
    """Return the cells of a row, ticked where pictures that don't say what they show tell which one is meant.

    `pictures` are the files of the pictures that cells consist of, empty for none.
    """
    if not any(pictures):
        return tuple(cells)
    empty = sum(not cell.blocks and not picture for cell, picture in zip(cells, pictures, strict=True))
    states = odd_pictures(pictures, empty)
    return tuple(replace(cell, marked=states[k]) if k in states else cell for k, cell in enumerate(cells))


def odd_pictures(pictures: Sequence[str], empty: int) -> dict[int, bool]:
    """Say which cells of a row are ticked where pictures do not say what they show: the one that differs.

    `pictures` are the files of the cells' pictures (empty: none), `empty` counts the cells with nothing at all.

    >>> odd_pictures(["a.gif", "a.gif", "b.gif"], 0), odd_pictures(["", "b.gif", ""], 2), odd_pictures(["a.gif"] * 2, 0)
    ({0: False, 1: False, 2: True}, {1: True}, {})
    """
    counts = Counter(filter(None, pictures))
    single = [name for name, count in counts.items() if count == 1]
    if (
        len(single) != 1
        or len(counts) > 2
        or (len(counts) == 1 and not empty)
        or (len(counts) == 2 and sum(counts.values()) < 3)
    ):
        return {}
    return {place: name == single[0] for place, name in enumerate(pictures) if name}
