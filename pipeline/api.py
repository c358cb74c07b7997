"""The Python interface: run an extraction and open its tables as pandas DataFrames.

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
from pipeline.query.views import view_names
from pipeline.storage import Bucket, fetch_snapshot, is_url

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa

    from pipeline.run.manifest import Summary
    from pipeline.runtime.limits import Progress


def extract(
    raw: str | os.PathLike[str],
    out: str | os.PathLike[str] = "extracted",
    *,
    workers: int | None = None,
    cache: bool = True,
    partition: Sequence[str] = (),
    progress: Progress | None = None,
) -> Summary:
    """Extract every document below `raw` into tables in `out`, and return a summary of the run.

    `workers` is the number of processes (default: one per core); the tables are the same for any number. Tables are
    divided by the values of the columns in `partition` (`open_tables` reads either form). `progress` is called with the
    number of documents done, the total and a path. A document that can't be read does not stop the others:
    `Summary.failed` and the table issues list it. Raises `CatalogError` if `raw` can't be used and `PublishError` if
    `out` can't be written.
    """
    from pipeline.run.extract_folder import extract_folder

    return extract_folder(
        _to_location(raw),
        _to_location(out),
        workers=workers,
        use_cache=cache,
        partition_by=partition,
        progress=progress,
    )


def open_tables(folder: str | os.PathLike[str] = "extracted") -> Tables:
    """Open a dataset folder, or the last tables at a URL such as s3://bucket/prefix, which are downloaded once.

    Raises FileNotFoundError, with advice, if a folder has no tables, and `StorageError` if a URL has none.
    """
    path = fetch_snapshot(Bucket(str(folder))) if is_url(folder) else Path(folder)
    if not path.is_dir():
        raise FileNotFoundError(f"There is no folder {path}: run `ogp extract raw --out {path}` first.")
    if not schema.all_files(path):
        raise FileNotFoundError(f"The folder {path} holds no tables: run `ogp extract raw --out {path}` first.")
    return Tables(path)


class Tables:
    """The tables of a dataset folder, each an attribute that is a pandas DataFrame, read on first use.

    Texts, integers and booleans keep their type next to missing values, dates are datetime64, lists are Python lists. A
    DataFrame is read once and shared: copy it before changing it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._frames: dict[str, pd.DataFrame] = {}

    if TYPE_CHECKING:
        documents: pd.DataFrame
        commitments: pd.DataFrame
        milestones: pd.DataFrame
        assessments: pd.DataFrame
        comments: pd.DataFrame
        institutions: pd.DataFrame
        contacts: pd.DataFrame
        recommendations: pd.DataFrame
        references: pd.DataFrame
        registry: pd.DataFrame
        plan_commitments: pd.DataFrame
        links: pd.DataFrame
        threads: pd.DataFrame
        titles: pd.DataFrame
        provenance: pd.DataFrame
        issues: pd.DataFrame

    def names(self) -> tuple[str, ...]:
        """Return the names of the tables."""
        return _table_names()

    def table(self, name: str) -> pd.DataFrame:
        """Return one table by name, or a view with joined names such as milestones_named.

        Raises `KeyError` for an unknown name and FileNotFoundError for a missing file. Views need the package duckdb.
        """
        if name not in (*_table_names(), *view_names(_table_names())):
            raise KeyError(f"There is no table {name!r}; there are {', '.join(_table_names())}.")
        if name not in self._frames:
            self._frames[name] = _read_frame(self.folder, name) if name in _table_names() else self._view(name)
        return self._frames[name]

    def _view(self, name: str) -> pd.DataFrame:
        connection = self.duckdb()
        try:
            return _as_frame(connection.table(name).to_arrow_table())
        finally:
            connection.close()

    def describe(self, name: str) -> pd.DataFrame:
        """Return the columns of one table with type and meaning, as in the data dictionary."""
        import pandas as pd

        fields = schema.find_table(name).fields
        rows = [(field.name, field.type, field.description, list(field.codes) or None) for field in fields]
        return pd.DataFrame(rows, columns=["column", "type", "meaning", "codes"])

    def provenance_of(self, record_key: str, field: str | None = None) -> pd.DataFrame:
        """Return the positions of a record's values, or of one field, in the source: one row per page.

        `record_key` is the value of the record's key column (document_id for a document).
        """
        rows = self.table("provenance")
        is_selected = rows["record_key"] == record_key
        if field is not None:
            is_selected &= rows["field"] == field
        return rows[is_selected].reset_index(drop=True)

    def duckdb(self) -> duckdb.DuckDBPyConnection:
        """Return an in-memory DuckDB connection with a view for each table; needs the package duckdb."""
        from pipeline.query import connect

        return connect(self.folder)

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return self.table(name)
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_table_names()})

    def __repr__(self) -> str:
        return f"Tables of {self.folder}: {', '.join(_table_names())}"


def _to_location(location: str | os.PathLike[str]) -> Path | str:
    return location if isinstance(location, str) and is_url(location) else Path(location)


def _table_names() -> tuple[str, ...]:
    return tuple(table.name for table in schema.all_tables())


def _read_frame(folder: Path, name: str) -> pd.DataFrame:
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
