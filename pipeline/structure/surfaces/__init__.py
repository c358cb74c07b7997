"""Every way to print a label and its answer, read to the same pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce

from pipeline.lexicon import match_exact_label
from pipeline.model import Table
from pipeline.structure.outline.tree import OutlineItem
from pipeline.structure.surfaces.described_items import join_described_items
from pipeline.structure.surfaces.milestone_cards import join_milestone_cards
from pipeline.structure.surfaces.milestone_sections import asks_milestones, join_lost_heads, join_milestone_sections
from pipeline.structure.surfaces.piece import BESIDE, Piece, Surface, label_key
from pipeline.structure.surfaces.tables import REST, table_pieces
from pipeline.structure.surfaces.texts import text_pieces

__all__ = ["BESIDE", "REST", "Piece", "Surface", "label_key", "split_pieces"]


def split_pieces(items: Sequence[OutlineItem], of_commitments: bool = False) -> tuple[Piece, ...]:
    """Return the pieces of a document in reading order.

    With `of_commitments` a table of activities is a register of commitments: nothing else in the document is one.
    """
    pieces = tuple(join_lost_heads(tuple(_iterate_pieces(items, of_commitments))))
    return tuple(join_milestone_sections(tuple(join_milestone_cards(tuple(join_described_items(pieces))))))


def _iterate_pieces(items: Sequence[OutlineItem], of_commitments: bool) -> Iterator[Piece]:
    recurring = Counter(label_key(item.text) for item in items if not isinstance(item.block, Table))
    labels, asked = 0, False
    for index, item in enumerate(items):
        if isinstance(item.block, Table):
            pieces = tuple(table_pieces(item.block, index, of_commitments, asked, labels))
        else:
            pieces = tuple(text_pieces(item))
        yield from pieces
        labels = reduce(_count_labels, pieces, labels)
        if not isinstance(item.block, Table):
            # A heading that does not recur may be that of the commitments themselves: 'Measures'.
            asked = recurring[label_key(item.text)] > 1 and bool(pieces) and asks_milestones(pieces[-1])


def _count_labels(above: int, piece: Piece) -> int:
    """Return how many labels of one form are above what follows a piece; a heading that is no label begins anew."""
    if piece.is_candidate and piece.surface != "column" and match_exact_label(piece.text) is not None:
        return above + 1
    return 0 if piece.surface == "heading" else above
