"""What HTML elements are: blocks, things without text, bold, hidden; list markers and check boxes.

Read what a page's style sheet says of classes: word processors export colors and bold type that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from pipeline.readers.cleaning import is_symbol_font
from pipeline.readers.markers import Counting, format_number
from pipeline.readers.marks import read_picture_mark

Declarations = dict[str, str]


@dataclass(frozen=True, slots=True)
class StyleRule:
    """What a style sheet says of elements of one or more classes, within others: each a tag (or none) and classes."""

    classes: frozenset[str]
    around: tuple[tuple[str, frozenset[str]], ...]
    declarations: Declarations


StyleRules = Mapping[str, Sequence[StyleRule]]
"""Class name -> the rules for elements of it, a rule of several classes under the last one."""

_SIMPLE = re.compile(r"([a-z0-9]{0,20})((?:\.[\w-]+)*)", re.IGNORECASE)
_USED_PROPERTIES = frozenset(
    [
        *("background", "background-color", "font-weight", "font-family", "color", "text-decoration"),
        *("text-decoration-line", "vertical-align", "display", "fill"),
    ]
)
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,[^()]*)?\)")


def parse_stylesheet(styles: Iterable[str]) -> StyleRules:
    """Return what rules for classes (`.c5`, `td.dot.green`, `table .c5`) say of background, color and type.

    >>> rules = parse_stylesheet([":root { --ok: #92d050 } td .c5 { background: var(--ok) } p:hover { color: red }"])
    >>> [(name, rule.around, rule.declarations) for name, (rule,) in rules.items()]
    [('c5', (('td', frozenset()),), {'background': '#92d050'})]
    """
    parsed = [(names, parse_declarations(body)) for text in styles for names, body in _iterate_rules(text)]
    variables = {name: value for _, body in parsed for name, value in body.items() if name.startswith("--")}
    rules: dict[str, list[StyleRule]] = {}
    for selectors, body in parsed:
        used = {
            name: _VARIABLE.sub(lambda one: variables.get(one[1], one[0]), value)
            for name, value in body.items()
            if name in _USED_PROPERTIES
        }
        for selector in selectors.split(",") if used else ():
            parts = [_SIMPLE.fullmatch(part) for part in selector.replace(">", " ").split()]
            simple = [(part[1].lower(), part[2].split(".")[1:]) for part in parts if part]
            if simple and len(simple) == len(parts) and (names := simple[-1][1]):
                around = tuple((tag, frozenset(classes)) for tag, classes in simple[:-1])
                rules.setdefault(names[-1], []).append(StyleRule(frozenset(names), around, used))
    return rules


def _iterate_rules(text: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and body of each rule, those within `@media` too; split, as a pattern could run long."""
    first, *rest = text.split("/*")
    bare = " ".join([first, *(part.partition("*/")[2] for part in rest)])
    for rule in bare.split("}")[:-1]:
        before, _, body = rule.rpartition("{")
        yield before.rpartition("{")[2], body


def parse_declarations(style: str) -> Declarations:
    """Return the declarations of a style attribute, names and values in lower case.

    >>> parse_declarations("Background: Red; font-weight:700")
    {'background': 'red', 'font-weight': '700'}
    """
    pairs = (part.partition(":") for part in style.lower().replace("!important", "").split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}


def find_style(node: LexborNode, rules: StyleRules) -> Declarations:
    """Return what an element's classes and its own style say; its own counts last."""
    attributes = node.attributes
    style: Declarations = {}
    names = (attributes.get("class") or "").split() if rules else ()
    found = [rule for name in names for rule in rules.get(name, ()) if _applies(rule, node, names)]
    for rule in sorted(found, key=lambda rule: len(rule.classes)) if len(found) > 1 else found:
        style.update(rule.declarations)
    own_style = attributes.get("style")
    if own_style:
        style.update(parse_declarations(own_style))
    return style


def _applies(rule: StyleRule, node: LexborNode, names: Sequence[str]) -> bool:
    """Return whether an element has all classes of a rule and is within the elements that it names."""
    if len(rule.classes) > 1 and not rule.classes <= set(names):
        return False
    around, parent = list(rule.around), node.parent
    while around and parent is not None:
        tag, classes = around[-1]
        if tag in ("", parent.tag) and classes <= set((parent.attributes.get("class") or "").split()):
            around.pop()
        parent = parent.parent
    return not around


BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "p"),
        *("pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
        *("caption",),
    ]
)
"""Elements that begin and end a paragraph."""

_IN_LINE = frozenset({"span", "small", "label", "time", "data", "b", "strong", "em", "i"})
"""Elements that a style may put on a line of their own."""

_BADGES = frozenset({"span", "small", "label", "time", "data"})
"""Elements of which a row of short texts consists: number, date, badge. Bold type is emphasis, or a label's."""

_ROWS = frozenset({"div", "header", "section"})
"""Elements that lay out a row; in a paragraph or a list item, elements are words of a sentence."""

