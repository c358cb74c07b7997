"""List markers as printed: bullets (private-use glyphs too), dashes, numbers and letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.readers.pdf.chars.text_lines import PrintedLine

BULLETS = frozenset(
    "•●○◦▪▫■□◆◇►▶➢➤❖‣⁃∙·*✓✔❑\uf0b7\uf0a7\uf0d8\uf076\uf0a8\uf06e\uf06c\uf071\uf0fc\uf0e8\uf02d\uf0be\uf0ad"
)
DASHES = frozenset("-–—‒−")
_ORDERED = re.compile(r"\(?(?P<body>[0-9]{1,3}|[a-zа-я]|[A-ZА-Я]|[ivxl]{1,5}|[IVXL]{1,5})[.)]", re.UNICODE)

MOST_WORDS = 20_000
"""First words of lines that are remembered, markers or not: they come again."""

Sort = Literal["bullet", "dash", "ordered"]


@dataclass(frozen=True, slots=True)
class Marker:
    """The marker that opens a line, where its text begins, and the distance between them in font sizes."""

    text: str
    sort: Sort
    start: float
    text_start: float
    distance: float


def find_marker(line: PrintedLine) -> Marker | None:
    """Return the list marker that a line opens with, None where it opens with text."""
    if len(line.words) < 2:
        return None
    first, second = line.words[0], line.words[1]
    distance = (second.start - first.end) / max(line.size, 1.0)
    if first.text in BULLETS or (len(first.text) == 1 and 0xF000 <= ord(first.text) <= 0xF0FF):
        sort: Sort = "bullet"
    elif first.text in DASHES or (first.text == "o" and distance > 0.8):
        sort = "dash" if first.text != "o" else "bullet"
    elif _ordered_body(first.text):
        sort = "ordered"
    else:
        return None
    return None if distance <= 0.08 else Marker(first.text, sort, first.start, second.start, distance)


@lru_cache(maxsize=MOST_WORDS)
def _ordered_body(text: str) -> str | None:
    """Return the number or letter of an ordered marker; None for other words."""
    match = _ORDERED.fullmatch(text)
    return match["body"] if match else None


@lru_cache(maxsize=MOST_WORDS)
def find_rank(marker: str) -> tuple[str, int] | None:
    """Return the kind of an ordered marker and its place in the order; None where it has none.

    >>> find_rank("c."), find_rank("(12)"), find_rank("•")
    (('a.', 3), ('(1)', 12), None)
    """
    body = _ordered_body(marker)
    if body is None:
        return None
    if body.isdigit():
        return marker.replace(body, "1", 1), int(body)
    if len(body) > 1:
        return None
    first = "a" if body.islower() else "A"
    if not body.isascii():
        first = "а" if body.islower() else "А"
    return marker.replace(body, first, 1), ord(body) - ord(first) + 1


def find_in_sequence(lines: Sequence[PrintedLine]) -> frozenset[int]:
    """Return the indices of lines whose ordered marker has a neighbor in its own sequence (a. before b.)."""
    indices_by_rank: dict[tuple[str, int], list[int]] = {}
    for index, line in enumerate(lines):
        rank = find_rank(line.words[0].text) if len(line.words) > 1 else None
        if rank:
            indices_by_rank.setdefault(rank, []).append(index)
    return frozenset(
        index
        for (kind, number), indices in indices_by_rank.items()
        for index in indices
        if any(other > index for other in indices_by_rank.get((kind, number + 1), ()))
        or any(other < index for other in indices_by_rank.get((kind, number - 1), ()))
    )
