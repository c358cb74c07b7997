"""Labels inside the row of a milestone: 'Start: May 2022 End: June 2023', 'Deadline: 2024', 'Responsible: Ministry'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pipeline.lexicon import match_label
from pipeline.structure.dates import Span, chains

DATES = frozenset({"start_date", "end_date", "timeline", "period"})
BODIES = frozenset({"responsible", "lead_institution", "implementing_institutions"})
_BEFORE_COLON = re.compile(r"[^\n:.;|()]{3,60}(?=\s?:)")
_MOST_WORDS = 6
_AROUND = " \n\t.;,|:()-–—"


def labelled(text: str, begin: int, end: int) -> tuple[int, Mapping[str, Span]]:
    """Return where the text of a row ends before its first label, and the spans of start, end and responsible.

    >>> row = "Publish it. Start: May 2022 End: June 2023 Responsible: Ministry of Justice."
    >>> stop, spans = labelled(row, 0, len(row))
    >>> row[:stop], {name: row[a:b] for name, (a, b) in spans.items()}
    ('Publish it.', {'start': 'May 2022', 'end': 'June 2023', 'responsible': 'Ministry of Justice'})
    """
    labels = list(_labels(text, begin, end))
    spans: dict[str, Span] = {}
    stops = [start for _, start, _ in labels[1:]] + [end]
    for (field, _, after), stop in zip(labels, stops, strict=False):
        for name, span in _values(text, field, after, stop):
            spans.setdefault(name, span)
    if not spans:
        return end, {}
    return begin + len(text[begin : labels[0][1]].rstrip()), spans


def _labels(text: str, begin: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield field, start and end of the labels before colons: the longest run of words before one that is known."""
    for match in _BEFORE_COLON.finditer(text, begin, end):
        words = list(re.finditer(r"\S+", match[0]))[-_MOST_WORDS:]
        for word in words:
            field = _field(match[0][word.start() :])
            if field and match.start() + word.start() > begin:
                yield field, match.start() + word.start(), match.end()
                break


@lru_cache(maxsize=10_000)
def _field(text: str) -> str | None:
    found = match_label(text)
    known = found is not None and found.method == "exact" and found.field in DATES | BODIES
    return found.field if found and known else None


def _values(text: str, field: str, begin: int, end: int) -> Iterator[tuple[str, Span]]:
    if field in BODIES:
        lead = len(text[begin:end]) - len(text[begin:end].lstrip(_AROUND))
        stop = begin + len(text[begin:end].rstrip(_AROUND))
        if begin + lead < stop:
            yield "responsible", (begin + lead, stop)
        return
    first = next(iter(chains(text[begin:end])), None)
    if first is None or text[begin : begin + first.at].strip(_AROUND):
        return
    spans = [(a + begin, b + begin) for a, b in first.dates]
    if field in ("timeline", "period"):
        yield from zip(("start", "end"), spans, strict=False) if first.is_range else ()
    else:
        yield field.removesuffix("_date"), spans[0]
