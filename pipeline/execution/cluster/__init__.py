"""Documents read on an existing Dask cluster: bytes go out in batches, outcomes come back; nothing is shared but these.

A batch whose worker is lost goes to another (Dask sees to that); where several were lost with it, each of its documents
is sent alone, and one that still takes its worker along is given up, with the cause.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline import cache
from pipeline.cached_extraction import changed
from pipeline.execution.cluster.worker import Batch, Identity, OtherVersionError, identity, read_batch
from pipeline.execution.page_splitting import Timed
from pipeline.execution.worker_pool import Lost
from pipeline.model import SourceDocument
from pipeline.runtime.options import Engine, EngineError, Options

__all__ = ["INSTALL", "each"]

INSTALL = "pip install 'ogp-pipeline[cluster]'"

MOST = 8
"""Documents of a batch: a worker's process serves a whole batch."""

BYTES = 64 << 20
"""Bytes of a batch beyond which its other documents are sent in another one."""

_PAUSE = 0.02

AHEAD = 2
"""Batches that are sent for each thread of the cluster: one in work, one at hand."""


def each(
    raw: Path, sources: Sequence[SourceDocument], options: Options, bring: Callable[[str], None] | None = None
) -> Iterator[tuple[int, Timed | Lost]]:
    """Yield (index, outcome) of every document as it is done; raise `EngineError` where the cluster can't be used."""
    if not sources:
        return
    with connected(options.engine) as client:
        ours = identity()
        _check(client, options.engine, ours)
        yield from _Work(client, raw, sources, options, ours, bring).outcomes()


