"""A folder of CSV files with their Frictionless data package."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.export.reading import metadata, rows, tables
from pipeline.query.formats import write_csv
from pipeline.query.writing import whole
from pipeline.schema import table
from pipeline.schema.descriptor import build_table_schema
from pipeline.tables import package


def write(folder: Path, out: Path) -> tuple[dict[str, int], list[str]]:
    """Write a CSV file for each table and `datapackage.json`; return rows by table, and nothing to note."""
    counts: dict[str, int] = {}
    resources: list[dict[str, Any]] = []
    for name, files in tables(folder).items():
        target = out / f"{name}.csv"
        with whole(target) as part, part.open("w", encoding="utf-8", newline="") as stream:
            counts[name] = write_csv(table(name).columns, rows(name, files), stream)
        declared = table(name)
        about = {"title": declared.title, "description": f"{declared.description} One row per {declared.unit}."}
        resources.append(resource(target, name, about, counts[name], build_table_schema(name)))
    write_descriptor(folder, out, resources)
    return counts, []


def resource(path: Path, name: str, about: dict[str, str], count: int, declared: dict[str, Any]) -> dict[str, Any]:
    """Describe a CSV file as a resource of a data package."""
    content = path.read_bytes()
    return {
        "name": name,
        "path": path.name,
        "profile": "tabular-data-resource",
        **about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "ogp:rows": count,
        "schema": declared,
    }


def write_descriptor(folder: Path, out: Path, resources: list[dict[str, Any]]) -> None:
    """Write `datapackage.json` with the extracted folder's metadata and the resources given."""
    content = json.dumps({**metadata(folder), "resources": resources}, ensure_ascii=False, indent=1) + "\n"
    with whole(out / package.NAME) as part:
        part.write_text(content, encoding="utf-8")
