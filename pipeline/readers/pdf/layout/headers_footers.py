"""Headers, footers, page numbers and watermarks: text that repeats in one place over the pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from statistics import median

from pipeline.lexicon.text_folding import fold_to_letters
from pipeline.readers.pdf.borderless.columns import SAME_START, ColumnPiece, split_line
from pipeline.readers.pdf.borderless.rotated_headers import find_header_groups, find_rotated_headers
from pipeline.readers.pdf.chars.text_lines import PrintedLine
from pipeline.readers.pdf.chars.typography import HEADING_SIZE, Typography
from pipeline.structure.numbers import is_named

EDGE_ZONE = 0.14
"""Headers and footers are within this share of the page's height."""
OUTER_MARGIN = 0.075
"""Share of the page's height within which a line with a number may be a footer although it is no page number."""
OUTERMOST = 4
"""Lines from the top and from the foot that may be headers or footers: templates have up to three."""
BELOW_HEADINGS = 0.5
"""Share of its pages on which a line is below a heading that is none of the headers, so that it is no header itself."""
LEAST_RUNNING, LEAST_LETTERS = 2, 8
"""Pages whose head repeats a heading, and letters of one: a short word may be anywhere."""
LEAST_COLUMNS = 3
"""Columns that a line over a table names: two texts over two others are a running header with the page's number."""
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxlc]{1,7}", re.IGNORECASE)
_PAGE = re.compile(r"\W*(?:\w{1,7}\W+)?#(?:\W+\w{0,4}\W*#)?(?:\W+\w{1,7})?\W*")
"""A page number with the usual words and signs: Page 3 of 9, - 3 -, 3 | Page, ★ 3 ★."""


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page's lines outside of cells, from the top, and those within; `by_owner` has all by cell (-1: none)."""

    number: int
    height: float
    outside: tuple[PrintedLine, ...]
    inside: tuple[PrintedLine, ...]
    by_owner: Mapping[int, tuple[PrintedLine, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A candidate: its wording with numbers masked, its distance from the nearer edge (negative: the foot)."""

    key: str
    at: float
    line: PrintedLine
    height: float


def mask_numbers(text: str) -> str:
    """Mask numbers, so that page numbers are alike.

    >>> mask_numbers("Page 12 of 30"), mask_numbers("iv")
    ('page # of #', '#')
    """
    if _ROMAN.fullmatch(text.strip()):
        return "#"
    return _NUMBER.sub("#", " ".join(text.split())).casefold()


def _make_spot(line: PrintedLine, height: float) -> _Spot | None:
    foot = height - line.box[3]
    if line.box[1] > EDGE_ZONE * height and foot > EDGE_ZONE * height:
        return None
    return _Spot(mask_numbers(line.text), line.box[3] if line.box[1] <= EDGE_ZONE * height else -foot, line, height)


def _find_candidates(pages: Sequence[PageLines]) -> list[_Spot]:
    spots = []
    for page in pages:
        upright = sorted((line for line in page.outside if line.angle == 0), key=lambda line: line.box[3])
        outer = {id(line): line for line in (*upright[:OUTERMOST], *upright[-OUTERMOST:])}
        spots += [spot for line in outer.values() if (spot := _make_spot(line, page.height))]
    return spots


def _cluster_spots(spots: Sequence[_Spot]) -> list[list[_Spot]]:
    """Group spots of one wording that are at one height of the page."""
    groups: list[list[_Spot]] = []
    for spot in sorted(spots, key=lambda spot: (spot.key, spot.at, spot.line.page)):
        last = groups[-1][-1] if groups else None
        if last and last.key == spot.key and abs(last.at - spot.at) < 4:
            groups[-1].append(spot)
        else:
            groups.append([spot])
    return groups


def _numbers_follow_pages(group: Sequence[_Spot]) -> bool:
    """Return whether one of the numbers counts with the pages, or all stay the same."""
    texts = [(spot.line.page, spot.line.text) for spot in group]
    if len({text for _, text in texts}) == 1 or all(_ROMAN.fullmatch(text.strip()) for _, text in texts):
        return True
    rows = [
        [int(number) - page for number in _NUMBER.findall(text)[:6]] for page, text in texts if _NUMBER.search(text)
    ]
    shortest = min((len(row) for row in rows), default=0)
    for place in range(shortest):
        offsets = [row[place] for row in rows]
        if sum(abs(offset - median(offsets)) <= 1 for offset in offsets) >= 0.7 * len(offsets):
            return True
    return False


def _is_header_or_footer(group: Sequence[_Spot], pages: int) -> bool:
    count = len({spot.line.page for spot in group})
    if count < (3 if pages > 3 else 2):
        return False
    key = group[0].key
    if "#" not in key:
        return True
    # 'Commitment 1' over the title of a page, 'Commitment 2' over the next one: they count no pages.
    if not _numbers_follow_pages(group) or len({spot.line.text for spot in group if is_named(spot.line.text)}) > 1:
        return False
    if _PAGE.fullmatch(key) and len(key) <= 24:
        return True
    outer = all(abs(spot.at) < OUTER_MARGIN * spot.height for spot in group)
    return outer or len({spot.line.text for spot in group}) == 1


def _is_apart_from_text(group: Sequence[_Spot], pages: Sequence[PageLines], keys: frozenset[str]) -> bool:
    """Return whether hardly any page has running text at this height: a heading at the top of a page is no header."""
    at, text_count = group[0].at, 0
    for page in pages:
        foot = page.height + at if at < 0 else at
        lines_there = [
            line for line in (*page.outside, *page.inside) if abs(line.box[3] - foot) < 5 and line.angle == 0
        ]
        text_count += any(mask_numbers(line.text) not in keys for line in lines_there)
    return text_count <= max(0.25 * len(group), 1 if len(group) > 3 else 0)


def _is_below_headings(
    group: Sequence[_Spot], pages: Mapping[int, PageLines], keys: frozenset[str], body: float
) -> bool:
    """Return whether headings are above a line at the top of most of its pages: the labels of forms return there."""
    if group[0].at < 0:
        return False
    count = 0
    for spot in group:
        least = max(HEADING_SIZE * body, HEADING_SIZE * spot.line.size)
        above = (line for line in pages[spot.line.page].outside if line.angle == 0 and line.box[3] <= spot.line.box[1])
        count += any(line.size >= least and mask_numbers(line.text) not in keys for line in above)
    return count > BELOW_HEADINGS * len(group)


def _find_watermarks(pages: Sequence[PageLines], body: float) -> list[PrintedLine]:
    """Find slanted text, and large text that comes back on one spot."""
    lines = [line for page in pages for line in (*page.outside, *page.inside)]
    slanted = [line for line in lines if line.angle % 90 and (line.size > 2 * body or _is_repeated(line, lines))]
    large = [line for line in lines if line.size > 2.5 * body and not line.angle % 90 and _is_repeated(line, lines)]
    return slanted + large


def _is_repeated(line: PrintedLine, lines: Sequence[PrintedLine]) -> bool:
    same = {
        other.page
        for other in lines
        if other.text == line.text and abs(other.box[0] - line.box[0]) < 3 and abs(other.box[1] - line.box[1]) < 3
    }
    return len(same) > 2


def _find_rotated_headings(pages: Sequence[PageLines], body: float) -> frozenset[int]:
    """Return the lines that are headings over upright ones: grids at the heads of pages have them in one place."""
    typography = Typography(body)
    level = {page.number: [line for line in page.outside if line.angle == 0] for page in pages}
    groups_found = [
        find_header_groups(heads, level[page.number], typography)
        for page in pages
        for heads in find_rotated_headers(page.outside)
    ]
    return frozenset(id(line) for groups in groups_found if groups for line in groups.lines)


def _find_running_heads(pages: Sequence[PageLines], spots: Sequence[_Spot], body: float) -> list[PrintedLine]:
    """Find the lines at one spot of several pages that each repeat a heading of the document: running heads."""
    large = [line for page in pages for line in (*page.outside, *page.inside) if line.size >= HEADING_SIZE * body]
    headings = fold_to_letters(" ".join(line.text for line in large))
    by_spot: dict[tuple[int, int], list[PrintedLine]] = {}
    for spot in spots:
        letters = fold_to_letters(spot.line.text)
        if spot.line.size < HEADING_SIZE * body and len(letters) >= LEAST_LETTERS and letters in headings:
            by_spot.setdefault((round(spot.line.base), round(spot.line.size)), []).append(spot.line)
    heads = [lines for lines in by_spot.values() if len({line.page for line in lines}) >= LEAST_RUNNING]
    return [line for lines in heads for line in lines if _is_outermost(line, pages)]


def _find_table_heads(pages: Sequence[PageLines], header_ids: Collection[int]) -> frozenset[int]:
    """Return the lines at the heads of pages that name the columns of a table below: each page of it repeats them."""
    found: set[int] = set()
    for page in pages:
        level = sorted((line for line in page.outside if line.angle == 0), key=lambda line: line.base)
        heads = list(takewhile(lambda line: id(line) in header_ids, level))
        first = level[len(heads)] if len(heads) < len(level) else None
        at = next((k for k, line in enumerate(heads) if first and _names_columns(line, first)), len(heads))
        found.update(map(id, heads[at:]))
    return frozenset(found)


def _names_columns(head: PrintedLine, row: PrintedLine) -> bool:
    """Return whether the pieces of a line are over those of a row: they begin at one place or have one middle."""
    heads, cells = split_line(head), split_line(row)
    over = sum(any(_is_over(piece, cell) for cell in cells) for piece in heads)
    return len(heads) >= LEAST_COLUMNS and over >= max(LEAST_COLUMNS, len(heads) - 1)


def _is_over(head: ColumnPiece, cell: ColumnPiece) -> bool:
    middles = head.start + head.end, cell.start + cell.end
    return abs(head.start - cell.start) <= SAME_START or abs(middles[0] - middles[1]) <= 2 * SAME_START


def _find_page_numbers(
    spots: Sequence[_Spot], groups: Sequence[Sequence[_Spot]], pages: Sequence[PageLines]
) -> list[PrintedLine]:
    """Find the page numbers that are at another height: turned pages have their own, and are too few to show it."""
    steps = {step for group in groups for spot in group if (step := _page_step(spot)) is not None}
    counted = [spot.line for spot in spots if _page_step(spot) in steps]
    return [line for line in counted if _is_outermost(line, pages)]


def _page_step(spot: _Spot) -> int | None:
    """Return by how much a page number alone in its line is more than the page's, None for another line."""
    text = spot.line.text.strip(" -–—")
    return int(text) - spot.line.page if text.isdecimal() and len(text) <= 3 else None


def _is_outermost(line: PrintedLine, pages: Sequence[PageLines]) -> bool:
    """Return whether no text is between a line and the nearer edge of its page."""
    page = next(page for page in pages if page.number == line.page)
    others = [other for other in page.outside if other.angle == 0 and abs(other.base - line.base) > line.size]
    above, below = (sum(sign * (other.base - line.base) > 0 for other in others) for sign in (-1, 1))
    return min(above, below) == 0


def find_headers_footers(pages: Sequence[PageLines], body: float) -> list[PrintedLine]:
    """Return the lines that are headers, footers or watermarks, also those within cells at the same place."""
    spots = _find_candidates(pages)
    groups = [group for group in _cluster_spots(spots) if _is_header_or_footer(group, len(pages))]
    keys = frozenset(group[0].key for group in groups)
    by_number = {page.number: page for page in pages}
    groups = [
        group
        for group in groups
        if _is_apart_from_text(group, pages, keys) and not _is_below_headings(group, by_number, keys, body)
    ]
    lines_by_id = {id(spot.line): spot.line for group in groups for spot in group}
    lines_by_id |= {id(line): line for line in _find_page_numbers(spots, groups, pages)}
    heights = {(group[0].key, round(group[0].at)) for group in groups}
    for page in pages:
        for line in (*page.inside, *page.outside):
            spot = _make_spot(line, page.height)
            if spot and any((spot.key, round(spot.at) + shift) in heights for shift in (-2, -1, 0, 1, 2)):
                lines_by_id[id(line)] = line
    for line in (*_find_watermarks(pages, body), *_find_running_heads(pages, spots, body)):
        lines_by_id[id(line)] = line
    heading_ids = _find_rotated_headings(pages, body) | _find_table_heads(pages, lines_by_id) if groups else ()
    return sorted(
        (line for at, line in lines_by_id.items() if at not in heading_ids),
        key=lambda line: (line.page, line.box[1], line.box[0]),
    )
