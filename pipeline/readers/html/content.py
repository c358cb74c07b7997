"""Find the main part of a page, the site's chrome within it, and hidden panels, by tags, roles and names.

The tags, roles and names are data: `schemas/chrome.json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from pipeline.readers.cleaning import clean_text, load_phrases
from pipeline.readers.html.elements import SILENT, read_attribute

_MAIN = ("main", '[role="main"]', "article")
_LEAST_MAIN_SHARE = 0.4
"""Share of the body's text that a main part must hold; a page filled in by script may have an empty one."""

_LEAST_CELL_SHARE = 0.75
"""Share of the body's text that a cell of its layout must hold: what is in the others may be content in columns."""

_MOST_CHROME_SHARE = 0.5
"""Share of the main part's text above which an element is its text, whatever its tag or class says."""

_MENU_LINK_SHARE = 0.6
"""Share of link text above which an aside within the text is a menu."""

_MOST_CANDIDATES = 1000
"""Elements that are tested for being chrome; a page with more of them was made to exhaust readers."""

_TEXT_TAGS = frozenset({"body", "main", "html"})


def find_main_part(body: LexborNode) -> tuple[LexborNode, frozenset[int]]:
    """Return the element that holds the page's text, and the ids (`mem_id`) of the chrome below the body."""
    total = _text_length(body)
    main = next(
        (
            node
            for s in _MAIN
            if (node := _find_single(body, s)) is not None and _text_length(node) >= _LEAST_MAIN_SHARE * total
        ),
        _find_main_cell(body, total) or body,
    )
    limit = _MOST_CHROME_SHARE * _text_length(main)
    chrome = (node for node in _find_candidates(body) if _is_chrome(node, limit))
    return main, frozenset(node.mem_id for node in chrome)


def _find_main_cell(body: LexborNode, total: int) -> LexborNode | None:
    """Return the innermost cell with all main headings and most of the text, on a page that a table lays out.

    The cells next to it hold menus and the site's banner.
    """
    headings = body.css("h1, h2")
    cell, found = (headings[0].parent if headings else None), None
    while cell is not None and found is None:
        if cell.tag == "td" and len(cell.css("h1, h2")) == len(headings):
            is_main = _text_length(cell) >= _LEAST_CELL_SHARE * total
            found = cell if is_main and not _is_bare_heading(cell, headings) else None
        cell = cell.parent
    return found


def _is_bare_heading(cell: LexborNode, headings: list[LexborNode]) -> bool:
    return _text_length(cell) <= sum(map(_text_length, headings))


def find_title_outside(body: LexborNode, main: LexborNode, title: str) -> LexborNode | None:
    """Return the h1 outside a main part without one that opens the page's title (a site's name does not)."""
    if main.css_first("h1") is not None:
        return None
    return next((node for node in body.css("h1") if (text := clean_text(node.text())) and title.startswith(text)), None)


def _find_candidates(body: LexborNode) -> list[LexborNode]:
    names = load_phrases("names") | load_phrases("boxes") | load_phrases("roles")
    tags = load_phrases("tags")
    candidates = (node for node in body.css(_candidate_selector()) if node.tag in tags or _naming_words(node) & names)
    return list(islice(candidates, _MOST_CANDIDATES))


def _find_single(body: LexborNode, selector: str) -> LexborNode | None:
    nodes = body.css(selector)
    return nodes[0] if len(nodes) == 1 else None


def _text_length(node: LexborNode) -> int:
    return sum(len(" ".join((part.text_content or "").split())) for part in _iterate_text(node))


def _iterate_text(node: LexborNode) -> Iterator[LexborNode]:
    for part in node.traverse(include_text=True):
        if part.is_text_node and part.parent is not None and part.parent.tag not in SILENT:
            yield part


def _candidate_selector() -> str:
    roles = [f'[role="{role}"]' for role in sorted(load_phrases("roles"))]
    return ", ".join([*sorted(load_phrases("tags")), *roles, "[class]", "[id]"])


