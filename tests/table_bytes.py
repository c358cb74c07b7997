"""The tables of a run as they lie on disk, so that two runs can be compared byte for byte."""

from __future__ import annotations

from pathlib import Path


def table_bytes(out: Path) -> dict[str, bytes]:
    """Return file name -> bytes of the tables in one file each, and of their descriptor."""
    return {path.name: path.read_bytes() for path in (*out.glob("*.parquet"), out / "datapackage.json")}
