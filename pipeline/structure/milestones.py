"""Cut the text of a milestone table into its rows: numbers, bars, dates or paragraphs part them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Line
from pipeline.structure.dates import Dates, Span, chains, date_pairs, last_day, trailing_dates
from pipeline.structure.label_places import continues
from pipeline.structure.milestone_labels import labelled
from pipeline.structure.stream import Stream, piece, stream

_NAMED = r"(?:milestones?|hitos?|marcos?|jalons?|activit(?:y|ies)|actividad(?:es)?|actions?|acci[oó]n|tasks?|steps?)"
_NUMBER = r"(?!Q[1-4]\b)(?:[A-Z]{1,2})?[0-9]{1,3}(?:\.[0-9]{1,2}){0,4}(?:\.?M[0-9]{1,2})?"
_MARK = re.compile(
    rf"\(?(?:{_NAMED}\s{{1,3}}(?:no\.? ?)?)?({_NUMBER})(?:[.):](?=\s|[^\s\d])|\s?[-–—:|]\s|(?=\s))", re.I
)
_NAMED_MARK = re.compile(rf"\b{_NAMED}\s{{1,3}}(?:no\.? ?)?({_NUMBER})(?:\s?[-–—:).]|\s)\s*", re.I)
_INLINE = re.compile(rf"(?:^|(?<=\s))({_NUMBER})(?:[.):](?=\s|[^\s\d])|(?=\s[^\W\d]))")
_LETTER = re.compile(r"(?:^|(?<=\s))\(?([A-Za-z])\)\s")
_BAR = re.compile(r"\s{0,3}\|\s")
_INLINE_BULLET = re.compile(r"(?<=\s)[•●▪➢\ue000-\uf8ff]\s?(?=\w)")
BODIES = ("responsible", "lead_institution", "implementing_institutions")
"""Columns that name who does it."""
_BULLET = re.compile(r"^\s?[•●▪◦➢✓o\-–*\ue000-\uf8ff]\s{0,3}(?=\S)")


@dataclass(frozen=True, slots=True)
class Milestone:
    """A row: its number as printed and where (`mark`), its text, and dates and body where they are certain."""

    number: str | None
    text: tuple[Line, ...]
    start: tuple[Line, ...] = ()
    end: tuple[Line, ...] = ()
    responsible: tuple[Line, ...] = ()
    mark: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class _Item:
    number: str | None
    start: int
    end: int
    mark: int = 0


def milestones_in(lines: Sequence[Line], columns: Sequence[str] = ()) -> tuple[Milestone, ...]:
    """Cut the lines of a milestone table into rows.

    >>> from pipeline.model import Anchor
    >>> text = "Law drafted | May 2023 - June 2023", "Law passed | 2024"
    >>> rows = milestones_in([Line(row, Anchor()) for row in text])
    >>> [(r.text[0].text, [d.text for d in r.start], [d.text for d in r.end]) for r in rows]
    [('Law drafted', ['May 2023'], ['June 2023']), ('Law passed', [], [])]
    """
    whole = stream(lines)
    if not whole.text.strip():
        return ()
    for rule in (_numbered_lines, _named_inline, _barred, _numbered_inline, _lettered, _dated, _bulleted):
        items = rule(whole)
        if items:
            break
    else:
        items = _paragraphs(whole)
    return tuple(row for item in items if (row := _row(whole, item, columns)) is not None)


def _line_spans(whole: Stream) -> list[tuple[int, int]]:
    """Return the spans of paragraphs."""
    spans, at = [], 0
    for text in whole.text.split("\n"):
        if text.strip():
            spans.append((at, at + len(text)))
        at += len(text) + 1
    return spans


def _numbered_lines(whole: Stream) -> list[_Item]:
    marks = []
    for start, end in _line_spans(whole):
        match = _MARK.match(whole.text, start, end)
        if match and not _is_date(whole.text, match):
            marks.append((match[1], start, match.end()))
    marks = _leaves(marks)
    if not marks or (len(marks) == 1 and (len(_line_spans(whole)) > 3 or marks[0][1] > 0)):
        return []
    if len(marks) == 1 and (len(_sequence(whole)) > 1 or _named_inline(whole)):
        return []
    return _items(whole, marks)


def _is_date(text: str, match: re.Match[str]) -> bool:
    """Say whether a figure that opens a line is part of a date or a quantity."""
    number, rest = match[1], text[match.end(1) : match.end(1) + 14]
    if len(number) == 4 and number.isdecimal() and number[:2] in ("19", "20"):
        return True
    return re.match(r"\s?[/\-–][0-9]|[0-9.]*\s?%|(?:st|nd|rd|th)\b|\s[^\W\d]{3,10}\.? (?:19|20)\d\d", rest) is not None


def _leaves(marks: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Keep the finest level of numbers: '1' over '1.1' and '1.2' is a heading."""
    kept = []
    for index, mark in enumerate(marks):
        after = marks[index + 1][0] if index + 1 < len(marks) else ""
        if not after.startswith(mark[0] + "."):
            kept.append(mark)
    depth = max((number.count(".") for number, _, _ in kept), default=0)
    grouped = [mark for mark in kept if depth == 0 or mark[0].count(".") == depth or depth != 1]
    return grouped or kept


