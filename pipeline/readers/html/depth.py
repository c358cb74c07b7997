"""Refuse pages whose elements are in each other without end: the parser's time grows with the square of the depth."""

from __future__ import annotations

import re

from pipeline.model.issues import ReadError

DEEPEST = 5000
"""Elements within elements that a page may have; a page that people wrote has dozens."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_LEFT_OPEN = frozenset(
    {
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ),
        *("p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "colgroup", "caption", "dt", "dd", "option"),
        *("optgroup", "rt", "rp", "html", "head", "body"),
    }
)
"""Elements without an end, and those whose end people leave out."""


def check_depth(text: str) -> None:
    """Raise `ReadError` where a page's elements are nested too deep.

    >>> check_depth("<div><b>Text</b></div>")
    """
    depth = 0
    for closing, name in _TAG.findall(text):
        if name.lower() not in _LEFT_OPEN:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > DEEPEST:
                raise ReadError(
                    "too-deep",
                    f"More than {DEEPEST:,} elements of the page stand in each other, as no page of people has it. "
                    "Save the page from a browser again.",
                )
