"""Rotated headers over narrow columns, as in grids of ratings, and the headings of groups above them."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from pipeline.readers.pdf.borderless.columns import ColumnPiece, parts_columns
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.typography import Typography
from pipeline.readers.pdf.chars.words import Word

QUARTERS = (90, 270)
LEAST_COLUMNS, MOST_COLUMNS = 4, 80
WRAPPED_STEP = 1.35
"""Upright lines no further apart than this many font sizes are one heading, wrapped."""
HEADING_GAP = 1.25
"""The gaps between headings are at least this many times the widest step within one."""
ONE_LINE = 0.3
"""Font sizes by which the baselines of one rotated line differ at most."""
BLANK = 0.5
"""The most between the words of an upright line, in font sizes."""
MOST_GROUP_OFFSET = 4.5
"""The most that the heading of a group begins off the first heading below it, in points."""
ALIKE_OFFSETS = 2.0
"""By how much that differs among the groups of a grid where they are set flush left."""
CENTERED = 0.22
"""The most that the heading of a group is off the middle of its columns: a share of the narrowest column."""
MOST_GROUP_LINES = 5
"""Lines of a group's heading: narrow columns wrap it over up to four."""
MOST_GROUP_STEP = 5.0
"""The most between upright headings and what is above them, in steps of lines."""
LEADING = 1.6
"""The widest step between lines of a group's heading, in font sizes: paragraphs of a cell may have room between."""
GAP = 1.15
"""A step beyond this many usual ones is a gap between rows."""
LIKE_SIZE = 0.06
"""Font sizes that differ by a smaller share are the same."""


