"""Publish: write all tables and their descriptor, or none."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pipeline import schema, storage
from pipeline.storage import Bucket, PrefixLock
from pipeline.tables import atomic_replace, folder_lock, package, parquet

Rows = Sequence[Mapping[str, object]]
Closing = tuple[str, Callable[[Path], bytes]]
Write = Callable[[Path], None]
"""Writes the whole set into a folder that it makes."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


class PublishError(Exception):
    """The tables could not be written; the folder holds the last good set, if there was one."""


def publish(
    out: Path | PrefixLock,
    tables: Mapping[str, Rows],
    others: Mapping[str, bytes] | None = None,
    closing: Closing | None = None,
    partition: Sequence[str] = (),
) -> None:
    """Write every table of the contract, `datapackage.json` and `others` (file name -> bytes) into `out`: all or none.

    A table that has columns of `partition` is written in parts.
    `closing` is the name of a last file and what makes it of the folder in which all others lie. A table without
    rows is written empty. Files in `out` that are not of the set stay. Raises `PublishError` with the old set in place
    where the rows don't fit their schema or the folder can't be written.
    """
    others = others or {}
    if isinstance(out, PrefixLock) and not closing:
        closing = (storage.MANIFEST, lambda _: b'{"files": []}')
    write = partial(_write, tables=tables, others=others, closing=closing, partition=partition)
    last = {closing[0]} if closing else set()
    try:
        if isinstance(out, PrefixLock):
            _into_store(out, write, *last)
        else:
            _into_folder(_usable(out), write, {*others, *last})
    except parquet.RowError as error:
        raise PublishError(f"The tables were not written, the last set stays: {error}.") from error


def _into_folder(out: Path, write: Write, others: Collection[str]) -> None:
    """Write the set beside the old one, then put it in its place; `others` are its files that are no tables."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with atomic_replace.locked(out.parent):
            ours = _ours(out, others)
            atomic_replace.recover(out, ours)
            write(atomic_replace.staging(out))
            left = atomic_replace.replace(out)
            if left:
                _clear(left, out, ours)
    except OSError as error:
        message = f"The tables could not be written to {out}, the last set stays: {_cause(error, out)}"
        raise PublishError(message) from error


def _into_store(claim: PrefixLock, write: Write, closing: str) -> None:
    """Write the set into a folder of its own, then put it into the object store, the closing file last."""
    try:
        with tempfile.TemporaryDirectory(prefix="ogp-tables-") as name:
            folder = Path(name) / "set"
            write(folder)
            storage.publish_set(claim, folder, closing)
    except storage.StorageError as error:
        raise PublishError(f"The tables were not written, the last set stays: {error}") from error
    except OSError as error:
        raise PublishError(f"The tables could not be prepared: {error.strerror} ({error.filename}).") from error


def interrupted(out: Path | Bucket) -> bool:
    """Say whether a run was killed while it put a set in place: files of the user may still lie beside `out`."""
    if isinstance(out, Bucket):  # what such a run left is no one's but ours
        return False
    out = out.resolve()
    return atomic_replace.staging(out).exists() or atomic_replace.backup(out).exists()


@contextmanager
def claimed(out: Path | Bucket) -> Iterator[Path | PrefixLock]:
    """Keep `out` for one run, from before the first document is read until its tables are written.

    Gives what `publish` writes to. Raises `PublishError` where another run writes into it, or where no folder can be
    made there.
    """
    if isinstance(out, Bucket):
        with _claimed_objects(out) as claim:
            yield claim
        return
    given, out = out, _usable(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        lock = folder_lock.claim(out)
    except BlockingIOError as error:
        message = (
            f"Another run is writing into {out}{folder_lock.holder(out)}. Wait for it to end, or give another folder."
        )
        raise PublishError(message) from error
    except OSError as error:
        raise PublishError(f"No tables can be written to {out}: {_cause(error, out)}") from error
    try:
        yield given
    finally:
        folder_lock.release(out, lock)


def _cause(error: OSError, out: Path) -> str:
    """Say what kept a file from being written, and what to do about it."""
    told = f"{error.strerror or error} ({error.filename or out})."
    if error.errno in _FULL:
        return f"{told} Free some space, or give another folder with --out, and run again."
    if error.errno in _CLOSED:
        return f"{told} Make the folder above it writable, or give another one with --out, and run again."
    return told


@contextmanager
def _claimed_objects(bucket: Bucket) -> Iterator[PrefixLock]:
    claim = PrefixLock(bucket)
    try:
        claim.acquire()
    except storage.StorageError as error:
        raise PublishError(str(error)) from error
    try:
        yield claim
    finally:
        claim.release()


def _clear(left: Path, out: Path, ours: atomic_replace.Ours) -> None:
    try:
        atomic_replace.retire(left, out, ours)
    except OSError as error:
        message = f"The new tables are in {out}, but {left} could not be cleared away: {error.strerror}."
        raise PublishError(f"{message} Files of yours may still be in it; the next run tries again.") from error


def _usable(out: Path) -> Path:
    out = out.resolve()
    if out.exists() and not out.is_dir():
        raise PublishError(f"{out} is a file: give a folder for the tables.")
    here = Path.cwd()
    if out == here or out in here.parents or os.path.ismount(out):
        # The folder is replaced as a whole, which would pull the ground from under the user's shell.
        raise PublishError(f"{out} can't be replaced as a whole: give a folder inside it, such as {out / 'extracted'}.")
    return out


def _write(
    folder: Path,
    tables: Mapping[str, Rows],
    others: Mapping[str, bytes],
    closing: Closing | None,
    partition: Sequence[str],
) -> None:
    folder.mkdir()
    try:
        for name in sorted(tables.keys() - {table.name for table in schema.tables()}):
            raise parquet.RowError(f"there is no table {name}")
        rows = {
            table.name: parquet.write(table.name, tables.get(table.name, ()), folder, partition)
            for table in schema.tables()
        }
        for name, content in {**others, package.NAME: package.descriptor(folder, rows, partition)}.items():
            (folder / name).write_bytes(content)
        if closing:
            (folder / closing[0]).write_bytes(closing[1](folder))
        _flush(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _flush(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _ours(out: Path, others: Collection[str]) -> atomic_replace.Ours:
    """Return what tells the files of a set, whole or in parts, with undeclared tables of an older set."""
    named = {*others, package.NAME}
    older = sorted(_listed(out / package.NAME))
    return lambda path: path in named or schema.is_table_file(path, older)


def _listed(path: Path) -> set[str]:
    """Return the names of the tables that a descriptor lists."""
    try:
        resources = json.loads(path.read_bytes())["resources"]
        names = {str(resource["name"]) for resource in resources}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {name for name in names if re.fullmatch("[a-z][a-z_]*", name)}
