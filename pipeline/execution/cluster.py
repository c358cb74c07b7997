"""Read documents on an existing Dask cluster: batches of bytes go out, outcomes come back, no file system is shared.

Dask repeats a batch whose worker was lost. If it is lost again, each of its documents is sent alone, and one that still
kills its worker fails with the cause.

Code that runs on a Dask worker: extract the documents of a batch, each in a sandboxed process of that machine.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline import cache
from pipeline.execution.worker_pool import LostTask
from pipeline.extraction import DocumentResult, changed_file
from pipeline.model import SourceDocument
from pipeline.runtime.limits import EngineError, ExecutionEngine, Options

Entries = dict[tuple[str, str], bytes]
"""Cache layer and key -> the stored bytes."""


class OtherVersionError(Exception):
    """The worker's code, schemas or libraries differ from the client's."""


@dataclass(frozen=True, slots=True)
class ClusterIdentity:
    """What tables depend on besides documents: version, digests of schemas and code, libraries (one per line)."""

    version: str
    schemas: str
    code: str
    libraries: str

    def describe_difference(self, other: ClusterIdentity) -> str:
        """Describe how another identity differs from this one; empty if it does not.

        >>> ours = ClusterIdentity("0.2", "a1", "c1", "python 3.11")
        >>> ours.describe_difference(ClusterIdentity("0.1", "a0", "c0", "python 3.11"))
        'it has ogp-pipeline 0.1, this machine has 0.2'
        """
        if self.version != other.version:
            return f"it has ogp-pipeline {other.version}, this machine has {self.version}"
        if self.schemas != other.schemas:
            return f"it has other schemas ({other.schemas[:12]}) than this machine ({self.schemas[:12]})"
        if self.code != other.code:
            return "it has the same version of ogp-pipeline, but other code or other plugins"
        theirs = [line for line in other.libraries.splitlines() if line not in self.libraries.splitlines()]
        return f"it has other libraries ({'; '.join(theirs)})" if self.libraries != other.libraries else ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents to read, with the client's identity, the options and the bytes."""

    client: ClusterIdentity
    options: Options
    sources: tuple[SourceDocument, ...]
    contents: tuple[bytes, ...]


def process_identity() -> ClusterIdentity:
    """Return the identity of this process."""
    from pipeline import __version__
    from pipeline.schema.data import schema_digest

    return ClusterIdentity(__version__, schema_digest(), cache.code_digest(), cache.library_versions())


def extract_batch(batch: Batch) -> list[tuple[DocumentResult | LostTask, Entries]]:
    """Extract documents one after the other in a sandboxed process; return outcomes with their cache entries.

    Raises `OtherVersionError` if this worker might give other tables than the client would.
    """
    from pipeline.execution import page_splitting

    if difference := batch.client.describe_difference(process_identity()):
        raise OtherVersionError(difference)
    # Dask marks its workers as daemons, which may not have children. Ours end with the batch.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory(prefix="ogp-") as name:
        folder = Path(name)
        for source, content in zip(batch.sources, batch.contents, strict=True):
            _write_document(folder, source.path, content)
        outcomes = dict(page_splitting.extract_in_pool(folder, batch.sources, replace(batch.options, workers=1)))
    return [(outcomes[index], _packed_entries(outcomes[index])) for index in range(len(batch.sources))]


def _write_document(folder: Path, path: str, content: bytes) -> None:
    relative = PurePosixPath(path)
    if relative.is_absolute() or ".." in relative.parts:
        raise ValueError(f"{path} is no path within a folder")
    target = folder / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _packed_entries(outcome: DocumentResult | LostTask) -> Entries:
    keys: Sequence[tuple[str, str]] = getattr(outcome, "cache_entries", ())
    entries = {(layer, key): cache.pack_entry(layer, key) for layer, key in keys}
    return {key: data for key, data in entries.items() if data is not None}


__all__ = ["INSTALL", "extract_on_cluster"]

INSTALL = "pip install 'ogp-pipeline[cluster]'"

MAX_BATCH_DOCUMENTS = 8
"""Documents per batch. One worker process serves a whole batch, so this spreads its start-up cost."""

