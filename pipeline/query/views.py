"""A DuckDB connection with a view for each table of a dataset folder."""

from __future__ import annotations

import glob
from collections.abc import Collection, Iterator, Sequence
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
        connection.execute(f"CREATE VIEW {quote_identifier(name)} AS {select_table(connection, name, paths)}")
    add_views(connection, found)
    return connection


SQL_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
"""Type of a field -> type of its column in DuckDB; others are lists of texts."""


def select_table(connection: duckdb.DuckDBPyConnection, name: str, paths: Sequence[Path]) -> str:
    """Return the SELECT of a table's files with all columns of the schema; those of a later version are null."""
    source = sql_source(paths)
    columns = {str(row[0]) for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}  # noqa: S608
    added = "".join(f", {null}" for null in _missing_columns(name, columns))
    return f"SELECT *{added} FROM {source}"  # noqa: S608


def _missing_columns(name: str, columns: Collection[str]) -> Iterator[str]:
    """Yield a null of the right type for each column that an earlier version did not write."""
    for field in schema.find_table(name).fields:
        if field.name not in columns and not field.required:
            yield f"CAST(NULL AS {SQL_TYPES.get(field.type, 'VARCHAR[]')}) AS {quote_identifier(field.name)}"


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
