"""A report as one sequence of items: its texts, forms, rating grids, counts, and the cells of any other table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.lexicon.vocabularies import fold_wording
from pipeline.model import Block, Table, TableRow, TextBlock
from pipeline.parsers.irm.form_tables import is_form_table, read_form
from pipeline.parsers.irm.items import BOLD, LONGEST_HEADING, PLAIN, Item, find_weight, is_bold, read_text
from pipeline.parsers.irm.labels import (
    find_label_without_sign,
    guess_indicator,
)
from pipeline.parsers.irm.naming import read_naming
from pipeline.parsers.irm.process import read_process
from pipeline.parsers.irm.rating_rows import read_rating_rows
from pipeline.parsers.irm.ratings import make_issue
from pipeline.parsers.irm.totals import read_totals
from pipeline.structure.grids import is_tick
from pipeline.structure.lines import filled_cells, lines_of, text_of
from pipeline.structure.numbers import split_number
from pipeline.structure.outline.tree import BODY, OutlineItem
from pipeline.structure.rows import merge_continued_rows
from pipeline.structure.stream import cut_lines, make_stream

HEAD_ROWS = 2
"""Rows of a table in which the names of its groups of columns stand."""

SHORTEST_SENTENCE = 60
"""Characters: a heading that a full stop ends is shorter ('1.2. Open data.')."""


def read_items(parts: Sequence[OutlineItem]) -> list[Item]:
    """Return the items of a report, whose outline is known, in reading order."""
    items: list[Item] = []
    is_behind_form = False
    for part in parts:
        block = part.block
        if isinstance(block, Table):
            items += _read_table(block)
            is_behind_form = not block.ruled and is_form_table(block)
        else:
            lost = _read_lost_row(block) if is_behind_form else None
            items += [lost] if lost else read_text(block, _find_rank(part, block))
            is_behind_form = is_behind_form and block.kind != "heading"
    return _label_repeated_headings(items, [part.block for part in parts])


def _find_rank(part: OutlineItem, block: TextBlock) -> int:
    """Return the rank of a text: that of a heading of the outline, that of a line set apart, or `PLAIN`."""
    if block.kind == "heading" and part.rank != BODY and len(part.text) <= LONGEST_HEADING:
        # Text that is larger than that of the tables around it is not yet a heading.
        is_sentence = len(part.text) >= SHORTEST_SENTENCE and part.text.endswith(".") and not is_bold(block)
        return PLAIN if is_sentence else min(part.rank, BOLD - 1)
    return find_weight(block)


def _label_repeated_headings(items: Sequence[Item], blocks: Sequence[Block]) -> list[Item]:
    """Return the items, headings in unknown words as labels where the report repeats them, as headings or over a grid.

    A commitment's chapter asks what the head of its grid asks, and so does every other chapter.
    """
    heads = (
        cell for block in blocks if isinstance(block, Table) for row in block.rows[:HEAD_ROWS] for cell in row.cells
    )
    # A number opens the name of a commitment, whose title may have the words of an indicator.
    headings = [
        item
        for item in items
        if item.label is None and item.lines and item.rank < PLAIN and not split_number(item.text)[0]
    ]
    texts = [*(item.text for item in headings), *map(text_of, heads)]
    repeated = {key for key, count in Counter(map(fold_wording, texts)).items() if count > 1}
    guessed = {
        id(item): label
        for item in headings
        if fold_wording(item.text) in repeated and (label := guess_indicator(item.text)) is not None
    }
    return [
        replace(item, label=guessed[id(item)], head=item.text, lines=(), text="") if id(item) in guessed else item
        for item in items
    ]


def _read_lost_row(block: TextBlock) -> Item | None:
    """Return the label and answer that a form without rules has as one paragraph below it: its last row, cut off."""
    joined = make_stream(block.lines)
    start, label = find_label_without_sign(joined.text) or (0, None)
    return Item(cut_lines(joined, start, len(joined.text)), joined.text[start:], PLAIN, label) if label else None


def _read_table(table: Table) -> Iterator[Item]:
    page = table.anchors[0].page if table.anchors else None
    counted = read_totals(table)
    if counted:
        yield Item((), "", totals=counted, page=page)
        return
    if is_form_table(table):
        yield from read_form(table)
        return
    grid = read_rating_rows(table)
    if grid is not None:
        yield Item((), "", grid=grid, page=page)
        return
    yield from _read_loose_table(table)


def _read_loose_table(table: Table) -> Iterator[Item]:
    """Yield the cells of any other table, one after the other; marks that no heading explains are a problem."""
    signs = [cell for row in table.rows for cell in row.cells if is_tick(text_of(cell)) and text_of(cell) not in "*+"]
    if len(signs) > 1 and not read_process([table], None):
        page = signs[0].anchors[0].page if signs[0].anchors else None
        message = f"A table with {len(signs)} marks has no headings that say what is marked; it was not read."
        yield Item((), "", issue=make_issue("grid-not-read", message, page))
    for index, row in enumerate(merge_continued_rows(table, _continues)):
        filled = filled_cells(row)
        for cell in filled:
            is_head = (
                index == 0 and len(filled) == 1 and cell.fill is not None and len(text_of(cell)) <= LONGEST_HEADING
            )
            first = len(filled) > 1 or len(table.rows) > 1
            for block in cell.blocks:
                if isinstance(block, Table):
                    yield from _read_table(block)
                else:
                    yield from read_text(block, BOLD if is_head else None, first)
                    first = False


def _continues(above: TableRow, below: TableRow) -> bool:
    """Return whether a row on a new page continues the row above in every cell: it names no commitment of its own."""
    filled = filled_cells(below)
    if len(above.cells) != len(below.cells) or not filled:
        return False
    naming = read_naming(lines_of(filled[0])[:1], "column")
    return filled[0] is not below.cells[0] or not (naming.numbers or naming.star)
