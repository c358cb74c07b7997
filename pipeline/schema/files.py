"""The Parquet files of published tables: one file per table, or one per value of the partition columns.

A partitioned table is a folder (`commitments/country_code-QN/part-0.parquet`). Every part has all columns, so
that
types and column order match the table in one file. Folders are not named `country_code=QN` as in Hive, because
pandas
and pyarrow would add a categorical column of that name and fail where the files have it as text or null.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pipeline.schema.arrow import arrow_schema
from pipeline.schema.data import load_data as load
from pipeline.schema.order import sorted_indices
from pipeline.schema.tables import all_tables, find_table

if TYPE_CHECKING:
    import pyarrow as pa

_PARTITION_PATH = re.compile(r"(?:[a-z_]+-[^/]+/)+part-[0-9]+\.parquet")


def partition_columns(name: str, requested: Sequence[str]) -> tuple[str, ...]:
    """Return those of the requested columns that a table has, in their order.

    >>> partition_columns("commitments", ["country_code", "severity"]), partition_columns("milestones", ["plan_id"])
    (('country_code',), ())
    """
    return tuple(column for column in dict.fromkeys(requested) if column in find_table(name).columns)


def partition_choices() -> dict[str, tuple[str, ...]]:
    """Return the columns that can partition tables, each with the tables that have it.

    >>> partition_choices()["record_table"]
    ('provenance',)
    """
    return {
        column: tuple(found.name for found in all_tables() if column in found.columns)
        for column in load("partitions")["columns"]
    }


def partition_path(name: str, values: Mapping[str, object]) -> str:
    """Return the path of a partition relative to the dataset folder; reserved characters are escaped.

    >>> partition_path("registry", {"country_code": None, "plan_id": "QN/14"})
    'registry/no-country_code/plan_id-QN%2F14/part-0.parquet'
    """
    folders = [
        f"no-{column}" if value is None else f"{column}-{quote(str(value), safe='')}"
        for column, value in values.items()
    ]
    return "/".join([name, *folders, "part-0.parquet"])


def is_table_file(path: str, extra_names: Sequence[str] = ()) -> bool:
    """Return whether a path relative to a dataset folder belongs to a table; `extra_names` are further tables.

    >>> [is_table_file(p) for p in ("links.parquet", "links/plan_id-a/part-0.parquet", "links/a.parquet", "links")]
    [True, True, False, False]
    """
    name, slash, rest = path.partition("/")
    table_names = {found.name for found in all_tables()} | set(extra_names)
    if slash:
        return name in table_names and bool(_PARTITION_PATH.fullmatch(rest)) and ".." not in PurePosixPath(path).parts
    return path.endswith(".parquet") and path.removesuffix(".parquet") in table_names


def table_files(folder: Path, name: str) -> tuple[Path, ...]:
    """Return the files of one table in a dataset folder, sorted; none if the table is missing."""
    single_file = folder / f"{name}.parquet"
    if single_file.is_file():
        return (single_file,)
    parts = (path for path in sorted((folder / name).rglob("part-*.parquet")) if path.is_file())
    return tuple(path for path in parts if is_table_file(path.relative_to(folder).as_posix(), (name,)))


def all_files(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Return the files of each table that a dataset folder holds, in the order of the schema."""
    files = {schema.name: table_files(folder, schema.name) for schema in all_tables()}
    return {name: files for name, files in files.items() if files}


def read_table(name: str, files: Sequence[Path], columns: Sequence[str] | None = None) -> pa.Table:
    """Read one table from its files in schema order; raise OSError if a file is damaged or differs.

    A column that an earlier version did not write is null in all rows.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Sorting across partitions needs the order columns, even where the caller does not ask for them.
    order = find_table(name).order if len(files) > 1 else ()
    needed_columns = None if columns is None else list(dict.fromkeys((*columns, *order)))
    try:
        arrow_tables = [pq.read_table(path, columns=needed_columns, partitioning=None) for path in files]
        combined = arrow_tables[0] if len(arrow_tables) == 1 else sort_rows(order, pa.concat_tables(arrow_tables))
        combined = _add_missing_columns(name, combined, columns)
        return combined if columns is None else combined.select(list(columns))
    except (pa.ArrowException, KeyError) as error:
        raise OSError(str(error)) from error


def _add_missing_columns(name: str, found: pa.Table, wanted: Sequence[str] | None) -> pa.Table:
    import pyarrow as pa

    for field in arrow_schema(name):
        is_missing = field.name not in found.column_names and (wanted is None or field.name in wanted)
        if is_missing and field.nullable:
            found = found.append_column(field, pa.nulls(found.num_rows, field.type))
    return found


def sort_rows(order: Sequence[str], combined: pa.Table) -> pa.Table:
    """Return the rows of a table sorted by the `order` columns."""
    return combined.take(sorted_indices((column, combined[column].to_pylist()) for column in order))


def read_rows(name: str, files: Sequence[Path]) -> list[dict[str, Any]]:
    """Read the rows of one table as plain values in schema order; raise OSError if a file is damaged."""
    rows: list[dict[str, Any]] = read_table(name, files).to_pylist()
    return rows


def read_schema(path: Path) -> pa.Schema:
    """Return the Arrow schema of a Parquet file; raise OSError if it is not one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_schema(path)
    except pa.ArrowException as error:
        raise OSError(str(error)) from error
