"""The Parquet files of published tables: one file each, or one for each value of the columns that a run parts them by.

A table in parts is a folder (`commitments/country_code-QN/part-0.parquet`). Every part holds all columns, so that types
and the order of columns are those of the table in one file. The folders do not say `country_code=QN` as hive's do: of
that, pandas and pyarrow make a column by themselves, a category, and stop as it is text in the files or null in some.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pipeline.schema.data import reference as load
from pipeline.schema.order import places
from pipeline.schema.tables import table, tables

if TYPE_CHECKING:
    import pyarrow as pa

_PART = re.compile(r"(?:[a-z_]+-[^/]+/)+part-[0-9]+\.parquet")


def partition_columns(name: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return those of the wanted columns that a table has: it is parted by them, in their order.

    >>> partition_columns("commitments", ["country_code", "severity"]), partition_columns("milestones", ["plan_id"])
    (('country_code',), ())
    """
    return tuple(column for column in dict.fromkeys(wanted) if column in table(name).columns)


def partitionable() -> dict[str, tuple[str, ...]]:
    """Return the columns that tables may be parted by, each with the tables that have it.

    >>> partitionable()["record_table"]
    ('provenance',)
    """
    return {
        column: tuple(found.name for found in tables() if column in found.columns)
        for column in load("partitions")["columns"]
    }


def part_path(name: str, values: Mapping[str, object]) -> str:
    """Return the path of a part, relative to the extracted folder; letters that paths have use for are escaped.

    >>> part_path("registry", {"country_code": None, "plan_id": "QN/14"})
    'registry/no-country_code/plan_id-QN%2F14/part-0.parquet'
    """
    parts = [
        f"no-{column}" if value is None else f"{column}-{quote(str(value), safe='')}"
        for column, value in values.items()
    ]
    return "/".join([name, *parts, "part-0.parquet"])


def is_table_file(path: str, more: Sequence[str] = ()) -> bool:
    """Tell whether a path relative to an extracted folder is that of a table, whole or in parts; `more` name others.

    >>> [is_table_file(p) for p in ("links.parquet", "links/plan_id-a/part-0.parquet", "links/a.parquet", "links")]
    [True, True, False, False]
    """
    name, slash, rest = path.partition("/")
    known = {found.name for found in tables()} | set(more)
    if slash:
        return name in known and bool(_PART.fullmatch(rest)) and ".." not in PurePosixPath(path).parts
    return path.endswith(".parquet") and path.removesuffix(".parquet") in known


def table_files(folder: Path, name: str) -> tuple[Path, ...]:
    """Return the files of one table of an extracted folder, sorted; none where it is missing."""
    whole = folder / f"{name}.parquet"
    if whole.is_file():
        return (whole,)
    parts = (path for path in sorted((folder / name).rglob("part-*.parquet")) if path.is_file())
    return tuple(path for path in parts if is_table_file(path.relative_to(folder).as_posix(), (name,)))


def all_files(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Return table -> its files for the tables that an extracted folder holds, in the order of the schema."""
    found = {known.name: table_files(folder, known.name) for known in tables()}
    return {name: files for name, files in found.items() if files}


def read_table(name: str, files: Sequence[Path], columns: Sequence[str] | None = None) -> pa.Table:
    """Read one table from its files, in the order of its schema; raise OSError where one is damaged or differs."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Parts have to be put in order again, by columns that may not be asked for.
    order = table(name).order if len(files) > 1 else ()
    asked = None if columns is None else list(dict.fromkeys((*columns, *order)))
    try:
        read = [pq.read_table(path, columns=asked, partitioning=None) for path in files]
        whole = read[0] if len(read) == 1 else _in_order(order, pa.concat_tables(read))
        return whole if columns is None else whole.select(list(columns))
    except (pa.ArrowException, KeyError) as error:
        raise OSError(str(error)) from error


def _in_order(order: Sequence[str], found: pa.Table) -> pa.Table:
    return found.take(places((column, found[column].to_pylist()) for column in order))


def read_rows(name: str, files: Sequence[Path]) -> list[dict[str, Any]]:
    """Read the rows of one table as plain values, in the order of its schema; raise OSError where one is damaged."""
    rows: list[dict[str, Any]] = read_table(name, files).to_pylist()
    return rows


def read_schema(path: Path) -> pa.Schema:
    """Return the Arrow schema of a Parquet file; raise OSError where it is none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_schema(path)
    except pa.ArrowException as error:
        raise OSError(str(error)) from error
