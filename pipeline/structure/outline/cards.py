"""Cards side by side: a table of forms, a form in each cell or in each few columns, is a page's layout.

Its forms are read one by one. What tells them is that they ask for the same: the same short texts are in all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce

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
    if _are_cards([_labels(cell) for cell in cells]):
        for cell in cells:
            yield from unfold_cards(cell.blocks)
        return
    cards = next(filter(None, (_cut_columns(table, count) for count in range(MOST_CARDS, 1, -1))), [table])
    for card in cards:
        alone = card is not table and all(len(row.cells) == 1 for row in card.rows)
        yield from (block for row in card.rows for block in row.cells[0].blocks) if alone else (card,)


def _are_cards(labels: Sequence[frozenset[str]]) -> bool:
    return len(labels) > 1 and len(reduce(frozenset.intersection, labels)) >= FEWEST_SHARED


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
    cards = [
        replace(
            table, rows=tuple(replace(row, cells=part) for row in table.rows if (part := _part(row.cells, at, width)))
        )
        for at in range(0, count * width, width)
    ]
    # In one column a label is the first of several texts of its cell.
    firsts = [[row.cells[0] for row in card.rows if width > 1 or len(row.cells[0].blocks) > 1] for card in cards]
    are_cards = _are_cards([frozenset(key for cell in heads for key in _first_label(cell)) for heads in firsts])
    return cards if are_cards else []


def _part(cells: Sequence[Cell], at: int, width: int) -> tuple[Cell, ...]:
    return tuple(replace(cell, column=cell.column - at) for cell in cells if at <= cell.column < at + width)


def _first_label(cell: Cell) -> frozenset[str]:
    return _labels(replace(cell, blocks=cell.blocks[:1]))
