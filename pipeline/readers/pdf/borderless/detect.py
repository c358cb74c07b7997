"""Find tables without rules: labels with values beside them, and columns of a table, by where their text begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile

from pipeline.readers.pdf.borderless.bounds import Bounds, covers
from pipeline.readers.pdf.borderless.columns import GAP, Strip
from pipeline.readers.pdf.borderless.evidence import LABEL, is_known, is_table
from pipeline.readers.pdf.borderless.page_foot import headings_at_foot
from pipeline.readers.pdf.borderless.zones import AT, Piece, apart, parted, standing, wide
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.layout.typography import Facts

FAR = 2.6
"""A step beyond this many usual ones ends a table."""
LEAST_VOTES = 2
LEAST_KEPT = 3
"""Lines that begin at a place, where few show a wide gap before it."""
MOST_OVER = 3
"""Lines of a heading within a table."""
MOST_PLACES = 6
LEAST_RIVER = 4.0
LIKE_SIZE = 0.06
TITLE_SHARE = 0.9
PADDED = 0.8
"""Room between a box and its first line, in line steps."""
_LEADERS = re.compile(r"[.·…_]{4,}|(?:\. ){3,}")


@dataclass(frozen=True, slots=True)
class Above:
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
    facts: Facts
    bounds: Bounds


def find_strips(
    lines: Sequence[PrintedLine], right: float, facts: Facts, bounds: Bounds, above: Above | None = None
) -> list[Strip]:
    """Find the tables among lines from the top of a page; `right` is how far its text may reach."""
    ordered = [line for line in lines if line.angle == 0 and _left_to_right(line)]
    page = _Page(max([right, *(line.end for line in ordered)]), facts, bounds)
    above = above or Above()
    first = _continued(ordered, above, page)
    rest = ordered[len(first.lines) :] if first else ordered
    found = ([first] if first else []) + _search(rest, page)
    places = {place for strip in found for place in strip.known} | set(above.known)
    taken = {id(line) for strip in found for line in strip.lines}
    for place in sorted(places):
        for run in _left_over(ordered, taken):
            lone = [strip for _, strip in _strips(run, place, page) if is_known(strip)]
            found += lone
            taken |= {id(line) for strip in lone for line in strip.lines}
    found = [_titled(strip, ordered, taken, bounds) for strip in found]
    found.sort(key=lambda strip: strip.lines[0].base)
    below = list(takewhile(lambda line: id(line) not in taken, reversed(ordered)))[::-1]
    foot = headings_at_foot(below, found[-1]) if found else None
    return [*found, *([foot] if foot else [])]


def _titled(strip: Strip, lines: Sequence[PrintedLine], taken: set[int], bounds: Bounds) -> Strip:
    """Return a table with the lines above it that stand in a box of their own as wide as the table."""
    at = next(k for k, line in enumerate(lines) if line is strip.lines[0])
    for count in range(1, min(MOST_OVER, at) + 1):
        title = lines[at - count : at]
        if not _near(strip, title) or id(title[0]) in taken:
            break
        if _boxed(strip, title, bounds):
            taken |= {id(line) for line in title}
            across = frozenset({*range(count), *(k + count for k in strip.across)})
            return replace(strip, lines=(*title, *strip.lines), across=across)
    return strip


def _near(strip: Strip, title: Sequence[PrintedLine]) -> bool:
    """Tell whether a line stands close above what is below it, in the table's size."""
    below = title[1] if len(title) > 1 else strip.lines[0]
    close = below.base - title[0].base <= 2 * strip.facts.pitch(title[0].size)
    return close and title[0].size <= (1 + LIKE_SIZE) * strip.lines[0].size


def _boxed(strip: Strip, title: Sequence[PrintedLine], bounds: Bounds) -> bool:
    near = PADDED * strip.facts.pitch(title[0].size)
    over = [line for line in bounds.lines if title[0].box[1] - near < line.at <= title[0].box[1] + AT]
    under = bounds.between(title[-1], strip.lines[0])
    return all(covers(drawn, strip.left, TITLE_SHARE * strip.right) for drawn in (over, under))


def _left_to_right(line: PrintedLine) -> bool:
    return all(left.start <= right.start for left, right in pairwise(line.words))


def _continued(lines: Sequence[PrintedLine], above: Above, page: _Page) -> Strip | None:
    """Return the table that goes on from the page above, from the first line of this page."""
    stands = {place: standing(lines[0], place) for place in above.open} if lines else {}
    for wanted in ("both", "right", "left"):
        for place in (found for found, stand in stands.items() if stand == wanted):
            strip = next((strip for first, strip in _strips(lines, place, page, opened=True) if first == 0), None)
            if strip and any(standing(line, place) in ("both", "right") for line in strip.lines):
                return replace(strip, places=_with_known(strip, above.open), margin=above.left)
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


def _search(lines: Sequence[PrintedLine], page: _Page) -> list[Strip]:
    for place in _places(lines):
        found = [
            (first, first + len(strip.lines), strip) for first, strip in _strips(lines, place, page) if is_table(strip)
        ]
        if found:
            ends = [0, *(at for start, end, _ in found for at in (start, end)), len(lines)]
            rest = [lines[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True)]
            return [strip for _, _, strip in found] + [strip for part in rest for strip in _search(part, page)]
    return []


