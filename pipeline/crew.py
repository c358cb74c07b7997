"""Documents read side by side in confined processes; what is kept of them is taken first."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pipeline import kept, pool
from pipeline.confine import peak_memory
from pipeline.document import ADVICE
from pipeline.issues import Issue
from pipeline.limits import Limits
from pipeline.model import Extraction, SourceDocument
from pipeline.normalize import unread
from pipeline.options import Options, Progress


@dataclass(frozen=True, slots=True)
class Timed:
    """What a document gave, seconds, the most MB that its process had held by then, and what the cache had of it."""

    result: Extraction
    seconds: float = 0.0
    memory: int = 0
    found: Mapping[str, bool] = field(default_factory=dict)


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
    # The longest first, as far as bytes tell: a long one begun last would keep one process busy and the others idle.
    new.sort(key=lambda index: -sources[index].size_bytes)
    work = partial(_one, raw, options)
    for place, given in pool.each(work, [sources[index] for index in new], options.workers, options.limits):
        source = sources[new[place]]
        finished(new[place], _settled(source, given))
    return [results[index] for index in range(len(sources))]


def extract_alone(folder: Path, source: SourceDocument, limits: Limits) -> Extraction:
    """Return what one document of a folder gives, read in a confined process as a run reads it, without the cache."""
    work = partial(_one, folder, Options(1, False, limits))
    ((_, given),) = pool.each(work, [source], 1, limits)
    return _settled(source, given).result


def _one(raw: Path, options: Options, source: SourceDocument) -> Timed:
    started = time.monotonic()
    made = kept.extract(raw, options.limits, options.use_cache, source)
    return Timed(made.extraction, time.monotonic() - started, peak_memory(), made.found)


def _settled(source: SourceDocument, given: Timed | pool.Lost) -> Timed:
    if not isinstance(given, pool.Lost):
        return given
    message = f"{given.cause}, twice. {ADVICE}"
    return Timed(unread(source, "failed", Issue("read", "error", given.code, message)))
