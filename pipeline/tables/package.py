"""The Frictionless descriptor `datapackage.json`, derived from the schemas: no clock, no host facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.schema import load, partition_columns, schema_digest, table, table_files
from pipeline.schema.descriptor import build_table_schema

NAME = "datapackage.json"


def descriptor(folder: Path, rows: Mapping[str, int], partition: Sequence[str] = ()) -> bytes:
    """Return `datapackage.json` for the tables in `folder`, `rows` being their numbers of rows.

    A table that is parted by columns of `partition` names its files with their hashes (`ogp:files`).
    """
    about = load("package")
    package = {
        "profile": "data-package",
        "name": about["name"],
        "title": about["title"],
        "description": about["description"],
        "keywords": about["keywords"],
        "version": __version__,
        "ogp:schema_version": about["ogp:schema_version"],
        "ogp:schema_digest": schema_digest(),
        "resources": [_resource(folder, name, count, partition) for name, count in rows.items()],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(folder: Path, name: str, count: int, partition: Sequence[str]) -> dict[str, Any]:
    schema = table(name)
    columns = partition_columns(name, partition)
    return {
        "name": name,
        **(_of_parts(folder, name, columns) if columns else _of_file(folder / f"{name}.parquet", folder)),
        "title": schema.title,
        "description": f"{schema.description} One row per {schema.unit}.",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "ogp:rows": count,
        "schema": build_table_schema(name),
    }


def _of_parts(folder: Path, name: str, columns: Sequence[str]) -> dict[str, Any]:
    files = [_of_file(path, folder) for path in table_files(folder, name)]
    return {
        "path": [file["path"] for file in files],
        "bytes": sum(file["bytes"] for file in files),
        "ogp:partition": list(columns),
        "ogp:files": files,
    }


def _of_file(path: Path, folder: Path) -> dict[str, Any]:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return {"path": path.relative_to(folder).as_posix(), "bytes": len(content), "hash": f"sha256:{digest}"}
