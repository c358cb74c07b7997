"""The Parquet files of published tables: one file per table, or one per value of the partition columns.

A partitioned table is a folder (`commitments/country_code-QN/part-0.parquet`). Every part has all columns, so that
types and column order match the table in one file. Folders are not named `country_code=QN` as in Hive, because pandas
and pyarrow would add a categorical column of that name and fail where the files have it as text or null.

Row order: by stable keys, with numbers inside keys compared by value, never by the order of the run.

Arrow schemas derived from the tables: types, nullability, and descriptions as metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pipeline.schema.data import load_data as load
from pipeline.schema.tables import FieldSchema, all_tables, find_table

if TYPE_CHECKING:
    import pyarrow as pa

_DIGITS = re.compile(r"([0-9]+)")


@lru_cache(maxsize=65_536)
def natural_sort_key(text: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key that puts c2 before c10.

    >>> sorted(["d:c10", "d:c2", "d:c2.m1"], key=natural_sort_key)
    ['d:c2', 'd:c2.m1', 'd:c10']
    """
    parts = _DIGITS.split(text)
    # Digits are compared by length, then as text, so that numbers of any length work.
    return tuple((len(part.lstrip("0")), part.lstrip("0")) if i % 2 else (0, part) for i, part in enumerate(parts))


def value_sort_key(column: str, value: object) -> tuple[object, ...]:
    """Return the sort key of a column's value: nulls first, keys in natural order.

    >>> value_sort_key("page", None) < value_sort_key("page", 3)
    True
    >>> value_sort_key("link_key", "a2") < value_sort_key("link_key", "a10")
    True
    """
    if value is None:
        return (0,)
    if isinstance(value, int | float):
        return (1, value)
    return (2, natural_sort_key(str(value)) if column.endswith("_key") else str(value))


def sorted_indices(keys: Iterable[tuple[str, Sequence[object]]]) -> list[int]:
    """Return the indices of rows in sorted order; `keys` are the sort columns as (name, values).

    >>> sorted_indices([("link_key", ["a10", None, "a2"])])
    [1, 2, 0]
    """
    import numpy as np

    indices: list[int] = np.lexsort([_value_ranks(column, values) for column, values in keys][::-1]).tolist()
    return indices


def _value_ranks(column: str, values: Sequence[object]) -> list[int]:
    """Return the rank of every value among the distinct ones, which are far fewer than the rows."""
    sort_keys = {value: value_sort_key(column, value) for value in set(values)}
    rank_of_key = {key: position for position, key in enumerate(sorted(set(sort_keys.values())))}
    rank_of_value = {value: rank_of_key[key] for value, key in sort_keys.items()}
    return [rank_of_value[value] for value in values]


def arrow_schema(name: str) -> pa.Schema:
    """Return the Arrow schema of one table; descriptions are metadata of the table and its fields.

    >>> arrow_schema("documents").field("size_bytes").type
    DataType(int64)
    """
    import pyarrow as pa

    schema = find_table(name)
    metadata = {
        "title": schema.title,
        "description": schema.description,
        "row": f"one row per {schema.unit}",
        "schema_version": str(load("package")["ogp:schema_version"]),
    }
    return pa.schema([_arrow_field(field) for field in schema.fields], metadata)


def _arrow_field(field: FieldSchema) -> pa.Field:
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "array": pa.list_(pa.field("element", _item_type(field), nullable=False)),
    }
    metadata = {"description": field.description}
    if field.codes:
        metadata["codes"] = " ".join(field.codes)
    return pa.field(field.name, types[field.type], nullable=not field.required, metadata=metadata)


def _item_type(field: FieldSchema) -> pa.DataType:
    """Return the type of an array's items: strings, or structs where the field names the members of its objects."""
    import pyarrow as pa

    if not field.members:
        return pa.string()
    return pa.struct([pa.field(name, pa.string(), nullable=False) for name in field.members])


def schema_differences(name: str, actual: pa.Schema) -> list[str]:
    """Describe where a file's Arrow schema differs from the declared one. Descriptions don't count.

    >>> schema_differences("links", arrow_schema("links"))
    []
    """
    declared = arrow_schema(name)
    messages = [f"the column {column} is missing" for column in declared.names if column not in actual.names]
    messages += [f"the column {column} is not declared" for column in actual.names if column not in declared.names]
    for field in declared:
        actual_field = actual.field(field.name) if field.name in actual.names else field
        if not field.equals(actual_field):
            messages.append(f"the column {field.name} is {_describe_type(actual_field)}, not {_describe_type(field)}")
    return messages


def _describe_type(field: pa.Field) -> str:
    return f"{field.type}{'' if field.nullable else ' and never null'}"


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
