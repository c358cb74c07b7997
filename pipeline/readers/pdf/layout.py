"""The elements of one page in reading order: tables, and the text between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Block, Box, Table
from pipeline.readers.pdf.columns import in_columns
from pipeline.readers.pdf.facts import Facts
from pipeline.readers.pdf.geometry import as_box, union
from pipeline.readers.pdf.joins import Element
from pipeline.readers.pdf.page import PageContent
from pipeline.readers.pdf.paragraphs import Area, drafts_of, to_blocks
from pipeline.readers.pdf.printed import PrintedLine, make_lines
from pipeline.readers.pdf.tables import GridText, build_table, is_blank, nest, touching
from pipeline.readers.pdf.words import Word


@dataclass(frozen=True, slots=True)
class Column:
    """A run of lines read from top to bottom; `narrow` where the page is set in several columns."""

    lines: tuple[PrintedLine, ...]
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class PageLayout:
    """A page's outermost grids with their text and the columns of lines between them, in reading order."""

    number: int
    height: float
    grids: tuple[tuple[GridText, ...], ...]
    columns: tuple[Column, ...]


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


def lay_out(content: PageContent, gone: frozenset[int]) -> PageLayout:
    """Part a page into grids and columns; `gone` are words (by place) that furniture and notes took."""
    words = [word for word in content.words if word.first not in gone]
    frames = _frames(content)
    by_owner: dict[int, list[Word]] = {}
    for word in words:
        by_owner.setdefault(-1 if word.owner in frames else word.owner, []).append(word)
    lines = [tuple(make_lines(content.number, by_owner.get(index, ()))) for index in range(len(content.cells))]
    roots = nest(content.number, content.grids, lines, content.fills)
    grids = [tuple(group) for group in touching([grid for grid in roots if not is_blank(grid)])]
    columns = _columns(content.number, by_owner.get(-1, []), grids)
    return PageLayout(content.number, content.frame.height, tuple(grids), tuple(columns))


def _columns(number: int, words: list[Word], grids: Sequence[Sequence[GridText]]) -> list[Column]:
    """Part the words between tables into runs from the top."""
    stops = sorted(group[0].grid.box[1] for group in grids)
    runs: dict[int, list[Word]] = {}
    for word in words:
        runs.setdefault(sum(stop < (word.box[1] + word.box[3]) / 2 for stop in stops), []).append(word)
    return [
        Column(tuple(make_lines(number, run)), narrow)
        for _, between in sorted(runs.items())
        for run, narrow in in_columns(between)
    ]


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
