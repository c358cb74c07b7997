"""A raw folder in an object store: objects listed, and fetched into a folder on disk as they are needed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from pipeline.catalog.remembered import Remembered
from pipeline.model.issues import Issue
from pipeline.storage import Bucket, StorageError, Stored

Located = tuple[str | None, Issue]

KEPT = 2 << 30
"""Bytes of documents that may lie on disk at once for those that are read later; others are fetched again."""

_SMALL = 64 << 20
"""Bytes that the manifest and people's decisions may have."""


class Spool:
    """The objects of a prefix, and the folder into which they are fetched under their own names."""

    def __init__(self, bucket: Bucket, folder: Path, most: int) -> None:
        self.bucket, self.folder, self.most = bucket, folder, most
        self.room = KEPT
        self._stored: dict[str, Stored] = {}

    def files(self, passed_over: Callable[[str], bool], ours: frozenset[str]) -> tuple[list[str], list[Located]]:
        """Return the keys of documents, sorted, and the issues of what was left out; fetch people's own files."""
        issues: list[Located] = []
        for stored in self.bucket.listing():
            if stored.key in ours:
                self.bucket.fetch(stored.key, self.folder / stored.key, _SMALL)
            elif fault := unsafe(stored.key):
                issues.append((shown(stored.key), _unsafe(fault)))
            elif any(map(passed_over, stored.key.split("/"))):
                continue
            elif stored.size > self.most:
                issues.append((stored.key, _too_large(stored.size, self.most)))
            else:
                self._stored[stored.key] = stored
        return sorted(self._stored), issues

    def facts(
        self, path: str, known: Remembered | None, look: Callable[[Path], tuple[str, int, str]]
    ) -> Remembered | Issue:
        """Return an object's hash and media type by a `look` at its bytes; without one where it is as it is known."""
        stored = self._stored[path]
        if known and known.signature == stored.signature:
            return known
        target = self.folder / path
        try:
            self.bucket.fetch(path, target, self.most)
            sha256, size, kind = look(target)
        except (StorageError, OSError) as error:
            return Issue("catalogue", "error", "unreadable-file", f"The object can't be read: {_plain(error)}")
        if size > self.room:
            target.unlink()
        else:
            self.room -= size
        return Remembered(stored.signature, sha256, kind, size)

    def bring(self, path: str) -> None:
        """Fetch an object that is not on disk; where it is gone, or too large by now, its file stays away."""
        target = self.folder / path
        if not target.exists():
            try:
                self.bucket.fetch(path, target, self.most)
            except (StorageError, OSError):
                target.unlink(missing_ok=True)

    def drop(self, path: str) -> None:
        """Take a document that was read from the disk."""
        (self.folder / path).unlink(missing_ok=True)


def unsafe(key: str) -> str:
    r"""Say why a key can't be the path of a file; empty where it can.

    >>> unsafe("a/b.pdf"), unsafe("a/../b.pdf"), unsafe("a\x07.pdf")
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


def shown(key: str) -> str:
    r"""Return a key as a table may hold it: control characters as escapes.

    >>> shown("a\x07b.pdf")
    'a\\x07b.pdf'
    """
    return "".join(
        letter.encode("unicode_escape").decode() if unicodedata.category(letter) in {"Cc", "Cs"} else letter
        for letter in key
    )


def _unsafe(fault: str) -> Issue:
    message = f"The key of this object can't be the path of a file: {fault}. Rename the object; it was left out."
    return Issue("catalogue", "error", "unreadable-name", message)


def _too_large(size: int, most: int) -> Issue:
    message = (
        f"The object has {size:,} bytes, more than the limit of {most:,}, and was not fetched. If it is a report, "
        "raise the limit with --max-size."
    )
    return Issue("catalogue", "error", "file-too-large", message)


def _plain(error: Exception) -> str:
    return str(error) if isinstance(error, StorageError) else f"{error.strerror}." if isinstance(error, OSError) else ""
