"""The elements of one page in reading order: tables, and the text between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import Block, Box, Table
from pipeline.readers.pdf.borderless import (
    AnyTable,
    PreviousPage,
    find_gap_tables,
    find_headed_tables,
    find_rotated_header_tables,
    find_tables,
    lay_grid,
)
from pipeline.readers.pdf.chars.geometry import Rect, as_box
from pipeline.readers.pdf.chars.text_lines import PrintedLine, make_line, make_lines
from pipeline.readers.pdf.chars.typography import HEADING_SIZE, Typography
from pipeline.readers.pdf.layout.badges import set_badges_apart
from pipeline.readers.pdf.layout.columns import find_parting_rules, split_at_rules, split_into_columns
from pipeline.readers.pdf.layout.label_columns import split_at_labels
from pipeline.readers.pdf.layout.page_break_joins import Element
from pipeline.readers.pdf.layout.paragraphs import Area, make_blocks, split_paragraphs
from pipeline.readers.pdf.layout.sidebars import Sidebar, find_sidebars
from pipeline.readers.pdf.layout.table_assembly import (
    GridText,
    build_table,
    group_touching,
    is_blank,
    limit_to_shading,
    nest_grids,
)
from pipeline.readers.pdf.layout.twin_columns import order_by_form
from pipeline.readers.pdf.page import PageContent, find_cell_fills
from pipeline.readers.pdf.tables.cells import WordGrid
from pipeline.structure.lines import unite_boxes


@dataclass(frozen=True, slots=True)
class ReadingColumn:
    """A run of lines read from top to bottom; `narrow` where the page is set in several columns.

    `table` is the table that the lines make within a narrow column: it is read where it is in its column.
    """

    lines: tuple[PrintedLine, ...]
    narrow: bool = False
    table: GridText | None = None


@dataclass(frozen=True, slots=True)
class PageLayout:
    """A page's outermost grids with their text and the columns of lines between them, in reading order.

    `above` is what its tables without rules say to the next page.
    """

    number: int
    height: float
    grids: tuple[tuple[GridText, ...], ...]
    columns: tuple[ReadingColumn, ...]
    above: PreviousPage = field(default_factory=PreviousPage)


def _find_page_frames(content: PageContent) -> frozenset[int]:
    """Return the cells that are no cells but a frame around the page."""
    area = content.frame.width * content.frame.height
    frames = set()
    for index, cell in enumerate(content.cells):
        x0, top, x1, bottom = cell.box
        if (x1 - x0) * (bottom - top) > 0.6 * area and cell.row_span == 1 and _is_only_cell(content, index):
            frames.add(index)
    return frozenset(frames)


def _is_only_cell(content: PageContent, index: int) -> bool:
    grid = next(grid for grid in content.grids if content.cells[index] in grid.cells)
    return len(grid.cells) == 1


def _find_row_boxes(
    content: PageContent, lines: Sequence[Lines], typography: Typography, above: PreviousPage
) -> frozenset[int]:
    """Return the cells that are boxes around rows of columns: each as wide as its grid, with gaps between columns."""
    open_grids = dict(_iterate_one_column_grids(content, lines))
    boxes: set[int] = set()
    known_columns = above.known
    for cells, (_, inside) in list(open_grids.items()):
        header_tables = find_rotated_header_tables(inside, typography, content.drawing)
        header_words = sum(len(cell_words) for table in header_tables for cell_words in table.words)
        if header_words * 2 > sum(len(line.words) for line in inside):
            boxes |= set(open_grids.pop(cells) and cells)
    for previous in (above, None):
        for cells, (box, inside) in list(open_grids.items()):
            right = box[2] - (min(line.start for line in inside) - box[0])
            parts = find_tables(inside, right, typography, content.drawing, previous or PreviousPage(known_columns))
            tables = [part for part in parts if not isinstance(part, list)]
            if sum(len(table.lines) for table in tables) * 2 > len(inside):
                boxes |= set(open_grids.pop(cells) and cells)
                known_columns += tuple(place for table in tables for place in table.known)
        if not known_columns or not open_grids:
            break
    return frozenset(boxes)


def _iterate_one_column_grids(
    content: PageContent, lines: Sequence[Lines]
) -> Iterator[tuple[range, tuple[Rect, list[PrintedLine]]]]:
    """Yield the grids of one column: their cells, box and lines."""
    start = 0
    for grid in content.grids:
        cell_range = range(start, start + len(grid.cells))
        start = cell_range.stop
        inside = sorted((line for k in cell_range for line in lines[k]), key=lambda line: line.base)
        if inside and len({x for cell in grid.cells for x in (cell.box[0], cell.box[2])}) == 2:
            yield cell_range, (grid.box, inside)


Lines = tuple[PrintedLine, ...]


def _remove_words(lines: Iterable[PrintedLine], removed: frozenset[int]) -> Lines:
    """Remove words from lines; a line that loses some is built again."""
    if not removed:
        return tuple(lines)
    lines_left = []
    for line in lines:
        words_left = [word for word in line.words if word.first not in removed]
        if words_left:
            lines_left.append(line if len(words_left) == len(line.words) else make_line(line.page, words_left))
    return tuple(lines_left)


def _with_badges_apart(content: PageContent, lines: Lines) -> Lines:
    return tuple(line for run in set_badges_apart(lines, content.drawing.fills) for line in run)


def lay_out_page(
    content: PageContent,
    by_owner: Mapping[int, Lines],
    removed: frozenset[int],
    typography: Typography,
    above: PreviousPage,
) -> PageLayout:
    """Divide a page into grids and columns.

    `by_owner` are its lines by cell (-1: none), `removed` the words of headers, footers and notes; `above` is what the
    page before it says.
    """
    inside = [_remove_words(by_owner.get(index, ()), removed) for index in range(len(content.cells))]
    frames = _find_page_frames(content)
    frames |= _find_row_boxes(content, inside, typography, above) - frames
    body = [
        *_remove_words(by_owner.get(-1, ()), removed),
        *(line for index in sorted(frames) for line in inside[index]),
    ]
    body.sort(key=lambda line: (line.angle, line.base))
    lines = [() if index in frames else _with_badges_apart(content, of_cell) for index, of_cell in enumerate(inside)]
    roots = nest_grids(content.number, content.grids, lines, content.fills)
    grids = [tuple(group) for group in group_touching([grid for grid in roots if not is_blank(grid)])]
    is_parted = bool(body and find_parting_rules(body, content.drawing.strokes))
    header_tables = [] if is_parted else find_headed_tables(body, typography, content.drawing)
    grids += [(_fill_word_grid(content, table),) for table in header_tables]
    header_words = frozenset(w.first for table in header_tables for cell_words in table.words for w in cell_words)
    body = list(_remove_words(body, header_words))
    sidebars = [] if is_parted else find_sidebars(content.drawing, body, typography)
    body = list(_remove_words(body, frozenset(first for sidebar in sidebars for first in sidebar.words)))
    stops = sorted([*(_find_place(group, body) for group in grids), *(end for bar in sidebars for end in bar.ends)])
    page_sidebars = tuple(sidebars)
    columns: list[ReadingColumn] = []
    known: tuple[float, ...] = ()
    last_table: AnyTable | None = None
    for number, (start, lines_between) in enumerate(_split_at(body, stops)):
        columns += _take_sidebars(sidebars, start)
        is_narrow = _is_beside_bars(page_sidebars, start, lines_between)
        previous = replace(above, known=above.known + known) if number == 0 else PreviousPage(above.known + known)
        for part in _find_parts(content, lines_between, typography, previous):
            last_table = None if isinstance(part, list) else part
            if not isinstance(part, list):
                known += part.known
                grids.append((_fill_word_grid(content, lay_grid(part)),))
            else:
                tables, texts = _find_columns(content, part, is_narrow, typography)
                grids, columns = grids + tables, columns + texts
    columns += _take_sidebars(sidebars, float("inf"))
    ordered = tuple(columns[index] for index in order_by_form([column.lines for column in columns]))
    below = _tell_next_page(known or above.known, last_table)
    return PageLayout(content.number, content.frame.height, tuple(grids), ordered, below)


def _find_place(group: Sequence[GridText], lines: Sequence[PrintedLine]) -> float:
    """Return the height at which a table is read: its top, or the last line to its left, such as its label.

    A frame of a single column is a box beside the text.
    """
    left, top, _, bottom = group[0].grid.box
    if not any(cell.column for cell in group[0].grid.cells):
        return top
    middles = ((line.box[1] + line.box[3]) / 2 for line in lines if line.angle == 0 and line.end <= left)
    return max((middle for middle in middles if top <= middle <= bottom), default=top)


def _find_parts(
    content: PageContent, lines: list[PrintedLine], typography: Typography, previous: PreviousPage
) -> Sequence[AnyTable | list[PrintedLine]]:
    """Return the tables without rules in a part of a page and the lines between; columns with a rule have none."""
    if find_parting_rules(lines, content.drawing.strokes):
        return [lines]
    right = content.frame.width - min(line.start for line in lines)
    return find_tables(lines, right, typography, content.drawing, previous)


def _tell_next_page(places: Sequence[float], last_table: AnyTable | None) -> PreviousPage:
    known = tuple(sorted(set(places)))
    return PreviousPage(known, last_table.places, last_table.left) if last_table else PreviousPage(known)


def _is_beside_bars(sidebars: Sequence[Sidebar], start: float, lines: Sequence[PrintedLine]) -> bool:
    """Return whether lines from a height on are next to a sidebar, or keep its margin free below it."""
    end = max(line.end for line in lines)
    lefts = [min(line.start for box in bar.boxes for line in box) for bar in sidebars]
    return any(bar.top <= start < bar.bottom or end < left for bar, left in zip(sidebars, lefts, strict=True))


def _find_columns(
    content: PageContent, lines: Sequence[PrintedLine], is_narrow: bool, typography: Typography
) -> tuple[list[tuple[GridText, ...]], list[ReadingColumn]]:
    """Split lines into columns; return the tables in those over the whole page, and the columns with what is left."""
    grids: list[tuple[GridText, ...]] = []
    columns: list[ReadingColumn] = []
    rules = find_parting_rules(lines, content.drawing.strokes)
    runs = split_at_rules(lines, rules) if rules else []
    parted = [ReadingColumn(tuple(make_lines(content.number, run)), True) for run in runs]
    for column in parted or _split_columns(lines, typography.columns):
        if column.narrow or is_narrow:
            columns += _find_column_tables(content, column, typography)
            continue
        parts = find_gap_tables(column.lines, typography, content.drawing)
        grids += [(_fill_word_grid(content, lay_grid(table)),) for table in parts if not isinstance(table, list)]
        texts = [text for text in parts if isinstance(text, list)]
        columns += [ReadingColumn(run) for text in texts for run in set_badges_apart(text, content.drawing.fills)]
    return grids, columns


def _find_column_tables(content: PageContent, column: ReadingColumn, typography: Typography) -> Iterator[ReadingColumn]:
    """Split a narrow column into tables without rules and the lines between them."""
    lines = list(column.lines)
    right = max(line.end for line in lines)
    for part in find_tables(lines, right, typography, content.drawing, PreviousPage()):
        table = None if isinstance(part, list) else _fill_word_grid(content, lay_grid(part))
        yield ReadingColumn(tuple(part if isinstance(part, list) else part.lines), narrow=True, table=table)


def _take_sidebars(sidebars: list[Sidebar], start: float) -> Iterator[ReadingColumn]:
    """Yield the boxes of the sidebars that end above a height, and take them off the list."""
    for sidebar in [sidebar for sidebar in sidebars if sidebar.bottom <= start]:
        sidebars.remove(sidebar)
        yield from (ReadingColumn(part, narrow=True) for lines in sidebar.boxes for part in split_at_labels(lines))


def _split_at(body: Sequence[PrintedLine], stops: Sequence[float]) -> Iterator[tuple[float, list[PrintedLine]]]:
    """Yield the lines between heights where tables and sidebars begin or end, from the top, with the height above."""
    between: dict[int, list[PrintedLine]] = {}
    for line in body:
        between.setdefault(sum(stop < (line.box[1] + line.box[3]) / 2 for stop in stops), []).append(line)
    yield from ((stops[index - 1] if index else 0.0, lines) for index, lines in sorted(between.items()))


def _fill_word_grid(content: PageContent, table: WordGrid) -> GridText:
    lines = tuple(tuple(make_lines(content.number, words)) for words in table.words)
    fills = find_cell_fills(content, table.colored or table.grid.cells)
    grid = GridText(content.number, table.grid, lines, fills, {}, table.reach)
    return limit_to_shading(grid, [fill.box for fill in content.drawing.fills if not fill.shape])


def _split_columns(lines: Sequence[PrintedLine], known_columns: Sequence[float]) -> list[ReadingColumn]:
    """Split lines that run over all columns; full-width ones stay as they are."""
    runs = split_into_columns([word for line in lines for word in line.words], known_columns)
    if len(runs) == 1 and not runs[0][1]:
        return [ReadingColumn(tuple(lines))]
    columns = []
    for words, narrow in runs:
        run_words = {word.first for word in words}
        full_lines = [] if narrow else [line for line in lines if all(word.first in run_words for word in line.words)]
        used_words = {word.first for line in full_lines for word in line.words}
        partial_lines = make_lines(lines[0].page, [word for word in words if word.first not in used_words])
        column_lines = (
            sorted([*full_lines, *partial_lines], key=lambda line: (line.angle, line.base))
            if partial_lines and full_lines
            else full_lines or partial_lines
        )
        columns.append(ReadingColumn(tuple(column_lines), narrow))
    return columns


def _block_box(block: Block) -> Box:
    if isinstance(block, Table):
        return unite_boxes([anchor.box for anchor in block.anchors if anchor.box])
    return unite_boxes([line.anchor.box for line in block.lines if line.anchor.box])


def _area_of_column(lines: Sequence[PrintedLine], typography: Typography) -> Area:
    """Return the area of a narrow column: headings may be wider than its text."""
    texts = [line for line in lines if line.size < HEADING_SIZE * typography.size] or lines
    return Area(min(line.start for line in lines), max(line.end for line in texts))


def make_elements(layout: PageLayout, typography: Typography, page: Area, foot: float) -> list[Element]:
    """Return a page's elements in reading order; `page` is its text area, `foot` where the document's body ends."""
    lines = [line for column in layout.columns if not column.table for line in column.lines]
    tables: list[tuple[float, Block]] = [
        (_find_place(group, lines), build_table(group, typography)) for group in layout.grids
    ]
    tables.sort(key=lambda pair: pair[0])
    blocks: list[Block] = []
    for column in layout.columns:
        if column.table:
            blocks.append(build_table((column.table,), typography))
            continue
        top = min((line.box[1] + line.box[3]) / 2 for line in column.lines)
        while tables and tables[0][0] < top:
            blocks.append(tables.pop(0)[1])
        area = _area_of_column(column.lines, typography) if column.narrow else page
        blocks += make_blocks(split_paragraphs(column.lines, area, typography), typography)
    blocks += [block for _, block in tables]
    boxes = [_block_box(block) for block in blocks]
    return [
        Element(layout.number, as_box((box.x0, box.top, box.x1, box.bottom)), block, foot - box.bottom)
        for block, box in zip(blocks, boxes, strict=True)
    ]
