"""Extracted tables for other programs: a DuckDB file, CSV files, an Excel workbook, OGP's own dataset layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.export.reading import ExportError

__all__ = ["KINDS", "ExportError", "Exported", "export"]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the file or folder, rows by table, and what a person should know of it."""

    path: Path
    rows: dict[str, int]
    notes: tuple[str, ...] = ()


KINDS: dict[str, str] = {
    "csv": "ogp-csv",
    "duckdb": "ogp.duckdb",
    "excel": "ogp.xlsx",
    "ogp-dataset": "ogp-dataset",
}
"""Kind of export -> the file or folder that it writes where none is named."""


def export(folder: Path, kind: str, out: Path) -> Exported:
    """Write the tables of an extracted folder to `out` in one of `KINDS`; a file that is there is replaced.

    Raises `ExportError` where the folder holds no tables or `out` can't be written; nothing half-written stays.
    """
    try:
        rows, notes = _writer(kind)(folder, out)
    except OSError as error:
        raise ExportError(f"{out} can't be written: {error.strerror or error}.") from error
    return Exported(out, rows, tuple(notes))


def _writer(kind: str) -> Callable[[Path, Path], tuple[dict[str, int], list[str]]]:
    if kind == "csv":
        from pipeline.export import csv_folder

        return csv_folder.write
    if kind == "duckdb":
        from pipeline.export import duckdb_file

        return duckdb_file.write
    if kind == "excel":
        from pipeline.export import excel

        return excel.write
    if kind == "ogp-dataset":
        from pipeline.export import dataset

        return dataset.write
    raise ExportError(f"There is no export {kind!r}; there are {', '.join(KINDS)}.")
