"""Planned and actual dates that are in one cell: 'Planned: May 2021 Actual: June 2021'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pipeline.model import Line
from pipeline.schema.data import load_data
from pipeline.structure.grids import is_empty
from pipeline.structure.lines import split_paragraphs
from pipeline.structure.stream import cut_lines, make_stream


def split_planned_and_actual(lines: Sequence[Line]) -> dict[str, Line]:
    """Return the dates behind the words `planned` and `actual`, a dash left out; nothing where no such word stands.

    >>> from pipeline.model import Anchor
    >>> printed = Line("Prevista: maio de 2021 Realizada: -", Anchor())
    >>> {name: line.text for name, line in split_planned_and_actual([printed]).items()}
    {'planned': 'maio de 2021'}
    """
    found: dict[str, Line] = {}
    for group in split_paragraphs(lines):
        whole = make_stream(group)
        marks = list(_date_words().finditer(whole.text))
        for index, mark in enumerate(marks):
            end = marks[index + 1].start() if index + 1 < len(marks) else len(whole.text)
            part = cut_lines(whole, mark.end(), end)
            text = " ".join(line.text for line in part)
            if part and not is_empty(text):
                found[str(mark.lastgroup)] = replace(part[0], text=text)
    return found


@cache
def _date_words() -> re.Pattern[str]:
    words = load_data("prose/status_report")
    named = (f"(?P<{kind}>{'|'.join(words[kind])})" for kind in ("planned", "actual"))
    return re.compile(rf"(?<!\w)(?:{'|'.join(named)})\s{{0,3}}:\s{{0,3}}", re.IGNORECASE)
