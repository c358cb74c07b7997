"""What a report says about a milestone's progress: planned next to actual dates, a status in front of what was done.

Planned and actual dates that are in one cell: 'Planned: May 2021 Actual: June 2021'. What all milestones of a
commitment share: a level, a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from pipeline.lexicon.vocabularies import find_code
from pipeline.model import Line, RawRecord, RawValue
from pipeline.model.issues import Issue
from pipeline.schema.data import load_data
from pipeline.structure.grids import is_empty
from pipeline.structure.lines import cut_line, cut_lines, make_code_value, make_stream, make_value, split_paragraphs


def split_planned_and_actual(lines: Sequence[Line]) -> dict[str, Line]:
    """Return the dates behind the words `planned` and `actual`, a dash left out; nothing where no such word is there.

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


VOCABULARY = "milestone_status"

LONGEST_WORD = 40
"""Characters of a status in words ('Ongoing through the project'): a longer line tells what was done."""

_PERCENT = re.compile(r"\s*\d{1,3}(?:[.,]\d+)?\s?%\s*")
_STOP = re.compile(r"\s[–—-]\s|[.,;:(]")


def read_progress(
    records: Sequence[RawRecord], assessor: str | None
) -> tuple[tuple[RawRecord, ...], tuple[Issue, ...]]:
    """Return the milestones of a commitment with status and planned dates separated, ratings in words behind them."""
    milestones = list(_with_status(records))
    issues: list[Issue] = []
    given: list[RawRecord] = []
    for record in milestones:
        planned, odd = _split_planned_dates(record)
        issues += odd
        given.append(planned)
        given += _build_rating(planned, assessor) if assessor else ()
    return tuple(given), tuple(issues)


def _with_status(records: Sequence[RawRecord]) -> Iterator[RawRecord]:
    """Yield milestones whose evidence opens with a status with both apart.

    Words that no status has count where another milestone's evidence opens with a known one.
    """
    opened = [_opening_status(record) for record in records]
    is_column = any(status is not None and find_code(VOCABULARY, status[0].text) for status in opened)
    for record, status in zip(records, opened, strict=True):
        if status is None or not is_column:
            yield record
            continue
        word, rest = status
        name = "status" if find_code(VOCABULARY, word.text) else "status_raw"
        fields = {key: held for key, held in record.fields.items() if key != "evidence"} | {name: word}
        yield replace(record, fields=fields | ({"evidence": make_value(rest, word.method)} if rest else {}))


def _opening_status(record: RawRecord) -> tuple[RawValue, tuple[Line, ...]] | None:
    """Return the status in front of a milestone's evidence, and the rest."""
    evidence = record.fields.get("evidence")
    if evidence is None or "status" in record.fields or not evidence.lines:
        return None
    whole = make_stream(evidence.lines)
    first = whole.text.partition("\n")[0]
    for stop in (len(first), *(match.start() for match in _STOP.finditer(first[:LONGEST_WORD]))):
        if find_code(VOCABULARY, whole.text[:stop]):
            rest = _without_sign(cut_lines(whole, stop, len(whole.text)))
            return make_value(cut_lines(whole, 0, stop), evidence.method), rest
    if len(first) <= LONGEST_WORD and not first.rstrip().endswith("."):
        return make_value(cut_lines(whole, 0, len(first)), evidence.method), cut_lines(
            whole, len(first), len(whole.text)
        )
    return None


def _without_sign(lines: Sequence[Line]) -> tuple[Line, ...]:
    if not lines:
        return ()
    bare = lines[0].text.lstrip(" .,;:–—-")
    first = cut_line(lines[0], len(lines[0].text) - len(bare)) if bare else None
    return (*([first] if first else []), *lines[1:])


def _split_planned_dates(record: RawRecord) -> tuple[RawRecord, tuple[Issue, ...]]:
    """Return a milestone with its planned dates, and an issue for each actual one that differs from it."""
    fields = dict(record.fields)
    issues: list[Issue] = []
    for name in ("start_date", "end_date"):
        printed = record.fields.get(name)
        dates = split_planned_and_actual(printed.lines) if printed else {}
        if not printed or not dates:
            continue
        kept = dates.get("planned") or dates["actual"]
        fields[name] = make_value((kept,), printed.method)
        actual = dates.get("actual")
        if actual and actual.text.casefold() != kept.text.casefold():
            text = (
                f"The {name.replace('_', ' ')} was planned for {kept.text} and came {actual.text}; the plan's is given."
            )
            issues.append(Issue("parse", "info", "actual-date-differs", text, actual.anchor.page, record.place))
    return replace(record, fields=fields), tuple(issues)


def is_percentage(text: str) -> bool:
    """Return whether a status is a percentage.

    >>> is_percentage("60 %"), is_percentage("Complete")
    (True, False)
    """
    return _PERCENT.fullmatch(text) is not None


def _build_rating(record: RawRecord, assessor: str) -> Iterator[RawRecord]:
    """Yield the progress of a milestone that is a percentage or in words that no status has."""
    status = record.fields.get("status")
    told = status if status and is_percentage(status.text) else record.fields.get("status_raw")
    if told is not None:
        fields = {"indicator": make_code_value("progress"), "value": told, "assessor": make_code_value(assessor)}
        place = f"{record.place}.a1"
        yield RawRecord("assessments", place, fields, commitment=record.commitment, milestone=record.place)


def shared_level(milestones: Sequence[RawRecord]) -> RawValue | None:
    """Return the level that a grid ticks for every milestone, so that it is the commitment's; None for several."""
    levels = [record.fields.get("status") for record in milestones if record.table == "milestones"]
    ticked = [level for level in levels if level is not None and level.method == "mark"]
    is_shared = ticked and len(ticked) == len(levels) and len({find_code("completion", x.text) for x in ticked}) == 1
    return ticked[0] if is_shared else None


def shared_body(milestones: Sequence[RawRecord]) -> RawValue | None:
    """Return the body in a cell merged over all milestones: it leads them all. One that each row repeats does not."""
    bodies = [record.fields.get("responsible") for record in milestones if record.table == "milestones"]
    first = bodies[0] if len(bodies) > 1 else None
    return first if first and all(body is not None and body.lines == first.lines for body in bodies) else None
