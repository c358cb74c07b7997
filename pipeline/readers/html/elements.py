"""What HTML elements are: blocks, things without text, bold, hidden; list markers and check boxes."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from pipeline.readers.html.stylesheet import Sheet, declarations, style_of
from pipeline.readers.markers import Counting, printed
from pipeline.readers.symbols import is_symbol_font

BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    )
)
"""Elements that begin and end a paragraph."""

SILENT = frozenset(
    (
        "script",
        "style",
        "head",
        "template",
        "noscript",
        "svg",
        "math",
        "canvas",
        "object",
        "embed",
        "iframe",
        "audio",
        "video",
        "map",
        "area",
        "link",
        "meta",
        "title",
        "datalist",
        "col",
        "colgroup",
        "rp",
        "rt",
        "param",
        "source",
        "track",
    )
)
"""Elements without text that a reader of the page sees."""

BOLD = frozenset({"b", "strong", "th"})

_COUNTINGS: dict[str, Counting] = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}

_CHECKABLE = frozenset({"checkbox", "radio"})
_WITHOUT_TEXT = frozenset(
    {"hidden", "submit", "button", "image", "reset", "file", "password", "search", "color", "range"}
)


def attribute(node: LexborNode, name: str) -> str:
    """Return an attribute's text, empty where it is absent or has no value."""
    return node.attributes.get(name) or ""


def number(node: LexborNode, name: str, default: int, highest: int = 1000) -> int:
    """Return an attribute that counts (colspan, start), at most `highest`; the default where it is no number."""
    text = attribute(node, name).strip()
    return min(int(text), highest) if text.isascii() and text.isdigit() and len(text) < 9 else default


def is_hidden(node: LexborNode) -> bool:
    """Say whether an element is hidden by its own attributes."""
    attributes = node.attributes
    if "hidden" in attributes:
        return True
    style = declarations(attributes.get("style") or "")
    return style.get("display") == "none" or style.get("visibility") == "hidden"


def heading_level(node: LexborNode) -> int:
    """Return 1 to 6 for headings, 0 for other elements."""
    tag = node.tag or ""
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return int(tag[1])
    if attribute(node, "role") == "heading":
        return min(max(number(node, "aria-level", 2), 1), 6)
    return 0


def is_bold(node: LexborNode, inherited: bool, rules: Sheet) -> bool:
    """Say whether the text of an element is bold, given its parent's."""
    if node.tag in BOLD:
        return True
    weight = style_of(node, rules).get("font-weight")
    if weight is None:
        return inherited
    return weight in {"bold", "bolder"} or (weight.isascii() and weight.isdigit() and int(weight[:5]) >= 600)


_STRUCK = frozenset({"s", "del", "strike"})


def is_struck(node: LexborNode, rules: Sheet) -> bool:
    """Say whether the text of an element is crossed out."""
    if node.tag in _STRUCK:
        return True
    style = style_of(node, rules)
    return "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", "")


def is_raised(node: LexborNode, rules: Sheet) -> bool:
    """Say whether an element sets its text above the line."""
    return node.tag == "sup" or style_of(node, rules).get("vertical-align", "") in ("super", "text-top")


def symbol_font(node: LexborNode, rules: Sheet) -> str:
    """Return the symbol font (in lower case) that an element sets its text in; empty for letters."""
    face = attribute(node, "face") if node.tag == "font" else style_of(node, rules).get("font-family", "")
    first = face.split(",")[0].strip(" \"'").lower()
    return first if first and is_symbol_font(first) else ""


def marker(item: LexborNode, count: int) -> str:
    """Return the printed marker of a list item that is the `count`-th of its list."""
    parent = item.parent
    if parent is None or parent.tag != "ol":
        return "•"
    return printed(count, _COUNTINGS.get(attribute(parent, "type") or "1", "decimal")) + "."


def field_text(node: LexborNode) -> str:
    """Return what a form field shows: ☒ or ☐, the text entered, the option chosen."""
    if node.tag == "select":
        chosen = node.css_first("option[selected]")
        return chosen.text() if chosen is not None else ""
    if node.tag == "textarea":
        return node.text()
    kind = attribute(node, "type").lower()
    if kind in _CHECKABLE:
        return "☒" if "checked" in node.attributes else "☐"
    return "" if kind in _WITHOUT_TEXT else attribute(node, "value")


def is_note_reference(node: LexborNode) -> bool:
    """Say whether a raised number is a link to a note: it would otherwise stick to the word before it."""
    if attribute(node, "role") == "doc-noteref":
        return True
    if node.tag != "sup" or not node.text().strip().isdigit():
        return False
    parent = node.parent
    return node.css_first("a") is not None or (parent is not None and parent.tag == "a")


_NOTE = re.compile(r"_?(?:fn|ftn|edn|footnote|endnote|note|cite_note|user-content-fn)[-_:.]?(\d{1,4})", re.IGNORECASE)


def note_label(item: LexborNode, count: int) -> str | None:
    """Return the label of a list item that is marked up as a foot- or endnote, else None."""
    found = _NOTE.fullmatch(attribute(item, "id"))
    if found or attribute(item, "role") in ("doc-endnote", "doc-footnote"):
        return found.group(1) if found else str(count)
    return None