@contextmanager
def connected(engine: Engine) -> Iterator[Any]:
    """Give a client of the cluster's scheduler."""
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise EngineError(f"The engine dask needs the package distributed: {INSTALL}.") from error
    # Documents are meant to travel within tasks: those outlive the worker that they were given to first.
    quiet = {"distributed.admin.large-graph-warning-threshold": "1 TB"}
    with dask.config.set(quiet):
        try:
            made: Any = Client
            client = made(engine.scheduler, timeout=engine.wait, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            told = f"No Dask scheduler answers at {engine.scheduler} within {engine.wait:g} seconds"
            advice = "Start one (dask scheduler), correct --scheduler, or give it longer (--scheduler-wait)"
            raise EngineError(f"{told} ({type(error).__name__}: {error}). {advice}.") from error
        try:
            yield client
        finally:
            with suppress(Exception):  # the scheduler may be gone by now
                client.close(timeout=5)


def _check(client: Any, engine: Engine, ours: Identity) -> None:
    """Raise `EngineError` where there is no worker, or one that is not as this machine is."""
    try:
        client.wait_for_workers(1, timeout=engine.wait)
    except TimeoutError as error:
        advice = f"Start some: dask worker {engine.scheduler}"
        raise EngineError(f"The Dask cluster at {engine.scheduler} has no worker. {advice}") from error
    asked = {
        address: client.submit(identity, workers=[address], pure=False, allow_other_workers=False)
        for address in client.scheduler_info(n_workers=-1)["workers"]
    }
    _until(lambda: all(future.status != "pending" for future in asked.values()), engine.wait)
    faults = [f"{address}: {told}" for address, future in asked.items() if (told := _fault(future, ours))]
    if faults:
        advice = "Install the same ogp-pipeline, from the same lock file or image, on scheduler and workers"
        raise EngineError(f"Workers are not as this machine is. {'. '.join(faults)}. {advice}.")


def _fault(future: Any, ours: Identity) -> str:
    if future.status == "finished":
        return ours.difference(future.result())
    if future.status == "error":
        error = future.exception()
        return f"it can't run ogp-pipeline ({type(error).__name__}: {error})"
    return ""  # busy or frozen; it is asked again with every batch


def _until(met: Callable[[], bool], seconds: float) -> None:
    """Wait until something is so, or the seconds are over."""
    end = time.monotonic() + seconds
    while not met() and time.monotonic() < end:
        time.sleep(_PAUSE)


class _Work:
    """The documents on their way: what waits, what runs where, what was tried alone before."""

    def __init__(
        self,
        client: Any,
        raw: Path,
        sources: Sequence[SourceDocument],
        options: Options,
        ours: Identity,
        bring: Callable[[str], None] | None,
    ) -> None:
        self.client, self.raw, self.sources, self.ours, self.bring = client, raw, sources, ours, bring
        self.engine = options.engine
        self.options = replace(options, workers=1, engine=Engine())
        self.seen = time.monotonic()
        self.waiting = deque(batches(len(sources), self._threads()))
        self.running: dict[Any, list[int]] = {}
        self.tried: set[int] = set()

    def outcomes(self) -> Iterator[tuple[int, Timed | Lost]]:
        """Yield the outcomes of all documents; nothing stays on the cluster."""
        try:
            while self.waiting or self.running:
                ahead = AHEAD * max(1, self._threads())
                while self.waiting and len(self.running) < ahead:
                    yield from self._sent(self.waiting.popleft())
                for future in self._ready():
                    yield from self._received(future, self.running.pop(future))
        finally:
            with suppress(Exception):
                self.client.cancel(list(self.running), force=True)

    def _threads(self) -> int:
        """Return the threads of the cluster's workers; raise `EngineError` where there was none for too long."""
        try:
            workers = self.client.scheduler_info(n_workers=-1).get("workers", {})
        except OSError as error:
            raise self._lost() from error
        now = time.monotonic()
        if workers:
            self.seen = now
        elif now - self.seen > self.engine.wait:
            lost = f"The Dask cluster has had no worker for {self.engine.wait:g} seconds"
            raise EngineError(f"{lost}. {_AGAIN}.")
        return sum(int(worker.get("nthreads", 1)) for worker in workers.values())

    def _sent(self, indices: list[int]) -> Iterator[tuple[int, Timed | Lost]]:
        """Send a batch, as far as it goes; yield the failures of files that are no longer there."""
        there: dict[int, tuple[SourceDocument, bytes]] = {}
        for place, index in enumerate(indices):
            source = self.sources[index]
            if self.bring:
                self.bring(source.path)
            try:
                there[index] = (source, (self.raw / source.path).read_bytes())
            except OSError:
                yield index, Timed(changed(source))
            if sum(len(content) for _, content in there.values()) > BYTES and indices[place + 1 :]:
                self.waiting.appendleft(indices[place + 1 :])
                break
        if there:
            sources, contents = zip(*there.values(), strict=True)
            batch = Batch(self.ours, self.options, sources, contents)
            self.running[self.client.submit(read_batch, batch, pure=False)] = list(there)

    def _ready(self) -> list[Any]:
        _until(lambda: any(future.status != "pending" for future in self.running), 1)
        return [future for future in self.running if future.status != "pending"]

    def _lost(self) -> EngineError:
        return EngineError(f"The connection to the Dask scheduler at {self.engine.scheduler} was lost. {_AGAIN}.")

    def _received(self, future: Any, indices: list[int]) -> Iterator[tuple[int, Timed | Lost]]:
        if future.status == "finished":
            for index, (outcome, entries) in zip(indices, future.result(), strict=True):
                for (layer, key), data in entries.items():
                    cache.unpack(layer, key, data)
                yield index, outcome
            return
        if future.status != "error":  # nobody cancels but a scheduler that goes
            raise self._lost()
        error = future.exception()
        if isinstance(error, OtherVersionError):
            raise EngineError(f"A Dask worker is not as this machine is: {error}.")
        if len(indices) == 1 and indices[0] in self.tried:
            cause = f"{type(error).__name__}: {error}"
            yield indices[0], Lost("worker-died", f"The Dask workers that read it were lost ({cause})")
            return
        self.tried.update(indices)
        self.waiting.extend([index] for index in indices)


_AGAIN = "No table was changed; documents that were read are kept: run it again"


def batches(documents: int, threads: int) -> Iterator[list[int]]:
    """Yield the indices of documents in batches: small ones where there are few documents for the threads.

    >>> list(batches(3, 1)), len(list(batches(400, 2)))
    ([[0], [1], [2]], 50)
    """
    most = min(MOST, documents // (4 * max(1, threads)) + 1)
    return (list(range(start, min(start + most, documents))) for start in range(0, documents, most))
