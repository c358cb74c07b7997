"""Publish a set of files in an object store, all or none. Stores can't rename, so a manifest is replaced last.

Each run writes below a name of its own (`runs/<id>/`), so that no run touches the files of another. Readers follow the
manifest. Files of earlier runs are removed after the manifest names the new ones.

The last published set of an object store as a local folder, complete and of one run.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import socket
import tempfile
import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.storage.objects import Bucket, StorageError

MANIFEST = "run-manifest.json"
"""Name of the manifest, also in local dataset folders."""

RUNS = "runs"
LOCK = ".ogp-lock"

MAX_MANIFEST_BYTES = 64 << 20
"""Largest manifest that is read. A file takes about 150 bytes in it, so this is enough for 400,000 files."""

STALE_SECONDS, RENEW_SECONDS = 600.0, 60.0
"""A lock is renewed every minute and abandoned after ten, so that nine renewals may fail in a bad network."""


class BusyError(StorageError):
    """Another run is writing into the same prefix."""


class PrefixLock:
    """A lock on a prefix: an object with a token that is renewed during the run."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self.token = uuid.uuid4().hex
        self._released = threading.Event()
        self._renewer = threading.Thread(target=self._renew, daemon=True)

    def acquire(self) -> None:
        """Lock the prefix; raise `BusyError` if another run holds it."""
        if not self.bucket.create(LOCK, self._content()):
            lock = _read_lock(self.bucket)
            if lock is not None and lock[1] < STALE_SECONDS:
                holder = f"{lock[0].get('host', 'unknown')}, process {lock[0].get('process', 'unknown')}"
                age = f"it said so {lock[1]:.0f} seconds ago"
                raise BusyError(f"Another run is writing into {self.bucket} ({holder}; {age}). Wait for it to end.")
            self.bucket.write(LOCK, self._content())
        self.confirm()
        self._renewer.start()

    def confirm(self) -> None:
        """Raise `BusyError` if another run has taken over the lock."""
        data = self.bucket.read(LOCK, MAX_MANIFEST_BYTES)
        if data is None or _parse_json(data).get("token") != self.token:
            raise BusyError(
                f"Another run has begun to write into {self.bucket}: this one leaves the tables as they are."
            )

    def release(self) -> None:
        """Release the prefix if it is still locked by this run."""
        self._released.set()
        with suppress(StorageError):
            self.confirm()
            self.bucket.remove([LOCK])

    def _renew(self) -> None:
        while not self._released.wait(RENEW_SECONDS):
            with suppress(StorageError):
                self.confirm()
                self.bucket.write(LOCK, self._content())

    def _content(self) -> bytes:
        values = {"token": self.token, "host": socket.gethostname(), "process": os.getpid()}
        return json.dumps(values).encode()


def _read_lock(bucket: Bucket) -> tuple[dict[str, Any], float] | None:
    """Return the content of the lock and its age in seconds; None if there is none."""
    data = bucket.read(LOCK, MAX_MANIFEST_BYTES)
    stored = next((stored for stored in bucket.list_objects() if stored.key == LOCK), None)
    if data is None or stored is None:
        return None
    age = (datetime.now(UTC) - stored.modified).total_seconds() if stored.modified else 0.0
    return _parse_json(data), max(0.0, age)


def publish_set(claim: PrefixLock, folder: Path) -> str:
    """Publish the files of a folder into the prefix, all or none; return the folder name in the bucket.

    The manifest is the JSON file among them that names the others. It is written last, with `folder` added.
    """
    bucket, run_folder = claim.bucket, f"{RUNS}/{claim.token}"
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    content = {"folder": run_folder, **json.loads(files.pop(MANIFEST).read_bytes())}
    try:
        for name in sorted(files):
            bucket.upload(files[name], f"{run_folder}/{name}")
        claim.confirm()
        bucket.write(MANIFEST, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
    except StorageError:
        with suppress(StorageError):
            _remove_objects(bucket, lambda key: key.startswith(f"{run_folder}/"))
        raise
    _remove_objects(bucket, lambda key: not key.startswith(f"{run_folder}/"))
    return run_folder


def _remove_objects(bucket: Bucket, is_removable: Callable[[str], bool]) -> None:
    bucket.remove([stored.key for stored in bucket.list_objects(RUNS) if is_removable(stored.key)])


def read_last_manifest(bucket: Bucket) -> dict[str, Any] | None:
    """Return the manifest of the last run; None if there is none or it is not valid."""
    data = bucket.read(MANIFEST, MAX_MANIFEST_BYTES)
    manifest = _parse_json(data) if data is not None else {}
    return manifest if isinstance(manifest.get("folder"), str) and isinstance(manifest.get("files"), list) else None


def _parse_json(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


MAX_ATTEMPTS = 3
"""A run that ends during a download removes the files of the manifest before it, so it is read again."""


def fetch_snapshot(bucket: Bucket) -> Path:
    """Download the files that the manifest names into a temporary folder and return it.

    The folder is deleted when the program ends. Raises `StorageError` if there is no manifest or its files differ.
    """
    folder = Path(tempfile.mkdtemp(prefix="ogp-tables-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _fill_folder(folder, bucket, MAX_ATTEMPTS)


def _fill_folder(folder: Path, bucket: Bucket, attempts_left: int) -> Path:
    content = read_last_manifest(bucket)
    if content is None:
        raise StorageError(f"{bucket} holds no tables ({MANIFEST}): run `ogp extract RAW --out {bucket}` first.")
    try:
        for file in content["files"]:
            _fetch_file(bucket, str(content["folder"]), file, folder)
    except StorageError:
        if attempts_left == 1:
            raise
        return _fill_folder(folder, bucket, attempts_left - 1)
    return folder


def _fetch_file(bucket: Bucket, run_folder: str, file: Mapping[str, Any], folder: Path) -> None:
    name = str(file.get("path"))
    if not _is_within(name) or not _is_within(run_folder):
        raise StorageError(f"The manifest of {bucket} names {name!r}, which is not a path inside it.")
    target = folder / name
    bucket.fetch(f"{run_folder}/{name}", target, int(file["bytes"]))
    if hashlib.sha256(target.read_bytes()).hexdigest() != file["sha256"]:
        raise StorageError(f"{bucket / name} is not the file that the manifest names: run `ogp extract` again.")


def _is_within(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\0" not in name
