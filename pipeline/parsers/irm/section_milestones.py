"""Milestones in the text of a commitment: a list of its own, or numbered paragraphs within the commitment's text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.model import RawValue
from pipeline.parsers.irm.report_items import Item, split_numbered
from pipeline.parsers.irm.words import words
from pipeline.structure.lines import value
from pipeline.structure.stream import piece, stream

_NUMBER = r"(?P<number>(?:[A-Z]{0,2}\d{1,3}(?:\.(?:\d{1,3}|[A-Z])\b)*|[a-z])[a-z]?)"
_INTRO = re.compile(r"^\D{0,80}:$")


@cache
def _entry() -> re.Pattern[str]:
    listed = "|".join(re.escape(word) for word in sorted(words()["milestone_words"], key=len, reverse=True))
    bullet = r"[\s•·▪●–\-*\uf0b7\uf0a7\uf0d8➢]*"
    return re.compile(
        rf"{bullet}(?:(?:{listed})\s+(?=\d))?{_NUMBER}\s*(?:[.):]|[–-]\s|(?<=\d\.\d)\s|(?<=\d\.\d\d)\s)\s*(?=\S)",
        re.IGNORECASE,
    )


_BULLET = re.compile(r"^[\s•·▪●–\-*\uf0b7\uf0a7\uf0d8➢]+")

Fields = dict[str, RawValue]


def split_milestones(
    description: Sequence[Item], listed: Sequence[Item], number: str | None
) -> tuple[list[Item], list[Fields], list[Item]]:
    """Return the prose of a commitment's text, its milestones, and the entries of lists that may be milestones.

    The last are bulleted or numbered entries that no heading calls milestones: the rows of the grid decide.
    """
    prose: list[Item] = []
    milestones: list[Fields] = []
    entries: list[Item] = []
    for item in (part for whole in description for part in split_numbered(whole, number)):
        if _is_own_number(item, number):
            milestones.append(milestone_fields(item))
        elif milestones and item.is_list_item:
            _append(milestones[-1], item)
        else:
            prose.append(item)
            if item.is_list_item or _entry().match(item.text):
                entries.append(item)
    for item in (part for whole in listed for part in split_numbered(whole, number)):
        if _INTRO.match(item.text):
            continue
        milestones.append(milestone_fields(item))
    return prose, milestones, [] if milestones else entries


def _is_own_number(item: Item, number: str | None) -> bool:
    """Say whether a paragraph opens with a number below the commitment's own: '5.1' in commitment 5."""
    found = _entry().match(item.text)
    if found is None or "." not in found["number"]:
        return False
    return number is None or found["number"].startswith(f"{number}.")


def milestone_fields(item: Item) -> Fields:
    """Return the number and the text of a milestone."""
    found = _entry().match(item.text)
    whole = stream(item.lines)
    fields: Fields = {}
    start = 0
    if found:
        start = found.end()
        fields["number"] = RawValue(found["number"], "list", item.lines[:1])
    elif bullet := _BULLET.match(whole.text):
        start = bullet.end()
    fields["text"] = value(piece(whole, start, len(whole.text)), "list")
    return fields


def _append(fields: Fields, item: Item) -> None:
    fields["text"] = value((*fields["text"].lines, *item.lines), "list")