def _places(lines: Sequence[PrintedLine]) -> list[float]:
    """Return where text begins in several lines behind a gap, a wide one in one of them; the most frequent first."""
    starts = sorted(
        (right.start, wide(left, right)) for line in lines for left, right in pairwise(line.words) if apart(left, right)
    )
    groups: list[list[tuple[float, bool]]] = []
    for start in starts:
        if groups and start[0] - groups[-1][0][0] <= AT:
            groups[-1].append(start)
        else:
            groups.append([start])
    groups = [group for group in groups if len(group) >= LEAST_VOTES and any(far for _, far in group)]
    groups.sort(key=lambda group: (-sum(far for _, far in group), -len(group), group[0]))
    return [group[0][0] for group in groups[:MOST_PLACES]]


def _strips(
    lines: Sequence[PrintedLine], place: float, page: _Page, opened: bool = False
) -> Iterator[tuple[int, Strip]]:
    """Yield the stretches of lines that leave a place free, each with the index of its first line.

    The first line opens one if the stretch is `opened`; others do that have text on both sides of the place.
    """
    stands = ["across" if _LEADERS.search(line.text) else standing(line, place) for line in lines]
    stands = ["across" if _is_title(lines, stands, k) else stand for k, stand in enumerate(stands)]
    steps = [(b.base - a.base) / page.facts.pitch(b.size) for a, b in pairwise(lines)]
    start, last, seen, heads, headed = -1, -1, list[float](), False, list[float]()
    for index, stand in enumerate([*stands, "end"]):
        if start >= 0:
            over = stand == "across" and _is_heading(lines, stands, index, seen)
            # Rows below headings of their own, beside the place: the columns changed there.
            other = stand == "apart" and _keeps(lines[index], headed) and not _is_bold(lines[index])
            if stand == "end" or (stand == "across" and not over) or other or steps[index - 1] > FAR:
                if last >= start:
                    yield start, _strip(lines[start : last + 1], stands[start : last + 1], place, page)
                start, seen = -1, []
        if start < 0 and (stand == "both" or (opened and index == 0)):
            start = index
        wrapped = stand == "left" and last == index - 1 and index > 0 and steps[index - 1] <= GAP
        # Bold words apart from the place may be the headings of a table with other columns that begins below.
        heads = stand != "end" and _is_bold(lines[index]) and (heads or stand == "apart")
        headed = [*headed, *_inner_starts(lines[index])] if heads else []
        answered = stand == "apart" and (_keeps(lines[index], seen) or _is_answered(lines[index]))
        if not heads and (stand in ("both", "right") or wrapped or answered):
            last = index
            seen += _inner_starts(lines[index])


def _is_title(lines: Sequence[PrintedLine], stands: Sequence[str], index: int) -> bool:
    """Tell whether a line is set larger than the one above it, as headings between tables are."""
    return index > 0 and stands[index] == "left" and lines[index].size > (1 + LIKE_SIZE) * lines[index - 1].size


def _is_bold(line: PrintedLine) -> bool:
    return all(word.bold for word in line.words)


def _is_answered(line: PrintedLine) -> bool:
    """Tell whether a line is a bold label with one answer beside it that is not bold, though it stands elsewhere."""
    found = parted(Piece(line.words))
    return len(found) == 2 and found[0].bold and not found[1].bold


def _inner_starts(line: PrintedLine) -> list[float]:
    return [right.start for left, right in pairwise(line.words) if wide(left, right)]


def _keeps(line: PrintedLine, seen: Sequence[float]) -> bool:
    """Tell whether a line has text where columns began in lines above it."""
    return any(abs(start - other) <= AT for start in _inner_starts(line) for other in seen)


def _is_heading(lines: Sequence[PrintedLine], stands: Sequence[str], index: int, seen: Sequence[float]) -> bool:
    """Tell whether a line over all columns is a heading within the table: bold, of its size, and rows follow it."""
    size = lines[index - 1].size
    for line, stand in zip(lines[index : index + MOST_OVER + 1], stands[index : index + MOST_OVER + 1], strict=True):
        if stand == "both" or (stand == "apart" and _keeps(line, seen)):
            return True
        if not line.bold or stand == "right" or abs(line.size - size) > LIKE_SIZE * size:
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
        if len(shown) >= least or (shown and _is_kept(lines, start)):
            (marked if all(LABEL.fullmatch(text) for text in shown) else found).append(start)
        reach = max(reach, end)
    numbers = [start for start in marked if len(found) > 1 and start < found[0]]
    return [*numbers, *found]


def _is_kept(lines: Sequence[Sequence[Word]], place: float) -> bool:
    """Tell whether several lines begin anew at a place, apart from what stands before it there."""
    begun = [(words, k) for words in lines for k, word in enumerate(words) if abs(word.start - place) <= AT]
    beside = [apart(words[k - 1], words[k]) for words, k in begun if k]
    return len(begun) >= LEAST_KEPT and len(beside) >= LEAST_VOTES and all(beside)


def _shown(lines: Sequence[Sequence[Word]], end: float, start: float) -> list[str]:
    """Return the last words before a gap of the lines with text on both sides of it, wide apart."""
    return [
        left.text
        for words in lines
        for left, right in pairwise(words)
        if left.end <= end + 0.1 and right.start >= start - 0.1 and wide(left, right)
    ]
