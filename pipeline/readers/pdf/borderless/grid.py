"""From lines side by side to a grid: rows, further columns within some of them, labels merged over rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.readers.pdf.borderless.aligned_rows import find_aligned_rows
from pipeline.readers.pdf.borderless.columns import (
    LEAST_VOTES,
    MOST_STRIPS,
    PADDING,
    SAME_START,
    ColumnPiece,
    Strip,
    continues_text,
    find_column_starts,
    has_room_above,
    is_continuation_start,
    is_item,
    is_wide_gap,
)
from pipeline.readers.pdf.borderless.level_lines import is_covered
from pipeline.readers.pdf.borderless.rows import MARGIN, TableLines, lay_table, reach_of_cells
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.tables.cells import Grid, GridCell, WordGrid

MARK = 2
"""Characters: words no longer than this are marks."""


@dataclass(frozen=True, slots=True)
class Band:
    """A row: its lines, from `first` to before `end`, and where its columns after the first begin.

    `merged` says that its first cell belongs to the one above; `inner` that it has two labels side by side.
    """

    first: int
    end: int
    places: tuple[float, ...]
    merged: bool = False
    inner: bool = False


def find_bands(strip: Strip) -> list[Band]:
    """Return the rows of a table, those of a grid within a row apart."""
    starts = find_row_starts(strip)
    rows = list(pairwise([*starts, len(strip.lines)]))
    bands: list[Band] = []
    for first, end in rows:
        values = _inner_columns(strip, first, end)
        label = _inner_label(strip, first, end, bands[-1] if bands else None)
        places = _column_starts(strip, first, end, label, values)
        lower = label is not None and not _outer_begins(strip, first, label, bands[-1] if bands else None)
        bands += _split_band(strip, Band(first, end, places, lower, label is not None), bool(values))
    return bands


def _inner_columns(strip: Strip, first: int, end: int) -> tuple[float, ...]:
    """Return where columns begin among the values of some lines, besides those of the whole table."""
    lines = [starts[k] for starts in strip.cells[first:end] for k in (len(strip.places),) if k in starts]
    if first in strip.across or not any(_count_gaps(piece) for piece in lines):
        return ()
    starts = find_column_starts([piece.words for piece in lines], least=1)
    shown = sum(_count_gaps(piece) > 0 for piece in lines)
    return tuple(starts) if len(starts) > 1 or shown > 1 else ()


def _count_gaps(piece: ColumnPiece) -> int:
    return sum(is_wide_gap(left, right) for left, right in pairwise(piece.words))


def _inner_label(strip: Strip, first: int, end: int, above: Band | None) -> float | None:
    """Return where the inner one of two labels side by side begins; None where a row has one label."""
    labels = [pieces[0].words for pieces in strip.cells[first:end] if 0 in pieces]
    if not labels or first in strip.across:
        return None
    shown = [pair for pair in pairwise(labels[0]) if is_wide_gap(*pair)]
    if shown and _is_set_apart(strip, *shown[-1]):
        inner = shown[-1][1].start
        return inner if all(_is_free_at(words, inner) for words in labels) else None
    place = above.places[0] if above and above.inner else None
    begins = place is not None and abs(labels[0][-1].start - place) <= SAME_START
    begins = begins or (place is not None and abs(labels[0][0].start - place) <= SAME_START)
    return place if begins and place is not None and all(_is_free_at(words, place) for words in labels) else None


def _is_set_apart(strip: Strip, left: Word, right: Word) -> bool:
    """Return whether the words around a gap are of two labels: by their type, or as several lines have a label there.

    Behind a stretched blank a single line has words at a place.
    """
    words = [word for pieces in strip.cells if 0 in pieces for word in pieces[0].words]
    is_shared = sum(abs(word.start - right.start) <= SAME_START for word in words) >= LEAST_VOTES
    return is_shared or left.bold != right.bold


def _is_free_at(words: Sequence[Word], place: float) -> bool:
    return all(word.end < place or word.start >= place - SAME_START for word in words)


def _outer_begins(strip: Strip, first: int, place: float, above: Band | None) -> bool:
    """Return whether the outer one of two labels begins in a row, too, instead of continuing from the row above."""
    outer = strip.cells[first].get(0)
    if outer is None or outer.start >= place - SAME_START:
        return False
    return above is None or not above.inner or strip.gaps[first]


def _column_starts(
    strip: Strip, first: int, end: int, label: float | None, values: tuple[float, ...]
) -> tuple[float, ...]:
    if first in strip.across:
        return ()
    if all(set(pieces) == {0} for pieces in strip.cells[first:end]) and label is None:
        bold = all(pieces[0].bold for pieces in strip.cells[first:end])
        goes_on = first == 0 and strip.margin is not None
        return () if (len(strip.places) == 1 or bold) and not goes_on else strip.places
    return (*([label] if label is not None else []), *strip.places, *values)


def _split_band(strip: Strip, band: Band, gridded: bool) -> list[Band]:
    """Split a row with a grid of its own where the grid's next row begins, below a label merged over both."""
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


