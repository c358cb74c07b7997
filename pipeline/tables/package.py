"""The Frictionless descriptor `datapackage.json`, derived from the schemas: no clock, no host facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.schema import load, schema_digest, table
from pipeline.schema.descriptor import frictionless

NAME = "datapackage.json"


def descriptor(folder: Path, rows: Mapping[str, int]) -> bytes:
    """Return `datapackage.json` for the tables that lie in `folder`, `rows` being their numbers of rows."""
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
        "resources": [_resource(folder, name, count) for name, count in rows.items()],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(folder: Path, name: str, count: int) -> dict[str, Any]:
    content = (folder / f"{name}.parquet").read_bytes()
    schema = table(name)
    return {
        "name": name,
        "path": f"{name}.parquet",
        "title": schema.title,
        "description": f"{schema.description} One row per {schema.unit}.",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "ogp:rows": count,
        "schema": frictionless(name),
    }
