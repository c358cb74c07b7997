"""The tables of a run as they lie on disk, so that two runs can be compared byte for byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.schema import TableSchema
from pipeline.schema.files import sorted_indices


def table_bytes(out: Path) -> dict[str, bytes]:
    """Return file name -> bytes of the tables in one file each, and of their descriptor."""
    return {path.name: path.read_bytes() for path in (*out.glob("*.parquet"), out / "datapackage.json")}


def sort_rows(schema: TableSchema, rows: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Return the rows in the order in which they are written."""
    return [rows[index] for index in sorted_indices((name, [row.get(name) for row in rows]) for name in schema.order)]
