"""Memory of runs over one long PDF of forms: what grows with its pages, and what the largest worker holds."""

from __future__ import annotations

import tempfile
from pathlib import Path

from scripts.bench import documents
from scripts.bench.tables import Settings, Table, Value
from scripts.bench.watched_run import watch_extract

TITLE = "Memory of runs over one long PDF of forms"
SIZES, QUICK = (1, 200, 600), (1, 5)
_NOTE = (
    "'Largest worker' and 'whole run' are looked up ten times a second under /proc; in the whole run pages that "
    "processes share count once. The first row tells what the code and its libraries take. Asked: 600 pages in under "
    "300 MB a worker."
)
_COLUMNS = ("pages", "workers", "seconds", "CPU seconds", "largest worker, MB", "whole run, MB", "told by the run, MB")


def measure(settings: Settings) -> Table:
    """Return the table."""
    rows: list[tuple[Value, ...]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in QUICK if settings.quick else SIZES:
            raw = folder / f"raw{size}"
            raw.mkdir()
            pages = documents.write_long_pdf(raw / "forms.pdf", size)
            rows += [_measure_row(folder, raw, pages, workers) for workers in (1, 2)]
    return Table(_COLUMNS, tuple(rows), (_NOTE,))


def _measure_row(folder: Path, raw: Path, pages: int, workers: int) -> tuple[Value, ...]:
    out = folder / f"out{pages}-{workers}"
    run = watch_extract(raw, out, folder / "cache", "--no-cache", "--workers", str(workers))
    assert not run.told["failed"]
    times = (round(run.spent.wall, 1), round(run.spent.cpu, 1))
    return (pages, workers, *times, run.largest, run.together, run.told["memory_mb"])
