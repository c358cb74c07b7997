"""Rows of labels and answers that are centered on each other, or end on one line, instead of beginning on one.

A browser and a word processor set a short label in the middle of a longer answer. Its baselines are then between those
of the answer, so that lines from the top do not say where a row begins: which rows are centered does, and the order in
which the file writes the words. These programs write a cell whole before the next one, and a row before the next row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.readers.pdf.borderless.columns import (
    MOST_STRIPS,
    ROW_GAP,
    ColumnPiece,
    Strip,
    continues_text,
    has_room_above,
    is_continuation_start,
    is_item,
)
from pipeline.readers.pdf.borderless.row_search import weigh_writing

TOP, MIDDLE, FOOT = 0, 1, 2
"""What of a label and its answer is at one height."""
LABELS, ANSWERS = 0, 1

TOLERANCE = 0.28
"""Font sizes by which the middles of a label and its answer differ: a line more or less shifts one by 0.55 or more."""
SHIFTED = 0.4
"""Font sizes between the first lines of a label and its answer from which they do not begin on one line."""
INTERLEAVED = 0.8
"""Line steps: a label and a line of its answer that are nearer stand between each other's lines."""
LEAST_GAPS = 2
"""Gaps that part the rows of a table: where they do, close lines of an answer that begin anew are its paragraphs."""
LEAST_LONE = 2
"""Lines with a label or an answer alone, and lines with both, of rows that no gaps part: fewer say little."""
MOST_ROW_LINES = 60
"""Lines of one row; a page has no more, and the time of the search grows with them."""
HALF_HEIGHT = 0.33
"""Font sizes from the baseline up to the middle of a line."""
# What speaks against a row, in units of one text that begins where the line above it had room. Drawn forms in browsers
# and word processors leave at least one unit between the right rows and the next best ones.
COST_OF_LABEL_GAP, COST_OF_ANSWER_GAP, COST_OF_RULE = 3.0, 1.5, 3.0
COST_OF_BEGINNING, COST_OF_ITEM = 1.0, 0.3
COST_OF_CONTINUED, COST_WITHOUT_GAP = 1.5, 0.75
COST_OF_LONE, COST_AT_END = 2.5, 0.5
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


class _Place(NamedTuple):
    """One line of a column: its baseline and size."""

    base: float
    size: float


Column = list["_Place | None"]


class _Row(NamedTuple):
    """A row that may end before line `end`: what speaks against it, and how much lower its label is than its answer.

    The latter is in font sizes, at the top, in the middle and at the foot; None for a label or an answer alone.
    """

    end: int
    cost: float
    offsets: tuple[float, float, float] | None = None


@lru_cache(maxsize=MOST_STRIPS)
def find_aligned_rows(strip: Strip) -> AlignedRows | None:
    """Return the rows of a strip of two columns if its cells are centered or at the foot; None if they are not."""
    if len(strip.places) != 1 or not (_is_interleaved(strip) or _is_tight(strip)):
        return None
    columns = [_places_of(strip, column) for column in (LABELS, ANSWERS)]
    costs = _Costs(strip)
    best: tuple[float, AlignedRows] | None = None
    rows = [_list_rows(strip, columns, costs, start) for start in range(len(strip.lines))]
    for alignment in (TOP, MIDDLE, FOOT):
        parsed = _parse(rows, columns, costs, alignment)
        if parsed and (best is None or parsed[0] < best[0]):
            best = parsed
    if best is None or not best[1].shifted:
        return None
    return best[1] if costs.is_written or best[0] <= MOST_COST * len(best[1].starts) else None


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


def _places_of(strip: Strip, column: int) -> Column:
    places: Column = []
    for index, pieces in enumerate(strip.cells):
        words = pieces[column].words if column in pieces and index not in strip.across else ()
        size = max((word.size for word in words), default=0.0)
        places.append(_Place(max(word.base for word in words), size) if words else None)
    return places


class _Costs:
    """What speaks against two lines of a column being in one row, and against a row that begins at a line."""

    def __init__(self, strip: Strip) -> None:
        is_spaced = sum(strip.gaps) >= LEAST_GAPS
        limits = [strip.limit(column) for column in (LABELS, ANSWERS)]
        self.inside: list[dict[int, tuple[int, float]]] = [{}, {}]
        self.begun = [0.0] * (len(strip.lines) + 1)
        last: list[int | None] = [None, None]
        for index, pieces in enumerate(strip.cells):
            is_open = index > 0 and not strip.gaps[index] and not strip.cuts[index]
            self.begun[index] = COST_WITHOUT_GAP if is_open and not {index, index - 1} & strip.across else 0.0
            for column in (LABELS, ANSWERS):
                if column not in pieces or index in strip.across:
                    continue
                above = last[column]
                last[column] = index
                if above is not None:
                    here, before = pieces[column], strip.cells[above][column]
                    step = _base_of(here) - _base_of(before)
                    gap = step > ROW_GAP * strip.pitch(here.words)
                    self.inside[column][index] = (
                        above,
                        _cost_inside(column, before, here, limits[column], gap, is_spaced),
                    )
                    if not gap and is_open and continues_text(before, here, limits[column]):
                        self.begun[index] += COST_OF_CONTINUED
        self.rules = [bool(columns) for columns in strip.cuts]
        self.writing = weigh_writing(strip.cells)
        self.is_written = any(self.writing)
        self.begun = [cost + max(weight, 0.0) for cost, weight in zip(self.begun, [*self.writing, 0.0], strict=True)]


