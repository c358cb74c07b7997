"""Cut running text into milestones: numbers, names, letters, bars, dates, bullets or paragraphs part them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.lexicon import match_start
from pipeline.lexicon.scope import SCOPES, cache_by_scope, conjunctions
from pipeline.lexicon.text_folding import join_alternatives
from pipeline.model import Line
from pipeline.structure.dates import (
    find_closing_dates,
    find_date_chains,
    find_first_last_day,
    find_leading_dates,
)
from pipeline.structure.lines import Stream, cut_lines, make_stream
from pipeline.structure.milestones.item_parts import RawMilestone, read_item
from pipeline.structure.milestones.numbering import (
    NUMBER,
    announcement_pattern,
    bullet_end,
    drop_heading_numbers,
    is_date_or_amount,
    is_next_number,
    named_mark,
    number_words,
    opening_mark,
)
from pipeline.structure.text_labels.places import continues_sentence, fields_with_role

_INLINE = re.compile(rf"(?:^|(?<=\s))\(?({NUMBER})(?:[.):](?=\s|[^\s\d])|(?=\s[^\W\d]))")
_BRACKET_END = re.compile(r"\)[.;,]?")
_LETTER = re.compile(r"(?:^|(?<=\s))\(?([A-Za-z])[.)]\s")
_ROMAN = re.compile(r"(?:^|(?<=\s))\(?([ivx]{1,4})[.)]\s")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_SENTENCE_END = re.compile(r"[.;:)]\s+(?=\d|[^\W\d_])")
_INLINE_BULLET = re.compile(r"(?<=\s)[•●▪➢\ue000-\uf8ff]\s?(?=\w)")

Mark = tuple[str, int, int]
"""A printed number with the span that it and its punctuation take."""


@dataclass(frozen=True, slots=True)
class StepSpan:
    """The span of one milestone, its number and where that begins."""

    number: str | None
    start: int
    end: int
    mark: int = 0


def read_list(lines: Sequence[Line], columns: Sequence[str] = ()) -> Iterator[RawMilestone]:
    """Yield the milestones of some lines; `columns` are the fields that a lost table's heading names."""
    text = make_stream(lines)
    for item in _without_notes(text.text, split_items(text)) if text.text.strip() else ():
        milestone = read_item(text, item.number, item.mark, item.start, item.end, columns)
        if milestone is not None:
            yield milestone


def _without_notes(text: str, items: list[StepSpan]) -> list[StepSpan]:
    """Leave out what is below the rows of a list: a part without a date that a label of the template opens."""
    while len(items) > 1 and not items[-1].number and all(find_date_chains(text[i.start : i.end]) for i in items[:-1]):
        last = text[items[-1].start : items[-1].end]
        if find_date_chains(last) or not _opens_with_label(last):
            break
        items = items[:-1]
    return items


def _opens_with_label(text: str) -> bool:
    opening = match_start(text.strip(), fields=fields_with_role("template") - {"milestones"})
    return opening is not None and text.strip()[opening[1] :].lstrip()[:1].isupper()


def read_announced(lines: Sequence[Line]) -> list[RawMilestone]:
    """Read the milestones that a sentence of running text announces: 'in these steps: (1) ...; (2) ...'."""
    text = make_stream(lines)
    announced = announcement_pattern().search(text.text)
    found = list(read_list(cut_lines(text, announced.end(), len(text.text)))) if announced else []
    return found if len(found) > 1 and all(milestone.number for milestone in found) else []


def split_items(text: Stream) -> list[StepSpan]:
    """Return the items of a text by the first rule that fits."""
    for rule in _RULES:
        items = rule(text)
        if items:
            return items
    return _split_paragraphs(text)


def _paragraph_spans(text: Stream) -> list[tuple[int, int]]:
    spans, at = [], 0
    for part in text.text.split("\n"):
        if part.strip():
            spans.append((at, at + len(part)))
        at += len(part) + 1
    return spans


