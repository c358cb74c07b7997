"""What else a front says: title, date, whether it is a draft or a translation, how many commitments it says it has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pipeline.identify.front import Front
from pipeline.identify.labelled_values import LabelledValue
from pipeline.identify.phrases import LABEL, PLAN
from pipeline.identify.titles import Title
from pipeline.lexicon import match_label
from pipeline.model import RawValue
from pipeline.normalize import dates
from pipeline.normalize.periods import FIRST_YEAR, LAST_YEAR, find_spans
from pipeline.schema.data import load_data

Date = tuple[date, str, RawValue]
"""First or only day, precision, and where it is printed."""

_NUMBER = re.compile(r"\d{1,3}")
_WORD = re.compile(r"[^\W_]+")
LONGEST_DATE = 40
MOST_COMMITMENTS = 250
REACH = 90
"""Characters between the plan as the subject of a sentence and the commitments that it has."""
FEW = 20
"""Lines of the body that may hold the date of a title page."""


def make_raw_value(front: Front, start: int, end: int, method: str = "heading") -> RawValue:
    """Return a span of the front as a raw value."""
    text = " ".join(front.text[start:end].split())
    return RawValue(text, "label" if method == "label" else "heading", front.where(start, end))


def find_title_text(front: Front, title: Title | None, language: str | None) -> RawValue | None:
    """Return the title on one line; the document's own property where the front has none."""
    if title is not None:
        end = _find_end_before_date(front, title, language)
        return None if _is_labelled(front, title) else make_raw_value(front, title.start, end)
    headings = [i for i in front.body if front.lines[i].place == "heading"]
    own = [i for i, line in enumerate(front.lines) if line.place in ("title", "property")]
    index = next(iter(headings or own or front.cover), None)
    return make_raw_value(front, front.lines[index].start, front.lines[index].end) if index is not None else None


def _find_end_before_date(front: Front, title: Title, language: str | None) -> int:
    """Return where a title ends without the line below it that says when, and where, the document was printed."""
    last = front.line_at(max(title.start, title.end - 1))
    line = front.lines[last]
    if line.start <= title.start or not _parse_day(line.text, language):
        return title.end
    return front.lines[last - 1].end


def _is_labelled(front: Front, title: Title) -> bool:
    """Return whether a title begins with a label and its value, as rows of facts about a document do: 'Country: X'."""
    labels = (hit for hit in title.hits if hit.group.startswith(LABEL) and hit.start == title.start)
    return any(front.text[hit.end : hit.end + 1] in (":", "：") for hit in labels)


def find_date_prepared(front: Front, facts: Sequence[LabelledValue], language: str | None) -> Date | None:
    """Return the day on which the document was prepared: behind a label, else alone on a line of the title page."""
    for fact in facts:
        if fact.field == "prepared" and (found := _parse_date(fact.text, language)):
            return *found, make_raw_value(front, fact.start, fact.end, "label")
    for index in front.cover[:FEW]:
        line = front.lines[index]
        if found := _parse_day(line.text, language):
            return *found, make_raw_value(front, line.start, line.end)
    return None


def _parse_day(text: str, language: str | None) -> tuple[date, str] | None:
    """Return the day or month that a line of the title page consists of; a period is that of the plan."""
    if len(text) > LONGEST_DATE or _dates_something_else(text) or any(span.is_range for span in find_spans(text)):
        return None
    found = _parse_date(text, language)
    return found if found and found[1] != "year" else None


def _dates_something_else(text: str) -> bool:
    """Return whether a line says what its date is of: 'End date: June 2024' is a commitment's."""
    match = match_label(text.partition(":")[0]) if ":" in text else None
    return match is not None and match.field != "date_prepared"


def _parse_date(text: str, language: str | None) -> tuple[date, str] | None:
    """Return the date that a short text consists of, after a place at most ('Tallinn, 2018')."""
    order = "day" if language not in (None, "en") else None
    for part in (text, text.partition(",")[2], text.rpartition("|")[2], text.partition(":")[2]):
        moment = dates.read_dates(part.strip(" .,;|()"), order).end if part.strip() else None
        if moment and FIRST_YEAR <= moment.first.year <= LAST_YEAR:
            return moment.first, moment.precision
    return None


def is_draft(front: Front, title: Title | None) -> tuple[bool, RawValue | None]:
    """Return whether the title page, the file's title or a running header calls the document a draft."""
    near = set(front.cover[:FEW])
    for hit in front.of("draft"):
        line = front.lines[front.line_at(hit.start)]
        short = len(line.text) <= 100 or hit.start - line.start < 5
        if (
            (line.place in ("header", "title", "property") or front.line_at(hit.start) in near)
            and short
            and not _is_name_of_law(front, hit.start)
        ):
            return True, make_raw_value(front, hit.start, hit.end)
    return False, None


def _is_name_of_law(front: Front, start: int) -> bool:
    return re.match(r"draft (?:law|act|bill|decree|resolution)", front.text[start : start + 20], re.I) is not None


def is_translation(front: Front) -> tuple[bool, RawValue | None]:
    """Return whether the front calls itself a translation."""
    hit = next(iter(front.of("translation")), None)
    return hit is not None, make_raw_value(front, hit.start, hit.end) if hit else None


def find_stated_commitments(front: Front, facts: Sequence[LabelledValue]) -> tuple[int, RawValue] | None:
    """Return how many commitments the document says it has: behind a label, else in the first sentences."""
    for fact in facts:
        if fact.field == "number_of_commitments" and (found := _NUMBER.match(fact.text)):
            return int(found[0]), make_raw_value(front, fact.start, fact.start + found.end(), "label")
    return _find_in_prose(front)


def _find_in_prose(front: Front) -> tuple[int, RawValue] | None:
    """Return the number of commitments of a sentence about the plan: 'the plan contains nine commitments'."""
    numbers: dict[str, int] = load_data("prose/numbers")["words"]
    plans, verbs = front.of(PLAN), front.of("contains")
    found: set[int] = set()
    place: tuple[int, int] = (0, 0)
    for hit in front.of("commitments"):
        words = _WORD.findall(front.text[max(0, hit.start - 30) : hit.start])
        value = next((value for word in reversed(words[-2:]) if (value := _parse_number(word, numbers))), None)
        near = any(
            plan.end <= verb.start < hit.start <= plan.end + REACH and ". " not in front.text[plan.end : hit.start]
            for plan in plans
            for verb in verbs
        )
        if value and near and hit.start - front.lines[front.line_at(hit.start)].start > 3:
            found.add(value)
            place = (hit.start, hit.end)
    if len(found) != 1:
        return None
    return found.pop(), make_raw_value(front, *place)


def _parse_number(word: str, numbers: dict[str, int]) -> int | None:
    value = int(word) if word.isdigit() else numbers.get(word.casefold(), 0)
    return value if 2 <= value <= MOST_COMMITMENTS else None
