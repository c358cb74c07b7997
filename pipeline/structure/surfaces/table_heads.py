"""The fields that the heads of a table's columns ask for, and the heads of milestone tables."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.lexicon import match_label
from pipeline.model import TableRow
from pipeline.structure.lines import text_of
from pipeline.structure.milestones.columns import find_milestone_head

LONGEST_LABEL = 60
"""Words: a longer first cell is an answer; a question with its guidance has up to 55."""

SUBJECT = frozenset({"commitment", "title", "description", "brief_description"})
"""Fields of which a register has a column: what the commitment is."""


def head_fields(row: TableRow, sure: bool = False) -> dict[int, str]:
    """Return the fields that the cells of a row ask for, by their place in the row; `sure`: by exact wordings alone."""
    found: dict[int, str] = {}
    for place, cell in enumerate(row.cells):
        text = text_of(cell)
        match = match_label(text) if text and len(text.split()) <= LONGEST_LABEL else None
        if match is not None and (match.method == "exact" or not sure):
            found[place] = match.field
    return found


def is_milestone_head(row: TableRow, below: Sequence[TableRow]) -> bool:
    """Return whether a row heads a table of milestones and not one of commitments."""
    return bool(find_milestone_head(row, below)) and "commitment" not in head_fields(row).values()
