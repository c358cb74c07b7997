"""Forms next to each other whose rows are laid out row by row: each form is read on its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.typography import SAME_COLUMN

FEWEST_TWINS = 2
"""Strips across the page whose columns open with the same words, which make the columns forms: a table repeats none."""

Lines = Sequence[PrintedLine]


def order_by_form(columns: Sequence[Lines]) -> list[int]:
    """Return the order in which columns are read: down each form where strips with the same labels follow each other.

    'Problem' next to 'Problem', and below them 'Lead' next to 'Lead': two cards on a slide.
    """

    def sort(strip: Sequence[int]) -> list[int]:
        return sorted(strip, key=lambda index: columns[index][0].start)

    order: list[int] = []
    for run in _find_runs(columns):
        twins = sum(len({columns[index][0].text.casefold() for index in strip}) == 1 for strip in run)
        are_forms = len(run[0]) > 1 and twins >= FEWEST_TWINS
        order += (index for form in zip(*map(sort, run), strict=True) for index in form) if are_forms else chain(*run)
    return order


def _find_runs(columns: Sequence[Lines]) -> list[list[list[int]]]:
    """Return the strips across the page, those together whose columns begin below each other."""
    runs: list[list[list[int]]] = []
    for strip in _find_strips(columns):
        if runs and _is_below(columns, runs[-1][-1], strip):
            runs[-1].append(strip)
        else:
            runs.append([strip])
    return runs


def _find_strips(columns: Sequence[Lines]) -> Iterator[list[int]]:
    """Yield the columns that are next to each other, by their places in the list."""
    strip: list[int] = []
    for index, lines in enumerate(columns):
        if strip and not all(_is_beside(columns[other], lines) for other in strip):
            yield strip
            strip = []
        strip.append(index)
    if strip:
        yield strip


def _is_beside(a: Lines, b: Lines) -> bool:
    is_apart = max(line.end for line in a) < min(line.start for line in b) or max(line.end for line in b) < min(
        line.start for line in a
    )
    return is_apart and a[0].box[1] < b[-1].box[3] and b[0].box[1] < a[-1].box[3]


def _is_below(columns: Sequence[Lines], above: Sequence[int], strip: Sequence[int]) -> bool:
    """Return whether the columns of a strip begin where the last lines of those above do."""
    starts = zip(
        sorted(columns[index][-1].start for index in above),
        sorted(columns[index][0].start for index in strip),
        strict=False,
    )
    return len(above) == len(strip) and all(abs(upper - lower) <= SAME_COLUMN for upper, lower in starts)
