"""Export a folder of CSV files with their Frictionless data package."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.export.reading import find_tables, iterate_rows, read_metadata
from pipeline.query.formats import write_csv
from pipeline.query.writing import write_atomically
from pipeline.schema import find_table
from pipeline.schema.descriptor import build_table_schema
from pipeline.tables import package


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
    with write_atomically(out / package.NAME) as part:
        part.write_text(content, encoding="utf-8")
