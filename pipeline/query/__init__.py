"""SQL over the tables of a dataset folder: read-only, without access to other files or the network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.query.views import connect, lock_down, table_paths, view_names

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

__all__ = ["QueryError", "ask", "connect"]

_NO_TABLE = re.compile(r"Table with name (\S{1,200}) does not exist")
_READ_ONLY_NOTE = "A query can only read the tables of its folder: no other files, addresses or settings."


class QueryError(Exception):
    """A question that can't be answered. The message says what to change."""


def ask(folder: Path, sql: str) -> pa.Table:
    """Answer one SELECT over the tables of a dataset folder; raise `QueryError` for anything else or an error in it.

    The tables are views with their names. Nothing can be written, and no other file or address can be read.
    """
    import duckdb

    table_files = table_paths(folder)
    if not table_files:
        raise QueryError(f"{folder} holds no tables. Run `ogp extract RAW --out {folder}` first.")
    connection = connect(folder)
    try:
        lock_down(connection, [path for paths in table_files.values() for path in paths])
        _check_single_select(connection, sql)
        answer = connection.sql(sql).to_arrow_table()
        return answer.rename_columns(number_duplicates(answer.column_names))
    except duckdb.Error as error:
        raise QueryError(
            explain_error(_message_with_position(connection, sql, error), [*table_files, *view_names(table_files)])
        ) from error
    finally:
        connection.close()


def _check_single_select(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Refuse everything but a single SELECT: COPY could overwrite the files that may be read."""
    import duckdb

    statements = connection.extract_statements(sql)
    if not statements:
        raise QueryError('There is no query. Give one such as "SELECT * FROM commitments".')
    if len(statements) > 1:
        raise QueryError(f"These are {len(statements)} statements: give one at a time.")
    if statements[0].type != duckdb.StatementType.SELECT:
        kind = str(statements[0].type).rpartition(".")[2]
        raise QueryError(f"Only SELECT is allowed; this is {_with_article(kind)}. {_READ_ONLY_NOTE}")


def _message_with_position(connection: duckdb.DuckDBPyConnection, sql: str, error: duckdb.Error) -> str:
    """Return the message of an error with its position in the SQL, which only `execute` reports."""
    import duckdb

    if isinstance(error, duckdb.BinderException | duckdb.CatalogException):
        try:
            connection.execute(sql)
        except duckdb.Error as positioned:
            return str(positioned)
    return str(error)


def explain_error(message: str, tables: list[str]) -> str:
    r"""Return DuckDB's message without guesses at internal names; list the tables if one is unknown.

    >>> message = "Catalog Error: Table with name milestone does not exist!\nDid you mean x?"
    >>> print(explain_error(message, ["milestones"]))
    There is no table milestone. Did you mean milestones?
    The tables: milestones
    """
    if missing := _NO_TABLE.search(message):
        matches = get_close_matches(missing[1].casefold(), tables, 1)
        hint = f" Did you mean {matches[0]}?" if matches else ""
        position = message.partition("\n\n")[2]
        excerpt = f"\n{position}" if position else ""
        return f"There is no table {missing[1]}.{hint}\nThe tables: {', '.join(tables)}{excerpt}"
    if message.startswith("Permission Error"):
        return f"{message.splitlines()[0]}\n{_READ_ONLY_NOTE}"
    return message


def number_duplicates(names: Sequence[str]) -> list[str]:
    """Number repeated column names, so that no column hides another.

    >>> number_duplicates(["title", "n", "title", "title"])
    ['title', 'n', 'title_2', 'title_3']
    """
    unique: list[str] = []
    for name in names:
        candidate, number = name, 1
        while candidate in unique:
            number += 1
            candidate = f"{name}_{number}"
        unique.append(candidate)
    return unique


def _with_article(kind: str) -> str:
    return f"{'an' if kind[:1] in 'AEIOU' else 'a'} {kind}" if kind != "MULTI" else "more than one (such as PIVOT)"
