"""Rows of a table in the order of its schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.schema import TableSchema
from pipeline.schema.order import rank

Rows = list[Mapping[str, object]]


def ordered(schema: TableSchema, rows: Sequence[Mapping[str, object]]) -> Rows:
    """Return the rows sorted as the schema says; nulls first."""
    import numpy as np

    ranks = [_ranks(column, [row.get(column) for row in rows]) for column in schema.order]
    return [rows[index] for index in np.lexsort(ranks[::-1]).tolist()] if ranks else list(rows)


def _ranks(column: str, values: Sequence[object]) -> Sequence[int]:
    """Return the place of every value among the column's different ones: far fewer are compared than there are rows."""
    ranked = {value: rank(column, value) for value in set(values)}
    places = {found: place for place, found in enumerate(sorted(set(ranked.values())))}
    place_of = {value: places[found] for value, found in ranked.items()}
    return [place_of[value] for value in values]
