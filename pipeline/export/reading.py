"""What all exports share: the tables of the folder and their metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.query.views import table_paths
from pipeline.schema import read_table
from pipeline.tables import package

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
        descriptor = json.loads((folder / package.NAME).read_bytes())
    except (OSError, ValueError):
        descriptor = json.loads(package.build_descriptor(folder, {}))
    return {key: value for key, value in dict(descriptor).items() if key != "resources"}
