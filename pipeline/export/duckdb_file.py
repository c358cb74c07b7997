"""Export one DuckDB file: all tables, the dictionary as comments, the data package as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.export.reading import ExportError, find_tables, read_metadata
from pipeline.query.views import add_views, quote_identifier, quote_literal, select_table
from pipeline.query.writing import write_atomically
from pipeline.schema import find_table


def write_duckdb(folder: Path, out: Path) -> tuple[dict[str, int], list[str]]:
    """Write the file; return rows by table and no notes."""
    import duckdb

    table_paths = find_tables(folder)
    counts: dict[str, int] = {}
    with write_atomically(out) as part:
        connection = duckdb.connect(str(part))
        try:
            for name, paths in table_paths.items():
                select = select_table(connection, name, paths)
                connection.execute(f"CREATE TABLE {quote_identifier(name)} AS {select}")
                for statement in comment_statements(name):
                    connection.execute(statement)
                count_rows = f"SELECT count(*) FROM {quote_identifier(name)}"  # noqa: S608
                (counts[name],) = connection.execute(count_rows).fetchone() or (0,)
            add_views(connection, table_paths)
            connection.execute("CREATE TABLE datapackage (name VARCHAR PRIMARY KEY, value VARCHAR)")
            for key, value in read_metadata(folder).items():
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                connection.execute("INSERT INTO datapackage VALUES (?, ?)", [key, text])
            connection.execute("COMMENT ON TABLE datapackage IS 'What this file is: version, schema, description.'")
        except duckdb.Error as error:
            raise ExportError(f"DuckDB could not make {out}: {error}") from error
        finally:
            connection.close()
    return counts, []


def comment_statements(name: str) -> Iterator[str]:
    """Yield the SQL statements that store a table's descriptions in the file.

    >>> next(comment_statements("links"))[:26]
    'COMMENT ON TABLE "links" I'
    """
    declared = find_table(name)
    description = f"{declared.description} One row per {declared.unit}."
    table_name = quote_identifier(name)
    yield f"COMMENT ON TABLE {table_name} IS {quote_literal(description)}"
    for field in declared.fields:
        yield f"COMMENT ON COLUMN {table_name}.{quote_identifier(field.name)} IS {quote_literal(field.description)}"
