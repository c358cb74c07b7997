"""Pictures and icons that stand for a tick or an empty box."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from pipeline.readers.html.elements import attribute
from pipeline.readers.picture_marks import picture_mark

_ICONS = frozenset({"i", "span", "em", "b"})
_PREFIXES = ("fa-", "fas-", "icon-", "glyphicon-", "bi-", "mdi-", "ti-", "check", "tick", "uncheck")
"""How the classes of icon fonts begin."""


def icon_mark(node: LexborNode) -> str:
    """Return the mark that a picture or icon shows (☒ or ☐); empty for other elements.

    A picture says it by its alternative text, title or file, an icon by its class or label.
    """
    if node.tag in ("img", "svg"):
        told = (attribute(node, name) for name in ("alt", "aria-label", "title"))
        described = next((text for text in told if text.strip()), "") or _title(node)
        return picture_mark(described or attribute(node, "src"))
    if node.tag not in _ICONS or node.text().strip():
        return ""
    label = attribute(node, "aria-label") or attribute(node, "title")
    if label:
        return picture_mark(label)
    classes = attribute(node, "class").lower().split()
    return next((mark for name in classes if name.startswith(_PREFIXES) and (mark := picture_mark(name))), "")


def _title(node: LexborNode) -> str:
    title = node.css_first("title")
    return title.text() if title is not None else ""


_LARGEST = 64
"""Pixels: a wider picture is no tick."""


def unnamed_picture(cell: LexborNode) -> str:
    """Return the file of the one small picture that a cell without text consists of, whatever it shows; else empty."""
    if cell.text().strip():
        return ""
    pictures = cell.css("img")
    if len(pictures) != 1 or icon_mark(pictures[0]):
        return ""
    width = attribute(pictures[0], "width").removesuffix("px")
    is_large = width.isascii() and width.isdigit() and int(width) > _LARGEST
    return "" if is_large else attribute(pictures[0], "src")
