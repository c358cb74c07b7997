"""Headings at the foot of a page whose rows come on the next page: a bold row of three columns or more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.readers.pdf.borderless.bounds import covers
from pipeline.readers.pdf.borderless.columns import GAP, Strip
from pipeline.readers.pdf.borderless.zones import AT, apart, standing, wide
from pipeline.readers.pdf.chars.text_lines import PrintedLine

MOST_LINES = 4
LEAST_COLUMNS = 3
PADDED = 0.8
"""Room between the edge of the row and its first or last line, in line steps."""


def headings_at_foot(lines: Sequence[PrintedLine], last: Strip) -> Strip | None:
    """Return the last lines of a page as a table of one row if they are headings of one that goes on overleaf.

    `lines` are those below `last`, the last table, from the top. Headings stand right below a form with bold labels, or
    in a row that is shaded or ruled.
    """
    for count in range(1, min(MOST_LINES, len(lines)) + 1):
        row = lines[-count:]
        places = _places(row)
        if not all(word.bold for word in row[0].words):
            return None
        if places is None or len(places) + 1 >= LEAST_COLUMNS:
            strip = replace(last, lines=tuple(row), places=places or (), across=frozenset(), margin=None)
            below = count == len(lines) and last.label_columns > 0
            return strip if places and _is_row(strip) and (below or _is_drawn(strip)) else None
    return None


def _places(row: Sequence[PrintedLine]) -> tuple[float, ...] | None:
    """Return where columns begin: behind wide gaps, and behind others below which a line begins; None in doubt."""
    found = []
    for left, right in pairwise(row[0].words):
        below = any(abs(word.start - right.start) <= AT for line in row[1:] for word in line.words)
        if wide(left, right) or (apart(left, right) and below):
            found.append(right.start)
        elif apart(left, right):
            return None
    return tuple(found)


def _is_row(strip: Strip) -> bool:
    """Tell whether lines stand close below each other, each in its columns."""
    clear = all(standing(line, place) != "across" for line in strip.lines for place in strip.places)
    steps = [(below.base - above.base, strip.facts.pitch(below.size)) for above, below in pairwise(strip.lines)]
    return clear and all(step <= GAP * pitch for step, pitch in steps)


def _is_drawn(strip: Strip) -> bool:
    """Tell whether something is drawn right above and below all of a row."""
    first, last = strip.lines[0], strip.lines[-1]
    near = PADDED * strip.facts.pitch(first.size)
    over = [line for line in strip.bounds.lines if first.box[1] - near < line.at <= first.box[1] + 1]
    under = [line for line in strip.bounds.lines if last.box[3] - 1 <= line.at < last.box[3] + near]
    return all(covers(drawn, strip.left, max(line.end for line in strip.lines)) for drawn in (over, under))
