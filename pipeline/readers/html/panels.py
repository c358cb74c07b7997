"""Parts of a page that are hidden until somebody opens them: panels of accordions and tabs are content.

Cookie bars, menus and dialogs are hidden too: `content.main_part` tells them as what surrounds the text.
"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from pipeline.readers.chrome import vocabulary
from pipeline.readers.html.elements import attribute

_TARGETS = ("aria-controls", "data-target", "data-bs-target", "data-tab", "data-toggle-target")
_LINKED = 0.6
"""Share of link text above which a hidden part is a menu."""

_LEAST_TEXT = 80
"""Characters from which on a hidden part that no control names is content: labels for screen readers are shorter."""


class Panels:
    """Tells which hidden elements of a page are panels that a reader of it can open."""

    def __init__(self, body: LexborNode) -> None:
        self._body = body
        self._controlled: frozenset[str] | None = None

    def is_panel(self, node: LexborNode) -> bool:
        """Say whether a hidden element is content that a click opens."""
        text = " ".join(node.text(separator=" ").split())
        if not text or attribute(node, "aria-hidden") == "true" or _is_menu(node, text):
            return False
        named = attribute(node, "hidden") == "until-found" or attribute(node, "role") == "tabpanel"
        words = set(f"{attribute(node, 'class')} {attribute(node, 'id')}".lower().split())
        named = named or not vocabulary("panels").isdisjoint(words) or attribute(node, "id") in self._targets()
        return named or (len(text) >= _LEAST_TEXT and _is_under_control(node))

    def _targets(self) -> frozenset[str]:
        """Return the ids that buttons and links of the page name as what they open."""
        if self._controlled is None:
            selector = ", ".join([*(f"[{name}]" for name in _TARGETS), 'a[href^="#"]'])
            values = [attribute(node, name) for node in self._body.css(selector) for name in (*_TARGETS, "href")]
            self._controlled = frozenset(part.lstrip("#") for value in values for part in value.split() if part != "#")
        return self._controlled


def _is_menu(node: LexborNode, text: str) -> bool:
    linked = sum(len(" ".join(link.text().split())) for link in node.css("a"))
    return linked > _LINKED * len(text)


def _is_under_control(node: LexborNode) -> bool:
    """Say whether a hidden element follows a heading or button that may open it."""
    before = node.prev
    while before is not None and before.tag == "-text" and not (before.text_content or "").strip():
        before = before.prev
    if before is None:
        return False
    tag = before.tag or ""
    opens = tag in ("button", "summary", "dt") or (len(tag) == 2 and tag[0] == "h" and tag[1].isdigit())
    return (
        opens
        or before.css_first("button, [onclick], [aria-expanded], h2, h3, h4, h5") is not None
        or "onclick" in before.attributes
    )
