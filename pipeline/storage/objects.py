"""A prefix of an object store used as a folder: keys are relative to it, nothing outside is touched."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

INSTALL = "pip install 'ogp-pipeline[s3]'"

_URL = re.compile(r"[a-z][a-z0-9+.-]*://")
_CHUNK_BYTES = 4 << 20


class StorageError(Exception):
    """An object store that can't be used. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address of the store; empty: as configured in the environment (AWS_ENDPOINT_URL) or for fsspec."""

    url: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """One object: key relative to the prefix, size in bytes, and a signature that changes with its content."""

    key: str
    size: int
    signature: tuple[int, ...]
    modified: datetime | None = None


def is_url(location: object) -> bool:
    """Return whether a location is in an object store rather than a local folder.

    >>> is_url("s3://bucket/raw"), is_url("raw"), is_url(Path("raw"))
    (True, False, False)
    """
    return isinstance(location, Bucket) or (isinstance(location, str) and bool(_URL.match(location)))


@dataclass(frozen=True)
class Bucket:
    """A prefix of a bucket."""

    url: str
    endpoint: Endpoint = Endpoint()

    def __str__(self) -> str:
        return self.url

    def __truediv__(self, name: str) -> str:
        return f"{self.url.rstrip('/')}/{name}"

    def list_objects(self, prefix: str = "") -> list[Stored]:
        """Return all objects below the prefix, sorted by key; raise `StorageError` if that fails."""
        with self._storage_errors("listed"):
            entries: dict[str, dict[str, Any]] = self._file_system.find(self._path(prefix), detail=True)
            if not entries:
                self._check_bucket_exists()
        start = len(self._root) + 1
        objects = (_stored_object(path[start:], facts) for path, facts in entries.items() if len(path) > start)
        return sorted((object for object in objects if not object.key.endswith("/")), key=lambda object: object.key)

    def fetch(self, key: str, target: Path, max_bytes: int) -> None:
        """Write an object into a file; raise `StorageError` if it exceeds `max_bytes` or can't be read."""
        size = 0
        with self._storage_errors(f"read ({key})"):
            target.parent.mkdir(parents=True, exist_ok=True)
            # All chunks are of one version: an object that is replaced during the download is an error, not a mixture.
            with (
                self._file_system.open(self._path(key), "rb", block_size=_CHUNK_BYTES, cache_type="none") as source,
                target.open("wb") as out,
            ):
                while chunk := source.read(_CHUNK_BYTES):
                    size += len(chunk)
                    if size > max_bytes:
                        break
                    out.write(chunk)
        if size > max_bytes:
            target.unlink()
            raise StorageError(f"{self / key} has more than {max_bytes:,} bytes.")

    def read(self, key: str, max_bytes: int) -> bytes | None:
        """Return an object's bytes, None if there is none; raise `StorageError` if it exceeds `max_bytes`."""
        try:
            with self._storage_errors(f"read ({key})"):
                data: bytes = self._file_system.cat_file(self._path(key), start=0, end=max_bytes + 1)
        except StorageError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return None
            raise
        if len(data) > max_bytes:
            raise StorageError(f"{self / key} has more than {max_bytes:,} bytes.")
        return data

    def write(self, key: str, data: bytes) -> None:
        """Write an object atomically: readers see the old one or the new one."""
        with self._storage_errors(f"written ({key})"):
            self._file_system.pipe_file(self._path(key), data)

    def create(self, key: str, data: bytes) -> bool:
        """Write an object unless it exists; return False if it does.

        Stores with conditional writes (If-None-Match) decide which of two writers is first. A store that ignores the
        condition keeps the later of two simultaneous writes: check again afterwards.
        """
        try:
            with self._storage_errors(f"written ({key})"):
                self._file_system.pipe_file(self._path(key), data, mode="create")
        except StorageError as error:
            if isinstance(error.__cause__, FileExistsError) or _is_condition_refused(error.__cause__):
                return False
            raise
        return True

    def upload(self, file: Path, key: str) -> None:
        """Write a file as an object."""
        with self._storage_errors(f"written ({key})"):
            self._file_system.put_file(str(file), self._path(key))

    def remove(self, keys: Sequence[str]) -> None:
        """Delete objects; missing ones are ignored."""
        if keys:
            with self._storage_errors("cleared"):
                self._file_system.rm([self._path(key) for key in keys])

    @cached_property
    def _file_system(self) -> Any:
        try:
            import fsspec
        except ImportError as error:
            raise StorageError(f"Object stores need the package s3fs: {INSTALL}.") from error
        try:
            return fsspec.filesystem(self.url.partition("://")[0], **self._options())
        except (ImportError, ValueError) as error:
            advice = f" {INSTALL}." if self.url.startswith("s3:") else ""
            raise StorageError(f"{self.url} can't be reached: {error}.{advice}") from error

    def _options(self) -> dict[str, Any]:
        if not self.url.startswith("s3:"):
            return {}
        options: dict[str, Any] = {"use_listings_cache": False, "skip_instance_cache": True}
        if self.endpoint.url:
            options["endpoint_url"] = self.endpoint.url
        if self.endpoint.region:
            options["client_kwargs"] = {"region_name": self.endpoint.region}
        return options

    @cached_property
    def _root(self) -> str:
        root = self.url.partition("://")[2].strip("/")
        if not root or any(part in {"", ".", ".."} for part in root.split("/")):
            raise StorageError(f"{self.url} names no bucket and prefix: give s3://BUCKET/PREFIX.")
        # File systems other than S3 may return a leading slash.
        return str(self._file_system._strip_protocol(f"{self.url.partition('://')[0]}://{root}"))

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}" if key else self._root

    def _check_bucket_exists(self) -> None:
        """Raise FileNotFoundError if the bucket itself is missing; a prefix without objects is fine."""
        bucket = self._root.strip("/").partition("/")[0]
        if self.url.startswith("s3:") and not self._file_system.exists(bucket):
            raise FileNotFoundError(f"there is no bucket {bucket}")

    @contextmanager
    def _storage_errors(self, action: str) -> Iterator[None]:
        """Turn the many kinds of errors that stores and their clients raise into a `StorageError`."""
        try:
            yield
        except StorageError:
            raise
        except Exception as error:
            raise StorageError(f"{self.url} can't be {action}: {_explain_error(error)}.") from error


def _explain_error(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"it does not exist ({error}); check bucket and prefix"
    if isinstance(error, PermissionError):
        return f"the store refuses it ({error}); check the credentials and their permissions"
    return f"{type(error).__name__}: {str(error).rstrip('.')}"


def _is_condition_refused(error: BaseException | None) -> bool:
    """Return whether a store answered that its condition (If-None-Match) does not hold."""
    messages = (str(cause) for cause in (error, getattr(error, "__cause__", None)) if cause)
    return any("PreconditionFailed" in text or "pre-condition" in text.casefold() or "412" in text for text in messages)


def _stored_object(key: str, facts: dict[str, Any]) -> Stored:
    size, modified = int(facts.get("size") or 0), facts.get("LastModified") or facts.get("created")
    identity = repr((facts.get("ETag"), facts.get("VersionId"), modified))
    fingerprint = int.from_bytes(hashlib.sha256(identity.encode()).digest()[:8])
    return Stored(key, size, (size, fingerprint), modified if isinstance(modified, datetime) else None)
