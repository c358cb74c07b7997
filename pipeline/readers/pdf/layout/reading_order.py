"""The elements of one page in reading order: tables, and the text between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import Block, Box, Table
from pipeline.readers.pdf.borderless.columns import Strip, find_level_lines
from pipeline.readers.pdf.borderless.detect import PreviousPage, find_strips
from pipeline.readers.pdf.borderless.gaps import Region, build_gap_grid, find_gap_tables
from pipeline.readers.pdf.borderless.grid import WordGrid, build_grid
from pipeline.readers.pdf.chars.geometry import as_box, union
from pipeline.readers.pdf.chars.text_lines import PrintedLine, make_line, make_lines
from pipeline.readers.pdf.chars.words import Word
from pipeline.readers.pdf.layout.columns import in_columns
from pipeline.readers.pdf.layout.page_break_joins import Element
from pipeline.readers.pdf.layout.paragraphs import Area, drafts_of, to_blocks
from pipeline.readers.pdf.layout.typography import Facts
from pipeline.readers.pdf.page import PageContent, fills_of
from pipeline.readers.pdf.tables.assemble import GridText, build_table, group_touching, is_blank, nest_grids
from pipeline.readers.pdf.tables.cells import Grid, Rect
from pipeline.readers.pdf.tables.rotated_header_tables import UprightTable, find_rotated_header_tables


@dataclass(frozen=True, slots=True)
class Column:
    """A run of lines read from top to bottom; `narrow` where the page is set in several columns."""

    lines: tuple[PrintedLine, ...]
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class PageLayout:
    """A page's outermost grids with their text and the columns of lines between them, in reading order.

    `above` is what its tables without rules say to the next page.
    """

    number: int
    height: float
    grids: tuple[tuple[GridText, ...], ...]
    columns: tuple[Column, ...]
    above: PreviousPage = field(default_factory=PreviousPage)


def _frames(content: PageContent) -> frozenset[int]:
    """Return the cells that are no cells but a frame around the page."""
    area = content.frame.width * content.frame.height
    found = set()
    for index, cell in enumerate(content.cells):
        x0, top, x1, bottom = cell.box
        if (x1 - x0) * (bottom - top) > 0.6 * area and cell.row_span == 1 and _alone(content, index):
            found.add(index)
    return frozenset(found)


def _alone(content: PageContent, index: int) -> bool:
    grid = next(grid for grid in content.grids if content.cells[index] in grid.cells)
    return len(grid.cells) == 1


def _boxes(content: PageContent, lines: Sequence[Lines], facts: Facts, above: PreviousPage) -> frozenset[int]:
    """Return the cells that are boxes around rows of columns: each as wide as its grid, with gaps between columns."""
    left = dict(_wide_grids(content, lines))
    found: set[int] = set()
    known = above.known
    for cells, (_, inside) in list(left.items()):
        upright = find_rotated_header_tables(inside, facts, content.drawing)
        if sum(len(held) for table in upright for held in table.words) * 2 > sum(len(line.words) for line in inside):
            found |= set(left.pop(cells) and cells)
    for told in (above, None):
        for cells, (box, inside) in list(left.items()):
            right = box[2] - (min(line.start for line in inside) - box[0])
            strips = find_strips(inside, right, facts, find_level_lines(content.drawing), told or PreviousPage(known))
            if sum(len(strip.lines) for strip in strips) * 2 > len(inside):
                found |= set(left.pop(cells) and cells)
                known += tuple(place for strip in strips for place in strip.known)
        if not known or not left:
            break
    return frozenset(found)


def _wide_grids(content: PageContent, lines: Sequence[Lines]) -> Iterator[tuple[range, tuple[Rect, list[PrintedLine]]]]:
    """Yield the grids of one column: their cells, box and lines."""
    start = 0
    for grid in content.grids:
        held = range(start, start + len(grid.cells))
        start = held.stop
        inside = sorted((line for k in held for line in lines[k]), key=lambda line: line.base)
        if inside and len({x for cell in grid.cells for x in (cell.box[0], cell.box[2])}) == 2:
            yield held, (grid.box, inside)


Lines = tuple[PrintedLine, ...]


def _without(lines: Iterable[PrintedLine], gone: frozenset[int]) -> Lines:
    """Take words off lines; a line that loses some is made anew."""
    if not gone:
        return tuple(lines)
    out = []
    for line in lines:
        left = [word for word in line.words if word.first not in gone]
        if left:
            out.append(line if len(left) == len(line.words) else make_line(line.page, left))
    return tuple(out)


def lay_out(
    content: PageContent, by_owner: Mapping[int, Lines], gone: frozenset[int], facts: Facts, above: PreviousPage
) -> PageLayout:
    """Part a page into grids and columns.

    `by_owner` are its lines by cell (-1: none), `gone` the words (by place) that furniture and notes took; `above` is
    what the page before it says.
    """
    inside = [_without(by_owner.get(index, ()), gone) for index in range(len(content.cells))]
    frames = _frames(content)
    frames |= _boxes(content, inside, facts, above) - frames
    body = [*_without(by_owner.get(-1, ()), gone), *(line for index in sorted(frames) for line in inside[index])]
    body.sort(key=lambda line: (line.angle, line.base))
    lines = [() if index in frames else found for index, found in enumerate(inside)]
    roots = nest_grids(content.number, content.grids, lines, content.fills)
    grids = [tuple(group) for group in group_touching([grid for grid in roots if not is_blank(grid)])]
    upright = find_rotated_header_tables(body, facts, content.drawing)
    grids += [(_open_text(content, table),) for table in upright]
    body = list(_without(body, frozenset(word.first for table in upright for held in table.words for word in held)))
    columns: list[Column] = []
    known: tuple[float, ...] = ()
    last: Strip | None = None
    for number, between in enumerate(_between(body, grids)):
        told = replace(above, known=above.known + known) if number == 0 else PreviousPage(above.known + known)
        for part in _open(content, between, facts, told):
            last = part if isinstance(part, Strip) else None
            if isinstance(part, Strip):
                known += part.known
                grids.append((_open_text(content, build_grid(part)),))
                continue
            for column in _parted(part, facts.columns):
                found, rest = _unruled(content, column, facts)
                grids += found
                columns += rest
    known = tuple(sorted(set(known or above.known)))
    below = PreviousPage(known, last.places, last.left) if last else PreviousPage(known)
    return PageLayout(content.number, content.frame.height, tuple(grids), tuple(columns), below)


def _unruled(content: PageContent, column: Column, facts: Facts) -> tuple[list[tuple[GridText, ...]], list[Column]]:
    """Take tables without rulings out of a run of lines; give them and what is left between them."""
    if column.narrow:
        return [], [column]
    grids: list[tuple[GridText, ...]] = []
    left: list[Column] = []
    rest = list(column.lines)
    for region in find_gap_tables(rest, facts):
        at = rest.index(region.lines[0])
        if at:
            left.append(Column(tuple(rest[:at])))
        taken = set(region.lines)
        rest = [line for line in rest[at:] if line not in taken]
        grids.append((_grid_text(content, region, facts),))
    return grids, left + ([Column(tuple(rest))] if rest else [])


def _grid_text(content: PageContent, region: Region, facts: Facts) -> GridText:
    grid = build_gap_grid(region, content.drawing.strokes, facts)
    words: list[list[Word]] = [[] for _ in grid.cells]
    for line in region.lines:
        for word in line.words:
            words[_holder(grid, word)].append(word)
    lines = tuple(tuple(make_lines(content.number, found)) for found in words)
    return GridText(content.number, grid, lines, fills_of(content, grid.cells), {})


def _holder(grid: Grid, word: Word) -> int:
    """Return the cell that a word stands in: the last one that begins before its middle."""
    x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    return max(k for k, cell in enumerate(grid.cells) if k == 0 or (cell.box[0] <= x and cell.box[1] <= y))


def _between(body: Sequence[PrintedLine], grids: Sequence[Sequence[GridText]]) -> list[list[PrintedLine]]:
    """Part the lines between tables, from the top."""
    stops = sorted(group[0].grid.box[1] for group in grids)
    between: dict[int, list[PrintedLine]] = {}
    for line in body:
        between.setdefault(sum(stop < (line.box[1] + line.box[3]) / 2 for stop in stops), []).append(line)
    return [lines for _, lines in sorted(between.items())]


def _open(
    content: PageContent, lines: list[PrintedLine], facts: Facts, above: PreviousPage
) -> Iterator[Strip | list[PrintedLine]]:
    """Part lines into tables without rules and the lines between them."""
    right = content.frame.width - min(line.start for line in lines)
    rest = lines
    for strip in find_strips(lines, right, facts, find_level_lines(content.drawing), above):
        taken = {id(line) for line in strip.lines}
        at = next(k for k, line in enumerate(rest) if id(line) in taken)
        if at:
            yield rest[:at]
        rest = [line for line in rest[at:] if id(line) not in taken]
        yield strip
    if rest:
        yield rest


def _open_text(content: PageContent, table: WordGrid | UprightTable) -> GridText:
    lines = tuple(tuple(make_lines(content.number, words)) for words in table.words)
    return GridText(content.number, table.grid, lines, fills_of(content, table.grid.cells), {}, table.reach)


def _parted(lines: Sequence[PrintedLine], known: Sequence[float]) -> list[Column]:
    """Part lines that run over all columns; full-width ones stay as they are."""
    runs = in_columns([word for line in lines for word in line.words], known)
    out = []
    for words, narrow in runs:
        inside = {word.first for word in words}
        whole = [] if narrow else [line for line in lines if all(word.first in inside for word in line.words)]
        used = {word.first for line in whole for word in line.words}
        rest = make_lines(lines[0].page, [word for word in words if word.first not in used])
        found = sorted([*whole, *rest], key=lambda line: (line.angle, line.base)) if rest and whole else whole or rest
        out.append(Column(tuple(found), narrow))
    return out


def _box_of(block: Block) -> Box:
    if isinstance(block, Table):
        return union([anchor.box for anchor in block.anchors if anchor.box])
    return union([line.anchor.box for line in block.lines if line.anchor.box])


def elements_of(layout: PageLayout, facts: Facts, page: Area, foot: float) -> list[Element]:
    """Give a page's elements in reading order; `page` is its text area, `foot` where the document's body ends."""
    tables: list[tuple[float, Block]] = [(group[0].grid.box[1], build_table(group, facts)) for group in layout.grids]
    tables.sort(key=lambda pair: pair[0])
    blocks: list[Block] = []
    for column in layout.columns:
        lines = column.lines
        top = min((line.box[1] + line.box[3]) / 2 for line in lines)
        while tables and tables[0][0] < top:
            blocks.append(tables.pop(0)[1])
        area = Area(min(line.start for line in lines), max(line.end for line in lines)) if column.narrow else page
        blocks += to_blocks(drafts_of(lines, area, facts), facts)
    blocks += [block for _, block in tables]
    boxes = [_box_of(block) for block in blocks]
    return [
        Element(layout.number, as_box((box.x0, box.top, box.x1, box.bottom)), block, foot - box.bottom)
        for block, box in zip(blocks, boxes, strict=True)
    ]
