"""A label in running text, and where its answer begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

BETWEEN = " \n\t-–—|/():.*?"
"""What may be between two labels that follow each other."""

_CLOSING = re.compile(r"[:*?.…)\s]{0,6}(?:\|\s)?")
_LIMIT = re.compile(r"\([^()\n]{0,40}(?:charact|caract|known|optional|deliverable)[^()\n]{0,40}\)[:.\s]{0,3}", re.I)


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a text: its field and span, its enumeration included; `columns` where it is a table's head.

    `line_start` says whether it opens a line, `question` whether it asks, `is_known` whether the lexicon has it.
    """

    field: str
    start: int
    end: int
    line_start: bool = False
    question: bool = False
    is_known: bool = True
    columns: tuple[str, ...] = ()


def value_start(text: str, label: Label) -> int:
    """Return where the value behind a label begins: colons, question marks, limits in brackets and blanks passed over.

    >>> value_start("Brief description (140 character limit): Open data", Label("brief_description", 0, 17))
    41
    """
    closing = _CLOSING.match(text, label.end)
    end = closing.end() if closing else label.end
    limit = _LIMIT.match(text, end)
    return limit.end() if limit else end