_LONGEST_PART = 8
"""Words of the first text in such a row: a number, a name or a label; a longer one is a sentence."""

SILENT = frozenset(
    [
        *("script", "style", "head", "template", "noscript", "svg", "math", "canvas", "object", "embed"),
        *("iframe", "audio", "video", "map", "area", "link", "meta", "title", "datalist", "col", "colgroup"),
        *("rp", "rt", "param", "source", "track"),
    ]
)
"""Elements without text that a reader of the page sees."""

BOLD = frozenset({"b", "strong", "th"})

_MOST_TRAIL_LEVELS = 5
"""Elements around a link of a breadcrumb trail up to the one that is named so: item, list, box."""

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


def read_attribute(node: LexborNode, name: str) -> str:
    """Return an attribute's text, empty where it is absent or has no value."""
    return node.attributes.get(name) or ""


def read_number(node: LexborNode, name: str, default: int, highest: int = 1000) -> int:
    """Return an attribute that counts (colspan, start), at most `highest`; the default where it is no number."""
    text = read_attribute(node, name).strip()
    return min(int(text), highest) if text.isascii() and text.isdigit() and len(text) < 9 else default


def is_hidden(node: LexborNode) -> bool:
    """Return whether an element is hidden by its own attributes."""
    attributes = node.attributes
    if "hidden" in attributes:
        return True
    style = parse_declarations(attributes.get("style") or "")
    return style.get("display") == "none" or style.get("visibility") == "hidden"


def is_apart(node: LexborNode, rules: StyleRules) -> bool:
    """Return whether an inline element has a line of its own: by its style, or as its text would run into the next.

    'Lead agency' right in front of 'Ministry of Justice' without a blank is a label that a style sets over its answer.
    """
    if node.tag not in _IN_LINE:
        return False
    if find_style(node, rules).get("display") in ("block", "flex", "grid", "table", "list-item"):
        return True
    previous, following = node.prev, node.next
    if following is None or (previous is not None and (previous.prev is not None or previous.text().strip())):
        return False
    text, after = node.text(), following.text()[:1]
    if text[-1:].isdigit():
        # 'Commitment 1' and the title in elements of their own, which a style sets apart.
        return following.tag in _IN_LINE and text[:1].isalpha() and after.isupper()
    is_text = following.tag == "-text" or following.tag in _IN_LINE
    return is_text and text[-1:].isalpha() and text[-1:].islower() and (after.isupper() or after.isdigit())


def is_row_of_parts(node: LexborNode) -> bool:
    """Return whether an element is a row of short texts, each in an element: a number and a badge, a label and a name.

    Word processors part a sentence into elements as well, but not where each begins with a capital.
    """
    if node.tag not in _ROWS:
        return False
    texts: list[str] = []
    child = node.child
    while child is not None:
        text = child.text().strip()
        if text and child.tag not in _BADGES:
            return False
        texts += [text] if text else []
        child = child.next
    is_short = bool(texts) and len(texts[0].split()) <= _LONGEST_PART and not texts[0].endswith((":", "：", ",", "."))
    return len(texts) > 1 and is_short and all(text[0].isupper() or text[0].isdigit() for text in texts)


def find_heading_level(node: LexborNode) -> int:
    """Return 1 to 6 for headings, 0 for other elements."""
    tag = node.tag or ""
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return int(tag[1])
    if read_attribute(node, "role") == "heading":
        return min(max(read_number(node, "aria-level", 2), 1), 6)
    return 0


def is_bold(node: LexborNode, inherited: bool, rules: StyleRules) -> bool:
    """Return whether the text of an element is bold, given its parent's."""
    if node.tag in BOLD:
        return True
    weight = find_style(node, rules).get("font-weight")
    if weight is None:
        return inherited
    return weight in {"bold", "bolder"} or (weight.isascii() and weight.isdigit() and int(weight[:5]) >= 600)


_NO_BACKGROUND = ("", "none", "transparent", "white", "#fff", "#ffffff", "inherit", "initial")
_STRUCK = frozenset({"s", "del", "strike"})


def is_struck(node: LexborNode, rules: StyleRules) -> bool:
    """Return whether the text of an element is crossed out."""
    if node.tag in _STRUCK:
        return True
    style = find_style(node, rules)
    return "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", "")


def is_marked(node: LexborNode, rules: StyleRules) -> bool:
    """Return whether an element underlines or highlights its text; links are underlined for another reason."""
    if node.tag in ("u", "mark"):
        return True
    style = find_style(node, rules) if node.tag != "a" else {}
    background = style.get("background-color") or style.get("background") or ""
    return "underline" in style.get("text-decoration", "") or background not in _NO_BACKGROUND


def is_raised(node: LexborNode, rules: StyleRules) -> bool:
    """Return whether an element sets its text above the line."""
    return node.tag == "sup" or find_style(node, rules).get("vertical-align", "") in ("super", "text-top")


