"""Rows of a table without rules: where lines beside each other begin anew, told by gaps, drawing and how lines end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.readers.pdf.bounds import Bounds, covers
from pipeline.readers.pdf.facts import Facts
from pipeline.readers.pdf.printed import PrintedLine
from pipeline.readers.pdf.zones import AT, PADDING, Piece, fits, goes_on, opens_small, pieces, wide

GAP = 1.15
"""A step beyond this many usual ones is a gap between rows."""
USUAL = 0.75
"""Where at least this share of the rows begin behind a drawn line, all do."""
SPACED = 0.5
"""The same of gaps, which headings and labels over several lines hide."""
LEAST_STARTS = 3


@dataclass(frozen=True)
class Strip:
    """Lines from the top that columns part, which begin at `places`; `right` is how far the last one may reach.

    `across` are the indexes of lines that run over all columns: headings within the table.
    """

    lines: tuple[PrintedLine, ...]
    places: tuple[float, ...]
    right: float
    bounds: Bounds
    facts: Facts
    across: frozenset[int] = frozenset()

    @cached_property
    def cells(self) -> tuple[Mapping[int, Piece], ...]:
        """Return each line's pieces by column."""
        return tuple(
            {0: Piece(line.words)} if k in self.across else pieces(line, self.places)
            for k, line in enumerate(self.lines)
        )

    @cached_property
    def left(self) -> float:
        """Return where the first column begins."""
        return min(line.start for line in self.lines)

    @cached_property
    def gaps(self) -> tuple[bool, ...]:
        """Tell for each line whether it stands further below the one before it than lines of a text do."""
        steps = [(b.base - a.base, self.facts.pitch(b.size)) for a, b in zip(self.lines, self.lines[1:], strict=False)]
        return (False, *(step > GAP * pitch for step, pitch in steps))

    @cached_property
    def cuts(self) -> tuple[frozenset[int], ...]:
        """Return for each line the columns over which something is drawn between it and the line before it."""
        edges = [self.left, *self.places, self.right]
        found = [frozenset[int]()]
        for above, below in zip(self.lines, self.lines[1:], strict=False):
            drawn = self.bounds.between(above, below)
            columns = range(len(edges) - 1) if drawn else ()
            found.append(frozenset(k for k in columns if covers(drawn, edges[k], edges[k + 1])))
        return tuple(found)

    def limit(self, column: int) -> float:
        """Return how far the lines of a column may reach."""
        ends = [found[column].end for k, found in enumerate(self.cells) if column in found and k not in self.across]
        if column >= len(self.places):
            return max([self.right - PADDING, *ends])
        return max([self.places[column] - PADDING, *ends])

    def lead(self, index: int) -> Piece | None:
        """Return what a line has in the first column; of two labels beside each other the inner one."""
        found = self.cells[index].get(0)
        if found is None:
            return None
        inner = [k for k in range(1, len(found.words)) if wide(found.words[k - 1], found.words[k])]
        return Piece(found.words[inner[-1] :]) if inner else found


def row_starts(strip: Strip) -> list[int]:
    """Return the indexes of the lines that begin rows."""
    limits = [strip.limit(column) for column in range(len(strip.places) + 1)]
    told = [index for index in range(1, len(strip.lines)) if _begins(strip, index, limits)]
    heads = [index for index in told if index in strip.across or index - 1 in strip.across]
    cut = [index for index, columns in enumerate(strip.cuts) if 0 in columns and _parts_rows(strip, index)]
    if len(cut) >= LEAST_STARTS - 1 and sum(index in cut for index in told) >= USUAL * len(told):
        return [0, *sorted({*cut, *heads})]
    if len(told) >= LEAST_STARTS and sum(strip.gaps[index] for index in told) >= SPACED * len(told):
        told = [index for index in range(1, len(strip.lines)) if strip.gaps[index] and _opens(strip, index)]
    return [0, *sorted({*told, *cut, *heads})]


def _parts_rows(strip: Strip, index: int) -> bool:
    """Tell whether what is drawn over the first column parts rows; one without a label may be part of a merged cell."""
    return 0 in strip.cells[index] or len(strip.cuts[index]) > 1


def _opens(strip: Strip, index: int) -> bool:
    """Tell whether a line behind a gap begins a row: with a label, or in several columns under a merged cell."""
    lead = strip.cells[index].get(0)
    if lead is None:
        return len(strip.cells[index]) > 1
    return not opens_small(lead)


def _begins(strip: Strip, index: int, limits: Sequence[float]) -> bool:
    if index in strip.across or index - 1 in strip.across:
        return not strip.across >= {index, index - 1} or strip.gaps[index]
    lead, above = strip.lead(index), strip.lead(index - 1)
    if lead is None or not _fresh(strip, index, lead, above, limits[0]):
        return False
    if strip.gaps[index]:
        return True
    before, here = strip.cells[index - 1], strip.cells[index]
    return not any(goes_on(before[k], here[k], limits[k]) for k in here if k and k in before)


def _fresh(strip: Strip, index: int, lead: Piece, above: Piece | None, limit: float) -> bool:
    """Tell whether the first column begins anew in a line."""
    if above is None or strip.gaps[index]:
        return not opens_small(lead)
    if abs(above.start - lead.start) > 2 * AT and strip.cells[index][0].start != lead.start:
        return True
    if above.bold != lead.bold:
        return lead.bold or _all_lose_weight(strip.cells[index - 1], strip.cells[index])
    return fits(above, lead, limit)


def _all_lose_weight(above: Mapping[int, Piece], below: Mapping[int, Piece]) -> bool:
    """Tell whether a line that is not bold stands below a bold one in every column: headings end there."""
    shared = [k for k in below if k in above]
    return len(shared) > 1 and all(above[k].bold and not below[k].bold for k in shared)
