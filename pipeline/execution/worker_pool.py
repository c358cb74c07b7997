"""Work spread over confined processes: a task that kills, hangs or bloats its process takes nothing else with it.

PDFium is not thread-safe, so processes, and documents come from anywhere, so confined ones (`confine`). They stay for
many tasks. What was lost is done again once, alone in a fresh process, so that no outcome depends on its neighbours.
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

from pipeline.runtime.limits import MEGABYTE, Limits, grant_time_by
from pipeline.runtime.sandbox import THREADS

MOST_TASKS = 1_000
"""Tasks of a process: what it remembers of them grows, and the next one begins in no time."""

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a task gave no result: the code of an issue (`worker-died`, `time-limit`, `memory-limit`) and the cause."""

    code: str
    cause: str


@dataclass(frozen=True, slots=True)
class _MoreTime:
    """A worker's word that it needs so many seconds from now: it reads a page by OCR."""

    seconds: float


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    task: int = -1
    deadline: float = 0.0
    spent: bool = False


def each(
    work: Callable[[T], R],
    tasks: Sequence[T],
    workers: int,
    limits: Limits | None = None,
    ready: Callable[[T], None] | None = None,
) -> Iterator[tuple[int, R | Lost]]:
    """Yield (index, result) of every task as it is done; `Lost` where it failed twice.

    `ready` is called here, in this process, with each task right before it is given to a worker.

    Whoever takes the results may append further tasks meanwhile: they are done before those that wait.
    """
    limits = limits or Limits()
    known: list[int] = []

    def new() -> Sequence[int]:
        found = range(len(known), len(tasks))
        known.extend(found)
        return found

    while len(known) < len(tasks):
        lost: list[int] = []
        for index, outcome in _round(work, tasks, new, workers, limits, ready):
            if isinstance(outcome, Lost):
                lost.append(index)
            else:
                yield index, outcome
        for index in sorted(lost):
            alone = [(index,)]
            yield from _round(work, tasks, lambda alone=alone: alone.pop() if alone else (), 1, limits, ready)  # type: ignore[misc]


def _round(
    work: Callable[[T], R],
    tasks: Sequence[T],
    new: Callable[[], Sequence[int]],
    workers: int,
    limits: Limits,
    ready: Callable[[T], None] | None = None,
) -> Iterator[tuple[int, R | Lost]]:
    """Do the tasks that `new` names, at first and whenever it is asked again."""
    waiting = deque(new())
    crew: list[_Worker] = []
    try:
        while waiting or any(worker.task >= 0 for worker in crew):
            busy = sum(worker.task >= 0 for worker in crew)
            crew += [_hired(work, limits) for _ in range(len(crew), min(max(workers, 1), busy + len(waiting)))]
            for worker in crew:
                if waiting and worker.task < 0:
                    if ready:
                        ready(tasks[waiting[0]])
                    _give(worker, waiting.popleft(), tasks, limits)
            yield from _outcomes(crew, limits)
            crew = _kept(crew)
            waiting.extendleft(reversed(new()))
    finally:
        for worker in crew:
            _dismiss(worker)


def start_server(preloaded: str) -> None:
    """Start the process that workers are forked from, if none runs, and have it import a module; return at once.

    Where processes are not forked, each worker imports what it needs, and nothing is done here.
    """
    context = _context()
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload([preloaded])
        with _single_threaded(), _without_main():
            forkserver.ensure_running()


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Have processes that begin now load libraries of numbers without threads, which no fork takes along."""
    before = dict(os.environ)
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name in THREADS:
            os.environ.pop(name)
        os.environ.update({name: before[name] for name in THREADS if name in before})


def _hired(work: Callable[[T], R], limits: Limits) -> _Worker:
    context = _context()
    ours, theirs = context.Pipe()
    # The server of forks keeps the environment in which the first run began: a later one may have named another cache.
    given = (theirs, work, limits, dict(os.environ))
    process = context.Process(target=_serve, args=given, daemon=True)  # type: ignore[attr-defined]
    with _without_main():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _without_main() -> Iterator[None]:
    """Keep Python from importing the user's script in each worker: it would run again where it has no main guard."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _context() -> BaseContext:
    # forkserver: a fork of a process with threads (progress bar, Arrow) may hang.
    known = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in known else "spawn")


