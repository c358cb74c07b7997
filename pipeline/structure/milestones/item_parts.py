"""The parts of one milestone in running text or in cells: text, dates, who does it, labels of its own.

What a milestone is made of before normalization.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from functools import cache

from pipeline.lexicon import match_exact_label
from pipeline.lexicon.scope import cache_by_scope
from pipeline.model import Line, RawValue
from pipeline.structure.commitments.completion import is_level
from pipeline.structure.dates import (
    Dates,
    Span,
    find_date_chains,
    find_first_last_day,
    find_last_day,
    find_leading_dates,
    find_trailing_dates,
    is_date,
    last_day_words,
)
from pipeline.structure.lines import Stream, cut_lines, make_stream, make_value
from pipeline.structure.milestones.columns import raw_fields
from pipeline.structure.milestones.numbering import bullet_end


@dataclass(frozen=True, slots=True)
class RawMilestone:
    """One milestone as printed; every part but the text may be missing.

    `timeline` holds one or two dates that the document gives as one value; `status` is a word or mark that the
    vocabulary knows, `status_raw` any other word in a column of status.
    """

    text: RawValue
    number: RawValue | None = None
    start_date: RawValue | None = None
    end_date: RawValue | None = None
    timeline: RawValue | None = None
    responsible: RawValue | None = None
    status: RawValue | None = None
    status_raw: RawValue | None = None
    indicator: RawValue | None = None
    evidence: RawValue | None = None
    reasons: RawValue | None = None
    next_steps: RawValue | None = None

    def fields(self) -> dict[str, RawValue]:
        """Return the parts that the document gives, by raw field."""
        parts = ((part.name, getattr(self, part.name)) for part in dataclass_fields(self))
        return {name: value for name, value in parts if value is not None}


Parts = dict[str, Span]
"""Spans of a milestone's parts by raw field."""

_BAR = re.compile(r"\s{0,3}\|\s")
_LONGEST_LEAD = 60
_BEFORE_COLON = re.compile(rf"[^\n:.;|()]{{3,{_LONGEST_LEAD}}}(?=\s?:)")
_MONTH = re.compile(r"(0?[1-9]|1[0-2])\s?[/:]\s?([0-9]{2})")
_MOST_WORDS = 6
"""Words: a label inside a milestone ('Responsible body', 'Planned completion date') has no more."""
_AROUND = " \n\t.;,|:()-–—"
_DATED = frozenset({"start_date", "end_date", "timeline"})


def read_item(
    text: Stream, number: str | None, mark: int, start: int, end: int, columns: Sequence[str]
) -> RawMilestone | None:
    """Read one item of a list; None where it holds no text."""
    begin = start + bullet_end(text.text[start:end])
    bar = _BAR.match(text.text, begin) if number else None
    begin = bar.end() if bar else begin
    cells = _cell_spans(text.text, begin, end)
    if number and columns[:1] == ("number",):
        columns = columns[1:]
    parts = _of_cells(text.text, cells, columns) if len(cells) > 1 else _of_text(text.text, begin, end, columns)
    values = {name: make_value(lines, "list") for name, span in parts.items() if (lines := cut_lines(text, *span))}
    if "text" not in values:
        return None
    if "end_date" in values and (month := _MONTH.fullmatch(values["end_date"].text)):
        # No list counts days so: the year is printed with two figures.
        values["end_date"] = replace(values["end_date"], text=f"{month[1]}/20{month[2]}")
    printed = RawValue(number, "list", cut_lines(text, mark, start)) if number else None
    return RawMilestone(number=printed, **values)


def _cell_spans(text: str, begin: int, end: int) -> list[Span]:
    cells, at = [], begin
    for match in re.finditer(r"\s\|\s", text[begin:end]):
        cells.append((at, begin + match.start()))
        at = begin + match.end()
    return [*cells, (at, end)]


def _of_cells(text: str, cells: Sequence[Span], columns: Sequence[str]) -> Parts:
    """Read a row in cells; a cell of dates tells itself, others only the table's head."""
    parts: Parts = {}
    fitting = columns if len(columns) == len(cells) else ()
    lone: list[Span] = []
    for index, (a, b) in enumerate(cells[1:], start=1):
        dates = find_trailing_dates(text[a:b])
        if dates and not text[a : a + dates.at].strip(" ("):
            own = _split_dates(dates, a, fitting[index : index + 1] or columns)
            parts |= own
            lone += [(x + a, y + a) for x, y in dates.dates] if len(dates.dates) == 1 and not own else []
        elif index < len(columns) and (field := raw_fields().get(columns[index])) and field not in _DATED | {"text"}:
            parts.setdefault(field, (a, b))
    if len(lone) == 2 and not parts.keys() & _DATED:
        parts |= {"start_date": lone[0], "end_date": lone[1]}
    if parts.keys() & _DATED:
        return {"text": cells[0], **parts}
    return {**parts, **_of_text(text, *cells[0], ())}


