"""Resolve paragraph, character and table styles over what they are based on.

The markers of numbered and bulleted paragraphs, which a DOCX does not store, are computed from its numbering.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from pipeline.readers.docx.package import Element, W, children_by_tag, find_child, is_on, read_number, read_value
from pipeline.readers.markers import Counting, format_number

_HEADING = re.compile(r"heading ([1-9])")
_LOWEST_HEADING = 6  # a `Document` has as many heading levels as HTML
_BOLD, _HIDDEN, _SIZE, _COLOR = W + "b", W + "vanish", W + "sz", W + "color"
_UNDERLINE, _HIGHLIGHT = W + "u", W + "highlight"
_STRIKES = (W + "strike", W + "dstrike")
_ALIGNED, _LIFTED = W + "vertAlign", W + "position"
_LEAST_LIFT = 4
"""Half points by which a mark of a note is above its line at least; less only corrects how a font sits."""


@dataclass(frozen=True, slots=True)
class DocxStyle:
    """What a style says, None where it and those it is based on say nothing. `size` in points, `outline` from 0.

    `struck` text is crossed out, `raised` text is superscript, `marked` text underlined or highlighted. `ink` is the
    color of its letters as RRGGBB.
    """

    name: str = ""
    style_id: str = ""
    bold: bool | None = None
    hidden: bool | None = None
    struck: bool | None = None
    raised: bool | None = None
    marked: bool | None = None
    ink: str | None = None
    size: float | None = None
    outline: int | None = None
    num_id: int | None = None
    num_level: int | None = None
    shading: Element | None = None

    @property
    def heading(self) -> int:
        """The heading level from 1 to 6, 0 for body text."""
        if self.outline is not None and self.outline < 9:
            return min(self.outline + 1, _LOWEST_HEADING)
        return 1 if self.name == "title" else 0


class Styles:
    """The styles of a document by id, each resolved once."""

    def __init__(self, root: Element | None) -> None:
        elements = [] if root is None else root.findall(W + "style")
        self._elements = {read_value(element, "styleId"): element for element in elements}
        self._default = next((i for i, e in self._elements.items() if _is_default(e)), None)
        self._resolved: dict[str | None, DocxStyle] = {None: DocxStyle()}
        self._base = read_run(find_child(root, "docDefaults", "rPrDefault", "rPr"), DocxStyle())

    def paragraph(self, style_id: str | None) -> DocxStyle:
        """Return the style of a paragraph; the document's default where it names none."""
        return self.get(style_id if style_id in self._elements else self._default, self._base)

    def get(self, style_id: str | None, base: DocxStyle | None = None) -> DocxStyle:
        """Return a style resolved over its ancestors."""
        if style_id not in self._resolved:
            self._resolved[style_id] = self._resolve(style_id, base or DocxStyle())
        return self._resolved[style_id]

    def _resolve(self, style_id: str | None, base: DocxStyle) -> DocxStyle:
        chain: list[Element] = []
        names: set[str | None] = set()
        while style_id in self._elements and style_id not in names:
            names.add(style_id)
            element = self._elements[style_id]
            chain.append(element)
            style_id = read_value(find_child(element, "basedOn"))
        style = base
        for element in reversed(chain):
            style = _read_style(element, style)
        return style


def _is_default(element: Element) -> bool:
    return read_value(element, "type") == "paragraph" and read_value(element, "default") in ("1", "true", "on")


def _read_style(element: Element, base: DocxStyle) -> DocxStyle:
    paragraph = find_child(element, "pPr")
    name = (read_value(find_child(element, "name")) or "").lower()
    heading_name = _HEADING.fullmatch(name)
    outline = int(heading_name.group(1)) - 1 if heading_name else read_number(find_child(paragraph, "outlineLvl"))
    numbering = find_child(paragraph, "numPr")
    num_id, level = read_number(find_child(numbering, "numId")), read_number(find_child(numbering, "ilvl"))
    shading = find_child(element, "tcPr", "shd")
    return replace(
        read_run(find_child(element, "rPr"), base),
        name=name,
        style_id=read_value(element, "styleId") or "",
        outline=base.outline if outline is None else outline,
        num_id=base.num_id if num_id is None else num_id,
        num_level=base.num_level if level is None else level,
        shading=base.shading if shading is None else shading,
    )


def read_run(properties: Element | None, base: DocxStyle) -> DocxStyle:
    """Return a style with what run properties (`w:rPr`) say on top of it."""
    if properties is None:
        return base
    settings = children_by_tag(properties)
    half_points = read_number(settings.get(_SIZE))
    return replace(
        base,
        bold=_first_set(is_on(settings.get(_BOLD)), base.bold),
        hidden=_first_set(is_on(settings.get(_HIDDEN)), base.hidden),
        struck=_is_struck(settings, base),
        raised=_is_raised(settings, base),
        marked=_is_marked(settings, base),
        ink=read_value(settings.get(_COLOR)) or base.ink,
        size=base.size if half_points is None else half_points / 2,
    )


def apply_character_style(own: DocxStyle, base: DocxStyle) -> DocxStyle:
    """Return a paragraph's style with what a character style says on top of it."""
    return DocxStyle(
        bold=_first_set(own.bold, base.bold),
        hidden=_first_set(own.hidden, base.hidden),
        struck=_first_set(own.struck, base.struck),
        raised=_first_set(own.raised, base.raised),
        marked=_first_set(own.marked, base.marked),
        ink=own.ink or base.ink,
        size=base.size if own.size is None else own.size,
    )


def _first_set(own: bool | None, inherited: bool | None) -> bool | None:
    return inherited if own is None else own


def _is_struck(settings: Mapping[str, Element], base: DocxStyle) -> bool | None:
    states = [is_on(settings[name]) for name in _STRIKES if name in settings]
    return any(states) if states else base.struck


def _is_marked(settings: Mapping[str, Element], base: DocxStyle) -> bool | None:
    values = [read_value(settings[name]) for name in (_UNDERLINE, _HIGHLIGHT) if name in settings]
    return any(value != "none" for value in values) if values else base.marked


def _is_raised(settings: Mapping[str, Element], base: DocxStyle) -> bool | None:
    """Return whether text is set above the line: as superscript, or lifted by at least two points."""
    aligned, lift = settings.get(_ALIGNED), read_number(settings.get(_LIFTED))
    if aligned is not None:
        return read_value(aligned) == "superscript"
    return base.raised if lift is None else lift >= _LEAST_LIFT


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
