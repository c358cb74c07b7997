"""Write one table as Parquet with fixed options, so that the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.schema import SchemaError, arrow_schema, partition_columns, partition_path
from pipeline.schema import find_table as table_schema
from pipeline.schema.columns import find_faults
from pipeline.schema.order import sorted_indices

MAX_SHOWN_FAULTS = 5
"""Faults listed in one message; the rest is counted. More would hide the first."""
MAX_NAME_LENGTH = 255
"""Longest folder name that common file systems and object stores allow."""


class RowError(Exception):
    """Rows that their schema refuses: an error of the code that made them."""


Rows = Sequence[Mapping[str, object]]


def write_table(
    name: str, rows: Rows, folder: Path, partition_by: Sequence[str] = (), *, is_checked: bool = False
) -> int:
    """Write the rows, sorted by stable keys, into `folder`; return their number. Raise `RowError` for invalid rows.

    The table is one file, or one per value of those `partition_by` columns that it has. Rows that are known to be
    valid (`is_checked`) are not checked again.
    """
    if not is_checked:
        check_rows(name, rows)
    order = table_schema(name).order
    indices = sorted_indices((column, [row.get(column) for row in rows]) for column in order)
    sorted_rows = [rows[index] for index in indices]
    columns = partition_columns(name, partition_by)
    parts = _split_by_partition(name, sorted_rows, columns) if columns else {f"{name}.parquet": sorted_rows}
    for path, part_rows in parts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():  # a file system that ignores case: QN and qn are one name
            raise RowError(
                f"{name}: {path} has the same name as another value's file here; write it without --partition-by"
            )
        _write_file(name, part_rows, target)
    return len(rows)


def _split_by_partition(name: str, rows: Rows, columns: Sequence[str]) -> dict[str, Rows]:
    """Return the rows by file path. A table without rows has one file, so that its columns are known."""
    rows_by_path: dict[str, list[Mapping[str, object]]] = {}
    for row in rows:
        rows_by_path.setdefault(partition_path(name, {column: row.get(column) for column in columns}), []).append(row)
    for path in rows_by_path:
        if max(map(len, path.split("/"))) > MAX_NAME_LENGTH:
            raise RowError(f"{name}: a value is too long for a folder's name ({path[:80]}...); choose another column")
    return dict(rows_by_path) or {partition_path(name, dict.fromkeys(columns)): []}


def _write_file(name: str, rows: Rows, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = arrow_schema(name)
    columns = [pa.array([row.get(field.name) for row in rows], type=field.type) for field in arrow]
    pq.write_table(
        pa.Table.from_arrays(columns, schema=arrow),
        path,
        version="2.6",
        compression="zstd",
        compression_level=3,
        row_group_size=131_072,
        write_statistics=True,
    )


def check_rows(name: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Raise `RowError` with the first faults of the rows of table `name`, if there are any.

    >>> check_rows("contacts", [{"contact_key": "d:1", "document_id": "d"}])
    """
    try:
        schema = table_schema(name)
    except SchemaError as error:
        raise RowError(str(error)) from error
    row_faults = list(find_faults(schema, rows))
    if row_faults:
        key = schema.primary_key
        shown = [
            f"{name} {rows[f.row].get(key, '') if key else f.row}: {f.field} {f.reason}"
            for f in row_faults[:MAX_SHOWN_FAULTS]
        ]
        remainder = f" (and {len(row_faults) - MAX_SHOWN_FAULTS} more)" if len(row_faults) > MAX_SHOWN_FAULTS else ""
        raise RowError("; ".join(shown) + remainder)
