"""The published tables as plain rows, ready to be looked up by document and by commitment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import schema

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]

NEEDED = ("documents", "commitments", "provenance", "issues")
"""Tables without which there is nothing to review."""


def read_tables(folder: Path) -> dict[str, Sequence[Row]]:
    """Return the rows of every table; a table that the folder lacks is empty.

    Raises FileNotFoundError, with what to do, where a table is missing that the site can't do without.
    """
    found: dict[str, Sequence[Row]] = {}
    for table in schema.tables():
        if files := schema.table_files(folder, table.name):
            found[table.name] = schema.read_rows(table.name, files)
        elif table.name in NEEDED:
            raise FileNotFoundError(
                f"{folder / table.name}.parquet is missing. Run `ogp extract RAW --out {folder}` first."
            )
        else:
            found[table.name] = ()
    return found


def grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Return value of a column -> its rows in order; rows without it stand under an empty name.

    >>> grouped([{"a": "x"}, {"a": None}], "a")
    {'x': [{'a': 'x'}], '': [{'a': None}]}
    """
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[str(row[column] or "")].append(row)
    return dict(found)


def home(table: str) -> str | None:
    """Return the column of a table that names the document of a row; None where rows belong to none.

    >>> home("milestones"), home("registry"), home("links")
    ('document_id', 'source_document_id', None)
    """
    columns = schema.table(table).columns
    return next((name for name in ("document_id", "source_document_id") if name in columns), None)


def subject(row: Row) -> str:
    """Return what a commitment's row is about: its ID, or its own key where none is known."""
    return str(row["commitment_id"] or row["commitment_key"])
