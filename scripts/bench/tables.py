"""A benchmark's table: how it is printed and stored.

Seconds as they are compared: CPU seconds of a process with its children, in turns, and their ratios.

The benchmarks, and what a user can set for all of them.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from pipeline import __version__


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """CPU seconds (children included) and seconds on the wall."""

    cpu: float
    wall: float


def measure_time(work: Callable[[], object]) -> TimeSpent:
    """Return what a piece of work takes."""
    before, began = _cpu_seconds(), time.perf_counter()
    work()
    return TimeSpent(max(_cpu_seconds() - before, 1e-4), max(time.perf_counter() - began, 1e-4))


def take_turns(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[TimeSpent]]:
    """Return what each piece of work takes in every round; all have their turn before the next round begins."""
    times: dict[str, list[TimeSpent]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(measure_time(work))
    return times


def compute_speedup(base: Sequence[TimeSpent], other: Sequence[TimeSpent]) -> tuple[float, str, float]:
    """Return how many times faster than the base: median by CPU time, its range over the rounds, median by the wall.

    >>> compute_speedup([TimeSpent(8, 9), TimeSpent(10, 12)], [TimeSpent(2, 3), TimeSpent(2, 3)])
    (4.5, '4.0-5.0', 3.5)
    """
    cpu = [first.cpu / second.cpu for first, second in zip(base, other, strict=True)]
    wall = [first.wall / second.wall for first, second in zip(base, other, strict=True)]
    return median(cpu), f"{_format_ratio(min(cpu))}-{_format_ratio(max(cpu))}", median(wall)


def _format_ratio(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 100 else f"{ratio:,.0f}"


def median_time(times: Sequence[TimeSpent]) -> TimeSpent:
    """Return the median of CPU seconds and that of seconds on the wall."""
    return TimeSpent(median(time_spent.cpu for time_spent in times), median(time_spent.wall for time_spent in times))


def _cpu_seconds() -> float:
    # A process's own time is measured finer than that of its children, which counts ticks on some machines.
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


Value = str | int | float | None

BENCHMARKS = ("reading", "cells", "stages", "scaling", "memory", "linking", "site")
"""Modules with `TITLE: str` and `measure(settings: Settings) -> Table`, in the order of the page."""

DOCS = Path(__file__).parents[2] / "docs"
_HEAD = """# Benchmarks

Written by `make bench OPTIONS=--keep`; the numbers themselves are in `benchmarks.json`. They are of one machine, named
under each table: compare ratios taken within one run and the growth from row to row, not the seconds of two machines.

- `make bench` measures everything that needs nothing but the project; `OPTIONS="reading stages"` chooses,
  `OPTIONS=--quick` only shows that it runs, `RAW=folder` measures on documents of yours, `OPTIONS="scaling --most
  10000"` goes on to ten thousand documents (half an hour and more).
- A ratio is taken within a round, in which every tool has its turn; "from-to" is its range over the rounds. CPU
  seconds count what a tool worked, whatever else the machine did; seconds by the clock tell what one waited.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """What a benchmark found: a value for each column in every row, and what a reader must know (`notes`)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()


def format_markdown(table: Table) -> str:
    """Return a table as Markdown, numbers to the right.

    >>> print(format_markdown(Table(("records", "seconds"), ((1000, 0.5), (10000, 4.25)), ("Nothing is read.",))))
    | records | seconds |
    | ------: | ------: |
    |   1,000 |    0.50 |
    |  10,000 |     4.2 |
    <BLANKLINE>
    Nothing is read.
    """
    cells = [table.columns, *(tuple(map(_format_value, row)) for row in table.rows)]
    widths = [max(3, *(len(row[i]) for row in cells)) for i in range(len(table.columns))]
    right = [any(isinstance(row[i], int | float) for row in table.rows) for i in range(len(table.columns))]
    rule = ["-" * (width - r) + ":" * r for width, r in zip(widths, right, strict=True)]
    lines = [_format_row(cells[0], widths, right), "| " + " | ".join(rule) + " |"]
    lines += [_format_row(row, widths, right) for row in cells[1:]]
    return "\n".join([*lines, *(line for note in table.notes for line in ("", note))])


def _format_row(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)]
    return "| " + " | ".join(padded) + " |"


def _format_value(value: Value) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.{3 if abs(value) < 0.1 else 2 if abs(value) < 1 else 1}f}"
    return f"{value:,}" if isinstance(value, int) else value


def peak_megabytes() -> float:
    """Return the most memory that this process and its finished children have held (the larger of both)."""
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def describe_machine() -> str:
    """Return what the seconds depend on: processors, their kind, memory, load, Python's version and ours."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    kind = f"{os.cpu_count()} processors ({_processor_name()}), {memory:.0f} GiB, load {os.getloadavg()[0]:.0f}"
    return f"{kind}, {platform.system()} {platform.machine()}, Python {platform.python_version()}, ogp {__version__}"


def _processor_name() -> str:
    try:
        info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")), "?")


def store_tables(tables: Mapping[str, tuple[str, Table]], folder: Path = DOCS) -> None:
    """Add tables, by name with their titles, to the stored ones, and write the page again."""
    path = folder / "benchmarks.json"
    stored = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    stored |= {
        name: {"title": title, "machine": describe_machine(), **asdict(table)}
        for name, (title, table) in tables.items()
    }
    path.write_text(json.dumps(dict(sorted(stored.items())), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "benchmarks.md").write_text("\n".join([_HEAD, *_iterate_sections(stored)]), encoding="utf-8")


def _iterate_sections(stored: Mapping[str, Mapping[str, object]]) -> Iterable[str]:
    order = {name: index for index, name in enumerate(BENCHMARKS)}
    for name, entry in sorted(stored.items(), key=lambda item: (order.get(item[0], len(order)), item[0])):
        table = Table(_as_strings(entry["columns"]), _as_rows(entry["rows"]), _as_strings(entry["notes"]))
        yield f"## {entry['title']}\n\n{format_markdown(table)}\n\n`{name}`, on {entry['machine']}.\n"


def _as_strings(values: object) -> tuple[str, ...]:
    assert isinstance(values, list | tuple)
    return tuple(map(str, values))


def _as_rows(values: object) -> tuple[tuple[Value, ...], ...]:
    assert isinstance(values, list | tuple)
    return tuple(tuple(row) for row in values)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to measure: `quick` with small inputs, on the documents of `raw`, with at most `most` generated ones.

    `rounds` replaces a benchmark's own number of rounds unless it is 0.
    """

    quick: bool = False
    raw: Path = Path("raw")
    most: int = 1_000
    rounds: int = 0


def run_benchmark(name: str, settings: Settings) -> tuple[str, Table]:
    """Return a benchmark's title and table. Not in `__main__`, which a spawned process can't import from."""
    module = importlib.import_module(f"scripts.bench.{name}")
    table: Table = module.measure(settings)
    return module.TITLE, table
