"""Check the machine: cores and memory, disk space, writable folders."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pipeline import cache
from pipeline.doctor.finding import CheckResult

MEGABYTE = 1 << 20
MIN_FREE_MB = 200
"""Below this a run is likely to fail: the tables of a hundred documents with their temporary copies."""

RECOMMENDED_FREE_MB = 2_000
"""A run of some hundred documents needs this much with its cache and page pictures."""


def check_machine() -> Iterator[CheckResult]:
    """Compare cores with memory: every worker may use its full limit."""
    cores = os.cpu_count() or 1
    memory = _total_memory_mb()
    if memory is None:
        yield CheckResult("machine", "ok", f"{cores} cores")
    elif memory < 1024 * (cores + 1):
        advice = f"Give each worker room: --workers {max(1, memory // 1024 - 1)}"
        yield CheckResult("machine", "warning", f"{cores} cores, {memory} MB memory", advice)
    else:
        yield CheckResult("machine", "ok", f"{cores} cores, {memory} MB memory")


def _total_memory_mb() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    except (AttributeError, ValueError, OSError):
        return None


def check_disks(out: Path) -> Iterator[CheckResult]:
    """Check the free space for tables and cache."""
    for name, path in (("disk for tables", out), ("disk for the cache", cache.cache_folder())):
        yield check_free_space(name, path, shutil.disk_usage(nearest_existing_folder(path)).free // MEGABYTE)


def check_free_space(name: str, path: Path, free: int) -> CheckResult:
    """Assess the free megabytes of a disk.

    >>> [check_free_space("disk", Path("x"), free).state for free in (10, 900, 9000)]
    ['error', 'warning', 'ok']
    """
    state = "error" if free < MIN_FREE_MB else "warning" if free < RECOMMENDED_FREE_MB else "ok"
    advice = "" if state == "ok" else "Free some room, or name another folder (--out; OGP_CACHE for the cache)."
    return CheckResult(name, state, f"{free} MB free at {path}", advice)  # type: ignore[arg-type]


def check_folders(out: Path) -> Iterator[CheckResult]:
    """Check that the folders of the tables and of the cache are writable."""
    yield check_writable(
        "folder for tables", out.resolve().parent if not out.exists() else out, "Name another with --out."
    )
    advice = "Set OGP_CACHE to a folder of your own; without a cache every run reads every document again."
    result = check_writable("cache", cache.cache_folder(), advice)
    yield result if result.state == "ok" else CheckResult(result.name, "warning", result.details, advice)


def check_writable(name: str, path: Path, advice: str) -> CheckResult:
    """Check that a file can be created in a folder, or in its nearest existing parent."""
    folder = nearest_existing_folder(path)
    try:
        with tempfile.TemporaryFile(dir=folder):
            return CheckResult(name, "ok", f"{path} can be written")
    except OSError as error:
        return CheckResult(name, "error", f"{folder} can't be written: {error.strerror}", advice)


def nearest_existing_folder(path: Path) -> Path:
    """Return a folder, or its nearest parent that exists.

    >>> nearest_existing_folder(Path("/no/such/folder")) == Path("/")
    True
    """
    resolved = path.resolve()
    return next(folder for folder in (resolved, *resolved.parents) if folder.is_dir())
