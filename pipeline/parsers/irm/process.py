"""Ratings of the whole plan: how far the public could influence it, whether the government acted against OGP's process.

They stand as 'Level of public influence: Involve', in tables with a column for each time of the plan, or as a mark in
the row of a level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.lexicon.vocabularies import LONGEST_WORDING, MEMORY, fold_wording, list_meanings
from pipeline.model import Block, Cell, Line, RawValue, Table
from pipeline.parsers.irm.ratings import FILE, Rating, match_level, match_word, read_answer
from pipeline.structure.grids import find_heading, is_tick
from pipeline.structure.lines import cut_lines, filled_cells, lines_of, make_stream, split_paragraphs, text_of

OPPOSITE = {"yes": "no", "no": "yes"}
LEVELS = "public_influence"


@dataclass(frozen=True, slots=True)
class _Question:
    """What a label asks: an indicator, at which time ('design', 'own' or None), and whether yes means no."""

    indicator: str
    time: str | None
    is_opposite: bool


@lru_cache(maxsize=MEMORY)
def _parse_question(text: str) -> _Question | None:
    """Return what a label asks; the time may follow its own words, and the levels to choose from a colon."""
    printed = text.partition(":")[0].strip(" •")
    key = fold_wording(printed) if 0 < len(printed) <= LONGEST_WORDING else ""
    labels = list_meanings(FILE, "process")
    label = max((known for known in labels if key.startswith(known)), key=len, default=None)
    if label is None:
        return None
    time = list_meanings(FILE, "process_phases").get(key.removeprefix(label))
    if time is None and key != label:
        return None
    row = labels[label]
    return _Question(row["indicator"], time, "is_opposite" in row)


def read_process(blocks: Sequence[Block], own: str | None) -> list[Rating]:
    """Return the ratings of the plan; `own` is the phase of the report."""
    found: list[Rating] = []
    for block in blocks:
        found += _read_table(block, own) if isinstance(block, Table) else _read_text(lines_of(block), own)
    return found


def _read_text(lines: Sequence[Line], own: str | None) -> Iterator[Rating]:
    for group in split_paragraphs(lines):
        joined = make_stream(group)
        at = next((index for index in (joined.text.find(":"), joined.text.find("?")) if index > 0), 0)
        question = _parse_question(joined.text[:at]) if at else None
        if question:
            yield from _read_answer(question, cut_lines(joined, at + 1, len(joined.text)), own)


def _read_answer(
    question: _Question, lines: Sequence[Line], own: str | None, time: str | None = None
) -> Iterator[Rating]:
    answer = read_answer(question.indicator, lines)
    if answer is None:
        return
    coded = OPPOSITE[answer.code] if question.is_opposite else answer.code
    printed = replace(answer.printed, text=coded) if question.is_opposite else answer.printed
    yield Rating(question.indicator, printed, coded, _default_phase(time or question.time, own))


def _default_phase(time: str | None, own: str | None) -> str | None:
    return own if time in (None, "own") else time


def _read_table(table: Table, own: str | None) -> Iterator[Rating]:
    times: list[tuple[Cell, str]] = []
    for row in table.rows:
        times = [(cell, time) for cell in row.cells if (time := _parse_time(text_of(cell)))] or times
        filled = filled_cells(row)
        question = _parse_question(text_of(filled[0])) if filled else None
        # A row of the scale names a level of influence in its first or second cell.
        level = next(filter(None, (match_level(LEVELS, text_of(cell).split(":")[0]) for cell in filled[:2])), None)
        if question:
            for cell in filled[1:]:
                yield from _read_answer(question, lines_of(cell), own, _find_time(cell, times))
        elif level:
            for cell in row.cells:
                if is_tick(text_of(cell)) or cell.marked:
                    marked = RawValue(level, "mark", lines_of(cell), cell.anchors)
                    yield Rating(LEVELS, marked, level, _default_phase(_find_time(cell, times), own))
        else:
            for cell in filled:
                yield from _read_text(lines_of(cell), own)


def _parse_time(text: str) -> str | None:
    """Return the time of the plan that a heading names: its making or its implementation, or a phase."""
    return match_word("process_phases", text) or match_word("phases", text)


def _find_time(cell: Cell, times: Sequence[tuple[Cell, str]]) -> str | None:
    heading = find_heading(cell, [other for other, _ in times])
    return next((time for other, time in times if other is heading), None)
