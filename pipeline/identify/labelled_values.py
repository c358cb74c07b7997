"""Facts that a front prints behind a label: 'Country: X', a row of a table, a label over its value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.identify.front import Front
from pipeline.identify.phrases import LABEL, fold_word

LONGEST_VALUE = 160
OPENERS = ("contributed",)
"""Labels that open a sentence."""


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """A label's field, its folded words, and the span of its value in the front's text, empty for none."""

    field: str
    label: str
    start: int
    end: int
    text: str


def find_labelled_values(front: Front) -> tuple[LabelledValue, ...]:
    """Return the labels of the front with their values, in order."""
    return tuple(found for index in front.body for found in _iterate_in_line(front, index))


def iterate_distinct(facts: Sequence[LabelledValue], *fields: str) -> Iterator[LabelledValue]:
    """Yield the facts of some fields, one for each label as printed."""
    seen: set[str] = set()
    for fact in facts:
        if fact.field in fields and fact.label not in seen:
            seen.add(fact.label)
            yield fact


def _iterate_in_line(front: Front, index: int) -> Iterator[LabelledValue]:
    line = front.lines[index]
    hits = [
        hit
        for hit in front.by_line[index]
        if hit.group.startswith(LABEL) and _opens_line(line.text, hit.start - line.start)
    ]
    for hit in hits:
        rest = front.text[hit.end : line.end]
        behind = rest.lstrip(" ?*:：s()")
        is_value = ":" in rest[: len(rest) - len(behind)] or "：" in rest[:3] or not behind
        field, label = hit.group.removeprefix(LABEL), fold_word(front.text[hit.start : hit.end])
        start = line.end - len(behind) if behind else line.end
        if behind and not is_value and field not in OPENERS and not _is_value_alone(behind):
            continue
        if not behind and index + 1 < len(front.lines):
            following = front.lines[index + 1]
            if len(following.text) <= LONGEST_VALUE:
                yield LabelledValue(field, label, following.start, following.end, following.text)
                continue
        yield LabelledValue(field, label, start, line.end, front.text[start : line.end][:LONGEST_VALUE])


def _opens_line(text: str, offset: int) -> bool:
    """Return whether a label that begins at an offset opens its line: nothing but marks of a list are before it."""
    return not any(char.isalnum() for char in text[:offset])


def _is_value_alone(text: str) -> bool:
    """Return whether what follows a label without a colon can be its value: a number, a year, a word or two."""
    return len(text) <= 40 and (text[0].isdigit() or len(text.split()) <= 2)
