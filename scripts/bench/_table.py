"""A benchmark's table: how it is printed and kept."""

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

_ORDER = ("reading", "cells", "stages", "scaling", "memory", "linking")
"""Benchmarks as the page has them; others follow."""

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


def markdown(table: Table) -> str:
    """Return a table as Markdown, numbers to the right.

    >>> print(markdown(Table(("records", "seconds"), ((1000, 0.5), (10000, 4.25)), ("Nothing is read.",))))
    | records | seconds |
    | ------: | ------: |
    |   1,000 |    0.50 |
    |  10,000 |     4.2 |
    <BLANKLINE>
    Nothing is read.
    """
    cells = [table.columns, *(tuple(map(_shown, row)) for row in table.rows)]
    widths = [max(3, *(len(row[i]) for row in cells)) for i in range(len(table.columns))]
    right = [any(isinstance(row[i], int | float) for row in table.rows) for i in range(len(table.columns))]
    rule = ["-" * (width - r) + ":" * r for width, r in zip(widths, right, strict=True)]
    lines = [_line(cells[0], widths, right), "| " + " | ".join(rule) + " |"]
    lines += [_line(row, widths, right) for row in cells[1:]]
    return "\n".join([*lines, *(line for note in table.notes for line in ("", note))])


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)]
    return "| " + " | ".join(padded) + " |"


def _shown(value: Value) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.{3 if abs(value) < 0.1 else 2 if abs(value) < 1 else 1}f}"
    return f"{value:,}" if isinstance(value, int) else value


def peak_megabytes() -> float:
    """Return the most memory that this process and its finished children have held (the larger of both)."""
    held = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return held / (1024 * 1024 if sys.platform == "darwin" else 1024)


def machine() -> str:
    """Return what the seconds depend on: processors, their kind, memory, load, Python's version and ours."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    kind = f"{os.cpu_count()} processors ({_processor()}), {memory:.0f} GiB, load {os.getloadavg()[0]:.0f}"
    return f"{kind}, {platform.system()} {platform.machine()}, Python {platform.python_version()}, ogp {__version__}"


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")), "?")


def keep(tables: Mapping[str, tuple[str, Table]], folder: Path = DOCS) -> None:
    """Put tables, by name with their titles, into the kept ones, draw them and write the page anew."""
    path = folder / "benchmarks.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept |= {name: {"title": title, "machine": machine(), **asdict(table)} for name, (title, table) in tables.items()}
    path.write_text(json.dumps(dict(sorted(kept.items())), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "benchmarks.md").write_text("\n".join([_HEAD, *_sections(kept)]), encoding="utf-8")


def _sections(kept: Mapping[str, Mapping[str, object]]) -> Iterable[str]:
    for name in sorted(kept, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)):
        one = kept[name]
        table = Table(_strings(one["columns"]), _rows(one["rows"]), _strings(one["notes"]))
        yield f"## {one['title']}\n\n{markdown(table)}\n\n`{name}`, on {one['machine']}.\n"


def _strings(values: object) -> tuple[str, ...]:
    assert isinstance(values, list | tuple)
    return tuple(map(str, values))


def _rows(values: object) -> tuple[tuple[Value, ...], ...]:
    assert isinstance(values, list | tuple)
    return tuple(tuple(row) for row in values)
