"""The Frictionless descriptor `datapackage.json`, derived from the schemas, without time or host."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.schema import find_table, load, partition_columns, schema_digest, table_files
from pipeline.schema.tables import build_table_schema

NAME = "datapackage.json"


def build_descriptor(folder: Path, rows: Mapping[str, int], partition_by: Sequence[str] = ()) -> bytes:
    """Return `datapackage.json` for the tables in `folder`; `rows` are their row counts.

    A partitioned table lists its files with their hashes (`ogp:files`).
    """
    metadata = load("package")
    package = {
        "profile": "data-package",
        "name": metadata["name"],
        "title": metadata["title"],
        "description": metadata["description"],
        "keywords": metadata["keywords"],
        "version": __version__,
        "ogp:schema_version": metadata["ogp:schema_version"],
        "ogp:validation": metadata["ogp:validation"],
        "ogp:schema_digest": schema_digest(),
        "resources": [_build_resource(folder, name, count, partition_by) for name, count in rows.items()],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _build_resource(folder: Path, name: str, count: int, partition_by: Sequence[str]) -> dict[str, Any]:
    schema = find_table(name)
    columns = partition_columns(name, partition_by)
    return {
        "name": name,
        **(
            _describe_partitions(folder, name, columns)
            if columns
            else _describe_file(folder / f"{name}.parquet", folder)
        ),
        "title": schema.title,
        "description": f"{schema.description} One row per {schema.unit}.",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "ogp:rows": count,
        "schema": build_table_schema(name),
    }


def _describe_partitions(folder: Path, name: str, columns: Sequence[str]) -> dict[str, Any]:
    files = [_describe_file(path, folder) for path in table_files(folder, name)]
    return {
        "path": [file["path"] for file in files],
        "bytes": sum(file["bytes"] for file in files),
        "ogp:partition": list(columns),
        "ogp:files": files,
    }


def _describe_file(path: Path, folder: Path) -> dict[str, Any]:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return {"path": path.relative_to(folder).as_posix(), "bytes": len(content), "hash": f"sha256:{digest}"}
