"""Extract a folder: catalog it, return the previous result if nothing changed, else run all stages."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipeline import cache, schema
from pipeline.catalog import Catalog, catalog_folder
from pipeline.catalog.objects import FileRecords, Spool
from pipeline.run import manifest
from pipeline.run.manifest import RUN_LOG, Summary
from pipeline.runtime.limits import PAGES_PER_TASK, ExecutionEngine, Limits, OptionError, Options, Progress, core_count
from pipeline.runtime.sandbox import rare_garbage_collection
from pipeline.storage import Bucket, Endpoint, is_url
from pipeline.tables import lock_output, was_interrupted

ENGINES = ("processes", "dask")

__all__ = ["RUN_LOG", "Progress", "Summary", "extract_folder"]


def extract_folder(
    raw: Path | str,
    out: Path | str,
    *,
    workers: int | None = None,
    use_cache: bool = True,
    rehash: bool = False,
    limits: Limits | None = None,
    include_contacts: bool = True,
    pages_per_task: int = PAGES_PER_TASK,
    partition_by: Sequence[str] = (),
    engine: ExecutionEngine | None = None,
    endpoint: Endpoint | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Extract every document of `raw`, a folder or one file, into tables in `out`.

    Raises `CatalogError` if `raw` can't be used.

    Each document is read in a sandboxed process within `limits`; one that exceeds them fails alone. Long PDFs are split
    into tasks of `pages_per_task` pages (0: never). The tables are the same for any number of workers and with or
    without the cache. With the cache, files with the size and times of the last run are not opened unless `rehash` is
    given, and tables that would come out the same stay in place. Without `include_contacts` no table names a contact of
    a commitment. Tables are divided by the values of the columns in `partition_by`. `engine` names a Dask cluster to
    read the documents on; `EngineError` says why it can't. Raises `PublishError` if `out` can't be written or another
    run writes into it, and `OptionError` for an impossible option.

    `raw` and `out` may be prefixes of an object store (`s3://bucket/prefix`), at `endpoint` or of the environment.
    """
    started, endpoint = time.monotonic(), endpoint or Endpoint()
    options = Options(
        *(workers or core_count(), use_cache, limits or Limits(), include_contacts, pages_per_task),
        *(check_partition_columns(partition_by), check_engine(engine or ExecutionEngine())),
    )
    target = _find_target(raw, out, endpoint)
    with (
        rare_garbage_collection(),
        lock_output(target) as destination,
        _raw_folder(raw, endpoint, options.limits) as (folder, spool, only),
    ):
        catalog = _catalog_folder(folder, spool, use_cache, rehash, only)
        state = manifest.compute_state(folder, catalog, options.limits, include_contacts, options.partition_by)
        if use_cache and not was_interrupted(target) and (previous := manifest.previous_summary(target, state)):
            return replace(previous, seconds=time.monotonic() - started)
        from pipeline.execution.dispatch import preload_workers

        preload_workers(catalog.documents, options)
        from pipeline.run.stages import run_stages  # linking alone takes a second to load

        location = _describe_location(folder / (only or ""), spool)
        return run_stages(folder, destination, catalog, state, options, progress, started, location, spool)


def _find_target(raw: Path | str, out: Path | str, endpoint: Endpoint) -> Bucket | Path:
    check_folders(raw, out)
    return Bucket(str(out), endpoint) if is_url(out) else _check_folder_name(Path(out))


def check_folders(raw: Path | str, out: Path | str) -> None:
    """Raise `OptionError` if the tables would be among the documents, where the next run would read them."""
    if is_url(raw) or is_url(out) or not Path(raw).is_dir():
        return
    inner, outer = Path(out).resolve(), Path(raw).resolve()
    if inner == outer or outer in inner.parents:
        raise OptionError(
            f"{out} is inside {raw}: the next run would read its own tables. Give another folder to --out."
        )


def _check_folder_name(out: Path) -> Path:
    """Return the folder of the tables; raise `OptionError` where its name is not UTF-8, as no library writes there."""
    try:
        str(out).encode()
    except UnicodeEncodeError:
        raise OptionError("The name of the folder for the tables is not valid UTF-8. Name another one.") from None
    return out


@contextmanager
def _raw_folder(raw: Path | str, endpoint: Endpoint, limits: Limits) -> Iterator[tuple[Path, Spool | None, str | None]]:
    """Yield the raw folder, the spool that fetches into it from an object store, and the only file to be read."""
    if not is_url(raw):
        path = Path(raw)
        yield (path.parent, None, path.name) if path.is_file() else (path, None, None)
        return
    with tempfile.TemporaryDirectory(prefix="ogp-raw-") as name:
        yield Path(name), Spool(Bucket(str(raw), endpoint), Path(name), limits.size), None


def check_engine(engine: ExecutionEngine) -> ExecutionEngine:
    """Return the engine; raise `OptionError` if it is unknown or its scheduler is missing.

    >>> check_engine(ExecutionEngine("dask", "tcp://cluster:8786")).scheduler
    'tcp://cluster:8786'
    """
    if engine.name not in ENGINES:
        raise OptionError(f"There is no engine {engine.name!r}; there are {' and '.join(ENGINES)}.")
    if engine.name == "dask" and not engine.scheduler:
        raise OptionError("The engine dask needs the address of its scheduler: --scheduler tcp://HOST:8786.")
    if engine.name != "dask" and engine.scheduler:
        raise OptionError("A scheduler is of use to the engine dask only: add --engine dask, or leave it out.")
    return engine


def check_partition_columns(columns: Sequence[str]) -> tuple[str, ...]:
    """Return the partition columns, each once; raise `OptionError` for a column that can't partition.

    >>> check_partition_columns(["country_code", "country_code"])
    ('country_code',)
    """
    partitionable = schema.partition_choices()
    for column in columns:
        if column not in partitionable:
            choices = "; ".join(f"{name} ({', '.join(tables)})" for name, tables in partitionable.items())
            raise OptionError(f"Tables can't be parted by {column!r}. They can by: {choices}.")
    return tuple(dict.fromkeys(columns))


def _catalog_folder(raw: Path, spool: Spool | None, use_cache: bool, rehash: bool, only: str | None) -> Catalog:
    if not use_cache or only:
        return catalog_folder(raw, spool=spool, only=only)
    identity = f"catalogue\0{_describe_location(raw, spool)}\0{cache.source_digest(('catalog', 'files'), ())}"
    key = hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()
    cached = cache.load_entry("catalogue", key)
    memory: FileRecords = cached if isinstance(cached, dict) else {}
    catalog = catalog_folder(raw, None if rehash else memory, spool)
    if catalog.file_records != memory:
        cache.save_entry("catalogue", key, catalog.file_records)
    return catalog


def _describe_location(raw: Path, spool: Spool | None) -> str:
    """Return the name of a raw folder by which what is remembered of its files is found again."""
    return f"{spool.bucket.endpoint.url} {spool.bucket}" if spool else str(raw.resolve())
