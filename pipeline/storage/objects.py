"""A prefix of an object store as a folder: names are keys relative to it, and nothing outside is touched."""

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
_CHUNK = 4 << 20


class StorageError(Exception):
    """An object store that can't be used as wanted, with what to do."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the store answers; empty: as environment (AWS_ENDPOINT_URL) or fsspec's settings say."""

    url: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """One object: its key relative to the prefix, its bytes, and numbers that are others when it is another."""

    key: str
    size: int
    signature: tuple[int, ...]
    changed: datetime | None = None


def is_url(place: object) -> bool:
    """Tell whether a place is an object store's rather than a folder's.

    >>> is_url("s3://bucket/raw"), is_url("raw"), is_url(Path("raw"))
    (True, False, False)
    """
    return isinstance(place, Bucket) or (isinstance(place, str) and bool(_URL.match(place)))


@dataclass(frozen=True)
class Bucket:
    """A prefix of a bucket."""

    url: str
    endpoint: Endpoint = Endpoint()

    def __str__(self) -> str:
        return self.url

    def __truediv__(self, name: str) -> str:
        return f"{self.url.rstrip('/')}/{name}"

    def listing(self, below: str = "") -> list[Stored]:
        """Return all objects below the prefix, sorted by key; raise `StorageError` where the bucket can't be listed."""
        with self._told("listed"):
            found: dict[str, dict[str, Any]] = self._system.find(self._path(below), detail=True)
            if not found:
                self._exists()
        start = len(self._root) + 1
        stored = (_stored(path[start:], about) for path, about in found.items() if len(path) > start)
        return sorted((object for object in stored if not object.key.endswith("/")), key=lambda object: object.key)

    def fetch(self, key: str, target: Path, most: int) -> None:
        """Write an object into a file; raise `StorageError` where it has more than `most` bytes or can't be read."""
        size = 0
        with self._told(f"read ({key})"):
            target.parent.mkdir(parents=True, exist_ok=True)
            # Objects are read in pieces of one version: one that is replaced meanwhile is an error, not a mixture.
            with (
                self._system.open(self._path(key), "rb", block_size=_CHUNK, cache_type="none") as source,
                target.open("wb") as out,
            ):
                while chunk := source.read(_CHUNK):
                    size += len(chunk)
                    if size > most:
                        break
                    out.write(chunk)
        if size > most:
            target.unlink()
            raise StorageError(f"{self / key} has more than {most:,} bytes.")

    def read(self, key: str, most: int) -> bytes | None:
        """Return an object's bytes, None where there is none; raise `StorageError` where it has more than `most`."""
        try:
            with self._told(f"read ({key})"):
                data: bytes = self._system.cat_file(self._path(key), start=0, end=most + 1)
        except StorageError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return None
            raise
        if len(data) > most:
            raise StorageError(f"{self / key} has more than {most:,} bytes.")
        return data

    def write(self, key: str, data: bytes) -> None:
        """Put an object in one step: readers see the old one or the new one."""
        with self._told(f"written ({key})"):
            self._system.pipe_file(self._path(key), data)

    def create(self, key: str, data: bytes) -> bool:
        """Put an object where there is none; return False where there is one.

        Stores that know conditional writes (If-None-Match) decide which of two comes first. With one that passes the
        condition over, the later of two at the same moment wins: look again afterwards.
        """
        try:
            with self._told(f"written ({key})"):
                self._system.pipe_file(self._path(key), data, mode="create")
        except StorageError as error:
            if isinstance(error.__cause__, FileExistsError) or _refused(error.__cause__):
                return False
            raise
        return True

    def upload(self, file: Path, key: str) -> None:
        """Put a file as an object."""
        with self._told(f"written ({key})"):
            self._system.put_file(str(file), self._path(key))

    def remove(self, keys: Sequence[str]) -> None:
        """Take objects away; those that are gone already are passed over."""
        if keys:
            with self._told("cleared"):
                self._system.rm([self._path(key) for key in keys])

    @cached_property
    def _system(self) -> Any:
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
        # Other stores than S3 may put a slash in front.
        return str(self._system._strip_protocol(f"{self.url.partition('://')[0]}://{root}"))

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}" if key else self._root

    def _exists(self) -> None:
        """Raise FileNotFoundError where the bucket itself is missing; an empty prefix is none."""
        bucket = self._root.strip("/").partition("/")[0]
        if self.url.startswith("s3:") and not self._system.exists(bucket):
            raise FileNotFoundError(f"there is no bucket {bucket}")

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Turn what stores and their clients raise, which is of many kinds, into an error for people."""
        try:
            yield
        except StorageError:
            raise
        except Exception as error:
            raise StorageError(f"{self.url} can't be {what}: {_reason(error)}.") from error


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"it is not there ({error}); check the names of bucket and prefix"
    if isinstance(error, PermissionError):
        return f"the store refuses it ({error}); check the credentials and what they allow"
    return f"{type(error).__name__}: {str(error).rstrip('.')}"


def _refused(error: BaseException | None) -> bool:
    """Tell whether a store answered that its condition (If-None-Match) does not hold."""
    texts = (str(found) for found in (error, getattr(error, "__cause__", None)) if found)
    return any("PreconditionFailed" in text or "pre-condition" in text.casefold() or "412" in text for text in texts)


def _stored(key: str, about: dict[str, Any]) -> Stored:
    size, changed = int(about.get("size") or 0), about.get("LastModified") or about.get("created")
    told = repr((about.get("ETag"), about.get("VersionId"), changed))
    mark = int.from_bytes(hashlib.sha256(told.encode()).digest()[:8])
    return Stored(key, size, (size, mark), changed if isinstance(changed, datetime) else None)
