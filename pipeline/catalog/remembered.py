"""Records of files from earlier runs, so that unchanged files need not be opened: hash and media type by signature.

A file counts as unchanged while its size, its modification and change times, its inode and its device are the
same.
A file is not recorded if it changed so shortly before it was hashed that another change could have the same
time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass

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
