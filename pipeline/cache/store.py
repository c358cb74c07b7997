"""Cache entries on disk: one file each, with a checksum, written atomically.

A damaged entry counts as missing and is written again. A folder that can't be written is not an error.
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
from functools import lru_cache
from pathlib import Path

LAYERS = ("catalogue", "read", "failures", "results", "outlines", "groups")
"""Hashes of files; documents as read; why others can't be read; what parsing gave; what a run compares of the documents
of a folder; tables of the documents that are linked together."""

_COUNTS_FILE = "counts.json"
_KEY_PATTERN = re.compile(r"[0-9a-f]{64}")
_DAY_SECONDS = 86_400.0
"""Times of use are recorded once a day, the resolution of `--older-than`."""
_CHECKSUM_BYTES = 32
"""Length of a SHA-256 digest, which precedes every entry."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one layer holds, and (hits, misses) of the last run and of all runs."""

    layer: str
    entries: int
    size_bytes: int
    last_run: tuple[int, int]
    all_runs: tuple[int, int]


def cache_folder() -> Path:
    """Return the cache folder: `$OGP_CACHE`, else `ogp-pipeline` in the user's cache folder."""
    return _make_folder(*(os.environ.get(name) for name in ("OGP_CACHE", "XDG_CACHE_HOME", "HOME")))


@lru_cache(maxsize=1)  # a run asks for it once or more for each document
def _make_folder(own: str | None, base: str | None, home: str | None) -> Path:
    return Path(own) if own else Path(base or Path(home or Path.home()) / ".cache") / "ogp-pipeline"


def load_entry(layer: str, key: str) -> object | None:
    """Return the value stored under a key (64 hexadecimal digits), None if there is none or it is damaged."""
    path = _entry_path(layer, key)
    try:
        data = path.read_bytes()
    except OSError:
        return None
    body = data[_CHECKSUM_BYTES:]
    if hashlib.sha256(body).digest() != data[:_CHECKSUM_BYTES]:
        return None
    _touch_daily(path)
    try:
        # The folder belongs to the user, and the checksum is compared before anything is unpickled.
        value: object = pickle.loads(zlib.decompress(body))  # noqa: S301
    except (AttributeError, ImportError, pickle.UnpicklingError, zlib.error, EOFError, TypeError):
        return None
    return value


def has_entry(layer: str, key: str) -> bool:
    """Return whether an entry exists under a key, possibly a damaged one."""
    return _entry_path(layer, key).is_file()


def save_entry(layer: str, key: str, value: object) -> None:
    """Store a value under a key. A concurrent reader sees the old entry or the new one."""
    body = zlib.compress(pickle.dumps(value, protocol=5), 1)
    _write_atomically(_entry_path(layer, key), hashlib.sha256(body).digest() + body)


def pack_entry(layer: str, key: str) -> bytes | None:
    """Return the stored bytes of an entry, to be sent to another machine; None if there is none."""
    try:
        return _entry_path(layer, key).read_bytes()
    except OSError:
        return None


def unpack_entry(layer: str, key: str, data: bytes) -> None:
    """Store an entry that another machine packed. Damaged data and invalid keys are ignored."""
    is_intact = hashlib.sha256(data[_CHECKSUM_BYTES:]).digest() == data[:_CHECKSUM_BYTES]
    if is_intact and layer in LAYERS and _KEY_PATTERN.fullmatch(key):
        _write_atomically(_entry_path(layer, key), data)


def _write_atomically(path: Path, data: bytes) -> None:
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            temporary = file.name
            file.write(data)
        Path(temporary).replace(path)
    except OSError:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()


def _touch_daily(path: Path) -> None:
    """Update the time of an entry at most once a day; `--older-than` compares it."""
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > _DAY_SECONDS:
            os.utime(path)


def _entry_path(layer: str, key: str) -> Path:
    return cache_folder() / layer / key[:2] / key


def _entry_stats(layer: str) -> Iterator[os.stat_result]:
    for path in _entry_files(layer):
        with suppress(OSError):
            yield path.stat()


def _entry_files(layer: str) -> Iterator[Path]:
    """Yield the entry files of a layer, and temporary files left by a killed process."""
    for path in (cache_folder() / layer).glob("??/*"):
        if _KEY_PATTERN.fullmatch(path.name) or path.name.startswith("tmp"):
            yield path


def measure_usage() -> tuple[Usage, ...]:
    """Return what every layer holds and how often it was hit."""
    counts = _load_counts()
    layers = []
    for layer in LAYERS:
        sizes = [entry.st_size for entry in _entry_stats(layer)]
        last, total = (_hits_and_misses(counts.get(kind, {}).get(layer)) for kind in ("last", "total"))
        layers.append(Usage(layer, len(sizes), sum(sizes), last, total))
    return tuple(layers)


def clear_cache(older_than: float | None = None) -> tuple[int, int]:
    """Remove all entries, or those not used for `older_than` seconds; return their number and bytes."""
    entries = size = 0
    cutoff = None if older_than is None else time.time() - older_than
    for path in [path for layer in LAYERS for path in _entry_files(layer)] + list(_old_version_files()):
        with suppress(OSError):
            stat = path.stat()
            if cutoff is None or stat.st_mtime < cutoff:
                path.unlink()
                entries, size = entries + 1, size + stat.st_size
    if cutoff is None:
        with suppress(OSError):
            (cache_folder() / _COUNTS_FILE).unlink()
    return entries, size


def _old_version_files() -> Iterator[Path]:
    return (path for path in cache_folder().glob("??/*.pickle") if _KEY_PATTERN.fullmatch(path.stem))


def record_run(lookups: Mapping[str, tuple[int, int]]) -> None:
    """Add the (hits, misses) of a run by layer to the counts."""
    total = {layer: _hits_and_misses(pair) for layer, pair in _load_counts().get("total", {}).items()}
    for layer, (hits, misses) in lookups.items():
        before = total.get(layer, (0, 0))
        total[layer] = (before[0] + hits, before[1] + misses)
    _write_atomically(cache_folder() / _COUNTS_FILE, json.dumps({"last": dict(lookups), "total": total}).encode())


def _load_counts() -> dict[str, dict[str, object]]:
    try:
        counts = json.loads((cache_folder() / _COUNTS_FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return {kind: dict(pairs) for kind, pairs in counts.items()} if isinstance(counts, dict) else {}


def _hits_and_misses(pair: object) -> tuple[int, int]:
    match pair:
        case [int(hits), int(misses)]:
            return hits, misses
    return 0, 0
