"""One question in SQL, and what a person can do where it can't be answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.query.joined_views import view_names
from pipeline.query.views import connect, files, lock

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_NO_TABLE = re.compile(r"Table with name (\S{1,200}) does not exist")
_CLOSED = "A query reads the tables of its folder and nothing else: no other file, no address, no setting."


class QueryError(Exception):
    """A question that can't be answered, with what to change."""


def ask(folder: Path, sql: str) -> pa.Table:
    """Answer one SELECT over the tables of an extracted folder; raise `QueryError` where it is none, or faulty.

    The tables are views by their names; nothing can be written, and no other file or address be read.
    """
    import duckdb

    found = files(folder)
    if not found:
        raise QueryError(f"{folder} holds no tables. Run `ogp extract RAW --out {folder}` first.")
    connection = connect(folder)
    try:
        lock(connection, [path for paths in found.values() for path in paths])
        _one_select(connection, sql)
        answer = connection.sql(sql).to_arrow_table()
        return answer.rename_columns(apart(answer.column_names))
    except duckdb.Error as error:
        raise QueryError(advice(_placed(connection, sql, error), [*found, *view_names(found)])) from error
    finally:
        connection.close()


def _one_select(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Refuse all but a single SELECT: COPY could write even into the files that may be read."""
    import duckdb

    statements = connection.extract_statements(sql)
    if not statements:
        raise QueryError('There is no query. Give one such as "SELECT * FROM commitments".')
    if len(statements) > 1:
        raise QueryError(f"These are {len(statements)} statements: ask one at a time.")
    if statements[0].type != duckdb.StatementType.SELECT:
        kind = str(statements[0].type).rpartition(".")[2]
        raise QueryError(f"Only a SELECT can be asked; this is {_an(kind)}. {_CLOSED}")


def _placed(connection: duckdb.DuckDBPyConnection, sql: str, error: duckdb.Error) -> str:
    """Return an error's message with the place in the SQL, which only this way of asking tells."""
    import duckdb

    if isinstance(error, duckdb.BinderException | duckdb.CatalogException):
        try:
            connection.execute(sql)
        except duckdb.Error as placed:
            return str(placed)
    return str(error)


def advice(message: str, tables: list[str]) -> str:
    """Return DuckDB's message without its guesses at internal names, with the tables where one is unknown.

    >>> print(advice("Catalog Error: Table with name milestone does not exist!\\nDid you mean x?", ["milestones"]))
    There is no table milestone. Did you mean milestones?
    The tables: milestones
    """
    if missing := _NO_TABLE.search(message):
        close = get_close_matches(missing[1].casefold(), tables, 1)
        hint = f" Did you mean {close[0]}?" if close else ""
        where = message.partition("\n\n")[2]
        shown = f"\n{where}" if where else ""
        return f"There is no table {missing[1]}.{hint}\nThe tables: {', '.join(tables)}{shown}"
    if message.startswith("Permission Error"):
        return f"{message.splitlines()[0]}\n{_CLOSED}"
    return message


def apart(names: Sequence[str]) -> list[str]:
    """Number names that are there already, so that no column hides another.

    >>> apart(["title", "n", "title", "title"])
    ['title', 'n', 'title_2', 'title_3']
    """
    found: list[str] = []
    for name in names:
        candidate, number = name, 1
        while candidate in found:
            number += 1
            candidate = f"{name}_{number}"
        found.append(candidate)
    return found


def _an(kind: str) -> str:
    return f"{'an' if kind[:1] in 'AEIOU' else 'a'} {kind}" if kind != "MULTI" else "more than one (such as PIVOT)"
