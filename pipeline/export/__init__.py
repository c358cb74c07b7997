"""Export tables for other programs: a DuckDB file, CSV files, an Excel workbook, OGP's dataset layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.export.folder import ExportError

__all__ = ["KINDS", "ExportError", "ExportResult", "export"]


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The file or folder that was written, rows by table, and notes for the user."""

    path: Path
    rows: dict[str, int]
    notes: tuple[str, ...] = ()


KINDS: dict[str, str] = {
    "csv": "ogp-csv",
    "duckdb": "ogp.duckdb",
    "excel": "ogp.xlsx",
    "xlsx": "ogp.xlsx",
    "ogp-dataset": "ogp-dataset",
}
"""Kind of export -> the default name of the file or folder."""


def export(folder: Path, kind: str, out: Path) -> ExportResult:
    """Write the tables of a dataset folder to `out` as one of `KINDS`; an existing file is replaced.

    Raises `ExportError` if the folder holds no tables or `out` can't be written; no unfinished file stays.
    """
    try:
        rows, notes = _find_writer(kind)(folder, out)
    except OSError as error:
        raise ExportError(f"{out} can't be written: {error.strerror or error}.") from error
    return ExportResult(out, rows, tuple(notes))


def _find_writer(kind: str) -> Callable[[Path, Path], tuple[dict[str, int], list[str]]]:
    if kind in {"csv", "duckdb"}:
        from pipeline.export.folder import write_csv_folder, write_duckdb

        return write_csv_folder if kind == "csv" else write_duckdb
    if kind in {"excel", "xlsx"}:
        from pipeline.export import excel

        return excel.write_excel
    if kind == "ogp-dataset":
        from pipeline.export import dataset

        return dataset.write_dataset
    raise ExportError(f"There is no export {kind!r}; there are {', '.join(KINDS)}.")
