"""Options of a run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.runtime.limits import Limits

PAGES_PER_TASK = 50
"""Pages that a worker reads at once when a long PDF is split. 50 pages take about a second to read, a hundred times as
long as opening the file again for another page range.
"""

Progress = Callable[[int, int, str], None]
"""Called after each document with the number done, the total and the path of the document."""


def core_count() -> int:
    """Return the number of CPU cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class ExecutionEngine:
    """Where documents are read: in processes of this machine, or on the Dask cluster of a `scheduler`
    (tcp://host:8786).

    `wait` is how many seconds the scheduler may take to answer, and how long the cluster may be without a worker.
    """

    name: str = "processes"
    scheduler: str = ""
    wait: float = 30.0


class EngineError(Exception):
    """The cluster can't be used. The message says what to do."""


class OptionError(ValueError):
    """An option has an impossible value. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run.

    A long PDF is split into tasks of at most `pages_per_task` pages; 0 turns splitting off. `partition_by` names the
    columns whose values divide tables into files.
    """

    workers: int
    use_cache: bool = True
    limits: Limits = field(default_factory=Limits)
    include_contacts: bool = True
    pages_per_task: int = PAGES_PER_TASK
    partition_by: tuple[str, ...] = ()
    engine: ExecutionEngine = field(default_factory=ExecutionEngine)
