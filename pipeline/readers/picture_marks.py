"""Ticks and empty boxes that are pictures or icons, by what their alternative text, file or class calls them."""

from __future__ import annotations

import re
from functools import cache

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
