"""Compute the markers of numbered and bulleted paragraphs, which a DOCX does not store."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import get_args

from pipeline.readers.docx.package import Element, W, find_child, is_on, read_number, read_value
from pipeline.readers.docx.styles import Styles
from pipeline.readers.markers import Counting, format_number

LEVEL_COUNT = 9  # Open XML, 17.9.6: a list has nine levels
_LEVEL_SIGN = re.compile(r"%([1-9])")
_COUNTINGS: dict[str, Counting] = {name: name for name in get_args(Counting)}

_BULLETS = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf076": "❖",
    "\uf0a8": "☐",
    "\uf06f": "□",
    "\uf0fe": "☑",
    "\uf0e0": "→",
    "\uf02d": "-",
}
"""Bullets of Symbol and Wingdings as they look; others keep their private-use character."""


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list: where it starts, how it counts, its text (`%1.%2`), after which level it starts again."""

    start: int = 1
    counting: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style_id: str | None = None


@dataclass(slots=True)
class _List:
    """A numbering instance: its definition, levels and starts of its own."""

    abstract: str
    levels: dict[int, ListLevel]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document with their counters. Markers must be counted in document order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._abstracts = (
            {} if root is None else {read_value(e, "abstractNumId"): e for e in root.findall(W + "abstractNum")}
        )
        self._nums = {} if root is None else {read_number(e, "numId"): e for e in root.findall(W + "num")}
        self._styles = styles
        self._lists: dict[int, _List | None] = {}
        self._counters: dict[str, list[int | None]] = {}

    def level_of_style(self, num_id: int, style_id: str) -> int:
        """Return the level that a list binds to a paragraph style, 0 where it binds none."""
        word_list = self._find_list(num_id)
        levels = word_list.levels.items() if word_list else ()
        return next((index for index, level in levels if level.style_id == style_id), 0)

    def count_marker(self, num_id: int, index: int) -> tuple[str | None, bool]:
        """Count a paragraph of a list; return its marker as printed (None: none) and whether it is a number."""
        fresh = num_id not in self._lists
        word_list = self._find_list(num_id)
        index = min(max(index, 0), LEVEL_COUNT - 1)
        if word_list is None or index not in word_list.levels:
            return None, False
        counters = self._counters.setdefault(word_list.abstract, [None] * LEVEL_COUNT)
        if fresh:
            for place in word_list.starts:
                counters[place] = None
        self._count_paragraph(word_list, counters, index)
        level = word_list.levels[index]
        if level.counting == "bullet":
            return _BULLETS.get(level.text, level.text) or None, False
        return self._format_number(word_list, counters, level) or None, True

    def _count_paragraph(self, word_list: _List, counters: list[int | None], index: int) -> None:
        for place in range(index):
            if counters[place] is None:
                counters[place] = self._find_start(word_list, place)
        current = counters[index]
        counters[index] = self._find_start(word_list, index) if current is None else current + 1
        for place in range(index + 1, LEVEL_COUNT):
            level = word_list.levels.get(place)
            # w:lvlRestart 0: never again; n: only after a paragraph of level n (from 1) or above.
            if level is None or level.restart is None or index < level.restart:
                counters[place] = None

    def _find_start(self, word_list: _List, index: int) -> int:
        level = word_list.levels.get(index)
        return word_list.starts.get(index, level.start if level else 1)

    def _format_number(self, word_list: _List, counters: list[int | None], level: ListLevel) -> str:
        if level.counting == "none":
            return "" if "%" in level.text else level.text.strip()

        def part(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            counting = word_list.levels[place].counting if place in word_list.levels else "decimal"
            if counting in ("none", "bullet"):
                return ""
            return format_number(
                counters[place] or 0, "decimal" if level.legal else _COUNTINGS.get(counting, "decimal")
            )

        return _LEVEL_SIGN.sub(part, level.text).strip()

    def _find_list(self, num_id: int) -> _List | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._build_list(num_id)
        return self._lists[num_id]

    def _build_list(self, num_id: int, through_style: bool = True) -> _List | None:
        element = self._nums.get(num_id)
        abstract_id = read_value(find_child(element, "abstractNumId"))
        abstract = self._abstracts.get(abstract_id)
        if element is None or abstract is None or abstract_id is None:
            return None
        linked = read_value(find_child(abstract, "numStyleLink"))
        if linked and through_style:
            other = self._styles.get(linked).num_id
            return self._build_list(other, through_style=False) if other else None
        word_list = _List(abstract_id, _read_levels(abstract))
        for override in element.findall(W + "lvlOverride"):
            index = read_number(override, "ilvl") or 0
            start = read_number(find_child(override, "startOverride"))
            if start is not None:
                word_list.starts[index] = start
            word_list.levels.update(_read_levels(override))
        return word_list


def _read_levels(parent: Element) -> dict[int, ListLevel]:
    return {read_number(element, "ilvl") or 0: _read_level(element) for element in parent.findall(W + "lvl")}


def _read_level(element: Element) -> ListLevel:
    start = read_number(find_child(element, "start"))
    return ListLevel(
        start=0 if start is None and find_child(element, "start") is None else start or 0,
        counting=read_value(find_child(element, "numFmt")) or "decimal",
        text=read_value(find_child(element, "lvlText")) or "",
        restart=read_number(find_child(element, "lvlRestart")),
        legal=bool(is_on(find_child(element, "isLgl"))),
        style_id=read_value(find_child(element, "pStyle")),
    )
