"""The benchmarks that there are. Not in `__main__`, which a spawned process can't import from."""

from __future__ import annotations

import importlib
import pkgutil

import scripts.bench as package
from scripts.bench._settings import Settings
from scripts.bench._table import Table


def names() -> list[str]:
    """Return the names of all benchmarks."""
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__) if module.name[0] != "_")


def measured(name: str, settings: Settings) -> tuple[str, Table]:
    """Return a benchmark's title and table."""
    module = importlib.import_module(f"{package.__name__}.{name}")
    table: Table = module.measured(settings)
    return module.TITLE, table
