"""Read the colour behind a table cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.readers.docx.names import Element, W, child, value
from pipeline.readers.docx.styles import Styles

_RGB = re.compile(r"[0-9A-Fa-f]{6}")
_PERCENT = re.compile(r"pct(\d{1,2})")
_WHITE = "FFFFFF"

_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "darkBlue": "00008B",
    "darkCyan": "008B8B",
    "darkGreen": "006400",
    "darkMagenta": "800080",
    "darkRed": "8B0000",
    "darkYellow": "808000",
    "darkGray": "A9A9A9",
    "lightGray": "D3D3D3",
}


def fill(cell: Element, own: Element | None, around: Sequence[Element | None]) -> str | None:
    """Return the colour of a cell as RRGGBB, None for none and white.

    The cell's own shading (`own`) counts first, then one that all its text has, then those around it: the row's, the
    table's and its style's (`of_table`).
    """
    found = shade(own) or _of_text(cell) or next(filter(None, map(shade, around)), None)
    return None if found == _WHITE else found


def of_table(table: Element, styles: Styles) -> tuple[Element | None, Element | None]:
    """Return the shading of a table and that of its style."""
    properties = child(table, "tblPr")
    return child(properties, "shd"), styles.get(value(child(properties, "tblStyle"))).shading


def shade(element: Element | None) -> str | None:
    """Return what a `w:shd` element shows as RRGGBB; None where it shows nothing."""
    if element is None:
        return None
    pattern = value(element) or "clear"
    ground, ink = value(element, "fill") or "auto", value(element, "color") or "auto"
    if pattern == "nil":
        return None
    if pattern == "solid":
        return ink.upper() if _RGB.fullmatch(ink) else None
    percent = _PERCENT.match(pattern)
    if percent:
        return _mixed(ground, ink, int(percent.group(1)))
    return ground.upper() if _RGB.fullmatch(ground) else None


def _mixed(ground: str, ink: str, percent: int) -> str:
    below = ground if _RGB.fullmatch(ground) else _WHITE
    above = ink if _RGB.fullmatch(ink) else "000000"
    channels = ((int(below[i : i + 2], 16), int(above[i : i + 2], 16)) for i in (0, 2, 4))
    return "".join(f"{round(b + (a - b) * percent / 100):02X}" for b, a in channels)


def _of_text(cell: Element) -> str | None:
    """Return the one colour behind all text of a cell (shaded paragraphs, shaded or highlighted runs)."""
    colours: set[str | None] = set()
    for paragraph in cell.iterchildren(W + "p"):
        behind = shade(child(paragraph, "pPr", "shd"))
        runs = [run for run in paragraph.iter(W + "r") if any((t.text or "").strip() for t in run.iter(W + "t"))]
        colours.update(_of_run(child(run, "rPr")) or behind for run in runs)
        if not runs and behind:
            colours.add(behind)
    return colours.pop() if len(colours) == 1 else None


def _of_run(properties: Element | None) -> str | None:
    highlight = _HIGHLIGHTS.get(value(child(properties, "highlight")) or "")
    return highlight or shade(child(properties, "shd"))