def _numbered_lines(text: Stream) -> list[StepSpan]:
    marks: list[Mark] = []
    for start, end in _paragraph_spans(text):
        begin = start + bullet_end(text.text[start:end])
        match = opening_mark().match(text.text, begin, end)
        # Behind a bullet a bare figure counts things.
        is_count = match is not None and begin > start and match[0].strip().isdigit()
        if match and not is_count and not is_date_or_amount(text.text, match.start(2), match.end(2)):
            marks.append((match[2], start, match.end()))
            marks += _run_on(text, marks[-1], end)
    marks = drop_heading_numbers(marks)
    if not marks:
        return []
    lone = len(marks) == 1
    if lone and (len(_paragraph_spans(text)) > 3 or marks[0][1] > 0):
        return []
    if lone and (len(_find_sequence(text)) > 1 or _named_inline(text)):
        return []
    return _make_items(text, marks)


def _run_on(text: Stream, last: Mark, end: int) -> Iterator[Mark]:
    """Yield the numbers of one level that count on inside a paragraph: '5.3. Plan it. 5.4. Do it.'"""
    for match in _INLINE.finditer(text.text, last[2], end):
        if (
            "." in match[1]
            and match[1].split(".")[:-1] == last[0].split(".")[:-1]
            and is_next_number(last[0], match[1])
        ):
            last = (match[1], match.start(), match.end())
            yield last


def _make_items(text: Stream, marks: Sequence[Mark]) -> list[StepSpan]:
    ends = [*(_end_before(text.text, begin, start) for (_, _, begin), (_, start, _) in pairwise(marks)), len(text.text)]
    return [StepSpan(number, begin, end, mark) for (number, mark, begin), end in zip(marks, ends, strict=True)]


def _end_before(text: str, begin: int, end: int) -> int:
    """Return where an item ends before the next number, without the 'and' of a sentence: '...; and (3) ...'."""
    joined = _sentence_joints()[0].search(text, begin, end)
    return joined.start() if joined else end


@cache_by_scope(maxsize=SCOPES)
def _sentence_joints() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of the 'and' in front of a list's last item, and of the ends of clauses."""
    joining = f"(?:{join_alternatives(conjunctions())})"
    clause_end = rf"[;.]\s+(?:{joining}\s+)?|,\s+{joining}\s+|\n"
    return re.compile(rf"[;,]\s+{joining}\s*\Z"), re.compile(clause_end)


def _named_inline(text: Stream) -> list[StepSpan]:
    marks = [(m[1] or number_words()[m[2].casefold()], m.start(), m.end()) for m in named_mark().finditer(text.text)]
    rising = [mark for index, mark in enumerate(marks) if index == 0 or mark[0] != marks[index - 1][0]]
    return _make_items(text, rising) if len(rising) >= 2 and rising[0][1] < 40 else []


def _split_at_bars(text: Stream) -> list[StepSpan]:
    spans = _paragraph_spans(text)
    barred = [span for span in spans if " | " in text.text[span[0] : span[1]]]
    rows = [span for span in barred if text.text[span[0] : span[1]].count(" | ") > 1]
    if len(rows) > 1:
        return [StepSpan(None, start, end) for start, end in rows]
    if len(barred) * 2 < len(spans) or (len(barred) == 1 and len(_INLINE_BULLET.findall(text.text)) > 1):
        return []
    return [StepSpan(None, start, end) for start, end in barred]


def _find_sequence(text: Stream) -> list[Mark]:
    """Return the numbers inside running text that count on from 1 (1., 2., 3. or 3.1.1, 3.1.2 ...)."""
    marks = [(m[1], m.start(), m.end()) for m in _INLINE.finditer(text.text)]
    counted: list[Mark] = []
    for mark in marks:
        if "." not in mark[0] and text.text[mark[2] - 1 : mark[2]] not in ".):":
            continue  # an amount
        if not counted:
            if (mark[1] < 60 or mark[0].count(".") >= 2) and re.search(r"(?:^|\.)1$", mark[0]):
                counted.append(mark)
        elif is_next_number(counted[-1][0], mark[0]):
            counted.append(mark)
    return counted


