"""Tables whose cells each draw a rule of their own, as browsers print them: the ends of these rules are the sides."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np

from pipeline.readers.pdf.chars.drawing import Drawing, Stroke
from pipeline.readers.pdf.chars.geometry import Numbers
from pipeline.readers.pdf.tables.cells import MAX_LINES

SAME_EDGE = 0.8
"""Points by which two rules miss each other at most where one cell ends and the next begins."""
LEAST_SIDES, LEAST_HEIGHT = 3, 200.0
"""Sides of a row with a label and an answer, and points of one that fills a page; lower ones have an end on it."""
LEAST_LEVELS = 2
"""Heights at which the same cells draw rules: broken rules at one height alone may be a drawing."""
MOST_BLANK = 20.0
"""Points without text between a rule and the header over it, or within a row: more are between two tables."""
BLANK = 4.0
"""Points between two words of a line, up to those of a heading; text in two cells has the padding of both between."""
SAME_LINE = 3.0
"""Points between the middles of letters on one line."""
LINE_GAP = 0.8
"""Heights of a letter between the lines of a header: a heading over the table is farther away."""

Edges = tuple[float, ...]


def find_cell_sides(drawing: Drawing, letters: Numbers) -> list[Stroke]:
    """Return the sides and rows of the tables of a page whose cells draw rules; `letters` (n, 4) are its letters."""
    if len(drawing.strokes) > MAX_LINES:
        return []
    rules = [stroke for stroke in drawing.strokes if stroke.level]
    colors = {round(fill.box[1], 1) for fill in drawing.fills}
    chains = sorted(_iterate_chains(drawing), key=lambda chain: (_rounded(chain[1]), chain[0]))
    sides: list[Stroke] = []
    for _, group in groupby(chains, key=lambda chain: _rounded(chain[1])):
        levels = list(group)
        edges = levels[0][1]
        if any(not s.level and min(abs(s.at - x) for x in edges[1:-1]) <= SAME_EDGE for s in drawing.strokes):
            continue
        for run in _split_tables([at for at, _ in levels], edges, letters):
            top = run[0] if run[0] in colors else _find_header_top(run[0], edges, letters, rules)
            below = _letters_between(letters, run[-1], run[-1] + MOST_BLANK)
            is_open = _count_columns(below, edges) > 1 and not _is_crossed(below, edges)
            own = [rule for rule in rules if run[0] - SAME_EDGE <= rule.at <= run[-1] + SAME_EDGE]
            is_alike = all(_is_of_cell(rule, edges) for rule in own) and not is_open
            if is_alike and len({round(rule.at, 1) for rule in own}) >= LEAST_LEVELS:
                sides += [Stroke(at, edges[0], edges[-1], True) for at in (top, *run)]
                sides += [Stroke(edge, top, run[-1], False) for edge in edges]
    return sides


def close_whole_page(drawing: Drawing, letters: Numbers) -> Iterator[Stroke]:
    """Yield the upper and lower side of cells of which a page shows nothing but their middle: a row over three pages.

    Three sides or more are around all text between their ends, and the column of the label is empty. Rules between
    columns of text have text outside them.
    """
    extents: dict[tuple[int, int], list[Stroke]] = {}
    for side in drawing.strokes:
        if not side.level:
            extents.setdefault((round(side.start), round(side.end)), []).append(side)
    for (top, bottom), sides in extents.items():
        edges = tuple(sorted({round(side.at, 1) for side in sides}))
        text = _letters_between(letters, top, bottom)
        if len(edges) < LEAST_SIDES or bottom - top < LEAST_HEIGHT or not len(text):
            continue
        is_around = text[:, 0].min() > edges[0] and text[:, 2].max() < edges[-1] and text[:, 0].min() > edges[1]
        is_open = not any(rule.level and top <= rule.at <= bottom for rule in drawing.strokes)
        if is_around and is_open and not _is_crossed(text, edges):
            yield from (Stroke(at, edges[0], edges[-1], True) for at in (top, bottom))


def _is_of_cell(rule: Stroke, edges: Edges) -> bool:
    """Return whether a rule is over the whole of one cell, or away from the table; forms have rows of other cells."""
    is_away = rule.end <= edges[0] + SAME_EDGE or rule.start >= edges[-1] - SAME_EDGE
    if is_away:
        return True
    first, last = bisect_left(edges, rule.start - SAME_EDGE), bisect_right(edges, rule.start + SAME_EDGE)
    return any(abs(rule.end - end) <= SAME_EDGE for end in edges[first + 1 : last + 1])


def _rounded(edges: Edges) -> tuple[int, ...]:
    return tuple(map(round, edges))


def _iterate_chains(drawing: Drawing) -> Iterator[tuple[float, Edges]]:
    """Yield heights at which two or more cells draw their rules or the edges of their color, and where each begins."""
    fills = [fill.box for fill in drawing.fills if not fill.shape]
    rules = {(round(s.at, 1), s.start, s.end) for s in drawing.strokes if s.level}
    rules |= {(round(at, 1), box[0], box[2]) for box in fills for at in (box[1], box[3])}
    for at, level in groupby(sorted(rules), key=lambda rule: rule[0]):
        edges: list[float] = []
        for _, start, end in level:
            if edges and abs(start - edges[-1]) > SAME_EDGE:
                yield from [(at, tuple(edges))] if len(edges) > 2 else []
                edges = []
            edges = [*edges, end] if edges else [start, end]
        yield from [(at, tuple(edges))] if len(edges) > 2 else []


def _split_tables(levels: Sequence[float], edges: Edges, letters: Numbers) -> Iterator[list[float]]:
    """Yield the heights of each table among those where the same cells draw rules: other text parts two tables."""
    run = [levels[0]]
    for above, below in pairwise(levels):
        row = _letters_between(letters, above, below)
        bounds = sorted([(above, above), *((box[1], box[3]) for box in row.tolist()), (below, below)])
        reach = np.maximum.accumulate([bottom for _, bottom in bounds])
        blank = max(top - end for (top, _), end in zip(bounds[1:], reach[:-1].tolist(), strict=True))
        if _is_crossed(row, edges) or blank > MOST_BLANK:
            yield run
            run = []
        run.append(below)
    yield run


def _find_header_top(rule: float, edges: Edges, letters: Numbers, rules: Sequence[Stroke]) -> float:
    """Return where the header above the first rule of a table begins, the rule's height where there is none.

    Behind another rule is another row: a form's title over its table of milestones.
    """
    others = (s.at for s in rules if s.at < rule - SAME_EDGE and s.start < edges[-1] and s.end > edges[0])
    above = _letters_between(letters, max([rule - 3 * MOST_BLANK, *others]), rule)
    inside = above[(edges[0] < above[:, 0]) & (above[:, 2] < edges[-1])]
    top, most = rule, MOST_BLANK
    for _, y0, _, y1 in inside[np.argsort(-inside[:, 3])].tolist():
        if y1 < top - most or _is_crossed(_letters_between(above, y0, y1), edges):
            break
        top, most = min(top, y0), LINE_GAP * (y1 - y0)
    return top - 1.0 if _count_columns(inside[inside[:, 1] >= top], edges) > 1 else rule


def _letters_between(letters: Numbers, top: float, bottom: float) -> Numbers:
    heights = (letters[:, 1] + letters[:, 3]) / 2
    return letters[(top < heights) & (heights < bottom)]


def _is_crossed(letters: Numbers, edges: Edges) -> bool:
    """Return whether a word or a line of text runs over the side of a cell."""
    heights = (letters[:, 1] + letters[:, 3]) / 2
    for edge in edges:
        is_left = letters[:, 0] < edge
        left, right = is_left & (letters[:, 2] > edge - BLANK), ~is_left & (letters[:, 0] < edge + BLANK)
        is_level = np.abs(heights[left][:, None] - heights[right][None, :]) < SAME_LINE
        steps = letters[right][None, :, 0] - letters[left][:, None, 2]
        if (letters[is_left, 2] > edge + SAME_EDGE).any() or (is_level & (steps < BLANK)).any():
            return True
    return False


def _count_columns(letters: Numbers, edges: Edges) -> int:
    places = np.searchsorted(np.array(edges), (letters[:, 0] + letters[:, 2]) / 2)
    return len(set(places.tolist()) - {0, len(edges)})
