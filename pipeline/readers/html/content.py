"""Choose the main part of a page and tell the site's chrome in it, by tags, roles and names.

What they are is data: `schemas/chrome.json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from pipeline.readers.chrome import vocabulary
from pipeline.readers.cleaning import clean
from pipeline.readers.html.elements import SILENT, attribute

_MAIN = ("main", '[role="main"]', "article")
_ENOUGH = 0.4
"""Share of the body's text that a main part must hold; a page filled in by script may have an empty one."""

_MOST = 0.5
"""Share of the main part's text above which an element is its text, whatever its tag or class says."""

_LINKED = 0.6
"""Share of link text above which an aside within the text is a menu."""

_MOST_CANDIDATES = 1000
"""Elements that are weighed as chrome: a page with more of them was made to keep readers busy."""

_TEXT_TAGS = frozenset({"body", "main", "html"})


def main_part(body: LexborNode) -> tuple[LexborNode, frozenset[int]]:
    """Return the element that holds the page's text, and the ids (`mem_id`) of the chrome below the body."""
    total = _size(body)
    main = next((node for s in _MAIN if (node := _only(body, s)) is not None and _size(node) >= _ENOUGH * total), body)
    limit = _MOST * _size(main)
    chrome = (node for node in _candidates(body) if _is_chrome(node, limit))
    return main, frozenset(node.mem_id for node in chrome)


def title_outside(body: LexborNode, main: LexborNode, title: str) -> LexborNode | None:
    """Return the h1 outside a main part without one that opens the page's title (a site's name does not)."""
    if main.css_first("h1") is not None:
        return None
    return next((node for node in body.css("h1") if (text := clean(node.text())) and title.startswith(text)), None)


def _candidates(body: LexborNode) -> list[LexborNode]:
    named = vocabulary("names") | vocabulary("boxes") | vocabulary("roles")
    tags = vocabulary("tags")
    found = (node for node in body.css(_selector()) if node.tag in tags or _words(node) & named)
    return list(islice(found, _MOST_CANDIDATES))


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
    words = _words(node)
    if tag in ("nav", "dialog") or attribute(node, "role") in vocabulary("roles"):
        return True
    if tag in ("header", "footer"):
        return not _within_text(node)
    if tag == "aside" or not vocabulary("boxes").isdisjoint(words):
        return (not _within_text(node) and _size(node) <= limit) or _is_menu(node)
    named = tag == "form" or not vocabulary("names").isdisjoint(words)
    return named and _size(node) <= limit


def _words(node: LexborNode) -> set[str]:
    words = f"{attribute(node, 'class')} {attribute(node, 'id')} {attribute(node, 'role')}"
    return set(words.lower().split())


def _within_text(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in ("main", "article") or attribute(parent, "role") == "main":
            return True
        parent = parent.parent
    return False


def _is_menu(node: LexborNode) -> bool:
    return sum(_size(link) for link in node.css("a")) > _LINKED * _size(node)