def _is_chrome(node: LexborNode, limit: float) -> bool:
    tag = node.tag or ""
    if tag in _TEXT_TAGS:
        return False
    words = _naming_words(node)
    if tag in ("nav", "dialog") or read_attribute(node, "role") in load_phrases("roles"):
        return True
    if tag in ("header", "footer"):
        return not _is_within_text(node)
    if tag == "aside" or not load_phrases("boxes").isdisjoint(words):
        return (not _is_within_text(node) and _text_length(node) <= limit) or _is_menu(node)
    is_named_chrome = tag == "form" or not load_phrases("names").isdisjoint(words)
    return is_named_chrome and _text_length(node) <= limit


def _naming_words(node: LexborNode) -> set[str]:
    words = f"{read_attribute(node, 'class')} {read_attribute(node, 'id')} {read_attribute(node, 'role')}"
    return set(words.lower().split())


def _is_within_text(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in ("main", "article") or read_attribute(parent, "role") == "main":
            return True
        parent = parent.parent
    return False


def _is_menu(node: LexborNode) -> bool:
    return sum(_text_length(link) for link in node.css("a")) > _MENU_LINK_SHARE * _text_length(node)


_TARGETS = ("aria-controls", "data-target", "data-bs-target", "data-tab", "data-toggle-target")
_LINK_LIST_SHARE = 0.6
"""Share of link text above which a hidden part is a menu."""

_LEAST_TEXT = 80
"""Characters from which on a hidden part that no control names is content: labels for screen readers are shorter."""


class Panels:
    """Finds the hidden elements of a page that a click opens: panels of accordions and tabs are content."""

    def __init__(self, body: LexborNode) -> None:
        self._body = body
        self._controlled: frozenset[str] | None = None

    def is_panel(self, node: LexborNode) -> bool:
        """Return whether a hidden element is content that a click opens."""
        text = " ".join(node.text(separator=" ").split())
        if not text or read_attribute(node, "aria-hidden") == "true" or _is_link_list(node, text):
            return False
        is_named_panel = read_attribute(node, "hidden") == "until-found" or read_attribute(node, "role") == "tabpanel"
        words = set(f"{read_attribute(node, 'class')} {read_attribute(node, 'id')}".lower().split())
        is_named_panel = (
            is_named_panel
            or not load_phrases("panels").isdisjoint(words)
            or read_attribute(node, "id") in self._find_targets()
        )
        return is_named_panel or (len(text) >= _LEAST_TEXT and _is_under_control(node))

    def _find_targets(self) -> frozenset[str]:
        """Return the ids that buttons and links of the page name as what they open."""
        if self._controlled is None:
            selector = ", ".join([*(f"[{name}]" for name in _TARGETS), 'a[href^="#"]'])
            values = [read_attribute(node, name) for node in self._body.css(selector) for name in (*_TARGETS, "href")]
            self._controlled = frozenset(part.lstrip("#") for value in values for part in value.split() if part != "#")
        return self._controlled


def _is_link_list(node: LexborNode, text: str) -> bool:
    link_length = sum(len(" ".join(link.text().split())) for link in node.css("a"))
    return link_length > _LINK_LIST_SHARE * len(text)


def _is_under_control(node: LexborNode) -> bool:
    """Return whether a hidden element follows a heading or button that may open it."""
    previous = node.prev
    while previous is not None and previous.tag == "-text" and not (previous.text_content or "").strip():
        previous = previous.prev
    if previous is None:
        return False
    tag = previous.tag or ""
    opens = tag in ("button", "summary", "dt") or (len(tag) == 2 and tag[0] == "h" and tag[1].isdigit())
    return (
        opens
        or previous.css_first("button, [onclick], [aria-expanded], h2, h3, h4, h5") is not None
        or "onclick" in previous.attributes
    )
