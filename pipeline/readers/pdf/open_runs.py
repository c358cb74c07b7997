"""Find tables without rules: labels with values beside them, and columns of a table, by where their text begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from pipeline.readers.pdf.bounds import Bounds
from pipeline.readers.pdf.facts import Facts
from pipeline.readers.pdf.open_rows import GAP, USUAL, Strip, row_starts
from pipeline.readers.pdf.printed import PrintedLine
from pipeline.readers.pdf.words import Word
from pipeline.readers.pdf.zones import AT, standing, wide

FAR = 2.6
"""A step beyond this many usual ones ends a table."""
LEAST_VOTES = 2
MOST_OVER = 3
"""Lines of a heading within a table."""
MOST_PLACES = 6
LEAST_RIVER = 4.0
LEAST_ROWS = 3
SPARSE = 0.75
"""Labels stand on no more than this share of the lines of a form whose answers are long."""
ONE_SIZE = 0.15
_LEADERS = re.compile(r"[.·…_]{4,}|(?:\. ){3,}")
_LABEL = re.compile(r"[\W_]*(?:\d{1,3}|[^\W\d_]|[ivxl]{1,6})?(?:[.)]\d{0,3}){0,4}[\W_]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Above:
    """What pages above say: where columns of tables began, and those of a table that reached the last page's foot."""

    known: tuple[float, ...] = ()
    open: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page says of all its lines."""

    right: float
    facts: Facts
    bounds: Bounds


def find_strips(
    lines: Sequence[PrintedLine], right: float, facts: Facts, bounds: Bounds, above: Above | None = None
) -> list[Strip]:
    """Find the tables among lines from the top of a page; `right` is how far its text may reach."""
    ordered = [line for line in lines if line.angle == 0 and _left_to_right(line)]
    page = _Page(max([right, *(line.end for line in ordered)]), facts, bounds)
    above = above or Above()
    first = _continued(ordered, above.open, page)
    rest = ordered[len(first.lines) :] if first else ordered
    found = ([first] if first else []) + _search(rest, page)
    places = {place for strip in found for place in strip.places[:1]} | set(above.known)
    taken = {id(line) for strip in found for line in strip.lines}
    for place in sorted(places):
        for run in _left_over(ordered, taken):
            lone = [strip for _, strip in _strips(run, place, page) if _is_known(strip)]
            found += lone
            taken |= {id(line) for strip in lone for line in strip.lines}
    return sorted(found, key=lambda strip: strip.lines[0].base)


def _left_to_right(line: PrintedLine) -> bool:
    return all(left.start <= right.start for left, right in pairwise(line.words))


def _continued(lines: Sequence[PrintedLine], places: Sequence[float], page: _Page) -> Strip | None:
    """Return the table that goes on from the page above, from the first line of this page."""
    stands = {place: standing(lines[0], place) for place in places} if lines else {}
    for wanted in ("both", "right", "left"):
        for place in (found for found, stand in stands.items() if stand == wanted):
            strip = next((strip for first, strip in _strips(lines, place, page, opened=True) if first == 0), None)
            if strip and any(standing(line, place) in ("both", "right") for line in strip.lines):
                return replace(strip, places=_with_known(strip, places))
    return None


def _with_known(strip: Strip, places: Sequence[float]) -> tuple[float, ...]:
    """Return where columns begin: those of this page, and those of the page above that no line runs over."""
    free = [
        place
        for place in places
        if all(abs(place - own) > AT for own in strip.places)
        and all(standing(line, place) != "across" for k, line in enumerate(strip.lines) if k not in strip.across)
    ]
    return tuple(sorted((*strip.places, *free)))


def _left_over(lines: Sequence[PrintedLine], taken: set[int]) -> Iterator[list[PrintedLine]]:
    for gone, run in groupby(lines, key=lambda line: id(line) in taken):
        if not gone:
            yield list(run)


def _is_known(strip: Strip) -> bool:
    """Tell whether a few rows are set as tables around them are: bold labels beside answers that are not."""
    both = [index for index in row_starts(strip) if len(strip.cells[index]) > 1 and 0 in strip.cells[index]]
    return bool(both) and both[0] == 0 and _labels_stand_out(strip, both) and _of_one_size(strip.lines)


def _search(lines: Sequence[PrintedLine], page: _Page) -> list[Strip]:
    for place in _places(lines):
        found = [
            (first, first + len(strip.lines), strip) for first, strip in _strips(lines, place, page) if _is_table(strip)
        ]
        if found:
            ends = [0, *(at for start, end, _ in found for at in (start, end)), len(lines)]
            rest = [lines[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True)]
            return [strip for _, _, strip in found] + [strip for part in rest for strip in _search(part, page)]
    return []


def _places(lines: Sequence[PrintedLine]) -> list[float]:
    """Return where text begins behind a wide gap in several lines, the most frequent place first."""
    starts = sorted(right.start for line in lines for left, right in pairwise(line.words) if wide(left, right))
    groups: list[list[float]] = []
    for start in starts:
        if groups and start - groups[-1][0] <= AT:
            groups[-1].append(start)
        else:
            groups.append([start])
    groups = [group for group in groups if len(group) >= LEAST_VOTES]
    groups.sort(key=lambda group: (-len(group), group[0]))
    return [min(group) for group in groups[:MOST_PLACES]]


def _strips(
    lines: Sequence[PrintedLine], place: float, page: _Page, opened: bool = False
) -> Iterator[tuple[int, Strip]]:
    """Yield the stretches of lines that leave a place free, each with the index of its first line.

    The first line opens one if the stretch is `opened`; others do that have text on both sides of the place.
    """
    stands = ["across" if _LEADERS.search(line.text) else standing(line, place) for line in lines]
    steps = [b.base - a.base > FAR * page.facts.pitch(b.size) for a, b in pairwise(lines)]
    tight = [b.base - a.base <= GAP * page.facts.pitch(b.size) for a, b in pairwise(lines)]
    start, last = -1, -1
    for index, stand in enumerate([*stands, "end"]):
        over = stand == "across" and start >= 0 and _is_heading(lines, stands, index)
        ends = stand == "end" or (stand == "across" and not over) or (index > 0 and steps[index - 1])
        if start >= 0 and ends:
            if last >= start:
                yield start, _strip(lines[start : last + 1], stands[start : last + 1], place, page)
            start = -1
        if start < 0 and (stand == "both" or (opened and index == 0)):
            start = index
        wrapped = stand == "left" and last == index - 1 and index > 0 and tight[index - 1]
        if stand in ("both", "right") or wrapped:
            last = index


def _is_heading(lines: Sequence[PrintedLine], stands: Sequence[str], index: int) -> bool:
    """Tell whether a line over all columns is a heading within the table: bold, and rows follow it."""
    for line, stand in zip(lines[index : index + MOST_OVER + 1], stands[index : index + MOST_OVER + 1], strict=True):
        if stand == "both":
            return True
        if not line.bold or stand == "right":
            return False
    return False


def _strip(lines: Sequence[PrintedLine], stands: Sequence[str], place: float, page: _Page) -> Strip:
    across = frozenset(k for k, stand in enumerate(stands) if stand == "across")
    beside = [line for k, line in enumerate(lines) if k not in across]
    return Strip(tuple(lines), tuple(_rivers(beside, place)), page.right, page.bounds, page.facts, across)


def _rivers(lines: Sequence[PrintedLine], place: float) -> list[float]:
    """Return where columns begin: `place`, and behind every gap that all of the lines leave and several show."""
    found = rivers_of([line.words for line in lines])
    return sorted([*found, *([] if any(abs(at - place) <= AT for at in found) else [place])])


def rivers_of(lines: Sequence[Sequence[Word]], least: int = LEAST_VOTES) -> list[float]:
    """Return where text begins behind the gaps that all lines leave and at least so many show wide.

    A gap behind list markers or numbers parts columns only where they are the first one of four or more.
    """
    spans = sorted((word.start, word.end) for words in lines for word in words)
    found: list[float] = []
    marked: list[float] = []
    reach = spans[0][1]
    for start, end in spans:
        shown = _shown(lines, reach, start) if start - reach >= LEAST_RIVER else ()
        if len(shown) >= least:
            (marked if all(_LABEL.fullmatch(text) for text in shown) else found).append(start)
        reach = max(reach, end)
    numbers = [start for start in marked if len(found) > 1 and start < found[0]]
    return [*numbers, *found]


def _shown(lines: Sequence[Sequence[Word]], end: float, start: float) -> list[str]:
    """Return the last words before a gap of the lines with text on both sides of it, wide apart."""
    return [
        left.text
        for words in lines
        for left, right in pairwise(words)
        if left.end <= end + 0.1 and right.start >= start - 0.1 and wide(left, right)
    ]


def _is_table(strip: Strip) -> bool:
    starts = [index for index in row_starts(strip) if index not in strip.across]
    both = [index for index in starts if len(strip.cells[index]) > 1 and 0 in strip.cells[index]]
    if len(both) < LEAST_ROWS - 1 or len(both) * 2 < len(starts):
        return False
    if _is_list(strip) or not _of_one_size(strip.lines):
        return False
    if _labels_stand_out(strip, both):
        return True
    if len(both) < LEAST_ROWS and not _is_headed(strip, starts):
        return False
    return _is_set_off(strip, starts) or _is_columned(strip, both)


def _is_set_off(strip: Strip, starts: Sequence[int]) -> bool:
    """Tell whether rows are parted by drawing, or by gaps where labels stand on few of the lines."""
    later = [index for index in starts if index]
    if sum(0 in strip.cuts[index] for index in later) >= USUAL * len(later):
        return True
    spaced = sum(strip.gaps[index] for index in later) >= USUAL * len(later)
    labelled = sum(0 in found for found in strip.cells)
    return spaced and labelled <= SPARSE * len(strip.lines)


def _is_columned(strip: Strip, both: Sequence[int]) -> bool:
    """Tell whether rows have text in three columns or more."""
    return len(strip.places) > 1 and sum(len(strip.cells[index]) > 2 for index in both) * 2 > len(both)


def _is_headed(strip: Strip, starts: Sequence[int]) -> bool:
    """Tell whether the first row alone is bold in all its columns."""
    end = starts[1] if len(starts) > 1 else len(strip.lines)
    bold = [all(piece.bold for piece in found.values()) for found in strip.cells]
    return all(bold[:end]) and not any(bold[end:])


def _labels_stand_out(strip: Strip, both: Sequence[int]) -> bool:
    """Tell whether labels are bold and answers are not."""
    leads = [strip.cells[index][0].bold for index in both]
    answers = [piece.bold for found in strip.cells for column, piece in found.items() if column]
    return sum(leads) >= 0.8 * len(leads) and sum(answers) <= 0.2 * len(answers)


def _is_list(strip: Strip) -> bool:
    """Tell whether the first of two columns holds but list markers or numbers of headings."""
    first = [piece for found in strip.cells for column, piece in found.items() if column == 0]
    return len(strip.places) == 1 and all(_LABEL.fullmatch(piece.text) for piece in first)


def _of_one_size(lines: Sequence[PrintedLine]) -> bool:
    """Tell whether nearly all words are set in one size, as a table's are and a poster's are not."""
    sizes = sorted(word.size for line in lines for word in line.words)
    middle = sizes[len(sizes) // 2]
    return sum(abs(size - middle) <= ONE_SIZE * middle for size in sizes) >= 0.85 * len(sizes)