def _is_marks(piece: ColumnPiece) -> bool:
    return all(len(word.text) <= MARK for word in piece.words)


def _row_edges(strip: Strip, bands: Sequence[Band]) -> list[float]:
    """Return where rows begin and end: at drawn lines, else half-way between lines of text."""
    tops = [min(line.box[1] for line in strip.lines[band.first : band.end]) for band in bands]
    bottoms = [max(line.box[3] for line in strip.lines[band.first : band.end]) for band in bands]
    heights = [tops[0] - MARGIN]
    for band, above, below in zip(bands[1:], bottoms, tops[1:], strict=False):
        strokes_between = strip.bounds.between(strip.lines[band.first - 1], strip.lines[band.first])
        at = strokes_between[0].at if strokes_between and strip.cuts[band.first] else (above + below) / 2
        heights.append(max(at, heights[-1] + 0.1))
    return [*heights, bottoms[-1] + MARGIN]


def _is_plain(strip: Strip) -> bool:
    """Return whether a strip has the same columns from its first to its last line, and no labels."""
    pieces = [piece for pieces in strip.cells for piece in pieces.values()]
    is_open = strip.label_columns or strip.across or any(map(_count_gaps, pieces))
    return len(strip.places) > 1 and not is_open


def build_grid(strip: Strip) -> WordGrid:
    """Lay a grid over a table's lines."""
    if _is_plain(strip):
        edges = [place - SAME_START for place in strip.places]
        return lay_table(TableLines(strip.lines, edges, strip.bounds, strip.typography, strip.right))
    bands = find_bands(strip)
    heights = _row_edges(strip, bands)
    left, right = strip.left - MARGIN, strip.right + MARGIN
    cells: list[GridCell] = []
    words: list[list[Word]] = []
    first_cell = 0
    for row, band in enumerate(bands):
        edges = [left, *(place - MARGIN for place in band.places), right]
        words_by_column = _words_by_column(strip, band)
        for column, (x0, x1) in enumerate(pairwise(edges)):
            if column == 0 and band.merged and row:
                merged_box = cells[first_cell].box
                cells[first_cell] = GridCell((merged_box[0], merged_box[1], merged_box[2], heights[row + 1]), 0, 0)
                words[first_cell] += words_by_column.get(0, [])
                continue
            if column == 0:
                first_cell = len(cells)
            cells.append(GridCell((x0, heights[row], x1, heights[row + 1]), row, column))
            words.append(list(words_by_column.get(column, [])))
    box = (left, heights[0], right, heights[-1])
    return WordGrid(Grid(box, tuple(cells), ruled=False), tuple(map(tuple, words)), reach_of_cells(cells, words))


def _words_by_column(strip: Strip, band: Band) -> dict[int, list[Word]]:
    words_by_column: dict[int, list[Word]] = {}
    for line in strip.lines[band.first : band.end]:
        for word in line.words:
            words_by_column.setdefault(sum(place - SAME_START <= word.start for place in band.places), []).append(word)
    return words_by_column


RULED_SHARE = 0.75
"""Where at least this share of the rows begin behind a drawn line, all do."""
SPACED_SHARE = 0.5
"""The same of gaps, which headings and labels over several lines hide."""
LEAST_STARTS = 3
"""Rows from which shares are computed: of fewer, one row decides."""


@lru_cache(maxsize=MOST_STRIPS)
def find_row_starts(strip: Strip) -> list[int]:
    """Return the indexes of the lines that begin rows."""
    aligned = find_aligned_rows(strip)
    if aligned:
        return list(aligned.starts)
    limits = [strip.limit(column) for column in range(len(strip.places) + 1)]
    starts = [index for index in range(1, len(strip.lines)) if _begins_row(strip, index, limits)]
    heading_starts = [index for index in starts if index in strip.across or index - 1 in strip.across]
    ruled = [index for index, columns in enumerate(strip.cuts) if columns and _parts_rows(strip, index)]
    if len(ruled) >= LEAST_STARTS - 1 and sum(index in ruled for index in starts) >= RULED_SHARE * len(starts):
        return [0, *sorted({*ruled, *heading_starts})]
    if len(starts) >= LEAST_STARTS and sum(strip.gaps[index] for index in starts) >= SPACED_SHARE * len(starts):
        gaps = [index for index in range(1, len(strip.lines)) if strip.gaps[index]]
        starts = [index for index in gaps if _opens_row(strip, index) or _headings_end(strip, index)]
    return [0, *sorted({*starts, *ruled, *heading_starts})]


