"""Object stores: a prefix as a folder, sets of files published atomically, local snapshots."""

from __future__ import annotations

from pipeline.storage.objects import INSTALL, Bucket, Endpoint, StorageError, Stored, is_url
from pipeline.storage.sets import MANIFEST, BusyError, PrefixLock, fetch_snapshot, publish_set, read_last_manifest

__all__ = [
    "INSTALL",
    "MANIFEST",
    "Bucket",
    "BusyError",
    "Endpoint",
    "PrefixLock",
    "StorageError",
    "Stored",
    "fetch_snapshot",
    "is_url",
    "publish_set",
    "read_last_manifest",
]
