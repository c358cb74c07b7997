"""Read what a page's style sheet says of classes: word processors export colours and bold type that way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from selectolax.lexbor import LexborNode

Declarations = dict[str, str]
Sheet = Mapping[str, Declarations]
"""Class name -> its declarations."""

_CLASS = re.compile(r"[a-z0-9]{0,20}\.([\w-]+)", re.IGNORECASE)
_OF_USE = frozenset(
    {
        "background",
        "background-color",
        "font-weight",
        "font-family",
        "color",
        "text-decoration",
        "text-decoration-line",
        "vertical-align",
    }
)


def sheet(styles: Iterable[str]) -> Sheet:
    """Return what rules for a class alone (`.c5`, `td.c5`) say of background and weight.

    >>> sheet([".c5 { background-color: #92d050; margin: 0 } p .c6 { background: red }"])
    {'c5': {'background-color': '#92d050'}}
    """
    found: dict[str, Declarations] = {}
    for text in styles:
        for selectors, body in _rules(text):
            said = {name: value for name, value in declarations(body).items() if name in _OF_USE}
            for selector in selectors.split(",") if said else ():
                named = _CLASS.fullmatch(selector.strip())
                if named:
                    found.setdefault(named.group(1), {}).update(said)
    return found


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and body of each rule, those within `@media` too; split, as a pattern could run long."""
    first, *rest = text.split("/*")
    bare = " ".join([first, *(part.partition("*/")[2] for part in rest)])
    for rule in bare.split("}")[:-1]:
        before, _, body = rule.rpartition("{")
        yield before.rpartition("{")[2], body


def declarations(style: str) -> Declarations:
    """Return the declarations of a style attribute, names and values in lower case.

    >>> declarations("Background: Red; font-weight:700")
    {'background': 'red', 'font-weight': '700'}
    """
    pairs = (part.partition(":") for part in style.lower().replace("!important", "").split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}


def style_of(node: LexborNode, rules: Sheet) -> Declarations:
    """Return what an element's classes and its own style say; its own counts last."""
    attributes = node.attributes
    found: Declarations = {}
    if rules:
        for name in (attributes.get("class") or "").split():
            found.update(rules.get(name, {}))
    own = attributes.get("style")
    if own:
        found.update(declarations(own))
    return found
