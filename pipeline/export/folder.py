"""The tables of a published folder, and their export to a folder of CSV files or to a DuckDB file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.query.formats import write_atomically, write_csv
from pipeline.query.views import add_views, quote_identifier, quote_literal, select_table, table_paths
from pipeline.schema import find_table, read_table
from pipeline.schema.tables import build_table_schema
from pipeline.tables.publish import DESCRIPTOR, build_descriptor

if TYPE_CHECKING:
    import pyarrow as pa


class ExportError(Exception):
    """An export that failed. The message says what to do."""


def find_tables(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Return the Parquet files of each table; raise `ExportError` if the folder has none."""
    files = table_paths(folder)
    if not files:
        raise ExportError(f"{folder} holds no tables. Run `ogp extract RAW --out {folder}` first.")
    return files


def open_table(name: str, files: Sequence[Path]) -> pa.Table:
    """Read one table; raise `ExportError` if a file is damaged."""
    try:
        return read_table(name, files)
    except OSError as error:
        raise ExportError(f"{files[0]} can't be read ({error}). Run `ogp extract` again.") from error


def iterate_rows(name: str, files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Yield the rows of one table as plain values."""
    for batch in open_table(name, files).to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def read_metadata(folder: Path) -> dict[str, Any]:
    """Return the folder's data package descriptor without its resources, or a new one if it is missing."""
    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_bytes())
    except (OSError, ValueError):
        descriptor = json.loads(build_descriptor(folder, {}))
    return {key: value for key, value in dict(descriptor).items() if key != "resources"}


def write_csv_folder(folder: Path, out: Path) -> tuple[dict[str, int], list[str]]:
    """Write a CSV file for each table and `datapackage.json`; return rows by table and no notes."""
    counts: dict[str, int] = {}
    resources: list[dict[str, Any]] = []
    for name, files in find_tables(folder).items():
        target = out / f"{name}.csv"
        with write_atomically(target) as part, part.open("w", encoding="utf-8", newline="") as stream:
            counts[name] = write_csv(find_table(name).columns, iterate_rows(name, files), stream)
        declared = find_table(name)
        metadata = {"title": declared.title, "description": f"{declared.description} One row per {declared.unit}."}
        resources.append(describe_csv(target, name, metadata, counts[name], build_table_schema(name)))
    write_descriptor(folder, out, resources)
    return counts, []


def describe_csv(path: Path, name: str, texts: dict[str, str], count: int, declared: dict[str, Any]) -> dict[str, Any]:
    """Describe a CSV file as a resource of a data package."""
    content = path.read_bytes()
    return {
        "name": name,
        "path": path.name,
        "profile": "tabular-data-resource",
        **texts,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "ogp:rows": count,
        "schema": declared,
    }


def write_descriptor(folder: Path, out: Path, resources: list[dict[str, Any]]) -> None:
    """Write `datapackage.json` with the metadata of the dataset folder and the given resources."""
    content = json.dumps({**read_metadata(folder), "resources": resources}, ensure_ascii=False, indent=1) + "\n"
    with write_atomically(out / DESCRIPTOR) as part:
        part.write_text(content, encoding="utf-8")


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
