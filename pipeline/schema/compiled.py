"""Compiled forms of reference data: what is costly to build from schema files, kept beside them between processes.

Like Python's own `__pycache__`: a file that is missing, damaged or built from other data is built again, and a folder
that can't be written is not an error.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import pickle
import sys
import tempfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from pipeline.schema.data import root

T = TypeVar("T")

_CHECKSUM_BYTES = 32
"""Length of a SHA-256 digest, which precedes the pickled form."""
_CRC_BYTES = 4
"""Length of a CRC-32, which follows mapped bytes: a SHA-256 of 38 MB takes as long as building them."""


def load_compiled(name: str, source: object, build: Callable[[], T]) -> T:
    """Return what `build` gives, from the compiled file where one was made of the same `source` by the same code.

    `source` is JSON data: everything that the result depends on but for the code of the package of `build`.
    """
    path = _path(name, source, build)
    with suppress(OSError, AttributeError, ImportError, pickle.UnpicklingError, EOFError, TypeError, ValueError):
        data = path.read_bytes()
        if hashlib.sha256(data[_CHECKSUM_BYTES:]).digest() == data[:_CHECKSUM_BYTES]:
            # The folder is as trusted as the code beside it; the checksum finds damage before it is unpickled.
            value: T = pickle.loads(data[_CHECKSUM_BYTES:])  # noqa: S301
            return value
    value = build()
    body = pickle.dumps(value, protocol=5)
    _write(path, name, hashlib.sha256(body).digest() + body)
    return value


def map_compiled(name: str, source: object, build: Callable[[], bytes]) -> memoryview:
    """Return the bytes that `build` gives, mapped from their file so that only what is used takes memory."""
    path = _path(name, source, build)
    with suppress(OSError, ValueError):
        return _map(path)
    body = build()
    _write(path, name, body + zlib.crc32(body).to_bytes(_CRC_BYTES, "big"))
    with suppress(OSError, ValueError):
        return _map(path)
    return memoryview(body)


def _map(path: Path) -> memoryview:
    """Map a file without the checksum at its end; raise ValueError where it is damaged."""
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    content = memoryview(mapped)
    body = content[:-_CRC_BYTES]
    if zlib.crc32(body) != int.from_bytes(content[-_CRC_BYTES:], "big"):
        raise ValueError(f"{path} is damaged")
    return body


def _path(name: str, source: object, build: Callable[[], object]) -> Path:
    return _folder() / f"{name}-{_digest(source, build.__module__)}.compiled"


@cache
def _folder() -> Path:
    """Return the folder beside the schemas; where they can't be written, one in the user's cache folder."""
    beside = root() / "__pycache__"
    with suppress(OSError):
        beside.mkdir(exist_ok=True)
        if os.access(beside, os.W_OK):
            return beside
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "ogp-pipeline" / "compiled"


def _digest(source: object, module: str) -> str:
    digest = hashlib.sha256(f"{sys.version_info[:3]}\0".encode())
    digest.update(_code(module))
    digest.update(json.dumps(source, ensure_ascii=False).encode())
    return digest.hexdigest()[:32]


@cache
def _code(module: str) -> bytes:
    """Return the digest of the code in the folder of a module."""
    folder = Path(str(sys.modules[module].__file__)).parent
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


def _write(path: Path, name: str, body: bytes) -> None:
    """Write a compiled file for others to find whole, in place of those made of older data."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(body)
        Path(file.name).replace(path)
        for older in path.parent.glob(f"{name}-*.compiled"):
            if older != path:
                older.unlink()
