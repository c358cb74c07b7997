"""Work spread over processes: results in the order of the tasks, whatever the number of workers.

PDFium is not thread-safe, so processes. A worker that dies breaks the whole of Python's pool; what was lost is done
again one task at a time, so that only the task that kills its worker is lost.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

Outcome = tuple[int, R | None]
"""Index of the task and its result; None where its worker died."""


def default_workers() -> int:
    """Return the number of CPU cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(work: Callable[[T], R], tasks: Sequence[T], workers: int) -> Iterator[tuple[int, R | None]]:
    """Yield (index, result) of every task as it is done; the result is None where its worker died."""
    if workers <= 1 or len(tasks) <= 1:
        yield from enumerate(map(work, tasks))
        return
    lost: list[int] = []
    with _executor(min(workers, len(tasks))) as pool:
        futures = {pool.submit(work, task): index for index, task in enumerate(tasks)}
        for future in as_completed(futures):
            index = futures[future]
            result = _result(future)
            if result is None:
                lost.append(index)
            else:
                yield index, result
    for index in sorted(lost):
        yield index, _alone(work, tasks[index])


def _alone(work: Callable[[T], R], task: T) -> R | None:
    with _executor(1) as pool:
        return _result(pool.submit(work, task))


def _result(future: Future[R]) -> R | None:
    try:
        return future.result()
    except BrokenProcessPool:
        return None


def _executor(workers: int) -> ProcessPoolExecutor:
    # forkserver: a fork of a process with threads (progress bar, Arrow) may hang.
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(method))
