"""A real Dask scheduler with real worker processes on loopback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[3]


@dataclass
class Cluster:
    """The scheduler's address and the processes; `folder` holds their logs and caches."""

    folder: Path
    address: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *words: str, **variables: str) -> None:
        """Start `dask scheduler` or `dask worker` with words, each in a folder and with a cache of its own."""
        place = self.folder / name
        place.mkdir()
        kept = {key: value for key, value in os.environ.items() if not key.startswith("OGP_")}
        env = {**kept, "OGP_CACHE": str(place / "cache"), "PYTHONPATH": str(ROOT), **variables}
        code = f"from distributed.cli.dask_{words[0]} import main; main()"
        call = [sys.executable, "-c", code, *words[1:]]
        with (place / "log").open("wb") as log:
            self.processes[name] = subprocess.Popen(call, cwd=place, env=env, stdout=log, stderr=log)

    def worker(self, name: str, *words: str, **variables: str) -> None:
        """Start a worker of one thread and tell it apart by its name."""
        common = ("worker", self.address, "--name", name, "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard")
        ending = ("--lifetime", "900")  # should the tests themselves be killed
        self.start(name, *common, *ending, *words, **variables)

    def log(self, name: str) -> str:
        """Return what a process has said so far."""
        return (self.folder / name / "log").read_text(errors="replace")

    def until(self, name: str, said: str) -> re.Match[str]:
        """Wait until a process has said something."""
        for _ in range(600):
            if found := re.search(said, self.log(name)):
                return found
            assert self.processes[name].poll() is None, self.log(name)
            time.sleep(0.1)
        raise AssertionError(self.log(name))


@contextmanager
def cluster(folder: Path, workers: Sequence[str] = ("one", "two"), nanny: bool = False) -> Iterator[Cluster]:
    """Run a scheduler and workers on free ports; all are gone at the end."""
    made = Cluster(folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        made.start("scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        made.address = made.until("scheduler", r"(tcp://127\.0\.0\.1:\d+)")[1]
        for name in workers:
            made.worker(name, "--nanny" if nanny else "--no-nanny")
        for name in workers:
            made.until(name, "Registered to")
        yield made
    finally:
        for process in made.processes.values():
            process.terminate()
        for process in made.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
