"""Entries on disk: one file each, checked by a checksum, written whole or not at all.

An entry that is damaged counts as absent and is written anew; a folder that can't be written is no failure.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import re
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LAYERS = ("catalogue", "read", "failures", "results")
"""Hashes of files; documents as read; why others can't be read; what documents gave."""

_COUNTS = "counts.json"
_NAME = re.compile(r"[0-9a-f]{64}")
_DAY = 86_400.0
_CHECKSUM = 32


@dataclass(frozen=True, slots=True)
class Usage:
    """What one layer holds: entries, bytes, and how often the last run and all runs found what they looked for."""

    layer: str
    entries: int
    size: int
    last: tuple[int, int]
    total: tuple[int, int]


def folder() -> Path:
    """Return the cache folder: `$OGP_CACHE`, else `ogp-pipeline` in the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(os.environ.get("OGP_CACHE") or Path(base) / "ogp-pipeline")


def load(layer: str, key: str) -> object | None:
    """Return what is kept under a key (64 hexadecimal digits); None where nothing is, or where it is damaged."""
    path = _path(layer, key)
    try:
        data = path.read_bytes()
    except OSError:
        return None
    body = data[_CHECKSUM:]
    if hashlib.sha256(body).digest() != data[:_CHECKSUM]:
        return None
    _used(path)
    try:
        # The folder is the user's own, and the checksum is looked at before anything is loaded.
        found: object = pickle.loads(zlib.decompress(body))  # noqa: S301
    except (AttributeError, ImportError, pickle.UnpicklingError, zlib.error, EOFError, TypeError):
        return None
    return found


def exists(layer: str, key: str) -> bool:
    """Say whether anything lies under a key, be it damaged."""
    return _path(layer, key).is_file()


def save(layer: str, key: str, value: object) -> None:
    """Keep a value under a key; whoever reads meanwhile sees the old one or the new one."""
    body = zlib.compress(pickle.dumps(value, protocol=5), 1)
    _write(_path(layer, key), hashlib.sha256(body).digest() + body)


def packed(layer: str, key: str) -> bytes | None:
    """Return an entry as it lies on disk, to be sent to another machine; None where there is none."""
    try:
        return _path(layer, key).read_bytes()
    except OSError:
        return None


def unpack(layer: str, key: str, data: bytes) -> None:
    """Keep an entry that another machine packed; a name that is none, or damaged data, is passed over."""
    whole = hashlib.sha256(data[_CHECKSUM:]).digest() == data[:_CHECKSUM]
    if whole and layer in LAYERS and _NAME.fullmatch(key):
        _write(_path(layer, key), data)


def _write(path: Path, data: bytes) -> None:
    unfinished: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            unfinished = file.name
            file.write(data)
        Path(unfinished).replace(path)
    except OSError:
        if unfinished:
            with suppress(OSError):
                Path(unfinished).unlink()


def _used(path: Path) -> None:
    """Note that an entry was of use, once a day: `--older-than` goes by it."""
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > _DAY:
            os.utime(path)


def _path(layer: str, key: str) -> Path:
    return folder() / layer / key[:2] / key


def _entries(layer: str) -> Iterator[os.stat_result]:
    for path in _files(layer):
        with suppress(OSError):
            yield path.stat()


def _files(layer: str) -> Iterator[Path]:
    """Yield the entries of a layer, and what was left by a process killed while it wrote one."""
    for path in (folder() / layer).glob("??/*"):
        if _NAME.fullmatch(path.name) or path.name.startswith("tmp"):
            yield path


def usage() -> tuple[Usage, ...]:
    """Return what every layer holds and how often it was of use."""
    counts = _counts()
    found = []
    for layer in LAYERS:
        sizes = [entry.st_size for entry in _entries(layer)]
        last, total = (_pair(counts.get(kind, {}).get(layer)) for kind in ("last", "total"))
        found.append(Usage(layer, len(sizes), sum(sizes), last, total))
    return tuple(found)


def clear(older_than: float | None = None) -> tuple[int, int]:
    """Remove all entries, or those not used for `older_than` seconds; return how many, and their bytes."""
    entries = size = 0
    border = None if older_than is None else time.time() - older_than
    for path in [path for layer in LAYERS for path in _files(layer)] + list(_of_old_versions()):
        with suppress(OSError):
            found = path.stat()
            if border is None or found.st_mtime < border:
                path.unlink()
                entries, size = entries + 1, size + found.st_size
    if border is None:
        with suppress(OSError):
            (folder() / _COUNTS).unlink()
    return entries, size


def _of_old_versions() -> Iterator[Path]:
    return (path for path in folder().glob("??/*.pickle") if _NAME.fullmatch(path.stem))


def note_run(found: Mapping[str, tuple[int, int]]) -> None:
    """Add a run's (hits, misses) by layer to the counts."""
    total = {layer: _pair(pair) for layer, pair in _counts().get("total", {}).items()}
    for layer, (hits, misses) in found.items():
        before = total.get(layer, (0, 0))
        total[layer] = (before[0] + hits, before[1] + misses)
    _write(folder() / _COUNTS, json.dumps({"last": dict(found), "total": total}).encode())


def _counts() -> dict[str, dict[str, object]]:
    try:
        found = json.loads((folder() / _COUNTS).read_bytes())
    except (OSError, ValueError):
        return {}
    return {kind: dict(pairs) for kind, pairs in found.items()} if isinstance(found, dict) else {}


def _pair(found: object) -> tuple[int, int]:
    match found:
        case [int(hits), int(misses)]:
            return hits, misses
    return 0, 0