def _items(whole: Stream, marks: Sequence[tuple[str, int, int]]) -> list[_Item]:
    ends = [*(start for _, start, _ in marks[1:]), len(whole.text)]
    return [_Item(number, begin, end, mark) for (number, mark, begin), end in zip(marks, ends, strict=True)]


def _named_inline(whole: Stream) -> list[_Item]:
    marks = [(m[1], m.start(), m.end()) for m in _NAMED_MARK.finditer(whole.text)]
    rising = [mark for index, mark in enumerate(marks) if index == 0 or mark[0] != marks[index - 1][0]]
    return _items(whole, rising) if len(rising) >= 2 and rising[0][1] < 40 else []


def _barred(whole: Stream) -> list[_Item]:
    spans = _line_spans(whole)
    barred = [span for span in spans if " | " in whole.text[span[0] : span[1]]]
    return [_Item(None, start, end) for start, end in barred] if len(barred) * 2 >= len(spans) else []


def _sequence(whole: Stream) -> list[tuple[str, int, int]]:
    """Return the numbers inside running text that count on from 1 (1., 2., 3. or 3.1.1, 3.1.2 ...)."""
    marks = [(m[1], m.start(), m.end()) for m in _INLINE.finditer(whole.text)]
    marks = [m for m in marks if not _is_amount(whole.text, m)]
    kept: list[tuple[str, int, int]] = []
    for mark in marks:
        if not kept:
            if (mark[1] < 60 or mark[0].count(".") >= 2) and re.search(r"(?:^|\.)1$", mark[0]):
                kept.append(mark)
        elif _follows(kept[-1][0], mark[0]):
            kept.append(mark)
    return kept


def _is_amount(text: str, mark: tuple[str, int, int]) -> bool:
    return "." not in mark[0] and text[mark[2] - 1 : mark[2]] not in ".):"


def _follows(last: str, number: str) -> bool:
    """Say whether a number can be the next one of a list: 1.2 after 1.1, 2.1 or 2 after 1.4, 1.1 after 1."""
    a, b = [[int(p) if p.isdecimal() else p for p in n.split(".")] for n in (last, number)]
    if b[:-1] == a[:-1]:
        return _plus_one(a[-1], b[-1])
    if len(b) == len(a) + 1:
        return b[:-1] == a and b[-1] == 1
    if len(b) < len(a):
        return _plus_one(a[len(b) - 1], b[-1]) and b[:-1] == a[: len(b) - 1]
    return len(a) == len(b) > 1 and b[-1] == 1 and _plus_one(a[-2], b[-2])


def _plus_one(a: int | str, b: int | str) -> bool:
    return isinstance(a, int) and isinstance(b, int) and b == a + 1


def _numbered_inline(whole: Stream) -> list[_Item]:
    marks = _leaves(_sequence(whole))
    return _items(whole, marks) if len(marks) >= 2 or (marks and marks[0][1] == 0) else []


def _lettered(whole: Stream) -> list[_Item]:
    marks: list[tuple[str, int, int]] = []
    for match in _LETTER.finditer(whole.text):
        expected = chr(ord(marks[-1][0].lower()) + 1) if marks else "a"
        if match[1].lower() == expected:
            marks.append((match[1], match.start(), match.end()))
    return _items(whole, marks) if len(marks) >= 2 and marks[0][1] < 20 else []


def _dated(whole: Stream) -> list[_Item]:
    """Part rows by the dates that close them."""
    pairs = date_pairs(whole.text)
    if not pairs:
        return []
    items, at = [], 0
    for _, end in pairs:
        items.append(_Item(None, at, end))
        at = end
    if len(whole.text[at:].split()) >= 2:
        items.append(_Item(None, at, len(whole.text)))
    return items


