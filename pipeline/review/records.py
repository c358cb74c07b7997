"""The published tables as plain rows for lookup by document and commitment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import schema

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]

REQUIRED_TABLES = ("documents", "commitments", "provenance", "issues")
"""Tables without which there is nothing to review."""


def read_tables(folder: Path) -> dict[str, Sequence[Row]]:
    """Return the rows of every table; a missing table is empty.

    Raises FileNotFoundError, with advice, if a required table is missing.
    """
    tables: dict[str, Sequence[Row]] = {}
    for table in schema.all_tables():
        if files := schema.table_files(folder, table.name):
            tables[table.name] = schema.read_rows(table.name, files)
        elif table.name in REQUIRED_TABLES:
            raise FileNotFoundError(
                f"{folder / table.name}.parquet is missing. Run `ogp extract RAW --out {folder}` first."
            )
        else:
            tables[table.name] = ()
    return tables


def group_by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Return the rows by the value of a column, in order; rows without one are under an empty name.

    >>> group_by([{"a": "x"}, {"a": None}], "a")
    {'x': [{'a': 'x'}], '': [{'a': None}]}
    """
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[str(row[column] or "")].append(row)
    return dict(groups)


def document_column(table: str) -> str | None:
    """Return the column of a table that names the document, None if rows belong to none.

    >>> document_column("milestones"), document_column("registry"), document_column("links")
    ('document_id', 'source_document_id', None)
    """
    columns = schema.find_table(table).columns
    return next((name for name in ("document_id", "source_document_id") if name in columns), None)
