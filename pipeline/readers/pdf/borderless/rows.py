"""Rows of a table without rules: where lines beside each other begin anew, told by gaps, drawing and how lines end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.readers.pdf.borderless.bounds import covers
from pipeline.readers.pdf.borderless.columns import Strip
from pipeline.readers.pdf.borderless.zones import AT, PADDING, Piece, fits, goes_on, is_item, opens_small

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
        gaps = [index for index in range(1, len(strip.lines)) if strip.gaps[index]]
        told = [index for index in gaps if _opens(strip, index) or _headings_end(strip, index)]
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
    if _headings_end(strip, index):
        return True
    if not strip.labels(index):
        return False
    if not _label_begins(strip, index, limits):
        return _answer_begins(strip, index, limits)
    if strip.gaps[index] or (is_item(strip.labels(index)[0]) and not strip.label_columns):
        return True
    shared = _shared(strip, index, limits)
    return not any(goes_on(above, below, limit) for above, below, limit in shared)


def _shared(strip: Strip, index: int, limits: Sequence[float]) -> list[tuple[Piece, Piece, float]]:
    """Return what columns of answers have in a line and in the one above it, and how far they may reach."""
    before, here = strip.cells[index - 1], strip.cells[index]
    columns = max(strip.label_columns, 1)
    return [(before[k], here[k], limits[k]) for k in sorted(here) if k >= columns and k in before]


def _answer_begins(strip: Strip, index: int, limits: Sequence[float]) -> bool:
    """Tell whether an answer begins beside a bold label that may be a new one or the rest of the one above it."""
    label = strip.labels(index)[-1]
    if not strip.label_columns or opens_small(label) or not label.bold:
        return False
    answered = any(k >= strip.label_columns for k in strip.cells[index])
    shared = _shared(strip, index, limits)
    return answered and all(fits(above, below, limit) for above, below, limit in shared)


def _headings_end(strip: Strip, index: int) -> bool:
    """Tell whether a line is the first below bold headings, in a table of three columns or more."""
    if len(strip.places) < 2 or strip.label_columns:
        return False
    bold = [[piece.bold for piece in strip.cells[k].values()] for k in (index - 1, index)]
    return all(bold[0]) and not any(bold[1])


def _label_begins(strip: Strip, index: int, limits: Sequence[float]) -> bool:
    """Tell whether the innermost label of a line begins there."""
    labels, above = strip.labels(index), strip.labels(index - 1)
    label = labels[-1]
    if not above or strip.gaps[index]:
        return not opens_small(label)
    if len(labels) == 1 and len(above) > 1 and label.start < above[-1].start - AT:
        # The outer one of two labels, which may go on beside the inner one.
        return fits(above[0], label, above[1].start - PADDING)
    if opens_small(label) or (is_item(label) and not strip.label_columns):
        return not opens_small(label)
    return _is_other(strip, index, limits)


def _is_other(strip: Strip, index: int, limits: Sequence[float]) -> bool:
    """Tell a label right below another one from the rest of it: by place, by weight, or by room left behind it."""
    label, over = strip.labels(index)[-1], strip.labels(index - 1)[-1]
    if abs(over.start - label.start) > 2 * AT:
        return True
    if over.bold != label.bold:
        return label.bold or _all_lose_weight(strip.cells[index - 1], strip.cells[index])
    return fits(over, label, limits[max(strip.label_columns, 1) - 1])


def _all_lose_weight(above: Mapping[int, Piece], below: Mapping[int, Piece]) -> bool:
    """Tell whether a line that is not bold stands below a bold one in every column: headings end there."""
    shared = [k for k in below if k in above]
    return len(shared) > 1 and all(above[k].bold and not below[k].bold for k in shared)
