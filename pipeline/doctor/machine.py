"""The machine: cores and memory, room on the disk, folders that can be written."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pipeline import cache
from pipeline.doctor.finding import Finding

MEGABYTE = 1 << 20
LEAST = 200
"""MB below which a run is likely to fail."""

ENOUGH = 2_000
"""MB that a run of some hundred documents needs with its cache and pictures."""


def machine() -> Iterator[Finding]:
    """Check cores against memory: every worker may take its own share."""
    cores = os.cpu_count() or 1
    memory = _memory()
    if memory is None:
        yield Finding("machine", "ok", f"{cores} cores")
    elif memory < 1024 * (cores + 1):
        advice = f"Give each worker room: --workers {max(1, memory // 1024 - 1)}"
        yield Finding("machine", "warning", f"{cores} cores, {memory} MB memory", advice)
    else:
        yield Finding("machine", "ok", f"{cores} cores, {memory} MB memory")


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    except (AttributeError, ValueError, OSError):
        return None


def disk(out: Path) -> Iterator[Finding]:
    """Check the room where the tables and the cache are written."""
    for name, path in (("disk for tables", out), ("disk for the cache", cache.cache_folder())):
        yield room(name, path, shutil.disk_usage(existing(path)).free // MEGABYTE)


def room(name: str, path: Path, free: int) -> Finding:
    """Judge the free megabytes of a disk.

    >>> room("disk", Path("x"), 10).state, room("disk", Path("x"), 900).state, room("disk", Path("x"), 9000).state
    ('error', 'warning', 'ok')
    """
    state = "error" if free < LEAST else "warning" if free < ENOUGH else "ok"
    advice = "" if state == "ok" else "Free some room, or name another folder (--out; OGP_CACHE for the cache)."
    return Finding(name, state, f"{free} MB free at {path}", advice)  # type: ignore[arg-type]


def folders(out: Path) -> Iterator[Finding]:
    """Check that the folders of the tables and of the cache can be written."""
    yield writable("folder for tables", out.resolve().parent if not out.exists() else out, "Name another with --out.")
    advice = "Set OGP_CACHE to a folder of your own; without a cache every run reads every document anew."
    found = writable("cache", cache.cache_folder(), advice)
    yield found if found.state == "ok" else Finding(found.name, "warning", found.found, advice)


def writable(name: str, path: Path, advice: str) -> Finding:
    """Check that a file can be made in a folder, or in the nearest one above it that exists."""
    at = existing(path)
    try:
        with tempfile.TemporaryFile(dir=at):
            return Finding(name, "ok", f"{path} can be written")
    except OSError as error:
        return Finding(name, "error", f"{at} can't be written: {error.strerror}", advice)


def existing(path: Path) -> Path:
    """Return a folder, or the nearest one above it that exists.

    >>> existing(Path("/no/such/folder")) == Path("/")
    True
    """
    resolved = path.resolve()
    return next(folder for folder in (resolved, *resolved.parents) if folder.is_dir())
