"""Read what a page's style sheet says of classes: word processors export colors and bold type that way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from selectolax.lexbor import LexborNode

Declarations = dict[str, str]
StyleRules = Mapping[str, Declarations]
"""Class name -> its declarations."""

_CLASS = re.compile(r"[a-z0-9]{0,20}\.([\w-]+)", re.IGNORECASE)
_USED_PROPERTIES = frozenset(
    [
        *("background", "background-color", "font-weight", "font-family", "color", "text-decoration"),
        *("text-decoration-line", "vertical-align"),
    ]
)


def parse_stylesheet(styles: Iterable[str]) -> StyleRules:
    """Return what rules for a class alone (`.c5`, `td.c5`) say of background and weight.

    >>> parse_stylesheet([".c5 { background-color: #92d050; margin: 0 } p .c6 { background: red }"])
    {'c5': {'background-color': '#92d050'}}
    """
    rules: dict[str, Declarations] = {}
    for text in styles:
        for selectors, body in _iterate_rules(text):
            used = {name: value for name, value in parse_declarations(body).items() if name in _USED_PROPERTIES}
            for selector in selectors.split(",") if used else ():
                class_name = _CLASS.fullmatch(selector.strip())
                if class_name:
                    rules.setdefault(class_name.group(1), {}).update(used)
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
    if rules:
        for name in (attributes.get("class") or "").split():
            style.update(rules.get(name, {}))
    own_style = attributes.get("style")
    if own_style:
        style.update(parse_declarations(own_style))
    return style
