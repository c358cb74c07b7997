"""Milestones of an action plan that stand as a list: lines that open with their date, a number or a bullet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.lexicon import split_label
from pipeline.model import Line, RawValue
from pipeline.parsers.forms.plan_milestones import BODIES, BULLET, number_of
from pipeline.parsers.forms.plan_rows import DATES, fields
from pipeline.structure.dates import trailing_dates
from pipeline.structure.lines import cut, join, paragraphs, value
from pipeline.structure.stream import piece, stream

_DATE = r"(?:0?[1-9]|1[0-2])\s?[/:]\s?(?:20)?[0-9]{2}(?![0-9/])"
_LEADING = re.compile(rf"({_DATE})(?:\s?(?:y|and|et|e|,|&|-|–|al?|/)?\s?({_DATE}))?\s?([:.–—-])?\s+(?=\S)")


def leading(lines: Sequence[Line]) -> list[dict[str, RawValue]]:
    """Read milestones that open with month and year ('06/16: ...'); nothing where the lines are no such list."""
    starts = [i for i, line in enumerate(lines) if _opens(lines, i, line)]
    if not starts or starts[0] != 0:
        return []
    ends = [*starts[1:], len(lines)]
    return [_dated(lines[a:b]) for a, b in zip(starts, ends, strict=True)]


def _opens(lines: Sequence[Line], index: int, line: Line) -> bool:
    """Say whether a line opens a milestone: a date, and behind it a sign or before it the end of a sentence."""
    match = _LEADING.match(line.text)
    above = lines[index - 1].text if index else "."
    return bool(match and (match[3] or line.glue == "paragraph") and (line.glue == "paragraph" or above[-1] in ".;:)"))


def _dated(lines: Sequence[Line]) -> dict[str, RawValue]:
    match = _LEADING.match(lines[0].text)
    assert match is not None
    rest = cut(lines[0], match.end())
    text = [replace(rest, glue="paragraph")] if rest else []
    text += [replace(line, glue="space") if line.glue == "paragraph" else line for line in lines[1:]]
    # Two deadlines of one milestone: it ends with the later one.
    return {"text": RawValue(join(text), "list", tuple(text)), "end_date": _month(match[2] or match[1], lines[:1])}


def _month(text: str, lines: Sequence[Line]) -> RawValue:
    """Return a date of month and year with the year in full: no such list counts days."""
    month, year = re.split(r"\s?[/:]\s?", text)
    return RawValue(f"{month}/{year if len(year) == 4 else '20' + year}", "list", tuple(lines))


def itemised(lines: Sequence[Line]) -> list[dict[str, RawValue]]:
    """Read a list of paragraphs that open with a number of one depth or a bullet; nothing where they are no such list.

    The first one may have lost its bullet to the label before it.
    """
    told = [tuple(paragraph) for paragraph in paragraphs(lines)]
    marks = [_mark(paragraph[0].text) for paragraph in told]
    opened = [index for index, mark in enumerate(marks) if mark[1]]
    numbers = [mark[0] for mark in marks if mark[0]]
    depths = {number.count(".") for number in numbers}
    bullets = bool(opened) and not numbers
    if not opened or len(depths) > 1 or opened[0] > (1 if bullets else 0) or any(" | " in line.text for line in lines):
        return []
    starts = sorted({0, *opened})
    ends = [*starts[1:], len(told)]
    whole = [[line for paragraph in told[a:b] for line in paragraph] for a, b in zip(starts, ends, strict=True)]
    return [_item(item, marks[start]) for item, start in zip(whole, starts, strict=True)]


def _mark(text: str) -> tuple[str | None, int]:
    """Return the number that opens an item, and where its text begins; a lettered part is no item of its own."""
    number, end = number_of(text)
    if number and not number.isalpha():
        return number, end
    bullet = BULLET.match(text)
    return None, bullet.end() if bullet else 0


def _item(lines: Sequence[Line], mark: tuple[str | None, int]) -> dict[str, RawValue]:
    lines, found = _columns(lines)
    whole = stream(lines)
    dates = trailing_dates(whole.text)
    end = len(whole.text)
    # A single date in brackets behind a milestone is the day by which it is due.
    due = dates is not None and len(dates.dates) == 1 and whole.text[: dates.at].endswith("(")
    if dates is not None and (due or dates.is_range):
        end = dates.at
        for name, span in (("start_date", dates.start_date), ("end_date", dates.dates[-1])):
            if span:
                found[name] = value(piece(whole, *span), "list")
    text = piece(whole, mark[1], end - len(whole.text[:end]) + len(whole.text[:end].rstrip(" (,–-")))
    if mark[0]:
        found["number"] = RawValue(mark[0], "list", tuple(lines[:1]))
    return {"text": value(text or tuple(lines), "list"), **found}


def _columns(lines: Sequence[Line]) -> tuple[tuple[Line, ...], dict[str, RawValue]]:
    """Part the lines of an item from those below that answer a label of their own: 'Deadline: May 2019'."""
    text: list[Line] = []
    found: dict[str, RawValue] = {}
    for index, line in enumerate(lines):
        known = split_label(line.text, fields=fields("columns")) if index and line.glue == "paragraph" else None
        if known is None:
            text.append(line)
            continue
        name = "responsible" if known[0].field in BODIES else known[0].field
        rest = cut(line, len(line.text) - len(known[1])) if known[1] else None
        if rest and name in (*DATES, "responsible"):
            found[name] = value([rest], "list")
    return tuple(text), found
