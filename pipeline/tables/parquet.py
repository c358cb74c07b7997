"""Write one table as Parquet with fixed options, so that the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.schema import partition_columns, partition_path
from pipeline.tables.parts import RowError, TablePart, merge_parts

if TYPE_CHECKING:
    import pyarrow as pa

MAX_NAME_LENGTH = 255
"""Longest folder name that common file systems and object stores allow."""
_ROW_GROUP = 131_072
"""Rows that are compressed together, and held in memory while they are written."""


def write_table(name: str, parts: Sequence[TablePart], folder: Path, partition_by: Sequence[str] = ()) -> int:
    """Write the rows of all parts in the table's order into `folder`; return their number.

    The table is one file, or one per value of those `partition_by` columns that it has.
    """
    rows = merge_parts(name, parts)
    columns = partition_columns(name, partition_by)
    files = _split_by_partition(name, rows, columns) if columns else {f"{name}.parquet": rows}
    for path, file_rows in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():  # a file system that ignores case: QN and qn are one name
            raise RowError(
                f"{name}: {path} has the same name as another value's file here; write it without --partition-by"
            )
        _write_file(file_rows, target)
    return int(rows.num_rows)


def _split_by_partition(name: str, rows: pa.Table, columns: Sequence[str]) -> dict[str, pa.Table]:
    """Return the rows by file path. A table without rows has one file, so that its columns are known."""
    indices: dict[str, list[int]] = {}
    for index, values in enumerate(rows.select(list(columns)).to_pylist()):
        indices.setdefault(partition_path(name, values), []).append(index)
    for path in indices:
        if max(map(len, path.split("/"))) > MAX_NAME_LENGTH:
            raise RowError(f"{name}: a value is too long for a folder's name ({path[:80]}...); choose another column")
    if not indices:
        return {partition_path(name, dict.fromkeys(columns)): rows}
    return {path: rows.take(chosen) for path, chosen in indices.items()}


def _write_file(rows: pa.Table, path: Path) -> None:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(
        path, rows.schema, version="2.6", compression="zstd", compression_level=3, write_statistics=True
    ) as writer:
        for start in range(0, max(rows.num_rows, 1), _ROW_GROUP):
            # One chunk a column: where pages end must not depend on the parts that the rows came from.
            writer.write_table(rows.slice(start, _ROW_GROUP).combine_chunks(), _ROW_GROUP)
