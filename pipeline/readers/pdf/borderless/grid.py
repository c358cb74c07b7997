"""From lines beside each other to a grid: rows, further columns within some of them, labels merged over rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.readers.pdf.borderless.columns import Strip
from pipeline.readers.pdf.borderless.detect import rivers_of
from pipeline.readers.pdf.borderless.rows import row_starts
from pipeline.readers.pdf.borderless.zones import AT, PADDING, Piece, wide
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.tables.cells import Grid, GridCell

MARGIN = 2.0
MARK = 2
"""Characters: words no longer than this are marks."""


@dataclass(frozen=True, slots=True)
class Band:
    """A row: its lines, from `first` to before `end`, and where its columns after the first begin.

    `merged` says that its first cell belongs to the one above; `inner` that two labels stand beside each other.
    """

    first: int
    end: int
    places: tuple[float, ...]
    merged: bool = False
    inner: bool = False


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A grid laid over lines, the words of each of its cells, and how far the lines of each may reach."""

    grid: Grid
    words: tuple[tuple[Word, ...], ...]
    reach: tuple[float, ...]


def bands_of(strip: Strip) -> list[Band]:
    """Return the rows of a table, those of a grid within a row apart."""
    starts = row_starts(strip)
    rows = list(zip(starts, [*starts[1:], len(strip.lines)], strict=True))
    found: list[Band] = []
    for first, end, values in _with_values(strip, rows):
        label = _inner_label(strip, first, end, found[-1] if found else None)
        places = _places(strip, first, end, label, values)
        lower = label is not None and not _outer_begins(strip, first, label, found[-1] if found else None)
        found += _split(strip, Band(first, end, places, lower, label is not None), bool(values))
    return found


def _with_values(strip: Strip, rows: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, tuple[float, ...]]]:
    """Yield each row with the places of further columns among its values; rows of one grid share them."""
    own = [_further(strip, first, end) for first, end in rows]
    index = 0
    while index < len(rows):
        last, shared = index, own[index]
        while shared and last + 1 < len(rows) and own[last + 1]:
            both = _further(strip, rows[index][0], rows[last + 1][1])
            if len(both) < max(len(shared), len(own[last + 1])):
                break
            last, shared = last + 1, both
        yield from ((first, end, shared) for first, end in rows[index : last + 1])
        index = last + 1


def _further(strip: Strip, first: int, end: int) -> tuple[float, ...]:
    """Return where columns begin among the values of some lines, besides those of the whole table."""
    lines = [found[k] for found in strip.cells[first:end] for k in (len(strip.places),) if k in found]
    if first in strip.across or not any(_gaps(piece) for piece in lines):
        return ()
    found = rivers_of([piece.words for piece in lines], least=1)
    shown = sum(_gaps(piece) > 0 for piece in lines)
    return tuple(found) if len(found) > 1 or shown > 1 else ()


def _gaps(piece: Piece) -> int:
    return sum(wide(left, right) for left, right in pairwise(piece.words))


def _inner_label(strip: Strip, first: int, end: int, above: Band | None) -> float | None:
    """Return where the inner one of two labels beside each other begins; None where a row has one label."""
    labels = [found[0].words for found in strip.cells[first:end] if 0 in found]
    if not labels or first in strip.across:
        return None
    shown = [right.start for words in labels[:1] for left, right in pairwise(words) if wide(left, right)]
    if shown:
        return shown[-1] if all(_leaves(words, shown[-1]) for words in labels) else None
    place = above.places[0] if above and above.inner else None
    begins = place is not None and abs(labels[0][-1].start - place) <= AT
    begins = begins or (place is not None and abs(labels[0][0].start - place) <= AT)
    return place if begins and place is not None and all(_leaves(words, place) for words in labels) else None


def _leaves(words: Sequence[Word], place: float) -> bool:
    return all(word.end < place or word.start >= place - AT for word in words)


def _outer_begins(strip: Strip, first: int, place: float, above: Band | None) -> bool:
    """Tell whether the outer one of two labels begins in a row, too, instead of going on from the row above."""
    outer = strip.cells[first].get(0)
    if outer is None or outer.start >= place - AT:
        return False
    return above is None or not above.inner or strip.gaps[first]


