"""A run: catalogue the folder; where nothing changed since the last run its tables stand, else all stages follow."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipeline import cache, schema
from pipeline.catalog import Catalogue, catalogue
from pipeline.catalog.objects import Spool
from pipeline.catalog.remembered import Memory
from pipeline.run import manifest
from pipeline.run.manifest import RUN_LOG, Summary
from pipeline.runtime.limits import Limits
from pipeline.runtime.options import PART_PAGES, Engine, OptionError, Options, Progress, cores
from pipeline.runtime.sandbox import seldom
from pipeline.storage import Bucket, Endpoint, is_url
from pipeline.tables import claimed, interrupted

ENGINES = ("processes", "dask")

__all__ = ["RUN_LOG", "Progress", "Summary", "run"]


def run(
    raw: Path | str,
    out: Path | str,
    *,
    workers: int | None = None,
    use_cache: bool = True,
    verify: bool = False,
    limits: Limits | None = None,
    contacts: bool = True,
    part_pages: int = PART_PAGES,
    partition: Sequence[str] = (),
    engine: Engine | None = None,
    endpoint: Endpoint | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Extract every document of `raw` into tables in `out`; raise `CatalogueError` where `raw` can't be used.

    Each document is read in a confined process within `limits`; one that exceeds them fails alone. A long PDF that
    the others would wait for is read by several, `part_pages` pages at a time (0: never). The tables are the same for
    any number of workers and with or without the cache. With the cache, files whose size and times are those of the
    last run are not opened unless `verify` is given, and tables that would come out the same stand as they are.
    Without `contacts` no table names an official as the contact of a commitment. A table with columns of `partition`
    is written in parts, a file for each value. `engine` names a Dask cluster that reads the documents instead of
    processes of this machine (`EngineError` where it can't). Raises `PublishError` where `out` can't be written or
    another run writes into it, `OptionError` where an option can't be met.

    `raw` and `out` may be prefixes of an object store (`s3://bucket/prefix`), at `endpoint` or where the environment
    says. The tables are the same as from and in folders.
    """
    started, endpoint = time.monotonic(), endpoint or Endpoint()
    parts, where = parted(partition), chosen(engine or Engine())
    options = Options(workers or cores(), use_cache, limits or Limits(), contacts, part_pages, parts, where)
    target = Bucket(str(out), endpoint) if is_url(out) else _nameable(Path(out))
    with seldom(), claimed(target) as place, _at_hand(raw, endpoint, options.limits) as (folder, spool):
        found = _catalogued(folder, spool, use_cache, verify)
        state = manifest.state_of(folder, found, options.limits, contacts, options.partition)
        if use_cache and not interrupted(target) and (kept := manifest.last(target, state)):
            return replace(kept, seconds=time.monotonic() - started)
        from pipeline.execution.dispatch import make_ready

        make_ready(found.documents, options)
        from pipeline.run.stages import extracted  # linking alone takes a second to load

        return extracted(folder, place, found, state, options, progress, started, spool)


def _nameable(out: Path) -> Path:
    """Return the folder of the tables; raise `OptionError` where its name is not UTF-8, as no library writes there."""
    try:
        str(out).encode()
    except UnicodeEncodeError:
        raise OptionError("The name of the folder for the tables is not valid UTF-8. Name another one.") from None
    return out


@contextmanager
def _at_hand(raw: Path | str, endpoint: Endpoint, limits: Limits) -> Iterator[tuple[Path, Spool | None]]:
    """Give the raw folder, and where it is an object store's prefix what fetches its files into that folder."""
    if not is_url(raw):
        yield Path(raw), None
        return
    with tempfile.TemporaryDirectory(prefix="ogp-raw-") as name:
        yield Path(name), Spool(Bucket(str(raw), endpoint), Path(name), limits.size)


def chosen(engine: Engine) -> Engine:
    """Return the engine that was asked for; raise `OptionError` where there is none such, or its scheduler is missing.

    >>> chosen(Engine("dask", "tcp://cluster:8786")).scheduler
    'tcp://cluster:8786'
    """
    if engine.name not in ENGINES:
        raise OptionError(f"There is no engine {engine.name!r}; there are {' and '.join(ENGINES)}.")
    if engine.name == "dask" and not engine.scheduler:
        raise OptionError("The engine dask needs the address of its scheduler: --scheduler tcp://HOST:8786.")
    if engine.name != "dask" and engine.scheduler:
        raise OptionError("A scheduler is of use to the engine dask only: add --engine dask, or leave it out.")
    return engine


def parted(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that part tables, each once; raise `OptionError` for one that no table is parted by.

    >>> parted(["country_code", "country_code"])
    ('country_code',)
    """
    known = schema.partitionable()
    for column in columns:
        if column not in known:
            told = "; ".join(f"{name} ({', '.join(tables)})" for name, tables in known.items())
            raise OptionError(f"Tables can't be parted by {column!r}. They can by: {told}.")
    return tuple(dict.fromkeys(columns))


def _catalogued(raw: Path, spool: Spool | None, use_cache: bool, verify: bool) -> Catalogue:
    if not use_cache:
        return catalogue(raw, spool=spool)
    named = f"{spool.bucket.endpoint.url} {spool.bucket}" if spool else raw.resolve()
    told = f"catalogue\0{named}\0{cache.module_digest('pipeline.catalog')}"
    place = hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()
    known = cache.load("catalogue", place)
    memory: Memory = known if isinstance(known, dict) else {}
    found = catalogue(raw, None if verify else memory, spool)
    if found.memory != memory:
        cache.save("catalogue", place, found.memory)
    return found
