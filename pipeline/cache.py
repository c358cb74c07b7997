"""Results of documents kept between runs, by what they depend on: bytes, settings, code and schemas.

An entry that is damaged or of another version counts as absent and is written anew.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import tempfile
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from pipeline.limits import Limits
from pipeline.model import Extraction, SourceDocument
from pipeline.plugins import GROUP
from pipeline.schema import schema_digest


def folder() -> Path:
    """Return the cache folder: `$OGP_CACHE`, else `ogp-pipeline` in the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(os.environ.get("OGP_CACHE") or Path(base) / "ogp-pipeline")


@cache
def code_digest() -> str:
    """Return a digest of the package's own code, of the parsers that plugins add and of the schemas."""
    digest = hashlib.sha256(schema_digest().encode())
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    for point in sorted(entry_points(group=GROUP), key=lambda p: p.name):
        version = point.dist.version if point.dist else ""
        digest.update(f"{point.name}={point.value}@{version}".encode())
    return digest.hexdigest()


def _entry(source: SourceDocument, limits: Limits) -> Path:
    # Time and memory fail a document, and failures are not kept; what it may hold decides whether it is read at all.
    caps = (limits.size, limits.pages, limits.cells)
    key = hashlib.sha256(f"{source!r}{caps}{code_digest()}".encode()).hexdigest()
    return folder() / key[:2] / f"{key}.pickle"


def load(source: SourceDocument, limits: Limits) -> Extraction | None:
    """Return the kept result of a document, or None where there is none that still holds."""
    try:
        data = _entry(source, limits).read_bytes()
    except OSError:
        return None
    checksum, body = data[:32], data[32:]
    if hashlib.sha256(body).digest() != checksum:
        return None
    # The folder is the user's own, and the checksum is looked at before anything is loaded.
    result = pickle.loads(body)  # noqa: S301
    return result if isinstance(result, Extraction) else None


def save(source: SourceDocument, result: Extraction, limits: Limits) -> None:
    """Keep a document's result; a cache that can't be written is no failure."""
    path = _entry(source, limits)
    body = pickle.dumps(result, protocol=5)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(hashlib.sha256(body).digest() + body)
        Path(file.name).replace(path)
    except OSError:
        return