def _places(strip: Strip, first: int, end: int, label: float | None, values: tuple[float, ...]) -> tuple[float, ...]:
    if first in strip.across:
        return ()
    if all(set(found) == {0} for found in strip.cells[first:end]) and label is None:
        bold = all(found[0].bold for found in strip.cells[first:end])
        goes_on = first == 0 and strip.margin is not None
        return () if (len(strip.places) == 1 or bold) and not goes_on else strip.places
    return (*([label] if label is not None else []), *strip.places, *values)


def _split(strip: Strip, band: Band, gridded: bool) -> list[Band]:
    """Part a row with a grid of its own where the grid's next row begins, below a label merged over both."""
    if not gridded:
        return [band]
    own = len(strip.places)
    cuts = [
        index
        for index in range(band.first + 1, band.end)
        if own in strip.cells[index]
        and (strip.gaps[index] or own in strip.cuts[index] or _is_marks(strip.cells[index][own]))
    ]
    edges = [band.first, *cuts, band.end]
    return [Band(a, b, band.places, band.merged if a == band.first else True, band.inner) for a, b in pairwise(edges)]


def _is_marks(piece: Piece) -> bool:
    return all(len(word.text) <= MARK for word in piece.words)


def _heights(strip: Strip, bands: Sequence[Band]) -> list[float]:
    """Return where rows begin and end: at drawn lines, else half-way between lines of text."""
    tops = [min(line.box[1] for line in strip.lines[band.first : band.end]) for band in bands]
    bottoms = [max(line.box[3] for line in strip.lines[band.first : band.end]) for band in bands]
    heights = [tops[0] - MARGIN]
    for band, above, below in zip(bands[1:], bottoms, tops[1:], strict=False):
        drawn = strip.bounds.between(strip.lines[band.first - 1], strip.lines[band.first])
        at = drawn[0].at if drawn and strip.cuts[band.first] else (above + below) / 2
        heights.append(max(at, heights[-1] + 0.1))
    return [*heights, bottoms[-1] + MARGIN]


def open_table(strip: Strip) -> OpenTable:
    """Lay a grid over a table's lines."""
    bands = bands_of(strip)
    heights = _heights(strip, bands)
    left, right = strip.left - MARGIN, strip.right + MARGIN
    cells: list[GridCell] = []
    words: list[list[Word]] = []
    first_cell = 0
    for row, band in enumerate(bands):
        edges = [left, *(place - MARGIN for place in band.places), right]
        held = _held(strip, band)
        for column, (x0, x1) in enumerate(pairwise(edges)):
            if column == 0 and band.merged and row:
                over = cells[first_cell].box
                cells[first_cell] = GridCell((over[0], over[1], over[2], heights[row + 1]), 0, 0)
                words[first_cell] += held.get(0, [])
                continue
            if column == 0:
                first_cell = len(cells)
            cells.append(GridCell((x0, heights[row], x1, heights[row + 1]), row, column))
            words.append(list(held.get(column, [])))
    box = (left, heights[0], right, heights[-1])
    return OpenTable(Grid(box, tuple(cells), ruled=False), tuple(map(tuple, words)), _reach(cells, words))


def _reach(cells: Sequence[GridCell], words: Sequence[Sequence[Word]]) -> tuple[float, ...]:
    """Return how far lines may go: as far as any does in cells of the same sides, and to the padding at least."""
    ends: dict[tuple[float, float], float] = {}
    for cell, held in zip(cells, words, strict=True):
        sides = cell.box[0], cell.box[2]
        ends[sides] = max([ends.get(sides, sides[1] + MARGIN - PADDING), *(word.end for word in held)])
    return tuple(ends[cell.box[0], cell.box[2]] for cell in cells)


def _held(strip: Strip, band: Band) -> dict[int, list[Word]]:
    found: dict[int, list[Word]] = {}
    for line in strip.lines[band.first : band.end]:
        for word in line.words:
            found.setdefault(sum(place - AT <= word.start for place in band.places), []).append(word)
    return found