def find_symbol_font(node: LexborNode, rules: StyleRules) -> str:
    """Return the symbol font (in lower case) that an element sets its text in; empty for letters."""
    face = read_attribute(node, "face") if node.tag == "font" else find_style(node, rules).get("font-family", "")
    first = face.split(",")[0].strip(" \"'").lower()
    return first if first and is_symbol_font(first) else ""


def leads_elsewhere(node: LexborNode, address: str) -> bool:
    """Return whether an element is a link to another page than the one at an address, as in a menu or 'Related'.

    The links of a breadcrumb trail lead to what the page itself is in.
    """
    target = read_attribute(node, "href").strip() if node.tag == "a" else ""
    if not target or (target.startswith("#") and len(target) > 1) or target.rstrip("/") == address.rstrip("/"):
        return False
    return not _is_in_trail(node)


def _is_in_trail(node: LexborNode) -> bool:
    parent = node.parent
    for _ in range(_MOST_TRAIL_LEVELS):
        if parent is None:
            return False
        names = (read_attribute(parent, name) for name in ("class", "id", "aria-label"))
        if "breadcrumb" in " ".join(names).lower():
            return True
        parent = parent.parent
    return False


def format_marker(item: LexborNode, count: int) -> str:
    """Return the printed marker of a list item that is the `count`-th of its list."""
    parent = item.parent
    if parent is None or parent.tag != "ol":
        return "•"
    return format_number(count, _COUNTINGS.get(read_attribute(parent, "type") or "1", "decimal")) + "."


def read_field_text(node: LexborNode) -> str:
    """Return what a form field shows: ☒ or ☐, the text entered, the option chosen."""
    if node.tag == "select":
        chosen = node.css_first("option[selected]")
        return chosen.text() if chosen is not None else ""
    if node.tag == "textarea":
        return node.text()
    kind = read_attribute(node, "type").lower()
    if kind in _CHECKABLE:
        return "☒" if "checked" in node.attributes else "☐"
    return "" if kind in _WITHOUT_TEXT else read_attribute(node, "value")


def is_note_reference(node: LexborNode) -> bool:
    """Return whether a raised number is a link to a note: it would otherwise stick to the word before it."""
    if read_attribute(node, "role") == "doc-noteref":
        return True
    if node.tag != "sup" or not node.text().strip().isdigit():
        return False
    parent = node.parent
    return node.css_first("a") is not None or (parent is not None and parent.tag == "a")


_NOTE = re.compile(r"_?(?:fn|ftn|edn|footnote|endnote|note|cite_note|user-content-fn)[-_:.]?(\d{1,4})", re.IGNORECASE)


def find_note_label(item: LexborNode, count: int) -> str | None:
    """Return the label of a list item that is marked up as a foot- or endnote, else None."""
    id_match = _NOTE.fullmatch(read_attribute(item, "id"))
    if id_match or read_attribute(item, "role") in ("doc-endnote", "doc-footnote"):
        return id_match.group(1) if id_match else str(count)
    return None


_ICONS = frozenset({"i", "span", "em", "b"})
_PREFIXES = ("fa-", "fas-", "icon-", "glyphicon-", "bi-", "mdi-", "ti-", "check", "tick", "uncheck")
"""How the classes of icon fonts begin."""


def read_icon_mark(node: LexborNode) -> str:
    """Return the mark that a picture or icon shows (☒ or ☐); empty for other elements.

    A picture says it by its alternative text, title or file, an icon by its class or label.
    """
    if node.tag in ("img", "svg"):
        texts = (read_attribute(node, name) for name in ("alt", "aria-label", "title"))
        description = next((text for text in texts if text.strip()), "") or _svg_title(node)
        return read_picture_mark(description or read_attribute(node, "src"))
    if node.tag not in _ICONS or node.text().strip():
        return ""
    label = read_attribute(node, "aria-label") or read_attribute(node, "title")
    if label:
        return read_picture_mark(label)
    classes = read_attribute(node, "class").lower().split()
    return next((mark for name in classes if name.startswith(_PREFIXES) and (mark := read_picture_mark(name))), "")


def _svg_title(node: LexborNode) -> str:
    title = node.css_first("title")
    return title.text() if title is not None else ""


_LARGEST_TICK = 64
"""Pixels: a wider picture is no tick."""


def find_unnamed_picture(cell: LexborNode) -> str:
    """Return the file of the one small picture that a cell without text consists of, whatever it shows; else empty."""
    if cell.text().strip():
        return ""
    pictures = cell.css("img")
    if len(pictures) != 1 or read_icon_mark(pictures[0]):
        return ""
    width = read_attribute(pictures[0], "width").removesuffix("px")
    is_large = width.isascii() and width.isdigit() and int(width) > _LARGEST_TICK
    return "" if is_large else read_attribute(pictures[0], "src")
