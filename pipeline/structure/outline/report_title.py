"""What the first lines of a report say of itself: its title and the plan that it reports on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from pipeline.lexicon import match_exact_label
from pipeline.model import Document, Line, RawValue, TextBlock
from pipeline.structure.lines import join_lines, lines_of, make_value, split_paragraphs, text_of
from pipeline.structure.surfaces import Piece

OPENING = 12
"""Text blocks at the beginning that may belong to a title page."""

OPENING_PIECES = 30
"""Pieces among which the document's own facts and its headline stand."""

LONGEST_FACT = 100
"""Characters: a longer answer is no fact of the document."""

LONGEST = 120
"""Characters: a longer line is prose."""

YEARS = re.compile(r"\b20\d\d\b")
_LABELLED_YEAR = re.compile(r"\w\s?[:：].{0,9}\b20\d\d\b")
_CHAPTER = re.compile(r"\d{1,2}[.)]\s")
_OF_PLAN = re.compile(r"\b20\d\d\s?\D{1,6}\s?(?:20)?\d\d\b|\bplan|\bnap\b|\bплан|\brencana aksi|төлөвлөгөө", re.I)
"""A range of years, or a word for a plan: a single year next to other words is the report's own."""


def opening_lines(document: Document) -> Iterator[Line]:
    """Yield the short lines before the first prose or table: the title page's."""
    return (line for lines in _opening_texts(document) for line in lines)


def _opening_texts(document: Document) -> Iterator[Sequence[Line]]:
    """Yield the texts of the title page: its short lines, and each heading over several lines as one."""
    for block in document.blocks[:OPENING]:
        if not isinstance(block, TextBlock) or sum(len(line.text) for line in block.lines) > 2 * LONGEST:
            return
        lines = [line for line in lines_of(block) if len(line.text) <= LONGEST]
        yield from split_paragraphs(lines) if block.kind == "heading" else ((line,) for line in lines)


def find_title(document: Document) -> dict[str, RawValue]:
    """Return the raw values `title` and `plan` of a document from its title page, if they are there.

    The plan is the first text with a range of years, or a plan's name and a year; the title the lines up to the first
    year, or the first line alone if that year follows a label. A chapter's heading is no title.
    """
    lines = tuple(opening_lines(document))
    if not lines:
        return {}
    last = next((i for i, line in enumerate(lines) if YEARS.search(line.text)), None)
    titled = lines[: 1 if last is None or _LABELLED_YEAR.search(lines[last].text) else last + 1]
    found: dict[str, RawValue] = {}
    if not _CHAPTER.match(titled[0].text):
        found["title"] = RawValue(" ".join(line.text for line in titled), "heading", titled)
    plan = next((text for text in _opening_texts(document) if _names_plan(join_lines(text))), None)
    if plan is not None:
        found["plan"] = RawValue(join_lines(plan), "heading", tuple(plan))
    return found


def _names_plan(text: str) -> bool:
    """Return whether a line of the title page names a plan and its years.

    >>> _names_plan("Action Plan 2021-2023"), _names_plan("2nd quarter 2022"), _names_plan("It follows plan 2021.")
    (True, False, False)
    """
    return not text.endswith(".") and bool(YEARS.search(text) and _OF_PLAN.search(text))


def stated_facts(pieces: Sequence[Piece], fields: Collection[str]) -> dict[str, RawValue]:
    """Return what labels near the document's beginning, before its forms or in a form's head, tell of it."""
    facts: dict[str, RawValue] = {}
    for piece in pieces[:OPENING_PIECES]:
        text = text_of(piece.answer)
        match = match_exact_label(piece.text, fields=fields) if piece.is_candidate and text else None
        if match is not None and len(text) < LONGEST_FACT:
            facts.setdefault(match.field, make_value(lines_of(piece.answer), "label"))
    return facts
