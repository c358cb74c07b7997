"""Check keys: unique within their table, and present in the table that they refer to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.quality.finding import Rows, Tables
from pipeline.schema import ForeignKey, TableSchema


@dataclass(frozen=True, slots=True)
class DanglingReference:
    """A reference to a missing record: row index and foreign key."""

    row: int
    key: ForeignKey


def find_repeated_keys(schema: TableSchema, rows: Rows) -> Iterator[int]:
    """Yield the index of each row whose unique column repeats a value of an earlier row.

    >>> from pipeline.schema import find_table
    >>> list(find_repeated_keys(find_table("links"), [{"link_key": "a"}, {"link_key": "b"}, {"link_key": "a"}]))
    [2]
    """
    unique = [field.name for field in schema.fields if field.unique]
    seen: dict[str, set[object]] = {name: set() for name in unique}
    for index, row in enumerate(rows):
        values = {name: row.get(name) for name in unique}
        if any(value is not None and value in seen[name] for name, value in values.items()):
            yield index
        for name, value in values.items():
            seen[name].add(value)


def find_dangling_references(schema: TableSchema, rows: Rows, tables: Tables) -> Iterator[DanglingReference]:
    """Yield each non-null reference of the rows whose target is missing in `tables`."""
    for key in schema.foreign_keys:
        targets = {row.get(key.target) for row in tables.get(key.table, ())}
        for index, row in enumerate(rows):
            value = row.get(key.field)
            if value is not None and value not in targets:
                yield DanglingReference(index, key)


def collect_values(tables: Tables, *columns: tuple[str, str]) -> set[object]:
    """Return all non-null values of the given (table, column) pairs."""
    return {row.get(column) for table, column in columns for row in tables.get(table, ())} - {None}
