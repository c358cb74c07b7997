"""A pool of sandboxed worker processes. A task that crashes, hangs or exhausts memory fails alone.

Processes, because PDFium is not thread-safe; sandboxed, because documents come from anywhere. A worker serves many
tasks. A failed task runs once more, alone in a new process, so that no outcome depends on the tasks before it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import TypeVar

from pipeline.runtime.limits import MEGABYTE, Limits, set_time_granter
from pipeline.runtime.sandbox import (
    THREAD_VARIABLES,
    address_space_bytes,
    end_with_run,
    enter_sandbox,
    extend_cpu_limit,
    reduce_garbage_collection,
)
from pipeline.runtime.signals import restore_signals

MAX_TASKS_PER_WORKER = 1_000
"""Tasks after which a worker is replaced. Caches inside the process grow with the documents it has read. Starting a new
worker takes milliseconds.
"""

STARTUP_SECONDS = 60.0
"""Seconds that a worker may take to start before its first task: on a busy machine loading libraries takes long."""

FORKED_PART = 4
"""A process that takes more than this part of the memory of a worker is not forked: a document would lack it."""

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class LostTask:
    """Why a task gave no result: an issue code (`worker-died`, `time-limit`, `memory-limit`) and the cause."""

    code: str
    cause: str


@dataclass(frozen=True, slots=True)
class _Ready:
    """A worker's message that it has started: the time limit of its first task begins now."""


@dataclass(frozen=True, slots=True)
class _TimeRequest:
    """A worker's message that it needs this many seconds from now, because it reads a page by OCR."""

    seconds: float


@dataclass(slots=True)
class _Worker:
    """A worker process. `leash` is a pipe that closes when the run ends in whatever way, and the worker with it."""

    process: BaseProcess
    connection: Connection
    leash: Connection
    is_ready: bool = False
    task: int = -1
    deadline: float = 0.0
    is_spent: bool = False


def run_tasks(
    work: Callable[[T], R],
    tasks: Sequence[T],
    workers: int,
    limits: Limits | None = None,
    prepare: Callable[[T], None] | None = None,
) -> Iterator[tuple[int, R | LostTask]]:
    """Yield (index, result) of every task as it completes; `LostTask` where it failed twice.

    `prepare` is called in this process with each task right before it is sent to a worker. The caller may append tasks
    while it consumes results; those run before the tasks that are still waiting.
    """
    limits = limits or Limits()
    started: list[int] = []

    def take_new_tasks() -> Sequence[int]:
        new_indices = range(len(started), len(tasks))
        started.extend(new_indices)
        return new_indices

    while len(started) < len(tasks):
        lost: list[int] = []
        for index, outcome in _run_round(work, tasks, take_new_tasks, workers, limits, prepare):
            if isinstance(outcome, LostTask):
                lost.append(index)
            else:
                yield index, outcome
        for index in sorted(lost):
            single = [(index,)]
            yield from _run_round(work, tasks, lambda single=single: single.pop() if single else (), 1, limits, prepare)  # type: ignore[misc]


def _run_round(
    work: Callable[[T], R],
    tasks: Sequence[T],
    take_new: Callable[[], Sequence[int]],
    workers: int,
    limits: Limits,
    prepare: Callable[[T], None] | None = None,
) -> Iterator[tuple[int, R | LostTask]]:
    """Run the tasks that `take_new` returns, initially and after every batch of outcomes."""
    queue = deque(take_new())
    pool: list[_Worker] = []
    try:
        while queue or any(worker.task >= 0 for worker in pool):
            busy = sum(worker.task >= 0 for worker in pool)
            while len(pool) < min(max(workers, 1), busy + len(queue)):
                pool.append(_start_worker(work, limits, pool))
            for worker in pool:
                if queue and worker.task < 0:
                    if prepare:
                        prepare(tasks[queue[0]])
                    _send_task(worker, queue.popleft(), tasks, limits)
            yield from _collect_outcomes(pool, limits)
            pool = _drop_spent_workers(pool)
            queue.extendleft(reversed(take_new()))
    finally:
        for worker in pool:
            _stop_worker(worker)


def start_server(module: str) -> None:
    """Start the process that workers are forked from, if none is running, and let it import `module`. Does not wait.

    Where processes are not forked, each worker imports what it needs and this does nothing.
    """
    if "forkserver" in multiprocessing.get_all_start_methods():
        multiprocessing.get_context("forkserver").set_forkserver_preload([module])
        with _single_threaded_libraries(), _hidden_main_module():
            forkserver.ensure_running()


@contextmanager
def _single_threaded_libraries() -> Iterator[None]:
    """Make processes started in the block load numeric libraries without threads, which a fork would lose."""
    before = dict(os.environ)
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, "1"))
    try:
        yield
    finally:
        for name in THREAD_VARIABLES:
            os.environ.pop(name)
        os.environ.update({name: before[name] for name in THREAD_VARIABLES if name in before})


def _start_worker(work: Callable[[T], R], limits: Limits, pool: Sequence[_Worker]) -> _Worker:
    context = _start_context(limits)
    ours, theirs = context.Pipe()
    alive, leash = context.Pipe(duplex=False)
    # A forked process has all open pipes of this one, and would hold its own leash.
    is_forked = context.get_start_method() == "fork"
    others = [ours, leash, *(pipe for worker in pool for pipe in (worker.connection, worker.leash))]
    # The fork server keeps the environment of the first run, but a later run may use another cache folder.
    arguments = (theirs, alive, work, limits, dict(os.environ), others if is_forked else ())
    process = context.Process(target=_serve_tasks, args=arguments, daemon=True)  # type: ignore[attr-defined]
    with _hidden_main_module():
        process.start()
    theirs.close()
    alive.close()
    return _Worker(process, ours, leash)