def _of_text(text: str, begin: int, end: int, columns: Sequence[str]) -> Parts:
    """Read an item of running text: its labels, a date that opens it, dates at its end, or before the last column.

    A level in the last line is its status: the cell of a table that became lines.
    """
    above, _, last_line = text[begin:end].rstrip().rpartition("\n")
    if above and is_level(last_line.strip()):
        first = begin + len(above) + 1
        return {**_of_text(text, begin, first - 1, columns), "status": (first, first + len(last_line))}
    if parts := _two_date_lines(text, begin, end) or _labelled_or_led(text, begin, end):
        return parts
    return _dated_text(text, begin, end, columns)


def _labelled_or_led(text: str, begin: int, end: int) -> Parts:
    """Return the parts of an item that labels name, or a date that opens it."""
    stop, named = find_labelled_parts(text, begin, end)
    if named:
        return {"text": (begin, stop), **named}
    if leading := find_leading_dates(text, begin, end):
        first = {"start_date": leading.first} if leading.first else {}
        return {"text": (leading.end, end), **first, "end_date": leading.last}
    return {}


def _dated_text(text: str, begin: int, end: int, columns: Sequence[str]) -> Parts:
    """Return the parts of an item that dates in it or at its end give."""
    dates = find_trailing_dates(text[begin:end])
    if dates:
        own = _split_dates(dates, begin, columns)
        if own or len(dates.dates) > 1:
            return {"text": (begin, _find_stop(text, begin, end, dates)), **own}
    if columns and raw_fields().get(columns[-1]) == "responsible":
        pairs = [chain for chain in find_date_chains(text[begin:end]) if len(chain.dates) > 1]
        if pairs:
            last = pairs[-1]
            body = (begin + last.end, end)
            return {"text": (begin, begin + last.at), **_split_dates(last, begin, columns), "responsible": body}
    if due := _find_due_date(text, begin, end):
        return due
    # A single date of which nothing says whether it is the first or the last stays in the text.
    day = find_last_day(text, begin, end) or find_first_last_day(text, begin, end)
    return {"text": (begin, end), **({"end_date": day} if day else {})}


def _two_date_lines(text: str, begin: int, end: int) -> Parts:
    """Return text, start and end of an item whose last two lines are a date each: cells that became lines."""
    lines = text[begin:end].rstrip().split("\n")
    if len(lines) < 3 or not (is_date(lines[-1]) and is_date(lines[-2])):
        return {}
    stop = begin + sum(len(line) + 1 for line in lines[:-2])
    first = (stop, stop + len(lines[-2]))
    second = (first[1] + 1, first[1] + 1 + len(lines[-1]))
    return {"text": (begin, stop - 1), "start_date": first, "end_date": second}


def _split_dates(dates: Dates, by: int, columns: Sequence[str]) -> Parts:
    """Return the spans of start and end; a single date counts only where the head has one column of dates."""
    if dates.shares_year:
        return {"timeline": (dates.at + by, dates.end + by)}
    start, end = dates.start_date, dates.end_date
    if start is None and "start_date" in columns and "end_date" not in columns:
        start = dates.dates[0]
    if end is None and "end_date" in columns and "start_date" not in columns:
        end = dates.dates[0]
    spans = {"start_date": start, "end_date": end}
    return {name: (span[0] + by, span[1] + by) for name, span in spans.items() if span}


def read_due_date(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]] | None:
    """Return the text of a milestone and the last day that closes it in a bracket, behind a dash or behind a label.

    None without one.
    """
    text = make_stream(lines)
    parts = _find_due_date(text.text, 0, len(text.text))
    if not parts:
        stop, named = find_labelled_parts(text.text, 0, len(text.text))
        parts = {"text": (0, stop), **named} if named.keys() == {"end_date"} else {}
    return (cut_lines(text, *parts["text"]), cut_lines(text, *parts["end_date"])) if parts else None


