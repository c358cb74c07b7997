"""A DuckDB connection with a view for each table of an extracted folder."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import schema

if TYPE_CHECKING:
    import duckdb


def files(folder: Path) -> dict[str, Path]:
    """Return table -> Parquet file for the tables that an extracted folder holds, in the order of the schema."""
    paths = {table.name: folder / f"{table.name}.parquet" for table in schema.tables()}
    return {name: path.resolve() for name, path in paths.items() if path.is_file()}


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection in memory with a view for each table of the folder; it may do whatever DuckDB may.

    Raises `ImportError` with what to install where DuckDB is missing.
    """
    try:
        import duckdb
    except ImportError as error:
        raise ImportError("DuckDB is not installed: pip install duckdb.") from error
    connection = duckdb.connect()
    for name, path in files(folder).items():
        # `references` is a word of SQL, and a path may hold an apostrophe: quote both.
        source = f"read_parquet({literal(glob.escape(str(path)))})"
        connection.execute(f"CREATE VIEW {quoted(name)} AS SELECT * FROM {source}")  # noqa: S608
    return connection


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
