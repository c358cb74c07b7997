"""A set of files put into an object store all or none, which has no rename: a manifest names them and is replaced last.

The files of a run lie below a name of their own (`runs/<id>/`), so that no run touches those of another. Whoever reads
follows the manifest. What earlier runs left is taken away after the manifest names the new ones.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.storage.objects import Bucket, StorageError

MANIFEST = "run-manifest.json"
"""The manifest's name, beside the tables too."""

RUNS = "runs"
LOCK = ".ogp-lock"

MOST = 64 << 20
"""Bytes that a manifest may have."""

STALE, BEAT = 600.0, 60.0
"""Seconds after which a lock that nobody renewed counts as left behind, and seconds between two renewals."""


class BusyError(StorageError):
    """Another run writes into the same prefix."""


class Claim:
    """A lock on a prefix: an object with a token, renewed while the run goes on."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self.token = uuid.uuid4().hex
        self._over = threading.Event()
        self._beat = threading.Thread(target=self._renew, daemon=True)

    def take(self) -> None:
        """Lock the prefix; raise `BusyError` where another run holds it."""
        if not self.bucket.create(LOCK, self._content()):
            held = _held(self.bucket)
            if held is not None and held[1] < STALE:
                who = f"{held[0].get('host', 'unknown')}, process {held[0].get('process', 'unknown')}"
                since = f"it said so {held[1]:.0f} seconds ago"
                raise BusyError(f"Another run is writing into {self.bucket} ({who}; {since}). Wait for it to end.")
            self.bucket.write(LOCK, self._content())
        self.confirm()
        self._beat.start()

    def confirm(self) -> None:
        """Raise `BusyError` where another run has taken the lock over."""
        data = self.bucket.read(LOCK, MOST)
        if data is None or _parsed(data).get("token") != self.token:
            raise BusyError(
                f"Another run has begun to write into {self.bucket}: this one leaves the tables as they are."
            )

    def release(self) -> None:
        """Let go of the prefix, where it is still ours."""
        self._over.set()
        with suppress(StorageError):
            self.confirm()
            self.bucket.remove([LOCK])

    def _renew(self) -> None:
        while not self._over.wait(BEAT):
            with suppress(StorageError):
                self.confirm()
                self.bucket.write(LOCK, self._content())

    def _content(self) -> bytes:
        told = {"token": self.token, "host": socket.gethostname(), "process": os.getpid()}
        return json.dumps(told).encode()


def _held(bucket: Bucket) -> tuple[dict[str, Any], float] | None:
    """Return who holds the lock, and seconds since that was said; None where nobody does."""
    data = bucket.read(LOCK, MOST)
    found = next((stored for stored in bucket.listing() if stored.key == LOCK), None)
    if data is None or found is None:
        return None
    age = (datetime.now(UTC) - found.changed).total_seconds() if found.changed else 0.0
    return _parsed(data), max(0.0, age)


def commit(claim: Claim, folder: Path, manifest: str) -> str:
    """Put the files of a folder into the prefix, all or none; return the name below which they lie.

    `manifest` is the name of the JSON file among them that names the others; it goes last, with `folder` added.
    """
    bucket, place = claim.bucket, f"{RUNS}/{claim.token}"
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    told = {"folder": place, **json.loads(files.pop(manifest).read_bytes())}
    try:
        for name in sorted(files):
            bucket.upload(files[name], f"{place}/{name}")
        claim.confirm()
        bucket.write(manifest, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
    except StorageError:
        with suppress(StorageError):
            _clear(bucket, lambda key: key.startswith(f"{place}/"))
        raise
    _clear(bucket, lambda key: not key.startswith(f"{place}/"))
    return place


def _clear(bucket: Bucket, left: Callable[[str], bool]) -> None:
    bucket.remove([stored.key for stored in bucket.listing(RUNS) if left(stored.key)])


def last_manifest(bucket: Bucket, name: str) -> dict[str, Any] | None:
    """Return the manifest of the last run; None where there is none, or it is no manifest."""
    data = bucket.read(name, MOST)
    found = _parsed(data) if data is not None else {}
    return found if isinstance(found.get("folder"), str) and isinstance(found.get("files"), list) else None


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
