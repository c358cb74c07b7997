"""What every export needs: the folder's tables, and the metadata that goes with them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.query.views import files
from pipeline.schema import read_table
from pipeline.tables import package

if TYPE_CHECKING:
    import pyarrow as pa


class ExportError(Exception):
    """An export that could not be made, with what to do."""


def tables(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Return table -> Parquet files; raise `ExportError` where the folder holds none."""
    found = files(folder)
    if not found:
        raise ExportError(f"{folder} holds no tables. Run `ogp extract RAW --out {folder}` first.")
    return found


def open_table(name: str, files: Sequence[Path]) -> pa.Table:
    """Read one table; raise `ExportError` where a file is damaged."""
    try:
        return read_table(name, files)
    except OSError as error:
        raise ExportError(f"{files[0]} can't be read ({error}). Run `ogp extract` again.") from error


def rows(name: str, files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Yield the rows of one table as plain values."""
    for batch in open_table(name, files).to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def metadata(folder: Path) -> dict[str, Any]:
    """Return the folder's data package descriptor without its resources; the program's own where there is none."""
    try:
        found = json.loads((folder / package.NAME).read_bytes())
    except (OSError, ValueError):
        found = json.loads(package.descriptor(folder, {}))
    return {key: value for key, value in dict(found).items() if key != "resources"}
