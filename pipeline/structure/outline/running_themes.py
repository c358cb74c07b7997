"""Themes that small type prints at the head of the page, over the title: 'Axis 1 · Open data', page after page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import TextBlock
from pipeline.structure.dates import is_date
from pipeline.structure.numbers import is_named
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
