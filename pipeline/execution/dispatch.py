"""Dispatch documents: take cached results first, then read the others in sandboxed workers or on a cluster."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

from pipeline.cache import DiskCache
from pipeline.catalog.objects import Spool
from pipeline.execution import page_splitting, worker_pool
from pipeline.extraction import ADVICE, DocumentResult, recall_document
from pipeline.model import Extraction, SourceDocument
from pipeline.model.issues import Issue, ReadError
from pipeline.normalize import describe_unread
from pipeline.runtime.limits import Limits, Options, Progress, check_size

__all__ = ["extract_alone", "extract_documents", "preload_workers"]


FEW_DOCUMENTS = 8
"""Documents for which workers are forked from this process: a server that imports all of the code takes a second."""


def preload_workers(sources: Sequence[SourceDocument], options: Options) -> None:
    """Start importing what workers need, in the background, if more than a few documents are not cached."""
    cache = DiskCache()
    unknown = (s for s in sources if not (options.use_cache and cache.find_outcome(s, options.limits)))
    if options.engine.name == "processes" and len(list(islice(unknown, FEW_DOCUMENTS + 1))) > FEW_DOCUMENTS:
        worker_pool.start_server("pipeline.execution.preload")


def extract_documents(
    raw: Path,
    sources: Sequence[SourceDocument],
    options: Options,
    progress: Progress | None = None,
    spool: Spool | None = None,
    known: Collection[int] = (),
) -> Iterator[tuple[int, DocumentResult]]:
    """Yield (index, result) of every document but the `known` ones, as it completes.

    With a `spool`, each file is fetched from the object store into `raw` right before it is read and removed
    afterwards.
    """
    done: set[int] = set()
    cache = DiskCache()

    def record(index: int) -> None:
        done.add(index)
        if progress:
            progress(len(done), len(sources), sources[index].path)

    def extract(wanted: Sequence[int]) -> Iterator[tuple[int, DocumentResult]]:
        for position, outcome in _dispatch_documents(raw, [sources[index] for index in wanted], options, spool):
            index = wanted[position]
            if spool:
                spool.remove(sources[index].path)
            record(index)
            yield index, _settle_result(sources[index], outcome)

    for index in known:
        record(index)
    unknown: list[int] = []
    for index, source in enumerate(sources):
        if failure := _check_file_size(source, options.limits):
            record(index)
            yield index, failure
        elif index not in done and not (options.use_cache and cache.find_outcome(source, options.limits)):
            unknown.append(index)
    # Workers may be forked from this process, which is small as long as it has no results of earlier runs.
    yield from extract(unknown)
    for index, source in enumerate(sources):
        if index not in done and (cached := recall_document(source, options.limits, cache)):
            record(index)
            yield index, cached
    yield from extract([index for index in range(len(sources)) if index not in done])


def _dispatch_documents(
    raw: Path, sources: Sequence[SourceDocument], options: Options, spool: Spool | None
) -> Iterator[tuple[int, DocumentResult | worker_pool.LostTask]]:
    """Yield (index, outcome) of every document as it completes, from the engine that the options name."""
    fetch = spool.fetch if spool else None
    if options.engine.name == "dask":
        from pipeline.execution import cluster  # the extra [cluster]

        return cluster.extract_on_cluster(raw, sources, options, fetch)
    return page_splitting.extract_in_pool(raw, sources, options, fetch)


def extract_alone(folder: Path, source: SourceDocument, limits: Limits) -> Extraction:
    """Extract one document of a folder in a sandboxed process, like a run but without the cache."""
    ((_, outcome),) = page_splitting.extract_in_pool(folder, [source], Options(1, False, limits))
    return _settle_result(source, outcome).extraction


def _check_file_size(source: SourceDocument, limits: Limits) -> DocumentResult | None:
    """Return a failure if the file is larger than allowed, so that it is never sent to a worker; else None."""
    try:
        check_size(source.size_bytes, limits)
    except ReadError as error:
        return DocumentResult(describe_unread(source, "failed", Issue("read", "error", error.code, error.message)))
    return None


def _settle_result(source: SourceDocument, outcome: DocumentResult | worker_pool.LostTask) -> DocumentResult:
    if not isinstance(outcome, worker_pool.LostTask):
        return outcome
    message = f"{outcome.cause}, twice. {ADVICE}"
    return DocumentResult(describe_unread(source, "failed", Issue("read", "error", outcome.code, message)))
