"""A run: catalogue the folder; where nothing changed since the last run its tables stand, else all stages follow."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from pathlib import Path

from pipeline import cache, outcome
from pipeline.catalog import Catalogue, catalogue
from pipeline.catalog.remembered import Memory
from pipeline.limits import Limits
from pipeline.options import PART_PAGES, Options, Progress, cores
from pipeline.outcome import RUN_LOG, Summary
from pipeline.tables import claimed, interrupted

__all__ = ["RUN_LOG", "Progress", "Summary", "run"]


def run(
    raw: Path,
    out: Path,
    *,
    workers: int | None = None,
    use_cache: bool = True,
    verify: bool = False,
    limits: Limits | None = None,
    contacts: bool = True,
    part_pages: int = PART_PAGES,
    progress: Progress | None = None,
) -> Summary:
    """Extract every document of `raw` into tables in `out`; raise `CatalogueError` where `raw` can't be used.

    Each document is read in a confined process within `limits`; one that exceeds them fails alone. A long PDF that
    the others would wait for is read by several, `part_pages` pages at a time (0: never). The tables are the same for
    any number of workers and with or without the cache. With the cache, files whose size and times are those of the
    last run are not opened unless `verify` is given, and tables that would come out the same stand as they are.
    Without `contacts` no table names an official as the contact of a commitment. Raises `PublishError` where `out`
    can't be written or another run writes into it.
    """
    started = time.monotonic()
    options = Options(workers or cores(), use_cache, limits or Limits(), contacts, part_pages)
    with claimed(out):
        found = _catalogued(raw, use_cache, verify)
        state = outcome.state_of(raw, found, options.limits, contacts)
        if use_cache and not interrupted(out) and (kept := outcome.last(out, state)):
            return replace(kept, seconds=time.monotonic() - started)
        from pipeline.stages import extracted  # linking alone takes a second to load

        return extracted(raw, out, found, state, options, progress, started)


def _catalogued(raw: Path, use_cache: bool, verify: bool) -> Catalogue:
    if not use_cache:
        return catalogue(raw)
    place = hashlib.sha256(
        f"catalogue\0{raw.resolve()}\0{cache.module_digest('pipeline.catalog')}".encode()
    ).hexdigest()
    known = cache.load("catalogue", place)
    memory: Memory = known if isinstance(known, dict) else {}
    found = catalogue(raw, None if verify else memory)
    if found.memory != memory:
        cache.save("catalogue", place, found.memory)
    return found
