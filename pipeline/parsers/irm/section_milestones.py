"""Milestones in the text of a commitment: a list of its own, or numbered paragraphs within the commitment's text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import RawValue
from pipeline.parsers.irm.items import Item
from pipeline.structure.lines import make_value, open_paragraph
from pipeline.structure.milestones.lists import StepSpan, split_items
from pipeline.structure.milestones.numbering import bullet_end, opening_mark
from pipeline.structure.stream import Stream, cut_lines, make_stream

_INTRO = re.compile(r"^\D{0,80}:$")
Fields = dict[str, RawValue]


def split_milestones(
    description: Sequence[Item], listed: Sequence[Item], number: str | None
) -> tuple[list[Item], list[Fields], list[Item]]:
    """Return the prose of a commitment's text, its milestones, and the entries of lists that may be milestones.

    The last are bulleted or numbered entries that no heading calls milestones: the rows of the grid decide.
    """
    prose: list[Item] = []
    own: list[Item] = []
    entries: list[Item] = []
    for item in description:
        if _has_own_number(item, number) or (own and item.is_list_item):
            own.append(item)
        else:
            prose.append(item)
            if item.is_list_item or opening_mark().match(item.text):
                entries.append(item)
    milestones = [*read_items_as_milestones(own), *read_items_as_milestones(listed)]
    return prose, milestones, [] if milestones else entries


def _has_own_number(item: Item, number: str | None) -> bool:
    """Return whether a paragraph opens with a number below the commitment's own: '5.1' in commitment 5."""
    found = opening_mark().match(item.text, bullet_end(item.text))
    if found is None or "." not in found[2]:
        return False
    return number is None or found[2].startswith(f"{number}.")


def read_items_as_milestones(items: Sequence[Item]) -> list[Fields]:
    """Return the number and the whole text of the milestones that paragraphs list, as the action plan prints them."""
    listed = [item for item in items if not _INTRO.match(item.text)]
    joined = make_stream([line for item in listed for line in open_paragraph(item.lines)])
    found = split_items(joined)
    if not any(part.number for part in found):
        # Without numbers each paragraph is one: its dates are its own.
        parts = [make_stream(open_paragraph(item.lines)) for item in listed]
        return [fields for part in parts if (fields := _make_fields(part, StepSpan(None, 0, len(part.text))))]
    return [fields for part in found if "text" in (fields := _make_fields(joined, part))]


def _make_fields(joined: Stream, found: StepSpan) -> Fields:
    start = found.start + bullet_end(joined.text[found.start : found.end])
    text = cut_lines(joined, start, found.end)
    number = RawValue(found.number, "list", cut_lines(joined, found.mark, found.start)) if found.number else None
    return {**({"number": number} if number else {}), **({"text": make_value(text, "list")} if text else {})}
