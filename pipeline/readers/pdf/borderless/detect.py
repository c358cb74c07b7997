"""Find tables without rules: labels with values next to them, and columns of a table, by where their text begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile

from pipeline.readers.pdf.borderless.aligned_rows import find_aligned_rows
from pipeline.readers.pdf.borderless.columns import (
    LEAST_VOTES,
    ROW_GAP,
    SAME_START,
    Standing,
    Strip,
    find_column_starts,
    find_standing,
    has_leaders,
    is_column_gap,
    is_wide,
    is_wide_gap,
    parts_columns,
    split_line,
)
from pipeline.readers.pdf.borderless.evidence import are_rows, is_known, is_table
from pipeline.readers.pdf.borderless.level_lines import LevelLines, is_covered
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.typography import Typography

MOST_STEP = 2.6
"""A step beyond this many usual ones ends a table."""
MOST_TITLE_LINES = 3
"""Lines of a heading within a table."""
MOST_PLACES = 6
"""Candidate columns that are tried; the time of the search grows with them, and tables beyond six are found by gaps."""
LIKE_SIZE = 0.06
"""Font sizes that differ by a smaller share are the same: scans and rounding vary them a little."""
TITLE_SHARE = 0.9
"""Share of the table's width that the rules around a title cover: both are drawn in the same width."""
MOST_PADDING = 0.8
"""Room between a box and its first line, in line steps."""


@dataclass(frozen=True, slots=True)
class PreviousPage:
    """What pages above say: where columns of tables began, and those of a table that reached the last page's foot.

    `left` is where the first column of the latter began.
    """

    known: tuple[float, ...] = ()
    open: tuple[float, ...] = ()
    left: float | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page says of all its lines."""

    right: float
    typography: Typography
    bounds: LevelLines


def find_strips(
    lines: Sequence[PrintedLine],
    right: float,
    typography: Typography,
    bounds: LevelLines,
    above: PreviousPage | None = None,
) -> list[Strip]:
    """Find the tables among lines from the top of a page; `right` is how far its text may reach."""
    ordered = [line for line in lines if line.angle == 0 and line.runs_rightwards]
    page = _Page(max([right, *(line.end for line in ordered)]), typography, bounds)
    above = above or PreviousPage()
    first = _find_continued(ordered, above, page)
    rest = ordered[len(first.lines) :] if first else ordered
    strips = ([first] if first else []) + _search_tables(rest, page)
    places = {place for strip in strips for place in strip.known} | set(above.known)
    taken_ids = {id(line) for strip in strips for line in strip.lines}
    for place in sorted(places):
        for run in _iterate_free_runs(ordered, taken_ids):
            known_strips = [
                strip
                for _, strip in _find_strips_at(run, place, page)
                if is_known(strip) or (strip.lines[-1] is ordered[-1] and _begins_again(strip, strips))
            ]
            strips += known_strips
            taken_ids |= {id(line) for strip in known_strips for line in strip.lines}
    strips = _move_first_lines(sorted(strips, key=lambda strip: strip.lines[0].base), ordered)
    strips = [_add_title(strip, ordered, taken_ids, bounds) for strip in strips]
    below = list(takewhile(lambda line: id(line) not in taken_ids, reversed(ordered)))[::-1]
    foot = find_headings_at_foot(below, strips[-1]) if strips else None
    return [*strips, *([foot] if foot else [])]


def _begins_again(strip: Strip, others: Sequence[Strip]) -> bool:
    """Return whether the lines at a page's foot are the first rows of a table whose like is above it on the page."""
    return any(_is_alike(other, strip) for other in others) and are_rows(strip)


def _is_alike(strip: Strip, other: Strip) -> bool:
    """Return whether two tables have two columns that begin at the same places."""
    edges = [(one.left, *one.places) for one in (strip, other)]
    return all(len(places) == 2 for places in edges) and all(
        abs(a - b) <= SAME_START for a, b in zip(*edges, strict=True)
    )


def _move_first_lines(strips: Sequence[Strip], lines: Sequence[PrintedLine]) -> list[Strip]:
    """Return tables, each with the lines at the foot of the one right above that begin where its own answers do.

    The answers of the table below begin further right, so that the place of the one above is free there as well.
    """
    follows = {id(below): above for above, below in pairwise(lines)}
    tables: list[Strip] = []
    for strip in strips:
        above = tables[-1] if tables and follows.get(id(strip.lines[0])) is tables[-1].lines[-1] else None
        first = _find_first_of(strip, above) if above else None
        if above is None or first is None:
            tables.append(strip)
            continue
        tables[-1] = replace(above, lines=above.lines[:first], across=frozenset(k for k in above.across if k < first))
        across = frozenset(k + len(above.lines) - first for k in strip.across)
        tables.append(replace(strip, lines=(*above.lines[first:], *strip.lines), across=across))
    return tables


