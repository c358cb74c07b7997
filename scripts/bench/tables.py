"""A benchmark's table: how it is printed and stored."""

from __future__ import annotations

import json
import os
import platform
import resource
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline import __version__

Value = str | int | float | None

BENCHMARKS = ("reading", "cells", "stages", "scaling", "memory", "linking")
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
