"""Sort the rows of a table as its schema declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.schema import TableSchema
from pipeline.schema.order import sorted_indices

Rows = list[Mapping[str, object]]


def sort_rows(schema: TableSchema, rows: Sequence[Mapping[str, object]]) -> Rows:
    """Return the rows sorted by the order columns of the schema, nulls first."""
    return [
        rows[index] for index in sorted_indices((column, [row.get(column) for row in rows]) for column in schema.order)
    ]