@dataclass(frozen=True, slots=True)
class RotatedHeaders:
    """Upright headings side by side from the left: the words, left and right side of each; and their top and bottom.

    `edges` are where columns begin and end: half-way between the headings.
    """

    words: tuple[tuple[Word, ...], ...]
    sides: tuple[tuple[float, float], ...]
    edges: tuple[float, ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class HeaderGroups:
    """The lines of headings above upright ones, and the index of the first column of each group."""

    lines: tuple[PrintedLine, ...] = ()
    firsts: tuple[int, ...] = ()


def find_rotated_headers(lines: Sequence[PrintedLine]) -> list[RotatedHeaders]:
    """Find upright headings side by side among the lines of a page, from the top."""
    found: list[RotatedHeaders] = []
    for angle in QUARTERS:
        words = [word for line in lines if line.angle == angle for word in line.words]
        found += [heads for band in _split_bands(words) if (heads := _read_headings(band, angle))]
    return sorted(found, key=lambda heads: heads.top)


def _split_bands(words: Sequence[Word]) -> list[list[Word]]:
    """Divide words where no ink is between one and the next below it."""
    bands: list[list[Word]] = []
    bottom = 0.0
    for word in sorted(words, key=lambda word: word.box[1]):
        if bands and word.box[1] <= bottom + BLANK * word.size:
            bands[-1].append(word)
        else:
            bands.append([word])
        bottom = max(bottom, word.box[3])
    return bands


def _read_headings(words: Sequence[Word], angle: int) -> RotatedHeaders | None:
    """Return the headings of a band; None where it is unclear where one ends and the next begins."""
    columns = _split_columns(words, max(word.size for word in words))
    if not LEAST_COLUMNS <= len(columns) <= MOST_COLUMNS:
        return None
    if angle == QUARTERS[1]:
        columns.reverse()
    sides = tuple((min(w.box[0] for w in found), max(w.box[2] for w in found)) for found in columns)
    if any(left[1] >= right[0] for left, right in pairwise(sides)):
        return None
    top, bottom = min(word.box[1] for word in words), max(word.box[3] for word in words)
    return RotatedHeaders(tuple(map(tuple, columns)), sides, _column_edges(sides), top, bottom)


def _column_edges(sides: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    rooms = [(left[1], right[0]) for left, right in pairwise(sides)]
    outer = min(right - left for left, right in rooms) / 2
    return (sides[0][0] - outer, *((left + right) / 2 for left, right in rooms), sides[-1][1] + outer)


def _split_columns(words: Sequence[Word], size: float) -> list[list[Word]]:
    """Divide rotated words into headings, wrapped lines joined; into none where the steps between lines are alike."""
    columns: list[list[Word]] = []
    within, between = size, float("inf")
    base = float("-inf")
    for word in sorted(words, key=lambda word: word.base):
        step = word.base - base
        if step <= ONE_LINE * size:
            columns[-1].append(word)
            continue
        if step <= WRAPPED_STEP * size:
            columns[-1].append(word)
            within = max(within, step)
        else:
            columns.append([word])
            between = min(between, step) if len(columns) > 1 else between
        base = word.base
    return columns if between >= HEADING_GAP * within else []


def find_header_groups(
    heads: RotatedHeaders, lines: Sequence[PrintedLine], typography: Typography
) -> HeaderGroups | None:
    """Return the headings of groups in the lines above upright headings; None where it isn't clear what is under them.

    They are bold, and each begins where the first of its columns does, or all are in the middle of their columns.
    """
    above = sorted((line for line in lines if line.base <= heads.bottom), key=lambda line: -line.base)
    group_lines: list[PrintedLine] = []
    for line in above[:MOST_GROUP_LINES]:
        step = (group_lines[-1].base if group_lines else heads.top) - line.base
        # The usual step of a small size may be that of upright headings alone.
        pitch = max(typography.pitch(line.size), LEADING * line.size)
        most = (GAP if group_lines else MOST_GROUP_STEP) * pitch
        if (
            step > most
            or not line.bold
            or (
                group_lines
                and abs(_heading_size(heads, line) - _heading_size(heads, group_lines[0])) > LIKE_SIZE * line.size
            )
        ):
            break
        group_lines.append(line)
    for count in range(len(group_lines), 0, -1):
        firsts = _first_columns(heads, group_lines[:count])
        if firsts:
            return HeaderGroups(tuple(reversed(group_lines[:count])), firsts)
    return None


def _heading_size(heads: RotatedHeaders, line: PrintedLine) -> float:
    """Return the font size of a line over the columns: the heading of the names may be set in another."""
    return max((word.size for word in line.words if word.start >= heads.edges[0]), default=line.size)


def _first_columns(heads: RotatedHeaders, lines: Sequence[PrintedLine]) -> tuple[int, ...]:
    """Return the first column of each group; nothing where the lines show several ways to split columns, or none."""
    edges = heads.edges
    over = [piece for line in lines for piece in split_at_gaps(line) if piece.end > edges[0]]
    blocks: list[tuple[float, float]] = []
    for start, end in sorted((piece.start, piece.end) for piece in over):
        if blocks and start <= blocks[-1][1]:
            blocks[-1] = (blocks[-1][0], max(end, blocks[-1][1]))
        else:
            blocks.append((start, end))
    if not blocks or blocks[0][0] < edges[0] - MOST_GROUP_OFFSET:
        return ()
    ways = {*_match_flush_left(heads, blocks), *_match_centered(edges, blocks)}
    fit = [way for way in ways if not _crosses_columns(edges, way, blocks)]
    return fit[0] if len(fit) == 1 else ()


def split_at_gaps(line: PrintedLine) -> list[ColumnPiece]:
    """Split a line at gaps wider than a blank."""
    cuts = [gap.at for gap in line.gaps if parts_columns(gap)]
    return [ColumnPiece(line.words[a:b]) for a, b in pairwise([0, *cuts, len(line.words)])]


def _match_flush_left(heads: RotatedHeaders, blocks: Sequence[tuple[float, float]]) -> list[tuple[int, ...]]:
    """Return the columns at which headings begin, where all begin equally far off the upright one below them.

    Upright headings may themselves be flush left in their columns, or in the middle of them.
    """
    ways: list[tuple[int, ...]] = []
    middles = [(left + right) / 2 for left, right in heads.sides]
    room = min((right - left for left, right in pairwise(middles)), default=0.0) / 2
    for places, most in (([left for left, _ in heads.sides], MOST_GROUP_OFFSET), (middles, room)):
        columns = [min((abs(place - start), k) for k, place in enumerate(places))[1] for start, _ in blocks]
        offsets = [start - places[k] for (start, _), k in zip(blocks, columns, strict=True)]
        alike = max(offsets) - min(offsets) <= ALIKE_OFFSETS and max(map(abs, offsets)) <= most
        if alike and columns[0] == 0 and len(set(columns)) == len(columns):
            ways.append(tuple(columns))
    return ways


def _match_centered(edges: Sequence[float], blocks: Sequence[tuple[float, float]]) -> list[tuple[int, ...]]:
    """Return the ways to part all columns so that each heading is in the middle of its own."""
    slack = CENTERED * min(right - left for left, right in pairwise(edges))
    ways: list[tuple[int, ...]] = [(0,)]
    for start, end in blocks:
        middle = (start + end) / 2
        ways = [
            (*way, stop)
            for way in ways
            for stop in range(way[-1] + 1, len(edges))
            if abs((edges[way[-1]] + edges[stop]) / 2 - middle) <= slack
        ]
    return [way[:-1] for way in ways if way[-1] == len(edges) - 1]


def _crosses_columns(edges: Sequence[float], firsts: Sequence[int], blocks: Sequence[tuple[float, float]]) -> bool:
    """Return whether a heading runs over the end of its columns."""
    ends = [edges[first] for first in (*firsts[1:], len(edges) - 1)]
    return any(end > limit + MOST_GROUP_OFFSET for (_, end), limit in zip(blocks, ends, strict=True))


def split_words_by_group(heads: RotatedHeaders, groups: HeaderGroups) -> dict[int, list[Word]]:
    """Split the words above upright headings by group; -1 is the column of the names."""
    starts = [heads.edges[first] - MOST_GROUP_OFFSET for first in groups.firsts]
    words_by_group: dict[int, list[Word]] = {}
    for line in groups.lines:
        for piece in split_at_gaps(line):
            words_by_group.setdefault(bisect(starts, piece.start) - 1, []).extend(piece.words)
    return words_by_group


def split_by_columns(heads: RotatedHeaders, line: PrintedLine) -> dict[int, ColumnPiece]:
    """Split a line below by columns: -1 is that of the names."""
    groups = groupby(line.words, key=lambda word: bisect(heads.edges, (word.box[0] + word.box[2]) / 2) - 1)
    return {column: ColumnPiece(tuple(words)) for column, words in groups}
