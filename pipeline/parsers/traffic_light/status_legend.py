"""What the colours of a traffic-light report mean: its own legend, and the status that a coloured cell stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.lexicon.vocabularies import fold
from pipeline.model import Block, Cell, RawValue, Table, TextBlock
from pipeline.schema.data import reference
from pipeline.structure import colours
from pipeline.structure.lines import lines_of, text_of

LONGEST_LEGEND = 400
LONGEST_MEANING = 120
MOST_LEGEND_ROWS = 8
STANDARD = ("green", "amber", "red")
"""Colours that need no legend."""


@dataclass(frozen=True, slots=True)
class Status:
    """A status cell as read: the status in words and verbatim; `problem` says why there is none, as an issue code."""

    status: RawValue | None
    raw: RawValue | None
    problem: str | None = None


@cache
def wordings() -> Mapping[str, Any]:
    """Return the data of traffic-light reports."""
    loaded: Mapping[str, Any] = reference("prose/traffic_light")
    return loaded


@cache
def _words() -> Mapping[str, str]:
    return {word: colour for colour, words in wordings()["colours"].items() for word in words}


@cache
def _explained() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(_words(), key=len, reverse=True))
    return re.compile(rf"(?<![\w/])({words})(?!\w)\s*[)\]]?\s*[:=–—-]\s*", re.IGNORECASE)


def colour_word(text: str) -> str | None:
    """Return the colour that a word names.

    >>> colour_word("Amber"), colour_word("yellow"), colour_word("verde"), colour_word("done")
    ('amber', 'amber', 'green', None)
    """
    return _words().get(text.strip().strip("“”\"'().:").lower())


def meanings(text: str) -> dict[str, str]:
    """Return what a line of legend says of each colour.

    >>> meanings("Green – Completed or substantial progress Amber – Limited progress")
    {'green': 'Completed or substantial progress', 'amber': 'Limited progress'}
    """
    found = list(_explained().finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)] * bool(found)
    pairs = (
        (_words()[m[1].lower()], text[m.end() : end].strip(" ;,.|/(–-")) for m, end in zip(found, ends, strict=True)
    )
    return {colour: meaning for colour, meaning in pairs if 0 < len(meaning) <= LONGEST_MEANING}


def legend(blocks: Iterable[Block]) -> dict[str, str]:
    """Return the report's legend, colour -> meaning, from lines like 'Amber – Limited progress' and small tables."""
    found: dict[str, str] = {}
    for block in blocks:
        pairs = _table_meanings(block) if isinstance(block, Table) else _line_meanings(block)
        for colour, meaning in pairs:
            found.setdefault(colour, meaning)
    return found


def _line_meanings(block: TextBlock) -> Iterator[tuple[str, str]]:
    text = text_of(block)
    if len(text) > LONGEST_LEGEND:
        return
    for line in text.split("\n"):
        said = meanings(line)
        # One colour in running prose is no legend: it must open the line.
        if len(said) > 1 or (said and _explained().match(line)):
            yield from said.items()


def _table_meanings(table: Table) -> Iterator[tuple[str, str]]:
    if len(table.rows) > MOST_LEGEND_ROWS:
        return
    for row in table.rows:
        for index, cell in enumerate(row.cells):
            text = text_of(cell)
            yield from meanings(text).items()
            colour = colours.name(cell.fill) or (colour_word(text) if text else None)
            told = text if text and not colour_word(text) else _next_text(row.cells[index + 1 :])
            if colour and told and not meanings(text) and len(told) <= LONGEST_MEANING:
                yield colour, told


def _next_text(cells: Iterable[Cell]) -> str:
    return next((text for cell in cells if (text := text_of(cell))), "")


def status_of(cell: Cell, known: Mapping[str, str]) -> Status:
    """Read a status cell: its colour by the legend, or its words; a contradiction or unexplained colour gives none."""
    text = text_of(cell)
    colour = colours.name(cell.fill)
    if not text and not colour:
        return Status(None, None, "status-missing")
    if not text and colour:
        return _coloured(cell, colour, known)
    named = _named(text, known)
    words = RawValue(known.get(named, text) if named else text, "column", lines_of(cell), cell.anchors)
    raw = RawValue(text, "column", lines_of(cell), cell.anchors)
    if colour in STANDARD and named in STANDARD and named != colour:
        return Status(None, raw, "status-contradicts-colour")
    return Status(words, raw)


def _coloured(cell: Cell, colour: str, known: Mapping[str, str]) -> Status:
    raw = RawValue(cell.fill or "", "colour", (), cell.anchors)
    if colour not in (known or STANDARD):
        return Status(None, raw, "colour-not-in-legend")
    return Status(RawValue(known.get(colour, colour), "colour", (), cell.anchors), raw)


def _named(text: str, known: Mapping[str, str]) -> str | None:
    """Return the colour that the words of a cell name, by the colour's word, its meaning or its usual level."""
    if colour := colour_word(text):
        return colour
    folded = fold(text)
    by_meaning = {fold(meaning): colour for colour, meaning in known.items()}
    by_level = {fold(level): colour for colour, levels in wordings()["levels"].items() for level in levels}
    return by_meaning.get(folded) or by_level.get(folded)


def colour_of(status: Status, known: Mapping[str, str]) -> str | None:
    """Return the colour that a read status stands for; None where it has none or its words name no colour."""
    if status.status is None:
        return None
    if status.status.method == "colour" and status.raw:
        return colours.name(status.raw.text)
    return _named(status.status.text, known)
