"""Documents read side by side in confined processes; what is kept of them is taken first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline import kept, pool, sharing
from pipeline.document import ADVICE
from pipeline.issues import Issue
from pipeline.limits import Limits
from pipeline.model import Extraction, SourceDocument
from pipeline.normalize import unread
from pipeline.options import Options, Progress
from pipeline.sharing import Timed

__all__ = ["Timed", "documents", "extract_alone"]


def documents(raw: Path, sources: Sequence[SourceDocument], options: Options, progress: Progress | None) -> list[Timed]:
    """Return what each document gives, in their order: kept results, the rest read in confined processes."""
    results: dict[int, Timed] = {}

    def finished(index: int, timed: Timed) -> None:
        results[index] = timed
        if progress:
            progress(len(results), len(sources), sources[index].path)

    for index, source in enumerate(sources if options.use_cache else ()):
        if known := kept.recalled(source, options.limits):
            finished(index, Timed(known.extraction, 0.0, 0, known.found))
    new = [index for index in range(len(sources)) if index not in results]
    for place, given in sharing.each(raw, [sources[index] for index in new], options):
        finished(new[place], _settled(sources[new[place]], given))
    return [results[index] for index in range(len(sources))]


def extract_alone(folder: Path, source: SourceDocument, limits: Limits) -> Extraction:
    """Return what one document of a folder gives, read in a confined process as a run reads it, without the cache."""
    ((_, given),) = sharing.each(folder, [source], Options(1, False, limits))
    return _settled(source, given).result


def _settled(source: SourceDocument, given: Timed | pool.Lost) -> Timed:
    if not isinstance(given, pool.Lost):
        return given
    message = f"{given.cause}, twice. {ADVICE}"
    return Timed(unread(source, "failed", Issue("read", "error", given.code, message)))
