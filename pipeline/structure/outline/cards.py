"""Cards side by side: a table of forms, a form in each cell or in each few columns, is a page's layout.

Its forms are read one by one. What tells them is that they ask for the same: the same short texts are in all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.model import Block, Cell, Table, TextBlock
from pipeline.structure.lines import filled_cells, join_lines
from pipeline.structure.surfaces.piece import label_key

FEWEST_SHARED = 3
"""Labels that all cards have: cells of the visible plans that are no cards share one word or date, and never three."""

LONGEST_LABEL = 8
"""Words of a label in a card."""

MOST_CARDS = 4
"""Cards side by side: a page has no room for more with their labels in columns."""


def unfold_cards(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks, tables of cards as what their cards hold, one card after the other."""
    return tuple(part for block in blocks for part in (_unfold(block) if isinstance(block, Table) else (block,)))


def _unfold(table: Table) -> Iterator[Block]:
    cells = [cell for row in table.rows for cell in filled_cells(row)]
    if _are_cards(map(_labels, cells)):
        for cell in cells:
            yield from unfold_cards(cell.blocks)
        return
    cards = next(filter(None, (_cut_columns(table, count) for count in range(MOST_CARDS, 1, -1))), [table])
    for card in cards:
        alone = card is not table and all(len(row.cells) == 1 for row in card.rows)
        yield from (block for row in card.rows for block in row.cells[0].blocks) if alone else (card,)


def _are_cards(labels: Iterable[frozenset[str]]) -> bool:
    """Return whether several cards share labels; of most tables the first cells show that they don't."""
    shared: frozenset[str] = frozenset()
    count = 0
    for count, own in enumerate(labels, 1):
        shared = own if count == 1 else shared & own
        if len(shared) < FEWEST_SHARED:
            return False
    return count > 1


def _labels(cell: Cell) -> frozenset[str]:
    """Return the short texts of a cell, and the words before its colons, folded."""
    texts = (join_lines(block.lines).partition(":")[0] for block in cell.blocks if isinstance(block, TextBlock))
    return frozenset(filter(None, (label_key(text) for text in texts if len(text.split()) <= LONGEST_LABEL)))


def _cut_columns(table: Table, count: int) -> list[Table]:
    """Return a table cut into so many cards of as many columns each; nothing where its columns are no cards."""
    width, rest = divmod(max((c.column + c.column_span for row in table.rows for c in row.cells), default=0), count)
    cells = [cell for row in table.rows for cell in row.cells]
    if rest or not width or any(c.column // width != (c.column + c.column_span - 1) // width for c in cells):
        return []
    places = range(0, count * width, width)
    if not _are_cards(_first_labels(table, at, width) for at in places):
        return []
    return [
        replace(
            table, rows=tuple(replace(row, cells=part) for row in table.rows if (part := _part(row.cells, at, width)))
        )
        for at in places
    ]


def _first_labels(table: Table, at: int, width: int) -> frozenset[str]:
    """Return the labels that open the rows of a card; in one column a label is the first of several texts of a cell."""
    firsts = (next((c for c in row.cells if at <= c.column < at + width), None) for row in table.rows)
    heads = (cell for cell in firsts if cell is not None and (width > 1 or len(cell.blocks) > 1))
    return frozenset(key for cell in heads for key in _labels(replace(cell, blocks=cell.blocks[:1])))


def _part(cells: Sequence[Cell], at: int, width: int) -> tuple[Cell, ...]:
    return tuple(replace(cell, column=cell.column - at) for cell in cells if at <= cell.column < at + width)