MAX_BATCH_BYTES = 64 << 20
"""A batch is closed after this many bytes, so that large files travel alone."""

_POLL_SECONDS = 0.02
"""Pause between checks of the cluster: far shorter than reading any document."""

BATCHES_PER_THREAD = 2
"""Batches sent ahead for each thread of the cluster: one in work, one waiting."""


def extract_on_cluster(
    raw: Path, sources: Sequence[SourceDocument], options: Options, fetch: Callable[[str], None] | None = None
) -> Iterator[tuple[int, DocumentResult | LostTask]]:
    """Yield (index, outcome) of every document as it completes; raise `EngineError` if the cluster can't be used."""
    if not sources:
        return
    with connect(options.engine) as client:
        own_identity = process_identity()
        _check_workers(client, options.engine, own_identity)
        yield from _ClusterRun(client, raw, sources, options, own_identity, fetch).run()


@contextmanager
def connect(engine: ExecutionEngine) -> Iterator[Any]:
    """Connect to the scheduler and yield the client."""
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise EngineError(f"The engine dask needs the package distributed: {INSTALL}.") from error
    # Documents travel inside tasks, so that they outlive the worker that first received them.
    settings = {"distributed.admin.large-graph-warning-threshold": "1 TB"}
    with dask.config.set(settings):
        try:
            client_class: Any = Client
            client = client_class(engine.scheduler, timeout=engine.wait, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            message = f"No Dask scheduler answers at {engine.scheduler} within {engine.wait:g} seconds"
            advice = "Start one (dask scheduler), correct --scheduler, or give it longer (--scheduler-wait)"
            raise EngineError(f"{message} ({type(error).__name__}: {error}). {advice}.") from error
        try:
            yield client
        finally:
            with suppress(Exception):  # the scheduler may be gone by now
                client.close(timeout=5)


def _check_workers(client: Any, engine: ExecutionEngine, own_identity: ClusterIdentity) -> None:
    """Raise `EngineError` if there is no worker, or if one runs other code than this machine."""
    try:
        client.wait_for_workers(1, timeout=engine.wait)
    except TimeoutError as error:
        advice = f"Start some: dask worker {engine.scheduler}"
        raise EngineError(f"The Dask cluster at {engine.scheduler} has no worker. {advice}") from error
    answers = {
        address: client.submit(process_identity, workers=[address], pure=False, allow_other_workers=False)
        for address in client.scheduler_info(n_workers=-1)["workers"]
    }
    _wait_until(lambda: all(future.status != "pending" for future in answers.values()), engine.wait)
    problems = [
        f"{address}: {problem}"
        for address, future in answers.items()
        if (problem := _describe_worker_problem(future, own_identity))
    ]
    if problems:
        advice = "Install the same ogp-pipeline, from the same lock file or image, on scheduler and workers"
        raise EngineError(f"Workers differ from this machine. {'. '.join(problems)}. {advice}.")


def _describe_worker_problem(future: Any, own_identity: ClusterIdentity) -> str:
    if future.status == "finished":
        return own_identity.describe_difference(future.result())
    if future.status == "error":
        error = future.exception()
        return f"it can't run ogp-pipeline ({type(error).__name__}: {error})"
    return ""  # busy or frozen; every batch checks it again


def _wait_until(condition: Callable[[], bool], seconds: float) -> None:
    """Wait until the condition holds or the time is over."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(_POLL_SECONDS)


class _ClusterRun:
    """The documents of one run: queued, running by future, and already sent alone."""

    def __init__(
        self,
        client: Any,
        raw: Path,
        sources: Sequence[SourceDocument],
        options: Options,
        own_identity: ClusterIdentity,
        fetch: Callable[[str], None] | None,
    ) -> None:
        self.client, self.raw, self.sources = client, raw, sources
        self.own_identity, self.fetch_file = own_identity, fetch
        self.engine = options.engine
        self.options = replace(options, workers=1, engine=ExecutionEngine())
        self.last_worker_time = time.monotonic()
        self.waiting = deque(split_into_batches(len(sources), self._thread_count()))
        self.running: dict[Any, list[int]] = {}
        self.sent_alone: set[int] = set()

    def run(self) -> Iterator[tuple[int, DocumentResult | LostTask]]:
        """Yield the outcomes of all documents. Cancels what is left on the cluster."""
        try:
            while self.waiting or self.running:
                max_running = BATCHES_PER_THREAD * max(1, self._thread_count())
                while self.waiting and len(self.running) < max_running:
                    yield from self._send_batch(self.waiting.popleft())
                for future in self._finished_futures():
                    yield from self._collect_batch(future, self.running.pop(future))
        finally:
            with suppress(Exception):
                self.client.cancel(list(self.running), force=True)

    def _thread_count(self) -> int:
        """Return the number of threads of all workers; raise `EngineError` if there was no worker for too long."""
        try:
            workers = self.client.scheduler_info(n_workers=-1).get("workers", {})
        except OSError as error:
            raise self._connection_error() from error
        now = time.monotonic()
        if workers:
            self.last_worker_time = now
        elif now - self.last_worker_time > self.engine.wait:
            message = f"The Dask cluster has had no worker for {self.engine.wait:g} seconds"
            raise EngineError(f"{message}. {_RETRY_ADVICE}.")
        return sum(int(worker.get("nthreads", 1)) for worker in workers.values())

    def _send_batch(self, indices: list[int]) -> Iterator[tuple[int, DocumentResult | LostTask]]:
        """Send a batch, split where it gets too large; yield the failures of files that no longer exist."""
        readable: dict[int, tuple[SourceDocument, bytes]] = {}
        for position, index in enumerate(indices):
            source = self.sources[index]
            if self.fetch_file:
                self.fetch_file(source.path)
            try:
                readable[index] = (source, (self.raw / source.path).read_bytes())
            except OSError:
                yield index, DocumentResult(changed_file(source))
            if sum(len(content) for _, content in readable.values()) > MAX_BATCH_BYTES and indices[position + 1 :]:
                self.waiting.appendleft(indices[position + 1 :])
                break
        if readable:
            sources, contents = zip(*readable.values(), strict=True)
            batch = Batch(self.own_identity, self.options, sources, contents)
            self.running[self.client.submit(extract_batch, batch, pure=False)] = list(readable)

    def _finished_futures(self) -> list[Any]:
        _wait_until(lambda: any(future.status != "pending" for future in self.running), 1)
        return [future for future in self.running if future.status != "pending"]

    def _connection_error(self) -> EngineError:
        return EngineError(
            f"The connection to the Dask scheduler at {self.engine.scheduler} was lost. {_RETRY_ADVICE}."
        )

    def _collect_batch(self, future: Any, indices: list[int]) -> Iterator[tuple[int, DocumentResult | LostTask]]:
        if future.status == "finished":
            for index, (outcome, entries) in zip(indices, future.result(), strict=True):
                for (layer, key), data in entries.items():
                    cache.unpack_entry(layer, key, data)
                yield index, outcome
            return
        if future.status != "error":  # only a scheduler that shuts down cancels
            raise self._connection_error()
        error = future.exception()
        if isinstance(error, OtherVersionError):
            raise EngineError(f"A Dask worker differs from this machine: {error}.")
        if len(indices) == 1 and indices[0] in self.sent_alone:
            cause = f"{type(error).__name__}: {error}"
            yield indices[0], LostTask("worker-died", f"The Dask workers that read it were lost ({cause})")
            return
        self.sent_alone.update(indices)
        self.waiting.extend([index] for index in indices)


_RETRY_ADVICE = "No table was changed, and documents that were read are cached. Run the command again"


def split_into_batches(document_count: int, thread_count: int) -> Iterator[list[int]]:
    """Yield the indices of documents in batches. Batches are small if there are few documents per thread.

    >>> list(split_into_batches(3, 1)), len(list(split_into_batches(400, 2)))
    ([[0], [1], [2]], 50)
    """
    batch_size = min(MAX_BATCH_DOCUMENTS, document_count // (4 * max(1, thread_count)) + 1)
    return (
        list(range(start, min(start + batch_size, document_count))) for start in range(0, document_count, batch_size)
    )
