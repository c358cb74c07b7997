"""A DuckDB connection with a view for each table of a dataset folder."""

from __future__ import annotations

import glob
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import schema
from pipeline.query.joined_views import view_definitions

if TYPE_CHECKING:
    import duckdb


def table_paths(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Return the Parquet files of each table in a dataset folder, in the order of the schema."""
    return {name: tuple(path.resolve() for path in paths) for name, paths in schema.all_files(folder).items()}


def sql_source(paths: Sequence[Path]) -> str:
    """Return the SQL expression that reads the files of one table.

    >>> sql_source([Path("a.parquet"), Path("it's[1].parquet")])
    "read_parquet(['a.parquet', 'it''s[[]1].parquet'], hive_partitioning = false)"
    """
    # A path may contain an apostrophe or glob characters. All columns are in the files, none in folder names.
    quoted_paths = ", ".join(quote_literal(glob.escape(str(path))) for path in paths)
    return f"read_parquet([{quoted_paths}], hive_partitioning = false)"


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return an in-memory DuckDB connection with a view for each table of the folder. It is not restricted.

    Raises `ImportError` with what to install if DuckDB is missing.
    """
    try:
        import duckdb
    except ImportError as error:
        raise ImportError("DuckDB is not installed: pip install duckdb.") from error
    connection = duckdb.connect()
    found = table_paths(folder)
    for name, paths in found.items():
        # `references` is a keyword of SQL.
        connection.execute(f"CREATE VIEW {quote_identifier(name)} AS SELECT * FROM {sql_source(paths)}")  # noqa: S608
    add_views(connection, found)
    return connection


def add_views(connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> None:
    """Add the views with names (`milestones_named`, `citations`) to a connection that has these tables."""
    for name, select in view_definitions(tables):
        connection.execute(f"CREATE VIEW {quote_identifier(name)} AS {select}")


def lock_down(connection: duckdb.DuckDBPyConnection, allowed: Sequence[Path]) -> None:
    """Permanently deny a connection access to all files but those `allowed`, the network and Python variables."""
    paths = ", ".join(quote_literal(str(path)) for path in allowed)
    for setting in (
        f"allowed_paths = [{paths}]",
        "python_enable_replacements = false",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")


def quote_identifier(name: str) -> str:
    """Return a name quoted for SQL.

    >>> quote_identifier('references'), quote_identifier('a"b')
    ('"references"', '"a""b"')
    """
    return '"' + name.replace('"', '""') + '"'


def quote_literal(text: str) -> str:
    """Return a text quoted for SQL.

    >>> quote_literal("the IRM's view")
    "'the IRM''s view'"
    """
    return "'" + text.replace("'", "''") + "'"