def _find_first_of(strip: Strip, above: Strip) -> int | None:
    """Return the line of the table above with which a table begins; None where it has none of its lines."""
    begins = [_begins_at(above, k, strip.places) for k in range(len(above.lines))]
    first = begins.index(True) if any(begins) else 0
    is_apart = first and all(begins[first:]) and (above.gaps[first] or above.cuts[first])
    return first if is_apart else None


def _begins_at(strip: Strip, index: int, places: Sequence[float]) -> bool:
    """Return whether a line has an answer alone that begins at one of these places, and not where a table's own do."""
    start = strip.lines[index].start
    is_own = set(strip.cells[index]) == {0} or abs(start - strip.places[0]) <= SAME_START
    return not is_own and any(abs(start - place) <= SAME_START for place in places)


def _add_title(strip: Strip, lines: Sequence[PrintedLine], taken_ids: set[int], bounds: LevelLines) -> Strip:
    """Return a table with the lines above it that are in a box of their own as wide as the table."""
    at = next(k for k, line in enumerate(lines) if line is strip.lines[0])
    for count in range(1, min(MOST_TITLE_LINES, at) + 1):
        title = lines[at - count : at]
        if not _is_near(strip, title) or id(title[0]) in taken_ids:
            break
        if _is_boxed(strip, title, bounds):
            taken_ids |= {id(line) for line in title}
            across = frozenset({*range(count), *(k + count for k in strip.across)})
            return replace(strip, lines=(*title, *strip.lines), across=across)
    return strip


def _is_near(strip: Strip, title: Sequence[PrintedLine]) -> bool:
    """Return whether a line is close above what is below it, in the table's size."""
    below = title[1] if len(title) > 1 else strip.lines[0]
    close = below.base - title[0].base <= 2 * strip.typography.pitch(title[0].size)
    return close and title[0].size <= (1 + LIKE_SIZE) * strip.lines[0].size


def _is_boxed(strip: Strip, title: Sequence[PrintedLine], bounds: LevelLines) -> bool:
    near = MOST_PADDING * strip.typography.pitch(title[0].size)
    over = [line for line in bounds.lines if title[0].box[1] - near < line.at <= title[0].box[1] + SAME_START]
    under = bounds.between(title[-1], strip.lines[0])
    return all(is_covered(drawn, strip.left, TITLE_SHARE * strip.right) for drawn in (over, under))


def _find_continued(lines: Sequence[PrintedLine], above: PreviousPage, page: _Page) -> Strip | None:
    """Return the table that continues from the page above, from the first line of this page."""
    standings = {place: find_standing(lines[0], place) for place in above.open} if lines else {}
    for standing in ("both", "right", "left"):
        for place in (start for start, stand in standings.items() if stand == standing):
            strip = next(
                (strip for first, strip in _find_strips_at(lines, place, page, opened=True) if first == 0), None
            )
            stands = {find_standing(line, place) for line in strip.lines} if strip else set()
            # Columns in line with the answers, and no label next to them, are a table of its own.
            if strip and ("both" in stands or ("right" in stands and not _search_tables(strip.lines, page))):
                return replace(strip, places=_add_known_columns(strip, above.open), margin=above.left)
    return None


def _add_known_columns(strip: Strip, places: Sequence[float]) -> tuple[float, ...]:
    """Return where columns begin: those of this page, and those of the page above that no line runs over."""
    free = [
        place
        for place in places
        if all(abs(place - own) > SAME_START for own in strip.places)
        and all(find_standing(line, place) != "across" for k, line in enumerate(strip.lines) if k not in strip.across)
    ]
    return tuple(sorted((*strip.places, *free)))


def _iterate_free_runs(lines: Sequence[PrintedLine], taken_ids: set[int]) -> Iterator[list[PrintedLine]]:
    for is_taken, run in groupby(lines, key=lambda line: id(line) in taken_ids):
        if not is_taken:
            yield list(run)