def _parts_rows(strip: Strip, index: int) -> bool:
    """Return whether strokes above a line separate rows: over its label, or over all columns of a wide table."""
    labels, drawn = strip.labels[index], strip.cuts[index]
    if not labels:
        return len(strip.places) > 1 and len(drawn) > 1 and 0 in drawn
    if 0 in drawn:
        return True
    within = [stroke for stroke in strip.between(index) if stroke.start <= labels[-1].start + SAME_START]
    return is_covered(within, labels[-1].start, strip.right)


def _opens_row(strip: Strip, index: int) -> bool:
    """Return whether a line behind a gap begins a row: with a label, or in several columns under a merged cell."""
    labels = strip.labels[index]
    return not is_continuation_start(labels[-1]) if labels else len(strip.cells[index]) > 1


def _begins_row(strip: Strip, index: int, limits: Sequence[float]) -> bool:
    if index in strip.across or index - 1 in strip.across:
        return not strip.across >= {index, index - 1} or strip.gaps[index]
    if _headings_end(strip, index):
        return True
    if not strip.labels[index]:
        return False
    if not _label_begins(strip, index, limits):
        return _answer_begins(strip, index, limits)
    if strip.gaps[index] or (is_item(strip.labels[index][0]) and not strip.label_columns):
        return True
    shared = _shared_columns(strip, index, limits)
    return not any(continues_text(above, below, limit) for above, below, limit in shared)


def _shared_columns(strip: Strip, index: int, limits: Sequence[float]) -> list[tuple[ColumnPiece, ColumnPiece, float]]:
    """Return what columns of answers have in a line and in the one above it, and how far they may reach."""
    before, here = strip.cells[index - 1], strip.cells[index]
    columns = max(strip.label_columns, 1)
    return [(before[k], here[k], limits[k]) for k in sorted(here) if k >= columns and k in before]


def _answer_begins(strip: Strip, index: int, limits: Sequence[float]) -> bool:
    """Return whether an answer begins next to a bold label that may be a new one or the rest of the one above it."""
    label = strip.labels[index][-1]
    if not strip.label_columns or is_continuation_start(label) or not label.bold:
        return False
    answered = any(k >= strip.label_columns for k in strip.cells[index])
    shared = _shared_columns(strip, index, limits)
    return answered and all(has_room_above(above, below, limit) for above, below, limit in shared)


def _headings_end(strip: Strip, index: int) -> bool:
    """Return whether a line is the first below bold headings, in a table of three columns or more."""
    if len(strip.places) < 2 or strip.label_columns:
        return False
    bold = [[piece.bold for piece in strip.cells[k].values()] for k in (index - 1, index)]
    return all(bold[0]) and not any(bold[1])


def _label_begins(strip: Strip, index: int, limits: Sequence[float]) -> bool:
    """Return whether the innermost label of a line begins there."""
    labels, above = strip.labels[index], strip.labels[index - 1]
    label = labels[-1]
    if not above or strip.gaps[index]:
        return not is_continuation_start(label)
    if len(labels) == 1 and len(above) > 1 and label.start < above[-1].start - SAME_START:
        # The outer one of two labels, which may continue next to the inner one.
        return has_room_above(above[0], label, above[1].start - PADDING)
    if is_continuation_start(label) or (is_item(label) and not strip.label_columns):
        return not is_continuation_start(label)
    return _is_other_label(strip, index, limits)


def _is_other_label(strip: Strip, index: int, limits: Sequence[float]) -> bool:
    """Return whether a label below another one is a new one: by its place, its weight, or the room after the first."""
    label, label_above = strip.labels[index][-1], strip.labels[index - 1][-1]
    if not _is_below(label_above, label):
        return True
    if label_above.bold != label.bold:
        return label.bold or _all_lose_weight(strip.cells[index - 1], strip.cells[index])
    return has_room_above(label_above, label, limits[max(strip.label_columns, 1) - 1])


def _is_below(above: ColumnPiece, label: ColumnPiece) -> bool:
    """Return whether two lines begin at one place, end at one or have one middle, as the lines of a label do."""
    sides = (above.start, label.start), (above.end, label.end), (above.start + above.end, label.start + label.end)
    return any(abs(a - b) <= 2 * SAME_START for a, b in sides)


def _all_lose_weight(above: Mapping[int, ColumnPiece], below: Mapping[int, ColumnPiece]) -> bool:
    """Return whether a line that is not bold is below a bold one in every column: headings end there."""
    shared = [k for k in below if k in above]
    return len(shared) > 1 and all(above[k].bold and not below[k].bold for k in shared)
