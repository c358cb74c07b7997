"""Rows of labels and answers that are centered on each other, or end on one line, instead of beginning on one.

A browser and a word processor set a short label in the middle of a longer answer. Its baselines are then between those
of the answer, so that lines from the top do not say where a row begins: which rows are centered does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.readers.pdf.borderless.columns import MOST_STRIPS, Strip
from pipeline.readers.pdf.borderless.row_search import RowLines, divide_rows

LABELS, ANSWERS = 0, 1

SHIFTED = 0.4
"""Font sizes between the first lines of a label and its answer from which they do not begin on one line."""
INTERLEAVED = 0.8
"""Line steps: a label and a line of its answer that are nearer stand between each other's lines."""
LEAST_LONE = 2
"""Lines with a label or an answer alone, and lines with both, of rows that no gaps part: fewer say little."""
MOST_COST = 1.5
"""What may speak against a row on average: drawn forms without any gaps have 0.7, running text side by side has 3."""


@dataclass(frozen=True, slots=True)
class AlignedRows:
    """The lines at which rows begin, and those of them with both a label and an answer.

    `shifted` counts the rows whose label and answer do not begin on one line.
    """

    starts: tuple[int, ...]
    full: tuple[int, ...]
    shifted: int


@lru_cache(maxsize=MOST_STRIPS)
def find_aligned_rows(strip: Strip) -> AlignedRows | None:
    """Return the rows of a strip of two columns if its cells are centered or at the foot; None if they are not."""
    if len(strip.places) != 1 or not (_is_interleaved(strip) or _is_tight(strip)):
        return None
    limits = [strip.limit(column) for column in (LABELS, ANSWERS)]
    rules = [bool(columns) for columns in strip.cuts]
    found = divide_rows(RowLines(strip.cells, limits, strip.gaps, rules, strip.pitch, strip.across))
    rows = _summarize(strip, found.starts)
    is_likely = found.is_written or found.cost <= MOST_COST * len(found.starts)
    return rows if rows.shifted and is_likely else None


def _is_interleaved(strip: Strip) -> bool:
    """Return whether a label stands between lines of an answer, or the lines of a row begin without it."""
    kinds = [frozenset(pieces) for pieces in strip.cells]
    for index, (above, below) in enumerate(pairwise(kinds), 1):
        if index in strip.across or index - 1 in strip.across or strip.gaps[index]:
            continue
        step = strip.lines[index].base - strip.lines[index - 1].base
        if above | below == {0, 1} and len(above) == len(below) == 1:
            if step < INTERLEAVED * strip.pitch(strip.lines[index].words):
                return True
        elif len(above) == 1 and len(below) == 2 and (index == 1 or strip.gaps[index - 1]):
            return True
    return False


def _is_tight(strip: Strip) -> bool:
    """Return whether no gaps part the rows, so that text on one side alone may belong to the row above or below."""
    kinds = [frozenset(pieces) for k, pieces in enumerate(strip.cells) if k not in strip.across]
    lone = sum(len(kind) == 1 for kind in kinds)
    return not any(strip.gaps) and LEAST_LONE <= lone <= len(kinds) - LEAST_LONE


def _summarize(strip: Strip, starts: Sequence[int]) -> AlignedRows:
    full: list[int] = []
    shifted = 0
    for start, end in pairwise([*starts, len(strip.lines)]):
        firsts = [
            next((pieces[column].words[0] for pieces in strip.cells[start:end] if column in pieces), None)
            for column in (LABELS, ANSWERS)
        ]
        label, answer = firsts
        if label and answer:
            full.append(start)
            shifted += abs(label.base - answer.base) > SHIFTED * max(label.size, answer.size)
    return AlignedRows(tuple(starts), tuple(full), shifted)