def _search_tables(lines: Sequence[PrintedLine], page: _Page) -> list[Strip]:
    for place in _candidate_columns(lines):
        tables = [
            (first, first + len(strip.lines), strip)
            for first, strip in _find_strips_at(lines, place, page)
            if is_table(strip)
        ]
        if tables:
            ends = [0, *(at for start, end, _ in tables for at in (start, end)), len(lines)]
            runs = [lines[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True)]
            return [strip for _, _, strip in tables] + [strip for run in runs for strip in _search_tables(run, page)]
    return []


def _candidate_columns(lines: Sequence[PrintedLine]) -> list[float]:
    """Return where text begins in several lines behind a gap, a wide one in one of them; the most frequent first."""
    starts = sorted(
        (line.words[gap.at].start, is_wide(gap)) for line in lines for gap in line.gaps if parts_columns(gap)
    )
    groups: list[list[tuple[float, bool]]] = []
    for start in starts:
        if groups and start[0] - groups[-1][0][0] <= SAME_START:
            groups[-1].append(start)
        else:
            groups.append([start])
    groups = [group for group in groups if len(group) >= LEAST_VOTES and any(far for _, far in group)]
    groups.sort(key=lambda group: (-sum(far for _, far in group), -len(group), group[0]))
    return [group[0][0] for group in groups[:MOST_PLACES]]


def _find_strips_at(
    lines: Sequence[PrintedLine], place: float, page: _Page, opened: bool = False
) -> Iterator[tuple[int, Strip]]:
    """Yield the stretches of lines that leave a place free, each with the index of its first line.

    The first line opens one if the stretch is `opened`; others do that have text on both sides of the place.
    """
    standings: list[Standing] = ["across" if has_leaders(line.text) else find_standing(line, place) for line in lines]
    if "both" not in standings and not opened:
        return
    standings = ["across" if _is_title(lines, standings, k) else stand for k, stand in enumerate(standings)]
    steps = [(b.base - a.base) / page.typography.line_pitch(b) for a, b in pairwise(lines)]
    start, last, seen_starts, below_headings, heading_starts = -1, -1, list[float](), False, list[float]()
    lead = 0
    for index, stand in enumerate([*standings, "end"]):
        if start >= 0:
            over = stand == "across" and _is_heading(lines, standings, index, seen_starts)
            # Rows below their own headings do not start at the place: the columns change here.
            other = stand == "apart" and _keeps_columns(lines[index], heading_starts) and not _is_bold(lines[index])
            if stand == "end" or (stand == "across" and not over) or other or steps[index - 1] > MOST_STEP:
                if last >= start:
                    found = lines[: last + 1], standings[: last + 1]
                    strip = _take_first_row(*found, lead, start, place, page) if lead < start else None
                    strip = strip or _make_strip(found[0][start:], found[1][start:], place, page)
                    yield last + 1 - len(strip.lines), strip
                start, lead, seen_starts = -1, max(start, last) + 1, []
        if start < 0 and 0 < index < len(lines) and steps[index - 1] > MOST_STEP:
            lead = index
        if start < 0 and stand in ("across", "apart"):
            lead = index + 1
        if start < 0 and (stand == "both" or (opened and index == 0)):
            start = index
        wrapped = stand == "left" and last == index - 1 and index > 0 and steps[index - 1] <= ROW_GAP
        # Bold words apart from the place may be the headings of a table with other columns that begins below.
        below_headings = stand != "end" and _is_bold(lines[index]) and (below_headings or stand == "apart")
        heading_starts = [*heading_starts, *_inner_starts(lines[index])] if below_headings else []
        answered = stand == "apart" and (_keeps_columns(lines[index], seen_starts) or _is_answered(lines[index]))
        if not below_headings and (stand in ("both", "right") or wrapped or answered):
            last = index
            seen_starts += _inner_starts(lines[index])


def _take_first_row(
    lines: Sequence[PrintedLine], standings: Sequence[Standing], lead: int, start: int, place: float, page: _Page
) -> Strip | None:
    """Return the strip with the lines from `lead` on that are in its first row though its label and answer only meet at
    `start`, as they do where one is centered on the other; None if there are none.
    """
    strip = _make_strip(lines[lead:], standings[lead:], place, page)
    rows = find_aligned_rows(strip)
    if not rows or not rows.full or lead + rows.full[0] >= start:
        return None
    first = lead + rows.full[0]
    return strip if first == lead else _make_strip(lines[first:], standings[first:], place, page)


