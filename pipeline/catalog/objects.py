"""A raw folder in an object store: list its objects, and fetch each into a local folder when it is needed.

Records of files from earlier runs, so that unchanged files need not be opened: hash and media type by signature.

A file counts as unchanged while its size, its modification and change times, its inode and its device are the same. A
file is not recorded if it changed so shortly before it was hashed that another change could have the same time.
"""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.model.issues import Issue
from pipeline.storage import Bucket, StorageError, Stored

Signature = tuple[int, ...]

_FINE_CLOCK_NS = 100_000_000
_COARSE_CLOCK_NS = 2_500_000_000
"""Nanoseconds within which two changes may get the same time: on FAT, times have a resolution of two seconds."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file's signature when it was hashed (empty: a later change might not show), SHA-256, media type and size."""

    signature: Signature
    sha256: str
    media_type: str
    size: int


FileRecords = Mapping[str, FileRecord]
"""Path relative to the raw folder -> the record of the file."""


def file_signature(stat: os.stat_result) -> Signature:
    """Return numbers that differ between a changed and an unchanged file, without opening it."""
    return (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_dev)


def is_settled(stat: os.stat_result) -> bool:
    """Return whether a later change of a file will show in its signature."""
    last_change = max(stat.st_mtime_ns, stat.st_ctime_ns)
    has_fine_clock = stat.st_mtime_ns % 1_000_000_000 or stat.st_ctime_ns % 1_000_000_000
    return time.time_ns() - last_change > (_FINE_CLOCK_NS if has_fine_clock else _COARSE_CLOCK_NS)


Located = tuple[str | None, Issue]

MAX_SPOOLED_BYTES = 2 << 30
"""Documents stay on disk between hashing and reading up to this size in total; others are fetched twice."""

_MAX_OWN_FILE_BYTES = 64 << 20
"""Largest manifest or override file that is fetched: more than any list that people keep, and it fits in memory."""


class Spool:
    """The objects of a prefix, and the local folder into which they are fetched under their keys."""

    def __init__(self, bucket: Bucket, folder: Path, max_bytes: int) -> None:
        self.bucket, self.folder, self.max_bytes = bucket, folder, max_bytes
        self.free_bytes = MAX_SPOOLED_BYTES
        self._objects: dict[str, Stored] = {}

    def list_documents(
        self, is_skipped: Callable[[str], bool], own_files: frozenset[str]
    ) -> tuple[list[str], list[Located]]:
        """Return the keys of documents, sorted, and the issues of what was left out. Fetches our own files."""
        issues: list[Located] = []
        for stored in self.bucket.list_objects():
            if stored.key in own_files:
                self.bucket.fetch(stored.key, self.folder / stored.key, _MAX_OWN_FILE_BYTES)
            elif problem := find_unsafe_part(stored.key):
                issues.append((escape_control_characters(stored.key), _unsafe_key_issue(problem)))
            elif any(map(is_skipped, stored.key.split("/"))):
                continue
            elif stored.size > self.max_bytes:
                issues.append((stored.key, _too_large_issue(stored.size, self.max_bytes)))
            else:
                self._objects[stored.key] = stored
        return sorted(self._objects), issues

    def inspect(
        self, path: str, known: FileRecord | None, inspect_file: Callable[[Path], tuple[str, int, str]]
    ) -> FileRecord | Issue:
        """Return the hash and media type of an object by fetching it, or the known record if it is unchanged."""
        stored = self._objects[path]
        if known and known.signature == stored.signature:
            return known
        target = self.folder / path
        try:
            self.bucket.fetch(path, target, self.max_bytes)
            sha256, size, detected_type = inspect_file(target)
        except (StorageError, OSError) as error:
            return Issue("catalogue", "error", "unreadable-file", f"The object can't be read: {_error_text(error)}")
        if size > self.free_bytes:
            target.unlink()
        else:
            self.free_bytes -= size
        return FileRecord(stored.signature, sha256, detected_type, size)

    def fetch(self, path: str) -> None:
        """Fetch an object that is not on disk. If it is gone or has become too large, there is no file."""
        target = self.folder / path
        if not target.exists():
            try:
                self.bucket.fetch(path, target, self.max_bytes)
            except (StorageError, OSError):
                target.unlink(missing_ok=True)

    def remove(self, path: str) -> None:
        """Delete the local copy of a document that was read."""
        (self.folder / path).unlink(missing_ok=True)


def find_unsafe_part(key: str) -> str:
    r"""Say why a key can't be a file path; empty if it can.

    >>> find_unsafe_part("a/b.pdf"), find_unsafe_part("a/../b.pdf"), find_unsafe_part("a\x07.pdf")
    ('', 'a part of it is empty, . or ..', 'it has control characters')
    """
    if any(part in {"", ".", ".."} for part in key.split("/")) or PurePosixPath(key).is_absolute():
        return "a part of it is empty, . or .."
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in key):
        return "it has control characters"
    if "\\" in key:
        return "it has a backslash"
    if max(len(part.encode()) for part in key.split("/")) > 255:
        return "a part of it has more than 255 bytes"
    return ""


def escape_control_characters(key: str) -> str:
    r"""Return a key with control characters escaped, so that a table can store it.

    >>> escape_control_characters("a\x07b.pdf")
    'a\\x07b.pdf'
    """
    return "".join(
        letter.encode("unicode_escape").decode() if unicodedata.category(letter) in {"Cc", "Cs"} else letter
        for letter in key
    )


def _unsafe_key_issue(problem: str) -> Issue:
    message = f"The key of this object can't be the path of a file: {problem}. Rename the object; it was left out."
    return Issue("catalogue", "error", "unreadable-name", message)


def _too_large_issue(size: int, max_bytes: int) -> Issue:
    message = (
        f"The object has {size:,} bytes, more than the limit of {max_bytes:,}, and was not fetched. If it is a report, "
        "raise max-size in ogp.toml, table [ogp]."
    )
    return Issue("catalogue", "error", "file-too-large", message)


def _error_text(error: Exception) -> str:
    return str(error) if isinstance(error, StorageError) else f"{error.strerror}." if isinstance(error, OSError) else ""
