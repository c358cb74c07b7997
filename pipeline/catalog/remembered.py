"""What is remembered of files from run to run, so that one that did not change is not opened: hash and media type.

A file counts as unchanged while its size, its times of change (content and entry), its number in the file system and
its device are the same. What was changed so shortly before it was hashed that another change may bear the same time is
not remembered.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass

Signature = tuple[int, ...]

_FINE = 100_000_000
_COARSE = 2_500_000_000
"""Nanoseconds within which two changes may bear the same time: few file systems tick as coarsely as the second."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A file's signature when it was hashed (empty: another change might not show), SHA-256, media type and bytes."""

    signature: Signature
    sha256: str
    media_type: str
    size: int


Memory = Mapping[str, Remembered]
"""Path relative to the raw folder -> what is remembered of the file."""


def signature(found: os.stat_result) -> Signature:
    """Return what tells a changed file from an unchanged one without opening it."""
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev)


def settled(found: os.stat_result) -> bool:
    """Tell whether a later change of a file will show in its signature."""
    last = max(found.st_mtime_ns, found.st_ctime_ns)
    fine = found.st_mtime_ns % 1_000_000_000 or found.st_ctime_ns % 1_000_000_000
    return time.time_ns() - last > (_FINE if fine else _COARSE)
