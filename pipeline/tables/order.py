"""Rows of a table in the order of its schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.schema import TableSchema
from pipeline.schema.order import rank

Rows = list[dict[str, object]]


def ordered(schema: TableSchema, rows: Iterable[Mapping[str, object]]) -> Rows:
    """Return the rows with the table's columns alone, each of them present, sorted as the schema says; nulls first."""
    columns = schema.columns
    whole: Rows = [{column: row.get(column) for column in columns} for row in rows]
    return sorted(whole, key=lambda row: tuple(rank(column, row[column]) for column in schema.order))