def _bulleted(whole: Stream) -> list[_Item]:
    starts = [start for start, end in _line_spans(whole) if _BULLET.match(whole.text[start:end])]
    inline = sorted({*starts, *(match.start() for match in _INLINE_BULLET.finditer(whole.text))})
    starts = inline if len(inline) > len(starts) + 1 else starts
    if len(starts) < 2:
        return []
    if whole.text[: starts[0]].strip():
        starts = [0, *starts]
    ends = [*starts[1:], len(whole.text)]
    return [_Item(None, a, b) for a, b in zip(starts, ends, strict=True)]


def _paragraphs(whole: Stream) -> list[_Item]:
    items: list[_Item] = []
    for start, end in _line_spans(whole):
        last = items[-1] if items else None
        if last and continues(whole.text[last.start : last.end], whole.text[start:end]):
            items[-1] = _Item(None, last.start, end)
        else:
            items.append(_Item(None, start, end))
    return items


def _row(whole: Stream, item: _Item, columns: Sequence[str]) -> Milestone | None:
    bullet = _BULLET.match(whole.text[item.start : item.end])
    begin = item.start + (bullet.end() if bullet else 0)
    bar = _BAR.match(whole.text, begin) if item.number else None
    begin = bar.end() if bar else begin
    cells = _cells(whole.text, begin, item.end)
    if item.number and columns[:1] == ("number",):
        columns = columns[1:]
    spans = _of_cells(whole.text, cells, columns) if len(cells) > 1 else _of_text(whole.text, begin, item.end, columns)
    lines = piece(whole, *spans[0]) if spans[0] else ()
    if not lines:
        return None
    start, end, body = (piece(whole, *span) if span else () for span in spans[1:])
    mark = piece(whole, item.mark, item.start) if item.number else ()
    return Milestone(item.number, lines, start, end, body, mark)


Spans = tuple[Span | None, Span | None, Span | None, Span | None]
"""Text, start date, end date and responsible body of a row."""


def _cells(text: str, begin: int, end: int) -> list[Span]:
    cells, at = [], begin
    for match in re.finditer(r"\s\|\s", text[begin:end]):
        cells.append((at, begin + match.start()))
        at = begin + match.end()
    return [*cells, (at, end)]


def _of_cells(text: str, cells: Sequence[Span], columns: Sequence[str]) -> Spans:
    """Read a row in cells; a cell of dates tells itself, a body only the table's head."""
    start = end = body = None
    fitting = columns if len(columns) == len(cells) else ()
    lone: list[Span] = []
    for index, (a, b) in enumerate(cells[1:], start=1):
        dates = trailing_dates(text[a:b])
        if dates and not text[a : a + dates.at].strip(" ("):
            found = _dates(dates, a, fitting[index : index + 1] or columns)
            start, end = found[0] or start, found[1] or end
            lone += [(x + a, y + a) for x, y in dates.dates] if len(dates.dates) == 1 and not any(found) else []
        elif index < len(columns) and columns[index] in BODIES:
            body = (a, b)
    if len(lone) == 2 and not (start or end):
        start, end = lone
    if start or end:
        return cells[0], start, end, body
    text_span, start, end, _ = _of_text(text, *cells[0], ())
    return text_span, start, end, body


def _of_text(text: str, begin: int, end: int, columns: Sequence[str]) -> Spans:
    """Read a row of running text: its labels, dates at its end, or before the body that the table's head ends with."""
    stop, named = labelled(text, begin, end)
    if named:
        return (begin, stop), named.get("start"), named.get("end"), named.get("responsible")
    dates = trailing_dates(text[begin:end])
    if dates:
        start, finish = _dates(dates, begin, columns)
        if start or finish or len(dates.dates) > 1:
            stop = begin + len(text[begin : begin + dates.at].rstrip(" (,–—-"))
            return (begin, stop), start, finish, None
    if columns and columns[-1] in BODIES:
        pairs = [chain for chain in chains(text[begin:end]) if len(chain.dates) > 1]
        if pairs:
            last = pairs[-1]
            return (begin, begin + last.at), *_dates(last, begin, columns), (begin + last.end, end)
    # A single date of which nothing tells whether it is the first or the last stays in the text.
    return (begin, end), None, last_day(text, begin, end), None


def _dates(dates: Dates, by: int, columns: Sequence[str]) -> tuple[Span | None, Span | None]:
    """Return the spans of start and end; a single date counts only where the head has one column of dates."""
    start, end = dates.start_date, dates.end_date
    if start is None and "start_date" in columns and "end_date" not in columns:
        start = dates.dates[0]
    if end is None and "end_date" in columns and "start_date" not in columns:
        end = dates.dates[0]
    return _shifted(start, by), _shifted(end, by)


def _shifted(span: Span | None, by: int) -> Span | None:
    return (span[0] + by, span[1] + by) if span else None
