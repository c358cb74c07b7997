"""Publish all tables and their descriptor, or none."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from pipeline import __version__, schema, storage
from pipeline.schema.tables import build_table_schema
from pipeline.storage import Bucket, PrefixLock
from pipeline.tables import atomic_replace, parts
from pipeline.tables.parts import RowError, Rows, TablePart, build_part

Parts = Mapping[str, Sequence[TablePart]]
"""Table name -> the parts of the table."""
MakeManifest = Callable[[Path], bytes]
"""Makes the manifest from the folder with all other files."""
WriteSet = Callable[[Path], None]
"""Creates a folder and writes the complete set into it."""

DESCRIPTOR = "datapackage.json"
"""Name of the Frictionless descriptor, which is derived from the schemas and has no time and no host."""

_DISK_FULL_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PERMISSION_ERRORS = (errno.EACCES, errno.EPERM, errno.EROFS)


class PublishError(Exception):
    """The tables could not be written. The folder holds the last good set, if there was one."""


def publish_tables(
    out: Path | PrefixLock,
    tables: Mapping[str, Rows],
    other_files: Mapping[str, bytes] | None = None,
    partition_by: Sequence[str] = (),
) -> None:
    """Write tables of plain rows as `publish_parts` does; raise `PublishError` also if rows do not fit their schema."""
    with _row_errors():
        parts = {name: [build_part(name, rows)] for name, rows in tables.items()}
    publish_parts(out, parts, other_files, partition_by=partition_by)


def publish_parts(
    out: Path | PrefixLock,
    tables: Parts,
    other_files: Mapping[str, bytes] | None = None,
    make_manifest: MakeManifest | None = None,
    partition_by: Sequence[str] = (),
) -> None:
    """Write every declared table, `datapackage.json` and `others` (file name -> bytes) into `out`: all or none.

    Tables are partitioned by those `partition_by` columns that they have. The manifest is written last. A table without
    rows is written empty. Files in `out` that do not belong to the set stay. Raises `PublishError`, with the old set in
    place, if the folder can't be written.
    """
    other_files = other_files or {}
    if isinstance(out, PrefixLock):
        make_manifest = make_manifest or (lambda _: b'{"files": []}')
    write = partial(
        _write_set, tables=tables, other_files=other_files, make_manifest=make_manifest, partition_by=partition_by
    )
    with _row_errors():
        if isinstance(out, PrefixLock):
            _publish_to_store(out, write)
        else:
            names = {*other_files, storage.MANIFEST} if make_manifest else set(other_files)
            _publish_to_folder(_resolve_output_folder(out), write, names)


@contextmanager
def _row_errors() -> Iterator[None]:
    try:
        yield
    except RowError as error:
        raise PublishError(f"The tables were not written, the last set is unchanged: {error}.") from error


def _publish_to_folder(out: Path, write: WriteSet, other_names: Collection[str]) -> None:
    """Write the set next to the old one, then replace it; `other_names` are its files that are not tables."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with atomic_replace.lock_parent_folder(out.parent):
            is_own_file = _own_file_test(out, other_names)
            atomic_replace.recover_folder(out, is_own_file)
            write(atomic_replace.staging_folder(out))
            old_set = atomic_replace.replace_folder(out)
            if old_set:
                _retire_old_set(old_set, out, is_own_file)
    except OSError as error:
        message = (
            f"The tables could not be written to {out}, the last set is unchanged: {_explain_os_error(error, out)}"
        )
        raise PublishError(message) from error


def _publish_to_store(claim: PrefixLock, write: WriteSet) -> None:
    """Write the set into a temporary folder, then upload it, the manifest at the end."""
    try:
        with tempfile.TemporaryDirectory(prefix="ogp-tables-") as name:
            folder = Path(name) / "set"
            write(folder)
            storage.publish_set(claim, folder)
    except storage.StorageError as error:
        raise PublishError(f"The tables were not written, the last set is unchanged: {error}") from error
    except OSError as error:
        raise PublishError(f"The tables could not be prepared: {error.strerror} ({error.filename}).") from error


def was_interrupted(out: Path | Bucket) -> bool:
    """Return whether a run was killed while it replaced a set: files of the user may still lie next to `out`."""
    if isinstance(out, Bucket):  # a bucket prefix holds no files of the user
        return False
    out = out.resolve()
    return atomic_replace.staging_folder(out).exists() or atomic_replace.backup_folder(out).exists()