def _base_of(piece: ColumnPiece) -> float:
    return max(word.base for word in piece.words)


def _cost_inside(
    column: int, above: ColumnPiece, below: ColumnPiece, limit: float, gap: bool, is_spaced: bool
) -> float:
    if gap:
        return COST_OF_LABEL_GAP if column == LABELS else COST_OF_ANSWER_GAP
    if column == ANSWERS and (is_spaced or is_item(below)):
        return COST_OF_ITEM
    begins = not is_continuation_start(below) and has_room_above(above, below, limit)
    return COST_OF_BEGINNING if begins else 0.0


def _parse(
    rows: Sequence[Sequence[_Row]], columns: Sequence[Column], costs: _Costs, alignment: int
) -> tuple[float, AlignedRows] | None:
    """Return the rows that the least speaks against if all cells have one alignment, with that cost."""
    count = len(rows)
    best: list[tuple[float, int]] = [(0.0, -1), *[(float("inf"), -1)] * count]
    for start in range(count):
        if best[start][0] == float("inf"):
            continue
        for end, cost, offsets in rows[start]:
            cost_of_cut = 0.0
            if offsets and abs(offsets[alignment]) > TOLERANCE:
                if alignment != MIDDLE or not (end == count if offsets[MIDDLE] > 0 else start == 0):
                    continue
                # The label is in the middle of a row of which a page end cuts off the rest.
                cost_of_cut = COST_AT_END
            total = best[start][0] + (cost + cost_of_cut) + costs.begun[start]
            if total < best[end][0]:
                best[end] = (total, start)
    if best[count][0] == float("inf"):
        return None
    starts = []
    at = count
    while at > 0:
        at = best[at][1]
        starts.append(at)
    return best[count][0], _summarize(columns, starts[::-1], count)


def _list_rows(strip: Strip, columns: Sequence[Column], costs: _Costs, start: int) -> list[_Row]:
    """Return the rows that may begin at a line."""
    if start in strip.across:
        return [_Row(start + 1, 0.0)]
    rows: list[_Row] = []
    first: list[_Place | None] = [None, None]
    last: list[_Place | None] = [None, None]
    cost = 0.0
    for index in range(start, min(len(strip.lines), start + MOST_ROW_LINES)):
        if index in strip.across:
            break
        if index > start:
            cost += COST_OF_RULE * costs.rules[index] + max(-costs.writing[index], 0.0)
        for column in (LABELS, ANSWERS):
            place = columns[column][index]
            if place is None:
                continue
            above, own = costs.inside[column].get(index, (-1, 0.0))
            cost += own if above >= start else 0.0
            first[column] = first[column] or place
            last[column] = place
        end = index + 1
        (label, answer), (label_end, answer_end) = first, last
        if label is None or answer is None or label_end is None or answer_end is None:
            at_end = start == 0 or end == len(strip.lines)
            rows.append(_Row(end, cost + (COST_AT_END if at_end and label is None else COST_OF_LONE)))
            continue
        size = max(label.size, answer.size)
        label_middle = (label.base + label_end.base) / 2 - HALF_HEIGHT * label.size
        answer_middle = (answer.base + answer_end.base) / 2 - HALF_HEIGHT * answer.size
        offsets = (label.base - answer.base, label_middle - answer_middle, label_end.base - answer_end.base)
        rows.append(_Row(end, cost, (offsets[TOP] / size, offsets[MIDDLE] / size, offsets[FOOT] / size)))
    return rows


def _summarize(columns: Sequence[Column], starts: Sequence[int], count: int) -> AlignedRows:
    full: list[int] = []
    shifted = 0
    for start, end in pairwise([*starts, count]):
        label, answer = (next((place for place in column[start:end] if place), None) for column in columns)
        if label and answer:
            full.append(start)
            shifted += abs(label.base - answer.base) > SHIFTED * max(label.size, answer.size)
    return AlignedRows(tuple(starts), tuple(full), shifted)
