"""What the user asks of a run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.runtime.limits import Limits

PART_PAGES = 50
"""Pages: reading so many takes about a second, a hundred times what it takes to open the file once more."""

Progress = Callable[[int, int, str], None]
"""Told after each document: documents done, documents in all, the path of the last."""


def cores() -> int:
    """Return the number of CPU cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Engine:
    """Where documents are read: in processes of this machine, or on the Dask cluster of a `scheduler` (tcp://host:8786).

    `wait` is how many seconds the cluster may take to answer, and may be without any worker.
    """

    name: str = "processes"
    scheduler: str = ""
    wait: float = 30.0


class EngineError(Exception):
    """A cluster that can't be used, with what to do."""


class OptionError(ValueError):
    """An option that can't be met, with what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """A run's options: processes, cache, limits of a document, contacts, columns that part tables, engine.

    `part_pages` are the pages of a PDF that one process reads at a time where several share it; 0: none is shared.
    """

    workers: int
    use_cache: bool = True
    limits: Limits = field(default_factory=Limits)
    contacts: bool = True
    part_pages: int = PART_PAGES
    partition: tuple[str, ...] = ()
    engine: Engine = field(default_factory=Engine)
