"""Milestones of a commitment, whatever shape they are printed in: tables, lists, dated lines or prose.

`listed.milestones_of` takes the blocks that are under a commitment's milestone label, `read_milestone_lines` the
lines of one text. Both give `RawMilestone`s; `milestone_records` turns them into raw records.
"""

from __future__ import annotations

from pipeline.structure.milestones.columns import find_columns, find_milestone_head, is_milestone_table
from pipeline.structure.milestones.item_parts import RawMilestone
from pipeline.structure.milestones.numbering import is_milestone_number, split_milestone_number
from pipeline.structure.milestones.reader import (
    drop_repeated,
    join_tables,
    milestone_records,
    read_milestone_lines,
    read_milestone_table,
)
from pipeline.structure.milestones.table_rows import read_rows

__all__ = [
    "RawMilestone",
    "drop_repeated",
    "find_columns",
    "find_milestone_head",
    "is_milestone_number",
    "is_milestone_table",
    "join_tables",
    "milestone_records",
    "read_milestone_lines",
    "read_milestone_table",
    "read_rows",
    "split_milestone_number",
]
