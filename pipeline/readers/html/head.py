"""Read what a page states of itself: title, address, language, author, date."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.readers.cleaning import clean

_PLACES: tuple[tuple[str, str, str], ...] = (
    ("canonical_url", 'link[rel~="canonical"]', "href"),
    ("canonical_url", 'meta[property="og:url"]', "content"),
    ("title", "title", ""),
    ("title", 'meta[property="og:title"]', "content"),
    ("lang", "html", "lang"),
    ("lang", "html", "xml:lang"),
    ("lang", 'meta[http-equiv="content-language" i]', "content"),
    ("author", 'meta[name="author" i]', "content"),
    ("created", 'meta[property="article:published_time"]', "content"),
    ("site_name", 'meta[property="og:site_name"]', "content"),
)
"""Property, CSS selector and attribute (none: the element's text); the first that says something counts."""


def properties(tree: LexborHTMLParser, encoding: str) -> dict[str, str]:
    """Return the page's properties that it states, and the encoding it was read in."""
    found: dict[str, str] = {}
    for name, selector, attribute in _PLACES:
        node = None if name in found else tree.css_first(selector)
        text = _text(node, attribute) if node is not None else ""
        if text:
            found[name] = text
    return {**found, "encoding": encoding}


def _text(node: LexborNode, attribute: str) -> str:
    return clean((node.attributes.get(attribute) or "") if attribute else node.text())
