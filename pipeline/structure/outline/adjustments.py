"""Changes of the outline before its labels are read.

Themes that small type prints at the head of page after page, over the title ('Axis 1 · Open data'), become headings.
A level in front of a title is put behind it. Sections on a plan before this one are left out: what a document repeats
of its commitments are none of its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from pipeline.lexicon.text_folding import fold_to_words
from pipeline.model import TextBlock
from pipeline.schema.data import load_data
from pipeline.structure.commitments.completion import states_level
from pipeline.structure.dates import is_date
from pipeline.structure.numbers import is_named
from pipeline.structure.outline.section_kinds import names_plan
from pipeline.structure.outline.tree import BODY, OutlineItem

RUNNING = "running"
"""First of the style of such a line: it returns without being a label."""

FEWEST_PAGES = 3
"""Pages with such a line over a title: fewer may open with the end of a text by chance."""

MOST_WORDS = 12
"""Words of a running line; a longer one is a sentence."""


def raise_running_themes(items: Sequence[OutlineItem]) -> list[OutlineItem]:
    """Return the items, the running lines over titles as headings above them: they are no text of the page before."""
    lines: dict[tuple[object, ...], list[int]] = defaultdict(list)
    usual = Counter(item.style for item in items if item.rank == BODY).most_common(1)
    for index in range(1, len(items) - 1):
        above, item, below = items[index - 1 : index + 2]
        if _is_first_line(above, item) and below.rank != BODY and below.page == item.page:
            lines[item.style, round(item.top or 0.0), below.style].append(index)
    found: dict[int, int] = {}
    for places in lines.values():
        texts = Counter(items[index].text for index in places)
        is_apart = items[places[0]].style != usual[0][0] or len(texts) < len(places)
        if len(places) >= FEWEST_PAGES and len(texts) > 1 and is_apart:
            found |= {index: items[index + 1].rank - 1 for index in places}
    # A title of the first rank has a heading above it now: all ranks move down by one.
    step = int(BODY in found.values())
    return [
        replace(item, rank=found[index] + step, style=(RUNNING, *item.style))
        if index in found
        else replace(item, rank=item.rank + step if item.rank != BODY else BODY)
        for index, item in enumerate(items)
    ]


def _is_first_line(above: OutlineItem, item: OutlineItem) -> bool:
    """Return whether an item is the first of its page, a short line of body text that names no commitment."""
    if item.rank != BODY or item.page is None or above.page == item.page or not isinstance(item.block, TextBlock):
        return False
    is_line = item.block.kind == "paragraph" and len(item.block.lines) == 1 and len(item.text.split()) <= MOST_WORDS
    return is_line and not is_named(item.text) and not is_date(item.text) and item.text[-1:].isalnum()


FEWEST_BADGES = 2
"""Titles with a level above them: a lone level may close the text above it."""


def lower_badges(items: Sequence[OutlineItem]) -> list[OutlineItem]:
    """Return the items, the level that is printed in front of each title of one style behind it.

    The badge of a card says how far its own commitment is, not the one above.
    """
    titles: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        if item.rank != BODY:
            titles[item.style].append(index)
    ordered = list(items)
    for places in titles.values():
        badges = (items[place - 1] if place else items[place] for place in places)
        if len(places) >= FEWEST_BADGES and all(badge.rank == BODY and states_level(badge.text) for badge in badges):
            for place in places:
                ordered[place - 1 : place + 1] = items[place], items[place - 1]
    return ordered


_YEARS = re.compile(r"(?<!\d)(20\d\d)\s?[-–—/]\s?(?:20)?\d\d(?!\d)")

LARGEST_SHARE = 0.5
"""Share of a document that an annex on the plan before takes at most: a longer one is what it is about."""


def without_earlier_plans(items: Sequence[OutlineItem]) -> tuple[OutlineItem, ...]:
    """Return the items of a document without imprint and sections on a plan before its own, headings included."""
    dropped = {index for section in _find_sections(items) for index in section}
    return tuple(item for index, item in enumerate(items) if index not in dropped)


def _find_sections(items: Sequence[OutlineItem]) -> Iterator[range]:
    years: str | None = None
    for index, item in enumerate(items):
        if item.rank == BODY:
            continue
        if fold_to_words(item.text) in _words("imprint"):
            yield range(index, _find_end(items, index))
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
    return not _words("earlier").isdisjoint(fold_to_words(heading).split())


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(fold_to_words(word) for word in load_data("outline")[kind])
