"""Sections on a plan before this one: what a document repeats of its commitments are none of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.lexicon.text_folding import fold_to_words
from pipeline.schema.data import load_data
from pipeline.structure.outline.section_kinds import names_plan
from pipeline.structure.outline.tree import BODY, OutlineItem

_YEARS = re.compile(r"(?<!\d)(20\d\d)\s?[-–—/]\s?(?:20)?\d\d(?!\d)")

LARGEST_SHARE = 0.5
"""Share of a document that an annex on the plan before takes at most: a longer one is what it is about."""


def without_earlier_plans(items: Sequence[OutlineItem]) -> tuple[OutlineItem, ...]:
    """Return the items of a document without the sections on a plan before its own, headings included."""
    dropped = {index for section in _find_sections(items) for index in section}
    return tuple(item for index, item in enumerate(items) if index not in dropped)


def _find_sections(items: Sequence[OutlineItem]) -> Iterator[range]:
    years: str | None = None
    for index, item in enumerate(items):
        if item.rank == BODY:
            continue
        named = _YEARS.search(item.text)
        if years is None:
            years = named[1] if named else None
        elif names_plan(item.text) and (_says_earlier(item.text) or (named is not None and named[1] < years)):
            section = range(index, _find_end(items, index))
            if len(section) <= LARGEST_SHARE * len(items):
                yield section


def _find_end(items: Sequence[OutlineItem], index: int) -> int:
    """Return where the section below a heading ends: at the next heading as prominent."""
    rank = items[index].rank
    ends = (at for at in range(index + 1, len(items)) if BODY < items[at].rank <= rank)
    return next(ends, len(items))


def _says_earlier(heading: str) -> bool:
    return not _earlier_words().isdisjoint(fold_to_words(heading).split())


@cache
def _earlier_words() -> frozenset[str]:
    return frozenset(fold_to_words(word) for word in load_data("outline")["earlier"])
