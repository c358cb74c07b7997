"""Write one table as Parquet: fixed options, no clock, so that the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.schema import SchemaError, arrow_schema, partition_columns, partition_path
from pipeline.schema import table as table_schema
from pipeline.schema.columns import find_faults
from pipeline.tables.order import ordered

SHOWN = 5
LONGEST_NAME = 255
"""Letters that file systems and object stores allow in the name of one folder."""


class RowError(Exception):
    """Rows that their table's schema refuses: a fault of the code that made them."""


Rows = Sequence[Mapping[str, object]]


def write(name: str, rows: Rows, folder: Path, partition: Sequence[str] = ()) -> int:
    """Write the rows, sorted by stable keys, into `folder`; return their number. Raise `RowError` for odd rows.

    The table is one file, or a file for each value of those columns of `partition` that it has.
    """
    check(name, rows)
    whole = ordered(table_schema(name), rows)
    columns = partition_columns(name, partition)
    if not columns:
        _write(name, whole, folder / f"{name}.parquet")
    for path, part in _parts(name, whole, columns).items() if columns else ():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():  # a file system for which QN and qn are one name
            raise RowError(f"{name}: {path} can't be told from another value's file here; write it without --partition")
        _write(name, part, target)
    return len(whole)


def _parts(name: str, rows: Rows, columns: Sequence[str]) -> dict[str, Rows]:
    """Return path of a part -> its rows; a table without rows has one part, so that its columns are known."""
    found: dict[str, list[Mapping[str, object]]] = {}
    for row in rows:
        found.setdefault(partition_path(name, {column: row.get(column) for column in columns}), []).append(row)
    for path in found:
        if max(map(len, path.split("/"))) > LONGEST_NAME:
            raise RowError(f"{name}: a value is too long for a folder's name ({path[:80]}...); choose another column")
    return dict(found) or {partition_path(name, dict.fromkeys(columns)): []}


def _write(name: str, rows: Rows, path: Path) -> None:
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


def check(name: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Raise `RowError` with the first faults of the rows of table `name`; do nothing where there are none.

    >>> check("contacts", [{"contact_key": "d:1", "document_id": "d"}])
    """
    try:
        schema = table_schema(name)
    except SchemaError as error:
        raise RowError(str(error)) from error
    found = list(find_faults(schema, rows))
    if found:
        key = schema.primary_key
        shown = [f"{name} {rows[f.row].get(key, '') if key else f.row}: {f.field} {f.reason}" for f in found[:SHOWN]]
        more = f" (and {len(found) - SHOWN} more)" if len(found) > SHOWN else ""
        raise RowError("; ".join(shown) + more)
