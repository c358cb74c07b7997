"""The physical lines of a text file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.readers.cleaning import clean_text

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class TextFileLine:
    """A physical line: its number from 1, its offset in the file's text, and its characters without the line end."""

    number: int
    offset: int
    raw: str

    @property
    def blank(self) -> bool:
        """Return whether nothing is printed on the line."""
        return not clean_text(self.raw)


def split_lines(text: str) -> list[TextFileLine]:
    r"""Return the physical lines of a text with their offsets, as an editor counts them.

    >>> [(line.number, line.offset, line.raw) for line in split_lines("one\r\ntwo")]
    [(1, 0, 'one'), (2, 5, 'two')]
    """
    lines: list[TextFileLine] = []
    offset = 0
    for number, raw in enumerate(_LINE.findall(text), start=1):
        lines.append(TextFileLine(number, offset, raw.rstrip("\r\n")))
        offset += len(raw)
    return lines
