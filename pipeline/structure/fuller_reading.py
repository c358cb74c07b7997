"""Choose between a template's own reading of a document and the structure engine's: the one that reads more of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.model import Document, Parsed, RawRecord
from pipeline.structure.structure_reading import read_structure

CLEARLY_MORE = 1.03
"""Times as many cells that the engine must fill: on documents that follow a template both fill the same."""

OF_A_MILESTONE = 0.25
"""What a milestone counts beside a field: a list is easily parted into too many."""

NO_EVIDENCE = frozenset(
    {"number", "theme", "completion", "contact_name", "contact_position", "contact_email", "contact_phone"}
)
"""Fields that show little of how well the text of a commitment was parted."""


def fuller_reading(document: Document, parsed: Parsed, assessor: str | None = None) -> Parsed:
    """Return the engine's records instead of a template parser's where they hold clearly more.

    The template parser knows its own template best; a document in another layout that asks the same questions is read
    only in part by it.
    """
    found = read_structure(document, prose=False)
    if not found.count:
        return parsed
    records, issues = found.records(assessor)
    if count_ratings(records) < count_ratings(parsed.records):
        return parsed  # marks are what a template parser reads best; a reading without them is not the fuller one
    if filled_cells(records) < CLEARLY_MORE * filled_cells(parsed.records):
        return parsed
    if is_complete(parsed.records, records):
        return parsed
    return replace(parsed, records=records, issues=issues)


def is_complete(own: Sequence[RawRecord], other: Sequence[RawRecord]) -> bool:
    """Say whether a reading holds all that most commitments of another one hold.

    What the other one has in few commitments alone is a heading or running text that it took for an answer.
    """
    own_tables, other_tables = (Counter(record.table for record in records) for records in (own, other))
    if any(own_tables[table] != other_tables[table] for table in ("commitments", "milestones")):
        return False
    own_fields, other_fields = count_fields(own), count_fields(other)
    return all(
        own_fields[name] >= count for name, count in other_fields.items() if 2 * count > other_tables["commitments"]
    )


def count_ratings(records: Iterable[RawRecord]) -> int:
    """Count the ratings that records hold, completion levels among them."""
    return sum(record.table == "assessments" for record in records)


def count_fields(records: Iterable[RawRecord]) -> Counter[str]:
    """Count for each field that shows how well the text was parted the commitments that hold it."""
    return Counter(
        name
        for record in records
        if record.table == "commitments"
        for name in record.fields
        if not name.startswith("other:") and name not in NO_EVIDENCE
    )


def filled_cells(records: Iterable[RawRecord]) -> float:
    """Weigh the fields of commitments and the milestones that records hold; labels without a column count nothing."""
    records = tuple(records)
    milestones = sum(record.table == "milestones" for record in records)
    return count_fields(records).total() + OF_A_MILESTONE * milestones
