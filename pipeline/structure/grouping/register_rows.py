"""Rows of registers as ways of parting a document: which commitment each names, and which name one again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.structure.labelling.document_labels import DocumentLabel
from pipeline.structure.lines import text_of
from pipeline.structure.surfaces import Piece, label_key


def name_commitment(group: Sequence[int], held: Sequence[DocumentLabel | None], pieces: Sequence[Piece]) -> str | None:
    """Return the letters of a register row's title, None for a row without one and for forms."""
    if pieces[group[0]].record < 0:
        return None
    # A column of numbers may be taken for one of titles; its figures are no letters.
    titles = (pieces[i] for i in group if (label := held[i]) and label.field in ("commitment", "title"))
    return "".join(label_key(text_of(piece.answer)) for piece in titles) or None


def list_rows(pieces: Sequence[Piece]) -> list[list[int]]:
    """Return the pieces of each row of a register."""
    rows: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        if piece.record >= 0:
            rows[piece.table, piece.record].append(index)
    return list(rows.values())


def without_repeated_rows(
    groups: Sequence[range], held: Sequence[DocumentLabel | None], pieces: Sequence[Piece]
) -> Iterator[range]:
    """Yield the rows of registers but those that name a commitment which another register above them names."""
    tables: dict[str | None, int] = {None: -1}
    for group in groups:
        name, table = name_commitment(group, held, pieces), pieces[group[0]].table
        if name is None or tables.setdefault(name, table) == table:
            yield group
