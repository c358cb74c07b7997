"""The researchers' face: run an extraction and open its tables as pandas DataFrames.

>>> from pipeline import extract, open_tables  # doctest: +SKIP
>>> extract("raw", "extracted")  # doctest: +SKIP
>>> open_tables("extracted").commitments.completion.value_counts()  # doctest: +SKIP
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import schema
from pipeline.query.joined_views import view_names
from pipeline.storage import Bucket, fetch_snapshot, is_url

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa

    from pipeline.run.manifest import Summary
    from pipeline.runtime.options import Progress


def extract(
    raw: str | os.PathLike[str],
    out: str | os.PathLike[str] = "extracted",
    *,
    workers: int | None = None,
    cache: bool = True,
    partition: Sequence[str] = (),
    progress: Progress | None = None,
) -> Summary:
    """Extract every document below `raw` into tables in `out`, and return what the run did.

    `workers` is the number of processes (one per core where not given); the tables are the same for any number.
    A table with columns of `partition` is written in parts, a file for each value (`open_tables` reads either).
    `progress`, if given, is called with documents done, documents in all and a path. A document that can't be read
    does not stop the others: `Summary.failed` and the table issues name it. Raises `CatalogError` where `raw` can't
    be used and `PublishError` where `out` can't be written.
    """
    from pipeline.run.extract_folder import extract_folder

    return extract_folder(
        _place(raw), _place(out), workers=workers, use_cache=cache, partition_by=partition, progress=progress
    )


def open_tables(folder: str | os.PathLike[str] = "extracted") -> Tables:
    """Open an extracted folder, or the last tables at a URL such as s3://bucket/prefix, fetched once.

    Raises FileNotFoundError, with what to do, where a folder holds no tables, and `StorageError` where a URL doesn't.
    """
    path = fetch_snapshot(Bucket(str(folder))) if is_url(folder) else Path(folder)
    if not path.is_dir():
        raise FileNotFoundError(f"There is no folder {path}: run `ogp extract raw --out {path}` first.")
    if not schema.all_files(path):
        raise FileNotFoundError(f"The folder {path} holds no tables: run `ogp extract raw --out {path}` first.")
    return Tables(path)


class Tables:
    """The tables of an extracted folder: each an attribute that gives a pandas DataFrame, read on first use.

    Texts, whole numbers and booleans keep their type beside missing values, dates are datetime64, lists are Python
    lists. A DataFrame is read once and shared: copy it before you change it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, pd.DataFrame] = {}

    if TYPE_CHECKING:
        documents: pd.DataFrame
        plan_commitments: pd.DataFrame
        commitments: pd.DataFrame
        milestones: pd.DataFrame
        assessments: pd.DataFrame
        comments: pd.DataFrame
        institutions: pd.DataFrame
        contacts: pd.DataFrame
        recommendations: pd.DataFrame
        references: pd.DataFrame
        registry: pd.DataFrame
        links: pd.DataFrame
        provenance: pd.DataFrame
        issues: pd.DataFrame

    def names(self) -> tuple[str, ...]:
        """Return the names of the tables."""
        return _names()

    def table(self, name: str) -> pd.DataFrame:
        """Return one table, or view with names such as milestones_named, by name.

        Raises `KeyError` for an unknown one, FileNotFoundError for a missing file. Views need the package duckdb.
        """
        if name not in (*_names(), *view_names(_names())):
            raise KeyError(f"There is no table {name!r}; there are {', '.join(_names())}.")
        if name not in self._read:
            self._read[name] = _frame(self.folder, name) if name in _names() else self._view(name)
        return self._read[name]

    def _view(self, name: str) -> pd.DataFrame:
        connection = self.duckdb()
        try:
            return _as_frame(connection.table(name).to_arrow_table())
        finally:
            connection.close()

    def describe(self, name: str) -> pd.DataFrame:
        """Return the columns of one table with type and meaning, as the data dictionary has them."""
        import pandas as pd

        fields = schema.table(name).fields
        rows = [(field.name, field.type, field.description, list(field.codes) or None) for field in fields]
        return pd.DataFrame(rows, columns=["column", "type", "meaning", "codes"])

    def provenance_of(self, record_key: str, field: str | None = None) -> pd.DataFrame:
        """Return where a record's values, or the values of one field, stand in their source: a row for each page.

        `record_key` is the value of the record's key column (document_id for a document).
        """
        rows = self.table("provenance")
        chosen = rows["record_key"] == record_key
        if field is not None:
            chosen &= rows["field"] == field
        return rows[chosen].reset_index(drop=True)

    def duckdb(self) -> duckdb.DuckDBPyConnection:
        """Return a DuckDB connection in memory with a view for each table; needs the package duckdb."""
        from pipeline.query import connect

        return connect(self.folder)

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return self.table(name)
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_names()})

    def __repr__(self) -> str:
        return f"Tables of {self.folder}: {', '.join(_names())}"


def _place(given: str | os.PathLike[str]) -> Path | str:
    return given if isinstance(given, str) and is_url(given) else Path(given)


def _names() -> tuple[str, ...]:
    return tuple(table.name for table in schema.tables())


def _frame(folder: Path, name: str) -> pd.DataFrame:
    files = schema.table_files(folder, name)
    if not files:
        path = folder / f"{name}.parquet"
        raise FileNotFoundError(f"The table {path} is missing: run `ogp extract raw --out {folder}` again.")
    return _as_frame(schema.read_table(name, files))


def _as_frame(table: pa.Table) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa

    types: dict[Any, Any] = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    frame: pd.DataFrame = table.to_pandas(types_mapper=types.get, date_as_object=False)
    for field in table.schema:
        if pa.types.is_list(field.type):
            frame[field.name] = pd.Series(table[field.name].to_pylist(), index=frame.index, dtype=object)
    return frame
