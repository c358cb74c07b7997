"""Resolve paragraph, character and table styles over what they are based on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.readers.docx.names import Element, W, child, is_on, number, value

_HEADING = re.compile(r"heading ([1-9])")
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says, None where it and those it is based on say nothing. `size` in points, `outline` from 0."""

    name: str = ""
    style_id: str = ""
    bold: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    outline: int | None = None
    num_id: int | None = None
    num_level: int | None = None
    shading: Element | None = None

    @property
    def heading(self) -> int:
        """The heading level from 1 to 6, 0 for body text."""
        if self.outline is not None and self.outline < 9:
            return min(self.outline + 1, _DEEPEST)
        return 1 if self.name == "title" else 0


class Styles:
    """The styles of a document by id, each resolved once."""

    def __init__(self, root: Element | None) -> None:
        elements = [] if root is None else root.findall(W + "style")
        self._elements = {value(element, "styleId"): element for element in elements}
        self._default = next((i for i, e in self._elements.items() if _is_default(e)), None)
        self._resolved: dict[str | None, Style] = {None: Style()}
        self._base = read_run(child(root, "docDefaults", "rPrDefault", "rPr"), Style())

    def paragraph(self, style_id: str | None) -> Style:
        """Return the style of a paragraph; the document's default where it names none."""
        return self.get(style_id if style_id in self._elements else self._default, self._base)

    def get(self, style_id: str | None, base: Style | None = None) -> Style:
        """Return a style resolved over its ancestors."""
        if style_id not in self._resolved:
            self._resolved[style_id] = self._resolve(style_id, base or Style())
        return self._resolved[style_id]

    def _resolve(self, style_id: str | None, base: Style) -> Style:
        chain: list[Element] = []
        names: set[str | None] = set()
        while style_id in self._elements and style_id not in names:
            names.add(style_id)
            element = self._elements[style_id]
            chain.append(element)
            style_id = value(child(element, "basedOn"))
        style = base
        for element in reversed(chain):
            style = _read(element, style)
        return style


def _is_default(element: Element) -> bool:
    return value(element, "type") == "paragraph" and value(element, "default") in ("1", "true", "on")


def _read(element: Element, base: Style) -> Style:
    paragraph = child(element, "pPr")
    name = (value(child(element, "name")) or "").lower()
    named = _HEADING.fullmatch(name)
    outline = int(named.group(1)) - 1 if named else number(child(paragraph, "outlineLvl"))
    numbering = child(paragraph, "numPr")
    num_id, level = number(child(numbering, "numId")), number(child(numbering, "ilvl"))
    shading = child(element, "tcPr", "shd")
    return replace(
        read_run(child(element, "rPr"), base),
        name=name,
        style_id=value(element, "styleId") or "",
        outline=base.outline if outline is None else outline,
        num_id=base.num_id if num_id is None else num_id,
        num_level=base.num_level if level is None else level,
        shading=base.shading if shading is None else shading,
    )


def read_run(properties: Element | None, base: Style) -> Style:
    """Return a style with what run properties (`w:rPr`) say on top of it."""
    if properties is None:
        return base
    bold, hidden = is_on(child(properties, "b")), is_on(child(properties, "vanish"))
    half_points = number(child(properties, "sz"))
    return replace(
        base,
        bold=base.bold if bold is None else bold,
        hidden=base.hidden if hidden is None else hidden,
        size=base.size if half_points is None else half_points / 2,
    )