def _find_due_date(text: str, begin: int, end: int) -> Parts:
    """Return text and end where a single date closes an item behind a bracket, a dash, or a comma or stop and 'by'."""
    last = next(iter(find_date_chains(text[begin:end])[-1:]), None)
    if last is None or len(last.dates) != 1 or text[begin + last.end : end].strip(" \n.|;)"):
        return {}
    sign = _parting_sign().search(text, begin, begin + last.at)
    if (
        sign is None
        or (not sign["until"] and (sign["comma"] or sign["stop"] is not None))
        or not text[begin : sign.start()].strip()
    ):
        return {}
    first, stop = last.dates[0]
    until = end if "(" in sign[0] else sign.start()
    return {"text": (begin, until), "end_date": (first + begin, stop + begin)}


def _find_stop(text: str, begin: int, end: int, dates: Dates) -> int:
    """Return where the text of an item ends that dates close: dates in a bracket are part of it, as printed."""
    before = text[begin : begin + dates.at]
    if before.count("(") > before.count(")") and ")" in text[begin + dates.end : end]:
        return end
    return begin + len(before.rstrip(" (,–—-"))


@cache
def _parting_sign() -> re.Pattern[str]:
    sign = r"\s*(?:\(|\s[-–—]|(?P<comma>[,;])|(?P<stop>(?<=[.!])))"
    return re.compile(rf"{sign}\s*(?P<until>{last_day_words()}\s+)?\Z", re.IGNORECASE)


def find_labelled_parts(text: str, begin: int, end: int) -> tuple[int, Mapping[str, Span]]:
    """Return where the text of a milestone ends before its first label, and the spans of the labelled parts.

    >>> row = "Publish it. Start: May 2022 End: June 2023 Responsible: Ministry of Justice."
    >>> stop, spans = find_labelled_parts(row, 0, len(row))
    >>> row[:stop], {name: row[a:b] for name, (a, b) in spans.items()}
    ('Publish it.', {'start_date': 'May 2022', 'end_date': 'June 2023', 'responsible': 'Ministry of Justice'})
    """
    labels = list(iterate_part_labels(text, begin, end))
    spans: Parts = {}
    stops = [start for _, start, _ in labels[1:]] + [end]
    for (field, _, after), stop in zip(labels, stops, strict=False):
        for name, span in _label_part(text, field, after, stop):
            spans.setdefault(name, span)
    if not spans:
        return end, {}
    return begin + len(text[begin : labels[0][1]].rstrip(" \t\n(")), spans


def iterate_part_labels(text: str, begin: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield field, start and end of the labels before colons: the longest run of words before one that is known."""
    for match in _iterate_leads(text, begin, end):
        words = list(re.finditer(r"\S+", match[0]))[-_MOST_WORDS:]
        for word in words:
            field = _find_field(match[0][word.start() :])
            if field and match.start() + word.start() > begin:
                yield field, match.start() + word.start(), match.end()
                break


def _iterate_leads(text: str, begin: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the words before each colon; the pattern is not tried where none is near."""
    colon = text.find(":", begin, end)
    while colon >= 0:
        if match := _BEFORE_COLON.search(text, max(begin, colon - _LONGEST_LEAD - 1), colon + 1):
            yield match
        begin, colon = colon + 1, text.find(":", colon + 1, end)


@cache_by_scope(maxsize=10_000)
def _find_field(text: str) -> str | None:
    match = match_exact_label(text)
    field = raw_fields().get(match.field) if match else None
    return field if field in {*_DATED, "responsible", "status", "indicator", "evidence"} else None


def _label_part(text: str, field: str, begin: int, end: int) -> Iterator[tuple[str, Span]]:
    if field not in _DATED:
        lead = len(text[begin:end]) - len(text[begin:end].lstrip(_AROUND))
        stop = begin + len(text[begin:end].rstrip(_AROUND))
        if begin + lead < stop:
            yield field, (begin + lead, stop)
        return
    first = next(iter(find_date_chains(text[begin:end])), None)
    if first is None or text[begin : begin + first.at].strip(_AROUND):
        return
    spans = [(a + begin, b + begin) for a, b in first.dates]
    if field == "timeline" and first.shares_year:
        yield field, (spans[0][0], spans[-1][1])
    elif field == "timeline":
        yield from zip(("start_date", "end_date"), spans, strict=False) if first.is_range else ()
    else:
        yield field, spans[0]
