"""A run of the command as a user gives it, watched from outside: seconds, and memory of it and of its processes.

Memory and CPU seconds of its processes are looked up under /proc, mostly ten times a second: workers are children of a
server that no one waits for, so they are in no account of children. Elsewhere than on Linux both are those of the
command alone. Pages that processes share are counted once (PSS) in the memory of the whole run.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scripts.bench.tables import TimeSpent, measure_time

_PROC = Path("/proc")
_PAUSE = 0.1  # seconds between two looks at the processes
_PSS, _PEAK = re.compile(rb"^Pss:\s+(\d+)", re.MULTILINE), re.compile(rb"^VmHWM:\s+(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class WatchedRun:
    """What a run took and said: `together` and `largest` are MB of all its processes and of the largest of them."""

    spent: TimeSpent
    told: dict[str, Any]
    together: int | None
    largest: int | None


@dataclass(slots=True)
class _Peaks:
    together: int = 0
    largest: int = 0
    seconds: dict[int, float] = field(default_factory=dict)

    def look(self, root: int) -> None:
        """Take in what the processes below one hold now, in KB; the command itself counts for `together` alone."""
        processes = _list_processes(root)
        self.seconds |= {number: seconds for number in processes if (seconds := _read_cpu_seconds(number))}
        self.together = max(self.together, sum(_read_kilobytes(number, "smaps_rollup", _PSS) for number in processes))
        self.largest = max(
            [self.largest, *(_read_kilobytes(number, "status", _PEAK) for number in processes if number != root)]
        )


def watch_extract(raw: Path, out: Path, cache: Path, *options: str) -> WatchedRun:
    """Run `ogp extract` and return what it took; a document that fails stops nothing."""
    # On a busy machine no document may fail for the time that others take.
    patience = ("--json", "--time-limit", "3600")
    command = [sys.executable, "-m", "pipeline", "extract", str(raw), "--out", str(out), *patience, *options]
    # Where Python may not keep what it compiled, each start takes a second that no user waits for.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["OGP_CACHE"] = str(cache)
    peaks, output = _Peaks(), b""

    def run() -> None:
        nonlocal output
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
            done = threading.Event()
            watcher = threading.Thread(target=_watch_process, args=(process.pid, done, peaks))
            watcher.start()
            output = process.communicate()[0]
            done.set()
            watcher.join()

    time_spent = measure_time(run)
    summary: dict[str, Any] = json.loads(output)
    time_spent = replace(time_spent, cpu=max(time_spent.cpu, sum(peaks.seconds.values())))
    return WatchedRun(time_spent, summary, peaks.together // 1024 or None, peaks.largest // 1024 or None)


def _watch_process(process: int, done: threading.Event, peaks: _Peaks) -> None:
    pause = _PAUSE
    while _PROC.is_dir() and not done.wait(pause):
        began = time.monotonic()
        peaks.look(process)
        # To add up gigabytes takes its time, which must not be taken from the run.
        pause = max(_PAUSE, 20 * (time.monotonic() - began))


def _list_processes(process: int) -> list[int]:
    """Return a process and its descendants that still run."""
    processes, pending = [], [process]
    while pending:
        current = pending.pop()
        processes.append(current)
        for thread in _PROC.glob(f"{current}/task/*/children"):
            pending += [int(child) for child in _read_bytes(thread).split()]
    return processes


def _read_kilobytes(process: int, name: str, what: re.Pattern[bytes]) -> int:
    match = what.search(_read_bytes(_PROC / str(process) / name))
    return int(match[1]) if match else 0


def _read_cpu_seconds(process: int) -> float:
    """Return what a process has worked by now, without its children."""
    fields = _read_bytes(_PROC / str(process) / "stat").rpartition(b") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # the process has ended
        return b""
