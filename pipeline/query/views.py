"""A DuckDB connection with a view for each table of an extracted folder."""

from __future__ import annotations

import glob
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import schema
from pipeline.query.joined_views import view_definitions

if TYPE_CHECKING:
    import duckdb


def files(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Return table -> Parquet files for the tables that an extracted folder holds, in the order of the schema."""
    return {name: tuple(path.resolve() for path in paths) for name, paths in schema.all_files(folder).items()}


def source(paths: Sequence[Path]) -> str:
    """Return what SQL calls the files of one table.

    >>> source([Path("a.parquet"), Path("it's[1].parquet")])
    "read_parquet(['a.parquet', 'it''s[[]1].parquet'], hive_partitioning = false)"
    """
    # A path may hold an apostrophe, or what looks like a glob; all columns are in the files.
    named = ", ".join(literal(glob.escape(str(path))) for path in paths)
    return f"read_parquet([{named}], hive_partitioning = false)"


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection in memory with the tables of the folder and the views with names, free of limits.

    Raises `ImportError` with what to install where DuckDB is missing.
    """
    try:
        import duckdb
    except ImportError as error:
        raise ImportError("DuckDB is not installed: pip install duckdb.") from error
    connection = duckdb.connect()
    found = files(folder)
    for name, paths in found.items():
        # `references` is a word of SQL.
        connection.execute(f"CREATE VIEW {quoted(name)} AS SELECT * FROM {source(paths)}")  # noqa: S608
    add_views(connection, found)
    return connection


def add_views(connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> None:
    """Add the views with names (`milestones_named`, `citations`) to a connection that has these tables."""
    for name, select in view_definitions(tables):
        connection.execute(f"CREATE VIEW {quoted(name)} AS {select}")


def lock(connection: duckdb.DuckDBPyConnection, allowed: Sequence[Path]) -> None:
    """Take every file but those `allowed`, the network, and Python's own variables away from a connection, for good."""
    paths = ", ".join(literal(str(path)) for path in allowed)
    for setting in (
        f"allowed_paths = [{paths}]",
        "python_enable_replacements = false",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")


def quoted(name: str) -> str:
    """Return a name as SQL writes it.

    >>> quoted('references'), quoted('a"b')
    ('"references"', '"a""b"')
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL writes it.

    >>> literal("the IRM's view")
    "'the IRM''s view'"
    """
    return "'" + text.replace("'", "''") + "'"
