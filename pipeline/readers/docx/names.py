"""Names of WordprocessingML elements and small reads of their attributes."""

from __future__ import annotations

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

Element = Any
"""An lxml element of python-docx's tree (lxml comes without types)."""


def read_value(element: Element | None, name: str = "val") -> str | None:
    """Return an attribute in the `w:` namespace, None where element or attribute is absent."""
    if element is None:
        return None
    value: str | None = element.get(W + name)
    return value


def read_number(element: Element | None, name: str = "val") -> int | None:
    """Return an attribute that counts, None where it is absent or no number."""
    text = read_value(element, name)
    try:
        return int(float(text)) if text else None
    except (ValueError, OverflowError):
        return None


def is_on(element: Element | None) -> bool | None:
    """Return the state of an on/off element such as `w:b`; None where it is absent.

    >>> is_on(None) is None
    True
    """
    if element is None:
        return None
    return (read_value(element) or "true").lower() not in ("0", "false", "off", "none")


def find_child(element: Element | None, *names: str) -> Element | None:
    """Follow a path of `w:` children, None where one is absent."""
    for name in names:
        if element is None:
            return None
        # Several times as fast as `find`, which works out a path at every call.
        element = next(element.iterchildren(W + name), None)
    return element


def children_by_tag(element: Element | None) -> dict[str, Element]:
    """Return the children of an element by tag, of several alike the first."""
    return {} if element is None else {child.tag: child for child in reversed(element)}