def _give(worker: _Worker, index: int, tasks: Sequence[T], limits: Limits) -> None:
    worker.task, worker.deadline = index, time.monotonic() + limits.seconds
    with suppress(OSError):  # a dead worker shows when its answer is fetched
        worker.connection.send(tasks[index])


def _outcomes(crew: list[_Worker], limits: Limits) -> Iterator[tuple[int, R | Lost]]:
    """Wait until a worker answers, dies or exceeds its time; yield what came of their tasks."""
    busy = [worker for worker in crew if worker.task >= 0]
    pause = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
    ready = wait([worker.connection for worker in busy], pause)
    now = time.monotonic()
    for worker in busy:
        if worker.connection in ready:
            outcome = _received(worker)
            if isinstance(outcome, _MoreTime):
                worker.deadline = max(worker.deadline, now + outcome.seconds)
                continue
            index, worker.task = worker.task, -1
            yield index, outcome
        elif now >= worker.deadline:
            index, worker.task, worker.spent = worker.task, -1, True
            yield index, time_limit(limits)


def time_limit(limits: Limits) -> Lost:
    """Return what became of a task that took too long."""
    return Lost("time-limit", f"Reading took longer than {limits.seconds:g} seconds (--time-limit)")


def _received(worker: _Worker) -> R | Lost | _MoreTime:
    try:
        outcome, worker.spent = worker.connection.recv()
    except Exception as error:  # what a dying process leaves in its pipe may be anything
        worker.spent = True
        return _died(worker, error)
    found: R | Lost | _MoreTime = outcome
    return found


def _died(worker: _Worker, error: Exception) -> Lost:
    worker.process.join(5)
    code = worker.process.exitcode
    how = f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
    cause = "" if isinstance(error, EOFError | OSError) else f" ({type(error).__name__}: {error})"
    return Lost("worker-died", f"The process that read it died {how}{cause}, perhaps at its memory limit")


def _kept(crew: list[_Worker]) -> list[_Worker]:
    for worker in crew:
        if worker.spent:
            _dismiss(worker)
    return [worker for worker in crew if not worker.spent]


def _dismiss(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.connection.close()


def _serve(connection: Connection, work: Callable[[T], R], limits: Limits, environment: Mapping[str, str]) -> None:
    """Do tasks until the run closes its end or this process is used up; runs in the worker."""
    from pipeline.runtime.sandbox import address_space, allow_cpu, confine, seldom_collected

    os.environ.clear()
    os.environ.update(environment)
    confine(limits.memory)
    seldom_collected()

    def grant(seconds: float) -> None:
        allow_cpu(seconds)
        connection.send((_MoreTime(seconds), False))

    grant_time_by(grant)
    for number in count(1):
        try:
            task = connection.recv()
        except (EOFError, OSError):
            return
        allow_cpu(limits.seconds)
        outcome = _done(work, task, limits)
        # What grew is not given back: a fresh process has the whole limit for its document.
        spent = isinstance(outcome, Lost) or address_space() > limits.memory // 2 or number == MOST_TASKS
        try:
            connection.send((outcome, spent))
        except OSError:
            return
        except Exception as error:
            connection.send((_stopped(error), True))
            return
        if spent:
            return


def _done(work: Callable[[T], R], task: T, limits: Limits) -> R | Lost:
    try:
        return work(task)
    except MemoryError:
        most = limits.memory // MEGABYTE
        return Lost("memory-limit", f"Reading needed more than {most:,} MB of memory (--memory-limit)")
    except BaseException as error:  # SystemExit too: whatever a document provokes is this document's failure
        return _stopped(error)


def _stopped(error: BaseException) -> Lost:
    return Lost("worker-died", f"The process that read it stopped ({type(error).__name__}: {error})")
