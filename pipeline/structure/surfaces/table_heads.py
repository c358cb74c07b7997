"""The fields that the heads of a table's columns ask for, and the heads of milestone tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.lexicon import match_label
from pipeline.model import TableRow
from pipeline.structure.lines import text_of
from pipeline.structure.milestones.columns import find_level_heads, find_milestone_head

LONGEST_LABEL = 60
"""Words: a longer first cell is an answer; a question with its guidance has up to 55."""

SUBJECT = frozenset({"commitment", "title", "description", "brief_description"})
"""Fields of which a register has a column: what the commitment is."""

OF_MILESTONE = frozenset(
    {
        "start_date",
        "end_date",
        "timeline",
        "responsible",
        "status",
        "indicators",
        "expected_outputs",
        "lead_institution",
        "implementing_institutions",
        "number",
        "evidence",
        "new_or_ongoing",
        "text",
    }
)
"""Fields whose columns stand beside the milestones in a milestone table."""


def head_fields(row: TableRow, sure: bool = False) -> dict[int, str]:
    """Return the fields that the cells of a row ask for, by their place in the row; `sure`: by exact wordings alone."""
    found: dict[int, str] = {}
    for place, cell in enumerate(row.cells):
        text = text_of(cell)
        match = match_label(text) if text and len(text.split()) <= LONGEST_LABEL else None
        if match is not None and (match.method == "exact" or not sure):
            found[place] = match.field
    return found


def is_milestone_head(head: Mapping[int, str], row: TableRow, below: Sequence[TableRow]) -> bool:
    """Return whether a row heads a table of milestones: a column for the milestone and one that tells of it."""
    fields = list(head.values())
    if "commitment" in fields:
        return False
    filled = [cell for cell in row.cells if text_of(cell)]
    subject = "milestones" in fields or "text" in fields
    if find_level_heads(row):
        return bool(find_milestone_head(row, below))
    opener = next((head.get(place) for place, cell in enumerate(row.cells) if text_of(cell)), None)
    free = opener is None or opener in ("number", "description") or subject
    others = sum(field in OF_MILESTONE for field in fields if field not in ("milestones", "text"))
    return (
        len(filled) >= 2
        and len(fields) * 2 >= len(filled)
        and ((subject and others >= 1) or (free and {"start_date", "end_date"} <= set(fields) and len(filled) >= 3))
    )