@contextmanager
def _hidden_main_module() -> Iterator[None]:
    """Keep workers from importing the user's script: without a main guard it would run again in each of them."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _start_context(limits: Limits) -> BaseContext:
    """Return how processes start: forked from this one while it is small and has no threads, else from a server.

    A fork takes milliseconds; a server takes as long as reading a short document, and is worth it for many. A fork of a
    process with threads (progress bar, Arrow) may hang.
    """
    methods = multiprocessing.get_all_start_methods()
    is_small = 0 < address_space_bytes() < limits.memory // FORKED_PART
    if is_small and "fork" in methods and not _has_server() and _is_single_threaded():
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")


def _has_server() -> bool:
    return forkserver._forkserver._forkserver_pid is not None  # type: ignore[attr-defined]


def _is_single_threaded() -> bool:
    """Return whether this process has one thread, those of libraries included; False where that is unknown."""
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208
    except OSError:
        return False


def _send_task(worker: _Worker, index: int, tasks: Sequence[T], limits: Limits) -> None:
    startup = 0.0 if worker.is_ready else STARTUP_SECONDS
    worker.task, worker.deadline = index, time.monotonic() + limits.seconds + startup
    with suppress(OSError):  # a dead worker is noticed when its answer is received
        worker.connection.send(tasks[index])


def _collect_outcomes(pool: list[_Worker], limits: Limits) -> Iterator[tuple[int, R | LostTask]]:
    """Wait until a worker answers, dies or exceeds its time, and yield the outcomes."""
    busy = [worker for worker in pool if worker.task >= 0]
    pause = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
    readable = wait([worker.connection for worker in busy], pause)
    now = time.monotonic()
    for worker in busy:
        if worker.connection in readable:
            outcome = _receive_outcome(worker)
            if isinstance(outcome, _Ready):
                worker.is_ready, worker.deadline = True, now + limits.seconds
                continue
            if isinstance(outcome, _TimeRequest):
                worker.deadline = max(worker.deadline, now + outcome.seconds)
                continue
            index, worker.task = worker.task, -1
            yield index, outcome
        elif now >= worker.deadline:
            index, worker.task, worker.is_spent = worker.task, -1, True
            yield index, time_limit_failure(limits)


def time_limit_failure(limits: Limits) -> LostTask:
    """Return the outcome of a task that took too long."""
    return LostTask("time-limit", f"Reading took longer than {limits.seconds:g} seconds (--time-limit)")


def _receive_outcome(worker: _Worker) -> R | LostTask | _TimeRequest | _Ready:
    try:
        outcome, worker.is_spent = worker.connection.recv()
    except Exception as error:  # a dying process may leave anything in its pipe
        worker.is_spent = True
        return _describe_death(worker, error)
    received: R | LostTask | _TimeRequest | _Ready = outcome
    return received


def _describe_death(worker: _Worker, error: Exception) -> LostTask:
    worker.process.join(5)
    code = worker.process.exitcode
    manner = f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
    cause = "" if isinstance(error, EOFError | OSError) else f" ({type(error).__name__}: {error})"
    return LostTask("worker-died", f"The process that read it died {manner}{cause}, perhaps at its memory limit")


def _drop_spent_workers(pool: list[_Worker]) -> list[_Worker]:
    for worker in pool:
        if worker.is_spent:
            _stop_worker(worker)
    return [worker for worker in pool if not worker.is_spent]


def _stop_worker(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.connection.close()
    worker.leash.close()


def _serve_tasks(
    connection: Connection,
    alive: Connection,
    work: Callable[[T], R],
    limits: Limits,
    environment: Mapping[str, str],
    inherited: Sequence[Connection],
) -> None:
    """Run tasks until the parent closes the connection or this process is used up. This is executed in the worker."""
    for pipe in inherited:
        pipe.close()
    restore_signals()
    end_with_run(alive.fileno())
    os.environ.clear()
    os.environ.update(environment)
    enter_sandbox(limits.memory)
    reduce_garbage_collection()

    def request_time(seconds: float) -> None:
        extend_cpu_limit(seconds)
        connection.send((_TimeRequest(seconds), False))

    set_time_granter(request_time)
    with suppress(OSError):
        connection.send((_Ready(), False))
    for number in count(1):
        try:
            task = connection.recv()
        except (EOFError, OSError):
            return
        extend_cpu_limit(limits.seconds)
        outcome = _run_task(work, task, limits)
        # Freed memory does not leave the address space. A new process has the whole limit for its document.
        is_spent = (
            isinstance(outcome, LostTask)
            or address_space_bytes() > limits.memory // 2
            or number == MAX_TASKS_PER_WORKER
        )
        try:
            connection.send((outcome, is_spent))
        except OSError:
            return
        except Exception as error:
            connection.send((_describe_crash(error), True))
            return
        if is_spent:
            return


def _run_task(work: Callable[[T], R], task: T, limits: Limits) -> R | LostTask:
    try:
        return work(task)
    except MemoryError:
        max_mb = limits.memory // MEGABYTE
        return LostTask("memory-limit", f"Reading needed more than {max_mb:,} MB of memory (memory-limit in ogp.toml)")
    except BaseException as error:  # SystemExit too: anything a document provokes is the failure of this document
        return _describe_crash(error)


def _describe_crash(error: BaseException) -> LostTask:
    return LostTask("worker-died", f"The process that read it stopped ({type(error).__name__}: {error})")
