"""Headings of a milestone table whose cells became lines: one label for what is below them, not one each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.lexicon import match_label
from pipeline.structure.milestones.columns import DATES, column_field
from pipeline.structure.surfaces.piece import Piece

FEWEST_COLUMNS = 3
"""Headings that follow each other without an answer: two labels of a form do so where one is not answered."""

MILESTONE = ("milestones", "text")


def join_lost_heads(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces, the headings of a milestone table that lost its cells joined to its first heading."""
    at = 0
    while at < len(pieces):
        end = _end_of_heads(pieces, at)
        if end == at:
            yield pieces[at]
            at += 1
            continue
        lines = tuple(line for piece in pieces[at:end] for line in piece.lines)
        yield replace(pieces[at], surface="line", lines=lines, answer=(), block=None, asks="milestones")
        at = end


def _end_of_heads(pieces: Sequence[Piece], at: int) -> int:
    """Return the index behind the headings of a lost table that begin at a piece; `at` where none begin."""
    first = _head_field(pieces[at])
    if first not in MILESTONE:
        return at
    end = at
    while end < len(pieces) and _head_field(pieces[end]):
        end += 1
    fields = {_head_field(piece) for piece in pieces[at:end]}
    return end if end - at >= FEWEST_COLUMNS and fields & set(DATES) else at


def _head_field(piece: Piece) -> str | None:
    """Return the field of a heading in a line of its own."""
    if piece.surface not in ("line", "run_in", "heading") or piece.table >= 0 or piece.answer:
        return None
    field = column_field(piece.text.strip(" :："))
    return field if field and match_label(piece.text) is not None else None
