"""Whole runs over ten times more and more generated reports: seconds, growth, memory, and what a second run costs.

A run is the command as a user gives it, its Python start included. Reports are PDF, DOCX, HTML and plain text, each
with contents of its own.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from scripts.bench import watched_run
from scripts.bench.documents import write_archive
from scripts.bench.tables import Settings, Table, Value

TITLE = "Runs over generated reports"
SIZES, QUICK = (10, 100, 1_000, 10_000), (10,)
WORKERS = (1, 2)
_NOTE = (
    "The first run reads everything: seconds by the clock, CPU seconds of the command and its workers, and how often "
    "the CPU seconds of a tenth of the documents. 'Nothing changed' and 'one changed' are later runs over the same "
    "folder, by the clock and in CPU seconds; the former opens no document, the latter reads one and links"
    " those of its country. "
    "Memory as under `memory`."
)
_COLUMNS = (
    *("documents", "workers", "seconds", "CPU seconds", "growth", "documents/s"),
    *("nothing changed, s", "CPU s", "one changed, s", "CPU s", "largest worker, MB", "whole run, MB"),
)


def measure(settings: Settings) -> Table:
    """Return the table; `most` of the settings leaves the largest folders out."""
    rows: list[tuple[Value, ...]] = []
    before: dict[int, float] = {}
    sizes = QUICK if settings.quick else tuple(size for size in SIZES if size <= settings.most)
    with tempfile.TemporaryDirectory() as folder:
        for count in sizes:
            raw = Path(folder) / f"raw{count}"
            write_archive(raw, count)
            for workers in WORKERS:
                row, before[workers] = _measure_row(Path(folder), raw, count, workers, before.get(workers))
                rows.append(row)
                print("measured: " + ", ".join(map(str, row)), file=sys.stderr, flush=True)
    return Table(_COLUMNS, tuple(rows), (_NOTE,))


def _measure_row(
    folder: Path, raw: Path, count: int, workers: int, before: float | None
) -> tuple[tuple[Value, ...], float]:
    """Return a row, and the CPU seconds of its first run."""
    out, cache = folder / f"out{count}-{workers}", folder / f"cache{count}-{workers}"

    def extract() -> watched_run.WatchedRun:
        return watched_run.watch_extract(raw, out, cache, "--workers", str(workers))

    first = extract()
    assert not first.told["unchanged"]
    assert not first.told["failed"], first.told["failed"]
    extract()  # files written just now are hashed once more
    unchanged_run = extract()
    assert unchanged_run.told["unchanged"]
    changed = sorted(raw.glob("*.txt"))[workers]
    changed.write_text(changed.read_text(encoding="utf-8") + "\nOne line more.\n", encoding="utf-8")
    changed_run = extract()
    assert not changed_run.told["unchanged"]
    times = (round(first.spent.wall, 1), round(first.spent.cpu, 1), first.spent.cpu / before if before else None)
    later = [round(value, 2) for run in (unchanged_run, changed_run) for value in (run.spent.wall, run.spent.cpu)]
    row = (count, workers, *times, round(count / first.spent.wall, 1), *later, first.largest, first.together)
    return row, first.spent.cpu
