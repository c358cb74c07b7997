"""Dispatch documents: take cached results first, then read the others in sandboxed workers or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from pipeline.cache import DiskCache
from pipeline.catalog.objects import Spool
from pipeline.execution import page_splitting, worker_pool
from pipeline.extraction import ADVICE, DocumentResult, recall_document
from pipeline.model import Extraction, SourceDocument
from pipeline.model.issues import Issue, ReadError
from pipeline.normalize import describe_unread
from pipeline.runtime.limits import Limits, check_size
from pipeline.runtime.options import Options, Progress

__all__ = ["extract_alone", "extract_documents", "preload_workers"]


FEW_DOCUMENTS = 8
"""Documents for which workers are forked from this process: a server that imports all of the code takes a second."""


def preload_workers(sources: Sequence[SourceDocument], options: Options) -> None:
    """Start importing what workers need, in the background, if more than a few documents are not cached."""
    cache = DiskCache()
    unknown = (s for s in sources if not (options.use_cache and cache.has_outcome(s, options.limits)))
    if options.engine.name == "processes" and len(list(islice(unknown, FEW_DOCUMENTS + 1))) > FEW_DOCUMENTS:
        worker_pool.start_server("pipeline.execution.preload")


def extract_documents(
    raw: Path,
    sources: Sequence[SourceDocument],
    options: Options,
    progress: Progress | None,
    spool: Spool | None = None,
) -> list[DocumentResult]:
    """Extract documents and return the results in their order.

    With a `spool`, each file is fetched from the object store into `raw` right before it is read and removed
    afterwards.
    """
    results: dict[int, DocumentResult] = {}
    cache = DiskCache()

    def record_result(index: int, result: DocumentResult) -> None:
        results[index] = result
        if progress:
            progress(len(results), len(sources), sources[index].path)

    def extract(wanted: Sequence[int]) -> None:
        for position, outcome in _dispatch_documents(raw, [sources[index] for index in wanted], options, spool):
            source = sources[wanted[position]]
            if spool:
                spool.remove(source.path)
            record_result(wanted[position], _settle_result(source, outcome))

    unknown: list[int] = []
    for index, source in enumerate(sources):
        if failure := _check_file_size(source, options.limits):
            record_result(index, failure)
        elif not (options.use_cache and cache.has_outcome(source, options.limits)):
            unknown.append(index)
    # Workers may be forked from this process, which is small as long as it has no results of earlier runs.
    extract(unknown)
    for index, source in enumerate(sources):
        if index not in results and (cached := recall_document(source, options.limits, cache)):
            record_result(index, cached)
    extract([index for index in range(len(sources)) if index not in results])
    return [results[index] for index in range(len(sources))]


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
