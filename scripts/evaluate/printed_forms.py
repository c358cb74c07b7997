"""The same template text as others paste it: run on in one line, hard-wrapped, with labels that no mark closes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

FORMS = ("one line", "wrapped", "bare labels")

WIDTH = 95
"""Characters of a hard-wrapped line."""

_MARKS = re.compile(r"[\s:?.*]*$")


def print_text(text: str, sections: Sequence[Mapping[str, Any]], form: str) -> str:
    r"""Return a text in another form, with unchanged places of its characters; `sections` are its labels and values.

    >>> print_text("Aim:\nTo open data.", [{"label": [0, 4]}], "one line")
    'Aim: To open data.'
    >>> print_text("Aim:\nTo open data.", [{"label": [0, 4]}], "bare labels")
    'Aim \nTo open data.'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if form == "one line":
        return text.replace("\n", " ")
    if form == "wrapped":
        return "\n".join(map(_wrap_line, text.split("\n")))
    if form == "bare labels":
        for start, end in (section["label"] for section in sections if section["label"]):
            marks = _MARKS.search(text, start, end)
            opening = marks.start() if marks else end
            closing = end + len(text[end : end + 3]) - len(text[end : end + 3].lstrip(" :?"))
            text = text[:start] + text[start:opening].replace("¿", " ") + _blank(text[opening:closing]) + text[closing:]
    return text


def _blank(text: str) -> str:
    return re.sub(r"[^\s]", " ", text)


def _wrap_line(line: str) -> str:
    """Put a line break in place of the last blank before each `WIDTH` characters."""
    start = 0
    while len(line) - start > WIDTH and (blank := line.rfind(" ", start, start + WIDTH)) > start:
        line = f"{line[:blank]}\n{line[blank + 1 :]}"
        start = blank + 1
    return line
