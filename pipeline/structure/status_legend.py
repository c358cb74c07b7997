"""The meaning of colours in a report: its own legend, and the status of a coloured cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pipeline.lexicon.vocabularies import find_code, fold_printed_word
from pipeline.model import Block, Cell, RawRecord, RawValue, Table, TextBlock
from pipeline.schema.data import load_data
from pipeline.structure import colours
from pipeline.structure.lines import lines_of, text_of

LONGEST_LEGEND, LONGEST_MEANING, MOST_LEGEND_ROWS = 400, 120, 8
"""Characters of a legend in a line and of one meaning, and rows of a legend as a table; longer ones are content."""
STANDARD = ("green", "amber", "red")
"""Colours that need no legend."""


@dataclass(frozen=True, slots=True)
class Status:
    """A status cell as read: the status in words and verbatim; `problem` says why there is none, as an issue code."""

    status: RawValue | None
    raw: RawValue | None
    problem: str | None = None


@cache
def load_wordings() -> Mapping[str, Any]:
    """Return the data of traffic-light reports."""
    loaded: Mapping[str, Any] = load_data("prose/traffic_light")
    return loaded


@cache
def _load_colour_words() -> Mapping[str, str]:
    return {word: colour for colour, words in load_wordings()["colours"].items() for word in words}


@cache
def _explanation_pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(_load_colour_words(), key=len, reverse=True))
    return re.compile(rf"(?<![\w/])({words})(?!\w)\s*[)\]]?\s*[:=–—-]\s*", re.IGNORECASE)


def find_colour_word(text: str) -> str | None:
    """Return the colour that a word names.

    >>> find_colour_word("Amber"), find_colour_word("yellow"), find_colour_word("verde"), find_colour_word("done")
    ('amber', 'amber', 'green', None)
    """
    return _load_colour_words().get(text.strip().strip("“”\"'().:").lower())


def read_meanings(text: str) -> dict[str, str]:
    """Return what a line of legend says of each colour.

    >>> read_meanings("Green – Completed or substantial progress Amber – Limited progress")
    {'green': 'Completed or substantial progress', 'amber': 'Limited progress'}
    """
    found = list(_explanation_pattern().finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)] * bool(found)
    pairs = (
        (_load_colour_words()[m[1].lower()], text[m.end() : end].strip(" ;,.|/(–-"))
        for m, end in zip(found, ends, strict=True)
    )
    return {colour: meaning for colour, meaning in pairs if 0 < len(meaning) <= LONGEST_MEANING}


def read_legend(blocks: Iterable[Block]) -> dict[str, str]:
    """Return the report's legend, colour -> meaning, from lines like 'Amber – Limited progress' and small tables."""
    found: dict[str, str] = {}
    for block in blocks:
        pairs = _iterate_table_meanings(block) if isinstance(block, Table) else _iterate_line_meanings(block)
        for colour, meaning in pairs:
            found.setdefault(colour, meaning)
    return found


def _iterate_line_meanings(block: TextBlock) -> Iterator[tuple[str, str]]:
    text = text_of(block)
    if len(text) > LONGEST_LEGEND:
        return
    for line in text.split("\n"):
        said = read_meanings(line)
        # One colour in running prose is no legend: it must open the line.
        if len(said) > 1 or (said and _explanation_pattern().match(line)):
            yield from said.items()


def _iterate_table_meanings(table: Table) -> Iterator[tuple[str, str]]:
    if len(table.rows) > MOST_LEGEND_ROWS:
        return
    for row in table.rows:
        for index, cell in enumerate(row.cells):
            text = text_of(cell)
            yield from read_meanings(text).items()
            colour = colours.name_color(cell.fill) or (find_colour_word(text) if text else None)
            told = text if text and not find_colour_word(text) else _first_text(row.cells[index + 1 :])
            if colour and told and not read_meanings(text) and len(told) <= LONGEST_MEANING:
                yield colour, told


def _first_text(cells: Iterable[Cell]) -> str:
    return next((text for cell in cells if (text := text_of(cell))), "")


def read_status(cell: Cell, known: Mapping[str, str]) -> Status:
    """Read a status cell: its colour by the legend, or its words; a contradiction or unexplained colour gives none."""
    text = text_of(cell)
    colour = colours.name_color(cell.fill)
    if not text and not colour:
        return Status(None, None, "status-missing")
    if not text and colour:
        return _status_of_colour(cell, colour, known)
    named = _find_named_status(text, known)
    words = RawValue(known.get(named, text) if named else text, "column", lines_of(cell), cell.anchors)
    raw = RawValue(text, "column", lines_of(cell), cell.anchors)
    if colour in STANDARD and named in STANDARD and named != colour:
        return Status(None, raw, "status-contradicts-colour")
    return Status(words, raw)


def is_colored(cell: Cell) -> bool:
    """Return whether a status cell shows a color: its fill, or the color's word."""
    return colours.name_color(cell.fill) is not None or find_colour_word(text_of(cell)) is not None


def _status_of_colour(cell: Cell, colour: str, known: Mapping[str, str]) -> Status:
    raw = RawValue(cell.fill or "", "colour", (), cell.anchors)
    if colour not in (known or STANDARD):
        return Status(None, raw, "colour-not-in-legend")
    return Status(RawValue(known.get(colour, colour), "colour", (), cell.anchors), raw)


def _find_named_status(text: str, known: Mapping[str, str]) -> str | None:
    """Return the colour that the words of a cell name, by the colour's word, its meaning or its usual level."""
    if colour := find_colour_word(text):
        return colour
    folded = fold_printed_word(text)
    by_meaning = {fold_printed_word(meaning): colour for colour, meaning in known.items()}
    by_level = {
        fold_printed_word(level): colour for colour, levels in load_wordings()["levels"].items() for level in levels
    }
    return by_meaning.get(folded) or by_level.get(folded)


def find_status_colour(status: Status, known: Mapping[str, str]) -> str | None:
    """Return the colour of a status as read; None where it has none or its words name no colour."""
    if status.status is None:
        return None
    if status.status.method == "colour" and status.raw:
        return colours.name_color(status.raw.text)
    return _find_named_status(status.status.text, known)


def explain_colours(records: Sequence[RawRecord], blocks: Iterable[Block]) -> Iterator[RawRecord]:
    """Yield the records, a status that is a colour in the words of the legend where the vocabulary knows them."""
    lights = [record for record in records if (held := record.fields.get("status")) and held.method == "colour"]
    known = read_legend(blocks) if lights else {}
    for record in records:
        status = record.fields.get("status")
        meaning = known.get(status.text) if status and status.method == "colour" else None
        if status and meaning and find_code("milestone_status", meaning):
            yield replace(record, fields={**record.fields, "status": replace(status, text=meaning)})
        else:
            yield record
