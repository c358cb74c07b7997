"""Whole runs over generated reports: CPU seconds, what a second run costs, memory, and where the time goes.

A run is the command as a user gives it, its Python start included. One report in ten is a PDF, one in ten a DOCX, the
others are plain text.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from scripts.bench._documents import archive
from scripts.bench._settings import Settings
from scripts.bench._table import Table, Value

TITLE = "Runs over generated reports"
SIZES, QUICK = (10, 100, 1000), (10,)


def measured(settings: Settings) -> Table:
    """Return the table."""
    rows: list[tuple[Value, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        for count in QUICK if settings.quick else SIZES:
            raw = Path(folder) / f"raw{count}"
            archive(raw, count)
            rows += [_row(Path(folder), raw, count, workers) for workers in (1, 2)]
    columns = (
        "documents",
        "workers",
        "first run, s",
        "nothing changed, s",
        "one changed, s",
        "MB a process",
        "reading, s",
    )
    return Table(
        columns,
        tuple(rows),
        (
            "CPU seconds of `ogp extract` and its workers, its start included; wall-clock seconds beside them tell "
            "what else the machine did. 'One changed' reads one document and links all.",
        ),
    )


def _row(folder: Path, raw: Path, count: int, workers: int) -> tuple[Value, ...]:
    out, cache = folder / f"out{count}-{workers}", folder / f"cache{count}-{workers}"
    started = time.monotonic()
    first, told = _run(raw, out, cache, workers)
    wall, memory = time.monotonic() - started, told["memory_mb"]
    assert not told["unchanged"]
    _run(raw, out, cache, workers)  # files written just now are hashed once more
    again, told = _run(raw, out, cache, workers)
    assert told["unchanged"]
    changed = sorted(raw.glob("*.txt"))[workers]
    changed.write_text(changed.read_text(encoding="utf-8") + "\nOne line more.\n", encoding="utf-8")
    one, _ = _run(raw, out, cache, workers)
    return (count, workers, round(first, 2), round(wall, 2), round(again, 2), round(one, 2), memory)


def _run(raw: Path, out: Path, cache: Path, workers: int) -> tuple[float, dict[str, Any]]:
    command = [sys.executable, "-m", "pipeline", "extract", str(raw), "--out", str(out)]
    environment = {**os.environ, "OGP_CACHE": str(cache)}
    before = os.times()
    done = subprocess.run(
        [*command, "--workers", str(workers), "--json"], capture_output=True, check=True, env=environment
    )
    after = os.times()
    spent = after.children_user - before.children_user + after.children_system - before.children_system
    return spent, json.loads(done.stdout)
