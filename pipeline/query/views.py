"""A DuckDB connection with a view for each table of a dataset folder.

Views for readers: each table with the names behind its keys, and `citations` for the table references.
"""

from __future__ import annotations

import glob
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import schema

if TYPE_CHECKING:
    import duckdb

SUFFIX = "_named"
"""What the name of a table's view with names ends in: milestones_named."""
CITATIONS = "citations"
"""The table references under a name that SQL does not reserve."""

_COMMITMENT = {
    "commitment_title": "c.title",
    "commitment_number": "c.number",
    "plan_commitment_key": "c.plan_commitment_key",
    "country_code": "c.country_code",
    "plan_id": "c.plan_id",
    "plan_number": "c.plan_number",
    "lead_institution": "c.lead_institution",
}
"""Columns of a view that come from the record's commitment."""
_DOCUMENT = {
    "country_code": "d.country_code",
    "plan_id": "d.plan_id",
    "country": "d.country",
    "report_type": "d.report_type",
    "publisher": "d.publisher",
    "source_path": "d.source_path",
    "source_url": "d.source_url",
    "is_duplicate": "d.related_document_id IS NOT NULL",
}
"""Columns of a view that come from the record's document."""
_DEADLINE = {
    "deadline": "coalesce(t.end_date, s.end_date, p.end_date, make_date(d.plan_end_year, 12, 31))",
    "deadline_of": """
        CASE WHEN coalesce(t.end_date, s.end_date) IS NOT NULL THEN 'milestone' WHEN p.end_date IS NOT NULL
        THEN 'commitment' WHEN d.plan_end_year IS NOT NULL THEN 'plan' END
    """,
}
"""Columns of the view of milestones: plans print dates, and reports how far a milestone is without repeating them."""
_DEADLINE_JOINS = (
    "LEFT JOIN plan_commitments p ON p.plan_commitment_key = c.plan_commitment_key",
    """LEFT JOIN (
        SELECT n.plan_commitment_key, m.part, m.number, max(m.end_date) AS end_date
        FROM milestones m JOIN commitments n USING (commitment_key)
        GROUP BY n.plan_commitment_key, m.part, m.number HAVING min(m.end_date) = max(m.end_date)
    ) s ON s.plan_commitment_key = c.plan_commitment_key AND s.number = t.number AND s.part IS NOT DISTINCT FROM t.part
    """,
)
_COUNTRY = "(SELECT country_code, any_value(country) AS country FROM documents GROUP BY country_code)"


def view_definitions(tables: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield name and SELECT of the views that the tables of a folder allow.

    >>> [name for name, _ in view_definitions(["documents", "references"])]
    ['citations', 'documents_named', 'references_named']
    """
    if "references" in tables:
        yield CITATIONS, 'SELECT * FROM "references"'
    if "documents" not in tables:
        return
    for name in tables:
        if name == "links":
            yield f"{name}{SUFFIX}", _links_view() if "plan_commitments" in tables else "SELECT * FROM links"
        elif name != "provenance" or "commitments" in tables:
            yield f"{name}{SUFFIX}", _build_view(name, tables)


def view_names(tables: Collection[str]) -> list[str]:
    """Return the names of the views that the tables of a folder allow.

    >>> view_names(["references"])
    ['citations']
    """
    return [name for name, _ in view_definitions(tables)]


def _build_view(name: str, tables: Collection[str]) -> str:
    """Return the SELECT of a table with the names of commitment, plan, country and document."""
    columns = schema.find_table(name).columns
    key = _commitment_key(name, columns) if "commitments" in tables else None
    document = "source_document_id" if "source_document_id" in columns else "document_id"
    joins: list[str] = []
    added: dict[str, str] = {}
    if key:
        joins.append(f"LEFT JOIN commitments c ON c.commitment_key = {key}")
        added |= _COMMITMENT
    if document in columns:
        joins.append(f"LEFT JOIN documents d ON d.document_id = t.{document}")
        added = {**_DOCUMENT, **added}
    elif "country_code" in columns:
        joins.append(f"LEFT JOIN {_COUNTRY} d ON d.country_code = t.country_code")
        added = {"country": "d.country"}
    if name == "milestones" and key and "plan_commitments" in tables:
        joins += _DEADLINE_JOINS
        added |= _DEADLINE
    shown = "".join(f", {source} AS {column}" for column, source in added.items() if column not in columns)
    return f'SELECT t.*{shown} FROM "{name}" t {" ".join(joins)}'  # noqa: S608


def _commitment_key(name: str, columns: Collection[str]) -> str | None:
    """Return what holds the commitment of a row: its column, or the start of the key of a record."""
    if name == "commitments":
        return None
    if "commitment_key" in columns:
        return "t.commitment_key"
    # The key of a commitment's part begins with the commitment's own: '00ff:c3.m2'.
    return "split_part(t.record_key, '.', 1)" if "record_key" in columns else None


def _links_view() -> str:
    """Return the SELECT of the links with the plan's commitments at both ends."""
    ends = """
        SELECT commitment_key AS key, plan_commitment_key FROM commitments
        UNION SELECT commitment_id, plan_commitment_key FROM plan_commitments WHERE commitment_id IS NOT NULL
    """
    return f"""
        WITH ends AS ({ends})
        SELECT t.*, p.country_code, p.plan_commitment_key AS from_plan_commitment_key, p.title AS from_title,
            q.plan_commitment_key AS to_plan_commitment_key, q.title AS to_title
        FROM links t
        LEFT JOIN ends a ON a.key = t.from_key LEFT JOIN plan_commitments p USING (plan_commitment_key)
        LEFT JOIN ends b ON b.key = t.to_key
        LEFT JOIN plan_commitments q ON q.plan_commitment_key = b.plan_commitment_key
    """  # noqa: S608


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