@contextmanager
def lock_output(out: Path | Bucket) -> Iterator[Path | PrefixLock]:
    """Reserve `out` for one run, from before the first document is read until its tables are written.

    Yields what `publish_tables` writes to. Raises `PublishError` if another run writes into it, or if the folder can't
    be created.
    """
    if isinstance(out, Bucket):
        with _lock_prefix(out) as claim:
            yield claim
        return
    destination, out = out, _resolve_output_folder(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        lock = atomic_replace.acquire_lock(out)
    except BlockingIOError as error:
        holder = atomic_replace.describe_holder(out)
        message = f"Another run is writing into {out}{holder}. Wait for it to end, or give another folder."
        raise PublishError(message) from error
    except OSError as error:
        raise PublishError(f"No tables can be written to {out}: {_explain_os_error(error, out)}") from error
    try:
        yield destination
    finally:
        atomic_replace.release_lock(out, lock)


def _explain_os_error(error: OSError, out: Path) -> str:
    """Describe why a file could not be written and what to do about it."""
    reason = f"{error.strerror or error} ({error.filename or out})."
    if error.errno in _DISK_FULL_ERRORS:
        return f"{reason} Free some space, or give another folder with --out, and run again."
    if error.errno in _PERMISSION_ERRORS:
        return f"{reason} Make the folder above it writable, or give another one with --out, and run again."
    return reason


@contextmanager
def _lock_prefix(bucket: Bucket) -> Iterator[PrefixLock]:
    claim = PrefixLock(bucket)
    try:
        claim.acquire()
    except storage.StorageError as error:
        raise PublishError(str(error)) from error
    try:
        yield claim
    finally:
        claim.release()


def _retire_old_set(old_set: Path, out: Path, is_own_file: atomic_replace.IsOwnFile) -> None:
    try:
        atomic_replace.retire_folder(old_set, out, is_own_file)
    except OSError as error:
        message = f"The new tables are in {out}, but {old_set} could not be removed: {error.strerror}."
        raise PublishError(f"{message} Files of yours may still be in it; the next run tries again.") from error


def _resolve_output_folder(out: Path) -> Path:
    out = out.resolve()
    if out.exists() and not out.is_dir():
        raise PublishError(f"{out} is a file: give a folder for the tables.")
    here = Path.cwd()
    if out == here or out in here.parents or os.path.ismount(out):
        # The folder is replaced, so a shell in it would lose its working directory.
        raise PublishError(f"{out} can't be replaced as a whole: give a folder inside it, such as {out / 'extracted'}.")
    return out


def _write_set(
    folder: Path,
    tables: Parts,
    other_files: Mapping[str, bytes],
    make_manifest: MakeManifest | None,
    partition_by: Sequence[str],
) -> None:
    folder.mkdir()
    try:
        rows = {
            table.name: parts.write_table(table.name, tables.get(table.name, ()), folder, partition_by)
            for table in schema.all_tables()
        }
        for name, content in {
            **other_files,
            DESCRIPTOR: build_descriptor(folder, rows, partition_by),
        }.items():
            (folder / name).write_bytes(content)
        if make_manifest:
            (folder / storage.MANIFEST).write_bytes(make_manifest(folder))
        _flush_to_disk(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _flush_to_disk(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _own_file_test(out: Path, other_names: Collection[str]) -> atomic_replace.IsOwnFile:
    """Return a test for the files of a set, including undeclared tables of an older set."""
    own_names = {*other_names, DESCRIPTOR}
    old_tables = sorted(_described_tables(out / DESCRIPTOR))
    return lambda path: path in own_names or schema.is_table_file(path, old_tables)


def _described_tables(path: Path) -> set[str]:
    """Return the names of the tables that a descriptor lists."""
    try:
        resources = json.loads(path.read_bytes())["resources"]
        names = {str(resource["name"]) for resource in resources}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {name for name in names if re.fullmatch("[a-z][a-z_]*", name)}


def build_descriptor(folder: Path, rows: Mapping[str, int], partition_by: Sequence[str] = ()) -> bytes:
    """Return `datapackage.json` for the tables in `folder`; `rows` are their row counts.

    A partitioned table lists its files with their hashes (`ogp:files`).
    """
    metadata = schema.load("package")
    package = {
        "profile": "data-package",
        "name": metadata["name"],
        "title": metadata["title"],
        "description": metadata["description"],
        "keywords": metadata["keywords"],
        "version": __version__,
        "ogp:schema_version": metadata["ogp:schema_version"],
        "ogp:validation": metadata["ogp:validation"],
        "ogp:schema_digest": schema.schema_digest(),
        "resources": [_build_resource(folder, name, count, partition_by) for name, count in rows.items()],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _build_resource(folder: Path, name: str, count: int, partition_by: Sequence[str]) -> dict[str, Any]:
    declared = schema.find_table(name)
    columns = schema.partition_columns(name, partition_by)
    return {
        "name": name,
        **(
            _describe_partitions(folder, name, columns)
            if columns
            else _describe_file(folder / f"{name}.parquet", folder)
        ),
        "title": declared.title,
        "description": f"{declared.description} One row per {declared.unit}.",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "ogp:rows": count,
        "schema": build_table_schema(name),
    }


def _describe_partitions(folder: Path, name: str, columns: Sequence[str]) -> dict[str, Any]:
    files = [_describe_file(path, folder) for path in schema.table_files(folder, name)]
    return {
        "path": [file["path"] for file in files],
        "bytes": sum(file["bytes"] for file in files),
        "ogp:partition": list(columns),
        "ogp:files": files,
    }


def _describe_file(path: Path, folder: Path) -> dict[str, Any]:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return {"path": path.relative_to(folder).as_posix(), "bytes": len(content), "hash": f"sha256:{digest}"}
