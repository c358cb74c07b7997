"""The benchmarks, and what a user can set for all of them."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path

from scripts.bench.tables import Table


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
