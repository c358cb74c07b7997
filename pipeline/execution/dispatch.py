"""Documents read side by side in confined processes; what is kept of them is taken first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline import cached_extraction
from pipeline.catalog.objects import Spool
from pipeline.execution import page_splitting, worker_pool
from pipeline.execution.page_splitting import Timed
from pipeline.extraction import ADVICE
from pipeline.model import Extraction, SourceDocument
from pipeline.model.issues import Issue, ReadError
from pipeline.normalize import unread
from pipeline.runtime.limits import Limits, check_size
from pipeline.runtime.options import Options, Progress

__all__ = ["Timed", "documents", "extract_alone", "make_ready"]


def make_ready(sources: Sequence[SourceDocument], options: Options) -> None:
    """Begin to load what reading needs where a document has to be read: that takes seconds, in which others go on."""
    known = options.use_cache and all(cached_extraction.is_known(source, options.limits) for source in sources)
    if options.engine.name == "processes" and not known:
        worker_pool.start_server("pipeline.execution.preload")


def documents(
    raw: Path,
    sources: Sequence[SourceDocument],
    options: Options,
    progress: Progress | None,
    spool: Spool | None = None,
) -> list[Timed]:
    """Return what each document gives, in their order: kept results, the rest read in confined processes.

    With a `spool`, files are fetched from an object store into `raw` when their turn comes, and go when they were read.
    """
    results: dict[int, Timed] = {}

    def finished(index: int, timed: Timed) -> None:
        results[index] = timed
        if progress:
            progress(len(results), len(sources), sources[index].path)

    for index, source in enumerate(sources):
        if failure := _too_large(source, options.limits):
            finished(index, failure)
        elif options.use_cache and (known := cached_extraction.recalled(source, options.limits)):
            finished(index, Timed(known.extraction, 0.0, 0, known.found))
    new = [index for index in range(len(sources)) if index not in results]
    for place, given in _each(raw, [sources[index] for index in new], options, spool):
        source = sources[new[place]]
        if spool:
            spool.drop(source.path)
        finished(new[place], _settled(source, given))
    return [results[index] for index in range(len(sources))]


def _each(
    raw: Path, sources: Sequence[SourceDocument], options: Options, spool: Spool | None
) -> Iterator[tuple[int, Timed | worker_pool.Lost]]:
    """Yield (index, outcome) of every document as it is done, by the engine that the user asks for."""
    bring = spool.bring if spool else None
    if options.engine.name == "dask":
        from pipeline.execution import cluster  # the extra [cluster]

        return cluster.each(raw, sources, options, bring)
    return page_splitting.each(raw, sources, options, bring)


def extract_alone(folder: Path, source: SourceDocument, limits: Limits) -> Extraction:
    """Return what one document of a folder gives, read in a confined process as a run reads it, without the cache."""
    ((_, given),) = page_splitting.each(folder, [source], Options(1, False, limits))
    return _settled(source, given).result


def _too_large(source: SourceDocument, limits: Limits) -> Timed | None:
    """Return the failure of a file that has more bytes than it may, so that nobody has to send it; else None."""
    try:
        check_size(source.size_bytes, limits)
    except ReadError as error:
        return Timed(unread(source, "failed", Issue("read", "error", error.code, error.message)))
    return None


def _settled(source: SourceDocument, given: Timed | worker_pool.Lost) -> Timed:
    if not isinstance(given, worker_pool.Lost):
        return given
    message = f"{given.cause}, twice. {ADVICE}"
    return Timed(unread(source, "failed", Issue("read", "error", given.code, message)))