def _is_title(lines: Sequence[PrintedLine], stands: Sequence[str], index: int) -> bool:
    """Return whether a line is set larger than the one above it, as headings between tables are.

    A heading may be in line with the answers next to labels in the margin: it is bold, too, and is no part of them.
    """
    is_alone = stands[index] == "left" or (stands[index] == "right" and _is_bold(lines[index]))
    return index > 0 and is_alone and lines[index].size > (1 + LIKE_SIZE) * lines[index - 1].size


def _is_bold(line: PrintedLine) -> bool:
    return all(word.bold for word in line.words)


def _is_answered(line: PrintedLine) -> bool:
    """Return whether a line is a bold label and one answer that is not bold, even if the answer starts elsewhere."""
    pieces = split_line(line)
    return len(pieces) == 2 and pieces[0].bold and not pieces[1].bold


def _inner_starts(line: PrintedLine) -> list[float]:
    return [line.words[gap.at].start for gap in line.gaps if is_wide(gap)]


def _keeps_columns(line: PrintedLine, starts_above: Sequence[float]) -> bool:
    """Return whether a line has text where columns began in lines above it."""
    return any(abs(start - other) <= SAME_START for start in _inner_starts(line) for other in starts_above)


def _is_heading(lines: Sequence[PrintedLine], stands: Sequence[str], index: int, starts_above: Sequence[float]) -> bool:
    """Return whether a line over all columns is a heading within the table: bold, of its size, and rows follow it."""
    size = lines[index - 1].size
    for line, stand in zip(
        lines[index : index + MOST_TITLE_LINES + 1], stands[index : index + MOST_TITLE_LINES + 1], strict=True
    ):
        if stand == "both" or (stand == "apart" and _keeps_columns(line, starts_above)):
            return True
        if not line.bold or stand == "right" or abs(line.size - size) > LIKE_SIZE * size:
            return False
    return False


def _make_strip(lines: Sequence[PrintedLine], stands: Sequence[str], place: float, page: _Page) -> Strip:
    across = frozenset(k for k, stand in enumerate(stands) if stand == "across")
    beside = [line for k, line in enumerate(lines) if k not in across]
    return Strip(
        tuple(lines), tuple(_column_starts_of(beside, place)), page.right, page.bounds, page.typography, across
    )


def _column_starts_of(lines: Sequence[PrintedLine], place: float) -> list[float]:
    """Return where columns begin: `place`, and behind every gap that all of the lines leave and several show."""
    starts = find_column_starts([line.words for line in lines])
    return sorted([*starts, *([] if any(abs(at - place) <= SAME_START for at in starts) else [place])])


MOST_HEADING_LINES = 4
"""Lines of a header row; longer blocks at a page's foot are text."""
LEAST_COLUMNS = 3
"""Columns of a header row at a page's foot: two bold words side by side may be anything."""


def find_headings_at_foot(lines: Sequence[PrintedLine], last: Strip) -> Strip | None:
    """Return the last lines of a page as a table of one row if they are the header row of a table on the next page.

    `lines` are those below `last`, the last table, from the top. Headings are right below a form with bold labels.
    """
    for count in range(1, min(MOST_HEADING_LINES, len(lines)) + 1):
        row = lines[-count:]
        places = _column_starts(row)
        if not all(word.bold for word in row[0].words):
            return None
        if places is None or len(places) + 1 >= LEAST_COLUMNS:
            strip = replace(last, lines=tuple(row), places=places or (), across=frozenset(), margin=None)
            below = count == len(lines) and last.label_columns > 0
            return strip if places and below and _is_one_row(strip) else None
    return None


def _column_starts(row: Sequence[PrintedLine]) -> tuple[float, ...] | None:
    """Return where columns begin: behind wide gaps, and behind others below which a line begins; None in doubt."""
    starts = []
    for left, right in pairwise(row[0].words):
        below = any(abs(word.start - right.start) <= SAME_START for line in row[1:] for word in line.words)
        if is_wide_gap(left, right) or (is_column_gap(left, right) and below):
            starts.append(right.start)
        elif is_column_gap(left, right):
            return None
    return tuple(starts)


def _is_one_row(strip: Strip) -> bool:
    """Return whether lines are close below each other, each in its columns."""
    clear = all(find_standing(line, place) != "across" for line in strip.lines for place in strip.places)
    steps = [(below.base - above.base, strip.typography.pitch(below.size)) for above, below in pairwise(strip.lines)]
    return clear and all(step <= ROW_GAP * pitch for step, pitch in steps)
