"""Rows of a table without rules: where lines beside each other begin anew, told by gaps, drawing and how lines end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.readers.pdf.bounds import covers
from pipeline.readers.pdf.open_strip import Strip
from pipeline.readers.pdf.zones import AT, PADDING, Piece, fits, goes_on, opens_small

USUAL = 0.75
"""Where at least this share of the rows begin behind a drawn line, all do."""
SPACED = 0.5
"""The same of gaps, which headings and labels over several lines hide."""
LEAST_STARTS = 3


def row_starts(strip: Strip) -> list[int]:
    """Return the indexes of the lines that begin rows."""
    limits = [strip.limit(column) for column in range(len(strip.places) + 1)]
    told = [index for index in range(1, len(strip.lines)) if _begins(strip, index, limits)]
    heads = [index for index in told if index in strip.across or index - 1 in strip.across]
    cut = [index for index, columns in enumerate(strip.cuts) if columns and _parts_rows(strip, index)]
    if len(cut) >= LEAST_STARTS - 1 and sum(index in cut for index in told) >= USUAL * len(told):
        return [0, *sorted({*cut, *heads})]
    if len(told) >= LEAST_STARTS and sum(strip.gaps[index] for index in told) >= SPACED * len(told):
        told = [index for index in range(1, len(strip.lines)) if strip.gaps[index] and _opens(strip, index)]
    return [0, *sorted({*told, *cut, *heads})]


def _parts_rows(strip: Strip, index: int) -> bool:
    """Tell whether what is drawn before a line parts rows: over its label, or over all columns of a wide table."""
    labels, drawn = strip.labels(index), strip.cuts[index]
    if not labels:
        return len(strip.places) > 1 and len(drawn) > 1 and 0 in drawn
    if 0 in drawn:
        return True
    within = [stroke for stroke in strip.between(index) if stroke.start <= labels[-1].start + AT]
    return covers(within, labels[-1].start, strip.right)


def _opens(strip: Strip, index: int) -> bool:
    """Tell whether a line behind a gap begins a row: with a label, or in several columns under a merged cell."""
    labels = strip.labels(index)
    return not opens_small(labels[-1]) if labels else len(strip.cells[index]) > 1


def _begins(strip: Strip, index: int, limits: Sequence[float]) -> bool:
    if index in strip.across or index - 1 in strip.across:
        return not strip.across >= {index, index - 1} or strip.gaps[index]
    if not strip.labels(index) or not _label_begins(strip, index, limits):
        return False
    if strip.gaps[index]:
        return True
    before, here = strip.cells[index - 1], strip.cells[index]
    columns = max(strip.label_columns, 1)
    return not any(goes_on(before[k], here[k], limits[k]) for k in here if k >= columns and k in before)


def _label_begins(strip: Strip, index: int, limits: Sequence[float]) -> bool:
    """Tell whether the innermost label of a line begins there."""
    labels, above = strip.labels(index), strip.labels(index - 1)
    label = labels[-1]
    if not above or strip.gaps[index]:
        return not opens_small(label)
    if len(labels) == 1 and len(above) > 1 and label.start < above[-1].start - AT:
        # The outer one of two labels, which may go on beside the inner one.
        return fits(above[0], label, above[1].start - PADDING)
    over = above[-1]
    if abs(over.start - label.start) > 2 * AT:
        return len(labels) > 1 or label.start < over.start or not opens_small(label)
    if over.bold != label.bold:
        return label.bold or _all_lose_weight(strip.cells[index - 1], strip.cells[index])
    return fits(over, label, limits[max(strip.label_columns, 1) - 1])


def _all_lose_weight(above: Mapping[int, Piece], below: Mapping[int, Piece]) -> bool:
    """Tell whether a line that is not bold stands below a bold one in every column: headings end there."""
    shared = [k for k in below if k in above]
    return len(shared) > 1 and all(above[k].bold and not below[k].bold for k in shared)