def _numbered_inline(text: Stream) -> list[StepSpan]:
    marks = drop_heading_numbers(_find_sequence(text))
    return _make_items(text, marks) if len(marks) >= 2 or (marks and marks[0][1] == 0) else []


def _split_at_letters(text: Stream) -> list[StepSpan]:
    """Part at letters (a), b), ...) or small Roman numerals ((i), (ii), ...) that follow each other."""
    for pattern, names in ((_LETTER, _ALPHABET), (_ROMAN, _NUMERALS)):
        marks: list[Mark] = []
        for match in pattern.finditer(text.text):
            if len(marks) < len(names) and match[1].lower() == names[len(marks)]:
                marks.append((match[1], match.start(), match.end()))
        if len(marks) >= 2 and marks[0][1] < 20:
            return _make_items(text, marks)
    return []


def _led_by_dates(text: Stream) -> list[StepSpan]:
    """Part lines that open with dates: '06/16: Publish the list'; within a paragraph behind a sentence."""
    opened = {start for start, end in _paragraph_spans(text) if find_leading_dates(text.text, start, end)}
    inline = (
        m.end() for m in _SENTENCE_END.finditer(text.text) if find_leading_dates(text.text, m.end(), len(text.text))
    )
    starts = sorted(opened.union(inline))
    if len(starts) < 2 or starts[0] != 0:
        return []
    return [StepSpan(None, a, b) for a, b in pairwise([*starts, len(text.text)])]


def _opened_by_last_days(text: Stream) -> list[StepSpan]:
    """Part a paragraph each of whose clauses opens with its last day: 'By May 2021 ...; by June 2022 ...'."""
    starts = [0, *(match.end() for match in _sentence_joints()[1].finditer(text.text))]
    opened = [start for start in starts if find_first_last_day(text.text, start, len(text.text))]
    if len(opened) < 2 or opened[0] != 0:
        return []
    ends = [*(_end_before(text.text, a, b) for a, b in pairwise(opened)), len(text.text)]
    return [StepSpan(None, a, len(text.text[:b].rstrip(" ;"))) for a, b in zip(opened, ends, strict=True)]


def _split_at_dates(text: Stream) -> list[StepSpan]:
    """Part rows by the dates that close them."""
    pairs = find_closing_dates(text.text)
    if not pairs:
        return []
    items, at = [], 0
    for _, last in pairs:
        closed = _BRACKET_END.match(text.text, last)
        end = closed.end() if closed else last
        items.append(StepSpan(None, at, end))
        at = end
    if len(text.text[at:].split()) >= 2:
        items.append(StepSpan(None, at, len(text.text)))
    return items


def _split_at_bullets(text: Stream) -> list[StepSpan]:
    starts = [start for start, end in _paragraph_spans(text) if bullet_end(text.text[start:end])]
    inline = sorted({*starts, *(match.start() for match in _INLINE_BULLET.finditer(text.text))})
    starts = inline if len(inline) > len(starts) + 1 else starts
    if len(starts) < 2:
        return []
    if text.text[: starts[0]].strip():
        starts = [0, *starts]
    return [StepSpan(None, a, b) for a, b in pairwise([*starts, len(text.text)])]


def _split_paragraphs(text: Stream) -> list[StepSpan]:
    items: list[StepSpan] = []
    for start, end in _paragraph_spans(text):
        last = items[-1] if items else None
        if last and continues_sentence(text.text[last.start : last.end], text.text[start:end]):
            items[-1] = StepSpan(None, last.start, end)
        else:
            items.append(StepSpan(None, start, end))
    return items


_RULES: tuple[Callable[[Stream], list[StepSpan]], ...] = (
    _led_by_dates,
    _numbered_lines,
    _named_inline,
    _split_at_bars,
    _numbered_inline,
    _split_at_letters,
    _opened_by_last_days,
    _split_at_dates,
    _split_at_bullets,
)
