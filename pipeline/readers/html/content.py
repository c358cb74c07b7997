"""Choose the main part of a page and tell the site's chrome in it, by tags, roles and names.

What they are is data: `schemas/chrome.json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from pipeline.readers.chrome import vocabulary
from pipeline.readers.html.elements import SILENT, attribute

_MAIN = ("main", '[role="main"]', "article")
_ENOUGH = 0.4
"""Share of the body's text that a main part must hold; a page filled in by script may have an empty one."""

_MOST = 0.5
"""Share of the main part's text above which an element is its text, whatever its tag or class says."""

_LINKED = 0.6
"""Share of link text above which an aside within the text is a menu."""

_TEXT_TAGS = frozenset({"body", "main", "html"})


def main_part(body: LexborNode) -> tuple[LexborNode, frozenset[int]]:
    """Return the element that holds the page's text, and the ids (`mem_id`) of the chrome below the body."""
    total = _size(body)
    main = next((node for s in _MAIN if (node := _only(body, s)) is not None and _size(node) >= _ENOUGH * total), body)
    limit = _MOST * _size(main)
    chrome = (node for node in body.css(_selector()) if _is_chrome(node, limit))
    return main, frozenset(node.mem_id for node in chrome)


def title_outside(body: LexborNode, main: LexborNode) -> LexborNode | None:
    """Return the page's only h1 where it stands outside the main part."""
    headings = body.css("h1")
    if len(headings) != 1 or main.css_first("h1") is not None:
        return None
    return headings[0]


def _only(body: LexborNode, selector: str) -> LexborNode | None:
    found = body.css(selector)
    return found[0] if len(found) == 1 else None


def _size(node: LexborNode) -> int:
    return sum(len(" ".join((part.text_content or "").split())) for part in _texts(node))


def _texts(node: LexborNode) -> Iterator[LexborNode]:
    for part in node.traverse(include_text=True):
        if part.is_text_node and part.parent is not None and part.parent.tag not in SILENT:
            yield part


def _selector() -> str:
    roles = [f'[role="{role}"]' for role in sorted(vocabulary("roles"))]
    return ", ".join([*sorted(vocabulary("tags")), *roles, "[class]", "[id]"])


def _is_chrome(node: LexborNode, limit: float) -> bool:
    tag = node.tag or ""
    if tag in _TEXT_TAGS:
        return False
    if tag in ("nav", "dialog") or attribute(node, "role") in vocabulary("roles"):
        return True
    if tag in ("header", "footer", "aside"):
        return not _within_text(node) or (tag == "aside" and _is_menu(node))
    named = tag == "form" or not vocabulary("names").isdisjoint(_words(node))
    return named and _size(node) <= limit


def _words(node: LexborNode) -> set[str]:
    return set(re.split(r"[\s]+", f"{attribute(node, 'class')} {attribute(node, 'id')}".lower()))


def _within_text(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in ("main", "article") or attribute(parent, "role") == "main":
            return True
        parent = parent.parent
    return False


def _is_menu(node: LexborNode) -> bool:
    return sum(_size(link) for link in node.css("a")) > _LINKED * _size(node)
