"""One DuckDB file: a table each, with the dictionary as comments and the data package as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.export.reading import ExportError, metadata, tables
from pipeline.query.views import add_views, literal, quoted, source
from pipeline.query.writing import whole
from pipeline.schema import table


def write(folder: Path, out: Path) -> tuple[dict[str, int], list[str]]:
    """Write the file; return rows by table, and nothing to note."""
    import duckdb

    found = tables(folder)
    counts: dict[str, int] = {}
    with whole(out) as part:
        connection = duckdb.connect(str(part))
        try:
            for name, paths in found.items():
                connection.execute(f"CREATE TABLE {quoted(name)} AS SELECT * FROM {source(paths)}")  # noqa: S608
                for statement in comments(name):
                    connection.execute(statement)
                (counts[name],) = connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone() or (0,)  # noqa: S608
            add_views(connection, found)
            connection.execute("CREATE TABLE datapackage (name VARCHAR PRIMARY KEY, value VARCHAR)")
            for key, value in metadata(folder).items():
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                connection.execute("INSERT INTO datapackage VALUES (?, ?)", [key, text])
            connection.execute("COMMENT ON TABLE datapackage IS 'What this file is: version, schema, description.'")
        except duckdb.Error as error:
            raise ExportError(f"DuckDB could not make {out}: {error}") from error
        finally:
            connection.close()
    return counts, []


def comments(name: str) -> Iterator[str]:
    """Yield the statements that write a table's meanings into the file.

    >>> next(comments("links"))[:26]
    'COMMENT ON TABLE "links" I'
    """
    declared = table(name)
    yield f"COMMENT ON TABLE {quoted(name)} IS {literal(f'{declared.description} One row per {declared.unit}.')}"
    for field in declared.fields:
        yield f"COMMENT ON COLUMN {quoted(name)}.{quoted(field.name)} IS {literal(field.description)}"
